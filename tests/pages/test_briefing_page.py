"""A briefing on a phone: what is said, what is kept, what can be read back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from kit.server.assets import Assets
from kit.settings import Settings
from tests.pages.briefing_views import NOW, PHONES, QUESTION, mine
from tests.pages.conftest import OpenStage
from tests.pages.stage import Scene, Stage

SAVED_AT = 1_790_000_000_000
SAVE = "button[type=submit]"
STATES = (
    "lobby", "drawn", "open", "saved", "closed", "wrong", "few", "later", "last", "ended", "discussion",
    "door", "moved",
)  # fmt: skip
DARK = ("saved", "wrong", "last")


def phone(state: str = "slide", **more: Any) -> Scene:
    return Scene("briefing", PHONES[state], now=NOW, **more)


async def show(stage: Stage, view: dict[str, Any], seq: int = 1) -> None:
    await stage.tell({"kind": "view", "view": view, "seq": seq, "now": NOW})


@pytest.mark.parametrize(("scheme", "states"), [("light", STATES), ("dark", DARK)])
async def test_every_state_is_accessible(open_stage: OpenStage, scheme: str, states: tuple[str, ...]) -> None:
    stage = await open_stage(phone(), scheme=scheme)
    rules = ("color-contrast",) if scheme == "dark" else ()
    problems = {}
    for state in states:
        await show(stage, PHONES[state])
        await stage.picture(f"briefing-{state}-390-{scheme}")
        problems[state] = await stage.accessibility_problems(*rules)
    assert {state: found for state, found in problems.items() if found} == {}


@pytest.mark.parametrize("kept", [{}, {"kit.settings": '{"text":"200"}'}], ids=["320 px", "doubled text"])
async def test_no_state_scrolls_sideways(open_stage: OpenStage, kept: dict[str, str]) -> None:
    stage = await open_stage(phone(device=kept), width=320 if not kept else 390, height=640)
    wide = {}
    for state in STATES:
        await show(stage, PHONES[state])
        wide[state] = await stage.sideways()
    assert {state: pixels for state, pixels in wide.items() if pixels} == {}


async def test_an_answer_is_saved_only_when_the_room_says_so_and_may_change(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("open"))
    await stage.page.locator("label[for=answer-a]").click()
    await stage.page.locator(SAVE).click()
    assert "Saved" not in await stage.words("form.ballot")
    sent = (await stage.sent())[-1]
    assert (sent["name"], sent["args"]) == ("answer-question", {"question": QUESTION, "option": "a"})
    await stage.answer("done", at=SAVED_AT)
    assert "Saved 14:13:20. You can still change it." in await stage.words("form.ballot")
    await stage.page.locator("label[for=answer-b]").click()
    assert "Your change is not saved yet." in await stage.words("form.ballot")
    await stage.page.locator(SAVE).click()
    assert (await stage.sent())[-1]["args"]["option"] == "b"


async def test_without_a_connection_the_answer_waits_and_says_so(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("open"))
    await stage.link("lost")
    await stage.page.locator("label[for=answer-b]").click()
    await stage.page.locator(SAVE).click()
    assert "Not saved yet. It is kept on this phone." in await stage.words("form.ballot")
    assert await stage.sent() == []
    await stage.load()
    await expect(stage.page.locator("#answer-b"), "what was chosen outlives a reload").to_be_checked()
    assert [message["args"]["option"] for message in await stage.sent()] == ["b"], "and is sent by itself"


async def test_saving_nothing_leads_to_the_choices(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("open"))
    await stage.page.locator(SAVE).click()
    assert "Choose one before you save." in await stage.words("fieldset.choices")
    await stage.page.wait_for_function("() => document.activeElement.id === 'answer-a'")
    assert await stage.sent() == []


async def test_a_result_names_the_right_answer_and_mine_in_words(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("wrong"))
    assert "You answered a. The right answer is b." in await stage.words("#question")
    assert "Your answer" in await stage.words("tbody tr:nth-child(1)")
    right = await stage.words("tbody tr:nth-child(2)")
    assert "Right answer" in right
    assert "5 71%" in right
    assert "Form I-247G asks for notice before release" in await stage.words("#question .quote")
    await show(stage, PHONES["right"])
    assert "You answered b. That is right." in await stage.words("#question")


async def test_small_numbers_of_an_anonymous_room_stay_hidden(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("few"))
    await expect(stage.page.locator("td", has_text="under 3")).to_have_count(3)
    await expect(stage.page.locator("#question .most")).to_have_count(0)


async def test_what_happens_is_said_politely_and_focus_stays(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("slide"))
    await stage.page.get_by_role("button", name="Ask a question").click()
    await stage.page.get_by_label("Your question").fill("What if there is no")
    await show(stage, PHONES["open"])
    await stage.page.wait_for_function(
        "() => stage.said.some((one) => one.startsWith('Question open: A form'))"
    )
    await expect(stage.page.locator("#raise-text")).to_be_focused()
    await expect(stage.page.get_by_label("Your question")).to_have_value("What if there is no")
    assert await stage.ask("document.title") == "Question open. How to Respond to an Immigration Detainer"
    await show(stage, PHONES["later"], seq=2)
    await stage.page.wait_for_function("() => stage.said.at(-1).startsWith('Slide 3 of ')")


async def test_a_question_to_the_trainer_is_sent_and_its_answer_shown(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("slide"))
    await stage.page.get_by_role("button", name="Ask a question").click()
    await stage.page.get_by_label("Your question").fill("What if the fax is cut off?")
    await stage.page.get_by_role("button", name="Send").click()
    sent = (await stage.sent())[-1]
    assert (sent["name"], sent["args"]) == (
        "raise",
        {"kind": "question", "text": "What if the fax is cut off?"},
    )
    await show(stage, PHONES["later"])
    assert "The folder, and the person." in await stage.words("section[aria-labelledby=floor]")


async def test_everything_shown_can_be_read_again(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("ended"))
    shown = len(PHONES["ended"]["earlier"])
    await stage.page.get_by_text(f"Slides so far: {shown}").click()
    await stage.page.get_by_text("2. Read the form number first").click()
    assert "A detainer is treated as a request" in await stage.words("main")
    await stage.page.get_by_text("Questions so far: 1").click()
    await stage.page.get_by_text("A form comes in.").click()
    await expect(stage.page.get_by_text("Right answer", exact=True)).to_be_visible()
    assert "1 of 1 check questions right" in await stage.words("main")


async def test_facts_stand_behind_a_slide_with_badge_and_date(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("slide"))
    await expect(stage.page.locator(".points .badge.contested")).to_have_count(1)
    await stage.page.get_by_text("Facts behind this slide: 6").click()
    facts = await stage.words("#slide .facts-behind")
    assert "DET-20 UNKNOWN as of 4 March 2025" in facts


async def test_a_drawing_is_shapes_and_never_markup(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("drawn"))
    image = stage.page.get_by_role("img", name="One form, marked I-247A.")
    await expect(image.locator("rect")).to_have_count(2)
    await expect(image.locator("script")).to_have_count(0)
    assert await stage.ask("window.hacked") is None


async def test_feedback_is_sent_item_by_item(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("ended"))
    await stage.page.locator("label[for=fb-clear-4]").click()
    assert (await stage.sent())[-1]["args"] == {"answers": {"clear": 4}}


async def test_a_call_leads_to_a_question_that_opened_out_of_sight(open_stage: OpenStage) -> None:
    stage = await open_stage(Scene("briefing", mine(PHONES["open"]), now=NOW), height=500)
    await stage.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    await stage.page.get_by_role("link", name="Go to it").click()
    await expect(stage.page.locator("#question")).to_be_focused()


def test_the_page_of_a_briefing_is_lighter_than_that_of_an_exercise() -> None:
    assets = Assets(Settings().static)

    def weight(page: str, styles: str) -> int:
        files = [assets.get(f"{page}.joined.js"), assets.get(f"{styles}.joined.css")]
        return sum(len(file.packed) for file in files if file)

    assert 20_000 < weight("briefing", "briefing") < weight("participant", "hand")


async def test_who_comes_late_is_told_once(open_stage: OpenStage) -> None:
    stage = await open_stage(phone("later"))
    await expect(stage.page.get_by_text("You joined late")).to_have_count(1)
    await stage.load()
    await expect(stage.page.get_by_text("You joined late"), "who only reloads is not late").to_have_count(0)
