"""The only place that reads the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the time in milliseconds since the epoch."""

    def now(self) -> int:
        """Milliseconds since the epoch."""


def steady() -> int:
    """Nanoseconds that pass evenly, also while the laptop sleeps, whatever its clock is set to.

    On Linux the monotonic clock stands still during a sleep and BOOTTIME goes on; elsewhere the
    monotonic one goes on (Python's documentation of ``time.CLOCK_BOOTTIME`` and ``time.monotonic``)."""
    boot: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if boot is None else time.clock_gettime_ns(boot)


class WallClock:
    """This laptop's clock as it was at the start, going on evenly. Whoever sets the clock in the middle of
    a run, back or forth, neither reorders the journal nor ends or prolongs a vote."""

    def __init__(self) -> None:
        self._ahead = time.time_ns() - steady()

    def now(self) -> int:
        """Milliseconds since the epoch, never less than before."""
        return (self._ahead + steady()) // 1_000_000


def room_time(at: int) -> str:
    """A moment as the room's wall clock shows it: "14:06"."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone().strftime("%H:%M")
