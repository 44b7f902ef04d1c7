"""The way in as people meet it who mistype, go back, and load a page again."""

from __future__ import annotations

from playwright.async_api import expect

from tests.conftest import Window
from tests.server.conftest import House


async def test_who_mistyped_a_code_can_go_back_forward_and_reload_on_the_way_in(
    house: House, window: Window
) -> None:
    room, page = await house.run(), window.page
    await page.goto(f"{house.base}/join")
    code, onward = page.get_by_label("Code on the big screen"), page.get_by_role("button", name="Continue")
    await code.fill("48293")
    await onward.first.click()
    told = page.get_by_text("The code has six digits. You typed five.")
    await expect(told).to_be_visible()
    await code.fill(f"{room.code[:3]} {room.code[3:]}")
    await onward.first.click()
    positions = page.get_by_role("heading", name="Choose your position")
    await expect(positions).to_be_visible()
    await page.go_back()
    await expect(told).to_be_visible()
    await page.go_forward()
    await expect(positions).to_be_visible()
    await page.reload()
    await expect(positions).to_be_visible()


async def test_the_way_in_says_the_limits_in_the_same_words_as_every_page(house: House) -> None:
    room = await house.run()
    for path in ("/join", "/nowhere"):
        assert room.exercise.frame.limits in (await house.guest().ask(path)).body.decode(), path
