"""The report as people open it: from disk, in a real browser, with nothing else there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from kit.report.aar import AfterActionReport
from kit.report.export import to_html
from tests.barriers import CONTRAST, barriers
from tests.conftest import Window, window_in
from tests.report.evening import report_of, short_evening

Open = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="module")
def file(report: AfterActionReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(to_html(report))
    return path


@pytest.fixture(scope="module")
def short_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run with a little of everything: axe takes a second for each thousand elements."""
    path = tmp_path_factory.mktemp("short") / "report.html"
    path.write_bytes(to_html(report_of(short_evening())))
    return path


@pytest.fixture
async def open_file(chromium: Browser, file: Path) -> AsyncIterator[Open]:
    """The report in a fresh window; it must ask for nothing but itself and complain of nothing."""
    errors: list[str] = []
    opened: set[str] = set()
    windows: list[Window] = []

    async def open_one(path: Path = file, **options: Any) -> Page:
        window = await window_in(chromium, **options)
        windows.append(window)
        page = window.page
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        opened.add(path.as_uri())
        await page.goto(path.as_uri())
        return page

    yield open_one
    for window in windows:
        await window.context.close()
        errors += window.errors
    asked = [url for window in windows for url in window.asked]
    assert {url.split("#")[0] for url in asked if not url.startswith("data:")} == opened
    assert errors == []


@pytest.fixture(scope="module")
async def laptop(chromium: Browser, file: Path) -> AsyncIterator[Page]:
    """The report on a laptop with all its charts, for tests that look at it and leave it as it was."""
    window = await window_in(chromium, **size(1280))
    await window.page.goto(file.as_uri())
    for chart in await window.page.locator("figure.chart .plot").all():
        await chart.locator(".main-svg").first.wait_for()
    yield window.page
    await window.context.close()
    assert {url.split("#")[0] for url in window.asked if not url.startswith("data:")} == {file.as_uri()}
    assert window.errors == []


def size(width: int, height: int = 900) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_axe_finds_nothing_wrong(open_file: Open, short_file: Path, width: int, scheme: str) -> None:
    page = await open_file(short_file, color_scheme=scheme, **size(width))
    await page.locator(".main-svg").first.wait_for()
    only = [CONTRAST] if scheme == "dark" else []  # the rest is as it is in the light
    assert await barriers(page, *only) == []


async def test_charts_are_drawn_and_their_tables_folded(laptop: Page) -> None:
    page = laptop
    await expect(page.locator("figure.chart .plot:visible")).to_have_count(4)
    for chart in await page.locator("figure.chart .plot").all():
        await expect(chart.locator(".main-svg").first).to_be_visible()
    await expect(page.locator("figure.chart details[open]")).to_have_count(0)
    await expect(page.locator("#chart-votes .plot")).to_have_attribute("aria-label", re.compile(r"\w"))


async def test_without_scripts_every_table_stands_open(open_file: Open) -> None:
    page = await open_file(java_script_enabled=False, **size(1280))
    await expect(page.locator("figure.chart table:visible")).to_have_count(4)
    await expect(page.locator("figure.chart .plot:visible")).to_have_count(0)
    await expect(page.locator(".walk:visible")).to_have_count(0)
    await expect(page.locator(".replay")).to_contain_text("The record below tells the same")


async def test_an_evidence_link_brings_its_entry_into_view(laptop: Page) -> None:
    page = laptop
    link = page.locator("#o-B-O1 ~ table a.to").first
    anchor = str(await link.get_attribute("href"))
    await expect(page.locator(f"tr{anchor}")).not_to_be_in_viewport()
    await link.click()
    await expect(page).to_have_url(re.compile(re.escape(anchor) + "$"))
    await expect(page.locator(f"tr{anchor}")).to_be_in_viewport()


async def test_the_slider_walks_through_the_run(open_file: Open) -> None:
    page = await open_file(**size(1280))
    now, slider = page.locator("#replay-now"), page.get_by_role("slider", name="Moment")
    await expect(now).to_contain_text("The briefing began")
    last = int(await slider.get_attribute("max") or 0)
    seen = []
    await slider.focus()
    for place in range(2, last + 2):
        await page.keyboard.press("ArrowRight")
        await expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^{place} of {last + 1}: "))
        seen.append(await now.inner_text())
    whole = "\n".join(seen)
    assert "What do you say about the shelters and the buses?" in whole
    assert "Branches taken so far: B-D1 b B-D2 b B-D3 c" in whole
    assert "Branches taken so far: B-D1 b B-D2 a B-D3 a" in seen[-1]


async def test_forward_and_back_are_buttons(open_file: Open) -> None:
    page = await open_file(**size(390))
    await page.get_by_role("button", name="Forward").click()
    await expect(page.locator("#replay-now")).to_contain_text("StartEx")
    await page.get_by_role("button", name="Back").click()
    await expect(page.locator("#replay-now")).to_contain_text("The briefing began")


@pytest.mark.parametrize("width", [320, 683, 1280])
async def test_nothing_is_wider_than_the_page(laptop: Page, width: int) -> None:
    await laptop.set_viewport_size({"width": width, "height": 900})
    drawn = "width => [...document.querySelectorAll('.main-svg')].every((svg) => svg.clientWidth <= width)"
    await laptop.wait_for_function(drawn, arg=width)
    assert await laptop.evaluate("[innerWidth, document.documentElement.scrollWidth - innerWidth]") == [
        width,
        0,
    ]


async def test_what_someone_wrote_runs_nowhere(open_file: Open) -> None:
    page = await open_file(**size(1280))
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await page.reload()
    await expect(page.get_by_text("<script>alert('x')</script>").first).to_be_attached()
    await expect(page.locator("main img")).to_have_count(0)
    assert said == []


async def test_it_prints_on_letter_and_the_plan_across(laptop: Page) -> None:
    data = await laptop.pdf(prefer_css_page_size=True, print_background=True)
    sizes = data.count(b"[0 0 612 792]"), data.count(b"[0 0 792 612]")
    assert sizes[0] > 5
    assert sizes[1] >= 2


async def test_the_skip_link_leads_to_the_report(open_file: Open) -> None:
    page = await open_file(**size(1280))
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Skip to the report")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
