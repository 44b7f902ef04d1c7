"""A briefing with a room full of raw participants: how long a slide, an answer, a result take to reach all of
them, and how many bytes each phone gets for it.

The people live in processes of their own, as those of ``full_room`` do; here is the trainer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from kit.measurement.crowd import CrowdFailed, crowd, processes_for, shared_out
from kit.measurement.full_room import BREATH, Room, attempt
from kit.measurement.phones import SEED, Phones
from kit.rehearsal.briefing_script import read_briefing, script_of
from kit.rehearsal.figures import summary
from kit.rehearsal.page import Stuck, question_mark
from kit.rehearsal.person import together
from kit.rehearsal.play import Wish, set_up
from kit.scenario.deck import Slide
from kit.testbed.dice import dice
from kit.testbed.serverproc import House, own_house
from kit.testbed.usage import Usage, usage_of

SLUG = "det"
QUESTIONS = 3
SETTLE = 0.3  # seconds until what follows from an act has arrived everywhere
KINDS = ("join", "slide", "opened", "vote", "reveal", "reload")


class Attendees(Phones):
    """The people of one process, being briefed."""

    async def answer(self, card: Mapping[str, Any]) -> list[float]:
        """Everybody answers at the same moment; how long until each was told that it is saved."""
        keys = [option["key"] for option in card["options"]]
        given = {"question": card["id"]}
        return await self._say(
            lambda p: [
                ("answer-question", {**given, "option": dice(SEED, card["id"], p.key).choice(keys)}),
            ]
        )

    async def received(self) -> list[int]:
        """Bytes that came over everybody's websocket so far."""
        return [sum(page.received for page in person.pages) for person in self._people]

    async def pages(self) -> list[int]:
        """Bytes of the page that each has open, as it came."""
        return [person.page.bytes for person in self._people]

    async def shows(self, number: int) -> None:
        """Wait until a slide that was shown before is on every page again."""
        holds = lambda v: v["slide"]["number"] == number  # noqa: E731  for all pages
        await together(*(p.page.until(holds, f"slide {number}") for p in self._people))


@dataclass(slots=True)
class Given(Room):
    """A briefing with its trainer here and its people elsewhere. By kind of act: ``bytes`` of each phone, and
    ``cpu``, milliseconds of the server's processor time for the whole room. ``pid`` is the server's."""

    pid: int = 0
    bytes: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    async def slide(self, number: int) -> None:
        """The next slide, on every page."""
        before = await self._quiet()
        said = await self.stage.act("show-slide", {"number": number})
        self.note("slide", await self.crowd.everything("reaches", f"slide {number}", said.sent))
        await self._count("slide", before)

    async def again(self, number: int) -> None:
        """A slide that was shown before."""
        before = await self._quiet()
        await self.stage.act("show-slide", {"number": number})
        await self.crowd.ask("shows", number)
        await self._count("slide again", before)

    async def question(self, slide: Slide) -> None:
        """Opened, answered by everybody at once, and revealed."""
        before = await self._quiet()
        said = await self.stage.act("open-question", {"question": slide.asks})
        self.note("opened", await self._reaches(slide.asks, "open", said.sent))
        await asyncio.sleep(self.breath)
        self.note("vote", await self.crowd.everything("answer", self.stage.desk.view["question"]))
        live = lambda v: v["live"]["saved"] == self.people  # noqa: E731  the desk alone
        await self.stage.desk.until(live, "all answers on the desk")
        await asyncio.sleep(self.breath)
        said = await self.stage.act("reveal-question")
        self.note("reveal", await self._reaches(slide.asks, "revealed", said.sent))
        await self._count("question", before)

    async def _reaches(self, id: str, status: str, since: float) -> list[float]:
        mark = question_mark({"id": id, "status": status})
        return await self.crowd.everything("reaches", mark, since)

    async def _quiet(self) -> tuple[float, Usage]:
        await asyncio.sleep(self.breath)
        return await self._received(), usage_of(self.pid)

    async def _received(self) -> float:
        return float(mean(await self.crowd.everything("received")))

    async def _count(self, kind: str, before: tuple[float, Usage]) -> None:
        await asyncio.sleep(SETTLE)
        self.cpu.setdefault(kind, []).append(1000 * usage_of(self.pid).since(before[1]).cpu)
        self.bytes.setdefault(kind, []).append(await self._received() - before[0])


@asynccontextmanager
async def given_to(house: House, people: int, *, breath: float = BREATH) -> AsyncIterator[Given]:
    """A briefing with everybody in, on its first slide; how long they took is under ``join``, ``joined``."""
    script = script_of(read_briefing(SLUG), people, 0, SEED)
    stage = await set_up(house.url, house.key, script, Wish())
    shares = [(house.url, SLUG, share) for share in shared_out(script.cast.players, processes_for(people))]
    async with crowd(Attendees, shares) as phones:
        room = Given(stage, phones, people, breath, choice=("answer-question", "question-answered"))
        room.pid = house.pid
        await room.fill()
        said = await stage.act("start-exercise")
        await phones.everything("reaches", "slide 1", said.sent)
        try:
            yield room
        finally:
            await room.empty()


async def briefed(room: Given) -> None:
    """The whole deck with pauses, as in a real room; then everybody reloads at once."""
    asked = 0
    for number, slide in enumerate(read_briefing(SLUG).deck.slides, 1):
        if number > 1:
            await room.slide(number)
        if slide.asks and asked < QUESTIONS:
            asked += 1
            await room.question(slide)
    await room.again(2)
    await asyncio.sleep(room.breath)
    room.note("reload", await room.crowd.everything("reload", time.monotonic()))


async def measure_briefing(people: int) -> dict[str, Any]:
    """A briefing for so many on a server of its own, in the shape of ``ours.measure_room``: times in
    ms by ``KINDS``, ``bytes`` a phone, what the journal holds. ``failed`` says what happened otherwise."""
    try:
        async with own_house() as house:
            return {"people": people, **await _given(house, people)}
    except (Stuck, ConnectionError, CrowdFailed) as problem:
        return {"people": people, "failed": f"{type(problem).__name__}: {problem}"[:300]}


async def _given(house: House, people: int) -> dict[str, Any]:
    before = usage_of(house.pid)
    async with given_to(house, people) as room:
        joined = usage_of(house.pid)
        clients, begun = await room.crowd.spent(), time.monotonic()
        await attempt(briefed(room), room)
        busy = time.monotonic() - begun
        clients = await room.crowd.spent() - clients
        after = usage_of(house.pid)
        return {
            "joined_s": round(room.times["joined"][0] / 1000, 1),
            **{kind: summary(room.times[kind]) for kind in KINDS if kind in room.times},
            "bytes": {
                "page": round(mean(await room.crowd.everything("pages"))),
                **{kind: {"mean": round(mean(n)), "max": round(max(n))} for kind, n in room.bytes.items()},
            },
            "cpu_ms": {kind: round(mean(spent)) for kind, spent in room.cpu.items()},
            "memory_before_mb": round(before.memory, 1),
            "memory_joined_mb": round(joined.memory, 1),
            "memory_after_mb": round(after.memory, 1),
            "server_cpu_s": round(after.since(before).cpu, 1),
            "client_cpu_share": round(clients / busy, 2),  # 1 = one core
            "journal": await room.compared(),
            "findings": [*room.stage.findings, *await room.crowd.everything("troubles"), *house.complaints()],
        }
