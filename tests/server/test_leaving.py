"""A process that leaves: whom it tells, what it still does, and that nobody's page is loaded anew."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from kit.server import leaving
from kit.server.kernel import VirtualKernel
from kit.server.leaving import EACH, LONGEST_TURN, Leaving, Returns
from tests.conftest import OpenWindow, Window
from tests.server.conftest import House, enter
from tests.waiting import PATIENCE, until

MARK = "() => { window.mark = 1; }"
"""Gone when the page is loaded anew."""


def asked_to_move(kernel: VirtualKernel) -> list[bool]:
    """Filled whenever the page of a kernel is asked to go."""
    heard: list[bool] = []
    kernel.listen(lambda message: heard.append(bool(message["content"].get("move"))))
    return heard


async def seated(house: House, open_window: OpenWindow) -> Window:
    room = await house.run()
    window = await open_window()
    await enter(window, await house.player(room))
    await window.page.goto(f"{house.base}/run/{room.id}")
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    return window


def only_kernel(house: House) -> VirtualKernel:
    (manager,) = house.app.kernel_manager._kernels.values()
    kernel: VirtualKernel = manager.kernel
    return kernel


async def is_the_same(page: Page) -> bool:
    return await page.evaluate("() => window.mark === 1")  # type: ignore[no-any-return]


async def test_pages_are_asked_to_go_once_the_proxy_knows_and_the_end_comes_when_they_have_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving, "NOTICED_WITHIN", PATIENCE)
    monkeypatch.setattr(leaving, "LINGERS", 0.0)
    here = {name: VirtualKernel(name) for name in ("a", "b", "c")}
    heard = {name: asked_to_move(kernel) for name, kernel in here.items()}
    way_out = Leaving()
    leave = asyncio.create_task(way_out.leave(2 * PATIENCE, lambda: list(here.values())))
    await until(lambda: way_out.begun)
    assert heard == {"a": [], "b": [], "c": []}
    way_out.noticed()
    await until(lambda: all(heard.values()))
    assert not leave.done()
    here.clear()
    await asyncio.wait_for(leave, PATIENCE)


async def test_a_page_that_sleeps_keeps_nobody_longer_than_was_asked_for() -> None:
    kernel = VirtualKernel("asleep")
    await asyncio.wait_for(Leaving().leave(0.05, lambda: [kernel]), PATIENCE)


async def test_no_more_than_a_few_are_on_their_way_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "EACH", 0.0)
    monkeypatch.setattr(leaving, "AGAIN_AFTER", 2 * PATIENCE)
    here = {str(n): VirtualKernel(str(n)) for n in range(3 * leaving.AT_ONCE)}
    heard = {name: asked_to_move(kernel) for name, kernel in here.items()}
    way_out = Leaving()
    way_out.noticed()
    leave = asyncio.create_task(way_out.leave(PATIENCE, lambda: list(here.values())))
    await until(lambda: sum(map(len, heard.values())) == leaving.AT_ONCE)
    for _ in range(20):
        await asyncio.sleep(0)
    assert sum(map(len, heard.values())) == leaving.AT_ONCE
    gone = next(name for name, told in heard.items() if told)
    del here[gone]
    await until(lambda: sum(map(len, heard.values())) == leaving.AT_ONCE + 1)
    leave.cancel()


def test_those_who_come_at_once_get_turns_and_nobody_waits_long() -> None:
    returns = Returns()
    turns = [returns.next(100.0) for _ in range(1000)]
    assert turns[:3] == pytest.approx([0, EACH, 2 * EACH])
    assert max(turns) == LONGEST_TURN
    assert returns.next(200.0) == 0


async def test_a_process_that_leaves_makes_no_page_and_serves_those_it_has(house: House) -> None:
    room = await house.run()
    player = await house.player(room)
    await player.ask(f"/run/{room.id}")
    kernel = only_kernel(house).id
    house.app.leaving.begun = True
    asked = {path: await player.ask(path) for path in (f"/run/{room.id}", "/join", "/health")}
    assert {path: answer.code for path, answer in asked.items()} == {
        f"/run/{room.id}": 503,
        "/join": 503,
        "/health": 404,
    }
    assert asked["/join"].headers["Refresh"] == "1"
    assert "Your seat is kept." in asked["/join"].body.decode()
    assert (await player.ask(f"/api/kernels/{kernel}")).code == 200
    assert (await player.ask("/static/host.js")).code == 200


async def test_a_page_asked_to_go_takes_over_another_kernel_and_nobody_notices(
    house: House, open_window: OpenWindow
) -> None:
    window = await seated(house, open_window)
    page, before = window.page, only_kernel(house)
    await page.evaluate(MARK)
    await page.evaluate(
        "() => { window.states = []; new MutationObserver(() => states.push(net.textContent))"
        ".observe(net, { childList: true, characterData: true, subtree: true }); }"
    )
    before.publish("status", {"move": True})
    await expect(page.locator("#count")).to_have_text("0")  # the new kernel's own
    await page.get_by_role("button", name="Count").click()
    await expect(page.locator("#count")).to_have_text("1")
    await until(lambda: len(house.app.sockets) == 1)  # the old connection was closed by the page
    await house.app.kernel_manager.end(before.id)
    assert only_kernel(house).id != before.id
    assert await is_the_same(page)
    assert await page.evaluate("() => states") == []


async def test_a_page_whose_kernel_is_gone_keeps_what_somebody_was_doing(
    house: House, open_window: OpenWindow
) -> None:
    window = await seated(house, open_window)
    await window.page.evaluate(MARK)
    await window.page.locator("#say").focus()
    await house.app.kernel_manager.end(only_kernel(house).id)
    await expect(window.page.locator("#count")).to_have_text("0")
    await expect(window.page.locator("#net")).to_have_text("open")
    await expect(window.page.locator("#say")).to_be_focused()
    assert await is_the_same(window.page)


async def test_a_page_of_another_version_is_loaded(house: House, open_window: OpenWindow) -> None:
    window = await seated(house, open_window)
    await window.page.evaluate(MARK)
    house.app.assets.version = "v-000000000000"
    await house.app.kernel_manager.end(only_kernel(house).id)
    await expect(window.page.locator("#count")).to_have_text("0")
    await expect(window.page.locator("#net")).to_have_text("open")
    assert not await is_the_same(window.page)
    await until(lambda: len(house.app.kernel_manager) == 1)  # the one that was fetched in vain has ended
