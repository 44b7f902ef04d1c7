"""What a room sends over its Wi-Fi: bytes for each participant, counted on the wire, by occasion.

A room in which every phone speaks through a counting relay (``air``): joining with all files of a first
visit, each inject, each decision from its opening to the branch taken, the whole short form. IP's and the
Wi-Fi's own headers are not in it, nor what is sent twice because of noise.
"""

from __future__ import annotations

import asyncio
import re
from statistics import mean
from urllib.parse import urlsplit

from kit.measurement.full_room import Room, room_of, walked
from kit.testbed.air import Air, through
from kit.testbed.serverproc import own_house
from kit.testbed.wire import Browser

FORM_MINUTES = 90  # of the short form that is walked
SETTLE = 0.15  # seconds until what follows from a step has gone out, too
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


async def measure_air(people: int, injects: int = 0) -> dict[str, float]:
    """Bytes for each of so many ``people``: ``join``, ``inject`` and ``inject_most``, ``decision``; and, when
    all is played and not only so many ``injects`` with the first decision, an ``hour``."""
    async with (
        own_house() as house,
        through(urlsplit(house.url).port or 80) as air,
        room_of(house, people, breath=0.0, door=air.url) as room,
    ):
        joined = air.carried
        by_kind = await _steps(room, air, injects)
        played = air.carried
        files = await _files(air, room)
        found: dict[str, float] = {
            "people": people,
            "join": round(joined / people) + files,
            "inject": round(mean(by_kind["inject"]) / people),
            "inject_most": round(max(by_kind["inject"]) / people),
            "decision": round(mean(by_kind["decision"]) / people),
        }
        if injects:
            return found
        late = air.carried
        await walked(room)  # what comes after the last step: hot wash and EndEx
        whole = air.carried - late + played - joined
        return {**found, "hour": round(whole / people * 60 / FORM_MINUTES)}


async def _steps(room: Room, air: Air, injects: int) -> dict[str, list[int]]:
    """Play steps of the form; what each moved for the whole room, by its kind."""
    moved: dict[str, list[int]] = {"inject": [], "decision": []}
    before = air.carried
    while (row := room.stage.next_row()) is not None:
        await room.step(row)
        await asyncio.sleep(SETTLE)
        moved.setdefault(row["kind"], []).append(air.carried - before)
        before = air.carried
        if injects and len(moved["inject"]) >= injects and moved["decision"]:
            break
    return moved


async def _files(air: Air, room: Room) -> int:
    """What a first visit gets beside the page itself: scripts, styles, letters. The scripted phones have no
    use for them, so one more player comes late and fetches them."""
    browser, part = Browser(air.url), room.stage.script.cast.players[0]
    code = room.stage.desk.view["join"]["code"]
    fields = {"step": "position", "code": code, "position": part.position, "name": ""}
    page = await browser.post("/join", fields)
    before = air.carried
    for file in sorted(set(_FILES.findall(page.text))):
        await browser.get(file)
    return air.carried - before
