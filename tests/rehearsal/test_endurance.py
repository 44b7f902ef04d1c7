from __future__ import annotations

import asyncio
import gc
import linecache
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psutil
import pytest
from ipywidgets.widgets.widget import _instances

from kit.pages.page import Page
from kit.rehearsal.cast import cast_of
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.room.rooms import Rooms
from kit.scenario.read import read_exercise
from kit.server.app import KitApp
from kit.settings import Settings
from kit.store.memory import MemoryJournal
from kit.testbed.serverproc import ROOT
from kit.trouble import endurance
from kit.trouble.endurance import Hour, endure, growth
from tests.waiting import until

EXERCISES = ROOT / "exercises"
PEOPLE = 4
EVERY = 20  # minutes between two looks; the first is for what is made once
OURS = ("kit.server", "kit.pages", "kit.room")
SPARE = PEOPLE + 2  # of a kind: what is just being made or let go while everybody reloads


@asynccontextmanager
async def house() -> AsyncIterator[KitApp]:
    """The real server, in this process, so that its objects can be counted."""
    rooms = Rooms(MemoryJournal(), EXERCISES)
    app = KitApp.of(Settings(host="127.0.0.1", port=0, key="key", exercises=EXERCISES, qr=False), rooms, {})
    await app.open()
    try:
        yield app
    finally:
        await app.close()
        await rooms.close()
        app.clear_instance()


def census() -> Counter[str]:
    """What the server holds now, by kind."""
    gc.unfreeze()
    gc.collect()
    kinds = (type(thing) for thing in gc.get_objects())
    count = Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith(OURS))
    count["widgets known to ipywidgets"] = len(_instances)
    count["tasks"] = len(asyncio.all_tasks())
    count["cells remembered for tracebacks"] = len(linecache.cache)
    count["open files"] = psutil.Process().num_fds()
    return count


async def counted(app: KitApp, stage: Stage, minutes: float) -> list[Counter[str]]:
    """A census after every so many minutes of play, once the server has let go of those who just left."""
    looks: list[Counter[str]] = []

    async def look(_number: int) -> None:
        with suppress(TimeoutError):  # then the census says who is left
            await until(lambda: len(app.kernel_manager) <= len(stage.pages()))
        looks.append(census())

    await endure(stage, minutes, look, EVERY)
    return looks


async def stage_in(app: KitApp) -> Stage:
    exercise = read_exercise(EXERCISES / "hurricane" / "scenario.yaml")
    script = Script(exercise, cast_of(exercise, PEOPLE, 1, 7), 7)
    return await set_up(f"http://127.0.0.1:{app.port}", "key", script, Wish("full"))


async def test_hours_of_play_leave_no_pages_tasks_or_files_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endurance, "COMINGS", 1)
    async with house() as app:
        stage = await stage_in(app)
        looks = await counted(app, stage, 3 * EVERY)
        room = app.rooms.room(stage.run)
        stored = [len(row.data) for row in app.rooms._journal.read(stage.run)]
        for page in stage.pages():
            page.hang_up()
    assert stage.findings == []
    opened = sum(len(person.pages) for person in stage.people.values())
    assert len(stored) == room.run.seq > 100
    assert sum(stored) / len(stored) < 400, "bytes of an event"
    first, last = looks[0], looks[-1]
    assert first["VirtualKernel"] >= PEOPLE + 3, opened
    assert {kind: n - first[kind] for kind, n in last.items() if n > first[kind] + SPARE} == {}


async def test_a_page_that_is_not_let_go_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The census is no ornament: a page that goes on following its room shows in it."""
    monkeypatch.setattr(Page, "close", lambda self: None)
    async with house() as app:
        stage = await stage_in(app)
        looks = await counted(app, stage, 12)
        before = census()
        for person in stage.players * 3:
            await person.reload()
        after = census()
        for page in stage.pages():
            page.hang_up()
    assert looks == []
    assert after["ParticipantPage"] - before["ParticipantPage"] >= 3 * len(stage.players) > SPARE


def test_growth_is_counted_from_the_second_hour_on() -> None:
    def hour(number: int, memory: float) -> Hour:
        return Hour(number, memory, 40, 7, 30, 300 * number, 1000 * number)

    assert growth([hour(1, 90.0), hour(2, 100.0)]) == {}
    found: dict[str, Any] = growth([hour(1, 90.0), hour(2, 100.0), hour(3, 100.5), hour(4, 101.0)])
    assert (found["memory_mb"], found["files"], found["events"]) == (0.5, 0, 300)
