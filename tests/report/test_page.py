"""The report as people open it: from disk, in a real browser, with nothing else there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from kit.report.aar import AfterActionReport
from kit.report.export import to_html
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
    asked: list[str] = []
    errors: list[str] = []
    opened: set[str] = set()
    contexts = []

    async def open_one(path: Path = file, **options: Any) -> Page:
        context = await chromium.new_context(**options)
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        opened.add(path.as_uri())
        await page.goto(path.as_uri())
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert {url.split("#")[0] for url in asked if not url.startswith("data:")} == opened
    assert errors == []


def size(width: int, height: int = 900) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_axe_finds_nothing_wrong(open_file: Open, short_file: Path, width: int, scheme: str) -> None:
    page = await open_file(short_file, color_scheme=scheme, **size(width))
    await page.locator(".main-svg").first.wait_for()
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}  # the rest is as it is in the light
    results = await Axe().run(page, options={"resultTypes": ["violations"], **only})
    assert results.violations_count == 0, results.generate_report()


async def test_charts_are_drawn_and_their_tables_folded(open_file: Open) -> None:
    page = await open_file(**size(1280))
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


async def test_an_evidence_link_brings_its_entry_into_view(open_file: Open) -> None:
    page = await open_file(**size(1280))
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
async def test_nothing_is_wider_than_the_page(open_file: Open, width: int) -> None:
    page = await open_file(**size(width))
    await page.locator("#chart-votes .main-svg").first.wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_what_someone_wrote_runs_nowhere(open_file: Open) -> None:
    page = await open_file(**size(1280))
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await expect(page.get_by_text("<script>alert('x')</script>").first).to_be_attached()
    await expect(page.locator("main img")).to_have_count(0)
    assert said == []


async def test_it_prints_on_letter_and_the_plan_across(open_file: Open, tmp_path: Path) -> None:
    page = await open_file(**size(1280))
    await page.locator("#chart-votes .main-svg").first.wait_for()
    data = await page.pdf(prefer_css_page_size=True, print_background=True)
    sizes = data.count(b"[0 0 612 792]"), data.count(b"[0 0 792 612]")
    assert sizes[0] > 5
    assert sizes[1] >= 2


async def test_the_skip_link_leads_to_the_report(open_file: Open) -> None:
    page = await open_file(**size(1280))
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Skip to the report")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
