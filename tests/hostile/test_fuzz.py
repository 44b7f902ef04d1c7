"""Properties that hold for any input: the reader, the codec, the frame parser, and ``decide``.

``fuzz_coverage.py`` beside this file searches the same targets guided by coverage, for as long as one likes.
"""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from kit.engine.codec import UnknownEvent, decode, encode
from kit.engine.commands import COMMANDS, Actor, Role, TakeSeat, parse
from kit.engine.decide import decide
from kit.engine.events import EVENTS, Recorded
from kit.engine.evolve import evolve
from kit.engine.lens import Lens
from kit.engine.refusal import Refused, Request
from kit.engine.state import Run
from kit.engine.views import evaluator_view, player_view, screen_view
from kit.engine.views_desk import desk_view
from kit.scenario.problems import ScenarioError
from kit.scenario.read import exercise_from_texts
from kit.server.encode import frame
from kit.server.framing import unframe
from tests.conftest import MORE
from tests.engine.playing import SLUGS, Play
from tests.engine.test_views import secrets_of
from tests.hostile.conftest import EXERCISES, Tried
from tests.hostile.looks import look_at_row
from tests.server.conftest import request_frame

BYTES = st.binary(max_size=400)
WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=10,
)

# -- the frame parser --------------------------------------------------------------------------------


@given(BYTES)
def test_any_bytes_are_a_message_or_a_value_error(data: bytes) -> None:
    look_at_frame(data)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1), max_size=9), BYTES)
def test_any_offsets_are_a_message_or_a_value_error(count: int, offsets: list[int], rest: bytes) -> None:
    head = b"".join(n.to_bytes(8, "little") for n in (count, *offsets))
    look_at_frame(head + rest)


@given(st.data())
def test_a_good_frame_with_some_bytes_changed_is_a_message_or_a_value_error(data: st.DataObject) -> None:
    changed = bytearray(request_frame("comm_msg", {"comm_id": "x", "data": {"method": "custom"}}))
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    look_at_frame(bytes(changed))


def look_at_frame(data: bytes) -> None:
    try:
        message = unframe(data)
    except ValueError:
        return
    for part in ("header", "parent_header", "metadata", "content"):
        assert isinstance(message[part], dict)
    assert isinstance(message["channel"], str)


@given(st.dictionaries(WORDS, JSON, max_size=4), st.lists(BYTES, max_size=3))
def test_a_message_comes_out_of_its_frame_as_it_went_in(
    content: dict[str, Any], buffers: list[bytes]
) -> None:
    content = json.loads(json.dumps(content))
    header = {"msg_type": "comm_msg", "msg_id": "1"}
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    message = {**parts, "buffers": buffers, "channel": "shell", "msg_type": "comm_msg", "msg_id": "1"}
    found = unframe(frame(message))
    assert json.dumps(found["content"]) == json.dumps(content)
    assert [bytes(one) for one in found["buffers"]] == buffers


# -- the codec ---------------------------------------------------------------------------------------


@given(st.sampled_from(sorted(EVENTS)), st.integers(-3, 4), st.text(max_size=60) | JSON.map(json.dumps))
def test_a_row_of_anything_is_an_event_or_an_unknown_event(name: str, version: int, data: str) -> None:
    look_at_row(name, version, data)


@pytest.mark.parametrize(
    "data", ["", "{", "[" * 100_000, "\ud800", "null", "[]", '{"type":1}', "1e999999", "\x00"]
)
def test_a_damaged_row_says_so(data: str, tried: Tried) -> None:
    tried("damaged rows", len(EVENTS))
    for name in EVENTS:
        with pytest.raises(UnknownEvent):
            decode(name, 1, data)


@given(st.sampled_from(sorted(EVENTS)).flatmap(lambda name: st.from_type(EVENTS[name])))
def test_every_event_comes_back_from_its_text_as_it_was(event: Any) -> None:
    try:
        msgspec.convert(msgspec.to_builtins(event), type(event))  # annotations also bound the lengths
    except msgspec.ValidationError:
        return
    try:
        stored = encode(event)
    except (UnicodeEncodeError, OverflowError):
        return
    assert decode(*stored) == event


# -- the reader --------------------------------------------------------------------------------------


@cache
def text_of(slug: str) -> str:
    return (EXERCISES / slug / "scenario.yaml").read_text(encoding="utf-8")


FRAME = (EXERCISES / "frame.yaml").read_text(encoding="utf-8")
PIECES = (
    "{", "}", "[", "]", ":", "- ", "&a ", "*a ", "!!python/name:os ", "|\n", ">\n", "\n", "  ", "\t", "'", '"', "#",  # noqa: E501
    "---\n", "null", "~", "-1", "99999999999999999999", "1e9", ".inf", "\x00", "\ufeff", "\u2028", "?", "<<: ", "%",  # noqa: E501
)  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """A scenario that somebody hurt in up to six places, by cutting, doubling, swapping or inserting."""
    for _ in range(dice.randint(1, 6)):
        lines = text.splitlines(keepends=True)
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                del lines[at : at + dice.randint(1, 5)]
            case 1:
                lines.insert(at, lines[dice.randrange(len(lines))])
            case 2:
                lines[at] = lines[at].replace(":", dice.choice(PIECES), 1)
            case 3:
                cut = dice.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + dice.choice(PIECES) + lines[at][cut:]
            case 4:
                lines[at] = dice.choice(("  ", "    ", "")) + lines[at].lstrip()
            case _:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
        text = "".join(lines)
    return text


@settings(max_examples=MORE or 40)
@given(st.sampled_from(SLUGS), st.integers(0, 2**32))
def test_a_hurt_exercise_is_read_or_refused_with_file_and_line(slug: str, seed: int) -> None:
    look_at_scenario(slug, mutated(text_of(slug), random.Random(seed)))


def look_at_scenario(slug: str, text: str) -> None:
    look_at_text(text, FRAME, EXERCISES / slug / "scenario.yaml")


def look_at_text(text: str, frame: str, path: Path) -> None:
    try:
        exercise_from_texts(text, frame, path)
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.where.path.startswith("exercises/")
            assert problem.where.line >= 1
            assert problem.message


# -- decide ------------------------------------------------------------------------------------------

STRANGE = ("", "x", "B-D1", "no-such", "\u202e", "x" * 60, "__class__", "0", "a", "M1")


def some_actor(run: Run, dice: random.Random) -> Actor:
    """Anybody: of every role, with seats that are real, another's, closed, or nobody's."""
    seats = [*run.seats, "facilitator", "clock", "door", "screen", "", "nobody"]
    return Actor(dice.choice(list(Role)), dice.choice(seats), dice.choice((0, 0, 0, 1, -1)))


def some_value(run: Run, field: str, dice: random.Random) -> Any:
    exercise = run.exercise
    real: dict[str, list[Any]] = {
        "seat": [*run.seats], "position": [p.id for p in exercise.positions],
        "module": [m.id for m in exercise.modules], "inject": [i.id for i in exercise.injects],
        "step": list(exercise.steps), "before": list(exercise.steps),
        "decision": [d.id for d in exercise.decisions], "option": ["a", "b", "c", "d"],
        "item": [m.id for m in run.line.feed], "raised": list(run.raised), "concern": list(run.raised),
        "row": list(run.board), "id": [*run.observations, *run.remarks], "role": list(Role),
        "kind": ["question", "concern", "counsel", "authority", "strength", "improve", "note"],
        "target": list(exercise.targets), "rating": ["P", "S", "M", "U", "-"],
        "minutes": [0, 1, 5, 240, -10_080, 10_080], "line": [0, 1, 2, -1, 2**62], "round": [0, 1, 2, -7, 2**62],  # noqa: E501
        "at": [None, 0, -1, 2**62, 1_790_000_100_000], "index": [0, 1, 99], "task": [None, 0, 99],
        "answers": [{}, {"overall": 5}, {"x" * 64: -(2**62)}], "to": [(), ("GB1",), ("nobody",), ("",)],
        "authority": [True, False], "seen": [True, False], "shown": [True, False], "what": ["board", "", "lobby"],  # noqa: E501
        "scheme": ["dark", "light", "x"], "state": ["open", "done", "x"], "audience": ["", "everyone", "addressees"],  # noqa: E501
        "dials": [{}, {"P1": "x"}], "wait": [True, False], "key": ["summary", "plan.x.y"],
    }  # fmt: skip
    known = real.get(field, [])
    return dice.choice(known) if known and dice.random() < 0.85 else dice.choice(STRANGE)


def some_command(run: Run, dice: random.Random) -> tuple[str, dict[str, Any]]:
    name = dice.choice(sorted(COMMANDS))
    fields = COMMANDS[name].__struct_fields__
    needed = [f for f, d in zip(fields[::-1], COMMANDS[name].__struct_defaults__[::-1], strict=False)]
    optional = set(needed)
    return name, {f: some_value(run, f, dice) for f in fields if f not in optional or dice.random() < 0.6}


def assault(slug: str, dice: random.Random, steps: int) -> int:
    """A run in which anybody asks for anything, and the story goes on in between; returns how many
    commands were decided. Nothing but Refused is ever raised, and every view can be made of every state."""
    play = Play(slug, dice.choice(("full", "short")), names=dice.choice(("named", "positions", "anonymous")))
    play.seat("GB8" if slug == "hurricane" else play.exercise.positions[0].id)
    play.seat(play.exercise.positions[-1].id)
    play.evaluator()
    asked = 0
    for number in range(steps):
        if dice.random() < 0.25:
            onwards(play, dice)
        name, args = some_command(play.run, dice)
        try:
            command = TakeSeat(**args) if name == "take-seat" and dice.random() < 0.5 else parse(name, args)
        except (ValueError, TypeError):
            continue
        play.now += dice.choice((0, 1, 1000, 600_000))
        request = Request(command, some_actor(play.run, dice), play.now, f"fuzz-{number}")
        asked += 1
        try:
            events = decide(play.run, request)
        except Refused as refused:
            assert refused.sentence
            continue
        for event in events:
            record = Recorded(
                play.run.seq + 1, play.now, request.actor.seat, request.id, decode(*encode(event))
            )
            play.run = evolve(play.run, record)
        look_at_views(play.run)
    return asked


def onwards(play: Play, dice: random.Random) -> None:
    try:
        if play.run.phase.value == "lobby":
            play.start()
        elif play.run.ballot is not None and play.run.ballot.status != "taken":
            play.take(dice.choice(play.run.ballot.options))
        else:
            play.next()
    except Refused:
        pass


def look_at_views(run: Run) -> None:
    lens = Lens(run)
    json.dumps(desk_view(lens, {}, {}))
    shown = {"": json.dumps(screen_view(lens, {}), ensure_ascii=False)}
    for seat in run.seats.values():
        if seat.role is Role.EVALUATOR:
            evaluators = json.dumps(evaluator_view(lens, seat.id), ensure_ascii=False)
            others = [o.text for o in run.observations.values() if o.seat != seat.id and len(o.text) > 12]
            own = {o.text for o in run.observations.values() if o.seat == seat.id}
            assert [text for text in others if text not in own and text in evaluators] == []
        else:
            shown[seat.position] = json.dumps(player_view(lens, seat.id), ensure_ascii=False)
            for other in run.seats.values():
                assert (
                    other.id == seat.id or len(other.resume) < 6 or other.resume not in shown[seat.position]
                )
    always = [t for d in run.exercise.decisions for t in (*d.talk.points, d.talk.missed) if len(t) > 12]
    for position, page in shown.items():
        assert [text for text in always if json.dumps(text, ensure_ascii=False)[1:-1] in page] == [], position


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_anybody_asks_the_run_refuses_in_words_or_goes_on(
    slug: str, seed: int, tried: Tried
) -> None:
    tried("commands to decide", assault(slug, random.Random(seed), 400))


def test_the_secrets_of_the_leak_tests_are_many() -> None:
    assert len(secrets_of(Play().run, "GB8")) > 100
