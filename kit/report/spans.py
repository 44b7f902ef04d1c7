"""Short ways to write the spans and blocks of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kit.report.paper import Column, Para, Row, Span, Spans, Table
from kit.report.pieces import FactLine, Link, Score, Verdict, Words
from kit.report.words import FEW, INSUFFICIENT, TO_COMPLETE, UNRATED, day, signed

BREAK = Span("", "break")
LETTERS = {
    "P": "Performed without Challenges",
    "S": "Performed with Some Challenges",
    "M": "Performed with Major Challenges",
    "U": "Unable to be Performed",
    "-": "Not rated",
}


def text(words: str) -> Spans:
    """Plain words; "to be completed" shows as a blank."""
    return (Span(words, "blank" if words == TO_COMPLETE else "text"),) if words else ()


def strong(words: str) -> Span:
    """Words that carry the line."""
    return Span(words, "strong")


def meta(words: str) -> Span:
    """Words that stand back."""
    return Span(words, "meta")


def tag(id: str) -> Span:
    """An id in a frame."""
    return Span(id, "tag")


def key(letter: str, *, taken: bool = False) -> Span:
    """An option's letter; filled where its branch was taken."""
    return Span(letter, "key", style="taken" if taken else "")


def rating(letter: str) -> Span:
    """A rating's shape; "" is not rated."""
    return Span(letter or "-", "rating")


def badge(fact: FactLine) -> Spans:
    """A fact's status, its id and title; the title struck where the fact is history, the date after it."""
    title = Span(fact.title, "struck" if fact.style == "historical" else "text")
    dated = (meta(fact.as_of),) if fact.as_of else ()
    return (Span(fact.badge, "badge", style=fact.style), Span(fact.id, "strong"), title, *dated)


def links(many: Iterable[Link]) -> Spans:
    """Links to the timeline, one after the other."""
    return tuple(Span(link.label, "link", f"#{link.anchor}") for link in many)


def written(words: Words) -> Spans:
    """A text people may change, in one line; dates as people read them."""
    return text(day(words.text))


def paragraphs(words: Words | str, kind: str = "body") -> tuple[Para, ...]:
    """A text as paragraphs: blank lines part them."""
    whole = words if isinstance(words, str) else words.text
    parts = (part.strip() for part in re.split(r"\n\s*\n", whole))
    return tuple(Para(text(part), kind) for part in parts if part)


def line(*parts: Span | Spans | str, kind: str = "body") -> Para:
    """A paragraph of spans and words in order."""
    return Para(joined(*parts), kind)


def joined(*parts: Span | Spans | str) -> Spans:
    """Spans and words in order, empty ones left out."""
    found: list[Span] = []
    for part in parts:
        if isinstance(part, Span):
            found.append(part)
        else:
            found += text(part) if isinstance(part, str) else part
    return tuple(found)


def number(count: int | None) -> str:
    """A count as printed; None is fewer than three people."""
    return FEW if count is None else str(count)


def scored(score: Score) -> str:
    """ "life +1, trust 0, legal -2"."""
    return f"life {signed(score.life)}, trust {signed(score.trust)}, legal {signed(score.legal)}"


def verdict_spans(verdict: Verdict) -> Spans:
    """A rating with how it came about."""
    letters = sorted({given.letter for given in verdict.given})
    said = {
        "given": "",
        "agreed": "all evaluators",
        "settled": "settled by people",
        "differ": f"evaluators gave {', '.join(letters)}; not settled",
        "unsupported": INSUFFICIENT,
        "unrated": UNRATED,
        "none": INSUFFICIENT,
    }[verdict.state]
    shapes = [rating(letter) for letter in letters] if verdict.state == "differ" else [rating(verdict.letter)]
    return joined(*shapes, meta(said) if said else "")


def table(caption: str, heads: Sequence[str | Column], rows: Sequence[Row | Sequence[Spans | str]]) -> Table:
    """A plain table: heads left to right, cells as spans or words."""
    columns = tuple(head if isinstance(head, Column) else Column(head) for head in heads)
    return Table(caption, columns, tuple(row if isinstance(row, Row) else cells(*row) for row in rows))


def cells(*parts: Spans | str, id: str = "") -> Row:
    """A row of a table."""
    return Row(tuple(text(part) if isinstance(part, str) else part for part in parts), id)
