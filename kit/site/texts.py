"""Everything a site is made of, read once: briefings, exercises, facts, the agency's values, the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kit.briefing.agency import Profile, Rules, read_profile, version_for
from kit.briefing.model import Module
from kit.briefing.passages import pieces
from kit.briefing.series import Entry
from kit.briefing.shelf import BriefingShelf, read_briefings
from kit.facts.base import load_facts
from kit.packet.making import Making
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame
from kit.scenario.shelf import Shelf, read_shelf


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the texts are. ``agency``: the agency's values; without such a file placeholders stay empty."""

    exercises: Path
    briefings: Path
    agency: Path | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What is on the shelf. ``problems``: what could not be read, in sentences; the rest is there."""

    making: Making
    briefings: BriefingShelf
    exercises: Shelf
    problems: tuple[str, ...] = ()

    def cuts(self, module: Module) -> Iterator[Entry]:
        """A module's forms as the agency uses it: where a version fits it by its dials, only that one."""
        profile = self.making.profile
        for audience, version in module.cuts:
            if not profile.dials or version == version_for(module, profile):
                yield Entry(module.key, audience, version)

    def cut_of(self, entry: Entry) -> Entry:
        """The form that stands on the shelf for an entry of a series: with its version spelled out."""
        module = self.briefings.by_key[entry.module]
        there = [cut for cut in self.cuts(module) if cut.audience == entry.audience]
        return next((cut for cut in there if cut.version == entry.version), there[0])


def name_of(entry: Entry) -> str:
    """A form of a module as its files and pages are called: ``int-officers-287g``."""
    return "-".join(part for part in (entry.module.lower(), entry.audience, entry.version) if part)


def facts_of(module: Module) -> tuple[str, ...]:
    """The facts behind everything in a module, each once."""
    cited = (id for piece in pieces(module) for id in piece.line.cites)
    return tuple(sorted({*cited, *module.key_facts}))


def read_texts(folders: Folders, day: date) -> Texts:
    """Read all of it. Raises ScenarioError if what everything shares (a frame) cannot be read."""
    dials = read_exercise_frame(folders.exercises / "frame.yaml").dials
    briefings = read_briefings(folders.briefings)
    exercises = read_shelf(folders.exercises)
    problems = [
        str(problem) for broken in (*briefings.broken, *exercises.broken) for problem in broken.problems
    ]
    profile = Profile()
    if folders.agency and folders.agency.exists():
        try:
            profile = read_profile(folders.agency, briefings.frame, dials)
        except ScenarioError as error:
            problems.append(f"The agency's values cannot be used, so all placeholders stay empty:\n{error}")
    making = Making(Rules(briefings.frame, load_facts(), day), profile)
    return Texts(making, briefings, exercises, tuple(problems))
