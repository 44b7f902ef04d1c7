"""All runs of this laptop: the shelf of exercises, new runs, and the way from a code to a room."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from kit.briefing.shelf import BriefingShelf
from kit.engine.commands import Actor, CreateRun, Role
from kit.engine.events import Recorded, RunCreated
from kit.engine.evolve import fold
from kit.engine.refusal import Refused
from kit.engine.state import Phase, Run
from kit.room.briefings import NAMES as ROSTERS, Briefings, changed_at
from kit.room.capacity import Capacity
from kit.room.clock import Clock, WallClock
from kit.room.others import Others
from kit.room.past import begun, exercise_of
from kit.room.room import NotSaved, Receipt, Room, recorded, row
from kit.room.summaries import Summaries, Summary, summary_of
from kit.room.writer import Writer
from kit.scenario.deck import FORM
from kit.scenario.model import Exercise
from kit.scenario.problems import ScenarioError
from kit.scenario.shelf import Shelf, read_shelf
from kit.scenario.story import begin
from kit.store.journal import Conflict, Journal, StoreError
from kit.store.open import open_journal

log = logging.getLogger("kit.room")

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0, 1, I, L, O, U: nothing to mistake
STAFF_LENGTH = 8
NAMES = ("named", "positions", "anonymous")
ADMISSIONS = ("open", "approve")
KEPT_FOR = 120.0  # seconds an ended run is kept in memory after the last time somebody asked for it
BROKEN = "broken"  # in place of a phase, for a run that cannot be opened


def plain_code(typed: str) -> str:
    """A code as compared: upper case, without spaces and dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())[:16]


class Unreadable(Exception):
    """The journal cannot be read now; the text says why, to whoever runs the kit."""


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except StoreError as problem:
        raise Unreadable(problem.sentence) from problem


class Rooms:
    """The house: every run in the journal, opened when somebody comes."""

    def __init__(
        self, journal: Journal, exercises: Path, clock: Clock | None = None, briefings: Path | None = None
    ) -> None:
        """``briefings``: their folder; None is the one beside the exercises."""
        self._journal = journal
        self._folder = exercises
        self.briefings = Briefings(journal, briefings or exercises.parent / "briefings", exercises)
        self._clock = clock or WallClock()
        self._writer = Writer(journal)
        self._open: dict[str, Room] = {}
        self._created: dict[str, RunCreated] = {}
        self._creating = asyncio.Lock()
        self._shelf: tuple[float, Shelf] | None = None
        self._past: dict[str, Exercise] = {}  # by the digest of its texts: no longer as it is on the shelf
        self._broken: dict[str, str] = {}  # runs that cannot be opened, and why
        self._opening: dict[str, asyncio.Task[Room]] = {}
        self._asked: dict[str, float] = {}  # when somebody last asked for an open room
        self._summaries = Summaries(journal, self._fold)
        self.describe_join: Callable[[Room], dict[str, str]] = lambda room: {}
        self._others: Others | None = None
        self.capacity = Capacity()  # whoever serves a file on this computer sets one that can measure
        self._created |= self._begun()

    def watch(self) -> None:
        """Follow what other processes do with the same journal, until ``close``. In the event loop."""
        self._others = Others(self._journal, self._open, self._learn_runs)
        for room in self._open.values():
            self._others.follow(room)

    async def _learn_runs(self, run: str = "") -> None:
        """Know a run that another process has begun; without one, every run of the journal. Nobody waits
        for a database that does not answer."""
        if run in self._created:
            return
        try:
            self._created |= await asyncio.to_thread(self._begun, run)
        except StoreError as problem:
            log.warning("runs that others have begun cannot be read now. %s", problem.sentence)

    def _begun(self, run: str = "") -> dict[str, RunCreated]:
        """How a run began, or every run that is not known here. Raises StoreError."""
        unknown = [one for one in ([run] if run else self._journal.runs()) if one not in self._created]
        firsts = ((one, begun(self._journal, one)) for one in unknown)
        return {one: first for one, first in firsts if first}

    # -- the shelf ---------------------------------------------------------------------------------

    @property
    def shelf(self) -> Mapping[str, Exercise]:
        """The exercises that can be played, by slug; read again when a file has changed."""
        return {exercise.slug: exercise for exercise in self.read_shelf().exercises}

    def read_shelf(self) -> Shelf:
        """The shelf with what is wrong with the exercises that cannot be opened."""
        stamp = max(map(changed_at, self._folder.rglob("*.yaml")), default=0.0)
        if self._shelf is None or self._shelf[0] != stamp:
            self._shelf = (stamp, read_shelf(self._folder))
        return self._shelf[1]

    def read_briefings(self) -> BriefingShelf:
        """The shelf of briefings with what is wrong with those that cannot be given.

        Raises ScenarioError when what they all share cannot be read."""
        return self.briefings.shelf()

    # -- runs --------------------------------------------------------------------------------------

    async def create(self, wish: CreateRun, id: str = "") -> Room:
        """A new run; the same ``id`` again, from wherever, leads to the run it has made.

        Raises Refused for an unknown exercise, form or dial, or NotSaved."""
        exercise = None if wish.entries else self.shelf.get(wish.slug)
        if exercise is None and not wish.entries and not self.briefings.knows(wish.slug):
            raise Refused(f"There is no exercise {wish.slug} on the shelf.")
        run = hashlib.sha256(id.encode()).hexdigest()[:8] if id else secrets.token_hex(4)
        async with self._creating:
            if run not in self._created:
                await self._create(run, id or f"create-{run}", exercise, wish)
        return self.room(run)

    async def _create(self, run: str, id: str, exercise: Exercise | None, wish: CreateRun) -> None:
        try:
            event = self._created_event(exercise, wish) if exercise else self._briefing_event(wish)
            recorded = Recorded(1, self._clock.now(), "facilitator", id, event)
            await self._writer.write(run, 0, [row(recorded)])
        except Conflict:  # another process has made it, from the same wish
            self._created |= await asyncio.to_thread(self._begun, run)
        except StoreError as problem:
            raise NotSaved(problem.sentence) from problem
        else:
            self._created[run] = event

    def _created_event(self, exercise: Exercise, wish: CreateRun) -> RunCreated:
        if wish.form not in exercise.forms:
            raise Refused(f"{exercise.title} has no form {wish.form}.")
        if wish.names not in NAMES or wish.admission not in ADMISSIONS:
            raise Refused("Choose who may join, and which names are kept.")
        try:
            begin(exercise, wish.dials)
        except ValueError as problem:
            raise Refused(str(problem)) from problem
        return RunCreated(
            slug=exercise.slug,
            form=wish.form,
            dials=dict(wish.dials),
            name=wish.name.strip() or exercise.title,
            sponsor=wish.sponsor.strip(),
            date=wish.date.strip(),
            place=wish.place.strip(),
            admission=wish.admission,
            names=wish.names,
            code=self._new_code(),
            staff_code=self._new_staff_code(),
            scenario=self._snapshot(exercise),
        )

    def _briefing_event(self, wish: CreateRun) -> RunCreated:
        if wish.names not in ROSTERS or wish.admission not in ADMISSIONS:
            raise Refused("Choose who may join, and whether the roster keeps names.")
        slug, choice, deck = self.briefings.deck(wish)
        return RunCreated(
            slug=slug,
            form=FORM,
            dials={},
            name=wish.name.strip() or deck.title,
            sponsor=wish.sponsor.strip(),
            date=wish.date.strip(),
            place=wish.place.strip(),
            admission=wish.admission,
            names=ROSTERS[wish.names],
            code=self._new_code(),
            staff_code=self._new_staff_code(),
            scenario=self.briefings.keep(deck),
            entries=tuple(f"{entry.module}/{entry.audience}/{entry.version}" for entry in choice.entries),
            setting=choice.setting,
            scored=wish.scored,
        )

    def _snapshot(self, exercise: Exercise) -> str:
        """Keep the text the run is played from, so that a later edit does not change a past run."""
        scenario = (self._folder / exercise.slug / "scenario.yaml").read_text(encoding="utf-8")
        frame = (self._folder / "frame.yaml").read_text(encoding="utf-8")
        digest = hashlib.sha256(f"{scenario}\0{frame}".encode()).hexdigest()[:16]
        if self._journal.get(f"scenario/{digest}") is None:
            self._journal.put(f"scenario/{digest}", json.dumps({"scenario": scenario, "frame": frame}))
        return digest

    def exercise_of(self, run: str) -> Exercise:
        """The exercise as it was when the run began. Raises KeyError for an unknown run."""
        created = self._created[run]
        if created.entries:
            return self.briefings.given(created.scenario, created.slug, created.entries)
        on_shelf = self.shelf.get(created.slug)
        if on_shelf is not None and self._snapshot(on_shelf) == created.scenario:
            return on_shelf
        if created.scenario not in self._past:
            path = self._folder / created.slug / "scenario.yaml"
            self._past[created.scenario] = exercise_of(self._journal, created.scenario, path)
        return self._past[created.scenario]

    def room(self, run: str) -> Room:
        """The room of a run, opened if it was not: then everybody waits for the journal.

        Raises KeyError for an unknown run."""
        self._asked[run] = monotonic()
        return self._open.get(run) or self._let_in(run, self._made(run))

    async def opened(self, run: str) -> Room:
        """The room of a run. It is read without holding anybody up, and once for all who ask meanwhile, as
        when a whole room of people comes over from another process.

        Raises KeyError for an unknown run, Unreadable, and ScenarioError for one that cannot be played."""
        if run in self._open:
            return self.room(run)
        if run not in self._opening:
            task = self._opening[run] = asyncio.create_task(self._opened(run))
            task.add_done_callback(lambda _: self._opening.pop(run))
        with _readable():
            return await asyncio.shield(self._opening[run])

    async def _opened(self, run: str) -> Room:
        if run not in self._created:
            self._created |= await asyncio.to_thread(self._begun, run)
        room = await asyncio.to_thread(self._made, run)
        if run in self._open:
            return self._open[run]
        self._let_in(run, room)
        await room.catch_up()  # with what others wrote after it was read, of which it was not told
        return room

    def _made(self, run: str) -> Room:
        return Room(run, self.exercise_of(run), self._journal, self._writer, self._clock)

    def _let_in(self, run: str, room: Room) -> Room:
        self._let_go()
        self._asked[run] = monotonic()
        room.join = self.describe_join(room)
        room.wind()
        self._open[run] = room
        self._summaries.forget(run)
        if self._others is not None:
            self._others.follow(room)
        return room

    def _let_go(self) -> None:
        """Ended runs that nobody has asked for in a while leave memory: a day holds seventy roll calls, and
        the journal has them. In a while, because a page that is being made follows its room only then."""
        since = monotonic() - KEPT_FOR
        for run in [run for run, room in self._open.items() if room.is_over and self._asked[run] < since]:
            del self._open[run], self._asked[run]

    async def ready(self, code: str = "") -> None:
        """Have everything read, without holding anybody up, that finding a run by this code needs; without a
        code, that showing all runs needs. Raises Unreadable."""
        with _readable():
            runs = self._with(code) if code else await asyncio.to_thread(self._going_on)
        for run in runs:
            await self.opened(run)

    def _going_on(self) -> list[str]:
        return [run for run in tuple(self._created) if run not in self._open and self._goes_on(run)]

    def _with(self, code: str) -> list[str]:
        """The newest run with this code, of players or of evaluators."""
        runs = (run for run, made in reversed(self._created.items()) if code in _codes(made))
        return list(islice(runs, 1))

    def _goes_on(self, run: str) -> bool:
        return self._summary(run)["phase"] not in (Phase.CLOSED.value, BROKEN)

    def live(self) -> Iterable[Room]:
        """The rooms of runs that have not ended, newest first."""
        for run in reversed(self._created):
            room = self._open.get(run) or (self.room(run) if self._goes_on(run) else None)
            if room is not None and room.run.phase is not Phase.CLOSED:
                yield room

    def by_code(self, code: str) -> Room | None:
        """The newest run with this player code."""
        return self._by(lambda created: created.code == code)

    def by_staff_code(self, code: str) -> Room | None:
        """The newest run with this evaluator code."""
        return self._by(lambda created: plain_code(created.staff_code) == code)

    def _by(self, matches: Callable[[RunCreated], bool]) -> Room | None:
        run = next((run for run in reversed(self._created) if matches(self._created[run])), None)
        return self.room(run) if run is not None else None

    def listing(self) -> list[dict[str, Any]]:
        """Every run with what a shelf shows of it, newest first."""
        return [self._summary(run) for run in reversed(self._created)]

    def _summary(self, run: str) -> Summary:
        if run in self._open:
            return summary_of(run, self._open[run].run)
        try:
            if run not in self._broken:
                return self._summaries.of(run)
        except (KeyError, ScenarioError) as problem:
            self._broken[run] = str(problem)
        created = self._created[run]
        why = self._broken[run]
        return {"run": run, "slug": created.slug, "name": created.name, "phase": BROKEN, "problem": why}

    def _fold(self, run: str) -> Run:
        return fold(self.exercise_of(run), (recorded(row) for row in self._journal.read(run)))

    def _new_code(self) -> str:
        taken = {created.code for created in self._created.values()}
        while (code := f"{secrets.randbelow(900_000) + 100_000}") in taken:
            pass
        return code

    def _new_staff_code(self) -> str:
        code = "".join(secrets.choice(ALPHABET) for _ in range(STAFF_LENGTH))
        return f"{code[:4]} {code[4:]}"

    def secret(self, name: str) -> str:
        """A secret of this house, made once and kept in the journal's file."""
        name = f"secret/{name}"
        return self._journal.get(name) or self._journal.keep(name, secrets.token_urlsafe(32))

    async def close(self) -> None:
        """Stop all clocks, finish what is being stored, and let go of other processes."""
        await self.capacity.close()
        if self._others is not None:
            await self._others.close()
        for room in self._open.values():
            await room.close()
        await self._writer.close()


def _codes(created: RunCreated) -> tuple[str, str]:
    return created.code, plain_code(created.staff_code)


async def in_memory(slug: str, exercises: Path) -> tuple[Rooms, Room]:
    """A house and a run that are gone with the process: for an author who walks alone."""
    rooms = Rooms(open_journal("memory:"), exercises)
    return rooms, await rooms.create(CreateRun(slug, name="Walked alone"))


FACILITATOR = Actor(Role.FACILITATOR, "facilitator")


__all__ = ["ALPHABET", "Receipt", "Rooms", "plain_code"]
