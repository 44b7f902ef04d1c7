"""What this laptop carries, in a real browser: on the home page, where it is measured, and on the desk."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.briefing_views import DESKS
from tests.pages.conftest import OpenStage
from tests.pages.desk_views import STATES, desk
from tests.pages.stage import Scene, Stage
from tests.pages.test_desk_page import WIDE
from tests.pages.test_home_page import KNOWN, VIEW, go
from tests.pages.test_trainer_page import desk as talk


def state(**more: Any) -> dict[str, Any]:
    return {"known": None, "running": None, "ended": "", **more}


def home(**more: Any) -> Scene:
    return Scene("home", {**VIEW, "capacity": state(**more)})


async def laptop(stage: Stage) -> str:
    return await stage.words(".laptop")


async def test_the_shelf_says_what_was_measured_and_what_the_wifi_must_carry(open_stage: OpenStage) -> None:
    stage = await open_stage(home(known=KNOWN), **WIDE)
    text = await laptop(stage)
    assert "Measured on 20 Nov 2026: carries at least 500 people." in text
    assert "on every phone within 0.09 s, and every vote was saved within 0.27 s" in text
    assert "it must carry 5.0 Mbit/s" in text


async def test_a_stale_a_crowded_and_a_missing_measurement_are_said_to_be(open_stage: OpenStage) -> None:
    stage = await open_stage(home(known={**KNOWN, "stale": "computer", "busy": 0.6}), **WIDE)
    assert "It was measured on another computer. Other programs used 60%" in await laptop(stage)
    await stage.patch(1, capacity=state())
    assert (await laptop(stage)).startswith("This laptop Not measured yet. Measure now")
    await stage.patch(2, capacity=None)  # a journal on a database server: nothing to say
    await expect(stage.page.locator(".laptop")).to_have_count(0)


@pytest.mark.parametrize("route", ["#setup/hurricane", "#briefing/INT"])
async def test_one_button_measures_and_a_screen_reader_hears_how_far_it_is(
    open_stage: OpenStage, route: str
) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, route)
    await stage.page.get_by_role("button", name="Measure now").press("Enter")
    (sent,) = await stage.sent()
    assert (sent["name"], sent["args"]) == ("measure-capacity", {})
    await stage.answer("done", at=1, data={})
    await stage.patch(1, capacity=state(running={"people": 120, "done": 2, "of": 6}))
    assert "A room of 120 scripted people now; step 3 of at most 6." in await laptop(stage)
    assert (await stage.said())[-1].startswith("Measuring. A room of 120")
    await stage.patch(2, capacity=state(known=KNOWN))
    assert (await stage.said())[-1] == "Measured. This laptop carries at least 500 people."


async def test_a_refusal_stands_beside_the_button(open_stage: OpenStage) -> None:
    stage = await open_stage(home(known=KNOWN), **WIDE)
    await stage.page.get_by_role("button", name="Measure again").click()
    await stage.answer("refused", why="3 people are in “Odell”. Measure when nobody is in a room.")
    assert "3 people are in “Odell”." in await laptop(stage)


async def test_without_a_connection_nothing_is_kept_to_begin_by_itself_later(open_stage: OpenStage) -> None:
    stage = await open_stage(home(known=KNOWN), **WIDE)
    await stage.link("lost")
    await stage.page.get_by_role("button", name="Measure again").press("Enter")
    await stage.link("open")
    assert await stage.sent() == []


async def test_a_measurement_can_be_stopped(open_stage: OpenStage) -> None:
    stage = await open_stage(home(running={"people": 30, "done": 0, "of": 6}), **WIDE)
    await stage.page.get_by_role("button", name="Stop measuring").click()
    assert (await stage.sent())[-1]["args"] == {"stop": True}


# -- on the desk -------------------------------------------------------------------------------------


def people(count: int) -> list[dict[str, Any]]:
    one = next(seat for seat in STATES["lobby"]["roster"] if seat["role"] == "player")
    return [{**one, "seat": f"s{n}", "waiting": False} for n in range(count)]


TWENTY = {"known": {**KNOWN, "people": 20}}


async def test_the_lobby_checks_say_how_many_this_laptop_carries(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby", roster=people(5), capacity=TWENTY), **WIDE)
    checks = await stage.words(".pane.left")
    assert "This laptop carries at least 20 people, measured on 20 Nov 2026" in checks
    await stage.patch(1, capacity={"known": {**KNOWN, "stale": "kit"}})
    assert "with an older version of the kit. Home measures it again" in await stage.words("main")
    await stage.patch(2, capacity={"known": None})
    assert "is not measured yet" in await stage.words(".pane.left")


async def test_more_people_than_were_measured_is_said_once_and_calmly(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("open", roster=people(20), capacity=TWENTY), **WIDE)
    note = stage.page.get_by_role("status").filter(has_text="this laptop was measured for at least 20 people")
    await expect(note).to_have_count(0)
    await stage.patch(1, roster=people(21))
    await expect(note).to_contain_text("21 people have joined")
    await stage.picture("capacity-desk-1366-light")
    await note.get_by_role("button", name="All right").click()
    await stage.patch(2, roster=people(25))
    await expect(note).to_have_count(0)
    await stage.load()  # not again after a reload, either
    await stage.patch(1, roster=people(30))
    await expect(note).to_have_count(0)


async def test_a_trainer_is_told_the_same(open_stage: OpenStage) -> None:
    def phones(count: int) -> list[dict[str, Any]]:
        return [{**DESKS["lobby"]["roster"][0], "seat": f"s{n}", "waiting": False} for n in range(count)]

    stage = await open_stage(talk("lobby", roster=phones(3), capacity=TWENTY), **WIDE)
    assert "This laptop carries at least 20 people" in await stage.words("main")
    await stage.patch(1, roster=phones(21))
    note = stage.page.get_by_role("status").filter(has_text="21 people have joined")
    await expect(note).to_have_count(1)
