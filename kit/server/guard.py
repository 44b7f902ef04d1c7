"""Who stands before a kernel and looks at every message that a browser sends it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from kit.room.pace import Bucket
from kit.server.framing import unframe
from kit.server.kernel import Message

log = logging.getLogger("kit.server")

STRIKES = 20
"""Messages that are none of a page of ours, after which a connection is closed."""

CLOSE_POLICY, CLOSE_UNREADABLE = 1008, 1007  # RFC 6455, 7.4.1


class Guard:
    """Stands before a kernel: counts what is sent, and ends a connection where that is no page's of ours.

    ``pace``: shared by all connections of a ticket, or whoever floods would only have to open another.
    Once it has ended, what still arrives is neither read nor logged."""

    def __init__(self, kernel_id: str, pace: Bucket, close: Callable[[int, str], None]) -> None:
        self.pace = pace
        self._kernel_id, self._close = kernel_id, close
        self._strikes = 0
        self._ended = False

    def admit(self, data: str | bytes) -> Message | None:
        """The message in a frame; None if it is not to be answered."""
        if self._ended:
            return None
        if not self.pace.spend(time.monotonic()):
            self._end(CLOSE_POLICY, "too many messages")
            return None
        try:
            return unframe(data if isinstance(data, bytes) else data.encode())
        except ValueError as error:
            log.warning("kernel %s: %.200s", self._kernel_id, error)
            self._end(CLOSE_UNREADABLE, "unreadable")
            return None

    def strike(self) -> None:
        """A message was none that a page of ours sends."""
        self._strikes += 1
        if self._strikes >= STRIKES:
            self._end(CLOSE_POLICY, "not a page of ours")

    def _end(self, code: int, why: str) -> None:
        log.warning("kernel %s: connection closed: %s", self._kernel_id, why)
        self._ended = True
        self._close(code, why)
