"""Everything the shelf points to is there, for whom it is meant."""

from __future__ import annotations

import re

from playwright.async_api import APIRequestContext, Page

from kit.testbed.serverproc import House
from tests.conftest import OpenWindow
from tests.journeys.people import LAPTOP

PARTS = ("", "#briefing/DET")
# The rest are made by the same hand, and take a browser or seconds: tests/packet makes each of them.
CHEAP = re.compile(r"/(agency|learn/.*|packets/(?!.*-deck)[^?]*\.html(\?.*)?)$")


async def test_every_link_of_the_shelf_leads_somewhere_and_papers_only_for_the_trainer(
    house: House, open_window: OpenWindow
) -> None:
    desk = await open_window(**LAPTOP)
    await desk.page.goto(f"{house.url}/desk/{house.key}")
    links = {link for link in await links_of(desk.page) if not link.startswith("/run/")}  # of other evenings
    assert {link.split("/")[1] for link in links} == {"agency", "learn", "packets"}
    cheap = sorted(link for link in links if CHEAP.search(link))
    assert await answers(desk.context.request, house.url, cheap) == dict.fromkeys(cheap, 200)
    stranger = (await open_window()).context.request
    closed = sorted(link for link in links if not link.startswith("/learn/"))
    assert await answers(stranger, house.url, closed) == dict.fromkeys(closed, 403)


async def links_of(page: Page) -> set[str]:
    """The addresses in the house that the shelf, two briefings and a series point to."""
    links: set[str] = set()
    for part in PARTS:
        await page.evaluate("hash => { location.hash = hash }", part)
        await page.wait_for_function(
            "hash => document.querySelector('main h2') && location.hash === hash", arg=part
        )
        await page.get_by_role("heading", level=1).first.wait_for()
        links |= set(
            await page.eval_on_selector_all("a[href^='/']", "all => all.map((a) => a.getAttribute('href'))")
        )
    return links


async def answers(asking: APIRequestContext, base: str, links: list[str]) -> dict[str, int]:
    return {link: (await asking.get(base + link, max_redirects=0)).status for link in links}
