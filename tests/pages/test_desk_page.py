"""The desk in a real browser: how every state looks, and the keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from kit.room.patch import differences
from tests.pages.conftest import OpenStage
from tests.pages.desk_views import BASE, NOW, STATES, desk
from tests.pages.stage import Stage

WIDE = {"width": 1366, "height": 768, "touch": False}
EVIL = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
KEPT_AS_THEY_ARE = {
    "phase", "kind", "status", "id", "key", "seat", "role", "option", "how", "taken", "decision", "state",
    "position", "module", "badge", "style", "scheme", "show", "can", "seen", "qr", "majority", "href",
}  # fmt: skip
CONTRAST = ("color-contrast",)


def hostile(value: Any, name: str = "") -> Any:
    """The same view with a script in every text a person could have written."""
    if isinstance(value, str):
        return value if name in KEPT_AS_THEY_ARE or not value else f"{EVIL} {value}"
    if isinstance(value, list):
        return [hostile(item, name) for item in value]
    if isinstance(value, dict):
        return {key: hostile(item, key) for key, item in value.items()}
    return value


async def show(stage: Stage, state: str, seq: int = 1) -> None:
    """Change the whole view, as after a reconnect."""
    await stage.tell({"kind": "view", "view": STATES[state], "seq": seq, "now": NOW[state]})


async def press(stage: Stage, *keys: str) -> None:
    for key in keys:
        await stage.page.keyboard.press(key)
    await stage.settle()


# -- how it looks in every state -------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "rules"), [("light", ()), ("dark", CONTRAST)])
async def test_every_state_is_accessible(open_stage: OpenStage, scheme: str, rules: tuple[str, ...]) -> None:
    stage = await open_stage(desk(), **WIDE, scheme=scheme)
    problems = {}
    for state in STATES:
        await show(stage, state)
        await stage.picture(f"desk-{state}-1366-{scheme}")
        problems[state] = await stage.accessibility_problems(*rules)
    assert {state: found for state, found in problems.items() if found} == {}


async def test_the_other_parts_of_the_desk_are_accessible(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("forked"), **WIDE)
    for place, nth in {"lines": 3, "people": 4}.items():
        await stage.page.locator(f"nav.places button:nth-child({nth})").click()
        await stage.picture(f"desk-{place}-1366-light")
        assert await stage.accessibility_problems() == [], place


async def test_every_dialog_is_accessible_and_gives_focus_back(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(board=STATES["board"]["board"]), **WIDE)
    for key in "?tvsg":  # g also changes to the board
        await stage.page.locator("nav.places button").first.focus()
        await press(stage, key)
        await expect(stage.page.locator("dialog[open]")).to_have_count(1)
        await stage.picture(f"desk-dialog-{ord(key)}-1366-light")
        assert await stage.accessibility_problems() == []
        await press(stage, "Escape")
        await expect(stage.page.locator("dialog[open]")).to_have_count(0)
        assert await stage.ask("document.activeElement.textContent") == "Table"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (683, 384), (320, 600)])
async def test_no_state_scrolls_sideways(open_stage: OpenStage, width: int, height: int) -> None:
    stage = await open_stage(desk(), width=width, height=height, touch=False)
    wide = {}
    for state in STATES:
        await show(stage, state)
        await stage.picture(f"desk-{state}-{width}-light")
        wide[state] = await stage.sideways()
    assert {state: pixels for state, pixels in wide.items() if pixels} == {}


@pytest.mark.parametrize(
    ("width", "height", "panes_scroll"), [(1366, 768, True), (683, 384, False), (1366, 590, False)]
)
async def test_three_panes_scroll_by_themselves_only_where_there_is_room(
    open_stage: OpenStage, width: int, height: int, panes_scroll: bool
) -> None:
    stage = await open_stage(desk(), width=width, height=height, touch=False)
    page_scrolls = await stage.page.evaluate(
        "document.documentElement.scrollHeight > document.documentElement.clientHeight + 1"
    )
    assert page_scrolls is not panes_scroll


async def test_script_in_any_text_is_shown_as_text(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    for state, view in STATES.items():
        await stage.tell({"kind": "view", "view": hostile(view), "seq": 1, "now": NOW[state]})
        assert await stage.ask("window.hacked") is None, state
        await expect(stage.page.locator("#page img, #page script"), str(state)).to_have_count(0)
    await stage.tell({"kind": "view", "view": hostile(BASE), "seq": 1, "now": NOW["base"]})
    assert "<script>window.hacked=1</script>" in await stage.words("#now")


async def test_the_middle_pane_comes_first_in_the_order_of_focus(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    order = await stage.page.evaluate(
        """() => [...document.querySelectorAll("a.skip, header, .pane, footer")].map(
            (node) => node.id || node.ariaLabel || node.getAttribute("aria-labelledby") || node.className)"""
    )
    assert order == ["skip", "bar-top", "now", "msel-h", "For you", "Last action"]


# -- keys ------------------------------------------------------------------------------------------


FIRST = "A guard at Sable Key asked a family for papers."
KEYS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("taken", "d", "deliver", {"inject": "B7"}),
    ("taken", "h", "hold", {"step": "B7"}),
    ("base", "o", "open-decision", {"decision": "B-D4"}),
    ("open", "c", "close-voting", {}),
    ("open", "1", "extend", {"minutes": 1}),
    ("open", "5", "extend", {"minutes": 5}),
    ("closed", "r", "reveal", {}),
    ("closed", "2", "second-round", {}),
    ("revealed", "b", "take-branch", {"option": "b", "reason": ""}),
    ("base", "p", "pause", {}),
    ("paused", "p", "resume", {}),
    ("base", "Control+z", "undo", {}),
    ("lobby", "Enter", "start-briefing", {}),
    ("briefing", "Enter", "start-exercise", {}),
    ("board", "n", "group", {"concern": "i1", "row": "", "text": FIRST}),
]


async def test_a_key_does_what_its_button_says(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    for state, key, command, args in KEYS:
        await show(stage, state)
        await press(stage, key)
        assert (await stage.commands())[-1] == (command, args), (state, key)
        await stage.answer("done", at=1, data={})
    assert len(await stage.sent()) == len(KEYS)


async def test_every_key_of_the_list_is_printed_on_a_button(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    printed = set()
    for state in STATES:
        await show(stage, state)
        printed |= set(await stage.page.locator(".desk kbd").all_inner_texts())
    assert {*"DHSOWCR2BP15TVANG?", "Ctrl", "Z", "Enter"} <= printed


async def test_next_opens_a_module_reads_a_bridge_and_the_ending(open_stage: OpenStage) -> None:
    kinds = {"module": "open-module", "bridge": "bridge", "ending": "finish"}
    stage = await open_stage(desk(), **WIDE)
    for seq, (kind, command) in enumerate(kinds.items(), 1):
        rows = [{**row, "kind": kind} if row["status"] == "next" else row for row in BASE["msel"]]
        await stage.patch(seq, msel=rows, ballot=None)
        await press(stage, "d")
        assert (await stage.commands())[-1][0] == command


async def test_keys_do_nothing_while_somebody_types(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    for field in ("#announce", "#note", "#announce-to"):
        await stage.page.locator(field).focus()
        await press(stage, *"dohpcrb?")
        assert await stage.sent() == [], field
        await expect(stage.page.locator("dialog[open]"), str(field)).to_have_count(0)


async def test_single_keys_can_be_switched_off_and_stay_off(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await press(stage, "?")
    await stage.page.locator("label[for=ks]").click()
    await press(stage, "Escape", "o")
    assert await stage.sent() == []
    await stage.load()
    await press(stage, "o", "Control+z")
    assert await stage.commands() == [("undo", {})], "Ctrl Z is no single key"


async def test_a_key_that_cannot_act_says_why_and_sends_nothing(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("open"), **WIDE)
    await press(stage, "d")
    assert await stage.said() == ["B-D4 is open. Close voting first."]
    assert await stage.sent() == []


async def test_a_key_pressed_twice_is_sent_once(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await press(stage, "o", "o")
    assert len(await stage.sent()) == 1


async def test_f6_goes_from_pane_to_pane_and_back(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    at = "document.activeElement.id || document.activeElement.className"
    seen = []
    for key in ("F6", "F6", "F6", "F6", "F6", "Shift+F6"):
        await press(stage, key)
        seen.append(await stage.ask(at))
    assert seen == ["now", "pane left", "pane", "log", "bar-top", "log"]


async def test_w_previews_the_decision_and_escape_drops_it(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await press(stage, "w")
    middle = await stage.words("#now")
    assert "Only you see this" in middle
    assert "only if faith partners carry the message" in middle
    assert "Not shown before the debrief" in await stage.words("aside")
    await press(stage, "Escape")
    assert "On every device now" in await stage.words("#now")
    assert await stage.sent() == []


async def test_shift_v_says_how_many_have_voted(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("open"), **WIDE)
    await press(stage, "Shift+V")
    assert await stage.said() == ["19 of 22 have voted."]


async def test_people_who_join_are_rows_for_the_desk_and_not_a_new_list(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby"))
    before = STATES["lobby"]["roster"]
    players = sum(seat["role"] == "player" and not seat["waiting"] for seat in before)
    await stage.page.get_by_text(f"{players} people, ").first.wait_for()
    first, second, *rest = before
    now = [{**first, "waiting": True}, second, *rest, {**second, "seat": "s98"}, {**second, "seat": "s99"}]
    patch = differences({"roster": before}, {"roster": now})
    assert patch == {"put": {"roster": [now[0], *now[-2:]]}}
    await stage.tell({"kind": "patch", "seq": 1, "now": NOW["lobby"], **patch})
    await stage.page.get_by_text(f"{players - 1 + 2} people, ").first.wait_for()
