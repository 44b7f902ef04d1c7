from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.player_views import NOW
from tests.pages.staff_views import SHEET, SHEETS
from tests.pages.stage import Scene, Stage

OBJECTIVE = "Public Information and Warning"
WARNING = "Most of your notes are “to improve”."


def sheet(view: Mapping[str, Any] = SHEET) -> Scene:
    return Scene("evaluator", view)


async def at_objective(stage: Stage) -> None:
    if await stage.page.get_by_text("Objectives and settings").count():
        await stage.page.get_by_text("Objectives and settings").click()
    await stage.page.locator(".objs a", has_text=OBJECTIVE).click()
    await stage.settle()


async def at_rating(stage: Stage) -> None:
    await at_objective(stage)
    await stage.page.get_by_role("button", name="Rate target 1").click()
    await stage.settle()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1024, "dark"), (1366, "light")])
async def test_every_state_is_accessible(open_stage: OpenStage, width: int, scheme: str) -> None:
    rules = () if scheme == "light" else ("color-contrast",)
    stage = await open_stage(sheet(), width=width, height=820, scheme=scheme)
    problems = {}
    await at_objective(stage)
    for name, view in SHEETS.items():
        await stage.tell({"kind": "view", "view": view, "seq": 1, "now": NOW})
        await stage.picture(f"evaluator-{name}-{width}-{scheme}")
        problems[name] = [*await stage.accessibility_problems(*rules), *["sideways"] * await stage.sideways()]
    await stage.tell({"kind": "view", "view": SHEETS["improve"], "seq": 1, "now": NOW})
    await stage.page.get_by_role("button", name="Rate target 1").click()
    await stage.page.locator("label[for=r-P]").click()
    await stage.settle()
    await stage.picture(f"evaluator-rate-{width}-{scheme}")
    problems["rate"] = await stage.accessibility_problems(*rules)
    assert {name: found for name, found in problems.items() if found} == {}


async def test_a_task_is_seen_with_one_tap_and_its_time_comes_from_the_room(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_objective(stage)
    assert "seen 13:55" in await stage.words("label[for='task-B-O2.1/0']")
    await stage.page.locator("label[for='task-B-O2.1/1']").click()
    await stage.settle()
    assert "Sending…" in await stage.words("label[for='task-B-O2.1/1']")
    assert [one["args"] for one in await stage.sent()] == [{"target": "B-O2.1", "task": 1, "seen": True}]
    await stage.patch(1, seen={**SHEET["seen"], "B-O2.1/1": NOW})
    await stage.answer("done", at=NOW, data={})
    assert "seen 14:02" in await stage.words("label[for='task-B-O2.1/1']")
    await stage.page.locator("label[for='task-B-O2.1/1']").click()
    assert (await stage.sent())[-1]["args"]["seen"] is False


async def test_a_note_is_tied_to_what_is_in_play(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet(SHEETS["observe"]))
    await at_objective(stage)
    assert "B-D1 open notes are tied to it" in await stage.words(".observe")
    await stage.page.get_by_role("button", name="To improve").click()
    await stage.settle()
    await expect(stage.page.locator("#note")).to_be_focused()
    await stage.page.locator("#note").fill("No one named the time of the next update")
    await stage.page.get_by_role("button", name="Save", exact=True).click()
    await stage.settle()
    assert [(one["name"], one["args"]) for one in await stage.sent()] == [
        (
            "observe",
            {
                "kind": "improve",
                "text": "No one named the time of the next update",
                "target": "B-O2.1",
                "task": None,
                "ref": "B-D1",
            },
        )
    ]
    assert "Sending…" in await stage.words("[aria-labelledby=rc]")
    await stage.answer("done", at=NOW, data={})
    assert "Last saved 14:02:11" in await stage.words(".observe")


async def test_a_note_can_be_tied_to_something_else(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_objective(stage)
    await stage.page.get_by_role("button", name="Strength").click()
    await stage.page.get_by_role("button", name="Tie to something else").click()
    await stage.page.locator("label[for=tie-B4]").click()
    assert await stage.accessibility_problems() == []
    await stage.page.get_by_role("button", name="Done").click()
    await stage.page.get_by_label("Strength, B4").fill("They stopped the line.")
    await stage.page.get_by_role("button", name="Save", exact=True).click()
    assert [one["args"]["ref"] for one in await stage.sent()] == ["B4"]


async def test_a_half_written_note_outlives_what_happens_in_play(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_objective(stage)
    await stage.page.locator("#note").press_sequentially("No one named")
    await stage.patch(1, now={"id": "B4", "title": "Text alert", "kind": "inject"}, decision=None)
    await expect(stage.page.locator("#note")).to_be_focused()
    await expect(stage.page.locator("#note")).to_have_value("No one named")
    await stage.page.wait_for_function("() => stage.said.includes('In play: B4, Text alert.')")
    await stage.load()
    await expect(stage.page.locator("#note")).to_have_value("No one named")
    assert await stage.words("main h2") == OBJECTIVE, "the page comes back to where it was"


async def test_a_note_without_a_kind_or_words_is_not_sent(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await stage.page.get_by_role("button", name="Save", exact=True).click()
    assert "Choose strength, to improve, or note." in await stage.words(".observe")
    await stage.page.get_by_role("button", name="Note", exact=True).click()
    await stage.page.get_by_role("button", name="Save", exact=True).click()
    assert "Write what you saw first." in await stage.words(".observe")
    assert await stage.sent() == []


async def test_notes_begin_with_play(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet(SHEETS["before"]))
    assert "Notes begin with play" in await stage.words("main")
    await expect(stage.page.locator("#note")).to_have_count(0)


async def test_an_own_note_can_be_changed(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_objective(stage)
    await stage.page.get_by_role("button", name="Change the note of 13:55:00").click()
    await stage.page.locator("#note-o2").fill("PIO named both.")
    await stage.page.locator("form:has(#note-o2) button[type=submit]").click()
    args = (await stage.sent())[-1]["args"]
    assert (args["id"], args["text"], args["ref"]) == ("o2", "PIO named both.", "B-D1")


async def test_choosing_p_with_mostly_improvements_warns_once_and_saves_all_the_same(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(sheet(SHEETS["improve"]))
    await at_rating(stage)
    assert WARNING not in await stage.words("main")
    await stage.page.locator("label[for=r-P]").click()
    await stage.settle()
    assert f"{WARNING} Check the definition of P before you save." in await stage.words("main")
    await stage.page.get_by_label("Explain the rating").fill("All tasks done in time.")
    await stage.page.get_by_role("button", name="Save the rating").click()
    await stage.settle()
    assert "Saved" not in await stage.words("main")
    assert [one["args"] for one in await stage.sent()] == [
        {"target": "B-O2.1", "rating": "P", "why": "All tasks done in time."}
    ]
    await stage.answer("done", at=NOW, data={})
    assert "Saved 14:02:11. You can change it until the exercise is closed." in await stage.words("main")
    await stage.page.locator("label[for=r-U]").click()
    await stage.settle()
    assert "Your change is not saved yet." in await stage.words("main")
    assert WARNING not in await stage.words("main")


async def test_a_rating_needs_a_choice(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_rating(stage)
    await stage.page.get_by_role("button", name="Save the rating").click()
    assert "Choose a rating before you save." in await stage.words("main")
    assert await stage.sent() == []


async def test_a_core_capability_is_rated_with_the_notes_of_all_its_targets(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet())
    await at_objective(stage)
    await stage.page.get_by_role("button", name=f"Rate {OBJECTIVE}").click()
    await stage.settle()
    await expect(stage.page.locator(".rating .obs")).to_have_count(2)
    await stage.page.locator("label[for='r--']").click()
    await stage.page.get_by_role("button", name="Save the rating").click()
    args = (await stage.sent())[-1]["args"]
    assert (args["target"], args["rating"]) == (f"B-O2/{OBJECTIVE}", "-")


async def test_every_button_is_44_pixels_high_on_a_phone(open_stage: OpenStage) -> None:
    stage = await open_stage(sheet(SHEETS["taken"]))
    await at_objective(stage)
    small = await stage.ask(
        """() => [...document.querySelectorAll("button, summary, .choice > label, select, textarea, .objs a")]
            .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 43.9)
            .map((node) => node.outerHTML.slice(0, 90))"""
    )
    assert small == []
