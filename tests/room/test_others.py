"""Two processes on one journal: each has rooms of its own, and both show the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kit.engine.commands import Actor, CastVote, CreateRun, Note, OpenDecision, Role
from kit.room.join import find, take_seat
from kit.room.room import NotSaved, Room
from kit.room.rooms import FACILITATOR, Rooms
from kit.store import postgres
from kit.store.open import open_journal
from kit.testbed.database import Database, own_database
from tests.room.conftest import EXERCISES
from tests.room.test_room import facilitate, new_room, play_to_first_decision
from tests.waiting import until


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with own_database() as database:
        yield database


@pytest.fixture(autouse=True)
def _said_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comings and goings are gathered for a moment only."""
    monkeypatch.setattr("kit.room.others.SAY_AFTER", 0.02)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/runs.kit"
    schema = f"t{abs(hash(tmp_path))}"
    database.ask(f"create schema {schema}")
    return database.url(options=f"-csearch_path={schema}")


@asynccontextmanager
async def house(url: str) -> AsyncIterator[Rooms]:
    """What a process has: a journal's connections and rooms. That they share one loop changes nothing."""
    journal = open_journal(url)
    rooms = Rooms(journal, EXERCISES)
    rooms.watch()
    yield rooms
    await rooms.close()
    journal.close()


async def same_room(one: Rooms, other: Rooms, room: Room) -> Room:
    """A run begun in one process, opened in the other."""
    await until(lambda: other.by_code(room.code) is not None)
    return other.room(room.id)


async def test_a_run_begun_in_one_process_can_be_joined_in_the_other_and_its_desk_sees_all(url: str) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one, 1)
        there = await same_room(one, other, here)
        assert find(other, here.code) == (there, Role.PLAYER)
        told: list[int] = []
        here.follow(lambda: told.append(here.run.seq))
        await take_seat(there, Role.PLAYER, "GB1", "")
        await until(lambda: len(here.view(FACILITATOR)["roster"]) == 2)
        await until(lambda: bool(told) and told[-1] == there.run.seq)
        assert here.run == there.run


async def test_both_make_the_tickets_of_the_other_readable(url: str) -> None:
    async with house(url) as one, house(url) as other:
        assert one.secret("tickets") == other.secret("tickets")


async def test_sixty_votes_in_two_processes_at_once_are_all_stored_once_and_seen_by_both(url: str) -> None:
    async with house(url) as one, house(url) as other:
        here, actors = await new_room(one, 60)
        await play_to_first_decision(here)
        there = await same_room(one, other, here)
        votes = [
            (here, there)[n % 2].submit(CastVote("B-D1", "b", f"reason {n}"), actor, f"vote-{n}")
            for n, actor in enumerate(actors)
        ]
        receipts = await asyncio.gather(*votes)
        assert len({receipt.seq for receipt in receipts}) == 60
        for room in (here, there):
            await until(lambda room=room: room.run.seq == max(r.seq for r in receipts))  # type: ignore[misc]
            assert room.run.ballot is not None
            assert len(room.run.ballot.votes) == 60
        assert here.run == there.run
        names = [row.name for row in here._journal.read(here.id)]
        assert names.count("vote-cast") == 60


async def test_a_vote_closes_once_when_its_time_is_over_in_two_processes(url: str) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        await play_to_first_decision(here)
        await facilitate(here, "undo")
        opened_at = here._clock.now()
        await here.submit(OpenDecision("B-D1", 1), FACILITATOR, "open")
        there = await same_room(one, other, here)
        await until(lambda: there.run.seq == here.run.seq)

        class Later:
            def now(self) -> int:
                return opened_at + 120_000

        for room in (here, there):
            room._clock = Later()
            room.wind()
        for room in (here, there):
            await until(lambda room=room: room.run.ballot.status == "closed")  # type: ignore[misc]
        await here.submit(Note("afterwards"), FACILITATOR, "note")
        names = [row.name for row in here._journal.read(here.id)]
        assert names.count("voting-closed") == 1


async def test_a_command_sent_to_both_processes_is_done_once(url: str) -> None:
    """As a page does whose process died with the answer on its way."""
    async with house(url) as one, house(url) as other:
        here, (voter, *_) = await new_room(one)
        await play_to_first_decision(here)
        there = await same_room(one, other, here)
        first, second = await asyncio.gather(
            here.submit(CastVote("B-D1", "b"), voter, "the-same-vote"),
            there.submit(CastVote("B-D1", "b"), voter, "the-same-vote"),
        )
        assert (first.seq, first.at) == (second.seq, second.at)


async def test_a_computer_whose_clock_is_behind_does_not_write_before_the_run_s_last_event(url: str) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        there = await same_room(one, other, here)
        ahead = here._clock.now() + 60_000

        class Ahead:
            def now(self) -> int:
                return ahead

        here._clock = Ahead()
        await here.submit(Note("from the future"), FACILITATOR, "note-1")
        await until(lambda: there.run.seq == here.run.seq)
        receipt = await there.submit(Note("after it"), FACILITATOR, "note-2")
        assert receipt.at == ahead
        at = [row.at for row in there._journal.read(there.id)]
        assert at == sorted(at)


def is_here(desk: Room, actor: Actor) -> bool:
    rows = {row["seat"]: row["here"] for row in desk.view(FACILITATOR)["roster"]}
    return bool(rows[actor.seat])


async def test_the_desk_sees_who_is_on_a_page_of_the_other_process(database: Database) -> None:
    database.ask("create schema presence")
    url = database.url(options="-csearch_path=presence")
    async with house(url) as one:
        here, (early, late, _) = await new_room(one)
        async with house(url) as other:
            there = await same_room(one, other, here)
            there.enter(early)
            await until(lambda: is_here(here, early))
            here.enter(late)
            await until(lambda: is_here(there, late))
            async with house(url) as third:  # and whoever comes later is told
                again = await same_room(one, third, here)
                again.enter(late)
                await until(lambda: is_here(again, early))
                await until(lambda: here.presence.here[late.seat] == 2)
                here.leave(late)
                assert is_here(here, late)  # the second page is still open
            await until(lambda: not is_here(here, late))
            there.leave(early)
            await until(lambda: not is_here(here, early))
            there.enter(early)
            await until(lambda: is_here(here, early))
        await until(lambda: not is_here(here, early))  # the process left, and said so


async def test_a_newcomer_who_is_heard_while_we_leave_is_not_answered(tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path}/runs.kit") as one:
        others = one._others
        assert others is not None
    others._hear('{"from": "a newcomer", "run": "r1", "here": {}, "more": false}')
    assert others._say is None


async def test_hundreds_of_seats_are_told_in_parts(database: Database) -> None:
    database.ask("create schema parts")
    url = database.url(options="-csearch_path=parts")
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one, 0)
        there = await same_room(one, other, here)
        seats = [Actor(Role.PLAYER, f"{n:016x}") for n in range(500)]
        for seat in seats:
            there.enter(seat)
        await until(lambda: all(here.presence.here.get(seat.seat) for seat in seats))


async def test_while_the_database_is_away_nothing_is_called_saved_and_afterwards_play_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.0)
    database.ask("create schema away")
    url = database.url(options="-csearch_path=away")
    async with house(url) as one, house(url) as other:
        here, (one_voter, other_voter, _) = await new_room(one)
        await play_to_first_decision(here)
        there = await same_room(one, other, here)
        await asyncio.to_thread(database.stop)
        before = here.run
        with pytest.raises(NotSaved, match=r"cannot be reached.*Nothing of this step was saved"):
            await here.submit(CastVote("B-D1", "b"), one_voter, "vote-1")
        assert here.run == before
        assert here.view(FACILITATOR)["ballot"]["saved"] == 0  # pages go on showing what is known
        await asyncio.to_thread(database.start)
        await saved_at_last(here, one_voter, "vote-1")
        await saved_at_last(there, other_voter, "vote-2")
        for room in (here, there):
            await until(lambda room=room: len(room.run.ballot.votes) == 2)  # type: ignore[misc]


async def test_while_the_database_stands_still_nobody_in_the_process_is_held_up(
    database: Database,
) -> None:
    """Opening a room reads it; whoever does so waits, and nobody else."""
    database.ask("create schema still")
    url = database.url(options="-csearch_path=still")
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        await until(lambda: here.id in other._created)
        database.freeze()
        opening = asyncio.create_task(other.opened(here.id))
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert not opening.done()
        database.thaw()
        assert (await opening).run == here.run


async def test_a_house_full_of_people_that_comes_over_reads_the_run_once_and_misses_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        await until(lambda: here.id in other._created)
        made, loop = other._made, asyncio.get_running_loop()
        reads: list[str] = []

        def made_and_then_somebody_writes(run: str) -> Room:
            reads.append(run)
            room = made(run)
            note = here.submit(Note("while it was opened"), FACILITATOR, "note")
            asyncio.run_coroutine_threadsafe(note, loop).result()
            return room

        monkeypatch.setattr(other, "_made", made_and_then_somebody_writes)
        rooms = await asyncio.gather(*(other.opened(here.id) for _ in range(30)))
        assert reads == [here.id]
        assert {id(room) for room in rooms} == {id(other.room(here.id))}
        assert rooms[0].run == here.run


async def test_a_run_that_was_begun_a_moment_ago_elsewhere_is_there_before_anybody_told_of_it(
    url: str,
) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one, 0)
        other._created.pop(here.id, None)
        assert (await other.opened(here.id)).run == here.run
        with pytest.raises(KeyError):
            await other.opened("nobodys")


async def saved_at_last(room: Room, voter: Actor, id: str) -> None:
    """As a page does: the same command again, until it is answered."""
    for _ in range(100):
        try:
            await room.submit(CastVote("B-D1", "b"), voter, id)
            return
        except NotSaved:
            await asyncio.sleep(0.1)
    raise AssertionError("the room did not come back")


async def test_what_was_written_while_nobody_listened_is_read_when_the_listener_is_back(
    database: Database,
) -> None:
    database.ask("create schema deaf")
    url = database.url(options="-csearch_path=deaf")
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        there = await same_room(one, other, here)
        listeners = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'"
        assert await asyncio.to_thread(database.ask, listeners)
        await here.submit(Note("nobody heard of this"), FACILITATOR, "note")
        await until(lambda: there.run.seq == here.run.seq)


async def test_a_room_nobody_else_has_open_is_read_when_it_is_opened(url: str) -> None:
    async with house(url) as one, house(url) as other:
        here, _ = await new_room(one)
        await play_to_first_decision(here)
        await until(lambda: here.id in other._created)
        assert here.id not in other._open
        assert other.room(here.id).run == here.run
        assert await other.create(CreateRun("hurricane")) is not None
