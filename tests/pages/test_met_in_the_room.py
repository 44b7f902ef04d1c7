"""What people stumbled over who played a whole exercise, each mended: a page says what is so, where it is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.desk_views import BASE, STATES, desk
from tests.pages.player_views import RESULTS, REVEALED, TALLIES, view
from tests.pages.staff_views import SHEET
from tests.pages.stage import Scene
from tests.pages.test_desk_page import WIDE, press
from tests.pages.test_home_page import go, home

ONE_EACH = [{**row, "votes": 1, "share": 33, "most": True} for row in RESULTS if row["key"] in "abc"]
ROUND_THE_TABLE = "a, b and c have 1 vote each."
HAND = {"width": 390, "height": 844}


@pytest.mark.parametrize("page", ["participant", "screen"])
async def test_three_choices_with_one_vote_each_are_told_in_english(open_stage: OpenStage, page: str) -> None:
    card = {**REVEALED, "results": ONE_EACH, "saved": 3, "of": 3}
    more: dict[str, Any] = {
        "show": "decision",
        "scheme": "dark",
        "join": {},
        "announcement": None,
        "inject": None,
    }
    stage = await open_stage(Scene(page, {**view(decision=card), **(more if page == "screen" else {})}))
    await expect(stage.page.locator("#main")).to_contain_text(ROUND_THE_TABLE)


async def test_the_desk_tells_a_tie_in_the_same_words(open_stage: OpenStage) -> None:
    ballot = {**STATES["tie"]["ballot"], "live": [], "results": ONE_EACH, "majority": ""}
    stage = await open_stage(desk("tie", ballot=ballot), **WIDE)
    await expect(stage.page.locator("#now")).to_contain_text(f"{ROUND_THE_TABLE} You decide. Why?")


async def test_the_facilitator_is_told_which_numbers_nobody_else_sees(open_stage: OpenStage) -> None:
    ballot = STATES["tie"]["ballot"]
    few = [{**row, "votes": None, "share": None} for row in ONE_EACH]
    stage = await open_stage(desk("tie", ballot={**ballot, "results": few}), **WIDE)
    await expect(stage.page.locator(".branch")).to_contain_text("Numbers under 3 only you see.")
    await stage.patch(1, ballot={**ballot, "results": ONE_EACH})
    await expect(stage.page.locator(".branch")).not_to_contain_text("only you")


async def test_no_message_yet_does_not_tell_people_in_play_that_play_is_to_start(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(Scene("participant", view(feed=[], decision=None)), **HAND)
    await expect(stage.page.locator("#main")).to_contain_text("They appear here by themselves.")
    await expect(stage.page.locator("#main")).not_to_contain_text("when play starts")


async def test_who_reads_a_tally_is_told_which_way_is_better(open_stage: OpenStage) -> None:
    hotwash = {**view()["hotwash"], "tallies": TALLIES, "tally_note": "The numbers are the authors’."}
    closed = {**view()["head"], "phase": "closed"}
    stage = await open_stage(Scene("participant", view(head=closed, hotwash=hotwash)), **HAND)
    await expect(stage.page.locator("#main")).to_contain_text("Plus is always the better direction.")
    await expect(stage.page.locator("footer")).not_to_contain_text("New messages appear")


async def test_the_evaluators_sheet_opens_at_what_can_be_rated_in_this_form(open_stage: OpenStage) -> None:
    first, second, *others = SHEET["guide"]
    guide = [{**first, "rated": False}, {**second, "rated": True}, *others]
    stage = await open_stage(Scene("evaluator", {**SHEET, "guide": guide}), width=1024, height=768)
    await expect(stage.page.locator("#here")).to_have_text(", ".join(second["capabilities"]))
    await expect(stage.page.locator(".objs a").first).to_contain_text("not rated in this form")


@pytest.mark.parametrize("width", [390, 1024])
async def test_observing_is_one_tap_away_however_many_targets_stand_before_it(
    open_stage: OpenStage, width: int
) -> None:
    first, *others = SHEET["guide"]
    targets = [{**first["targets"][0], "id": f"{first['id']}.{n}"} for n in range(1, 5)]
    guide = [{**first, "rated": True, "targets": targets}, *others]
    stage = await open_stage(Scene("evaluator", {**SHEET, "guide": guide}), width=width, height=700)
    await stage.page.get_by_role("link", name="Observe now").click()
    await expect(stage.page.get_by_role("button", name="Strength")).to_be_in_viewport()
    await expect(stage.page.get_by_role("link", name="Observe now")).to_have_count(0)


async def test_the_key_of_a_button_that_waits_says_why_and_opens_no_dialog(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(desk("board", board=[]), **WIDE)
    await press(stage, "1")
    assert await stage.said() == ["There is no row yet. Make a new one."]
    await expect(stage.page.locator("dialog[open]")).to_have_count(0)


async def test_ending_says_how_many_feedback_forms_are_in(open_stage: OpenStage) -> None:
    head = {**BASE["head"], "phase": "hot-wash"}
    seats = [{**BASE["roster"][0], "role": "player", "waiting": False, "seat": f"s{n}"} for n in range(3)]
    hotwash = {**(STATES["hotwash"]["hotwash"] if "hotwash" in STATES else {}), "feedback": 1}
    stage = await open_stage(desk(head=head, roster=seats, hotwash=hotwash), **WIDE)
    await stage.page.get_by_role("button", name="End the exercise").click()
    await expect(stage.page.get_by_role("dialog")).to_contain_text("1 of 3 feedback forms are in.")


async def test_what_stands_beside_a_setup_is_never_covered_by_it(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), width=1280, height=800, touch=False)
    for route in ("#setup/hurricane", "#briefing/INT"):
        await go(stage, route)
        below = stage.page.get_by_role("heading", name="This laptop")
        await below.scroll_into_view_if_needed()
        await stage.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        await below.scroll_into_view_if_needed()
        card = await stage.page.locator(".this-run").bounding_box()
        heading = await below.bounding_box()
        assert card is not None and heading is not None
        assert card["y"] + card["height"] <= heading["y"], route


async def test_closing_the_call_takes_the_board_from_the_wall(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("board", screen={"show": "board", "scheme": "light", "open": 1}), **WIDE)
    await stage.page.get_by_role("button", name="Close the call").click()
    assert await stage.commands() == [("show", {"what": "auto", "scheme": "light"})]
    await expect(stage.page.get_by_role("button", name="Close the call")).to_have_count(0)
