"""A small site in a folder, and windows that open its pages from the disk with no network at all."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from kit.briefing.read import BRIEFINGS
from kit.site.make import Made, Wish, make
from kit.site.texts import Folders
from tests.conftest import Window, window_in

DAY = date(2026, 7, 1)
EXERCISES = Path(__file__).parents[2] / "exercises"
OpenPage = Callable[..., Awaitable[Page]]


@dataclass(frozen=True)
class Site:
    """A folder that ``build.py site`` made, and what it said."""

    folder: Path
    made: Made


def some_briefings(folder: Path, *keys: str) -> Path:
    """A folder with some of the shipped modules, and a series of the first two for officers."""
    (folder / "series").mkdir(parents=True)
    shutil.copy(BRIEFINGS / "frame.yaml", folder)
    for key in keys:
        shutil.copytree(BRIEFINGS / key, folder / key)
    modules = ", ".join(key.upper() for key in keys[:2])
    if not modules:
        return folder
    (folder / "series" / "pair.yaml").write_text(
        "format: 1\ntitle: A pair\nabout: Two modules for line officers.\nsetting: roll_call\n"
        f"audience: officers\nmodules: [{modules}]\n"
    )
    return folder


def some_exercises(folder: Path, *slugs: str) -> Path:
    """A folder with some of the shipped exercises."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(EXERCISES / "frame.yaml", folder)
    for slug in slugs:
        shutil.copytree(EXERCISES / slug, folder / slug)
    return folder


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of two modules, a series and two exercises, with packets; one more module is broken."""
    base = tmp_path_factory.mktemp("site")
    briefings = some_briefings(base / "briefings", "det", "out", "vic")
    broken = briefings / "vic" / "module.yaml"
    broken.write_text(broken.read_text().replace("kind: module", "kind: sermon"))
    exercises = some_exercises(base / "exercises", "ngo_committee", "figures_clinic")
    made = make(Wish(Folders(exercises, briefings), base / "out", DAY))
    return Site(base / "out", made)


@pytest.fixture
async def open_page(chromium: Browser, site: Site) -> AsyncIterator[OpenPage]:
    """``await open_page("index.html", viewport=...)``: a page of the site in a fresh browser, no network.

    At the end, every window must have asked for files of the site only, and complained of nothing."""
    windows: list[Window] = []
    errors: list[str] = []

    async def open_one(path: str, **options: Any) -> Page:
        window = await window_in(chromium, offline=True, **options)
        windows.append(window)
        page = window.page
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        await page.goto(f"{site.folder.as_uri()}/{path}")
        return page

    yield open_one
    for window in windows:
        await window.context.close()
        errors += window.errors
        home = site.folder.as_uri()
        assert [url for url in window.asked if not url.startswith((home, "data:"))] == []
    assert errors == []
