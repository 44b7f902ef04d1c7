from __future__ import annotations

import pytest

from kit.rehearsal import browsing
from kit.rehearsal.browsing import Recipe, chromium, visit
from kit.rehearsal.serverproc import House


async def test_a_visit_clicks_in_order_and_counts_what_came(house: House) -> None:
    opened = Recipe(
        ("details summary", "details:last-of-type summary"), "document.querySelectorAll('[open]').length == 2"
    )
    async with chromium() as browser:
        seen = await visit(browser, f"{house.url}/join", opened, {})
    assert 0 < seen.shown <= seen.interactive
    assert seen.requests >= 3
    assert seen.http > 5000
    assert seen.weight == seen.http + seen.websocket


async def test_a_page_that_stays_dead_is_said_to_be(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "WITHIN", 1.0)
    async with chromium() as browser:
        with pytest.raises(ConnectionError, match=r"was not usable.*Join the exercise"):
            await visit(browser, f"{house.url}/join", Recipe(("button.there-is-none",), "true"), {})
