"""What the home page says about each briefing and each series: from the model to plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from kit.briefing.agency import Profile, Rules, release
from kit.briefing.citations import facts_behind
from kit.briefing.frame import Frame
from kit.briefing.live import slide_counts
from kit.briefing.model import Card, Module
from kit.briefing.series import Series, agenda
from kit.briefing.shelf import BriefingShelf
from kit.facts.base import load_facts
from kit.room.briefings import Briefings
from kit.scenario.citations import count_badges
from kit.scenario.problems import ScenarioError

NAMED = 3  # obstacles that are spelled out; the agency page has all


class CutCard(TypedDict):
    """A module for one audience in one version: how much there is to give."""

    audience: str
    version: str
    slides: Mapping[str, int]  # roll_call, class
    questions: int
    cards: list[str]  # ids of the job aids for it


class JobAid(TypedDict):
    """A card of a module, and what stands between it and its release."""

    id: str
    title: str
    audiences: list[str]
    version: str
    obstacles: int
    first: list[str]  # sentences


class BriefingCard(TypedDict):
    """One module or topic on the shelf and on its own page."""

    key: str
    title: str
    about: str
    kind: str  # module | topic
    aim: list[str]
    minutes: dict[str, int]  # roll_call, class
    audiences: list[str]
    versions: list[dict[str, str]]  # {key, title}
    cuts: list[CutCard]
    facts: dict[str, int]  # badge style: how many
    gates: dict[str, int]  # passed, of
    aids: list[JobAid]
    topics: list[str]  # keys


class SeriesCard(TypedDict):
    """A series as it is written in a file."""

    name: str
    title: str
    about: str
    setting: str  # roll_call | class
    entries: list[str]  # "DET/officers/": module, audience, version
    minutes: int


def briefing_card(module: Module, profile: Profile, rules: Rules) -> BriefingCard:
    """A module as the shelf shows it, with the agency's values as they are."""
    return {
        "key": module.key,
        "title": module.title,
        "about": str(module.about),
        "kind": module.kind,
        "aim": [str(line) for line in module.aim],
        "minutes": {"roll_call": module.minutes.roll_call, "class": module.minutes.classroom},
        "audiences": list(module.audiences),
        "versions": [{"key": version.key, "title": version.title} for version in module.versions],
        "cuts": list(_cuts(module)),
        "facts": count_badges(facts_behind(module, rules.facts), rules.facts, rules.today),
        "gates": _gates(module, rules.frame),
        "aids": [_aid(card, module, profile, rules) for card in module.cards],
        "topics": [topic.key for topic in rules.frame.topics if module.key in topic.modules],
    }


def _cuts(module: Module) -> Iterator[CutCard]:
    for audience, version in module.cuts:
        cut = module.of(audience, version)
        yield {
            "audience": audience,
            "version": version,
            "slides": slide_counts(cut, audience),
            "questions": len(cut.polls) + len(cut.check),
            "cards": [card.id for card in cut.cards],
        }


def _gates(module: Module, frame: Frame) -> dict[str, int]:
    wanted = {gate.key for gate in frame.gates_for("modules")}
    passed = {gate.gate for gate in module.review.gates if gate.passed}
    return {"passed": len(wanted & passed), "of": len(wanted)}


def _aid(card: Card, module: Module, profile: Profile, rules: Rules) -> JobAid:
    obstacles = release(card, profile, module.review, rules)
    return {
        "id": card.id,
        "title": card.title,
        "audiences": list(card.audiences or module.audiences),
        "version": card.version,
        "obstacles": len(obstacles),
        "first": [str(obstacle) for obstacle in obstacles[:NAMED]],
    }


def series_card(series: Series, modules: Mapping[str, Module]) -> SeriesCard:
    """A series that has passed its check."""
    return {
        "name": series.name,
        "title": series.title,
        "about": series.about,
        "setting": series.setting,
        "entries": [f"{entry.module}/{entry.audience}/{entry.version}" for entry in series.entries],
        "minutes": sum(row.minutes for row in agenda(series, modules)),
    }


def sections(shelf: BriefingShelf, profile: Profile, wrong: str, today: date) -> dict[str, Any]:
    """The sections of the home page that follow from the briefings, the agency's values and the day.

    ``wrong``: what is wrong with the agency's values, or ""."""
    frame, rules = shelf.frame, Rules(shelf.frame, load_facts(), today)
    return {
        "briefings": [briefing_card(module, profile, rules) for module in shelf.modules],
        "series": [series_card(series, shelf.by_key) for series in shelf.series],
        "broken_briefings": [
            {"slug": one.slug, "problems": [str(problem) for problem in one.problems]} for one in shelf.broken
        ],
        "agency": wrong,
        "audiences": [
            {"key": one.key, "title": one.title, "about": one.about} for one in frame.audiences.values()
        ],
        "topics": [
            {"key": topic.key, "title": topic.title, "exercises": list(topic.exercises)}
            for topic in frame.topics
        ],
    }


def without_briefings(problems: Sequence[object]) -> dict[str, Any]:
    """The same sections when no briefing can be read; ``problems`` empty: there are none to read."""
    broken = [{"slug": "frame.yaml", "problems": [str(one) for one in problems]}] if problems else []
    names = ("briefings", "series", "audiences", "topics")
    return {**{name: [] for name in names}, "broken_briefings": broken, "agency": ""}


def of_house(house: Briefings, today: date) -> dict[str, Any]:
    """The sections for the briefings of a house, whatever state its texts are in."""
    if not house.folder.exists():
        return without_briefings([])
    try:
        shelf = house.shelf()
    except ScenarioError as error:
        return without_briefings(error.problems)
    try:
        return sections(shelf, house.profile(), "", today)
    except ScenarioError as error:
        return sections(shelf, Profile(), f"Your agency’s values cannot be used: {error.problems[0]}", today)
