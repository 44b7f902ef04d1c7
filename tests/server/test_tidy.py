from __future__ import annotations

import gc
import platform
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from kit.server.tidy import FEW, OVERDUE, STILL, WORTH, Broom


class Times:
    """A clock and a processor that stand still until a test moves them."""

    def __init__(self) -> None:
        self.at = self.used = 0.0

    def pass_by(self, busy: float) -> None:
        """Half a second with the processor ``busy`` for a share of it."""
        self.at += 0.5
        self.used += 0.5 * busy


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Iterator[Times]:
    times, before = Times(), gc.get_threshold()
    monkeypatch.setattr(time, "monotonic", lambda: times.at)
    monkeypatch.setattr(time, "process_time", lambda: times.used)
    yield times
    gc.unfreeze()
    gc.set_threshold(*before)


def looks(broom: Broom, times: Times, number: int, busy: float) -> int:
    """How many sweeps so many looks bring."""
    before = broom.sweeps
    for _ in range(number):
        times.pass_by(busy)
        broom.look()
    return broom.sweeps - before


def test_work_is_swept_up_after_in_the_first_quiet_moment_and_only_once(times: Times) -> None:
    broom = Broom()
    assert looks(broom, times, int(2 * WORTH) + 2, busy=1.0) == 0, (
        "in the middle of it nobody waits for a broom"
    )
    assert looks(broom, times, STILL - 1, busy=0.0) == 0
    assert looks(broom, times, 100, busy=0.0) == 1


def test_nothing_is_swept_when_little_was_done(times: Times) -> None:
    assert looks(Broom(), times, 100, busy=0.01) == 0


def test_without_a_quiet_moment_it_is_swept_all_the_same(times: Times) -> None:
    assert looks(Broom(), times, int(2 * OVERDUE) + 2, busy=1.0) == 1


def test_what_became_garbage_after_it_was_set_aside_is_found(times: Times) -> None:
    class Ring:
        pass

    def rings() -> int:
        return sum(type(thing) is Ring for thing in gc.get_objects())

    ring: Any = Ring()
    ring.itself = ring
    broom = Broom()
    del ring
    gc.collect()
    gc.unfreeze()
    assert rings() == 1, "set aside, it outlives Python's own search"
    gc.freeze()
    broom.sweep()
    gc.unfreeze()
    assert rings() == 0


def test_new_objects_are_walked_in_a_quiet_moment_and_not_in_the_middle_of_something(times: Times) -> None:
    broom = Broom()
    new: list[list[int]] = [[] for _ in range(2 * FEW)]
    looks(broom, times, 1, busy=1.0)
    waiting_while_busy = gc.get_count()[0]
    looks(broom, times, 1, busy=0.0)
    assert (waiting_while_busy > FEW < len(new), gc.get_count()[0] < FEW) == (True, True)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked to give memory back")
def test_what_was_freed_between_what_stays_goes_back_to_the_system(times: Times) -> None:
    def held() -> float:
        return float(psutil.Process().memory_info().rss / 2**20)

    broom, pieces = Broom(), [bytes(20_000) for _ in range(3000)]
    stays = pieces[::100]
    del pieces
    before = held()
    broom.sweep()
    assert before - held() > 30, "of nearly 60 MB that were freed in pieces"
    assert len(stays) == 30
