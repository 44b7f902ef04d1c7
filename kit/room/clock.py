"""The only place that reads the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the time in milliseconds since the epoch."""

    def now(self) -> int:
        """Milliseconds since the epoch."""


class WallClock:
    """This laptop's clock, never going backwards: a clock set back must not reorder a journal."""

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        """Milliseconds since the epoch, never less than before."""
        self._last = max(self._last, time.time_ns() // 1_000_000)
        return self._last


def room_time(at: int) -> str:
    """A moment as the room's wall clock shows it: "14:06"."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone().strftime("%H:%M")
