"""The room's time when the laptop's clock is set, back or forth, and when the laptop sleeps."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from kit.engine.commands import Actor, CastVote, CreateRun, Note, OpenDecision, Role
from kit.report.make import report_of
from kit.room import clock as clocks
from kit.room.clock import WallClock
from kit.room.join import take_seat
from kit.room.room import Room, recorded
from kit.room.rooms import FACILITATOR, Rooms
from kit.store.journal import Journal
from kit.store.open import open_journal
from tests.room.conftest import EXERCISES
from tests.room.test_room import facilitate, play_to_first_decision

HOUR = 3_600_000
MINUTE = 60_000


class Setting:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.at = 1_795_300_000_000

    def now(self) -> int:
        return self.at


@pytest.mark.parametrize("by", [-5 * HOUR, 5 * HOUR])
def test_setting_the_laptops_clock_changes_nothing_in_a_room(
    by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = WallClock()
    before = clock.now()
    wall = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: wall + by * 1_000_000)
    assert 0 <= clock.now() - before < 60_000


def test_time_that_a_laptop_sleeps_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = WallClock()
    before, awake = clock.now(), clocks.steady()
    monkeypatch.setattr(clocks, "steady", lambda: awake + HOUR * 1_000_000)
    assert HOUR <= clock.now() - before < HOUR + 60_000


async def open_house(file: Path, clock: Setting) -> tuple[Journal, Rooms]:
    journal = open_journal(str(file))
    return journal, Rooms(journal, EXERCISES, clock)


async def to_a_vote(rooms: Rooms, minutes: int | None = 1) -> Room:
    room = await rooms.create(CreateRun("hurricane"))
    await take_seat(room, Role.PLAYER, "GB8", "")
    await play_to_first_decision(room)
    await facilitate(room, "undo")
    await room.submit(OpenDecision("B-D1", minutes), FACILITATOR, "open")
    return room


async def test_after_a_start_with_the_clock_set_back_time_goes_on_from_the_last_event(file: Path) -> None:
    clock = Setting()
    journal, rooms = await open_house(file, clock)
    before = await to_a_vote(rooms)
    await rooms.close()
    journal.close()

    clock.at -= 3 * HOUR  # the laptop was started again, and somebody had set its clock
    journal, rooms = await open_house(file, clock)
    room = rooms.room(before.id)
    assert room.run == before.run
    ballot = room.run.ballot
    assert ballot is not None
    assert ballot.closes_at is not None
    assert 0 < ballot.closes_at - room.now() <= MINUTE  # the countdown goes on, and is not negative
    player = next(seat for seat in room.run.seats.values() if seat.role is Role.PLAYER)
    await room.submit(CastVote("B-D1", "b"), Actor(Role.PLAYER, player.id), "vote")
    clock.at += MINUTE
    room.wind()
    await closed(room)
    await room.submit(Note("after"), FACILITATOR, "note")
    times = [row.at for row in journal.read(room.id)]
    assert times == sorted(times)
    report = report_of(room.id, room.exercise, [recorded(row) for row in journal.read(room.id)])
    assert report.title
    await rooms.close()
    journal.close()


async def test_a_vote_whose_time_passed_while_the_laptop_slept_closes_soon_after(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.room.room.PATIENCE", 0.02)
    clock = Setting()
    journal, rooms = await open_house(file, clock)
    room = await to_a_vote(rooms, 15)
    clock.at += 16 * MINUTE  # an hour on the wall; the event loop's own timers stood still
    await closed(room)
    await rooms.close()
    journal.close()


async def test_a_clock_that_jumps_back_in_a_vote_neither_prolongs_it_nor_reorders_anything(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.room.room.PATIENCE", 0.02)
    clock = Setting()
    journal, rooms = await open_house(file, clock)
    room = await to_a_vote(rooms)
    opened = room.now()
    clock.at -= 2 * HOUR
    assert room.now() == opened
    clock.at += MINUTE
    await closed(room)
    times = [row.at for row in journal.read(room.id)]
    assert times == sorted(times)
    assert times[-1] - opened == MINUTE
    await rooms.close()
    journal.close()


async def closed(room: Room) -> None:
    """Wait until the voting has closed by itself."""
    changed = asyncio.Event()
    stop = room.follow(changed.set)
    async with asyncio.timeout(20):
        while room.run.ballot is not None and room.run.ballot.status == "open":
            changed.clear()
            await changed.wait()
    stop()
