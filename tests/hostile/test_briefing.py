"""A briefing with curious guests: every byte that phones and walls get, at every step, from a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from kit.engine.commands import COMMANDS, parse
from kit.room.room import Room
from kit.room.rooms import FACILITATOR
from kit.scenario.deck import Briefing, Deck
from tests.engine.test_deck_leaks import secrets_of
from tests.hostile.conftest import Fort, Tried, close_fort, exchange, open_fort, page_of
from tests.hostile.test_commands import NOT_YOURS, answers, command
from tests.hostile.test_leaks import unescaped
from tests.server.conftest import Guest, Opened
from tests.waiting import PATIENCE

NAMES = ("Ana Reyes", "Ben Okafor", "Cho Lindqvist")
MAY = {"step-out", "come-back", "raise", "feedback", "answer-question"}  # written down a second time


@pytest.fixture(scope="module")
async def fort() -> AsyncIterator[Fort]:
    fort = await open_fort()
    yield fort
    await close_fort(fort)


def deck_of(room: Room) -> Deck:
    assert isinstance(room.exercise, Briefing)
    return room.exercise.deck


async def give(room: Room, name: str, **args: Any) -> None:
    await room.submit(parse(name, args), FACILITATOR, uuid4().hex)


async def attendee(fort: Fort, room: Room, name: str) -> Guest:
    guest = fort.guest()
    form = {"step": "position", "code": room.code, "position": "participant", "name": name}
    assert (await guest.ask("/join", form)).code == 303
    return guest


async def bytes_of(page: Opened) -> str:
    """Everything a page was sent since the last time, as it came over the wire."""
    await page.send("comm_info_request", {})
    got = []
    async with asyncio.timeout(PATIENCE):
        while isinstance(data := await page.socket.read_message(), bytes):
            got.append(data.decode("utf-8", "replace"))
            if '"comm_info_reply"' in got[-1]:
                break
    return unescaped("\n".join(got))


class Watched:
    """Phones and a wall, and what each of them must not get."""

    def __init__(self, fort: Fort, room: Room, pages: dict[str, Opened], tried: Tried) -> None:
        self.fort, self.room, self.pages, self.tried = fort, room, pages, tried
        self.leaks: list[str] = []

    async def look(self, step: str) -> None:
        """After a step: what came, and what a page that is opened now holds."""
        secrets = secrets_of(deck_of(self.room), self.room.run.line.given)
        secrets |= {"staff code": self.room.run.setup.staff_code}
        for who, page in self.pages.items():
            fresh = await page.guest.ask(page_of(self.room, "screen" if who == "wall" else "player"))
            got = await bytes_of(page) + unescaped(fresh.body.decode())
            hidden = secrets | {f"name {name}": name for name in NAMES if name != who}
            hidden |= {
                f"resume of {seat.name}": seat.resume
                for seat in self.room.run.seats.values()
                if seat.name != who and seat.resume
            }
            self.tried("texts on the wire", len(hidden))
            self.leaks += [
                f"{what} reached {who} after {step}" for what, text in hidden.items() if text in got
            ]


async def test_no_phone_and_no_wall_is_sent_a_note_a_coming_slide_an_answer_or_a_name(
    fort: Fort, tried: Tried
) -> None:
    room = await fort.run(slug="det", names="named")
    guests = {name: await attendee(fort, room, name) for name in NAMES[:2]}
    guests["wall"] = await fort.seated(room, "screen")
    pages = {
        who: await guest.open(page_of(room, "screen" if who == "wall" else "player"))
        for who, guest in guests.items()
    }
    watched = Watched(fort, room, pages, tried)
    await watched.look("the lobby")
    await give(room, "start-exercise")
    deck = deck_of(room)
    for number in range(1, len(deck.slides) + 1):
        await give(room, "show-slide", number=number)
        for question in (one for one in deck.questions if one.id == deck.slides[number - 1].asks):
            await give(room, "open-question", question=question.id)
            for who, key in zip(NAMES[:2], question.keys, strict=False):
                chosen = command("answer-question", {"question": question.id, "option": key})
                await exchange(pages[who], {**chosen, "id": f"{uuid4().hex}"})
            await watched.look(f"question {question.id} was answered")
            await give(room, "close-question")
            await give(room, "reveal-question")
        await watched.look(f"slide {number}")
        fort.app.openings._buckets.clear()
        fort.app.kernel_manager.paces._buckets.clear()
    assert watched.leaks == []
    desk = await fort.seated(room, "facilitator")
    shown = unescaped((await desk.ask(page_of(room, "facilitator"))).body.decode())
    assert all(name in shown for name in NAMES[:2]), "the search finds what the trainer may see"
    assert any(note.text in shown for slide in deck.slides for note in slide.notes)


@pytest.mark.parametrize("phase", ["lobby", "play", "closed"])
async def test_people_and_walls_can_do_what_is_theirs_and_nothing_else(
    fort: Fort, tried: Tried, phase: str
) -> None:
    room = await fort.run(slug="det", names="named")
    guests = {"phone": await attendee(fort, room, NAMES[0]), "wall": await fort.seated(room, "screen")}
    pages = {
        who: await one.open(page_of(room, "player" if who == "phone" else "screen"))
        for who, one in guests.items()
    }
    for step in {"lobby": [], "play": ["start-exercise"], "closed": ["start-exercise", "end-exercise"]}[
        phase
    ]:
        await give(room, step)
    question = deck_of(room).questions[0]
    if phase == "play":
        await give(room, "open-question", question=question.id)
    values = {
        "question": question.id, "option": question.keys[0], "number": 1, "kind": "question", "text": "Mine.",
        "position": "participant", "seat": room.run.players()[0].id, "what": "slide", "role": "facilitator",
        "resume": "AAAA AAAA", "slug": "det", "name": "Nobody", "answers": {"clear": 5}, "item": "a1",
        "raised": "q1", "concern": "q1", "row": "r1", "owner": "Somebody", "target": "t1", "rating": "P",
        "why": "Because.", "key": "summary", "title": "Hostile", "at": 1_795_300_000_000, "minutes": 5,
        "module": "M1", "inject": "i1", "decision": "d1", "step": "i1", "before": "i1", "task": 0, "index": 0,
        "reason": "Because.", "state": "done", "id": "full",
    }  # fmt: skip
    for who, page in pages.items():
        before = room.run.seq
        asked = [
            command(name, {f: values[f] for f in kind.__struct_fields__ if f in values})
            for name, kind in COMMANDS.items()
        ]
        said = await exchange(page, *({**one, "id": f"{one['id']}-as-{who}"} for one in asked))
        got = {name.removesuffix(f"-as-{who}"): told for name, told in answers(said).items()}
        tried("commands as roles", len(COMMANDS))
        assert got.keys() == COMMANDS.keys()
        allowed = MAY if who == "phone" else set()
        wrong = [
            f"{n}: {one}" for n, one in got.items() if (n not in allowed) is not (one.get("why") == NOT_YOURS)
        ]
        assert wrong == [], f"as {who} in {phase}"
        seats = {room.run.players()[0].id}
        assert {row.by for row in fort.rooms._journal.read(room.id, before)} <= seats
        shown = json.dumps(said, ensure_ascii=False)
        secrets = secrets_of(deck_of(room), room.run.line.given)
        assert [where for where, text in secrets.items() if text in shown] == []


async def test_a_name_is_kept_nowhere_where_the_trainer_chose_none(fort: Fort, tried: Tried) -> None:
    room = await fort.run(slug="det", names="anonymous")
    guest = await attendee(fort, room, NAMES[2])
    page = await guest.open(page_of(room, "player"))
    await exchange(page, command("raise", {"kind": "question", "text": "Whose?"}))
    rows = "".join(row.data for row in fort.rooms._journal.read(room.id))
    desk = await (await fort.seated(room, "facilitator")).ask(page_of(room, "facilitator"))
    tried("texts on the wire", 3)
    for what in (rows, desk.body.decode(), json.dumps(page.state)):
        assert NAMES[2] not in what and "Lindqvist" not in what


async def test_one_phone_cannot_use_up_the_questions_of_the_room(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.pages.page.COMMANDS_AT_ONCE", 1e9)
    room = await fort.run(slug="det", names="named")
    greedy = await (await attendee(fort, room, NAMES[0])).open(page_of(room, "player"))
    said: list[dict[str, Any]] = []
    for start in range(0, 240, 80):
        asked = [
            {**command("raise", {"kind": "question", "text": "Me."}), "id": f"hostile-{start + n:04d}"}
            for n in range(80)
        ]
        said += await exchange(greedy, *asked)
    tried("floods of commands", 240)
    assert len(room.run.raised) == 200
    assert any("200 of these" in str(one.get("why")) for one in said)
    other = await (await attendee(fort, room, NAMES[1])).open(page_of(room, "player"))
    heard = await exchange(other, command("raise", {"kind": "question", "text": "And I?"}))
    assert [one["kind"] for one in heard if one.get("id") == "hostile-raise"] == ["done"]
