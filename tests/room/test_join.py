"""From a code to a seat, and back to it from anywhere."""

from __future__ import annotations

import pytest

from kit.engine.commands import CreateRun, Role, parse
from kit.room.join import BadTicket, Door, NoEntry, Ticket, find, resume_seat, take_seat
from kit.room.rooms import FACILITATOR, Rooms, plain_code


def test_a_ticket_reads_back_as_it_was_signed() -> None:
    door = Door("a secret")
    ticket = Ticket("run1", "seat1", Role.PLAYER, 3)
    assert door.read(door.sign(ticket)) == ticket


def test_a_forged_ticket_is_refused() -> None:
    signed = Door("a secret").sign(Ticket("run1", "seat1", Role.FACILITATOR))
    for forged in (signed[:-1] + "x", signed.replace(signed[0], "A", 1), "", "x" * 4000, "á.b"):
        with pytest.raises(BadTicket):
            Door("a secret").read(forged)
    with pytest.raises(BadTicket):
        Door("another secret").read(signed)


async def test_six_digits_lead_a_player_and_letters_an_evaluator(rooms: Rooms) -> None:
    room = await rooms.create(CreateRun("hurricane"))
    assert find(rooms, f" {room.code[:3]} {room.code[3:]} ") == (room, Role.PLAYER)
    assert find(rooms, room.run.setup.staff_code.lower()) == (room, Role.EVALUATOR)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("48291", "The code has six digits. You typed five."),
        ("", "No exercise or briefing has the code you typed"),
        ("<script>", "No exercise or briefing has the code SCR IPT"),
        ("999 999 999 999", "The code has six digits. You typed 12."),
    ],
)
async def test_a_wrong_code_gets_a_sentence_that_helps(rooms: Rooms, typed: str, sentence: str) -> None:
    with pytest.raises(NoEntry) as caught:
        find(rooms, typed)
    assert caught.value.sentence.startswith(sentence)


async def test_an_exercise_that_has_ended_says_when_and_lets_nobody_in(rooms: Rooms) -> None:
    room = await rooms.create(CreateRun("hurricane"))
    for name in ("start-exercise", "end-exercise"):
        await room.submit(parse(name, {}), FACILITATOR, name)
    with pytest.raises(NoEntry, match="This exercise ended at"):
        find(rooms, room.code)


async def test_a_resume_code_brings_the_seat_to_another_device_and_makes_the_old_ticket_stale(
    rooms: Rooms,
) -> None:
    room = await rooms.create(CreateRun("hurricane"))
    old = await take_seat(room, Role.PLAYER, "GB8", "")
    code = room.run.seats[old.seat].resume
    new = await resume_seat(rooms, code.lower())
    assert (new.run, new.seat, new.serial) == (old.run, old.seat, old.serial + 1)
    with pytest.raises(NoEntry, match="No seat has the code"):
        await resume_seat(rooms, "7K4 M2O")


async def test_resume_codes_are_unlike_each_other_and_easy_to_read_aloud(rooms: Rooms) -> None:
    room = await rooms.create(CreateRun("hurricane"))
    for _ in range(30):
        await take_seat(room, Role.PLAYER, "GB8", "")
    codes = [plain_code(seat.resume) for seat in room.run.seats.values()]
    assert len(set(codes)) == 30
    assert not set("".join(codes)) & set("01ILOU")


async def test_a_run_goes_on_with_the_text_it_began_with_after_the_author_changed_the_file(
    tmp_path: object,
) -> None:
    import shutil
    from pathlib import Path

    from kit.store.open import open_journal
    from tests.room.conftest import EXERCISES

    folder = Path(str(tmp_path)) / "exercises"
    shutil.copytree(EXERCISES, folder)
    journal = open_journal("memory:")
    house = Rooms(journal, folder)
    room = await house.create(CreateRun("hurricane"))
    file = folder / "hurricane" / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("A message goes around the camps", "A rumor goes around the camps"), "utf-8")
    later = Rooms(journal, folder)
    kept = later.room(room.id).exercise.inject("B1").wordings[0].text
    assert kept.startswith("A message goes around the camps")
    assert later.shelf["hurricane"].inject("B1").wordings[0].text.startswith("A rumor")
    await house.close()
    await later.close()
