"""The trainer's desk: one big Next, the keys of a slide remote, and nothing lost by a wrong tap."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.briefing_views import DESKS, NOW, QUESTION
from tests.pages.conftest import OpenStage
from tests.pages.stage import Scene, Stage

STATES = ("lobby", "slide", "counted", "right", "later", "ended", "door", "discussion")
DARK = ("counted", "later")
LAPTOP = {"width": 1280, "height": 720, "touch": False}


def desk(state: str = "slide", **sections: Any) -> Scene:
    return Scene("trainer", {**DESKS[state], **sections}, now=NOW)


async def show(stage: Stage, view: dict[str, Any], seq: int = 1) -> None:
    await stage.tell({"kind": "view", "view": view, "seq": seq, "now": NOW})


async def press(stage: Stage, *keys: str) -> None:
    for key in keys:
        await stage.page.keyboard.press(key)
    await stage.settle()


@pytest.mark.parametrize(("scheme", "states"), [("light", STATES), ("dark", DARK)])
async def test_every_state_is_accessible(open_stage: OpenStage, scheme: str, states: tuple[str, ...]) -> None:
    stage = await open_stage(desk(), **LAPTOP, scheme=scheme)
    rules = ("color-contrast",) if scheme == "dark" else ()
    problems = {}
    for state in states:
        await show(stage, DESKS[state])
        await stage.picture(f"trainer-{state}-1280-{scheme}")
        problems[state] = await stage.accessibility_problems(*rules)
    assert {state: found for state, found in problems.items() if found} == {}


@pytest.mark.parametrize("width", [320, 640])  # 640: 1280 at 200 % zoom
async def test_no_state_scrolls_sideways_on_a_phone_or_when_zoomed(open_stage: OpenStage, width: int) -> None:
    stage = await open_stage(desk(), width=width, height=720)
    wide = {}
    for state in STATES:
        await show(stage, DESKS[state])
        wide[state] = await stage.sideways()
    assert {state: pixels for state, pixels in wide.items() if pixels} == {}


NEXT = {
    "lobby": ("start-exercise", {}),
    "title": ("show-slide", {"number": 2}),
    "slide": ("open-question", {"question": QUESTION}),
    "open": ("close-question", {"question": QUESTION}),
    "closed": ("reveal-question", {"question": QUESTION}),
    "right": ("show-slide", {"number": 3}),
}


async def test_next_gives_the_whole_briefing_in_order(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby"), **LAPTOP)
    for n, (state, wanted) in enumerate(NEXT.items(), 1):
        await show(stage, DESKS[state], seq=n)
        await press(stage, ("Space", "PageDown", "ArrowRight")[n % 3])
        assert (await stage.commands())[-1] == wanted, state
    await show(stage, DESKS["last"], seq=9)
    await stage.page.locator("#next").click()
    await expect(stage.page.get_by_role("heading", name="End the briefing for 9 people?")).to_be_visible()
    assert len(await stage.sent()) == len(NEXT), "the end asks first"
    await stage.page.get_by_role("dialog").get_by_role("button", name="End the briefing").click()
    assert (await stage.commands())[-1] == ("end-exercise", {})


async def test_two_quick_presses_are_one(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("title"), **LAPTOP)
    await stage.page.locator("#next").hover()
    for count in (1, 2):  # the second press comes when the next slide is already there
        await stage.page.mouse.down(click_count=count)
        await stage.page.mouse.up(click_count=count)
        await show(stage, DESKS["slide"])
    assert await stage.commands() == [("show-slide", {"number": 2})]


async def test_back_undo_and_a_slide_of_the_list_are_one_press_away(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("later"), **LAPTOP)
    await press(stage, "PageUp", "Control+z")
    await stage.page.get_by_role("button", name="5 Stop and call right away").click()
    wanted = [("show-slide", {"number": 2}), ("undo", {}), ("show-slide", {"number": 5})]
    assert await stage.commands() == wanted
    await show(stage, DESKS["title"])
    await press(stage, "PageUp")
    await stage.page.wait_for_function("() => stage.said.includes('This is the first slide.')")


async def test_a_question_can_be_left_out(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("slide"), **LAPTOP)
    await stage.page.get_by_role("button", name="Go on without it").click()
    assert await stage.commands() == [("show-slide", {"number": 3})]
    await show(stage, DESKS["slide"])
    assert "Next" in await stage.words("#next"), "back on the slide it is not offered again"


async def test_the_desk_sees_counts_and_the_right_answer_before_the_reveal(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("counted"), **LAPTOP)
    words = await stage.words(".in-hand")
    assert "7 of 8 answered" in words
    assert "Only you see the numbers and the right answer until you reveal them" in words
    assert "71%" in await stage.words("tr.right")
    await press(stage, "Shift+V")
    await stage.page.wait_for_function("() => stage.said.includes('7 of 8 have answered.')")


async def test_notes_stand_large_and_facts_behind_them(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("slide"), **LAPTOP)
    size = await stage.page.locator(".spoken").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 22
    assert len(await stage.texts(".standing .badge")) >= 2


async def test_a_floor_question_is_answered_in_its_place_and_typed_words_stay(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("later"), **LAPTOP)
    await stage.page.get_by_role("button", name="Answer question 1").click()
    box = stage.page.get_by_label("Your answer, short")
    await box.fill("Ask for it again. ")
    await press(stage, "PageDown", "o", "Space")
    assert await stage.commands() == [], "keys do nothing while somebody types"
    await show(stage, {**DESKS["later"], "roster": DESKS["later"]["roster"][:3]})
    await expect(box).to_have_value(re.compile("^Ask for it again. "))
    await stage.page.get_by_role("button", name="Send", exact=True).click()
    raised = DESKS["later"]["raised"][-1]["id"]
    assert await stage.commands() == [("answer", {"raised": raised, "text": "Ask for it again. o"})]


async def test_somebody_without_a_phone_is_signed_in(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby"), **LAPTOP)
    await stage.page.get_by_label("Somebody without a phone").fill("P. Okoye")
    await stage.page.get_by_role("button", name="Sign in").click()
    assert await stage.commands() == [("add-seat", {"position": "participant", "name": "P. Okoye"})]


async def test_the_way_to_join_goes_on_the_wall_and_off_again(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("slide"), **LAPTOP)
    await press(stage, "v")
    await show(stage, DESKS["late join"])
    await stage.page.get_by_role("button", name="Back to the slides").click()
    shown = [args["what"] for name, args in await stage.commands() if name == "show"]
    assert shown == ["lobby", "auto"]


async def test_a_new_question_from_the_floor_is_said(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("right"), **LAPTOP)
    await stage.patch(1, raised=DESKS["later"]["raised"])
    await stage.page.wait_for_function("() => stage.said.length > 0")
    assert (await stage.said())[-1] == "Question from the floor: What if the fax is cut off?"


async def test_after_the_end_the_roster_is_the_first_paper(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("ended"), **LAPTOP)
    links = stage.page.locator("section[aria-labelledby=docs] a")
    await expect(links.first).to_have_attribute("href", "/run/r1/roster.csv")
    assert "Left without an answer" in await stage.words("main")
    await stage.page.get_by_role("button", name="Open it again").click()
    assert await stage.commands() == [("reopen", {})]


async def test_the_single_keys_can_be_turned_off(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("slide"), **LAPTOP)
    await press(stage, "?")
    await stage.page.get_by_label("These keys work when you are not typing.").uncheck()
    await press(stage, "Escape", "PageDown", "o")
    assert await stage.commands() == []


async def test_focus_goes_along_from_close_to_reveal_to_next(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("counted"), **LAPTOP)
    focused = "() => document.activeElement.innerText.trim().split(/\\s/)[0]"
    await stage.page.locator(".in-hand .actions .btn").first.focus()
    await show(stage, DESKS["closed"])
    assert await stage.ask(focused) == "Reveal"
    await show(stage, DESKS["right"], seq=2)
    await stage.page.wait_for_function("() => document.activeElement.id === 'next'")
    await stage.page.wait_for_function("() => stage.said.at(-1)?.startsWith('The result is shown')")


async def test_the_space_bar_goes_on_unless_the_keyboard_came_to_a_button(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("slide"), **LAPTOP)
    undo = stage.page.get_by_role("button", name="Undo")
    await undo.click()
    await press(stage, "Space")
    assert [name for name, _ in await stage.commands()] == ["undo", "open-question"]
    other = await open_stage(desk("slide"), **LAPTOP)
    await press(other, "Tab")
    await other.page.get_by_role("button", name="Undo").focus()
    await press(other, "Space")
    assert [name for name, _ in await other.commands()] == ["undo"]
