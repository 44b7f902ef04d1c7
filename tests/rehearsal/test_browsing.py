from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from kit.measurement.browsing import OLD_PHONE, Device, Door, Recipe, chromium, visits
from kit.testbed.air import through
from kit.testbed.serverproc import House

OPENED = Recipe(
    ("details summary", "details:last-of-type summary"), "document.querySelectorAll('[open]').length == 2"
)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def test_a_visit_clicks_in_order_and_counts_what_came(house: House, browser: Browser) -> None:
    (seen,) = await visits(browser, OPENED, [Door(f"{house.url}/join")])
    assert 0 < seen.shown <= seen.interactive
    assert seen.requests >= 3
    assert seen.http > 5000
    assert seen.weight == seen.http + seen.websocket


async def test_what_the_browser_counts_is_what_went_over_the_wire(house: House, browser: Browser) -> None:
    async with through(urlsplit(house.url).port or 80) as air:
        (seen,) = await visits(browser, OPENED, [Door(f"{air.url}/join")], OLD_PHONE)
    assert seen.http == pytest.approx(air.down, rel=0.02)
    assert 0 < air.up < air.down


async def test_a_page_that_stays_dead_is_said_to_be(house: House, browser: Browser) -> None:
    never = Recipe(("button.there-is-none",), "true")
    with pytest.raises(ConnectionError, match=r"was not usable within 1 s.*Join"):
        await visits(browser, never, [Door(f"{house.url}/join")], Device(within=1.0))
