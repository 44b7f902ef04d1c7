"""A contender measured as we are: what a participant costs its server, and how long news takes to everybody
in a room. Its page in a real browser: ``visits``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psutil

from kit.measurement.browsing import Door
from kit.measurement.contenders import Contender, Served
from kit.measurement.crowd import Crowd, crowd, processes_for, shared_out
from kit.measurement.peer_phones import KINDS, PeerPhones
from kit.measurement.sizes import Size
from kit.measurement.visits import TROUBLES, Site
from kit.rehearsal.figures import summary
from kit.testbed.usage import MEGABYTE, Usage, usage_of

SETTLE = 3.0  # seconds until the processes are quiet
BREATH = 0.3  # between two pieces of news
SPARE_MB = 2048.0  # memory that must stay free


async def measured(peer: Contender, size: Size) -> dict[str, Any]:
    """What one contender's participants cost, and its rooms; each part on a server that has just started.

    Raises ConnectionError or ServerFailed when its page cannot be used."""
    filled, more = size.peers[peer.name]
    async with peer.serving(filled + more) as served:
        participant = await _participants(peer, served, filled, more)
    costs = Usage(participant["memory_mb"], participant["cpu_s"])
    rooms = {str(n): await _room(peer, n, size.news, costs) for n in size.peer_rooms[peer.name]}
    return {"words": peer.words, "python": peer.python, **participant, "rooms": rooms}


@asynccontextmanager
async def opened(peer: Contender, doors: int) -> AsyncIterator[Site]:
    """A contender's page, with an address for each visit."""
    async with peer.serving(doors) as served:
        yield Site(served.pid, peer.recipe, [Door(address) for address in served.addresses])


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
