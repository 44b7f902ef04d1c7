"""Rooms are asynchronous, and a notebook's cell runs inside a loop: their work is done beside it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_thread(work: Any) -> Any:
    """Run a coroutine to its end although this thread's loop is running already, as it is in a kernel."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
