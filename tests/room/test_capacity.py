"""The house measures this computer in a process apart; here that process is a few lines that take no time."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kit import __version__
from kit.engine.commands import Actor, CreateRun, Role
from kit.engine.refusal import Refused
from kit.room import capacity as c
from kit.room.capacity import Capacity, in_use
from kit.room.capacity_record import FILE, Record, Step, keep, kept, known, this_machine
from kit.room.join import take_seat
from kit.room.rooms import Rooms
from kit.store.open import open_journal
from tests.waiting import until

EXERCISES = Path(__file__).parents[2] / "exercises"
STEPS = (Step(250, 60.0, 240.0), Step(500, 190.0, 700.0))
RECORD = Record("2026-11-22T09:00:00+00:00", __version__, this_machine(), 250, least=False, steps=STEPS)

SAYS = """
import sys
print('{"room": 30, "done": 0, "of": 6}', flush=True)
print("a library speaks", flush=True)
"""
QUICK = SAYS + """print('{"record": {}}', flush=True)"""
FAILS = SAYS + """print('{"problem": "The disk is full."}', flush=True)"""
WAITS = SAYS + """open(sys.argv[1], "a").write(f"{__import__('os').getpid()} "); sys.stdin.read()"""

Make = Callable[..., Capacity]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[Capacity] = []

    def one(program: str, in_use: Callable[[], str] = lambda: "") -> Capacity:
        command = [sys.executable, "-c", program, str(tmp_path / "begun")]
        made.append(Capacity(tmp_path, command, in_use))
        return made[-1]

    yield one
    for capacity in made:
        await capacity.close()


def seen(capacity: Capacity) -> c.CapacityView:
    view = capacity.view()
    assert view is not None
    return view


def pids(folder: Path) -> list[int]:
    file = folder / "begun"
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


# -- the record --------------------------------------------------------------------------------------


def test_a_record_says_what_was_carried_and_what_was_too_much(tmp_path: Path) -> None:
    keep(tmp_path, RECORD)
    assert kept(tmp_path) == RECORD
    told = known(RECORD)
    assert (told["people"], told["inject"], told["vote"], told["beyond"]) == (250, 60.0, 240.0, 500)
    assert told["date"] == "2026-11-22"
    assert told["stale"] == ""


@pytest.mark.parametrize(
    ("record", "stale"),
    [
        (Record(RECORD.at, "0.0.1", RECORD.machine, 250, False, STEPS), "kit"),
        (Record(RECORD.at, RECORD.kit, "another processor, 64 cores", 250, False, STEPS), "computer"),
    ],
)
def test_a_record_of_another_kit_or_computer_is_stale(record: Record, stale: str) -> None:
    assert known(record)["stale"] == stale


@pytest.mark.parametrize("text", ["", "{", '{"people": "many"}', "[]"])
def test_a_file_that_is_no_record_counts_as_not_measured(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert kept(tmp_path) is None
    assert Capacity(tmp_path, ["measure"]).known() is None


def test_a_record_that_somebody_else_writes_is_found(tmp_path: Path) -> None:
    capacity = Capacity(tmp_path, ["measure"])
    assert capacity.known() is None
    keep(tmp_path, RECORD)
    found = capacity.known()
    assert found is not None
    assert found["people"] == 250


def test_where_the_record_is_elsewhere_nothing_is_offered() -> None:
    capacity = Capacity(None, ["measure"])
    assert capacity.view() is None
    assert capacity.at_the_desk() is None
    with pytest.raises(Refused, match="cannot be measured"):
        capacity.start()


# -- measuring ---------------------------------------------------------------------------------------


async def test_progress_and_the_end_are_told(make: Make) -> None:
    capacity = make(QUICK)
    heard: list[c.Running | None] = []
    capacity.follow(lambda: heard.append(seen(capacity)["running"]))
    capacity.start()
    await until(lambda: heard[-1] is None)
    assert [now and now["people"] for now in heard] == [0, 30, None]
    assert seen(capacity)["ended"] == ""


async def test_twice_at_once_is_one(make: Make, tmp_path: Path) -> None:
    capacity = make(WAITS)
    capacity.start()
    capacity.start()
    await until(lambda: pids(tmp_path))
    under_way = capacity._task
    capacity.start()
    assert capacity._task is under_way
    capacity.stop()
    await until(lambda: seen(capacity)["running"] is None)
    assert len(pids(tmp_path)) == 1


async def test_a_wish_whose_answer_was_lost_begins_no_second_one(make: Make, tmp_path: Path) -> None:
    capacity = make(WAITS)
    for _ in range(2):
        capacity.start("wish-0001")
        await until(lambda: pids(tmp_path))
        capacity.stop()
        await until(lambda: seen(capacity)["running"] is None)
    assert len(pids(tmp_path)) == 1
    capacity.start("wish-0002")
    await until(lambda: len(pids(tmp_path)) == 2)


async def test_whoever_stops_it_ends_the_process(make: Make, tmp_path: Path) -> None:
    capacity = make(WAITS)
    capacity.start()
    await until(lambda: pids(tmp_path))
    capacity.stop()
    await until(lambda: seen(capacity)["running"] is None)
    assert not alive(pids(tmp_path)[0])
    assert seen(capacity)["ended"] == ""


async def test_it_gives_way_to_people_who_come_in(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(c, "LOOK_EVERY", 0.02)
    people: list[str] = []
    capacity = make(WAITS, lambda: " ".join(people))
    capacity.start()
    await until(lambda: pids(tmp_path))
    people.append("1 person is in the hall.")
    await until(lambda: seen(capacity)["running"] is None)
    assert not alive(pids(tmp_path)[0])
    assert seen(capacity)["ended"].endswith("1 person is in the hall.")


async def test_it_does_not_begin_while_people_are_in_a_room(make: Make) -> None:
    capacity = make(QUICK, lambda: "1 person is in the hall.")
    with pytest.raises(Refused, match="in the hall"):
        capacity.start()
    assert seen(capacity)["running"] is None


@pytest.mark.parametrize(
    ("program", "why"), [(FAILS, "The disk is full."), (SAYS, c.END), ("raise SystemExit(3)", c.END)]
)
async def test_why_it_brought_nothing_is_said(make: Make, program: str, why: str) -> None:
    capacity = make(program)
    capacity.start()
    await until(lambda: seen(capacity)["running"] is None)
    assert seen(capacity)["ended"] == why


async def test_people_in_a_room_are_counted_and_the_facilitator_is_not() -> None:
    rooms = Rooms(open_journal("memory:"), EXERCISES)
    room = await rooms.create(CreateRun("roundtable", name="In the hall"))
    assert in_use(rooms.live()) == ""
    room.enter(Actor(Role.FACILITATOR, "facilitator"))
    assert in_use(rooms.live()) == ""
    seat = (await take_seat(room, Role.PLAYER, room.exercise.positions[0].id, "")).actor
    assert in_use(rooms.live()) == ""  # a seat whose page is closed costs nothing
    room.enter(seat)
    assert in_use(rooms.live()).startswith("1 person is in “In the hall”.")
    await rooms.close()
