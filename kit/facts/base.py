"""The fact base: what is true, how sure, since when. Read from ``facts.yaml``, frozen once read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kit.facts.status import KINDS, STATUS_STYLE, SUPPORT, Badge, Fact, PartialDate, badge_on

__all__ = [
    "Badge",
    "Correction",
    "Fact",
    "FactBase",
    "FactsError",
    "PartialDate",
    "Source",
    "authority",
    "badge_on",
    "citation",
    "facts_from_text",
    "load_facts",
]

FACTS_FILE = Path(__file__).parent / "facts.yaml"
_ID = re.compile(r"\b[A-Z]{3}-\d{2}\b")
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all scalars stay text


class FactsError(Exception):
    """The fact file cannot be used; ``problems`` says what is wrong, each with its line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Source:
    """A copy of a public page that facts rest on."""

    key: str
    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake of the source documents of 2011-2019 and the facts that mend it."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactBase:
    """All facts by id, with their areas, sources and the corrections to make."""

    facts: Mapping[str, Fact]
    areas: Mapping[str, str]
    sources: Mapping[str, Source]
    corrections: tuple[Correction, ...] = ()
    documents: Mapping[str, str] | None = None
    sources_up_to: str = ""
    statutes_up_to: str = ""

    @property
    def newest(self) -> PartialDate:
        """The date of the newest source behind all of it, as exactly as it is known."""
        dates = [PartialDate(said) for said in (self.sources_up_to, self.statutes_up_to) if said]
        dates += [fact.source_date for fact in self if not fact.undated]
        return max(dates, key=lambda known: known.first_day)

    def get(self, id: str) -> Fact:
        """The fact with this id. Raises KeyError with the nearest id there is."""
        try:
            return self.facts[id]
        except KeyError:
            near = difflib.get_close_matches(id, self.facts, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise KeyError(f"There is no fact {id}.{hint}") from None

    def __contains__(self, id: object) -> bool:
        return id in self.facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def __len__(self) -> int:
        return len(self.facts)

    def ids_in(self, text: str) -> tuple[str, ...]:
        """The fact ids a text names, known or not: whatever starts with the key of an area."""
        return tuple(id for id in dict.fromkeys(_ID.findall(text)) if id[:3] in self.areas)


def load_facts(path: Path = FACTS_FILE) -> FactBase:
    """The kit's fact base. Raises FactsError with every problem of the file."""
    return _cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _cached(path: Path, _changed: int) -> FactBase:
    return facts_from_text(path.read_text("utf-8"), path.name)


def facts_from_text(text: str, name: str = "facts.yaml") -> FactBase:
    """The fact base in a YAML text; ``name`` is for messages. Raises FactsError."""
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise FactsError([f"{name}: this is not valid YAML: {error}"]) from None
    if not isinstance(data, dict) or not isinstance(data.get("facts"), list):
        raise FactsError([f'{name}:1: a fact file needs a list under "facts".'])
    reader = _Reader(data, text, name)
    facts = reader.facts()
    if reader.problems:
        raise FactsError(reader.problems)
    return FactBase(
        facts=facts,
        areas=dict(data.get("areas") or {}),
        sources=reader.sources,
        corrections=tuple(
            Correction(c["text"].strip(), tuple(c["facts"])) for c in data.get("corrections") or ()
        ),
        documents=dict(data.get("documents") or {}),
        sources_up_to=data.get("sources_up_to", ""),
        statutes_up_to=data.get("statutes_up_to", ""),
    )


def authority(fact: Fact, base: FactBase) -> str:
    """The authority of a fact as printed: the highest one we have.

    A fact without an authority names its sources; one without sources says what it rests on, and no more."""
    texts = (base.sources[key].text for key in fact.sources if key in base.sources)
    return fact.cite or "; ".join(texts) or fact.source_note or _rests_on(fact)


_FACT_ID = re.compile(r"\b[A-Z]{3}-\d\d\b")


def _rests_on(fact: Fact) -> str:
    """What the fact base's letters for support mean for a fact that names no source."""
    others = [id for id in dict.fromkeys(_FACT_ID.findall(fact.text)) if id != fact.id]
    if "K" in fact.support:
        return "Needs a cite-check"
    if "S" in fact.support:
        return "Source document of 2011-2019"
    if fact.support and others:
        return f"See {', '.join(others)}"
    if "V1" in fact.support:
        return "An official text, not named here"
    if "V2" in fact.support:
        return "Secondary material, not named here; needs a cite-check"
    if "U" in fact.support:
        return "Not verified"
    return "No authority is cited" + (f": {fact.kinds[0].lower()}" if fact.kinds else "")


def citation(fact: Fact, base: FactBase, day: date) -> str:
    """The authority of a fact, then its status and date."""
    said = authority(fact, base)
    if not fact.statuses:
        return said
    badge = badge_on(fact, day)
    return f"{said} ({badge.word.capitalize()} {badge.as_of})"


class _Reader:
    """Turns the plain data into facts and collects what is wrong."""

    def __init__(self, data: Mapping[str, Any], text: str, name: str) -> None:
        self._data = data
        self._name = name
        self._lines = {m[1]: text.count("\n", 0, m.start()) + 1 for m in re.finditer(r"- id: *(\S+)", text)}
        self.problems: list[str] = []
        self.sources = {
            key: Source(key, node["text"].strip(), node.get("date", ""))
            for key, node in (data.get("sources") or {}).items()
        }

    def facts(self) -> dict[str, Fact]:
        """Every fact by id."""
        found: dict[str, Fact] = {}
        for node in self._data["facts"]:
            id = str(node.get("id", "?"))
            if id in found:
                self._problem(id, "is there twice; ids are never used again.")
            fact = self._fact(id, node)
            if fact:
                found[id] = fact
        for fact in found.values():
            for other in fact.same_as:
                if other not in found:
                    self._problem(fact.id, f"same_as names {other}, which does not exist.")
        return found

    def _problem(self, id: str, message: str) -> None:
        self.problems.append(f"{self._name}:{self._lines.get(id, 1)}: {id} {message}")

    def _fact(self, id: str, node: Mapping[str, Any]) -> Fact | None:
        before = len(self.problems)
        statuses = self._words(id, node, "status", tuple(STATUS_STYLE))
        kinds = self._words(id, node, "kinds", KINDS)
        support = self._words(id, node, "support", SUPPORT)
        if not statuses and not kinds:
            self._problem(id, "has neither a status nor a kind.")
        for key in ("title", "text", "date", "area"):
            if not isinstance(node.get(key), str):
                self._problem(id, f'has no "{key}".')
        if node.get("area") not in (self._data.get("areas") or {}):
            self._problem(id, f"names the area {node.get('area')}, which is not listed under areas.")
        for key in node.get("src") or ():
            if key not in self.sources:
                self._problem(id, f"names the source {key}, which is not listed under sources.")
        if len(self.problems) > before:
            return None
        return self._build(id, node, (statuses, kinds, support))

    def _build(self, id: str, node: Mapping[str, Any], words: tuple[tuple[str, ...], ...]) -> Fact | None:
        try:
            source_date = PartialDate(node["date"])
            _ = source_date.parts
            return Fact(
                id=id,
                title=node["title"].strip(),
                area=node["area"],
                text=node["text"].strip(),
                statuses=words[0],
                kinds=words[1],
                support=words[2],
                source_date=source_date,
                cite=node.get("cite", "").strip(),
                label=node.get("label", ""),
                sources=tuple(node.get("src") or ()),
                source_note=node.get("src_note", ""),
                undated=node.get("undated") == "true",
                review_days=int(node["review_days"]) if "review_days" in node else None,
                ends=date.fromisoformat(node["ends"]) if "ends" in node else None,
                same_as=tuple(node.get("same_as") or ()),
            )
        except ValueError as error:
            self._problem(id, f"has a date or number that cannot be read: {error}.")
            return None

    def _words(self, id: str, node: Mapping[str, Any], key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        words = node.get(key) or []
        if not isinstance(words, list):
            self._problem(id, f'"{key}" must be a list.')
            return ()
        for word in words:
            if word not in known:
                self._problem(id, f'"{key}" cannot be {word}; it can be {", ".join(known)}.')
        return tuple(words)
