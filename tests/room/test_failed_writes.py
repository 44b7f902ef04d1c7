"""What comes in at the very moment a write fails: it must not rest on rows that were never stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kit.engine.commands import CastVote, CloseVoting, Note, Role
from kit.engine.evolve import fold
from kit.engine.refusal import Refused
from kit.room import room as module
from kit.room.join import take_seat
from kit.room.room import NotSaved, Room, recorded
from kit.room.rooms import FACILITATOR, Rooms
from kit.store.journal import StoreError
from kit.store.open import open_journal
from tests.room.conftest import EXERCISES
from tests.room.test_room import Counting, new_room, play_to_first_decision
from tests.waiting import until


@asynccontextmanager
async def another_process(file: Path) -> AsyncIterator[Rooms]:
    """A second process on the same journal, which nobody tells anything: it is always behind."""
    journal = open_journal(str(file))
    house = Rooms(journal, EXERCISES)
    yield house
    await house.close()
    journal.close()


def as_a_write_fails(room: Room, ask: Callable[[], Any]) -> list[asyncio.Task[Any]]:
    """Have something asked of the room after its write has failed and before who asked for it wakes up."""
    writer, asked = room._writer, list[asyncio.Task[Any]]()
    fail = writer._fail

    def failing(*what: Any) -> None:
        if not asked:
            asked.append(asyncio.get_running_loop().create_task(ask()))
        fail(*what)

    writer._fail = failing  # type: ignore[assignment]
    return asked


def stored(room: Room) -> list[str]:
    """The commands in the journal, in order."""
    return [row.command for row in room._journal.read(room.id)]


async def test_people_who_join_in_two_processes_at_once_are_all_in_the_journal_and_on_both_desks(
    rooms: Rooms, file: Path
) -> None:
    here, _ = await new_room(rooms, 0)
    async with another_process(file) as house:
        there = house.room(here.id)
        await take_seat(here, Role.PLAYER, "GB8", "")  # and the other process has not seen it
        late = as_a_write_fails(there, lambda: take_seat(there, Role.PLAYER, "GB8", ""))
        first = await take_seat(there, Role.PLAYER, "GB8", "")
        second = await late[0]
        for ticket in (first, second):
            assert stored(there).count(f"door-{ticket.seat}") == 1
        for room in (here, there):
            await room.catch_up()
            assert room.run == fold(room.exercise, map(recorded, room._journal.read(room.id)))
            assert {first.seat, second.seat} <= {row["seat"] for row in room.view(FACILITATOR)["roster"]}


async def test_a_command_sent_twice_is_not_called_saved_because_its_first_writing_failed(
    rooms: Rooms, file: Path
) -> None:
    """A page that came back sends its vote again, just as the first one fails."""
    here, (one, two, _) = await new_room(rooms)
    await play_to_first_decision(here)
    async with another_process(file) as house:
        there = house.room(here.id)
        await here.submit(CastVote("B-D1", "a"), one, "vote-1")
        again = as_a_write_fails(there, lambda: there.submit(CastVote("B-D1", "b"), two, "vote-2"))
        receipt = await there.submit(CastVote("B-D1", "b"), two, "vote-2")
        assert (await again[0]) == receipt
        assert stored(there).count("vote-2") == 1


async def test_a_command_that_was_in_conflict_is_tried_again_however_long_the_journal_took(
    rooms: Rooms, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRY_FOR", 0.0)
    here, _ = await new_room(rooms)
    async with another_process(file) as house:
        there = house.room(here.id)
        await here.submit(Note("first"), FACILITATOR, "note-1")
        receipt = await there.submit(Note("second"), FACILITATOR, "note-2")
        assert receipt.seq == here.run.seq + 1


async def test_a_vote_is_not_refused_for_a_closing_that_the_disk_did_not_take(file: Path) -> None:
    journal = Counting(open_journal(str(file)))
    house = Rooms(journal, EXERCISES)
    room, (one, *_) = await new_room(house)
    await play_to_first_decision(room)
    journal.trouble = StoreError("The disk is full.")
    closing = asyncio.create_task(room.submit(CloseVoting(), FACILITATOR, "close-the-vote"))
    await asyncio.sleep(0)  # it is with the writer now
    vote = asyncio.create_task(room.submit(CastVote("B-D1", "b"), one, "vote-1"))
    with pytest.raises(NotSaved, match="disk is full"):
        await closing
    journal.trouble = None
    await vote
    assert stored(room)[-1] == "vote-1"
    await house.close()
    journal.close()


async def test_a_vote_after_the_closing_is_refused_as_soon_as_the_closing_is_stored(rooms: Rooms) -> None:
    room, (one, *_) = await new_room(rooms)
    await play_to_first_decision(room)
    closing = asyncio.create_task(room.submit(CloseVoting(), FACILITATOR, "close-the-vote"))
    await asyncio.sleep(0)
    with pytest.raises(Refused):
        await room.submit(CastVote("B-D1", "b"), one, "vote-1")
    assert (await closing).seq == room.run.seq


async def test_what_could_not_be_read_when_it_was_told_is_read_again_though_nobody_tells_twice(
    rooms: Rooms, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    here, _ = await new_room(rooms, 0)
    async with another_process(file) as house:
        there = house.room(here.id)
        await here.submit(Note("told once"), FACILITATOR, "note-1")
        read = there._journal.read

        def unreadable(*_: Any) -> Any:
            monkeypatch.setattr(there._journal, "read", read)
            raise StoreError("The database cannot be reached.")

        monkeypatch.setattr(there._journal, "read", unreadable)
        await there.catch_up(here.run.seq)
        assert there.run.seq < here.run.seq
        await until(lambda: there.run.seq >= here.run.seq)


async def test_a_page_that_breaks_over_the_news_does_not_keep_it_from_the_others(
    rooms: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    room, _ = await new_room(rooms, 0)
    told: list[int] = []

    def broken() -> None:
        raise KeyError("roster")

    room.follow(broken)
    room.follow(lambda: told.append(room.run.seq))
    await room.submit(Note("news"), FACILITATOR, "note-1")
    await until(lambda: told[-1:] == [room.run.seq])
    assert "did not take the news" in caplog.text
