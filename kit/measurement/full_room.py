"""A room full of raw participants in play: how long everything takes to reach everybody.

The people live in processes of their own (``crowd``); here is the facilitator, who acts, pauses as people
do, and collects what the phones noted. Nothing here needs more than the kit itself needs to run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from kit.measurement.crowd import Crowd, crowd, processes_for, shared_out
from kit.measurement.phones import Phones
from kit.rehearsal.cast import cast_of
from kit.rehearsal.figures import summary
from kit.rehearsal.ledger import compare, rows_in
from kit.rehearsal.page import Said, Stuck, decision_mark
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.scenario.read import read_exercise
from kit.testbed.serverproc import ROOT, House

SLUG = "hurricane"
BREATH = 0.3  # between two acts of the facilitator, as people pause: news is then never held back
INJECTS, DECISIONS = 6, 3


@dataclass(slots=True)
class Room:
    """A run with its facilitator here and its players elsewhere. ``times``: milliseconds by kind; ``choice``:
    the command that votes, and the event that follows."""

    stage: Stage
    crowd: Crowd
    people: int
    breath: float
    choice: tuple[str, str] = ("cast-vote", "vote-cast")
    times: dict[str, list[float]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=lambda: {"inject": 0, "decision": 0})

    def note(self, kind: str, times: list[float]) -> None:
        """Keep these times under their kind."""
        self.times.setdefault(kind, []).extend(times)

    async def fill(self) -> None:
        """Everybody joins; how long each took is under ``join``, and until the last one under ``joined``."""
        await self.crowd.ask("spent")  # the processes are up
        begun = time.monotonic()
        joined = await self.crowd.everything("join", self.stage.desk.view["join"]["code"])
        self.note("join", [took for *_, took in joined])
        self.note("joined", [1000 * (time.monotonic() - begun)])
        seats = {seat for _, seat, _ in joined}
        await self.stage.desk.until(
            lambda view: seats <= {row["seat"] for row in view["roster"]}, "everybody on the desk"
        )

    async def empty(self) -> None:
        """Everybody leaves, the facilitator too."""
        await self.crowd.ask("leave")
        for page in (self.stage.desk, self.stage.screen, self.stage.home):
            page.hang_up()

    async def step(self, row: Mapping[str, Any]) -> None:
        """The facilitator's next act, and what follows from it in the room."""
        await asyncio.sleep(self.breath)
        said = await self.stage.act(*command_for(row))
        if row["kind"] == "inject":
            self.done["inject"] += 1
            mark = self.stage.newest("inject")["id"]
            self.note("inject", await self.crowd.everything("reaches", mark, said.sent))
        elif row["kind"] == "decision":
            self.done["decision"] += 1
            self.note("opened", await self._decision_reaches(said.sent))
            await self._decide()

    async def _decision_reaches(self, since: float) -> list[float]:
        view = self.stage.desk.view
        mark = decision_mark(view["head"]["line"], view["ballot"])
        return await self.crowd.everything("reaches", mark, since)

    async def _decide(self) -> None:
        desk = self.stage.desk
        await asyncio.sleep(self.breath)
        ballot = {key: desk.view["ballot"][key] for key in ("id", "round", "options")}
        self.note("vote", await self.crowd.everything("vote", ballot, self.done["decision"]))
        await desk.until(lambda v: v["ballot"]["saved"] == self.people, "all votes on the desk")
        await asyncio.sleep(self.breath)
        said = await self.stage.act("reveal")
        self.note("reveal", await self._decision_reaches(said.sent))
        await asyncio.sleep(self.breath)
        card = desk.view["ballot"]
        option = card["majority"] or card["options"][0]["key"]
        why = "" if card["majority"] else "Neither has more votes."
        said = await self.stage.act("take-branch", {"option": option, "reason": why})
        mark = decision_mark(desk.view["head"]["line"], {**card, "status": "taken"})
        await self.crowd.everything("reaches", mark, said.sent)

    async def compared(self) -> dict[str, Any]:
        """Everything anybody was told against the journal: how many votes, what was lost or doubled."""
        answer = await self.stage.browser.get(f"/run/{self.stage.run}/journal.jsonl")
        rows = rows_in(answer.text)
        people = await self.crowd.everything("said")
        said: dict[str, list[Said]] = {key: commands for key, _, commands in people}
        said[FACILITATOR] = [*self.stage.home.said.values(), *self.stage.desk.said.values()]
        found = compare(rows, said, {FACILITATOR: FACILITATOR, **{key: seat for key, seat, _ in people}})
        stored = {row.command for row in rows if row.name == self.choice[1]}
        votes = [one for commands in said.values() for one in commands if one.name == self.choice[0]]
        saved = [one for one in votes if one.outcome == "saved"]
        return {
            "events": len(rows),
            "votes_acknowledged": len(saved),
            "votes_in_journal": sum(one.id in stored for one in saved),
            "wrong": [*found.lost, *found.doubled, *found.changed, *found.unasked],
        }


def command_for(row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The facilitator's command for the row that is next. A decision has no time limit."""
    match row["kind"]:
        case "module":
            return "open-module", {"module": row["id"]}
        case "inject":
            return "deliver", {"inject": row["id"]}
        case "decision":
            return "open-decision", {"decision": row["id"], "minutes": 0}
        case "bridge":
            return "bridge", {"id": row["id"]}
    return "finish", {}


async def open_run(house: House, people: int) -> Stage:
    """A new run of the short form with a cast of so many players."""
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    cast = cast_of(exercise, people, 0, 1)
    return await set_up(house.url, house.key, Script(exercise, cast, 1), Wish("short"))


@asynccontextmanager
async def room_of(
    house: House, people: int, *, breath: float = BREATH, door: str = ""
) -> AsyncIterator[Room]:
    """A run with everybody in, in play; the time it took them is under ``join`` and ``joined``. ``door``:
    the address that phones use, where it is not the house's own."""
    stage = await open_run(house, people)
    parts = shared_out(stage.script.cast.players, processes_for(people))
    shares = [(door or house.url, SLUG, share) for share in parts]
    async with crowd(Phones, shares) as phones:
        room = Room(stage, phones, people, breath)
        await room.fill()
        await stage.act("start-briefing")
        await stage.act("start-exercise")
        try:
            yield room
        finally:
            await room.empty()


async def paced(room: Room) -> None:
    """Some injects and decisions with pauses, as in a real room; then everybody reloads at once."""
    while room.done["inject"] < INJECTS or room.done["decision"] < DECISIONS:
        row = room.stage.next_row()
        if row is None:
            break
        await room.step(row)
    await asyncio.sleep(room.breath)
    room.note("reload", await room.crowd.everything("reload", time.monotonic()))


async def walked(room: Room) -> float:
    """The whole form without pauses, hot wash and EndEx included; returns how many seconds it took."""
    begun, stage = time.monotonic(), room.stage
    while (row := stage.next_row()) is not None:
        await room.step(row)
    await stage.act("open-hot-wash")
    await room.crowd.ask("opens", "hotwash")
    room.note("command", await room.crowd.everything("look_back"))
    await stage.act("show-tallies", {"shown": True})
    await stage.act("end-exercise")
    return time.monotonic() - begun


KINDS = ("join", "inject", "opened", "vote", "reveal", "reload", "command")
Gauge = Callable[[], tuple[float, float]]
"""Memory in MB and processor seconds of the server so far."""


def times_of(room: Room) -> dict[str, Any]:
    """What a room noted, summed up."""
    return {kind: summary(room.times[kind]) for kind in KINDS if kind in room.times}


async def attempt(doing: Awaitable[Any], room: Room) -> None:
    """Do it; where it cannot go on, that is a finding."""
    try:
        await doing
    except (Stuck, ConnectionError) as problem:
        room.stage.finding(f"play stopped: {problem}")
