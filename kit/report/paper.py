"""A document as blocks, free of any file format: what an exporter turns into HTML, Markdown or DOCX.

A paper has sections, a section has blocks, a block's words are spans. Whoever writes another exporter
handles the block classes below and nothing else; whoever writes another document (SitMan, guide, EEG)
makes a Paper and has every exporter. All texts are plain text: the exporter escapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words; ``kind`` says what it is.

    text, strong, meta (secondary), link (``href`` is an anchor in the paper), tag (an id), key (an option's
    letter; ``style`` taken fills it), rating (a letter P S M U or -), badge (a fact's status; ``style`` is
    inforce, amended, contested, historical, unknown or kind), struck, hidden (for screen readers only),
    blank (still to be completed), break (the next span begins a new line; no text)."""

    text: str
    kind: str = "text"
    href: str = ""
    style: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; ``level`` 3 or 4 (1 is the paper's, 2 the section's)."""

    level: int
    text: str
    id: str = ""
    before: Spans = ()  # a line over the heading: ids, times
    after: Spans = ()  # beside it, set back


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``kind``: body, lead, meta, rated (a rating and its reason) or ratings (counts)."""

    spans: Spans
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Words of participants, each with who signs them; after ``shown`` of them the rest may be folded."""

    items: tuple[tuple[str, Spans], ...]
    shown: int = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. ``kind``: "", n (numbers) or rc (a rating letter); ``share`` percent of the width."""

    text: str
    kind: str = ""
    share: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Cells left to right; ``covers`` says how many columns a cell covers where it is not one."""

    cells: tuple[Spans, ...]
    id: str = ""
    covers: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``head`` is the column that names its row; ``over`` a line above it.

    ``kind``: plain, overview (no column heads), t1 (ratings), sentences (the cell that names the row holds
    sentences), record (the timeline), ip (the improvement plan) or wide (both scroll in their own box
    where there is no room)."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: int = 0
    kind: str = "plain"
    quiet: bool = False  # the caption is for screen readers only, because the heading says it
    id: str = ""
    over: Spans = ()


@dataclass(frozen=True, slots=True)
class Votes:
    """One option's row of a result; numbers are text, because some may not be shown."""

    key: str
    text: str
    votes: str
    share: str
    percent: int | None
    most: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The votes of a round."""

    caption: str
    rows: tuple[Votes, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tallies:
    """The three tallies of a choice, each from -2 to +2."""

    life: int
    trust: int
    legal: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of blocks, one under the other where there is no room."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with its caption, its meaning in words and its numbers as a table.

    ``figure`` is a Plotly figure as plain data."""

    id: str
    caption: str
    alt: str
    figure: Mapping[str, Any]
    table: Table


@dataclass(frozen=True, slots=True)
class Replay:
    """The run to walk through moment by moment; ``moments`` are plain data for the page's script."""

    caption: str
    without: str  # what to do where no script runs
    moments: tuple[Mapping[str, Any], ...]


Block = Heading | Para | Bullets | Quotes | Table | Result | Tallies | Pair | Chart | Replay


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper that begins on its own sheet if ``sheet``; ``across`` is landscape."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    across: bool = False
    sheet: bool = False
    ruled: bool = False  # a thick rule over it, for what opens a new part


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. ``running`` are the three texts at the head of each page; the middle one is its status."""

    id: str
    title: str
    kicker: str
    subtitle: str
    running: tuple[str, str, str]
    limits: str
    sections: tuple[Section, ...]
    language: str = "en"
