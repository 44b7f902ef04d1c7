"""How much of a half-letter side a card's text takes, and how to part it: so that it fits its sides.

A card is made without a browser, so its lines are broken here with the widths of the font's own letters
(``static/widths.json``: thousandths of the type size, upright, weights 400 and 680). The lengths are those
of ``static/card.css``; a test lays every card out in a real browser and compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kit.packet.parts import CardBlock, Words, plain

SETTINGS = ((10.5, 0.62), (10.0, 0.62), (9.5, 0.62), (9.0, 0.62), (9.0, 0.36))
"""Type size in points and gap between blocks in ems, in order; the look's floor on paper is 9 points."""
SIDE = (341.0, 566.5)
"""What a side holds within its margins, in points: width, height."""

_LEADING = 1.36  # of the text; and what stands around it, in ems
_HEADING, _HEADING_LEADING = 1.12, 1.25
_GAP, _LINE_GAP = 0.62, 0.18
_INDENT = 1.55
_FRAME = (1.2, 1.0)  # padding and border of a framed block, across and down
_BADGE = 8.6
_SMALL = 9.0  # points: running head, notice, small print
_WIDEST = 0.7


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands above and below the blocks of a side: its title, the notice of a review copy, and the
    paragraphs of small print. ``number`` of ``of`` sides."""

    title: str
    number: int
    of: int
    notice: str
    small: tuple[str, ...]

    def height(self, size: float) -> float:
        """Points taken at a type size."""
        running = _SMALL * 1.25
        if self.number > 1:
            name = 2.25 + 2.18 * size
        else:
            beside = 5.0 if self.of > 1 else 0.0  # "side 1 of 2"
            room = SIDE[0] / (1.8 * size) - beside
            lines = _lines([_width(word, bold=True) for word in self.title.split()], room)
            name = 3.75 + (1.08 + 1.98 * lines) * size
        width = SIDE[0] / _SMALL
        lines = _lines(_tokens(plain(self.notice)), width) if self.notice else 0
        notice = lines * 1.25 * _SMALL + (_GAP * size + 3.0 if self.notice else 0.0)
        small = sum(_lines(_tokens(plain(text)), width) for text in self.small)
        return running + name + notice + _SMALL * 1.3 * small + 4.5 + _GAP * size


@dataclass(frozen=True, slots=True)
class Setting:
    """How a card is set: type size in points, gap between blocks in ems, the blocks of each side."""

    size: float
    gap: float
    sides: tuple[tuple[CardBlock, ...], ...]
    fits: bool = True


def parted(blocks: Sequence[CardBlock], edges: Sequence[Edges]) -> Setting:
    """The setting with the largest type in which the blocks fit; if none does, the smallest, parted evenly.

    ``edges``: those of each side, one or two. Blocks stay whole and in order."""
    for size, gap in SETTINGS:
        heights = [block_height(block, size) - (_GAP - gap) for block in blocks]
        cut = _cut(heights, [(SIDE[1] - edge.height(size)) / size for edge in edges])
        if cut is not None:
            return Setting(size, gap, _sides(blocks, cut))
    cut = len(blocks)
    if len(edges) > 1:
        heights = [block_height(block, SETTINGS[-1][0]) for block in blocks]
        cut = min(
            range(1, len(blocks)), key=lambda at: abs(sum(heights[:at]) - sum(heights[at:])), default=cut
        )
    return Setting(*SETTINGS[-1], _sides(blocks, cut), fits=False)


def _sides(blocks: Sequence[CardBlock], cut: int) -> tuple[tuple[CardBlock, ...], ...]:
    return tuple(side for side in (tuple(blocks[:cut]), tuple(blocks[cut:])) if side)


def block_height(block: CardBlock, size: float) -> float:
    """The height of a block in ems, with the gap above it."""
    width = SIDE[0] / size
    across, down = _FRAME if block.style == "stop" else (0.0, 0.0)
    width -= across
    room = width / _HEADING - (1.7 if block.style != "text" else 0) - (_BADGE if block.badge else 0)
    heading = _lines([_width(word, bold=True) for word in block.heading.split()], room) * _HEADING
    total = _GAP + down + heading * _HEADING_LEADING
    indent = 0.0 if block.style in ("text", "say", "stop", "call") else _INDENT
    indent += 0.9 if block.style == "say" else 0.0
    for words in block.lines:
        total += _LINE_GAP + _LEADING * _lines(_tokens(words), width - indent)
    if block.sentence:
        total += _LINE_GAP + 1.25 * 0.88 * _lines(_tokens(plain(block.sentence)), width / 0.88)
    return total


def _cut(heights: Sequence[float], rooms: Sequence[float]) -> int | None:
    """Where the second side begins, the fullest side as empty as can be; None if the blocks do not fit."""
    if len(rooms) == 1:
        return len(heights) if sum(heights) <= rooms[0] else None
    found: list[tuple[float, int]] = []
    for at in range(1, len(heights)):
        first, second = sum(heights[:at]), sum(heights[at:])
        if first <= rooms[0] and second <= rooms[1]:
            found.append((max(first / rooms[0], second / rooms[1]), at))
    return min(found)[1] if found else None


def _lines(tokens: Sequence[float], width: float) -> int:
    """How many lines words of these widths take."""
    lines, at, space = 1, 0.0, _width(" ")
    for token in tokens:
        if at and at + space + token > width:
            lines, at = lines + 1, token
        else:
            at += token + (space if at else 0)
    return lines


def _tokens(words: Words) -> list[float]:
    return list(_pieces(words))


def _pieces(words: Words) -> Iterator[float]:
    for kind, text in words.pieces:
        if kind == "empty":
            yield max(8.0, _width(f"[{text}]") + 0.4)
        else:
            yield from (_width(word, bold=kind in ("strong", "filled")) for word in text.split())


def _width(text: str, *, bold: bool = False) -> float:
    known = _widths()["680" if bold else "400"]
    return sum(known.get(char, _WIDEST * 1000) for char in text) / 1000


@lru_cache(maxsize=1)
def _widths() -> dict[str, dict[str, int]]:
    file = Path(__file__).parent / "static" / "widths.json"
    found: dict[str, dict[str, int]] = json.loads(file.read_text("utf-8"))
    return found
