"""To wait for what no event tells of: until it is so, however long a busy machine takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds. Only a test that fails waits so long."""


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Come back as soon as ``true()`` holds. Raises TimeoutError if it does not within ``seconds``."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
