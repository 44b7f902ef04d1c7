from __future__ import annotations

from playwright.async_api import Error
from pytest import raises

from tests.conftest import OpenWindow, Window


async def test_the_browser_cannot_reach_beyond_this_machine(open_window: OpenWindow) -> None:
    window = await open_window()
    with raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        await window.page.goto("http://exercise.example/")
    assert window.strangers == ["http://exercise.example/"]
    window.asked.clear()


async def test_an_uncaught_error_in_a_page_is_noticed(window: Window) -> None:
    async with window.context.expect_event("weberror"):
        await window.page.goto("data:text/html,<script>throw Error('no seat')</script>")
    assert window.errors == ["no seat"]
    assert window.strangers == []
    window.errors.clear()
