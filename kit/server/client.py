"""The little of a kernel client that nbclient uses to run a notebook's cells, for a virtual kernel."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from queue import Empty
from typing import Any

from kit.server.kernel import Message, VirtualKernel

_SETS_KERNEL_ID = re.compile(r'import os\s+os\.environ\["VOILA_KERNEL_ID"\]="[\w-]+"\s*')
"""What Voila runs first in every kernel. The environment belongs to the whole process here."""


class Channel:
    """A queue with the one method that nbclient calls."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Message] = asyncio.Queue()

    def put(self, message: Message) -> None:
        self._queue.put_nowait(message)

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message; raises ``queue.Empty`` after ``timeout`` seconds."""
        if timeout is None or not self._queue.empty():
            return await self._queue.get()
        try:
            return await asyncio.wait_for(self._queue.get(), timeout)
        except TimeoutError:
            raise Empty from None


class VirtualClient:
    """Runs cells in a virtual kernel and hears its messages, as ``jupyter_client`` clients do."""

    allow_stdin = False

    def __init__(self, kernel: VirtualKernel) -> None:
        self.kernel = kernel
        self.shell_channel = Channel()
        self.iopub_channel = Channel()
        self._stop: Callable[[], None] = lambda: None

    def start_channels(self, **_channels: Any) -> None:
        self._stop = self.kernel.listen(self._hear)

    def stop_channels(self) -> None:
        self._stop()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """A virtual kernel is ready when it exists."""

    async def is_alive(self) -> bool:
        return not self.kernel.closed

    def execute(self, code: str, **_how: Any) -> str:
        """Run a cell; Voila's own one is answered without running it."""
        return self.kernel.execute("" if _SETS_KERNEL_ID.fullmatch(code) else code)

    def kernel_info(self) -> str:
        return self.kernel.info()

    def _hear(self, message: Message) -> None:
        channel = self.shell_channel if message["channel"] == "shell" else self.iopub_channel
        channel.put(message)
