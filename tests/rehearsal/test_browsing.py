from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from kit.rehearsal import browsing
from kit.rehearsal.browsing import Recipe, chromium, visit
from kit.rehearsal.serverproc import House


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def test_a_visit_clicks_in_order_and_counts_what_came(house: House, browser: Browser) -> None:
    opened = Recipe(
        ("details summary", "details:last-of-type summary"), "document.querySelectorAll('[open]').length == 2"
    )
    seen = await visit(browser, f"{house.url}/join", opened, {})
    assert 0 < seen.shown <= seen.interactive
    assert seen.requests >= 3
    assert seen.http > 5000
    assert seen.weight == seen.http + seen.websocket


async def test_a_page_that_stays_dead_is_said_to_be(
    house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "WITHIN", 1.0)
    with pytest.raises(ConnectionError, match=r"was not usable.*Join"):
        await visit(browser, f"{house.url}/join", Recipe(("button.there-is-none",), "true"), {})
