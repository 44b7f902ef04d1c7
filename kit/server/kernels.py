"""All kernels of the server: virtual ones for pages, real processes only for notebooks that ask.

These classes are the places where Voila and jupyter_server let us in: the multi kernel manager
(``VoilaConfiguration.multi_kernel_manager_class``) and the manager of one kernel. They also keep what
neither of those two keeps: whose kernel it is, and when it may go.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Float

from kit.room.pace import Bucket
from kit.server.client import VirtualClient
from kit.server.comms import welcome
from kit.server.kernel import VirtualKernel
from kit.server.pace import Paces

log = logging.getLogger("kit.server")

VIRTUAL = "kit"
"""Kernel name of a page without a process."""

MESSAGES_AT_ONCE, MESSAGES_A_SECOND = 400.0, 80.0
"""What all pages of one ticket may send. A slider dragged about sends 60 in a second; a typist, two."""

KERNELS_PER_OWNER = 16
"""Pages one ticket may hold open; the oldest gives way. Room for a browser with several tabs."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who may use a kernel: the browser that shows this ticket in this cookie."""

    cookie: str
    ticket: str  # a hash, so that no ticket lies about in memory dumps or logs


class VirtualKernelManager(AsyncKernelManager):
    """The manager of one virtual kernel. No ports, no connection file, no process."""

    kernel: VirtualKernel | None = None
    execution_state = "starting"

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Runs in the visitor's context, which the kernel keeps: ``kit.room.visit.visiting``."""
        self.kernel_id = options["kernel_id"]
        self.kernel = VirtualKernel(self.kernel_id, options.get("notebook", ""))
        welcome(self.kernel)
        self.execution_state = "idle"
        if not self.ready.done():
            self.ready.set_result(None)

    async def shutdown_kernel(self, *_how: Any, **_more: Any) -> None:  # type: ignore[override]
        """End the kernel, at once: there is nothing to wait for."""
        if self.kernel is not None:
            self.kernel.close()

    async def is_alive(self) -> bool:  # type: ignore[override]
        return self.has_kernel

    @property
    def has_kernel(self) -> bool:
        return self.kernel is not None and not self.kernel.closed

    @property
    def ports(self) -> list[int]:
        return []

    def client(self, **_options: Any) -> VirtualClient:  # type: ignore[override]
        """What nbclient runs the cells with."""
        assert self.kernel is not None, "expected start_kernel before client"
        return VirtualClient(self.kernel)

    async def interrupt_kernel(self) -> None:  # type: ignore[override]
        """Cells of pages are short and run in the server's own loop: there is nothing to interrupt."""

    async def cleanup_resources(self, *_how: Any, **_more: Any) -> None:  # type: ignore[override]
        """No resources outside of this process."""

    def cleanup_connection_file(self) -> None:
        """No connection file."""


class KitKernels(AsyncMappingKernelManager):
    """Every kernel, its owner, and the clock that ends kernels whose page is gone."""

    grace = Float(8.0, help="Seconds a kernel outlives its last websocket: a short loss is no loss.")
    patience = Float(60.0, help="Seconds a page has to open its first websocket.")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.owners: dict[str, Owner] = {}
        self._owned: dict[Owner, dict[str, None]] = {}  # the other way round, oldest first
        self.paces = Paces(MESSAGES_AT_ONCE, MESSAGES_A_SECOND)
        self._ends: dict[str, asyncio.TimerHandle] = {}
        self._going: set[asyncio.Task[None]] = set()

    # -- virtual or real -------------------------------------------------------------------------

    def pre_start_kernel(self, kernel_name: str | None, kwargs: Any) -> tuple[Any, str, str]:
        if kernel_name != VIRTUAL:
            kwargs.pop("notebook", None)
            return super().pre_start_kernel(kernel_name, kwargs)
        kernel_id = kwargs.pop("kernel_id", None) or self.new_kernel_id()
        return VirtualKernelManager(parent=self, log=self.log, kernel_name=VIRTUAL), VIRTUAL, kernel_id

    def start_watching_activity(self, kernel_id: str) -> None:
        """Watching opens a ZMQ socket, and a virtual kernel has nobody at the other end."""
        if self.virtual(kernel_id) is None:
            super().start_watching_activity(kernel_id)  # type: ignore[no-untyped-call]

    def stop_watching_activity(self, kernel_id: str) -> None:
        if self.virtual(kernel_id) is None:
            super().stop_watching_activity(kernel_id)  # type: ignore[no-untyped-call]

    def virtual(self, kernel_id: str) -> VirtualKernel | None:
        """The virtual kernel of this id; None if it is a real one or gone."""
        manager = self._kernels.get(kernel_id)
        return manager.kernel if isinstance(manager, VirtualKernelManager) else None

    # -- owners ----------------------------------------------------------------------------------

    async def open(self, owner: Owner, kernel_name: str, **options: Any) -> str:
        """Start a kernel that only ``owner`` may attach to or end. Returns its id."""
        mine = list(self._owned.get(owner, ()))
        for old in mine[: max(0, len(mine) - KERNELS_PER_OWNER + 1)]:
            await self.end(old)
        kernel_id = str(await self.start_kernel(kernel_name=kernel_name, **options))
        self.owners[kernel_id] = owner
        self._owned.setdefault(owner, {})[kernel_id] = None
        self._end_after(kernel_id, self.patience)
        return kernel_id

    def owner(self, kernel_id: str) -> Owner | None:
        return self.owners.get(kernel_id) if kernel_id in self else None

    def pace(self, kernel_id: str) -> Bucket:
        """How fast this kernel's owner may send messages, with all pages together."""
        owner = self.owner(kernel_id)
        return self.paces.of(owner.ticket if owner else kernel_id, time.monotonic())

    def remove_kernel(self, kernel_id: str) -> Any:
        self._disown(kernel_id)
        timer = self._ends.pop(kernel_id, None)
        if timer is not None:
            timer.cancel()
        return super().remove_kernel(kernel_id)

    def _disown(self, kernel_id: str) -> None:
        owner = self.owners.pop(kernel_id, None)
        if owner is not None:
            mine = self._owned[owner]
            del mine[kernel_id]
            if not mine:
                del self._owned[owner]

    def __len__(self) -> int:
        """How many kernels there are; who inherits this lists them all."""
        return len(self._kernels)

    # -- coming and going ------------------------------------------------------------------------

    def notify_connect(self, kernel_id: str) -> None:
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]
        timer = self._ends.pop(kernel_id, None)
        if timer is not None:
            timer.cancel()

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if self._kernel_connections.get(kernel_id) == 0 and kernel_id in self:
            self._end_after(kernel_id, self.grace)

    async def end(self, kernel_id: str) -> None:
        """End a kernel now; one that is gone already is no error."""
        if kernel_id in self:
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    def _end_after(self, kernel_id: str, seconds: float) -> None:
        before = self._ends.pop(kernel_id, None)
        if before is not None:
            before.cancel()
        self._ends[kernel_id] = asyncio.get_running_loop().call_later(seconds, self._end_soon, kernel_id)

    def _end_soon(self, kernel_id: str) -> None:
        self._ends.pop(kernel_id, None)
        task = asyncio.get_running_loop().create_task(self.end(kernel_id))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
