"""Our own server measured: what raw participants cost, rooms in play, and a player's page for real browsers
(``visits``)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from kit.measurement.briefing_room import measure_briefing
from kit.measurement.browsing import Door, Recipe
from kit.measurement.crowd import CrowdFailed
from kit.measurement.full_room import (
    attempt,
    command_for,
    open_run,
    paced,
    room_of,
    times_of,
    walked,
)
from kit.measurement.sizes import Size
from kit.measurement.visits import Site
from kit.measurement.wifi import measure_air
from kit.rehearsal.cast import Part
from kit.rehearsal.page import Stuck
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.serverproc import House, own_house
from kit.testbed.usage import Usage, usage_of
from kit.testbed.wire import Browser

USED = Recipe(
    ("input[name=vote]", "form.ballot button[type=submit]"),
    r"/Saved \d/.test(document.querySelector('form.ballot')?.innerText ?? '')",
)
AIR_PEOPLE = 30  # in the room whose bytes are counted
WAVE = 20  # people who join at the same moment
SETTLE = 2.0  # seconds until the server is quiet
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


async def measured(size: Size) -> dict[str, Any]:
    """What our participants cost, our rooms and their bytes; each part on a server that has just started."""
    async with own_house() as house:
        participant = await _participants(house, size)
    rooms = {str(people): await measure_room(people) for people in size.rooms}
    briefings = {str(people): await measure_briefing(people) for people in size.briefings}
    air = await measure_air(AIR_PEOPLE, size.air)
    slides = [room["bytes"]["slide"]["mean"] for room in briefings.values() if "failed" not in room]
    told = {"words": "this kit", **participant, "rooms": rooms, "briefings": briefings}
    return {**told, "air": {**air, "slide": max(slides)} if slides else air}


# -- the page in a browser ---------------------------------------------------------------------------


@asynccontextmanager
async def opened(doors: int) -> AsyncIterator[Site]:
    """A player's page with a decision open, for so many players: navigation to a vote that is on disk."""
    async with own_house() as house:
        stage = await open_run(house, doors)
        people = [await _seat(house, stage, part) for part in stage.script.cast.players]
        await to_a_decision(stage)
        url = f"{house.url}/run/{stage.run}"
        yield Site(house.pid, USED, [Door(url, person.cookies) for person in people])
        await _away(stage)


async def _seat(house: House, stage: Stage, part: Part) -> Browser:
    """A seat taken by the forms; its cookies go into a real browser."""
    browser = Browser(house.url)
    code = stage.desk.view["join"]["code"]
    await browser.post("/join", {"step": "position", "code": code, "position": part.position, "name": ""})
    return browser


async def to_a_decision(stage: Stage) -> None:
    """Play from the lobby until a decision is open."""
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    while (row := stage.next_row()) is not None:
        await stage.act(*command_for(row))
        if row["kind"] == "decision":
            return


# -- memory and processor time a participant ---------------------------------------------------------


async def _participants(house: House, size: Size) -> dict[str, Any]:
    """What a participant costs the server: join, page and websocket, kept open; and the page's files.

    Memory is measured over everybody but those with whom the server makes what it makes once: in a part of
    them what it gives back to the system, now and then, would hide what they cost."""
    stage = await open_run(house, size.seats)
    parts = stage.script.cast.players
    await _join(stage, parts[:WAVE])  # what the server makes once is made now
    few, begun = usage_of(house.pid), time.monotonic()
    joining = await _used(house, stage, parts[WAVE : WAVE + size.people])
    took = time.monotonic() - begun - 2 * SETTLE
    await _join(stage, parts[WAVE + size.people :])
    await asyncio.sleep(SETTLE)
    growing = usage_of(house.pid).since(few).each(len(parts) - WAVE)
    files = await _files(house, stage.players[0], size.people)
    await _away(stage)
    return {
        "memory_mb": round(growing.memory, 4),
        "memory_over": [WAVE, size.seats],
        "cpu_s": round(joining.cpu, 4),
        "cpu_s_with_files": round(joining.cpu + files.cpu, 4),
        "people": size.people,
        "join_s": round(took, 1),
    }


async def _used(house: House, stage: Stage, parts: Sequence[Part]) -> Usage:
    """What each of these people adds by joining and staying."""
    await asyncio.sleep(SETTLE)
    before = usage_of(house.pid)
    await _join(stage, parts)
    await asyncio.sleep(SETTLE)
    return usage_of(house.pid).since(before).each(len(parts))


async def _join(stage: Stage, parts: Sequence[Part]) -> None:
    for first in range(0, len(parts), WAVE):
        await stage.join(parts[first : first + WAVE])


async def _files(house: House, person: Person, times: int) -> Usage:
    """What serving the page's scripts and styles costs, as to so many first-time visitors."""
    html = (await person.browser.get(f"/run/{person.run}")).text
    files = sorted(set(_FILES.findall(html)))
    before = usage_of(house.pid)
    for _ in range(times):
        visitor = Browser(house.url)
        await together(*(visitor.get(file) for file in files))
    return usage_of(house.pid).since(before).each(times)


async def _away(stage: Stage) -> None:
    """Everybody closes their page; the server is left as it was found."""
    await together(*(page.leave() for page in stage.pages()))
    await asyncio.sleep(SETTLE)


# -- rooms in play -----------------------------------------------------------------------------------


async def measure_room(people: int) -> dict[str, Any]:
    """A room of so many: with pauses and a reload of everybody on one server, an hour without pauses on
    another. Where a size cannot be done, ``failed`` says what happened."""
    try:
        async with own_house() as house:
            with_pauses = await _paced(house, people)
        async with own_house() as house:
            hour = await _hour(house, people)
    except (Stuck, ConnectionError, CrowdFailed) as problem:
        return {"people": people, "failed": f"{type(problem).__name__}: {problem}"[:300]}
    return {"people": people, **with_pauses, "hour": hour}


async def _paced(house: House, people: int) -> dict[str, Any]:
    before = usage_of(house.pid)
    async with room_of(house, people) as room:
        clients = await room.crowd.spent()
        begun = time.monotonic()
        await attempt(paced(room), room)
        busy = time.monotonic() - begun
        clients = await room.crowd.spent() - clients
        used = usage_of(house.pid).since(before)
        return {
            "joined_s": round(room.times["joined"][0] / 1000, 1),
            **times_of(room),
            "injects": room.done["inject"],
            "decisions": room.done["decision"],
            "server_cpu_s": round(used.cpu, 1),
            "client_cpu_share": round(clients / busy, 2),  # 1 = one core
            "journal": await room.compared(),
            "findings": [*room.stage.findings, *await room.crowd.everything("troubles"), *house.complaints()],
        }


async def _hour(house: House, people: int) -> dict[str, Any]:
    """The whole short form, 90 minutes of play, without a pause."""
    before = usage_of(house.pid)
    async with room_of(house, people, breath=0.0) as room:
        joined = usage_of(house.pid)
        took = await walked(room)
        after = usage_of(house.pid)
        journal = await room.compared()
        return {
            "took_s": round(took, 1),
            **times_of(room),
            "memory_before_mb": round(before.memory, 1),
            "memory_joined_mb": round(joined.memory, 1),
            "memory_after_mb": round(after.memory, 1),
            "server_cpu_s": round(after.since(before).cpu, 1),
            "journal": journal,
            "findings": [*room.stage.findings, *await room.crowd.everything("troubles"), *house.complaints()],
        }
