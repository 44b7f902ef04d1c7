"""What an engagement page is, once read: sentences, counts, bars and tables, and what stands behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kit.scenario.model import NOWHERE, Where


@dataclass(frozen=True, slots=True)
class Behind:
    """What a statement rests on: source documents ("000" to "004") and fact ids."""

    documents: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or two."""

    text: str
    behind: Behind
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences as a list."""

    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A printed number; ``more``: the document says “more than”, and so does the page."""

    label: str
    number: int
    more: bool = False

    @property
    def words(self) -> str:
        """As it is shown: "more than 400", "4"."""
        return f"more than {self.number}" if self.more else str(self.number)


@dataclass(frozen=True, slots=True)
class Counts:
    """Printed numbers that belong together."""

    caption: str
    rows: tuple[Count, ...]
    behind: Behind
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bars:
    """Printed shares as a list of bars on one scale: never parts of a whole (ENG-05).

    ``total`` is the printed sum said aloud; the check adds the rows up itself."""

    caption: str
    unit: str
    rows: tuple[tuple[str, int], ...]
    total: int
    note: str
    behind: Behind
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def scale(self) -> int:
        """Where the scale ends: the next full ten above the longest bar."""
        return -(-max(share for _, share in self.rows) // 10) * 10


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, the first of them its head."""

    cells: tuple[str, ...]
    behind: Behind
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading for each column."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the sources that does not fit. ``key`` is its number in the list, as F1."""

    key: str
    title: str
    said: Said


@dataclass(frozen=True, slots=True)
class Oddities:
    """All of them, in the order of the list."""

    items: tuple[Oddity, ...]


Part = Said | Points | Counts | Bars | Table | Oddities


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An engagement page; ``name`` is that of its file."""

    name: str
    title: str
    lead: Said
    sections: tuple[Section, ...]
    where: Where = field(default=NOWHERE, compare=False, repr=False)


def statements(page: Page) -> Iterator[Said]:
    """Everything a page states, each once, with what stands behind it; rows of tables as one text."""
    yield page.lead
    for section in page.sections:
        for part in section.parts:
            yield from _stated(part)


def _stated(part: Part) -> Iterator[Said]:
    match part:
        case Said():
            yield part
        case Points(items):
            yield from items
        case Counts(caption, rows, behind, where):
            text = "; ".join(f"{row.words} {row.label}" for row in rows)
            yield Said(f"{caption}: {text}", behind, where)
        case Bars(caption=caption, rows=shares, note=note, behind=behind, where=where):
            text = "; ".join(f"{label} {share}" for label, share in shares)
            yield Said(f"{caption}: {text}. {note}", behind, where)
        case Table(rows=lines):
            yield from (Said(" – ".join(row.cells), row.behind, row.where) for row in lines)
        case Oddities(items=oddities):
            for one in oddities:
                yield Said(f"{one.title}. {one.said.text}", one.said.behind, one.said.where)
