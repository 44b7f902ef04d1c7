"""The rows of the guide: one language each, its sentence, how well it is supported, who has read it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kit.briefing.lines import line
from kit.briefing.model import NOWHERE, Line, Where
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_text, shown_path
from kit.scenario.schema import check_shape
from kit.scenario.source import Map, parse
from kit.scenario.tree import flag, mapping, nodes, number, text, texts

LANGUAGES = Path(__file__).with_name("languages.yaml")
RTL_LANGUAGES = frozenset({"ar", "ckb", "fa", "he", "prs", "ps", "ur"})
"""Languages of this list that are written from right to left."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in a language (BCP 47 tag) and its direction, ``ltr`` or ``rtl``."""

    lang: str
    text: str
    dir: str = "ltr"


@dataclass(frozen=True, slots=True)
class Reading:
    """A native reader's initials, the day, and the very sentence that was read."""

    by: str = ""
    date: date | None = None
    read: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One language. ``held``: hidden until a native reader has initialled it. ``ask``: what to ask next;
    ``note``: for native readers, and for nobody else."""

    number: int
    id: str
    name: str
    say: tuple[Words, ...]
    evidence: str
    held: bool = False
    ask: str = ""
    note: str = ""
    reading: Reading = Reading()
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """All sentences of the row as one text, as a reader confirms it."""
        return " / ".join(words.text for words in self.say)

    def read_by(self, today: date) -> str:
        """Initials of the native reader of this very sentence; "" if there is none, or the day is to come."""
        seen = self.reading
        counts = seen.by and seen.date and seen.date <= today and seen.read == self.sentence
        return seen.by if counts else ""

    def shown(self, today: date) -> bool:
        """Whether the row may be seen and printed: R and held rows only after a native reader."""
        return not (self.held or self.evidence == "R") or bool(self.read_by(today))


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A language without a sentence; ``spoken``: it wants a recorded prompt, not print."""

    id: str
    name: str
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """What the guide says in English. ``steps``: what to do, and how. Lines carry their facts."""

    said: Mapping[str, str]
    steps: tuple[tuple[str, Line], ...]
    lines: tuple[Line, ...]
    deaf_line: Line

    @property
    def cites(self) -> tuple[str, ...]:
        """The facts behind the lines, each once."""
        lines = (*(line for _, line in self.steps), *self.lines, self.deaf_line)
        return tuple(sorted({id for line in lines for id in line.cites}))


@dataclass(frozen=True, slots=True)
class Languages:
    """All rows by number, the languages without a sentence, the texts, the day of the last change."""

    version: str
    texts: Texts
    rows: tuple[Row, ...]
    without: tuple[Unwritten, ...]
    initialled: frozenset[str] = frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all languages, with a sentence or without."""
        return (*(row.id for row in self.rows), *(language.id for language in self.without))

    def shown(self, today: date) -> tuple[Row, ...]:
        """The rows that may be seen and printed on a day."""
        return tuple(row for row in self.rows if row.shown(today))

    def nameless(self, today: date) -> tuple[Unwritten, ...]:
        """Languages an officer can only name: those without a sentence, and those held back."""
        held = (Unwritten(row.id, row.name) for row in self.rows if not row.shown(today))
        return tuple(sorted((*self.without, *held), key=lambda language: language.name.casefold()))


def read_languages(path: Path = LANGUAGES) -> Languages:
    """The rows of a file. Raises ScenarioError with all that is wrong, each with its line."""
    return languages_from_text(read_text(path), path)


def languages_from_text(written: str, path: Path = LANGUAGES) -> Languages:
    """The rows of a text; ``path`` is only for messages. Raises ScenarioError."""
    data = parse(written, shown_path(path))
    problems = check_shape(data, Path(__file__).with_name("languages.schema.json"))
    if problems:
        raise ScenarioError(problems)
    problems = [*_repeated(data), *_odd_words(data), *_odd_readings(data)]
    if problems:
        raise ScenarioError(problems)
    rows = sorted((_row(node) for node in nodes(data, "rows")), key=lambda row: row.number)
    without = (
        Unwritten(text(n, "id"), text(n, "name"), spoken=flag(n, "spoken")) for n in nodes(data, "without")
    )
    return Languages(
        version=text(data, "version"),
        texts=_texts(mapping(data, "guide")),
        rows=tuple(rows),
        without=tuple(without),
        initialled=frozenset(texts(data, "initialled")),
    )


def _row(node: Map) -> Row:
    say = tuple(Words(text(n, "lang"), text(n, "text"), text(n, "dir", "ltr")) for n in nodes(node, "say"))
    seen = mapping(node, "review")
    day = text(seen, "date")
    return Row(
        number=number(node, "row"),
        id=text(node, "id"),
        name=text(node, "name"),
        say=say,
        evidence=text(node, "evidence"),
        held=flag(node, "held"),
        ask=text(node, "ask", ""),
        note=text(node, "note", ""),
        reading=Reading(text(seen, "by"), date.fromisoformat(day) if day else None, text(seen, "read")),
        where=node.where,
    )


def _texts(node: Map) -> Texts:
    return Texts(
        said={
            key: text(node, key) for key in ("question", "call", "free", "papers", "deaf", "first", "spoken")
        },
        steps=tuple((text(n, "do"), line(text(n, "line"), n.at("line"))) for n in nodes(node, "steps")),
        lines=tuple(line(said, node.at("lines")) for said in texts(node, "lines")),
        deaf_line=line(text(node, "deaf_line"), node.at("deaf_line")),
    )


def _repeated(data: Map) -> Iterator[Problem]:
    """No row number, language or name twice."""
    rows = list(nodes(data, "rows"))
    for key, where in (("row", rows), ("id", [*rows, *nodes(data, "without")]), ("name", rows)):
        count = Counter(str(node[key]) for node in where)
        for node in where:
            if count[str(node[key])] > 1:
                message = f'{key} "{node[key]}" stands here and in another row.'
                yield Problem(node.at(key), message, "Each language has one row, and a number of its own.")


def _odd_words(data: Map) -> Iterator[Problem]:
    for row in nodes(data, "rows"):
        for words in nodes(row, "say"):
            said, lang = text(words, "text"), text(words, "lang")
            if unicodedata.normalize("NFC", said) != said:
                hint = "Write each letter as one character (Unicode form NFC)."
                yield Problem(words.at("text"), f"“{said}” is not composed.", hint)
            if (lang.split("-")[0] in RTL_LANGUAGES) != ("dir" in words):
                hint = "Right-to-left languages have dir: rtl, others have no dir."
                yield Problem(words.at("lang"), f"the direction of {lang} is wrong.", hint)


def _odd_readings(data: Map) -> Iterator[Problem]:
    for row in nodes(data, "rows"):
        seen = mapping(row, "review")
        by, day, read = text(seen, "by"), text(seen, "date"), text(seen, "read")
        if any((by, day, read)) and not all((by, day, read)):
            hint = "Initials, day and the sentence as it was read belong together."
            yield Problem(seen.where, "this review is half filled in.", hint)
        try:
            date.fromisoformat(day or "2026-01-01")
        except ValueError:
            yield Problem(seen.at("date"), f'"{day}" is not a day.', "Write it like 2026-11-22.")
