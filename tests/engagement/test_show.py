"""The engagement pages as people open them: from the disk, in a real browser, with nothing else there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from kit.engagement import cli
from kit.engagement.read import PAGES
from kit.engagement.show import page, part
from tests.barriers import barriers
from tests.conftest import window_in

DAY = date(2026, 11, 22)
ADDRESS = re.compile(rb"https?://(?!www\.w3\.org/)")


async def opened(chromium: Browser, path: Path, width: int) -> Page:
    size = {"width": width, "height": 900}
    window = await window_in(chromium, viewport=size, color_scheme="dark", offline=True)
    await window.page.goto(path.as_uri())
    return window.page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, as the command writes them."""
    out = tmp_path_factory.mktemp("engagement")
    assert cli.main(["--out", str(out), "--date", DAY.isoformat()]) == 0
    return out


async def test_pages_are_accessible_and_fit_a_narrow_phone(chromium: Browser, folder: Path) -> None:
    for name in PAGES:
        shown = await opened(chromium, folder / f"{name}.html", 320)
        assert await shown.evaluate("document.documentElement.scrollWidth") == 320, name
        if name != "history":  # the same pieces, five times as many elements
            assert await barriers(shown) == []
        await shown.context.close()


async def test_bars_are_as_long_as_their_shares_on_one_scale(chromium: Browser, folder: Path) -> None:
    shown = await opened(chromium, folder / "figures-2019.html", 1280)
    lengths = await shown.evaluate(
        """[...document.querySelectorAll(".bars tbody tr")].map(row => [
            parseInt(row.querySelector("td b").textContent),
            row.querySelector(".share").getBoundingClientRect().width
              / row.querySelector("svg").getBoundingClientRect().width])"""
    )
    assert [share for share, _ in lengths] == [10, 20, 10, 20, 5, 25, 5, 5, 20]
    assert [round(30 * length) for _, length in lengths] == [share for share, _ in lengths]
    foot = shown.locator(".bars tfoot")
    await expect(foot).to_have_text(re.compile(r"^\s*Total of the printed shares\s*120%"))
    await expect(shown.locator("path[d*=' A'], circle.slice, canvas")).to_have_count(0)
    await shown.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_network_and_its_links_lead_somewhere(folder: Path, name: str) -> None:
    data = (folder / f"{name}.html").read_bytes()
    assert not ADDRESS.search(data) and b"<script" not in data and len(data) < 200_000
    text = data.decode()
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'\bid="([^"]+)"', text))
    assert text.count("<h1") == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_body_for_a_sites_frame_is_the_same_without_head_and_script(name: str) -> None:
    shown = part(name, DAY)
    assert "<h1" not in shown.body and "<script" not in shown.body and "style=" not in shown.body
    assert shown.body in page(name, DAY).decode()


def test_a_badge_turns_with_the_day() -> None:
    early, late = part("history", date(2026, 7, 1)).body, part("history", date(2027, 12, 1)).body
    assert early.count(">UNKNOWN<") < late.count(">UNKNOWN<")
