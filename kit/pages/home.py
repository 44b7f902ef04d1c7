"""The home page: the shelf of exercises and briefings, setting up a run, runs in play and earlier ones.

The page has no room. It is drawn from the shelf and the list of runs, and the only thing it may ask for
is a new run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypedDict

import traitlets as t

from kit.engine.commands import Command, CreateRun, MeasureCapacity, Role
from kit.engine.refusal import Refused
from kit.engine.state import Phase
from kit.facts.base import load_facts
from kit.pages import home_briefings as briefings, home_cards as cards
from kit.pages.page import Page
from kit.room.capacity import CapacityView
from kit.room.patch import View
from kit.room.room import Receipt, Room
from kit.room.rooms import Rooms
from kit.scenario.model import Exercise
from kit.scenario.shelf import Shelf
from kit.scenario.walk import TooWide, walk

Paths = dict[str, list[int]]
_walked: dict[int, tuple[Exercise, Paths]] = {}  # by identity: an exercise read again is walked again


class RunRow(TypedDict):
    """A run on the shelf: the fields of ``Rooms.listing``. ``problem`` is a sentence, or ""."""

    run: str
    slug: str
    name: str
    date: str
    place: str
    phase: str
    started_at: int | None
    ended_at: int | None
    here: int
    module: str
    events: int
    problem: str


class HomeView(TypedDict):
    """What the home page draws. ``audiences`` and ``topics`` are what one can look for."""

    today: str  # ISO date
    runs: list[RunRow]  # not ended, newest first
    earlier: list[RunRow]  # ended, newest first
    exercises: list[cards.ExerciseCard]
    broken: list[dict[str, Any]]  # {slug, problems: ["file:line: sentence"]}
    dials: list[cards.DialCard]
    warnings: list[dict[str, Any]]  # {when, text}
    papers: dict[str, list[dict[str, Any]]]  # slug: rows of the MSEL, see home_cards.paper_rows
    limits: str
    briefings: list[briefings.BriefingCard]
    series: list[briefings.SeriesCard]
    broken_briefings: list[dict[str, Any]]  # {slug, problems}
    agency: str  # "" or what is wrong with the agency's own values
    audiences: list[dict[str, str]]  # {key, title, about}
    topics: list[dict[str, Any]]  # {key, title, exercises}
    capacity: CapacityView | None  # of this computer; None where it cannot be measured


class HomePage(Page):
    """The facilitator's home. Drawn by ``static/home.js``."""

    page = t.Unicode("home").tag(sync=True)
    _module = t.Unicode("/static/home.js").tag(sync=True)

    _kept: tuple[tuple[int, float, date], Shelf, dict[str, Any]] | None = None  # the shelf keeps its id

    def look(self) -> View:
        """The shelf and the runs as they are now."""
        today = datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone().date()
        still = self._still(today)
        rows = self._visit.rooms.listing()
        runs = [row for row in rows if row.get("phase") != Phase.CLOSED.value]
        earlier = [row for row in rows if row.get("phase") == Phase.CLOSED.value]
        exercises = [{**card, "paths": paths_of(card["slug"])} for card in still["exercises"]]
        capacity = self._visit.rooms.capacity.view()
        return {**still, "exercises": exercises, "runs": runs, "earlier": earlier, "capacity": capacity}

    def _still(self, today: date) -> dict[str, Any]:
        """What changes only with the files and the day, made once."""
        rooms = self._visit.rooms
        shelf = rooms.read_shelf()
        of = (id(shelf), rooms.briefings.stamp(), today)
        if self._kept is None or self._kept[0] != of:
            still = {**shelf_sections(shelf, today), **briefings.of_house(rooms.briefings, today)}
            self._kept = (of, shelf, still)
        return self._kept[2]

    def enter(self) -> Callable[[], None]:
        """Follow the runs that have not ended; have the paths counted meanwhile."""
        rooms = self._visit.rooms
        unfollow = [room.follow(self.refresh) for room in rooms.live()]
        unfollow.append(rooms.capacity.follow(self.refresh))
        counting = asyncio.get_running_loop().create_task(self._count_paths(rooms.read_shelf()))

        def leave() -> None:
            counting.cancel()
            for stop in unfollow:
                stop()

        return leave

    async def _count_paths(self, shelf: Shelf) -> None:
        for exercise in shelf.exercises:
            if id(exercise) not in _walked:
                found = await asyncio.to_thread(count_paths, exercise)
                _walked[id(exercise)] = (exercise, found)
                self.refresh()

    async def submit(self, command: Command, id: str) -> Receipt:
        """Set up a run; a wish sent again finds the run it made. Or have this computer measured.

        Raises Refused."""
        if isinstance(command, MeasureCapacity):
            return self._measure(command, id)
        if not isinstance(command, CreateRun):
            raise Refused("Here you can only set up a run. Open its desk for everything else.")
        room = made_by(self._visit.rooms, id) or await self._visit.rooms.create(command, id)
        return Receipt(room.run.seq, room.run.setup.created_at, {"run": room.id})

    def _measure(self, command: MeasureCapacity, id: str) -> Receipt:
        if self._visit.actor.role is not Role.FACILITATOR:
            raise Refused("Only the facilitator can have this computer measured.")
        capacity = self._visit.rooms.capacity
        if command.stop:
            capacity.stop()
        else:
            capacity.start(id)
        return Receipt(0, self._clock.now(), {})


def made_by(rooms: Rooms, id: str) -> Room | None:
    """The run a command has made already."""
    return next((room for room in rooms.live() if id in room.run.commands), None)


def shelf_sections(shelf: Shelf, today: date) -> dict[str, Any]:
    """The sections that follow from the files and the day alone."""
    facts = load_facts()
    first = shelf.exercises[0] if shelf.exercises else None
    return {
        "today": today.isoformat(),
        "exercises": [cards.card(exercise, facts, today) for exercise in shelf.exercises],
        "broken": [{"slug": one.slug, "problems": [str(p) for p in one.problems]} for one in shelf.broken],
        "dials": cards.dial_cards(first.frame) if first else [],
        "warnings": cards.warning_cards(first) if first else [],
        "papers": {exercise.slug: cards.paper_rows(exercise) for exercise in shelf.exercises},
        "limits": first.frame.limits if first else "",
    }


def count_paths(exercise: Exercise) -> Paths:
    """The least and most minutes of each form at the default dials, over all its paths."""
    defaults = {dial.id: dial.default for dial in exercise.frame.dials}
    try:
        walks = [walk(exercise, form, defaults) for form in exercise.forms]
    except TooWide:  # the check says so to its author
        return {}
    return {one.form: [one.least, one.most] for one in walks}


def paths_of(slug: str) -> Paths | None:
    """The counted minutes of the newest exercise with this slug, or None until they are counted."""
    found = [paths for exercise, paths in _walked.values() if exercise.slug == slug]
    return found[-1] if found else None
