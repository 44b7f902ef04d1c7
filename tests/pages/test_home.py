from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from kit.engine import commands as c
from kit.engine.refusal import Refused
from kit.pages.home import HomePage
from kit.room.capacity import Capacity
from kit.room.rooms import FACILITATOR, Rooms
from kit.room.visit import Visit
from kit.store.open import open_journal

EXERCISES = Path(__file__).parents[2] / "exercises"
OpenHome = Callable[[Path], HomePage]


async def until(so: Callable[[], object]) -> None:
    """Wait for what must come at some time. The deadline only ends a test that would never end."""
    async with asyncio.timeout(300):
        while not so():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.01)


@pytest.fixture
async def open_home() -> AsyncIterator[OpenHome]:
    opened: list[tuple[HomePage, Rooms]] = []

    def open_one(folder: Path = EXERCISES) -> HomePage:
        rooms = Rooms(open_journal("memory:"), folder)
        page = HomePage(Visit(rooms, None, FACILITATOR, "home"))
        opened.append((page, rooms))
        return page

    yield open_one
    for page, rooms in opened:
        page.close()
        await rooms.close()


def said(page: HomePage) -> list[dict[str, Any]]:
    """Everything the page is told from now on."""
    told: list[dict[str, Any]] = []
    page.send = told.append
    return told


async def test_the_shelf_lists_every_exercise_and_no_run_yet(open_home: OpenHome) -> None:
    view = open_home(EXERCISES).look()
    full, mini = ["enforcement_action", "hurricane", "wildfire"], ["roundtable", "border_engagement"]
    slugs = [one["slug"] for one in view["exercises"]]
    assert slugs == [*full, *mini, "ngo_committee", "figures_clinic"], "longest first"
    assert view["runs"] == view["earlier"] == view["broken"] == []
    assert [dial["id"] for dial in view["dials"]] == ["P1", "P2", "P3", "P4", "P5"]


async def test_a_broken_exercise_is_listed_with_its_lines(open_home: OpenHome, tmp_path: Path) -> None:
    shutil.copytree(EXERCISES, tmp_path / "exercises")
    scenario = tmp_path / "exercises" / "wildfire" / "scenario.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace("positions:", "position:", 1), "utf-8")
    view = open_home(tmp_path / "exercises").look()
    assert [one["slug"] for one in view["exercises"]][:3] == ["enforcement_action", "hurricane", "roundtable"]
    (broken,) = view["broken"]
    assert broken["slug"] == "wildfire"
    assert all("scenario.yaml:" in problem for problem in broken["problems"])


async def test_a_run_is_set_up_once_however_often_it_is_asked_for(open_home: OpenHome) -> None:
    page = open_home(EXERCISES)
    wish = c.CreateRun("hurricane", "short", {"P1": "restricts"}, "Spring drill", place="EOC room")
    first = await page.submit(wish, "wish-0001")
    again = await page.submit(wish, "wish-0001")
    other = await page.submit(wish, "wish-0002")
    assert first.data["run"] == again.data["run"] != other.data["run"]
    runs = page.look()["runs"]
    assert [run["name"] for run in runs] == ["Spring drill", "Spring drill"]
    assert runs[0]["phase"] == "lobby"


async def test_home_sets_up_runs_and_nothing_else(open_home: OpenHome) -> None:
    with pytest.raises(Refused, match="only set up a run"):
        await open_home(EXERCISES).submit(c.Pause(), "wish-0001")


async def test_an_unknown_dial_is_refused_with_a_sentence(open_home: OpenHome) -> None:
    with pytest.raises(Refused, match="requires, silent, restricts"):
        await open_home(EXERCISES).submit(c.CreateRun("hurricane", dials={"P1": "never"}), "wish-0001")


async def test_paths_are_counted_meanwhile_and_then_told(open_home: OpenHome) -> None:
    page = open_home(EXERCISES)
    told = said(page)
    await until(lambda: all(one["paths"] for one in page.look()["exercises"]))
    paths = {one["slug"]: one["paths"] for one in page.look()["exercises"]}
    assert all(least <= most for forms in paths.values() for least, most in forms.values())
    assert paths["hurricane"]["short"][1] <= 90
    assert {name for message in told for how in ("set", "put") for name in message.get(how, {})} <= {
        "exercises"
    }


async def test_an_ended_run_moves_to_the_earlier_ones(open_home: OpenHome) -> None:
    page = open_home(EXERCISES)
    made = await page.submit(c.CreateRun("wildfire"), "wish-0001")
    room = page._visit.rooms.room(made.data["run"])
    await room.submit(c.StartExercise(), FACILITATOR, "wish-0002")
    await room.submit(c.EndExercise(), FACILITATOR, "wish-0003")
    view = page.look()
    assert view["runs"] == []
    assert [run["run"] for run in view["earlier"]] == [made.data["run"]]


# -- what this computer carries ----------------------------------------------------------------------


async def test_a_facilitator_has_this_computer_measured_and_sees_how_far_it_is(
    open_home: OpenHome, tmp_path: Path
) -> None:
    page = open_home(EXERCISES)
    assert page.look()["capacity"] is None  # a journal in memory
    says = 'print(\'{"room": 30, "done": 0, "of": 6}\', flush=True); input()'
    page._visit.rooms.capacity = Capacity(tmp_path, [sys.executable, "-c", says])
    await page.submit(c.MeasureCapacity(), "wish-0001")
    await until(lambda: page.look()["capacity"]["running"]["people"])
    assert page.look()["capacity"]["running"] == {"people": 30, "done": 0, "of": 6}
    await page.submit(c.MeasureCapacity(stop=True), "wish-0002")
    await page._visit.rooms.capacity.close()
    assert page.look()["capacity"] == {"known": None, "running": None, "ended": ""}


@pytest.mark.parametrize("role", [role for role in c.Role if role is not c.Role.FACILITATOR])
async def test_nobody_else_can_have_it_measured(role: c.Role, tmp_path: Path) -> None:
    rooms = Rooms(open_journal("memory:"), EXERCISES)
    rooms.capacity = Capacity(tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])
    page = HomePage(Visit(rooms, None, c.Actor(role, "s1"), "home"))
    with pytest.raises(Refused, match="Only the facilitator"):
        await page.submit(c.MeasureCapacity(), "wish-0001")
    assert page.look()["capacity"]["running"] is None
    page.close()
    await rooms.close()


async def test_a_run_does_not_measure_whoever_asks(open_home: OpenHome) -> None:
    page = open_home(EXERCISES)
    made = await page.submit(c.CreateRun("roundtable"), "wish-0001")
    room = page._visit.rooms.room(made.data["run"])
    for actor in (FACILITATOR, c.Actor(c.Role.PLAYER, "s1")):
        with pytest.raises(Refused):
            await room.submit(c.MeasureCapacity(), actor, f"wish-{actor.seat}")
