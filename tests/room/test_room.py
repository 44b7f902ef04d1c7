"""A live run: what is acknowledged is on disk, and everybody learns of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from kit.engine.commands import Actor, CastVote, CreateRun, Note, OpenDecision, Role, parse
from kit.engine.decide_play import next_command
from kit.engine.refusal import Refused
from kit.room import news
from kit.room.join import take_seat
from kit.room.room import NotSaved, Room, said
from kit.room.rooms import FACILITATOR, Rooms
from kit.store.journal import Batch, Journal, StoreError
from kit.store.open import open_journal
from tests.room.conftest import EXERCISES
from tests.waiting import until


async def facilitate(room: Room, name: str, **args: object) -> None:
    await room.submit(parse(name, args), FACILITATOR, f"{name}-{room.run.seq}")


async def play_to_first_decision(room: Room) -> None:
    await facilitate(room, "start-exercise")
    while True:
        following = next_command(room.run)
        assert following is not None
        await facilitate(room, following[0], **following[1])
        if following[0] == "open-decision":
            return


async def new_room(rooms: Rooms, players: int = 3) -> tuple[Room, list[Actor]]:
    room = await rooms.create(CreateRun("hurricane"))
    tickets = [await take_seat(room, Role.PLAYER, "GB8", "") for _ in range(players)]
    return room, [ticket.actor for ticket in tickets]


async def test_what_is_acknowledged_is_in_the_file_and_comes_back_after_a_restart(
    rooms: Rooms, file: Path
) -> None:
    room, (one, *_) = await new_room(rooms)
    await play_to_first_decision(room)
    receipt = await room.submit(CastVote("B-D1", "b", "It stays true."), one, "vote")
    again = open_journal(str(file))  # as another process would find it, while this one still runs
    reopened = Rooms(again, EXERCISES).room(room.id)
    assert reopened.run.seq == receipt.seq
    assert reopened.run.ballot is not None
    assert reopened.run.ballot.votes[one.seat].option == "b"
    assert reopened.run == room.run
    await reopened.close()
    again.close()


async def test_three_hundred_votes_at_once_are_all_stored_in_a_few_transactions(file: Path) -> None:
    journal = Counting(open_journal(str(file)))
    house = Rooms(journal, EXERCISES)
    room = await house.create(CreateRun("hurricane"))
    tickets = await asyncio.gather(*(take_seat(room, Role.PLAYER, "GB8", "") for _ in range(300)))
    await play_to_first_decision(room)
    journal.transactions = 0
    votes = [
        room.submit(CastVote("B-D1", "b", f"reason {n}"), t.actor, f"v{n}") for n, t in enumerate(tickets)
    ]
    receipts = await asyncio.gather(*votes)
    assert room.run.ballot is not None
    assert len(room.run.ballot.votes) == 300
    assert sorted(r.seq for r in receipts) == list(range(room.run.seq - 299, room.run.seq + 1))
    assert journal.transactions <= 20
    await house.close()
    journal.close()


async def test_a_full_disk_is_told_and_nothing_is_said_to_be_saved(file: Path) -> None:
    journal = Counting(open_journal(str(file)))
    house = Rooms(journal, EXERCISES)
    room, (one, *_) = await new_room(house)
    await play_to_first_decision(room)
    before = room.run
    journal.trouble = StoreError("The disk is full. Nothing new is being saved. Free some space now.")
    with pytest.raises(NotSaved, match="disk is full"):
        await room.submit(CastVote("B-D1", "b"), one, "vote")
    assert room.run == before
    journal.trouble = None
    await room.submit(CastVote("B-D1", "b"), one, "vote")  # the page sends it again, with the same id
    assert room.run.ballot is not None
    assert room.run.ballot.votes[one.seat].option == "b"
    await house.close()
    journal.close()


async def test_a_wish_for_a_run_sent_twice_makes_one_run(rooms: Rooms) -> None:
    wish = CreateRun("hurricane")
    one, other = await asyncio.gather(
        rooms.create(wish, "the-same-wish"), rooms.create(wish, "the-same-wish")
    )
    assert one is other
    assert len(rooms.listing()) == 1
    assert (await rooms.create(wish, "another-wish")).id != one.id


async def test_a_run_that_the_disk_cannot_take_is_not_saved_and_says_why(file: Path) -> None:
    journal = Counting(open_journal(str(file)))
    house = Rooms(journal, EXERCISES)

    def full(key: str, text: str) -> None:
        raise StoreError("The disk is full.")

    journal.put = full
    with pytest.raises(NotSaved, match="disk is full"):
        await house.create(CreateRun("hurricane"))
    assert house.listing() == []
    await house.close()
    journal.close()


async def test_votes_waiting_behind_a_failed_write_fail_with_it_and_none_is_half_done(file: Path) -> None:
    journal = Counting(open_journal(str(file)))
    house = Rooms(journal, EXERCISES)
    room, actors = await new_room(house, 10)
    await play_to_first_decision(room)
    journal.trouble = StoreError("The disk is full.")
    votes = [room.submit(CastVote("B-D1", "b"), actor, actor.seat) for actor in actors]
    results = await asyncio.gather(*votes, return_exceptions=True)
    assert all(isinstance(result, NotSaved) for result in results)
    journal.trouble = None
    stored = [row.name for row in journal.read(room.id)]
    assert "vote-cast" not in stored
    assert room.run.seq == len(stored)
    await house.close()
    journal.close()


async def test_two_processes_on_one_run_both_get_through(rooms: Rooms, file: Path) -> None:
    room, (one, two, _) = await new_room(rooms)
    await play_to_first_decision(room)
    other_journal = open_journal(str(file))
    other = Rooms(other_journal, EXERCISES).room(room.id)
    await room.submit(CastVote("B-D1", "a"), one, "here")
    await other.submit(CastVote("B-D1", "b"), two, "there")  # this process had not seen the vote "here"
    assert other.run.ballot is not None
    assert {seat: vote.option for seat, vote in other.run.ballot.votes.items()} == {
        one.seat: "a",
        two.seat: "b",
    }
    await room.submit(Note("both"), FACILITATOR, "note")
    assert room.run.ballot is not None
    assert len(room.run.ballot.votes) == 2
    await other.close()
    other_journal.close()


async def test_a_command_sent_again_after_a_lost_answer_is_answered_and_not_done_twice(rooms: Rooms) -> None:
    room, (one, *_) = await new_room(rooms)
    await play_to_first_decision(room)
    first = await room.submit(CastVote("B-D1", "b"), one, "vote")
    second = await room.submit(CastVote("B-D1", "b"), one, "vote")
    assert (first.seq, first.at) == (second.seq, second.at)


def next_round(room: Room) -> None:
    """The news that wait for their time go out now."""
    if room._news._next is not None:
        room._news._next.cancel()
        room._news._tell()


async def test_followers_are_told_and_a_burst_is_told_together(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, actors = await new_room(rooms, 20)
    await play_to_first_decision(room)
    monkeypatch.setattr(news, "PACE", 3600.0)
    next_round(room)
    told: list[int] = []
    stop = room.follow(lambda: told.append(room.run.seq))
    await asyncio.gather(*(room.submit(CastVote("B-D1", "b"), actor, actor.seat) for actor in actors))
    assert told == []
    next_round(room)
    assert told == [room.run.seq]
    stop()
    await room.submit(Note("nobody listens"), FACILITATOR, "note")
    next_round(room)
    assert len(told) == 1


async def test_after_a_quiet_time_followers_are_told_at_once(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = await new_room(rooms, 1)
    await play_to_first_decision(room)
    next_round(room)
    room._news._told = float("-inf")
    monkeypatch.setattr(news, "PACE", 3600.0)
    told: list[int] = []
    room.follow(lambda: told.append(room.run.seq))
    await room.submit(Note("after an hour"), FACILITATOR, "note")
    await until(lambda: told == [room.run.seq])


async def test_voting_closes_by_itself_when_its_time_is_over(rooms: Rooms) -> None:
    room, _ = await new_room(rooms)
    await play_to_first_decision(room)
    await facilitate(room, "undo")
    clock = room._clock
    opened_at = clock.now()
    await room.submit(OpenDecision("B-D1", 1), FACILITATOR, "open")

    class Later:
        def now(self) -> int:
            return opened_at + 120_000

    room._clock = Later()
    room.wind()
    await until(lambda: room.run.ballot is not None and room.run.ballot.status == "closed")


async def test_a_scheduled_inject_goes_out_on_time_and_waits_for_an_open_vote(rooms: Rooms) -> None:
    room, _ = await new_room(rooms)
    await play_to_first_decision(room)
    rings = listen_to_the_clock(room)
    at = room._clock.now() + 50
    await facilitate(room, "schedule", inject="B2", at=at)
    await until(lambda: at in rings)
    assert "B2" not in room.run.line.marks  # a vote is open; the inject waits
    await facilitate(room, "reveal")
    await facilitate(room, "take-branch", option="b", reason="Said at the table.")
    await until(lambda: "B2" in room.run.line.marks)
    assert room.run.line.marks["B2"].status == "done"


def listen_to_the_clock(room: Room) -> list[int]:
    """When that was due which the room's clock has tried to do, done or refused."""
    rings: list[int] = []
    on_time = room._on_time

    async def ring() -> None:
        due = [at for at, _ in room._due() if at <= room.now()]
        await on_time()
        rings.extend(due)

    room._on_time = ring  # type: ignore[method-assign]
    return rings


async def test_the_old_device_of_a_moved_seat_sees_no_story_and_can_do_nothing(rooms: Rooms) -> None:
    room, (one, *_) = await new_room(rooms)
    await play_to_first_decision(room)
    await room.submit(parse("move-seat", {"seat": one.seat}), Actor(Role.DOOR, "door"), "move")
    view = room.view(one)
    assert view["mine"]["moved"]
    assert (view["feed"], view["decision"]) == ([], None)
    with pytest.raises(Refused, match="another device"):
        await room.submit(CastVote("B-D1", "b"), one, "vote")
    moved = Actor(Role.PLAYER, one.seat, serial=1)
    await room.submit(CastVote("B-D1", "b"), moved, "vote")


async def test_a_refusal_names_the_rooms_time(rooms: Rooms) -> None:
    room, (one, *_) = await new_room(rooms)
    await play_to_first_decision(room)
    await facilitate(room, "close-voting")
    with pytest.raises(Refused) as caught:
        await room.submit(CastVote("B-D1", "b"), one, "vote")
    assert said(caught.value).startswith("Voting closed at ")
    assert "{time}" not in said(caught.value)


class Counting:
    """A real journal that counts its transactions and can be made to fail."""

    def __init__(self, inner: Journal) -> None:
        self._inner = inner
        self.transactions = 0
        self.trouble: StoreError | None = None
        self.read, self.runs, self.last = inner.read, inner.runs, inner.last
        self.put, self.get, self.close, self.append = inner.put, inner.get, inner.close, inner.append
        self.keep, self.watch, self.say = inner.keep, inner.watch, inner.say

    def append_many(self, batches: Sequence[Batch]) -> None:
        self.transactions += 1
        if self.trouble is not None:
            raise self.trouble
        self._inner.append_many(batches)


async def test_the_desk_shows_at_once_who_came_what_was_done_and_how_people_join(rooms: Rooms) -> None:
    room, actors = await new_room(rooms, 2)
    before = room.view(FACILITATOR)
    assert room.view(FACILITATOR)["roster"] is before["roster"], "nothing happened: nothing is made anew"
    room.enter(actors[0])
    assert [row["here"] for row in room.view(FACILITATOR)["roster"]] == [True, False]
    await room.submit(Note("Doors are open."), FACILITATOR, "note-1")
    assert [note["text"] for note in room.view(FACILITATOR)["notes"]] == ["Doors are open."]
    room.join = {**room.join, "address": "another"}
    assert room.view(FACILITATOR)["join"]["address"] == "another"
    room.leave(actors[0])
