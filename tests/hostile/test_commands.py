"""Every command as every role, in every phase, through the real websocket; and messages of no shape."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any, cast

import pytest

from kit.engine.commands import COMMANDS, Role
from kit.room.room import Room
from kit.server.connection import VirtualConnection
from tests.hostile.conftest import KEY, Fort, Tried, exchange, heard, page_of, plainly
from tests.server.conftest import Opened
from tests.waiting import PATIENCE

MAY = {  # written down a second time, on purpose: the rule is in kit/engine/decide.py
    "player": {
        "change-position", "step-out", "come-back", "cast-vote", "raise", "remark", "feedback",
    },
    "evaluator": {"observe", "see-task", "rate"},
    "screen": set(),
}  # fmt: skip
NEVER = {"take-seat", "move-seat", "create-run"}  # not even the facilitator's page: the door's, the house's
PHASES = ("lobby", "briefing", "play", "hot-wash", "closed")
NOT_YOURS = "Your seat cannot do that."


def plausible(fort: Fort, room: Room, name: str) -> dict[str, Any]:
    """Arguments that would work for somebody who may: real ids of this run."""
    exercise, run = room.exercise, room.run
    decision = exercise.decisions[0]
    values = {
        "seat": run.players()[0].id, "position": exercise.positions[0].id, "role": "facilitator",
        "resume": "AAAA AAAA", "slug": exercise.slug, "module": exercise.modules[0].id,
        "inject": exercise.injects[0].id, "step": exercise.injects[1].id, "before": exercise.injects[0].id,
        "decision": decision.id, "option": decision.options[0].key, "text": "A hostile text.",
        "kind": "question", "raised": "q1", "concern": "q1", "row": "r1", "owner": "Somebody",
        "what": "all" if name == "commit" else "board", "item": "a1", "state": "done", "index": 0, "task": 0,
        "target": exercise.objectives[0].targets[0].id, "rating": "P", "why": "Because.", "minutes": 5,
        "answers": {"overall": 5}, "key": "summary", "title": "Hostile", "at": 1_795_300_000_000,
        "id": "full", "reason": "Because.", "question": "1-k1", "number": 1,
    }  # fmt: skip
    return {field: values[field] for field in COMMANDS[name].__struct_fields__ if field in values}


async def staged(fort: Fort, phase: str) -> tuple[Room, dict[str, Opened]]:
    room = await fort.run()
    pages = {}
    for role in ("player", "evaluator", "screen", "facilitator"):
        pages[role] = await (await fort.seated(room, role, "GB8")).open(page_of(room, role))
    steps = {
        "lobby": [], "briefing": ["start-briefing"], "play": ["start-exercise"],
        "hot-wash": ["start-exercise", "open-hot-wash"], "closed": ["start-exercise", "end-exercise"],
    }[phase]  # fmt: skip
    for step in steps:
        await exchange(pages["facilitator"], {**command(step, {}), "id": f"facilitator-{step}"})
    note = {"text": "The facilitator's hidden note."}
    await exchange(pages["facilitator"], {**command("note", note), "id": "an-id-of-the-facilitator"})
    assert room.run.phase.value == phase
    return room, pages


def command(name: str, args: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "command", "id": f"hostile-{name}", "name": name, "args": args, **more}


def answers(said: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        one["id"].removeprefix("hostile-"): one
        for one in said
        if str(one.get("id", "")).startswith("hostile-")
    }


@pytest.mark.parametrize("phase", PHASES)
async def test_each_role_can_do_what_is_its_own_and_nothing_else(
    fort: Fort, tried: Tried, phase: str
) -> None:
    room, pages = await staged(fort, phase)
    hidden = ["The facilitator's hidden note.", room.run.setup.staff_code, KEY, *facilitators_texts(room)]
    for role, allowed in MAY.items():
        before, events = room.run.seq, set()
        asked = [command(name, plausible(fort, room, name)) for name in COMMANDS]
        said = await exchange(pages[role], *({**one, "id": f"{one['id']}-as-{role}"} for one in asked))
        got = {name.removesuffix(f"-as-{role}"): answer for name, answer in answers(said).items()}
        tried("commands as roles", len(COMMANDS))
        assert got.keys() == COMMANDS.keys()
        wrong = [
            f"{name}: {answer}"
            for name, answer in got.items()
            if (name not in allowed) is not (answer.get("why") == NOT_YOURS)
        ]
        assert wrong == [], f"as {role} in {phase}"
        for row in fort.rooms._journal.read(room.id, before):
            events.add(row.by)
        mine = {seat.id for seat in room.run.seats.values() if seat.role.value == role}
        assert events <= mine, f"{role} wrote in the name of {events - mine}"
        shown = plainly(said)
        assert [text for text in hidden if json.dumps(text, ensure_ascii=False)[1:-1] in shown] == []


def facilitators_texts(room: Room) -> list[str]:
    exercise = room.exercise
    found: list[str] = [module.key_issues for module in exercise.modules]
    for decision in exercise.decisions:
        found += [
            *decision.talk.points,
            decision.talk.missed,
            *(answer for _, answer in decision.talk.if_asked),
        ]
        found += [rule.text for rule in decision.dials]
    return [text for text in found if len(text) > 12]


async def test_the_facilitators_own_page_takes_no_seats_and_moves_none(fort: Fort, tried: Tried) -> None:
    room, pages = await staged(fort, "play")
    before = room.run.seq
    asked = [command(name, plausible(fort, room, name)) for name in NEVER]
    got = answers(await exchange(pages["facilitator"], *asked))
    tried("commands as roles", len(NEVER))
    assert {name: answer["why"] for name, answer in got.items()} == dict.fromkeys(NEVER, NOT_YOURS)
    assert room.run.seq == before


async def test_nobody_speaks_for_another_seat_by_naming_it(fort: Fort, tried: Tried) -> None:
    room, pages = await staged(fort, "play")
    other = await fort.seated(room, "player", "CB1")
    victim = room.run.players()[-1]
    assert other.jar
    nothing: dict[str, Any] = {}
    smuggled = [
        command("raise", {"kind": "question", "text": "Mine.", **extra}, **outside)
        for extra, outside in itertools.product(
            (nothing, {"seat": victim.id}, {"actor": victim.id}, {"by": victim.id}, {"type": "end-exercise"}),
            (nothing, {"seat": victim.id}, {"actor": {"role": "facilitator"}}, {"role": "facilitator"}),
        )
    ]  # fmt: skip
    for number, one in enumerate(smuggled):
        one["id"] = f"hostile-{number:04d}"
    await exchange(pages["player"], *smuggled)
    tried("smuggled arguments", len(smuggled))
    assert {item.seat for item in room.run.raised.values()} <= {room.run.players()[0].id}
    assert room.run.phase.value == "play"


BAD: tuple[Any, ...] = (
    None, 0, -1, 1.5, True, "", "x" * 9_000, [], {}, [[]], {"a": {}}, 10**30, -(10**30), 1e308, "\ud800",
    "\x00", "__class__", ["x"] * 100, {"x": "y"} | {str(n): n for n in range(100)},
    {"__proto__": {"role": "facilitator"}},
)  # fmt: skip


@pytest.mark.parametrize("role", ["player", "evaluator", "facilitator"])
async def test_arguments_of_wrong_shapes_are_refused_in_words_and_break_nothing(
    fort: Fort, tried: Tried, role: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.pages.page.COMMANDS_AT_ONCE", 1e9)  # floods have a test of their own
    room, pages = await staged(fort, "play")
    page = pages[role]
    for name in COMMANDS:
        good = plausible(fort, room, name)
        asked = []
        for number, (field, bad) in enumerate(itertools.product([*good, "unknown"], BAD)):
            asked.append({**command(name, {**good, field: bad}), "id": f"hostile-{name}-{number}"})
        for start in range(0, len(asked), 60):
            some = asked[start : start + 60]
            said = await exchange(page, *some)
            fresh(page, fort)
            tried("arguments of wrong shapes", len(some))
            got = {one.get("id") for one in said}
            assert [one for one in some if one["id"] not in got] == []
    assert "Traceback" not in caplog.text
    assert room.view(fort_actor(role, room)) is not None


def fort_actor(role: str, room: Room) -> Any:
    from kit.engine.commands import Actor

    seat = next((s.id for s in room.run.seats.values() if s.role.value == role), role)
    return Actor(Role(role), seat, room.run.seats[seat].serial if seat in room.run.seats else 0)


def fresh(page: Opened, fort: Fort) -> None:
    """Give a page its tries back: this test is about shapes, another one about floods."""
    for socket in fort.app.sockets:
        if socket.connection is not None and socket.kernel_id == page.kernel:
            pace = cast(VirtualConnection, socket.connection)._guard.pace
            pace.left = pace.size


SHAPES: tuple[Any, ...] = (
    {}, {"kind": None}, {"kind": []}, {"kind": "command"}, {"kind": "command", "id": 7}, {"kind": "sync"},
    {"kind": "command", "id": "hostile-1", "name": None},
    {"kind": "command", "id": "hostile-1", "name": "x" * 99},
    {"kind": "command", "id": "hostile-1", "name": "end-exercise", "args": []},
    {"kind": "command", "id": "hostile-1", "name": "end-exercise", "args": None},
    {"kind": "command", "id": "x" * 5000, "name": "end-exercise", "args": {}},
    {"kind": "command", "id": "../../etc/passwd", "name": "end-exercise", "args": {}},
    {"kind": "sync", "seq": "now"}, {"kind": "sync", "seq": -1}, {"kind": "sync", "seq": [1]},
    {"kind": "patch"},
    {"kind": "view", "view": {"mine": {"role": "facilitator"}}}, {"kind": "done", "id": "hostile-1"},
)  # fmt: skip


async def test_messages_of_no_shape_change_nothing(fort: Fort, tried: Tried) -> None:
    room, pages = await staged(fort, "play")
    before = room.run.seq
    for page in (pages["player"], pages["evaluator"], pages["screen"]):
        said = await exchange(page, *SHAPES)
        contents: tuple[Any, ...] = (None, [], "text", 7, [[]])
        for content in contents:
            await page.send(
                "comm_msg", {"comm_id": page.model, "data": {"method": "custom", "content": content}}
            )
        assert (await exchange(page, {"kind": "sync", "seq": -5}))[0]["kind"] == "view"
        tried("messages of no shape", len(SHAPES) + 6)
        assert {one["kind"] for one in said} <= {"refused", "patch", "view"}
    assert room.run.seq == before


async def test_a_deeply_nested_argument_is_too_much_and_no_trouble(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    room, pages = await staged(fort, "play")
    for depth in (50, 200, 500, 800, 850, 900, 930, 960, 990, 5_000, 50_000):
        page = await pages["player"].guest.open(page_of(room, "player"))
        nested = "[" * depth + "]" * depth
        args = f'{{"kind":"question","text":{nested}}}'
        content = f'{{"kind":"command","id":"hostile-deep","name":"raise","args":{args}}}'
        data = f'{{"comm_id":"{page.model}","data":{{"method":"custom","content":{content}}}}}'
        await page.socket.write_message(raw_frame("comm_msg", data.encode()), binary=True)
        await page.send("comm_info_request", {})
        tried("messages of no shape")
        async with asyncio.timeout(PATIENCE):
            while isinstance(got := await page.socket.read_message(), bytes):
                if heard(got)[0] == "comm_info_reply":
                    break
    assert "Traceback" not in caplog.text
    assert not room.run.raised


async def test_no_page_can_take_the_id_of_an_act_of_the_clock_or_the_door(fort: Fort, tried: Tried) -> None:
    """A command whose id was seen is not done again: whoever takes the clock's next id stops the clock."""
    room, pages = await staged(fort, "play")
    before = room.run.seq
    claimed = [f"clock-{before + n}-1795300000000" for n in range(40)] + [
        "door-00112233",
        "create-00000000",
    ]
    for id in claimed:
        await pages["player"].tell(
            kind="command", id=id, name="raise", args={"kind": "question", "text": "?"}
        )
        tried("claimed ids")
    await exchange(pages["player"])
    assert room.run.seq == before
    assert not set(claimed) & set(room.run.commands)


async def test_one_seat_cannot_take_the_room_others_need_for_their_words(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.pages.page.COMMANDS_AT_ONCE", 1e9)
    room, pages = await staged(fort, "play")
    greedy = pages["player"]
    said: list[dict[str, Any]] = []
    for start in range(0, 320, 80):
        raised = {"kind": "question", "text": "Me, me, me."}
        fresh(greedy, fort)
        asked = [{**command("raise", raised), "id": f"hostile-{start + n:04d}"} for n in range(80)]
        said += await exchange(greedy, *asked)
    tried("floods of commands", 320)
    assert len(room.run.raised) == 200
    assert any("200 of these" in str(one.get("why")) for one in said)
    other = await (await fort.seated(room, "player", "CB1")).open(page_of(room, "player"))
    heard_of = await exchange(other, command("raise", {"kind": "question", "text": "And I?"}))
    assert [one["kind"] for one in heard_of if one.get("id") == "hostile-raise"] == ["done"]


async def test_a_page_that_floods_the_journal_has_to_wait_and_loses_nothing(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.pages.page.COMMANDS_A_SECOND", 0.0)
    room, pages = await staged(fort, "play")
    before = room.run.seq
    asked = [{**command(("step-out", "come-back")[n % 2], {}), "id": f"hostile-{n:04d}"} for n in range(180)]
    said = await exchange(pages["player"], *asked)
    tried("floods of commands", 180)
    kinds = [one["kind"] for one in said if str(one.get("id")).startswith("hostile")]
    assert room.run.seq - before <= 125
    assert kinds.count("unsaved") >= 50
    assert all("Wait a few seconds" in one["why"] for one in said if one["kind"] == "unsaved")


def raw_frame(kind: str, content: bytes) -> bytes:
    from tests.server.conftest import request_frame

    whole = request_frame(kind, {})
    return reframed(whole, content)


def reframed(whole: bytes, content: bytes) -> bytes:
    """A frame with another content, which need not be one that Python's json would write."""
    from struct import pack, unpack_from

    (count,) = unpack_from("<Q", whole)
    ends = list(unpack_from(f"<{count}Q", whole, 8))
    ends[5:] = [ends[4] + len(content)]
    return whole[:8] + pack(f"<{count}Q", *ends) + whole[ends[0] : ends[4]] + content
