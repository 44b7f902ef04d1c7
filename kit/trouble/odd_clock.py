"""A clock that somebody sets, and a laptop that sleeps: for a server that a rehearsal starts.

The server's Python is started with a line of ours before the kit's own (``START``), which puts two numbers on
top of what its ``time`` says: seconds on the wall clock, and seconds on the clock that counts sleep. They lie
in a file that the rehearsal writes. There is no such door in the kit: a server that was not started this way
knows nothing of it. What does not ask ``time`` (the system's own stamps, ``datetime.now``) goes on unmoved.
"""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.testbed.serverproc import SERVE

ZONE = "America/New_York"  # where clocks are put forward and back
START = "from kit.trouble.odd_clock import obey; obey({path!r}); " + SERVE
HOUR = 3600.0
BEFORE = 2.0  # seconds before midnight, or before the clocks are put back
JUMPS = ("forth", "back", "midnight", "summer time")
_BOTH = struct.Struct("<dd")


class OddClock:
    """The two numbers, in seconds, as the rehearsal sets them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.wall = self.asleep = 0.0
        self._write()

    @property
    def start(self) -> str:
        """What the server's Python does, instead of ``SERVE``."""
        return START.format(path=str(self.path))

    def set_forth(self, seconds: float) -> None:
        """Somebody sets the wall clock, back when negative."""
        self.wall += seconds
        self._write()

    def sleep(self, seconds: float) -> None:
        """The laptop sleeps: only the event loop's own clock stands still."""
        self.wall += seconds
        self.asleep += seconds
        self._write()

    def put_right(self) -> None:
        """Before a start: a clock that is ahead is right again, or a room would think hours had passed."""
        self.wall = min(self.wall, self.asleep)
        self._write()

    def _write(self) -> None:
        self.path.touch()
        with self.path.open("r+b") as file:  # in place: the server has it mapped
            file.write(_BOTH.pack(self.wall, self.asleep))


def jump(how: str, share: float, now: float) -> float:
    """By how many seconds the wall clock jumps: hours, or to just before midnight or the end of summer time,
    both in the past. ``share``: from 0 to 1; ``now``: the time on the wall, in seconds since 1970."""
    match how:
        case "forth":
            return HOUR * (1 + 8 * share)
        case "back":
            return -HOUR * (1 + 8 * share)
        case "midnight":
            today = datetime.fromtimestamp(now, ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0)
            return today.timestamp() - BEFORE - now
        case _:
            return _last_change(now) - BEFORE - now


def _last_change(now: float) -> float:
    """When clocks in ``ZONE`` were last put forth or back."""
    zone, at = ZoneInfo(ZONE), datetime.fromtimestamp(now, UTC).replace(minute=0, second=0, microsecond=0)
    offset = at.astimezone(zone).utcoffset()
    while at.astimezone(zone).utcoffset() == offset:
        at -= timedelta(hours=1)
    return (at + timedelta(hours=1)).timestamp()


def obey(path: str) -> None:
    """In the server, before anything else is imported: ``time`` follows the numbers in a file."""
    with Path(path).open("rb") as file:
        numbers = mmap.mmap(file.fileno(), _BOTH.size, access=mmap.ACCESS_READ)
    added = {getattr(time, "CLOCK_REALTIME", -1): 0, getattr(time, "CLOCK_BOOTTIME", -2): 1}

    def more(which: int) -> float:
        return float(_BOTH.unpack_from(numbers)[which])

    def of_clock(real: Callable[[int], Any], unit: int) -> Callable[[int], Any]:
        def read(clock: int) -> Any:
            extra = more(added[clock]) if clock in added else 0.0
            return real(clock) + type(real(clock))(extra * unit)

        return read

    real_time, real_time_ns = time.time, time.time_ns
    changed: dict[str, Callable[..., Any]] = {
        "time": lambda: real_time() + more(0),
        "time_ns": lambda: real_time_ns() + int(more(0) * 1e9),
    }
    if hasattr(time, "clock_gettime"):  # not on Windows
        changed["clock_gettime"] = of_clock(time.clock_gettime, 1)
        changed["clock_gettime_ns"] = of_clock(time.clock_gettime_ns, 10**9)
    for name, function in changed.items():
        setattr(time, name, function)
