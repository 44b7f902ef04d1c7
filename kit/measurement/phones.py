"""A share of a room's players in one process: what a ``crowd`` asks its people to do.

Each does what a phone does, without drawing: joins by the forms, gets the page, opens its websocket,
follows every patch, votes, reloads.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from kit.rehearsal.cast import Part
from kit.rehearsal.page import OpenPage, Said, open_page
from kit.rehearsal.person import Person, together
from kit.scenario.read import read_exercise
from kit.testbed.dice import dice
from kit.testbed.serverproc import ROOT
from kit.testbed.thin import ThinBrowser

AT_ONCE = 24  # people of one process who are on their way in at the same moment
SEED = 1
REASON = "One clause of a reason."


class Phones:
    """The people of one process. Times are milliseconds, moments seconds of the monotonic clock."""

    def __init__(self, url: str, slug: str, parts: Sequence[Part]) -> None:
        self._people = [Person(part, ThinBrowser(url)) for part in parts]
        self._slug = slug

    # -- coming and going --------------------------------------------------------------------------

    async def join(self, code: str) -> list[tuple[str, str, float]]:
        """Everybody joins, some at a time; returns key, seat and how long it took each."""
        await _few_at_once(self._people, lambda person: person.join(code))
        gc.collect()
        gc.freeze()  # looking through all these pages for rubbish would show in the figures
        return [(person.key, person.seat, 1000 * person.joined_in) for person in self._people]

    async def reload(self, since: float) -> list[float]:
        """Every connection is cut without a word and every page fetched anew, at the same moment.

        Returns the time from ``since`` to each one's page that follows the run again."""
        for person in self._people:
            person.page.drop()
        back = await asyncio.gather(*(_again(person) for person in self._people))
        return [1000 * (at - since) for at in back]

    async def leave(self) -> None:
        """Every connection is closed; those not yet in are left alone."""
        for person in self._people:
            for page in person.pages:
                page.hang_up()

    # -- following ---------------------------------------------------------------------------------

    async def reaches(self, mark: str, since: float) -> list[float]:
        """Wait for a message or a state of the decision on every page: how long after ``since``."""
        await together(*(p.page.until(_has(p.page, mark), f"{mark} on the page") for p in self._people))
        return [1000 * (person.page.arrived[mark] - since) for person in self._people]

    async def opens(self, section: str) -> None:
        """Wait until a section that can be open is open on every page: the hot wash."""
        await together(
            *(p.page.until(lambda v: v[section] and v[section]["open"], section) for p in self._people)
        )

    # -- speaking ----------------------------------------------------------------------------------

    async def vote(self, ballot: Mapping[str, Any], number: int) -> list[float]:
        """Everybody votes at the same moment; how long until each was told that it is saved."""
        options = [option["key"] for option in ballot["options"]]
        given = {"decision": ballot["id"], "reason": REASON, "round": ballot["round"]}
        return await self._say(
            lambda p: [("cast-vote", {**given, "option": dice(SEED, number, p.key).choice(options)})]
        )

    async def look_back(self) -> list[float]:
        """The hot wash: two remarks and the feedback form from everybody."""
        from kit.rehearsal.cast import Cast
        from kit.rehearsal.script import Script

        exercise = read_exercise(ROOT / "exercises" / self._slug / "scenario.yaml")
        script = Script(exercise, Cast((), ()), SEED)

        def words(person: Person) -> list[tuple[str, dict[str, Any]]]:
            remarks = [("remark", {"kind": k, "text": t}) for k, t in script.remarks(person.part)]
            return [*remarks, ("feedback", {"answers": script.feedback(person.part)})]

        return await self._say(words)

    async def _say(self, words: Callable[[Person], Iterable[tuple[str, dict[str, Any]]]]) -> list[float]:
        """Everybody says their words one after the other. Returns how long each took to be answered."""
        took: list[float] = []

        async def one(person: Person) -> None:
            for name, args in words(person):
                took.append((await person.do(name, args)).took)

        await together(*(one(person) for person in self._people))
        return took

    # -- afterwards --------------------------------------------------------------------------------

    async def said(self) -> list[tuple[str, str, list[Said]]]:
        """Key, seat and every command of everybody, with its answer."""
        return [(person.key, person.seat, person.said) for person in self._people]

    async def troubles(self) -> list[str]:
        """Connections that ended by themselves, as sentences."""
        pages = [(person.key, page) for person in self._people for page in person.pages]
        return [f"{key}: the connection was lost{why}" for key, page in pages for why in page.endings]


async def _again(person: Person) -> float:
    person.pages.append(await open_page(person.key, person.browser, f"/run/{person.run}"))
    return time.monotonic()


def _has(page: OpenPage, mark: str) -> Callable[[dict[str, Any]], bool]:
    return lambda _view: mark in page.arrived


async def _few_at_once(people: Sequence[Person], does: Callable[[Person], Awaitable[Any]]) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(person: Person) -> None:
        async with room:
            await does(person)

    await together(*(one(person) for person in people))
