"""A contender measured as we are: its page in a real browser, what a participant costs its server, and how
long news takes to everybody in a room."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil
from playwright.async_api import Browser as Chromium

from kit.rehearsal.browsing import Door, Recipe, Visit, visits
from kit.rehearsal.contenders import Contender, Served
from kit.rehearsal.crowd import Crowd, CrowdFailed, crowd, processes_for, shared_out
from kit.rehearsal.figures import summary
from kit.rehearsal.peer_phones import KINDS, PeerPhones
from kit.rehearsal.serverproc import ServerFailed
from kit.rehearsal.sizes import Size
from kit.rehearsal.usage import MEGABYTE, Usage, usage_of

SETTLE = 3.0  # seconds until the processes are quiet
BREATH = 0.3  # between two pieces of news
SPARE_MB = 2048.0  # memory that must stay free
TROUBLES = (ConnectionError, CrowdFailed, ServerFailed, OSError, TimeoutError)


async def measure_peer(peer: Contender, browser: Chromium, size: Size) -> dict[str, Any]:
    """Everything about one contender; each part on a server that has just started.

    Raises ConnectionError or ServerFailed when its page cannot be used."""
    async with peer.serving(2 * size.visits + 1) as served:
        page = await _page(peer, browser, served)
    filled, more = size.peers[peer.name]
    async with peer.serving(filled + more) as served:
        participant = await _participants(peer, served, filled, more)
    costs = Usage(participant["memory_mb"], participant["cpu_s"])
    rooms = {str(n): await _room(peer, n, size.news, costs) for n in size.peer_rooms[peer.name]}
    return {"words": peer.words, "python": peer.python, **page, **participant, "rooms": rooms}


# -- the page in a browser ---------------------------------------------------------------------------


async def _page(peer: Contender, browser: Chromium, served: Served) -> dict[str, Any]:
    first, *rest = [Door(address) for address in served.addresses]
    await visits(browser, peer.recipe, [first])  # the first visitor pays for what the server makes once
    before = usage_of(served.pid)
    pairs = await pairs_of_visits(browser, peer.recipe, rest)
    return page_figures(pairs, usage_of(served.pid).since(before))


@dataclass(frozen=True, slots=True)
class Pair:
    """A first visit, and another in the same browser."""

    cold: Visit
    warm: Visit


async def pairs_of_visits(browser: Chromium, recipe: Recipe, doors: Sequence[Door]) -> list[Pair]:
    """A new browser context for every two doors: the first one cold, the second one warm."""
    seen = [await visits(browser, recipe, doors[n : n + 2]) for n in range(0, len(doors) - 1, 2)]
    return [Pair(*two) for two in seen]


def page_figures(pairs: Sequence[Pair], used: Usage) -> dict[str, Any]:
    """Medians of the visits, and the best one. ``used``: by the server for all of them."""
    cold, warm = [pair.cold for pair in pairs], [pair.warm for pair in pairs]
    return {
        "interactive_ms": round(median(v.interactive for v in cold)),
        "interactive_best_ms": round(min(v.interactive for v in cold)),
        "shown_ms": round(median(v.shown for v in cold)),
        "warm_ms": round(median(v.interactive for v in warm)),
        "weight_bytes": round(median(v.weight for v in cold)),
        "warm_bytes": round(median(v.weight for v in warm)),
        "requests": round(median(v.requests for v in cold)),
        "warm_requests": round(median(v.requests for v in warm)),
        "visit_cpu_s": round(used.cpu / len(pairs) / 2, 4),
        "visits": len(pairs),
    }


# -- memory and processor time a participant ---------------------------------------------------------


async def _participants(peer: Contender, served: Served, filled: int, more: int) -> dict[str, Any]:
    """Page and websockets of raw participants, kept open: over ``more`` of them, after ``filled``."""
    first = PeerPhones(peer.name, served.addresses[:filled])
    rest = PeerPhones(peer.name, served.addresses[filled:])
    await first.join()
    await asyncio.sleep(SETTLE)
    before, begun = usage_of(served.pid), time.monotonic()
    await rest.join()
    took = time.monotonic() - begun
    await asyncio.sleep(SETTLE)
    each = usage_of(served.pid).since(before).each(more)
    await first.leave()
    await rest.leave()
    return {
        "memory_mb": round(each.memory, 4),
        "cpu_s": round(each.cpu, 4),
        "people": more,
        "memory_over": [filled, filled + more],
        "join_s": round(took, 1),
    }


# -- news to everybody in a room ---------------------------------------------------------------------


async def _room(peer: Contender, people: int, times: int, costs: Usage) -> dict[str, Any]:
    """Latencies of news to so many; or ``failed`` with what happened."""
    needs, free = people * costs.memory, psutil.virtual_memory().available / MEGABYTE
    if needs > free - SPARE_MB:
        return {"people": people, "failed": f"not tried: it needs {needs:.0f} MB, {free:.0f} MB are free"}
    try:
        return await _news(peer, people, times)
    except TROUBLES as problem:
        return {"people": people, "failed": f"{type(problem).__name__}: {problem}"[:300]}


async def _news(peer: Contender, people: int, times: int) -> dict[str, Any]:
    async with peer.serving(people) as served:
        parts = shared_out(served.addresses, processes_for(people))
        async with crowd(PeerPhones, [(peer.name, part) for part in parts]) as phones:
            await phones.ask("spent")
            begun = time.monotonic()
            await phones.ask("join")
            joined = time.monotonic() - begun
            desk = KINDS[peer.name]()
            if served.desk:
                await desk.arrive(served.desk)
            await asyncio.sleep(SETTLE)
            tell = desk.say if served.desk else served.tell
            took = [await _one(phones, tell, number) for number in range(times)]
            desk.close()
            await phones.ask("leave")
    news = summary([one for each in took[1:] for one in each])  # the first one warms up
    return {"people": people, "join_s": round(joined, 1), "inject": news}


async def _one(phones: Crowd, tell: Any, number: int) -> list[float]:
    news = f"NEWS-{number}"
    await asyncio.sleep(BREATH)
    since = time.monotonic()
    tell(news)
    return await phones.everything("reaches", news, since)
