"""What tests share: a real browser that has no internet."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.async_api import Browser, BrowserContext, Page, Request, expect

from kit.measurement import browsing

# As in kit/server, and before anything of the tests loads jsonschema: a grammar of web addresses takes each
# process of the suite over a second to compile, and nothing asks for it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# The same examples in every run: a failure seen once is seen again. KIT_EXAMPLES=5000 looks for new ones.
MORE = int(os.environ.get("KIT_EXAMPLES", "0"))
settings.register_profile("kit", deadline=None, derandomize=not MORE, max_examples=MORE or 60)
settings.load_profile("kit")

SLOWER = float(os.environ.get("KIT_SLOW", "1"))
"""KIT_SLOW=6: every page has a sixth of this machine's speed, as on an old phone or a busy machine. A test
that asks before a page has drawn is found so."""

expect.set_options(timeout=30_000 * max(1, SLOWER / 2))
"""In milliseconds: how long a page may take to show what it must show at some time. Nothing waits longer than
it has to, so this only bounds how late a failure is told."""

SLOW = (
    "rehearsal/test_ordeal.py", "pages/test_desk_page.py", "pages/test_participant_page.py",
    "journeys/test_main_job.py", "journeys/test_briefing_journey.py", "pages/test_trainer_page.py",
    "site/test_pages.py", "video/test_make.py", "ispeak/test_page.py", "packet/test_pdf.py",
    "packet/test_scorm.py", "rehearsal/test_play.py", "report/test_page.py", "several/test_several.py",
    "journeys/test_pulled_plug.py", "pages/test_evaluator_page.py", "pages/test_home_page.py",
    "rehearsal/test_endurance.py", "hostile/test_leaks.py", "server/test_app.py", "rehearsal/test_bench.py",
    "rehearsal/test_capacity.py", "rehearsal/test_browsing.py", "pages/test_capacity_on_pages.py",
    "rehearsal/test_briefing_rehearsal.py", "rehearsal/test_trouble.py", "rehearsal/test_power.py",
)  # fmt: skip
"""Files that take longest, from the longest. They go first: one that began last would keep one core busy
while all others wait for it."""

LOOPBACK = ("127.0.0.1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """Several workers take files in the order of ``SLOW``, not those with the most tests first."""
    config.option.loadscopereorder = False


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a page, a clock or a disk."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first, all others as they come."""
    folder = Path(__file__).parent
    rank = {folder / name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_collection_finish() -> None:
    """What was collected stays for the whole run: no sweep for garbage need look at it again."""
    gc.collect()
    gc.freeze()


@dataclass
class Window:
    """A person's own browser: one context, its page, and everything it asked for and complained of."""

    context: BrowserContext
    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down what every page of this window asks for, and its uncaught errors."""
        self.context.on("request", self._on_request)
        self.context.on("weberror", lambda told: self.errors.append(str(told.error)))

    def _on_request(self, request: Request) -> None:
        self.asked.append(request.url)

    @property
    def strangers(self) -> list[str]:
        """Addresses asked for that are not on this machine."""
        return [url for url in self.asked if urlsplit(url).scheme != "data" and _host(url) not in LOOPBACK]


def _host(url: str) -> str | None:
    return urlsplit(url.removeprefix("blob:")).hostname


async def window_in(browser: Browser, **options: object) -> Window:
    """A fresh ``Window``, as slow as KIT_SLOW wants it."""
    context = await browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000 * max(1, SLOWER / 2))
    context.on("page", _slow_down)
    window = Window(context, await context.new_page())
    await _slow_down(window.page)
    window.listen()
    return window


async def _slow_down(page: Page) -> None:
    if SLOWER > 1:
        session = await page.context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def check(*windows: Window) -> None:
    """These windows must have asked this machine only, and had no uncaught error. Then they are as new."""
    strangers = [url for window in windows for url in window.strangers]
    errors = [error for window in windows for error in window.errors]
    for window in windows:
        window.asked.clear()
        window.errors.clear()
    assert strangers == [], "asked beyond this machine"
    assert errors == [], "uncaught errors in a page"


OpenWindow = Callable[..., Awaitable[Window]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One headless Chromium for the whole run; it can reach this machine and nothing else."""
    async with browsing.chromium() as browser:
        yield browser


@pytest.fixture
async def open_window(chromium: Browser) -> AsyncIterator[OpenWindow]:
    """``await open_window(viewport=..., locale=...)``: a fresh ``Window``, as a person's own device.

    At the end of the test every window must have asked this machine only, and had no uncaught error.
    """
    windows: list[Window] = []

    async def open_one(**options: object) -> Window:
        windows.append(await window_in(chromium, **options))
        return windows[-1]

    yield open_one
    for window in windows:
        await window.context.close()
    check(*windows)


@pytest.fixture
async def window(open_window: OpenWindow) -> Window:
    """One fresh ``Window``."""
    return await open_window()
