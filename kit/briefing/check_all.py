"""Many briefings checked at once, with the series that lean on them and the agency's own values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kit.briefing.agency import Profile, Rules, card_gaps, read_profile, release
from kit.briefing.check import ModuleCheck, check_frame, check_module
from kit.briefing.check_text import agency_lines, series_line
from kit.briefing.model import Module, Where
from kit.briefing.read import read_frame, read_module, shown_path
from kit.briefing.series import check_series, read_series
from kit.briefing.shelf import module_paths, series_paths
from kit.facts.base import FactBase
from kit.scenario.frame import Dial
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand: the folders of exercises and of briefings, and the agency's file."""

    exercises: Path
    briefings: Path
    agency: Path

    @property
    def names(self) -> list[str]:
        """What of the briefings can be named: modules in the order of the shelf, series, the agency."""
        return [
            *module_paths(self.briefings),
            *(path.stem for path in series_paths(self.briefings)),
            "agency",
        ]


def check_briefings(
    places: Places, names: Sequence[str], facts: FactBase, today: date
) -> tuple[list[ModuleCheck], list[str]]:
    """The checks of what is named (see ``Places.names``), and lines on the series and the agency.

    A frame that cannot be read stops the rest."""
    path = places.briefings / "frame.yaml"
    try:
        frame = read_frame(path)
    except ScenarioError as error:
        return [ModuleCheck("frame", "What all briefings share", error.problems)], []
    checks: list[ModuleCheck] = []
    if problems := check_frame(frame, Where(shown_path(path), 1)):
        checks.append(ModuleCheck("frame", "What all briefings share", problems))
    modules: dict[str, Module] = {}
    for key, path in module_paths(places.briefings).items():
        try:
            modules[key.upper()] = read_module(path)
        except ScenarioError as error:
            checks += [ModuleCheck(key, key.upper(), error.problems)] if key in names else []
            continue
        if key in names:
            checks.append(check_module(modules[key.upper()], frame, facts, today))
    lines: list[str] = []
    for path in series_paths(places.briefings):
        if path.stem in names and (problems := tuple(_series(path, modules, lines))):
            checks.append(ModuleCheck(path.stem, "Series", problems))
    if "agency" in names and (problems := _agency(places, modules, Rules(frame, facts, today), lines)):
        checks.append(ModuleCheck("agency", "Agency profile", problems))
    return checks, lines


def _series(path: Path, modules: Mapping[str, Module], lines: list[str]) -> Iterator[Problem]:
    """What is wrong with a series; a line about it goes to ``lines`` if all its modules are there."""
    try:
        series = read_series(path)
    except ScenarioError as error:
        yield from error.problems
        return
    problems = list(check_series(series, modules))
    yield from problems
    if all(problem.severity != "error" for problem in problems):
        lines.append(series_line(series, modules))


def _agency(
    places: Places, modules: Mapping[str, Module], rules: Rules, lines: list[str]
) -> tuple[Problem, ...]:
    """What is wrong with the profile; what it still lacks is no mistake and goes to ``lines``."""
    profile = Profile()
    if places.agency.exists():
        try:
            profile = read_profile(places.agency, rules.frame, _dials(places))
        except ScenarioError as error:
            return error.problems
    cards = [(module, card) for module in modules.values() for card in module.cards]
    waiting = {
        f"{module.key} {card.title}": (
            card_gaps(card, profile, rules),
            release(card, profile, module.review, rules),
        )
        for module, card in cards
    }
    name = places.agency.name if places.agency.exists() else ""
    lines += agency_lines(name, profile, rules.frame, waiting)
    return ()


def _dials(places: Places) -> tuple[Dial, ...]:
    return read_exercise_frame(places.exercises / "frame.yaml").dials
