"""The page in a real browser: painted at once, connected, and back after every loss."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Route, WebSocket, expect

from kit.engine.commands import StartBriefing
from kit.room.rooms import FACILITATOR
from kit.server.connection import KernelSocket
from kit.settings import Settings
from tests.conftest import OpenWindow, Window
from tests.server.conftest import EXERCISES, House, StartHouse, enter
from tests.waiting import PATIENCE, until


async def open_seat(house: House, open_window: OpenWindow) -> Window:
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.goto(f"{house.base}/run/{room.id}")
    return window


async def test_a_page_is_painted_connected_and_answers_clicks(house: House, open_window: OpenWindow) -> None:
    window = await open_seat(house, open_window)
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    await window.page.get_by_role("button", name="Say").click()
    await window.page.get_by_role("button", name="Say").click()
    await expect(window.page.locator("#hands")).to_have_text("2")
    await expect(window.page.get_by_role("heading")).to_have_text("Page participant")
    await expect(window.page).to_have_title("Hurricane Odell")
    html = window.page.locator("html")
    await expect(html).to_have_attribute("lang", "en")
    await expect(html).to_have_attribute("data-device", "hand")
    kernel = next(iter(house.app.kernel_manager._kernels.values())).kernel
    assert [widget.hands for widget in kernel.widgets.values() if hasattr(widget, "hands")] == [2]


async def test_a_page_asks_for_what_was_said_before_it_was_drawn_and_else_for_nothing(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow
) -> None:
    house = await start_house(replace(house_settings, static=Settings().static, exercises=EXERCISES))
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    sent: list[str] = []
    release = asyncio.Event()

    async def hold(route: Route) -> None:
        await release.wait()
        await route.continue_()

    def keep(frame: bytes | str) -> None:
        sent.append(frame if isinstance(frame, str) else frame.decode("latin-1"))

    def connecting(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    window.page.on("websocket", connecting)
    address = f"{house.base}/run/{room.id}"
    await window.page.goto(address)
    await expect(window.page.get_by_role("main")).to_contain_text("You are in")
    await until(lambda: bool(house.app.sockets))
    assert not any("sync" in text for text in sent)

    await window.page.goto("about:blank")
    await until(lambda: not house.app.sockets)
    await window.page.route("**/participant.joined.js", hold)
    await window.page.goto(address, wait_until="commit")
    await until(lambda: bool(house.app.sockets))
    await room.submit(StartBriefing(), FACILITATOR, "command-1")
    release.set()
    await expect(window.page.get_by_role("main")).to_contain_text("Listen to the facilitator")
    assert sum("sync" in text for text in sent) == 1


async def test_a_page_can_be_read_before_any_script_runs(house: House, open_window: OpenWindow) -> None:
    room = await house.run()
    window = await open_window(java_script_enabled=False)
    await enter(window, await house.player(room))
    await window.page.goto(f"{house.base}/run/{room.id}")
    await expect(window.page.get_by_text("Painted before any script.")).to_be_visible()
    await expect(window.page.locator(".noscript")).to_be_visible()


async def test_somebody_joins_without_any_script(house: House, open_window: OpenWindow) -> None:
    room = await house.run()
    window = await open_window(java_script_enabled=False)
    page = window.page
    await page.goto(house.base)
    await page.get_by_label("Code on the big screen").fill("48293")
    await page.get_by_role("button", name="Continue", exact=True).click()
    await expect(page).to_have_title("Error: Join")
    await expect(page.get_by_label("Code on the big screen")).to_be_focused()
    await page.get_by_label("Code on the big screen").fill(room.code)
    await page.get_by_role("button", name="Continue", exact=True).click()
    await page.get_by_text("Sheriff").click()
    await page.get_by_role("button", name="Take this seat").click()
    await expect(page).to_have_url(f"{house.base}/run/{room.id}")
    assert len(room.run.players()) == 1


async def test_the_link_clicked_on_another_site_finds_the_seat(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow
) -> None:
    """A strict cookie is not sent with the first request; the page in between makes it the second."""
    house = await start_house(house_settings)
    window = await open_seat(house, open_window)
    address = window.page.url
    await window.page.goto(f"data:text/html,<a href='{address}'>to the exercise</a>")
    await window.page.get_by_text("to the exercise").click()
    await expect(window.page.get_by_role("heading")).to_have_text("Page participant")


async def test_a_lost_connection_is_told_and_found_again_with_the_same_kernel(
    house: House, open_window: OpenWindow
) -> None:
    window = await open_seat(house, open_window)
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    manager = house.app.kernel_manager
    kernels = set(manager.list_kernel_ids())
    house.lose_connections()
    await expect(window.page.locator("#net")).to_have_text("lost")
    kernel = next(iter(manager._kernels.values())).kernel
    widget = next(widget for widget in kernel.widgets.values() if hasattr(widget, "n"))
    widget.n = 7  # while nobody hears it
    await expect(window.page.locator("#net")).to_have_text("open")
    await expect(window.page.locator("#count")).to_have_text("7")
    assert set(manager.list_kernel_ids()) == kernels


async def test_a_phone_that_wakes_up_tries_at_once(house: House, open_window: OpenWindow) -> None:
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.clock.install()
    await window.page.goto(f"{house.base}/run/{room.id}")
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    await window.context.set_offline(True)
    house.lose_connections()
    await expect(window.page.locator("#net")).to_have_text("lost")
    await window.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # no timer rings any more
    await expect(window.page.locator("#net")).to_have_text("lost")
    await window.context.set_offline(False)  # the browser says "online"
    await expect(window.page.locator("#net")).to_have_text("open")


async def test_a_connection_that_hangs_while_it_opens_is_given_up_and_tried_again(
    house: House, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.clock.install()
    await window.page.goto(f"{house.base}/run/{room.id}")
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    hangs, over = asyncio.Event(), asyncio.Event()
    answer = KernelSocket.get

    async def hang_once(self: KernelSocket, kernel_id: str) -> None:
        if not hangs.is_set():
            hangs.set()
            await over.wait()
        await answer(self, kernel_id)

    monkeypatch.setattr(KernelSocket, "get", hang_once)
    house.lose_connections()
    await expect(window.page.locator("#net")).to_have_text("lost")
    await window.page.clock.run_for(1500)
    await asyncio.wait_for(hangs.wait(), PATIENCE)
    await expect(window.page.locator("#net")).to_have_text("retrying")
    await window.page.clock.run_for(13_000)
    await expect(window.page.locator("#net")).to_have_text("open")
    over.set()


async def test_a_page_whose_kernel_is_gone_is_made_anew(house: House, open_window: OpenWindow) -> None:
    window = await open_seat(house, open_window)
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    await window.page.evaluate("localStorage.setItem('typed', 'kept')")
    manager = house.app.kernel_manager
    (kernel_id,) = manager.list_kernel_ids()
    await manager.end(kernel_id)  # closes the page's websocket too: it learns at once
    await expect(window.page.locator("#count")).to_have_text("0")
    assert await window.page.evaluate("localStorage.getItem('typed')") == "kept"
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")


async def test_leaving_a_page_ends_its_kernel(house: House, open_window: OpenWindow) -> None:
    window = await open_seat(house, open_window)
    await window.page.get_by_role("button", name="Count").click()
    assert len(house.app.kernel_manager) == 1  # without its page it would stay for minutes
    await window.page.goto(f"{house.base}/join")
    await until(lambda: not len(house.app.kernel_manager))


async def test_a_module_that_fails_says_so_in_words(
    start_house: StartHouse,
    house_settings: Settings,
    open_window: OpenWindow,
    tmp_path: pytest.TempPathFactory,
) -> None:
    static = house_settings.static.parent / "static_broken"
    house = await start_house(replace(house_settings, static=static))
    window = await open_seat(house, open_window)
    await expect(window.page.get_by_text("Something broke on this page, not in the room.")).to_be_visible()
    await expect(window.page.get_by_role("button", name="Reload")).to_be_visible()


async def test_a_page_whose_scripts_never_come_says_what_to_do(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow
) -> None:
    house = await start_house(replace(house_settings, static=Settings().static, exercises=EXERCISES))
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.route("**/*.js", lambda route: route.abort())
    await window.page.goto(f"{house.base}/run/{room.id}")
    words = window.page.get_by_text("If this takes longer, reload. Your seat is kept.")
    await expect(words).to_be_hidden()  # nobody who waits a moment need read it
    await window.page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # ten seconds later
    await expect(words).to_be_visible()
    await window.page.unroute("**/*.js")
    await window.page.get_by_role("link", name="reload").click()
    await expect(window.page.get_by_role("main")).to_contain_text("You are in")
    await expect(words).to_have_count(0)
