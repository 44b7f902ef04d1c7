"""Visits of a real browser to the pages of all contenders, in turn, in one run.

In rounds: everybody gets a first and a second visit, then everybody again, every other round backwards, so
that what else the computer does hits all alike. Some rounds are those of an old phone in a weak network: the
page's processor time is stretched (``OLD_PHONE``), and all its bytes go through a slow line (``air``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser as Chromium, Error

from kit.measurement.browsing import OLD_PHONE, Door, Recipe, Visit, visits
from kit.measurement.crowd import CrowdFailed
from kit.measurement.sizes import Size
from kit.rehearsal.figures import quantile
from kit.testbed.air import SLOW_4G, through
from kit.testbed.serverproc import ServerFailed
from kit.testbed.usage import usage_of

TROUBLES = (ConnectionError, CrowdFailed, ServerFailed, OSError, TimeoutError, Error)
SETTLE = 0.5  # seconds between two turns: the page of the one before is closed, and its server quiet
SPREAD = 0.9  # the share of visits that were quicker than what is called p90


@dataclass(frozen=True, slots=True)
class Site:
    """A contender that serves. ``doors``: one for each visit that it can get."""

    pid: int
    recipe: Recipe
    doors: Sequence[Door]


Opens = Callable[[int], AbstractAsyncContextManager[Site]]
"""Starts the server with so many doors."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A first visit, and another in the same browser."""

    cold: Visit
    warm: Visit


@dataclass(slots=True)
class _Turns:
    """What one contender got so far. ``cpu``: seconds its server spent on the usual visits."""

    site: Site
    used: int = 0
    cpu: float = 0.0
    usual: list[Pair] = field(default_factory=list)
    phone: list[Pair] = field(default_factory=list)

    def doors(self, count: int) -> Sequence[Door]:
        """The next doors that nobody has gone through."""
        self.used += count
        return self.site.doors[self.used - count : self.used]


async def measure_visits(
    browser: Chromium, opens: Mapping[str, Opens], size: Size, missing: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """Figures of everybody's page by name; ``missing`` grows by those whose page could not be used."""
    async with AsyncExitStack() as stack:
        turns: dict[str, _Turns] = {}
        for name, site in opens.items():
            async with _or_missing(name, missing):
                made = await stack.enter_async_context(site(1 + 2 * (size.visits + size.phone(name))))
                turns[name] = _Turns(made)
                await visits(browser, made.recipe, turns[name].doors(1))  # pays for what is made once
        for number in range(size.visits):
            await _round(turns, number, missing, partial(_usual, browser))
        for number in range(max(map(size.phone, turns), default=0)):
            due = {name: turn for name, turn in turns.items() if number < size.phone(name)}
            await _round(due, number, missing, partial(_on_a_phone, browser))
        there = {name: turn for name, turn in turns.items() if name not in missing}
        return {name: page_figures(turn) for name, turn in there.items()}


async def _round(
    turns: dict[str, _Turns], number: int, missing: dict[str, str], turn: Callable[[_Turns], Any]
) -> None:
    order = list(turns)
    for name in order if number % 2 == 0 else order[::-1]:
        if name not in missing:
            async with _or_missing(name, missing):
                await turn(turns[name])
            await asyncio.sleep(SETTLE)


@asynccontextmanager
async def _or_missing(name: str, missing: dict[str, str]) -> AsyncIterator[None]:
    try:
        yield
    except TROUBLES as problem:
        missing[name] = f"{type(problem).__name__}: {problem}"[:300]


async def _usual(browser: Chromium, turn: _Turns) -> None:
    """A pair of visits as from a laptop beside the server."""
    before = usage_of(turn.site.pid)
    turn.usual.append(Pair(*await visits(browser, turn.site.recipe, turn.doors(2))))
    turn.cpu += usage_of(turn.site.pid).since(before).cpu


async def _on_a_phone(browser: Chromium, turn: _Turns) -> None:
    """A pair of visits of an old phone in a weak network."""
    doors = turn.doors(2)
    port = urlsplit(doors[0].url).port or 80
    async with through(port, SLOW_4G) as air:
        slow = [Door(_by_way_of(air.url, door.url), door.cookies) for door in doors]
        turn.phone.append(Pair(*await visits(browser, turn.site.recipe, slow, OLD_PHONE)))


def _by_way_of(relay: str, url: str) -> str:
    parts = urlsplit(url)
    return f"{relay}{parts.path}{'?' if parts.query else ''}{parts.query}"


def page_figures(turn: _Turns) -> dict[str, Any]:
    """Medians, the best, and what nine of ten were quicker than; milliseconds, bytes, seconds."""
    cold, warm = [pair.cold for pair in turn.usual], [pair.warm for pair in turn.usual]
    times, again = [visit.interactive for visit in cold], [visit.interactive for visit in warm]
    phone = [pair.cold.interactive for pair in turn.phone]
    phone_again = [pair.warm.interactive for pair in turn.phone]
    return {
        "interactive_ms": round(median(times)),
        "interactive_best_ms": round(min(times)),
        "interactive_p90_ms": round(quantile(times, SPREAD)),
        "shown_ms": round(median(visit.shown for visit in cold)),
        "warm_ms": round(median(again)),
        "warm_best_ms": round(min(again)),
        "warm_p90_ms": round(quantile(again, SPREAD)),
        "phone_ms": round(median(phone)) if phone else None,
        "phone_warm_ms": round(median(phone_again)) if phone else None,
        "weight_bytes": round(median(visit.weight for visit in cold)),
        "warm_bytes": round(median(visit.weight for visit in warm)),
        "requests": round(median(visit.requests for visit in cold)),
        "warm_requests": round(median(visit.requests for visit in warm)),
        "visit_cpu_s": round(turn.cpu / len(turn.usual) / 2, 4),
        "visits": len(turn.usual),
        "phone_visits": len(turn.phone),
    }
