from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from playwright.async_api import Error
from pytest import raises

from tests.conftest import SLOW, OpenWindow, Window, pytest_collection_modifyitems

TESTS = Path(__file__).parent


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


def test_the_slowest_files_go_first() -> None:
    assert [name for name in SLOW if not (TESTS / name).is_file()] == []
    named = ["test_floors.py", SLOW[1], "facts/test_base.py", SLOW[0]]
    items = [SimpleNamespace(path=TESTS / name) for name in named]
    pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [item.path for item in items] == [TESTS / named[n] for n in (3, 1, 0, 2)]
