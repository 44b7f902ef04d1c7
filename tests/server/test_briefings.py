"""A briefing served: its own way in, its own page for each, its documents for the trainer alone."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from kit.__main__ import documents
from kit.engine.commands import CreateRun, OpenQuestion, ShowSlide, StartExercise
from kit.room.room import Room
from kit.room.rooms import FACILITATOR
from kit.scenario.deck import Briefing
from kit.settings import Settings
from tests.barriers import barriers
from tests.conftest import Window
from tests.engine.test_deck_leaks import secrets_of
from tests.hostile.test_leaks import unescaped
from tests.server.conftest import EXERCISES, KEY, Guest, House, StartHouse


@pytest.fixture
async def briefed(start_house: StartHouse) -> House:
    """The real shelf, with the real pages."""
    return await start_house(
        Settings(host="127.0.0.1", port=0, key=KEY, exercises=EXERCISES, journal="memory:", qr=False)
    )


async def made(house: House, **more: str) -> Room:
    return await house.rooms.create(CreateRun("det", entries=("DET/officers",), **{"names": "named"} | more))  # type: ignore[arg-type]


async def joined(house: House, room: Room, name: str = "Reyes") -> Guest:
    guest = house.guest()
    form = {"step": "position", "code": room.code, "position": "participant", "name": name}
    assert (await guest.ask("/join", form)).code == 303
    return guest


async def test_each_role_gets_its_page_of_a_briefing_and_the_documents_are_the_trainers(
    briefed: House,
) -> None:
    room = await made(briefed)
    guest, trainer = await joined(briefed, room), await briefed.facilitator()
    shown = {
        path: (await who.open(f"/run/{room.id}{path}")).state
        for who, path in ((guest, ""), (trainer, "/desk"), (trainer, "/screen"))
    }
    assert {path: state["page"] for path, state in shown.items()} == {
        "": "briefing",
        "/desk": "trainer",
        "/screen": "slides",
    }
    assert shown[""]["view"]["mine"]["name"] == "Reyes"
    assert "notes" not in shown[""]["view"]
    assert (await guest.ask(f"/run/{room.id}/desk")).code == 403
    other, series = await made(briefed), await briefed.rooms.create(CreateRun("roll_call", names="named"))
    assert (await guest.ask(f"/run/{other.id}")).headers["Location"] == "/join"
    of_series = await trainer.open(f"/run/{series.id}/desk")
    assert (of_series.state["page"], len(of_series.state["view"]["talk"]["entries"])) == ("trainer", 8)
    briefed.app.documents = documents(briefed.rooms._journal, None)  # type: ignore[arg-type]
    told = [await who.ask(f"/run/{room.id}/report.html") for who in (trainer, guest)]
    assert [one.code for one in told] == [404, 403]
    assert "A briefing has a roster, and no after-action report." in told[0].body.decode()


async def test_the_way_in_asks_for_a_name_only_where_the_roster_keeps_names_and_takes_no_evaluators(
    briefed: House,
) -> None:
    room, nameless = (
        await made(briefed, name="Night shift"),
        await made(briefed, names="anonymous", admission="approve"),
    )
    guest = briefed.guest()
    page = (await guest.ask(f"/join?code={room.code}")).body.decode()
    assert "<h1>Night shift</h1>" in page
    assert "Your name" in page
    assert "the roster keeps it" in page
    assert "Choose your position" not in page
    form = {"step": "position", "code": room.code, "position": "participant", "name": " "}
    again = await guest.ask("/join", form)
    assert again.code == 422
    assert "Write the name for the roster." in again.body.decode()
    page = (await guest.ask(f"/join?code={nameless.code}")).body.decode()
    assert "Your name" not in page
    assert "keeps no names" in page
    assert "The trainer lets people in one by one." in page
    form = {"step": "position", "code": room.run.setup.staff_code, "name": "E"}
    answer = await briefed.guest().ask("/join", form)
    assert (answer.code, "A briefing has no evaluators" in answer.body.decode()) == (422, True)


async def test_an_answer_is_saved_and_told_and_no_byte_that_a_phone_or_the_wall_got_says_too_much(
    briefed: House,
) -> None:
    room = await made(briefed)
    guest, trainer = await joined(briefed, room), await briefed.facilitator()
    got = [(await guest.ask(f"/run/{room.id}")).body, (await trainer.ask(f"/run/{room.id}/screen")).body]
    page = await guest.open(f"/run/{room.id}")
    for number, command in enumerate((StartExercise(), ShowSlide(2), OpenQuestion("1-k1"))):
        await room.submit(command, FACILITATOR, f"trainer-{number}")
    args = {"question": "1-k1", "option": "b"}
    await page.tell(kind="command", id="answer-of-mine", name="answer-question", args=args)
    while b'"done"' not in got[-1]:
        message = await page.socket.read_message()
        assert isinstance(message, bytes)
        got.append(message)
    given = room.run.line.given
    [answer] = given.asked["1-k1"].answers.values()
    assert (answer.option, str(answer.at).encode() in got[-1]) == ("b", True)
    got += [(await guest.ask(f"/run/{room.id}")).body, (await trainer.ask(f"/run/{room.id}/screen")).body]
    assert isinstance(room.exercise, Briefing)
    secrets = secrets_of(room.exercise.deck, given)
    everything = "\n".join(unescaped(one.decode("utf-8", "replace")) for one in got)
    assert given.number == 2
    assert [where for where, text in secrets.items() if text in everything] == []
    desk = unescaped((await trainer.ask(f"/run/{room.id}/desk")).body.decode())
    assert [where for where, text in secrets.items() if text in desk]  # the search finds what is there


async def test_the_roster_is_a_tagged_pdf_and_where_no_browser_is_a_sentence(
    briefed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, trainer = await made(briefed), await briefed.facilitator()
    await joined(briefed, room)
    with ThreadPoolExecutor(1) as pool:
        briefed.app.documents = documents(briefed.rooms._journal, pool)  # type: ignore[arg-type]
        answer = await trainer.ask(f"/run/{room.id}/roster.pdf")
        monkeypatch.setattr("kit.packet.browser.PROGRAMS", ())
        monkeypatch.setattr("kit.packet.browser.PLACES", ())
        without = await trainer.ask(f"/run/{room.id}/roster.pdf")
    assert (answer.code, answer.headers["Content-Type"]) == (200, "application/pdf")
    pdf = PdfReader(io.BytesIO(answer.body))
    assert {"/StructTreeRoot", "/Lang", "/MarkInfo"} <= set(pdf.root_object)
    assert "Roster" in str(pdf.metadata and pdf.metadata.title)
    assert "Reyes" in pdf.pages[0].extract_text()
    assert without.code == 503
    assert "No Chromium, Chrome or Edge" in without.body.decode()


async def test_the_way_in_has_no_barrier_and_leads_a_phone_to_its_page(
    briefed: House, window: Window
) -> None:
    room, page = await made(briefed), window.page
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"{briefed.base}/join?code={room.code}")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Take part").click()
    await page.get_by_text("Write the name for the roster.").wait_for()
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await page.get_by_label("Your name").fill("Reyes")
    await page.get_by_role("button", name="Take part").click()
    await page.wait_for_url(f"{briefed.base}/run/{room.id}")
    assert [seat.name for seat in room.run.seats.values()] == ["Reyes"]
