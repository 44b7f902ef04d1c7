"""The parts of a packet: what is said, in which order, on which kind of sheet. No layout.

A ``Document`` is made of ``Sheet``s, a sheet of blocks, a block of ``Words``. Whoever writes a format
knows the blocks; whoever adds a piece composes blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal

from kit.briefing.agency import Obstacle
from kit.briefing.model import Style
from kit.facts.base import Badge
from kit.look.drawing import Picture

Kind = Literal["text", "strong", "filled", "empty"]
Layout = Literal["letter", "across", "half"]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or two in pieces, and the facts behind them.

    Kinds of pieces: text; strong (leads the line); filled (an agency's own value); empty (the label of a
    placeholder that nobody has filled)."""

    pieces: tuple[tuple[Kind, str], ...]
    cites: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As plain text; an empty placeholder in brackets."""
        return "".join(f"[{text}]" if kind == "empty" else text for kind, text in self.pieces)


def plain(text: str) -> Words:
    """A text without facts and placeholders."""
    return Words((("text", text),) if text else ())


@dataclass(frozen=True, slots=True)
class Title:
    """A heading inside a sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``kind``: body, lead, meta (stands back), boxed (a question to stop for)."""

    words: Words
    kind: Literal["body", "lead", "meta", "boxed"] = "body"


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``kind``: plain, steps (numbered), boxes (to tick)."""

    items: tuple[Words, ...]
    kind: Literal["plain", "steps", "boxes"] = "plain"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``share``: percent of the width by column; ``kind`` log: cells to write in."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    kind: Literal["table", "log"] = "table"
    share: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SlideNote:
    """A slide and, beside it, what the trainer says; ``ask``: the question that goes with it.

    ``alt`` says what ``picture`` shows."""

    number: int
    title: str
    points: tuple[Words, ...]
    notes: tuple[Words, ...]
    alt: str
    ask: Words = Words(())
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class SceneNote:
    """A scene of the video: what is seen, what is said, where to stop."""

    number: int
    title: str
    points: tuple[Words, ...]
    alt: str
    said: tuple[Words, ...]
    stop: Words = Words(())
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its options by letter, without the answer."""

    number: str
    ask: Words
    options: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, and why."""

    number: str
    ask: Words
    letter: str
    answer: Words
    why: Words


@dataclass(frozen=True, slots=True)
class Talk:
    """A question to discuss, and what a good discussion touches."""

    number: int
    ask: Words
    touches: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact as the list of sources shows it: badge on the day, text, citation, pieces that rest on it."""

    id: str
    title: str
    text: str
    badge: Badge
    cite: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Statements to rate from 1 to 5."""

    caption: str
    items: tuple[str, ...]
    ends: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Blank:
    """A question with empty lines to write on."""

    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class CardBlock:
    """A block of a card. ``marks``: the badge (most cautious) of a block whose facts are not settled."""

    heading: str
    style: Style
    lines: tuple[Words, ...]
    badge: Badge | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a card, half a letter sheet. ``size``: text in points, as large as fits; ``gap`` in ems."""

    card: str
    title: str
    kicker: str
    version: str
    number: int
    of: int
    size: float
    gap: float
    blocks: tuple[CardBlock, ...]
    foot: tuple[Words, ...]
    facts: tuple[str, ...]
    review: str = ""


Block = (
    Title
    | Para
    | Items
    | Grid
    | SlideNote
    | SceneNote
    | Choice
    | Answer
    | Talk
    | FactEntry
    | Scale
    | Blank
    | Face
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece that begins on a page of its own. ``id`` is its anchor; ``kicker`` the module and audience."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    layout: Layout = "letter"
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A card that may not be released, and everything that stands in the way."""

    card: str
    title: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One file to hand out. ``withheld``: cards in it that are review copies, or left out of a release."""

    name: str
    title: str
    kicker: str
    subtitle: str
    day: date
    first: tuple[Block, ...]
    sheets: tuple[Sheet, ...]
    status: str
    withheld: tuple[Withheld, ...] = ()
    language: str = "en"


def words_in(node: object) -> Iterator[Words]:
    """All words in a block, a sheet or a document, in order."""
    if isinstance(node, Words):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from words_in(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for field in fields(node):
            yield from words_in(getattr(node, field.name))


def cited(node: object) -> tuple[str, ...]:
    """The facts cited in it, each once, in order."""
    return tuple(dict.fromkeys(id for words in words_in(node) for id in words.cites))
