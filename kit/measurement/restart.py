"""Both processes started anew, one after the other, while everybody votes and changes their mind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit.measurement.gathering import BACK_WITHIN, compared, gathered, place, to_a_decision, vote
from kit.rehearsal.figures import summary
from kit.rehearsal.page import OpenPage, Said
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.several import NAMES, Several, several
from kit.trouble import truth

DRAIN = 20.0  # seconds between SIGTERM and the end, as docs/scaling.md has it
EVERY = 3.0  # seconds between two votes of one person


@dataclass(frozen=True, slots=True)
class Moved:
    """A page that went to the other process. Seconds: from SIGTERM until it had its new connection, and for
    how long of that it had none."""

    after: float
    silent: float


async def restarted(people: int) -> dict[str, Any]:
    """Figures in milliseconds and seconds; counts; and what was wrong afterwards."""
    async with several(drain=DRAIN) as both:
        stage = await gathered(both, people)
        await to_a_decision(stage)
        sent: list[Said] = []
        voting = [asyncio.create_task(_goes_on(stage, person, sent)) for person in stage.players]
        await asyncio.sleep(EVERY)
        moved: list[Moved] = []
        for name in NAMES:
            moved += await _one_after_the_other(both, stage, name)
        for task in voting:
            task.cancel()
        await asyncio.gather(*voting, return_exceptions=True)
        await together(*(_answered(person, sent) for person in stage.players))
        return _told(stage, sent, moved) | await _compared(stage)


async def _goes_on(stage: Stage, person: Person, sent: list[Said]) -> None:
    """Somebody changes their mind again and again, each time when the vote before is saved."""
    await asyncio.sleep(EVERY * (hash(person.key) % 100) / 100)
    for turn in range(1_000):
        said = vote(stage, person, "ab"[turn % 2])
        sent.append(said)
        await person.page.until(lambda _, said=said: said.outcome == "saved", "a vote saved", BACK_WITHIN)  # type: ignore[misc]
        await asyncio.sleep(EVERY)


async def _answered(person: Person, sent: Sequence[Said]) -> None:
    own = [said for said in sent if said.id in person.page.said]
    await person.page.until(lambda _: all(s.outcome == "saved" for s in own), "all votes saved", BACK_WITHIN)


async def _one_after_the_other(both: Several, stage: Stage, name: str) -> list[Moved]:
    """SIGTERM to one; how each of its pages comes to the other. Then it is started again."""
    begun = time.monotonic()
    moving = [page for page in stage.pages() if place(page) == name]
    leaving = asyncio.create_task(both.servers[name].stop())
    moved = await asyncio.gather(*(_elsewhere(page, begun) for page in moving))
    await leaving
    await both.again(name)
    return list(moved)


async def _elsewhere(page: OpenPage, begun: float) -> Moved:
    reloads, silences = page.reloads, len(page.link.silences)
    while page.reloads == reloads or len(page.link.silences) == silences or page.lost:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return Moved(time.monotonic() - begun, sum(page.link.silences[silences:]))


def _told(stage: Stage, sent: Sequence[Said], moved: Sequence[Moved]) -> dict[str, Any]:
    return {
        "people": len(stage.players),
        "votes": len(sent),
        "ms": summary([said.took for said in sent]),
        "votes_that_took_over_a_second": sum(said.took > 1000 for said in sent),
        "pages_moved": len(moved),
        "moved_after_s": summary([one.after for one in moved]),
        "silent_ms": summary([1000 * one.silent for one in moved]),
        "not_saved": sum(said.outcome != "saved" for said in sent),
    }


async def _compared(stage: Stage) -> dict[str, Any]:
    found = compared(stage, await truth.journal_of(stage))
    differ = await truth.differences(stage)
    await together(*(page.leave() for page in stage.pages()))
    return {
        "lost": found.lost,
        "doubled": found.doubled,
        "changed": found.changed,
        "pages_that_differ": differ,
    }
