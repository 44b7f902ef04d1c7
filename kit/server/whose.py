"""On whose behalf code runs now. Apart from the kernel, so that the shell and the comms can ask too."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.server.kernel import VirtualKernel

current_kernel: ContextVar[VirtualKernel | None] = ContextVar("current_kernel", default=None)
"""The kernel of the cell or widget callback that runs, also in tasks it started. None outside of pages."""
