"""Our own server measured: a player's real page in a real browser, then a room full of raw participants.

A raw participant does what a phone does, without drawing: joins by the forms, gets the page, opens
its websocket, follows every patch and votes.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.async_api import Browser as Chromium

from kit.rehearsal.browsing import Recipe, visit
from kit.rehearsal.cast import Part, cast_of, dice
from kit.rehearsal.figures import summary
from kit.rehearsal.page import decision_mark
from kit.rehearsal.people import Person, together
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.serverproc import ROOT, House, own_house
from kit.rehearsal.stage import Stage
from kit.rehearsal.usage import Usage, usage_of
from kit.rehearsal.wire import Browser
from kit.scenario.read import read_exercise

SLUG = "hurricane"
USED = Recipe(
    ("input[name=vote]", "form.ballot button[type=submit]"),
    r"/Saved \d/.test(document.querySelector('form.ballot')?.innerText ?? '')",
)
WAVE = 20  # people who join at the same moment
SETTLE = 2.0  # seconds until the server is quiet
BREATH = 0.3  # between two acts of the facilitator, as people pause: news is then never held back
INJECTS, DECISIONS = 6, 3
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: browser visits; raw participants for processor time; after how many, and
    over how many more, memory; room sizes."""

    visits: int
    people: int
    filled: int
    more: int
    rooms: tuple[int, ...]


async def measure_kit(browser: Chromium, size: Size) -> dict[str, Any]:
    """Everything about our own page and rooms; each part on a server that has just started."""
    async with own_house() as house:
        page = await _page(house, browser, size.visits)
    async with own_house() as house:
        participant = await _participants(house, size)
    async with own_house() as house:
        rooms = {str(n): await _room(house, n) for n in size.rooms}
    return {**page, **participant, "rooms": rooms}


async def _open_run(house: House, people: int) -> Stage:
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    cast = cast_of(exercise, people, 0, 1)
    return await set_up(house.url, house.key, Script(exercise, cast, 1), Wish("short"))


# -- the page in a browser ---------------------------------------------------------------------------


async def _page(house: House, browser: Chromium, visits: int) -> dict[str, Any]:
    """A player's page with a decision open: navigation to a vote that the journal has."""
    stage = await _open_run(house, visits + 1)
    people = [await _seat(house, stage, part) for part in stage.script.cast.players]
    await _to_a_decision(stage)
    url = f"{house.url}/run/{stage.run}"
    seen = [await visit(browser, url, USED, person.cookies) for person in people]
    seen = seen[1:]  # the first visitor pays for what the server makes once
    await _away(stage)
    return {
        "interactive_ms": round(median(v.interactive for v in seen)),
        "interactive_best_ms": round(min(v.interactive for v in seen)),
        "shown_ms": round(median(v.shown for v in seen)),
        "weight_bytes": round(median(v.weight for v in seen)),
        "requests": round(median(v.requests for v in seen)),
        "visits": visits,
    }


async def _seat(house: House, stage: Stage, part: Part) -> Browser:
    """A seat taken by the forms; its cookies go into a real browser."""
    browser = Browser(house.url)
    code = stage.desk.view["join"]["code"]
    await browser.post("/join", {"step": "position", "code": code, "position": part.position, "name": ""})
    return browser


async def _to_a_decision(stage: Stage) -> None:
    """Play from the lobby until a decision is open."""
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    while (row := stage.next_row()) is not None:
        await stage.act(*_next(row))
        if row["kind"] == "decision":
            return


def _next(row: Any) -> tuple[str, dict[str, Any]]:
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


# -- memory and processor time a participant ---------------------------------------------------------


async def _participants(house: House, size: Size) -> dict[str, Any]:
    """What a participant costs the server: join, page and websocket, kept open; and the page's files.

    Memory is measured late: what reading the exercises left behind in the process is used up first, so
    that the first few hundred participants would seem to cost nothing."""
    stage = await _open_run(house, size.filled + size.more)
    parts = stage.script.cast.players
    await _join(stage, parts[:WAVE])  # what the server makes once is made now
    begun = time.monotonic()
    joining = await _used(house, stage, parts[WAVE : WAVE + size.people])
    took = time.monotonic() - begun
    await _join(stage, parts[WAVE + size.people : size.filled])
    growing = await _used(house, stage, parts[size.filled :])
    files = await _files(house, stage.players[0], size.people)
    await _away(stage)
    return {
        "memory_mb": round(growing.memory, 4),
        "memory_over": [size.filled, size.filled + size.more],
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


# -- a room in play ----------------------------------------------------------------------------------


async def _room(house: House, people: int) -> dict[str, Any]:
    """Latencies of a room: injects, openings and reveals to every page, all votes at the same moment."""
    stage = await _open_run(house, people)
    await _join(stage, stage.script.cast.players)
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    injects = decisions = 0
    while (injects < INJECTS or decisions < DECISIONS) and (row := stage.next_row()) is not None:
        await asyncio.sleep(BREATH)
        said = await stage.act(*_next(row))
        if row["kind"] == "inject":
            injects += 1
            await stage.reaches(stage.newest("inject")["id"], stage.players, stage.times.inject, said.sent)
        elif row["kind"] == "decision":
            decisions += 1
            await stage.decision_reaches(stage.times.opened, said.sent)
            await _decide(stage, decisions)
    await _away(stage)
    times = {name: summary(getattr(stage.times, name)) for name in ("inject", "opened", "reveal", "vote")}
    return {"people": people, "injects": injects, "decisions": decisions, **times, "findings": stage.findings}


async def _decide(stage: Stage, number: int) -> None:
    ballot = stage.desk.view["ballot"]
    await asyncio.sleep(BREATH)
    await together(*(_vote(stage, person, ballot, number) for person in stage.players))
    await stage.desk.until(lambda v: v["ballot"]["saved"] == len(stage.players), "all votes on the desk")
    await asyncio.sleep(BREATH)
    said = await stage.act("reveal")
    await stage.decision_reaches(stage.times.reveal, said.sent)
    await asyncio.sleep(BREATH)
    card = stage.desk.view["ballot"]
    option = card["majority"] or card["options"][0]["key"]
    await stage.act(
        "take-branch", {"option": option, "reason": "" if card["majority"] else "Neither has more votes."}
    )
    line = stage.desk.view["head"]["line"]
    mark = decision_mark(line, {**card, "status": "taken"})
    await stage.reaches(mark, stage.players, [], 0.0)


async def _vote(stage: Stage, person: Person, ballot: Any, number: int) -> None:
    option = dice(1, number, person.key).choice([o["key"] for o in ballot["options"]])
    args = {"decision": ballot["id"], "option": option, "reason": "One clause of a reason.", "round": 1}
    said = await stage.say(person, "cast-vote", args)
    stage.times.vote.append(said.took)


async def _away(stage: Stage) -> None:
    """Everybody closes their page; the server is left as it was found."""
    await together(*(page.leave() for page in stage.pages()))
    await asyncio.sleep(SETTLE)
