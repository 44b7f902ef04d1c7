"""Small drawings from words: ``{draw: form, text: I-247A}`` becomes strokes that match the look.

A picture is an arrangement of glyphs, or of smaller pictures. It is drawn in the colour of the text with one
accent, so that it reads in gray and in the dark. It says nothing to a screen reader: the alternative text
stands beside it, and must say what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from kit.look.drawing_glyphs import SETTINGS, Bar, Box, Days, Glyph, draw, shapes, written

__all__ = ["ARRANGEMENTS", "Bar", "Days", "Glyph", "Picture", "faults", "glyph_names", "svg"]

Arrangement = Literal["row", "pair", "line", "column", "stack", "grid", "around"]
ARRANGEMENTS: tuple[str, ...] = get_args(Arrangement)
_GAPS: dict[str, float] = {
    "row": 26,
    "pair": 64,
    "line": 6,
    "column": 22,
    "stack": 2,
    "grid": 30,
    "around": 20,
}
_CORNERS = ((0, 0), (2, 0), (0, 2), (2, 2), (0, 1), (2, 1), (1, 0), (1, 2))
_LABEL = 15.0


@dataclass(frozen=True, slots=True)
class Picture:
    """Glyphs in an arrangement.

    row: side by side; pair: two of equal weight, apart; line: close together; column; stack: each stands on
    the next; grid (``columns`` wide, else as square as can be); around: the first in the middle, up to eight
    others about it."""

    arrange: Arrangement
    of: tuple[Glyph | Picture, ...]
    label: str = ""
    columns: int = 0
    faded: bool = field(default=False, kw_only=True)


def glyph_names() -> tuple[str, ...]:
    """Every glyph that can be drawn, in alphabetical order."""
    return tuple(sorted({*shapes(), *SETTINGS}))


def faults(glyph: Glyph) -> Iterator[tuple[str, str, str]]:
    """What cannot be drawn: (key, message, the names it could have been, if it is one of a list)."""
    if glyph.draw not in glyph_names():
        yield "draw", f'there is no glyph "{glyph.draw}".', glyph.draw
        return
    if glyph.inside and glyph.inside not in glyph_names():
        yield "inside", f'there is no glyph "{glyph.inside}".', glyph.inside
    takes_room = glyph.draw in shapes() and shapes()[glyph.draw].room[2] > 0
    if (glyph.inside or (glyph.text and glyph.draw not in SETTINGS)) and not takes_room:
        key = "inside" if glyph.inside else "text"
        yield key, f"nothing can stand inside a {glyph.draw}.", ""
    for key, message in SETTINGS[glyph.draw].faults(glyph) if glyph.draw in SETTINGS else ():
        yield key, message, ""


def svg(picture: Picture, *, place: tuple[float, float, float, float] | None = None, ink: str = "") -> str:
    """The picture as an SVG element, hidden from screen readers; no ids, so that many can share a page.

    ``place`` (x, y, width, height) sets it inside another SVG; ``ink`` gives its colour there. On a page it
    takes the colour of the text; ``.drawing .d-a`` (accent strokes), ``.d-t`` (tint) and ``.d-p`` (paper) may
    be styled. Raises KeyError for a glyph that ``faults`` would have named."""
    box = _arranged(picture)
    margin = 6
    view = f"{-margin} {-margin} {_n(box.width + 2 * margin)} {_n(box.height + 2 * margin)}"
    where = ""
    if place:
        x, y, width, height = (_n(value) for value in place)
        where = f'x="{x}" y="{y}" width="{width}" height="{height}" '
    colour = f'color="{ink}" ' if ink else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" {where}{colour}viewBox="{view}" '
        'aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="3.2" '
        f'stroke-linecap="round" stroke-linejoin="round">{box.body}</svg>'
    )


def size(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture in its own units; a glyph is a hundred high."""
    box = _arranged(picture)
    return box.width, box.height


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _arranged(node: Glyph | Picture) -> Box:
    if isinstance(node, Glyph):
        return _labelled(_repeated(node), node.label)
    boxes = [_arranged(part) for part in node.of]
    gap = _GAPS[node.arrange]
    if node.arrange == "around":
        box = _around(boxes, gap)
    elif node.arrange in ("column", "stack"):
        box = _grid(boxes, 1, gap)
    elif node.arrange == "grid":
        box = _grid(boxes, node.columns or math.ceil(math.sqrt(len(boxes))), gap)
    else:
        box = _row(boxes, gap)
    if node.faded:
        box = Box(box.width, box.height, f'<g opacity=".4">{box.body}</g>', box.axis)
    return _labelled(box, node.label)


def _repeated(glyph: Glyph) -> Box:
    """A glyph, as often as asked for; more than five stand in rows."""
    box = draw(glyph)
    own = SETTINGS.get(glyph.draw)
    if glyph.count < 2 or (own and own.counts):
        return box
    return _grid([box] * glyph.count, min(glyph.count, 5 if glyph.count != 6 else 3), 14)


def _row(boxes: list[Box], gap: float) -> Box:
    """Side by side, their middles on one line."""
    above = max(box.axis for box in boxes)
    below = max(box.height - box.axis for box in boxes)
    body, x = [], 0.0
    for box in boxes:
        body.append(_moved(box, x, above - box.axis))
        x += box.width + gap
    return Box(x - gap, above + below, "".join(body), above)


def _grid(boxes: list[Box], columns: int, gap: float) -> Box:
    rows = [boxes[start : start + columns] for start in range(0, len(boxes), columns)]
    cell = max(box.width for box in boxes) if columns > 1 else 0
    wide = max(len(row) for row in rows)
    width = cell * wide + gap * (wide - 1) if cell else max(box.width for box in boxes)
    body, y = [], 0.0
    for row in rows:
        taken = cell * len(row) + gap * (len(row) - 1) if cell else row[0].width
        x, height = (width - taken) / 2, max(box.height for box in row)
        for box in row:
            body.append(_moved(box, x + ((cell or box.width) - box.width) / 2, y))
            x += (cell or box.width) + gap
        y += height + gap
    return Box(width, y - gap, "".join(body), (y - gap) / 2)


def _around(boxes: list[Box], gap: float) -> Box:
    """The first in the middle, the others about it, corners first."""
    middle, *others = boxes
    width, height = (max(getattr(box, side) for box in boxes) for side in ("width", "height"))
    step = (width + gap) * 0.92, (height + gap) * 0.62
    placed = [_moved(middle, step[0] + (width - middle.width) / 2, step[1] + (height - middle.height) / 2)]
    for box, (column, row) in zip(others, _CORNERS, strict=False):
        x, y = column * step[0] + (width - box.width) / 2, row * step[1] + (height - box.height) / 2
        placed.append(_moved(box, x, y))
    whole = 2 * step[1] + height
    return Box(2 * step[0] + width, whole, "".join(placed), whole / 2)


def _labelled(box: Box, label: str) -> Box:
    if not label:
        return box
    lines = _broken(label, max(box.width + 24, 120) / (_LABEL * 0.56))
    width = max(box.width, max(len(line) for line in lines) * _LABEL * 0.56)
    body = _moved(box, (width - box.width) / 2, 0)
    for number, line in enumerate(lines):
        body += written(line, width / 2, box.height + _LABEL * (1.35 + 1.22 * number), _LABEL)
    return Box(width, box.height + _LABEL * (0.7 + 1.22 * len(lines)), body, box.axis)


def _broken(text: str, most: float) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def _moved(box: Box, x: float, y: float) -> str:
    return f'<g transform="translate({_n(x)} {_n(y)})">{box.body}</g>' if x or y else box.body
