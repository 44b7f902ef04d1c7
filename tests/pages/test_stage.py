"""That the stage waits for all a page plans, and that a window that is used again begins as a new one."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.pages.conftest import OpenStage
from tests.pages.player_views import STATES
from tests.pages.playing import player
from tests.pages.stage import Stage
from tests.pages.windows import Look, Windows

PLANS = {
    "a timer": "setTimeout(NEXT)",
    "a short timer": "setTimeout(NEXT, 25)",
    "a frame": "requestAnimationFrame(NEXT)",
    "an idle moment": "requestIdleCallback(NEXT)",
    "a first look": "new IntersectionObserver(NEXT).observe(document.body)",
    "another address": "(addEventListener('hashchange', NEXT, { once: true }), location.hash += 'a')",
}
BUSY = "for (const end = performance.now() + 60; performance.now() < end;);"  # a machine that has other work


async def test_whatever_a_page_plans_has_happened_once_it_is_drawn(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    early = []
    for name, plan in PLANS.items():
        then = plan.replace("NEXT", "() => { window.happened = true; }")
        first = plan.replace("NEXT", f"() => {{ {BUSY} {then}; }}")
        script = f"async () => {{ window.happened = false; {first}; await stage.drawn(); return happened; }}"
        early += [] if await stage.page.evaluate(script) else [name]
    assert early == []


async def test_what_is_taken_back_is_not_waited_for(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    for plan, cancel in {
        "setTimeout(never, 20)": "clearTimeout",
        "requestAnimationFrame(never)": "cancelAnimationFrame",
        "requestIdleCallback(never)": "cancelIdleCallback",
    }.items():
        await stage.page.evaluate(
            f"() => {{ const never = () => {{}}; {cancel}({plan}); return stage.drawn(); }}"
        )


async def test_what_is_said_is_waited_for(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.evaluate("stage.link('lost')")
    assert await stage.said() == ["No connection. Your words are kept."]


async def test_nothing_is_sent_again_or_counted_down_by_a_test_that_takes_long(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["lobby"]))
    await stage.page.get_by_role("button", name="Other position").click()
    await stage.page.locator("label[for=pos-CB2]").click()
    await stage.page.get_by_role("button", name="Take this position").click()
    await stage.pass_time(9_999)
    assert len(await stage.sent()) == 1
    await stage.pass_time(1)  # page-outbox.js: ANSWER_WITHIN
    first, again = await stage.sent()
    assert first == again
    await stage.answer("done", at=1, data={})
    await stage.pass_time(60_000)
    assert len(await stage.sent()) == 2


async def test_a_window_that_is_used_again_begins_as_a_new_one(chromium: Browser, stage_address: str) -> None:
    windows = Windows(chromium)
    window = await windows.take(Look())
    stage = Stage(window, stage_address, player())
    await stage.open()
    await stage.page.evaluate("localStorage.mine = sessionStorage.mine = '1'")
    stage.close()
    await windows.give_back(window, Look())
    assert window.page.url == "about:blank", "nothing of a test runs on"
    assert await windows.take(Look(width=320, scheme="dark")) is window
    again = Stage(window, stage_address, player())
    await again.open()
    kept = await again.ask("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert "mine" not in kept
    assert await again.ask("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [320, True]
    await windows.close()
    await window.context.close()
