from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

import pytest
from playwright.async_api import expect

from kit.pages.assets import STATIC, modules
from tests.pages.conftest import OpenStage
from tests.pages.player_views import (
    BALLOT,
    BASE,
    NOW,
    PLAY_OPEN,
    REVEALED,
    ROWS,
    STATES,
    TAKEN,
    view,
)
from tests.pages.playing import player, show

CONTRAST = ("color-contrast",)
WIDE = (
    "lobby",
    "feed",
    "board",
    "decision",
    "taken",
    "paused",
    "hot-wash-tallies",
)  # laid out otherwise there
EVIL = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
KEPT_AS_THEY_ARE = {
    "phase", "kind", "status", "id", "key", "seat", "role", "option", "how", "taken", "decision", "state",
    "position",
}  # fmt: skip


def hostile(value: Any, name: str = "") -> Any:
    """The same view with a script in every text a person could have written."""
    if isinstance(value, str):
        return value if name in KEPT_AS_THEY_ARE or not value else f"{EVIL} {value}"
    if isinstance(value, list):
        return [hostile(item, name) for item in value]
    if isinstance(value, dict):
        return {key: hostile(item, key) for key, item in value.items()}
    return value


# -- how it looks in every state -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "scheme", "states", "rules"),
    [
        (390, "light", STATES, ()),
        (390, "dark", STATES, CONTRAST),
        (1366, "light", WIDE, ()),
    ],
)
async def test_every_state_is_accessible(
    open_stage: OpenStage, width: int, scheme: str, states: Iterable[str], rules: tuple[str, ...]
) -> None:
    stage = await open_stage(player(), width=width, height=800, scheme=scheme)
    problems = {}
    for name in states:
        await show(stage, STATES[name])
        await stage.picture(f"participant-{name}-{width}-{scheme}")
        problems[name] = await stage.accessibility_problems(*rules)
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize(("width", "text"), [(320, "100"), (390, "200")])
async def test_no_state_scrolls_sideways(open_stage: OpenStage, width: int, text: str) -> None:
    stage = await open_stage(player(device={"kit.settings": json.dumps({"text": text})}), width=width)
    wide = {}
    for name, state in STATES.items():
        await show(stage, state)
        wide[name] = await stage.sideways()
    assert {state: pixels for state, pixels in wide.items() if pixels} == {}


async def test_everything_a_thumb_hits_is_44_pixels_high(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    small = {}
    for name, state in STATES.items():
        await show(stage, state)
        small[name] = await stage.ask(
            """() => [...document.querySelectorAll("button, a.btn, summary, .choice > label, textarea")]
                .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 43.9)
                .map((node) => node.outerHTML.slice(0, 90))"""
        )
    assert {name: found for name, found in small.items() if found} == {}


async def test_script_in_any_field_is_shown_as_text(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    for state in STATES.values():
        await show(stage, hostile(state))
        assert await stage.ask("window.hacked") is None
        await expect(stage.page.locator("img, main script")).to_have_count(0)
    await show(stage, hostile(STATES["board"]))
    assert "<script>window.hacked=1</script>" in await stage.words(".feed")


async def test_a_right_to_left_page_needs_no_other_styles(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.page.evaluate("document.documentElement.dir = 'rtl'")
    box = await stage.page.locator("#vote-a").bounding_box()
    assert box is not None
    assert box["x"] > 300, "the radio should stand at the right edge"
    assert await stage.sideways() == 0


# -- messages --------------------------------------------------------------------------------------


SEEN = {"kit.seen.r1.s7": json.dumps([item["id"] for item in BASE["feed"]])}
NEWEST = {
    **BASE["feed"][-1],
    "id": "f9",
    "sender": "County web page",
    "text": "Two crews ask to see the statement.",
}


async def test_a_new_message_is_marked_announced_and_counted_in_the_title(open_stage: OpenStage) -> None:
    stage = await open_stage(player(device=SEEN), height=300)
    await stage.tell({"kind": "patch", "seq": 1, "add": {"feed": [NEWEST]}, "now": NOW})
    assert await stage.words(".feed > li:first-child .pill") == "New"
    assert await stage.ask("document.title") == "1 new. Hurricane Odell"
    await stage.page.wait_for_function("() => stage.said.includes('New message from County web page.')")
    await stage.page.locator(".feed > li:first-child").scroll_into_view_if_needed()
    await stage.page.wait_for_function("() => document.title === 'Hurricane Odell'")
    assert await stage.words(".feed > li:first-child .pill") == "New", "no text jumps while it is read"
    await stage.load()
    await expect(stage.page.locator(".feed .pill")).to_have_count(0)


async def test_the_page_never_scrolls_by_itself(open_stage: OpenStage) -> None:
    stage = await open_stage(player(device=SEEN))
    await stage.page.evaluate("window.scrollTo(0, 400)")
    mark = stage.page.locator("li[data-id=f1]")
    before = await mark.bounding_box()
    await stage.tell({"kind": "patch", "seq": 1, "add": {"feed": [NEWEST]}, "now": NOW})
    after = await mark.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


async def test_who_comes_in_the_middle_is_told_so_and_not_that_all_is_new(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    assert "You joined late" in await stage.words("main")
    await expect(stage.page.locator(".feed .pill")).to_have_count(1)


async def test_a_decision_that_opens_out_of_sight_calls_from_the_foot(open_stage: OpenStage) -> None:
    stage = await open_stage(player(device=SEEN))
    await stage.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    await stage.patch(1, decision=BALLOT)
    await stage.page.wait_for_selector(".dock.call")
    assert "3 min to choose" in await stage.words(".dock.call")
    assert await stage.ask("document.activeElement.tagName") == "BODY"
    await stage.page.wait_for_function(
        "() => stage.said.some((said) => said.startsWith('Decision open: What does the county say'))"
    )
    await stage.page.get_by_role("link", name="Go to it").click()
    await stage.page.wait_for_selector(".dock.call", state="detached")
    await expect(stage.page.locator("#decision")).to_be_focused()


async def test_of_several_sentences_at_once_the_last_is_said_and_errors_queue(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    done = {**REVEALED, "status": "taken", "taken": TAKEN}
    patches = [
        {"kind": "patch", "seq": 1, "set": {"decision": REVEALED}, "add": {"feed": [NEWEST]}, "now": NOW},
        {"kind": "patch", "seq": 2, "set": {"decision": done}, "now": NOW},
    ]
    at_once = "(patches) => { stage.said.length = 0; patches.forEach(stage.tell); stage.link('lost'); }"
    await stage.page.evaluate(at_once, patches)
    await stage.page.wait_for_function("() => stage.said.length === 2")
    assert await stage.said() == [
        "No connection. Your words are kept.",
        "Results: b, 12 of 22. The exercise goes on with b.",
    ]


# -- raise, settings, hot wash ---------------------------------------------------------------------


async def test_raising_something_keeps_the_words_until_they_are_stored(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["feed"]))
    button = stage.page.locator(".dock button")
    await button.click()
    await stage.page.locator("label[for=raise-authority]").click()
    await stage.page.get_by_label("Whose authority is it, and what do you do meanwhile?").fill(
        "The state owns the road."
    )
    assert await stage.accessibility_problems() == []
    await stage.picture("participant-raise-390-light")
    await stage.page.keyboard.press("Escape")
    await stage.page.wait_for_selector("dialog", state="detached")
    await expect(button, "focus returns to the button").to_be_focused()
    await button.click()
    await stage.page.get_by_role("button", name="Send").click()
    await stage.settle()
    assert "Sending…" in await stage.words("dialog")
    await stage.answer("done", at=NOW, data={})
    await stage.page.wait_for_selector("dialog", state="detached")
    assert [(one["name"], one["args"]) for one in await stage.sent()] == [
        ("raise", {"kind": "authority", "text": "The state owns the road."})
    ]


async def test_a_refused_raise_keeps_its_words(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.locator(".dock button").click()
    await stage.page.locator("#raise-text").fill("Is the radio ours?")
    await stage.page.get_by_role("button", name="Send").click()
    await stage.answer("refused", why="Not now.")
    assert "Not now." in await stage.words("dialog")
    await expect(stage.page.locator("#raise-text")).to_have_value("Is the radio ours?")


@pytest.mark.parametrize(("board", "kinds"), [([], 3), (ROWS, 4)])
async def test_counsel_is_offered_once_and_a_concern_only_on_a_call(
    open_stage: OpenStage, board: list[dict[str, Any]], kinds: int
) -> None:
    stage = await open_stage(player(view(board=board, mine={"counsel_left": 0})))
    await stage.page.locator(".dock button").click()
    await expect(stage.page.locator("dialog input[type=radio]")).to_have_count(kinds)
    await expect(stage.page.locator("#raise-counsel")).to_be_disabled()
    assert "You used it in this module." in await stage.words("dialog")


async def test_text_size_and_colors_stay_with_the_device(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.get_by_text("Text size, colors, your resume code").click()
    await stage.page.locator("label[for=set-text-150]").click()
    await stage.page.locator("label[for=set-scheme-dark]").click()
    assert "7K4 M2Q" in await stage.words(".foot")
    await stage.load()
    assert await stage.ask("({...document.documentElement.dataset})") == {
        "device": "hand", "text": "150", "scheme": "dark",
    }  # fmt: skip


async def test_remarks_are_listed_while_they_wait_and_can_be_changed(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["hot-wash-tallies"]))
    await stage.page.get_by_label("Add a strength").fill("Tables asked who owns it.")
    await stage.page.get_by_role("button", name="Add").first.click()
    await stage.settle()
    assert "Tables asked who owns it." in await stage.words("[aria-labelledby=rem-strength] ul")
    assert "Sending…" in await stage.words("[aria-labelledby=rem-strength] ul")
    await expect(stage.page.get_by_label("Add a strength")).to_have_value("")
    await stage.page.get_by_role("button", name="Edit to fix 1").click()
    await stage.settle()
    await expect(stage.page.locator("#remark-m2")).to_be_focused()
    await stage.page.locator("#remark-m2").fill("Creole audio came an hour late.")
    await stage.page.get_by_role("button", name="Save", exact=True).click()
    assert [one["args"] for one in await stage.sent()] == [
        {"kind": "strength", "text": "Tables asked who owns it."},
        {"id": "m2", "kind": "improve", "text": "Creole audio came an hour late."},
    ]


async def test_each_answer_of_the_feedback_form_is_sent_as_it_is_given(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["hot-wash"]))
    await stage.page.locator("label[for=fb-realistic-3]").click()
    await stage.answer("done", at=NOW, data={})
    assert "Saved 14:02:11" in await stage.words("[aria-labelledby=fb]")
    await stage.page.get_by_role("button", name="Next: 2 more").click()
    await stage.settle()
    await expect(stage.page.locator("#fb-level")).to_be_focused()
    await stage.page.get_by_label("What else should we know?").fill("More time to talk.")
    await stage.page.get_by_label("What else should we know?").blur()
    assert [one["args"] for one in await stage.sent()] == [
        {"answers": {"realistic": 3}},
        {"answers": {"other": "More time to talk."}},
    ]


async def test_stepping_out_is_one_quiet_button_away(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.get_by_text("Your position: County PIO").click()
    await stage.page.get_by_role("button", name="Step out quietly").click()
    assert [one["name"] for one in await stage.sent()] == ["step-out"]


async def test_another_position_can_be_taken_before_play(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["lobby"]))
    await stage.page.get_by_role("button", name="Other position").click()
    assert await stage.accessibility_problems() == []
    await stage.page.locator("label[for=pos-CB2]").click()
    await stage.page.get_by_role("button", name="Take this position").click()
    assert [one["args"] for one in await stage.sent()] == [{"position": "CB2"}]
    await stage.answer("refused", why="Someone just took the last seat.")
    assert "Someone just took the last seat." in await stage.words("dialog")


async def test_the_keyboard_is_enough_to_vote(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN, device=SEEN), width=1366, height=768)
    await stage.page.keyboard.press("Tab")
    assert await stage.words(":focus") == "Skip to the decision"
    await stage.page.keyboard.press("Enter")
    await stage.page.keyboard.press("Tab")
    await stage.page.keyboard.press("ArrowDown")
    await stage.page.keyboard.press("Tab")
    await stage.page.keyboard.type("Say what is true.")
    await stage.page.keyboard.press("Tab")
    await stage.page.keyboard.press("Enter")
    assert [one["args"]["option"] for one in await stage.sent()] == ["b"]


async def test_a_broken_section_shows_a_sentence_a_button_and_the_resume_code(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.patch(1, board=None)
    assert "Something broke on this page, not in the room" in await stage.words("main")
    assert "7K4 M2Q" in await stage.words("main")


# -- weight ----------------------------------------------------------------------------------------


async def test_the_page_weighs_less_than_a_tenth_of_a_megabyte_with_one_font(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    fonts = [url.rsplit("/", 1)[-1] for url in stage.window.asked if url.endswith(".woff2")]
    assert fonts == ["public-sans-latin-wght-normal.woff2"]
    packed = sum(len(gzip.compress(text.encode(), 9)) for _, text in modules("participant"))
    styles = sum(
        len(gzip.compress((STATIC / f"{name}.css").read_bytes(), 9)) for name in ("tokens", "base", "hand")
    )
    view_and_host = len(gzip.compress(json.dumps(PLAY_OPEN).encode(), 9)) + 6000
    assert packed + styles + view_and_host + (STATIC / "fonts" / fonts[0]).stat().st_size < 100_000
