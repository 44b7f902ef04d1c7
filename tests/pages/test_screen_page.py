from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.player_views import NOW, TAKEN
from tests.pages.staff_views import LONG, SCREENS, WALL, wall
from tests.pages.stage import Scene, Stage


def screen(view: Mapping[str, Any] = WALL) -> Scene:
    return Scene("screen", view)


async def show(stage: Stage, view: Mapping[str, Any]) -> None:
    await stage.tell({"kind": "view", "view": view, "seq": 1, "now": NOW})


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_is_accessible(open_stage: OpenStage, scheme: str) -> None:
    stage = await open_stage(screen(), width=1920, height=1080)
    rules = () if scheme == "light" else ("color-contrast",)
    problems = {}
    for name, view in SCREENS.items():
        await show(stage, {**view, "scheme": scheme})
        await stage.picture(f"screen-{name}-1920-{scheme}")
        problems[name] = await stage.accessibility_problems(*rules)
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (390, 844)])
async def test_every_state_fits(open_stage: OpenStage, width: int, height: int) -> None:
    stage = await open_stage(screen(), width=width, height=height, touch=False)
    problems = {}
    for name, view in SCREENS.items():
        await show(stage, view)
        await stage.picture(f"screen-{name}-{width}")
        problems[name] = ["sideways"] * await stage.sideways()
        if width > 1000:  # on a phone the page scrolls
            problems[name] += ["too high"] * await stage.page.evaluate(HIDDEN)
    assert {name: found for name, found in problems.items() if found} == {}


HIDDEN = """() => {
    const main = document.querySelector("main").getBoundingClientRect();
    const shown = document.querySelector(".fit").getBoundingClientRect();
    return Number(shown.top < main.top - 2 || shown.bottom > main.bottom + 2);
}"""


@pytest.mark.parametrize("length", [1, 3, 5])
async def test_a_long_inject_is_drawn_smaller_until_it_fits(open_stage: OpenStage, length: int) -> None:
    stage = await open_stage(screen(), width=1280, height=720)
    await show(stage, wall("inject", inject={**WALL["inject"], "text": LONG * length}))
    assert await stage.ask(HIDDEN) == 0


async def test_the_desk_chooses_a_dark_or_a_light_room(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(), width=1280, height=720, scheme="light")
    assert await stage.ask("document.documentElement.dataset.scheme") == "dark"
    await stage.patch(1, scheme="light")
    assert await stage.ask("document.documentElement.dataset.scheme") == "light"


async def test_the_lobby_shows_address_code_and_a_qr_code_that_cannot_be_more_than_a_picture(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(screen(SCREENS["lobby"]), width=1280, height=720)
    svg = 'svg xmlns="http://www.w3.org/2000/svg"'
    evil = f'<{svg} onload="window.hacked=1"><script>window.hacked=1</script></svg>'
    assert "10.0.4.12:8866" in await stage.words("main")
    assert "482 913" in await stage.words("main")
    await expect(stage.page.locator(".qr img")).not_to_have_js_property("naturalWidth", 0)
    await stage.patch(1, join={**WALL["join"], "qr": evil})
    await expect(stage.page.locator(".qr script, .qr svg")).to_have_count(0)
    assert await stage.ask("window.hacked") is None


async def test_the_countdown_ticks_in_silence(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(SCREENS["decision"]), width=1280, height=720)
    timer = stage.page.get_by_role("timer")
    await expect(timer).to_have_text("3:12")
    await stage.pass_time(1000)
    await expect(timer).to_have_text("3:11")
    assert "19 of 24 saved" in await stage.words("main")
    assert await stage.said() == [], "phones speak, the wall does not"


async def test_live_counts_by_choice_are_never_on_the_wall_before_the_reveal(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(SCREENS["closed-vote"]), width=1280, height=720)
    assert "Voting closed 22 of 24 voted" in await stage.words(".countdown")
    await expect(stage.page.locator("table.result")).to_have_count(0)


async def test_after_the_branch_the_foot_says_what_the_exercise_goes_on_with(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(SCREENS["reveal"]), width=1280, height=720)
    assert "The exercise goes on with b." in await stage.words("footer")
    await expect(stage.page.locator(".key.taken")).to_have_text(TAKEN["key"])


async def test_what_is_asked_for_but_not_there_gives_the_nearest_thing(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(wall("decision", inject=None)), width=1280, height=720)
    assert WALL["situation"]["title"] in await stage.words("main h1")


async def test_join_late_stands_in_the_foot_of_every_page_of_play(open_stage: OpenStage) -> None:
    stage = await open_stage(screen(), width=1280, height=720)
    for name in ("situation", "inject", "decision", "board", "hot-wash"):
        await show(stage, SCREENS[name])
        assert "Join late: 10.0.4.12:8866, code 482 913" in await stage.words("footer")
