"""A stage for pages: the real modules and styles in a real browser, with a test in the kernel's place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.conftest import check
from tests.houses import share_shelves
from tests.pages.stage import Scene, Stage, serving
from tests.pages.windows import Look, Windows

share_shelves()


@pytest.fixture(scope="session")
def stage_address() -> Iterator[str]:
    """Where the static files and the stage are served, on this machine only."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
async def windows(chromium: Browser) -> AsyncIterator[Windows]:
    """The windows that all tests of one worker use, one after the other."""
    windows = Windows(chromium)
    yield windows
    await windows.close()


OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(windows: Windows, stage_address: str) -> AsyncIterator[OpenStage]:
    """``await open_stage(Scene(...), width=390, height=844, scheme="light")``: a page that is drawn.

    At the end of the test every page must have asked this machine only, and had no uncaught error.
    """
    stages: list[tuple[Stage, Look]] = []

    async def open_one(scene: Scene, **look: Any) -> Stage:
        stage = Stage(await windows.take(Look(**look)), stage_address, scene)
        stages.append((stage, Look(**look)))
        await stage.open()
        return stage

    yield open_one
    for stage, look in stages:
        stage.close()
        await windows.give_back(stage.window, look)
    check(*(stage.window for stage, _ in stages))
