"""What a house does at its start is done once for all houses of a test process.

A house reads the whole shelf, and a server walks through all of Python's objects for garbage: half of the
time of a small test. The files are read again as soon as one of them is another.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from kit.briefing.shelf import read_briefings
from kit.scenario.shelf import read_shelf

T = TypeVar("T")


def read_once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """The same reading of a folder; its texts as they were are not read twice."""
    seen: dict[tuple[object, ...], T] = {}

    @functools.wraps(read)
    def reading(folder: Path) -> T:
        files = ((path, path.stat()) for path in sorted(folder.rglob("*.yaml")) if path.is_file())
        key = (folder, *((path, now.st_mtime_ns, now.st_size, now.st_ino) for path, now in files))
        if key not in seen:
            seen[key] = read(folder)
        return seen[key]

    return reading


@functools.cache
def share_shelves() -> None:
    """From now on all houses of this process share what they read."""
    patch = pytest.MonkeyPatch()  # never undone
    patch.setattr("kit.room.rooms.read_shelf", read_once(read_shelf))
    patch.setattr("kit.room.briefings.read_briefings", read_once(read_briefings))


@functools.cache
def share_broom() -> None:
    """From now on all servers of this process share what sweeps up after them."""
    from kit.server.tidy import Broom  # not for tests of rooms alone: it loads the web server

    pytest.MonkeyPatch().setattr("kit.server.upkeep.Broom", functools.cache(Broom))
