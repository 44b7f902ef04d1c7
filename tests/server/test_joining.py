from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from kit.server.pace import Paces
from kit.settings import Settings
from tests.barriers import barriers
from tests.conftest import OpenWindow
from tests.server.conftest import House, StartHouse


async def join(house: House, **form: str) -> tuple[int, str]:
    """What a form leads to, as a browser follows it, but not into a seat."""
    guest = house.guest()
    answer = await guest.ask("/join", form)
    onward = answer.headers.get("Location", "")
    if onward.startswith("/join?code="):
        answer = await guest.ask(onward)
    return answer.code, answer.body.decode()


async def test_the_door_asks_for_a_code(house: House) -> None:
    answer = await house.guest().ask("/join")
    text = answer.body.decode()
    assert "<title>Join</title>" in text
    assert 'inputmode="numeric"' in text
    assert "Language" not in text  # one language is no choice


async def test_a_code_leads_to_the_positions_with_how_many_are_there(house: House) -> None:
    room = await house.run()
    await house.player(room, "GB2")
    code, text = await join(house, code=f"{room.code[:3]} {room.code[3:]}")
    assert code == 200
    assert "Government table" in text
    assert "Civil-society table" in text
    assert text.count("1 here") == 1
    assert text.count(">free<") == len(room.exercise.positions) - 1


async def test_a_scanned_code_skips_the_first_step(house: House) -> None:
    room = await house.run()
    answer = await house.guest().ask(f"/join?code={room.code}")
    assert "Choose your position" in answer.body.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("48293", "The code has six digits. You typed five."),
        ("000000", "No exercise or briefing has the code 000 000."),
        ("", "Type the code first."),
        ("<b>'\"", "No exercise or briefing has the code B."),
    ],
)
async def test_a_wrong_code_is_told_at_its_field(house: House, typed: str, sentence: str) -> None:
    code, text = await join(house, code=typed)
    assert code == 422
    assert sentence in text
    assert "<title>Error: Join</title>" in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="code-h code-e"' in text
    assert "autofocus" in text
    assert "<b>" not in text


async def test_a_seat_without_a_position_is_asked_again(house: House) -> None:
    room = await house.run()
    code, text = await join(house, step="position", code=room.code)
    assert code == 422
    assert "<title>Error: Choose your position</title>" in text
    assert "Choose a position first." in text


async def test_a_second_tap_and_a_form_sent_again_after_a_crash_lead_to_the_same_seat(house: House) -> None:
    room = await house.run()
    _, text = await join(house, code=room.code)
    entry = re.search(r'name="entry" value="([^"]+)"', text)
    assert entry is not None
    form = {"step": "position", "code": room.code, "position": "GB8", "entry": entry[1]}
    one, other = await asyncio.gather(join(house, **form), join(house, **form))
    assert (one[0], other[0]) == (303, 303)
    assert len(room.run.seats) == 1
    _, text = await join(house, code=room.code)
    assert entry[1] not in text  # the next person's form is another one


async def test_a_browser_that_has_a_seat_is_led_to_it(house: House) -> None:
    room = await house.run()
    guest = await house.player(room)
    assert (await guest.ask(f"/join?code={room.code}")).headers["Location"] == f"/run/{room.id}"
    assert len(room.run.players()) == 1


async def test_names_are_only_asked_for_where_they_are_kept(house: House) -> None:
    named, positions = await house.run(names="named"), await house.run(names="positions")
    assert 'name="name"' in (await join(house, code=named.code))[1]
    _, text = await join(house, code=positions.code)
    assert 'name="name"' not in text
    assert "This run records positions only." in text


async def test_a_name_that_is_kept_is_the_one_that_was_typed(house: House) -> None:
    room = await house.run(names="named")
    await join(house, step="position", code=room.code, position="GB1", name="  Ida   Wren ")
    assert [seat.name for seat in room.run.players()] == ["Ida Wren"]


async def test_the_staff_code_leads_evaluators_in(house: House) -> None:
    room = await house.run()
    code, text = await join(house, code=room.run.setup.staff_code.lower())
    assert code == 200
    assert "Join as evaluator" in text
    assert "Government table" not in text


async def test_where_people_are_let_in_one_by_one_the_seat_waits(house: House) -> None:
    room = await house.run(admission="approve")
    guest = await house.player(room)
    assert [seat.waiting for seat in room.run.seats.values()] == [True]
    assert (await guest.open(f"/run/{room.id}")).state["page"] == "participant"


async def test_a_seat_moves_to_another_device_with_its_resume_code(house: House) -> None:
    room = await house.run()
    first = await house.player(room)
    seat = room.run.players()[0]
    second = house.guest()
    answer = await second.ask("/resume", {"code": seat.resume.lower()})
    assert answer.headers["Location"] == f"/run/{room.id}"
    assert second.jar[f"kit-seat-{room.id}"] != first.jar[f"kit-seat-{room.id}"]
    assert room.run.seats[seat.id].serial == 1


async def test_the_resume_code_may_stand_where_the_code_is_asked_for(house: House) -> None:
    room = await house.run()
    await house.player(room)
    resume = room.run.players()[0].resume
    answer = await house.guest().ask("/join", {"code": resume})
    assert answer.headers["Location"] == f"/run/{room.id}"


async def test_looking_at_a_link_moves_nobodys_seat(house: House) -> None:
    room = await house.run()
    await house.player(room)
    seat = room.run.players()[0]
    assert (await house.guest().ask(f"/join?code={seat.resume.replace(' ', '')}")).code == 422
    assert room.run.seats[seat.id].serial == 0


async def test_an_unknown_resume_code_says_what_may_be_wrong(house: House) -> None:
    answer = await house.guest().ask("/resume", {"code": "7K4 M2O"})
    assert answer.code == 422
    assert "No seat has the code 7K4 M2O. The letter O may be a zero." in answer.body.decode()


def left_to_guess(house: House, tries: int) -> None:
    """So many wrong codes are left to this address, and time brings no others."""
    house.app.guesses._by_address = Paces(tries, 0.0)


async def guess_until_it_is_noticed(house: House) -> None:
    left_to_guess(house, 3)
    while (await join(house, code="111111"))[0] != 429:
        pass


async def test_while_somebody_guesses_codes_the_right_ones_still_get_in_and_players_wait_for_a_nod(
    house: House,
) -> None:
    room = await house.run()
    await house.player(room)
    resume = room.run.players()[0].resume
    await guess_until_it_is_noticed(house)
    code, text = await join(house, code="111112")
    assert code == 429
    assert "the right one works" in text
    assert 'name="code"' in text  # the form is there to try again
    assert (await join(house, code=room.code))[0] == 200
    newcomer = await house.player(room, "GB2")
    assert room.run.seats[list(room.run.seats)[-1]].waiting
    assert (await newcomer.open(f"/run/{room.id}")).state["page"] == "participant"
    assert (await join(house, step="evaluator", code=room.run.setup.staff_code))[0] == 303
    assert not room.run.seats[list(room.run.seats)[-1]].waiting  # nobody guesses eight signs
    assert (await house.guest().ask("/resume", {"code": resume})).code == 303


async def test_right_codes_do_not_count_as_guesses(house: House) -> None:
    room = await house.run()
    left_to_guess(house, 5)
    for _ in range(8):
        assert (await join(house, code=room.code))[0] == 200
    await house.player(room)
    assert not room.run.players()[-1].waiting


async def test_while_somebody_guesses_a_short_resume_code_of_an_older_kit_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.run()
    monkeypatch.setattr("kit.room.join.RESUME_LENGTH", 6)
    await house.player(room)
    monkeypatch.undo()
    resume = room.run.players()[0].resume
    await guess_until_it_is_noticed(house)
    assert (await house.guest().ask("/resume", {"code": resume})).code == 429
    assert (await join(house, code=resume))[0] == 429
    assert room.run.players()[0].serial == 0


async def test_a_code_in_no_alphabet_of_ours_is_a_wrong_code_and_no_trouble(house: House) -> None:
    room = await house.run()
    await house.player(room)
    for typed in ("ÄÖÜßẞ9", "١٢٣٤٥٦", "²³¹²³¹", "\x00", "😀😀😀😀", "\u202e123456", "K" * 5000):
        assert (await house.guest().ask("/resume", {"code": typed})).code == 422, typed
        assert (await join(house, code=typed))[0] == 422, typed


async def test_the_door_has_no_barrier_that_axe_can_find(
    start_house: StartHouse, house_settings: Settings, open_window: OpenWindow
) -> None:
    house = await start_house(replace(house_settings, static=Settings().static))
    room = await house.run(names="named")
    window = await open_window(viewport={"width": 320, "height": 640})
    page = window.page
    staff = room.run.setup.staff_code.replace(" ", "")
    for path in (
        "/join",
        f"/join?code={room.code}",
        f"/join?code={staff}",
        "/join?code=1",
        "/resume",
        "/home",
    ):
        await page.goto(house.base + path)
        assert await barriers(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
