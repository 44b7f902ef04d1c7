"""When Python looks for garbage: in quiet moments, not in the middle of an inject.

Reference counts free nearly everything at once. What is left are closed pages, which hold themselves in
circles. To find them Python walks all objects it knows, 0.2 s with five hundred pages open, and left to
itself it does so when much is going on: then everybody waits. So what stays is set aside
(``gc.freeze``), and the whole is walked when the server has something to sweep and is quiet.

What was freed still belongs to the process. Reading exercises and notebooks at the start takes 25 MB that
nobody needs any more, in pieces between others. glibc keeps such pieces until it is asked to give them back.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable

YOUNG, MIDDLE, OLD = 100_000, 20, 20
"""Python's thresholds. A thousand votes at once, with all that is alive until they are stored, are fewer
objects than ``YOUNG``: nobody walks them in the middle."""

FEW = 10_000
"""New objects that are walked in a quiet moment: a few milliseconds."""

WORTH = 4.0
"""Seconds of processor time since the last sweep after which another is worth while."""

OVERDUE = 60.0
"""The same, after which the sweep waits for no quiet moment."""

QUIET = 0.1
"""Share of one processor below which the server counts as quiet."""

STILL = 4
"""How many quiet looks in a row: nobody is in the middle of something."""


class Broom:
    """Sweeps when it is time. ``look`` is called again and again, some times a second."""

    def __init__(self) -> None:
        gc.set_threshold(YOUNG, MIDDLE, OLD)
        self._give_back = giving_back()
        self.sweeps = self._quiet = 0
        self._at = self._used = self._swept = 0.0
        self.sweep()

    def look(self) -> None:
        """Sweep if there is reason to, and the last looks were quiet."""
        at, used = time.monotonic(), time.process_time()
        busy = (used - self._used) / max(at - self._at, 1e-3)
        self._at, self._used = at, used
        self._quiet = self._quiet + 1 if busy < QUIET else 0
        since = used - self._swept
        if since > OVERDUE or (since > WORTH and self._quiet >= STILL):
            self.sweep()
        elif self._quiet and gc.get_count()[0] > FEW:
            gc.collect(0)

    def sweep(self) -> None:
        """Free what nobody can reach any more; set the rest aside until the next sweep."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._give_back(0)
        self.sweeps += 1
        self._at, self._used = time.monotonic(), time.process_time()
        self._swept = self._used  # what sweeping itself costs is no reason to sweep


def giving_back() -> Callable[[int], object]:
    """glibc's ``malloc_trim``: all free memory goes back to the system, but for so many bytes at its end.

    Does nothing where the C library has no such function: on macOS, on Windows, and with musl."""
    known = ctypes.CDLL(None) if sys.platform == "linux" else None
    trim: Callable[[int], object] = getattr(known, "malloc_trim", lambda _kept: 0)
    return trim
