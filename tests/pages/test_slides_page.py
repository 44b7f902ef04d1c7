"""The screen of a briefing: large, whole, and nothing to press."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.briefing_views import NOW, WALLS
from tests.pages.conftest import OpenStage
from tests.pages.stage import Scene, Stage

LOOKED_AT = ("lobby", "slide", "drawn", "counted", "right", "few", "ended")
HIDDEN = """() => {
    const main = document.querySelector("main").getBoundingClientRect();
    const shown = document.querySelector(".fit").getBoundingClientRect();
    return Number(shown.top < main.top - 2 || shown.bottom > main.bottom + 2);
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".screen *")].filter((node) =>
    [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()) && !node.closest(".sr, svg"))
    .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""


def screen(state: str = "slide") -> Scene:
    return Scene("slides", WALLS[state], now=NOW)


async def show(stage: Stage, view: dict[str, Any]) -> None:
    await stage.tell({"kind": "view", "view": view, "seq": 1, "now": NOW})


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_fits_the_wall_and_is_accessible(open_stage: OpenStage, scheme: str) -> None:
    stage = await open_stage(screen(), width=1920, height=1080)
    rules = () if scheme == "light" else ("color-contrast",)
    problems: dict[str, list[str]] = {}
    for state, view in WALLS.items():
        await show(stage, {**view, "scheme": scheme})
        await stage.picture(f"slides-{state}-1920-{scheme}")
        problems[state] = await stage.accessibility_problems(*rules) if state in LOOKED_AT else []
        problems[state] += ["sideways"] * await stage.sideways()
        problems[state] += ["too high"] * await stage.page.evaluate(HIDDEN)
        problems[state] += ["small letters"] * (await stage.page.evaluate(SMALLEST) < 24)
        problems[state] += ["something to press"] * await stage.page.locator("button, a, input").count()
    assert {state: found for state, found in problems.items() if found} == {}


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
async def test_no_state_is_cut_off_elsewhere(open_stage: OpenStage, width: int, height: int) -> None:
    stage = await open_stage(screen(), width=width, height=height, touch=False)
    wide = {}
    for state, view in WALLS.items():
        await show(stage, view)
        wide[state] = await stage.sideways() or (width > 1000 and await stage.page.evaluate(HIDDEN))
    assert {state: found for state, found in wide.items() if found} == {}


async def test_the_code_stands_whole_on_one_line(open_stage: OpenStage) -> None:
    stage = await open_stage(screen("lobby"), width=1920, height=1080)
    lines = "node => node.clientHeight / parseFloat(getComputedStyle(node).lineHeight)"
    beyond = "node => node.scrollWidth - node.clientWidth"
    for width in (1024, 1280, 1920):
        await stage.page.set_viewport_size({"width": width, "height": width * 9 // 16})
        await stage.settle()
        assert await stage.page.locator(".code").evaluate(lines) < 1.5, width
        assert await stage.page.locator(".code").evaluate(beyond) <= 0, width


async def test_the_wall_counts_answers_and_shows_no_result_before_the_reveal(open_stage: OpenStage) -> None:
    stage = await open_stage(screen("counted"), width=1280, height=720)
    words = await stage.words("main")
    assert "of 8 answered" in words
    assert "Right answer" not in words
    assert "71%" not in words
    await show(stage, WALLS["right"])
    right = await stage.words("tr.right")
    assert "Right answer" in right
    assert "71%" in right
