"""A stage for pages: the real modules and styles in a real browser, with a test in the kernel's place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.conftest import OpenWindow
from tests.pages.stage import Scene, Stage, serving


@pytest.fixture(scope="session")
def stage_address() -> Iterator[str]:
    """Where the static files and the stage are served, on this machine only."""
    with serving() as address:
        yield address


OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(open_window: OpenWindow, stage_address: str) -> OpenStage:
    """``await open_stage(Scene(...), width=390, height=844, scheme="light")``: a page that is drawn."""

    async def open_one(scene: Scene, **options: object) -> Stage:
        return await Stage.open(open_window, stage_address, scene, **options)

    return open_one
