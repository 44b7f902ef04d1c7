"""Briefings among people: made, kept as they were given, opened again, followed by other processes."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kit.engine.commands import (
    AnswerQuestion,
    Command,
    CreateRun,
    EndExercise,
    OpenQuestion,
    RevealQuestion,
    Role,
    ShowSlide,
    StartExercise,
)
from kit.engine.refusal import Refused
from kit.room.join import NoEntry, Ticket, find, resume_seat, take_seat
from kit.room.room import Room
from kit.room.rooms import FACILITATOR, Rooms
from kit.scenario.deck import ATTENDEE, Briefing, Deck
from kit.store.open import open_journal
from tests.room.conftest import EXERCISES

DET = CreateRun("det", entries=("DET/officers",), setting="roll_call", names="named", scored=True)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A small shelf of one's own, to write in: DET and INT, beside the exercises' frame."""
    real = EXERCISES.parent / "briefings"
    for name in ("frame.yaml", "det", "int"):
        copy = shutil.copytree if (real / name).is_dir() else shutil.copy
        (tmp_path / "briefings").mkdir(exist_ok=True)
        copy(real / name, tmp_path / "briefings" / name)
    (tmp_path / "exercises").mkdir()
    shutil.copy(EXERCISES / "frame.yaml", tmp_path / "exercises")
    return tmp_path


@pytest.fixture
async def house(file: Path, shelf: Path) -> AsyncIterator[Rooms]:
    rooms = opened(file, shelf)
    yield rooms
    await rooms.close()


def opened(file: Path, shelf: Path) -> Rooms:
    return Rooms(open_journal(str(file)), shelf / "exercises")


async def submit(room: Room, *commands: Command) -> None:
    for command in commands:
        await room.submit(command, FACILITATOR, f"cmd-{room.run.seq}")


async def join(room: Room, name: str = "Reyes") -> Ticket:
    return await take_seat(room, Role.PLAYER, ATTENDEE, name)


def deck_of(room: Room) -> Deck:
    assert isinstance(room.exercise, Briefing)
    return room.exercise.deck


async def test_a_briefing_is_made_joined_given_and_ended(house: Rooms) -> None:
    room = await house.create(DET, "a-wish-of-the-home-page")
    assert (await house.create(DET, "a-wish-of-the-home-page")) is room
    ticket = await join(room)
    await submit(room, StartExercise(), ShowSlide(2), OpenQuestion("1-k1"))
    receipt = await room.submit(AnswerQuestion("1-k1", "b"), ticket.actor, "an-answer")
    again = await room.submit(AnswerQuestion("1-k1", "b"), ticket.actor, "an-answer")
    assert (again.seq, again.at) == (receipt.seq, receipt.at)
    await submit(room, RevealQuestion(), EndExercise())
    assert room.view(ticket.actor)["mine"]["right"] == 1
    row = house.listing()[0]
    assert (row["slug"], row["form"], row["phase"], row["here"]) == ("det", "briefing", "closed", 1)
    with pytest.raises(NoEntry, match="This briefing ended"):
        find(house, room.code)


async def test_what_is_edited_later_does_not_change_a_given_briefing(
    house: Rooms, file: Path, shelf: Path
) -> None:
    (shelf / "agency.yaml").write_text("format: 1\ndials: {}\nvalues:\n  supervisor: the watch commander\n")
    room = await house.create(DET)
    await submit(room, StartExercise(), ShowSlide(2))
    said = room.view(FACILITATOR)
    module = shelf / "briefings" / "det" / "module.yaml"
    module.write_text(module.read_text().replace("Read the form number first", "Something else"))
    (shelf / "agency.yaml").write_text("format: 1\ndials: {}\nvalues:\n  supervisor: nobody\n")
    later = opened(file, shelf)
    same = later.room(room.id)
    assert deck_of(same) == deck_of(room)
    assert same.view(FACILITATOR)["slide"] == said["slide"]
    assert "the watch commander" in json.dumps(
        [one.text for slide in deck_of(same).slides for one in slide.points]
    )
    fresh = await later.create(DET)
    assert "Something else" in [slide.title for slide in deck_of(fresh).slides]
    await later.close()


async def test_after_a_kill_everything_acknowledged_is_there(house: Rooms, file: Path, shelf: Path) -> None:
    room = await house.create(DET)
    tickets = [await join(room, f"Person {n}") for n in range(30)]
    await submit(room, StartExercise(), ShowSlide(2), OpenQuestion("1-k1"))
    await asyncio.gather(
        *(
            room.submit(AnswerQuestion("1-k1", "abcd"[n % 4]), t.actor, f"a-{n}")
            for n, t in enumerate(tickets)
        )
    )
    after = opened(file, shelf)  # nobody closed the first house
    assert after.room(room.id).run == room.run
    assert len(after.room(room.id).run.line.given.asked["1-k1"].answers) == 30
    await after.close()


async def test_a_seat_moves_to_another_device_with_its_answers(house: Rooms) -> None:
    room = await house.create(DET)
    old = await join(room)
    await submit(room, StartExercise(), ShowSlide(2), OpenQuestion("1-k1"))
    await room.submit(AnswerQuestion("1-k1", "c"), old.actor, "an-answer")
    new = await resume_seat(house, room.run.seats[old.seat].resume)
    assert room.view(new.actor)["mine"]["answer"]["option"] == "c"
    gone = room.view(old.actor)
    assert (gone["mine"]["moved"], gone["mine"]["answer"], gone["slide"]) == (True, None, None)
    with pytest.raises(Refused, match="another device"):
        await room.submit(AnswerQuestion("1-k1", "a"), old.actor, "too-late")


async def test_another_process_gives_the_same_briefing(house: Rooms, file: Path, shelf: Path) -> None:
    room = await house.create(DET)
    other = opened(file, shelf)
    there = other.room(room.id)
    ticket = await join(there, "Okafor")
    await room.catch_up()
    await submit(room, StartExercise(), OpenQuestion("1-k1"))
    await there.catch_up()
    await there.submit(AnswerQuestion("1-k1", "b"), ticket.actor, "from-there")
    await submit(room, RevealQuestion())
    await there.catch_up()
    assert there.run == room.run
    assert there.view(ticket.actor)["question"]["answer"] == "b"
    await other.close()


async def test_names_are_kept_only_where_the_trainer_chose_so(house: Rooms) -> None:
    for names, kept in (("named", "Reyes"), ("anonymous", ""), ("positions", "")):
        room = await house.create(CreateRun("det", names=names))
        ticket = await join(room)
        assert room.run.seats[ticket.seat].name == kept


async def test_what_cannot_be_given_is_refused_and_a_broken_profile_fills_nothing(
    house: Rooms, shelf: Path
) -> None:
    for wish, sentence in (
        (CreateRun("dte"), "no exercise dte"),
        (CreateRun("x", entries=("DTE/officers",)), "no briefing DTE"),
        (CreateRun("det", names="some"), "roster keeps names"),
    ):
        with pytest.raises(Refused, match=sentence):
            await house.create(wish)
    (shelf / "agency.yaml").write_text("format: 1\nvalues: {supervisor: [\n")
    room = await house.create(DET)
    assert "agency.yaml:" in room.view(FACILITATOR)["gaps"][0]
    (shelf / "briefings" / "frame.yaml").write_text("format: 1\n")
    with pytest.raises(Refused, match=r"frame\.yaml:"):
        await house.create(CreateRun("series", entries=("DET/officers",)))


OLD = """{"deck": {"title": "T", "audience": "Line officers", "setting": "roll_call", "entries": [
{"key": "DET", "title": "T", "audience": "officers", "audience_title": "O", "version": "", "minutes": 9}],
"slides": [{"kind": "slide", "entry": 1, "module": "DET", "title": "S", "alt": "A", "notes": [],
"points": [{"text": "P", "cites": ["DET-01"]}], "asks": "1-k1"}],
"questions": [{"id": "1-k1", "entry": 1, "module": "DET", "kind": "check", "ask": {"text": "Q", "cites": []},
"options": [["a", "yes"], ["b", "no"]], "answer": "a", "why": {"text": "W"}}],
"feedback": [{"key": "clear", "text": "Clear.", "kind": "scale"}]}}"""


async def test_a_deck_that_the_first_kit_kept_can_still_be_opened(
    house: Rooms, file: Path, shelf: Path
) -> None:
    room = await house.create(DET)
    journal = open_journal(str(file))
    journal.put(f"scenario/{room.run.setup.scenario}", OLD)
    after = Rooms(journal, shelf / "exercises")
    deck = deck_of(after.room(room.id))
    assert (deck.slides[0].asks, deck.by_id["1-k1"].answer, deck.handouts) == ("1-k1", "a", ())
    await after.close()


async def test_a_deck_that_is_lost_or_damaged_makes_one_run_unreadable_and_no_other(
    house: Rooms, file: Path, shelf: Path
) -> None:
    room = await house.create(DET)
    whole = await house.create(CreateRun("int"))
    journal = open_journal(str(file))
    journal.put(f"scenario/{room.run.setup.scenario}", '{"deck": {"title": 4}}')
    after = Rooms(journal, shelf / "exercises")
    rows = {row["run"]: row for row in after.listing()}
    assert rows[room.id]["phase"] == "broken"
    assert "slides of this briefing" in rows[room.id]["problem"]
    assert rows[whole.id]["phase"] == "lobby"
    await after.close()


async def test_an_ended_roll_call_that_nobody_looks_at_leaves_memory_and_comes_back_as_it_was(
    house: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on, watched, ended = [await house.create(DET) for _ in range(3)]
    assert deck_of(going_on) is deck_of(watched) is deck_of(ended), "one deck, however often it is given"
    for room in (watched, ended):
        await submit(room, StartExercise(), EndExercise())
    stop = watched.follow(lambda: None)
    await house.create(DET)
    assert house.room(ended.id) is ended, "kept for a while: a page that is being made may follow it yet"
    monkeypatch.setattr("kit.room.rooms.KEPT_FOR", -1.0)
    await house.create(DET)
    assert house.room(going_on.id) is going_on
    assert house.room(watched.id) is watched
    again = house.room(ended.id)
    assert again is not ended
    assert again.run == ended.run
    stop()
    await house.create(DET)
    assert house.room(watched.id) is not watched
    assert len(house.listing()) == 6
