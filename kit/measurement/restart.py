"""Both processes started anew, one after the other, while everybody votes and changes their mind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from kit.measurement.gathering import BACK_WITHIN, compared, gathered, place, to_a_decision, vote
from kit.rehearsal.figures import summary
from kit.rehearsal.page import OpenPage, Said
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.several import NAMES, Several, several
from kit.trouble import truth

DRAIN = 5.0  # seconds between SIGTERM and the end, as docs/scaling.md has it
EVERY = 3.0  # seconds between two votes of one person


async def restarted(people: int) -> dict[str, Any]:
    """Figures in milliseconds and seconds; counts; and what was wrong afterwards."""
    async with several(drain=DRAIN) as both:
        stage = await gathered(both, people)
        await to_a_decision(stage)
        sent: list[Said] = []
        voting = [asyncio.create_task(_goes_on(stage, person, sent)) for person in stage.players]
        await asyncio.sleep(EVERY)
        moved: list[float] = []
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


async def _one_after_the_other(both: Several, stage: Stage, name: str) -> list[float]:
    """SIGTERM to one; seconds from then until each of its pages has another connection."""
    begun = time.monotonic()
    moving = [page for page in stage.pages() if place(page) == name]
    leaving = asyncio.create_task(both.servers[name].stop())
    times = await asyncio.gather(*(_elsewhere(page, begun) for page in moving))
    await leaving
    await both.again(name)
    return list(times)


async def _elsewhere(page: OpenPage, begun: float) -> float:
    before = page.reloads
    while page.reloads == before or page.lost:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return round(time.monotonic() - begun, 2)


def _told(stage: Stage, sent: Sequence[Said], moved: Sequence[float]) -> dict[str, Any]:
    return {
        "people": len(stage.players),
        "votes": len(sent),
        "ms": summary([said.took for said in sent]),
        "votes_that_took_over_a_second": sum(said.took > 1000 for said in sent),
        "pages_moved": len(moved),
        "moved_after_s": summary(moved),
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
