"""The report as people open it: from disk, in a real browser, with nothing else there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

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
    await page.locator("#chart-timeline .main-svg").first.wait_for()
    assert await page.locator("figure.chart .plot:visible").count() == 4
    assert await page.locator("figure.chart details[open]").count() == 0
    assert await page.locator("#chart-votes .plot").get_attribute("aria-label")


async def test_without_scripts_every_table_stands_open(open_file: Open) -> None:
    page = await open_file(java_script_enabled=False, **size(1280))
    assert await page.locator("figure.chart table:visible").count() == 4
    assert await page.locator("figure.chart .plot:visible").count() == 0
    assert await page.locator(".walk:visible").count() == 0
    assert "The record below tells the same" in await page.locator(".replay").inner_text()


async def test_an_evidence_link_brings_its_entry_into_view(open_file: Open) -> None:
    page = await open_file(**size(1280))
    link = page.locator("#o-B-O1 ~ table a.to").first
    anchor = await link.get_attribute("href")
    await link.click()
    assert page.url.endswith(str(anchor))
    assert await page.locator(f"tr{anchor}").first.is_visible()
    top = await page.locator(f"tr{anchor}").evaluate("row => row.getBoundingClientRect().top")
    assert 0 <= top < 900


async def test_the_slider_walks_through_the_run(open_file: Open) -> None:
    page = await open_file(**size(1280))
    now, slider = page.locator("#replay-now"), page.get_by_role("slider", name="Moment")
    assert "The briefing began" in await now.inner_text()
    last = int(await slider.get_attribute("max") or 0)
    seen = []
    await slider.focus()
    for _ in range(last):
        await page.keyboard.press("ArrowRight")
        seen.append(await now.inner_text())
    whole = "\n".join(seen)
    assert "What do you say about the shelters and the buses?" in whole
    assert "Branches taken so far: B-D1 b B-D2 b B-D3 c" in whole
    assert "Branches taken so far: B-D1 b B-D2 a B-D3 a" in seen[-1]
    assert str(await slider.get_attribute("aria-valuetext")).startswith(f"{last + 1} of {last + 1}: ")


async def test_forward_and_back_are_buttons(open_file: Open) -> None:
    page = await open_file(**size(390))
    await page.get_by_role("button", name="Forward").click()
    assert "StartEx" in await page.locator("#replay-now").inner_text()
    await page.get_by_role("button", name="Back").click()
    assert "The briefing began" in await page.locator("#replay-now").inner_text()


@pytest.mark.parametrize("width", [320, 683, 1280])
async def test_nothing_is_wider_than_the_page(open_file: Open, width: int) -> None:
    page = await open_file(**size(width))
    await page.locator("#chart-votes .main-svg").first.wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_what_someone_wrote_runs_nowhere(open_file: Open) -> None:
    page = await open_file(**size(1280))
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    assert await page.locator("main img").count() == 0
    assert await page.get_by_text("<script>alert('x')</script>").count() > 0
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
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the report"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
