"""Series: modules in any order and combination, with the agenda, the minutes and the packet that follow.

A series is a small text, ``briefings/series/<name>.yaml``, or a choice made on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kit.briefing.model import NOWHERE, Module, Where
from kit.briefing.read import shaped
from kit.scenario.problems import Problem, did_you_mean
from kit.scenario.read import read_text
from kit.scenario.source import Map
from kit.scenario.tree import seq, text

Setting = Literal["roll_call", "class"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One module of a series, for one audience, in one version ("" is the module's first)."""

    module: str
    audience: str
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Series:
    """Modules in order. ``setting`` says which of their minutes count."""

    name: str
    title: str
    about: str
    setting: Setting
    entries: tuple[Entry, ...]
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A row of the agenda: minutes from the start of the series, how long, what, for whom."""

    start: int
    minutes: int
    entry: Entry
    title: str


@dataclass(frozen=True, slots=True)
class PacketItem:
    """A thing to hand out or to have. ``module`` "" is for the series as a whole, ``id`` that of a card."""

    kind: Literal["card", "slides", "video", "discussion", "packet", "check", "roster", "feedback"]
    module: str
    title: str
    audience: str = ""
    version: str = ""
    id: str = ""


def read_series(path: Path) -> Series:
    """The series in a file. Raises ScenarioError with everything that is wrong with its text."""
    return series_from_text(read_text(path), path)


def series_from_text(written: str, path: Path) -> Series:
    """The series of a text; the file's name is the series' name. Raises ScenarioError."""
    data = shaped(written, path, "series")
    audience = text(data, "audience")
    entries = seq(data, "modules")
    return Series(
        name=path.stem,
        title=text(data, "title"),
        about=text(data, "about"),
        setting="class" if data["setting"] == "class" else "roll_call",
        entries=tuple(_entry(node, entries.at(index), audience) for index, node in enumerate(entries)),
        where=data.where,
    )


def check_series(series: Series, modules: Mapping[str, Module]) -> Iterator[Problem]:
    """Entries that no module fits; ``modules`` by key."""
    for entry in series.entries:
        module = modules.get(entry.module)
        if module is None:
            message = f"{series.name}: there is no module {entry.module} that can be used."
            yield Problem(entry.where, message, did_you_mean(entry.module, modules), rule="names")
            continue
        versions = [version.key for version in module.versions]
        if entry.audience not in module.audiences:
            message = f"{series.name}: {entry.module} is not made for {entry.audience}."
            yield Problem(entry.where, message, did_you_mean(entry.audience, module.audiences), rule="names")
        if entry.version and entry.version not in versions:
            message = f"{series.name}: {entry.module} has no version {entry.version}."
            yield Problem(entry.where, message, did_you_mean(entry.version, versions), rule="names")
    seen: set[Entry] = set()
    for entry in series.entries:
        if entry in seen:
            message = f"{series.name}: {entry.module} for {entry.audience} comes twice."
            yield Problem(entry.where, message, "Leave one out.", "warning", "names")
        seen.add(entry)


def agenda(series: Series, modules: Mapping[str, Module]) -> tuple[AgendaRow, ...]:
    """The agenda of a series that has passed its check. Raises KeyError for a module that is not there."""
    rows: list[AgendaRow] = []
    start = 0
    for entry in series.entries:
        module = modules[entry.module]
        planned = module.minutes
        minutes = planned.classroom if series.setting == "class" else planned.roll_call
        rows.append(AgendaRow(start, minutes, entry, module.title))
        start += minutes
    return tuple(rows)


def minutes_of(series: Series, modules: Mapping[str, Module]) -> int:
    """The minutes of a whole series."""
    return sum(row.minutes for row in agenda(series, modules))


def packet(series: Series, modules: Mapping[str, Module]) -> tuple[PacketItem, ...]:
    """What goes into the packet of a series: in its order, each thing once, roster and feedback form last."""
    items: list[PacketItem] = []
    for entry in series.entries:
        items += _items(entry, modules[entry.module])
    items += [
        PacketItem("roster", "", f"Roster: {series.title}"),
        PacketItem("feedback", "", f"Feedback form: {series.title}"),
    ]
    return tuple(dict.fromkeys(items))


def _items(entry: Entry, module: Module) -> Iterator[PacketItem]:
    cut = module.of(entry.audience, entry.version)
    whom = (entry.audience, entry.version)
    yield PacketItem("video", module.key, module.title, "", entry.version)
    yield PacketItem("slides", module.key, module.title, *whom)
    yield PacketItem("discussion", module.key, module.title, "", entry.version)
    for card in cut.cards:
        yield PacketItem("card", module.key, card.title, *whom, card.id)
    if entry.audience == "commanders":
        yield PacketItem("packet", module.key, module.title, *whom)
    if cut.check:
        yield PacketItem("check", module.key, module.title, *whom)


def _entry(node: object, where: Where, audience: str) -> Entry:
    if isinstance(node, Map):
        return Entry(text(node, "module"), text(node, "audience", audience), text(node, "version", ""), where)
    return Entry(str(node), audience, where=where)
