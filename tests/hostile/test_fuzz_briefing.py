"""Anybody asks anything of a briefing, and writes anything into its files and forms: it refuses in words or
goes on, shows nobody too much, and keeps what was typed as it was typed."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from kit.briefing.agency import profile_from_text, profile_text
from kit.briefing.agency_edit import changed, typed
from kit.briefing.frame import Frame
from kit.briefing.read import module_from_texts, read_frame
from kit.briefing.series import series_from_text
from kit.engine.codec import decode, encode
from kit.engine.commands import COMMANDS, Actor, Role, TakeSeat, parse
from kit.engine.decide import BRIEFING, decide
from kit.engine.events import Recorded
from kit.engine.evolve import evolve, fold
from kit.engine.lens import Lens
from kit.engine.refusal import Refused, Request
from kit.engine.views_trainer import trainer_view
from kit.scenario.frame import Dial
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame
from tests.briefing import small
from tests.conftest import MORE
from tests.engine.giving import JOIN, Give
from tests.engine.test_deck_leaks import assert_no_leak
from tests.hostile.conftest import EXERCISES, Tried
from tests.hostile.test_fuzz import PIECES, STRANGE, mutated, some_actor, some_command

NAMES = sorted(name for name, kind in COMMANDS.items() if kind in BRIEFING)


def wish(game: Give, dice: random.Random) -> tuple[str, dict[str, Any]]:
    """Mostly a command of briefings with real values; now and then any command with anything."""
    if dice.random() < 0.15:
        return some_command(game.run, dice)
    run = game.run
    real: dict[str, list[Any]] = {
        "seat": [*run.seats, f"new-{run.seq}"], "role": [Role.PLAYER], "resume": ["RESUME77"], "wait": [True],
        "position": ["participant"], "name": ["Reyes", ""], "number": [*range(1, 11), 1000],
        "question": [*game.deck.by_id, "", run.line.given.question], "option": ["a", "b", "c", "d"],
        "text": ["Something to say."], "item": [m.id for m in run.line.feed], "raised": list(run.raised),
        "kind": ["question"], "what": ["", "lobby", "slide", "question"], "scheme": ["dark", "light"],
        "answers": [{}, {"clear": 5}, {"clear": 6}, {"missing": "Much."}],
    }  # fmt: skip
    name = dice.choice(NAMES)
    fields = COMMANDS[name].__struct_fields__
    return name, {f: dice.choice(real.get(f) or STRANGE) for f in fields}


def act(game: Give, dice: random.Random, number: int) -> bool:
    """One wish by somebody; whether it was decided."""
    name, args = wish(game, dice)
    try:
        command = TakeSeat(**args) if name == "take-seat" else parse(name, args)
    except (ValueError, TypeError):
        return False
    game.now += dice.choice((0, 1, 1000))
    request = Request(command, some_actor(game.run, dice), game.now, f"fuzz-{number}")
    try:
        events = decide(game.run, request)
    except Refused as refused:
        assert refused.sentence
        return True
    for event in events:
        stored = decode(*encode(event))
        record = Recorded(game.run.seq + 1, game.now, request.actor.seat, request.id, stored)
        game.records.append(record)
        game.run = evolve(game.run, record)
    return True


def onwards(game: Give, dice: random.Random, people: list[Actor]) -> None:
    """What the trainer or somebody with a phone would do next."""
    phase, given = game.run.phase.value, game.run.line.given
    with contextlib.suppress(Refused):
        if phase != "play":
            game.facilitate("start-exercise" if phase == "lobby" else "reopen")
        elif given.question:
            game.answer(dice.choice(people), dice.choice("abc"))
        else:
            game.slide(given.number % len(game.deck.slides) + 1)


def give(dice: random.Random, steps: int) -> tuple[Give, int]:
    """A briefing in which anybody asks for anything, and goes on in between; and how much was decided."""
    game = Give("det", dice.choice(("roll_call", "class")), names=dice.choice(("named", "anonymous")))
    people = [game.join(f"Person {n}") for n in range(3)]
    asked = 0
    for number in range(steps):
        if dice.random() < 0.3:
            onwards(game, dice, people)
        before = game.run
        asked += act(game, dice, number)
        if game.run is not before and dice.random() < 0.3:
            assert_no_leak(game)
            json.dumps(trainer_view(Lens(game.run), JOIN, {}))
    assert fold(game.exercise, game.through_codec()) == game.run
    return game, asked


@pytest.mark.parametrize("seed", range(2))
def test_whatever_anybody_asks_a_briefing_refuses_or_goes_on_and_shows_nobody_too_much(
    seed: int, tried: Tried
) -> None:
    game, asked = give(random.Random(seed), 400)
    assert len(game.run.line.given.shown) > 1
    tried("commands to decide", asked)


# -- texts and forms ------------------------------------------------------------------------------------


@cache
def agency_rules() -> tuple[Frame, Sequence[Dial]]:
    """The placeholders and dials of the shipped house."""
    return read_frame(), read_exercise_frame(EXERCISES / "frame.yaml").dials


@cache
def empty_profile() -> str:
    """A new agency.yaml."""
    from kit.briefing.agency import Profile

    return profile_text(Profile(), *agency_rules())


SERIES = (
    "format: 1\ntitle: A pair\nabout: Two modules.\nsetting: roll_call\naudience: officers\n"
    "modules: [DET, {module: INT, audience: officers, version: 287g}]\n"
)


def look_at_briefing_texts(dice: random.Random) -> None:
    """A module, a review, a series and an agency's file that somebody hurt: read, or told with its line."""
    frame, dials = agency_rules()
    for read in (
        lambda: module_from_texts(mutated(small.MODULE, dice), small.REVIEW, small.PATH),
        lambda: module_from_texts(small.MODULE, mutated(small.REVIEW, dice), small.PATH),
        lambda: series_from_text(mutated(SERIES, dice), Path("briefings/series/pair.yaml")),
        lambda: profile_from_text(mutated(empty_profile(), dice), Path("agency.yaml"), frame, dials),
    ):
        try:
            read()
        except ScenarioError as error:
            assert error.problems
            assert all(told_with_its_line(problem) for problem in error.problems)


def told_with_its_line(problem: Problem) -> bool:
    return bool(problem.message) and problem.where.line >= 1


SIGNS = (
    *PIECES,
    "\x7f",
    "\x9b",
    "\u2029",
    "\ud800",
    "\ufffe",
    "\U0001f600",
    "\u202e",
    "=",
    "<script>",
    "\\",
    "é",
    "  ",
    "\r",
)


def look_at_form(dice: random.Random) -> None:
    """What an agency types into a form stands in its file as it was typed, beside all that was there."""
    frame, dials = agency_rules()
    written = empty_profile()
    for _ in range(dice.randint(1, 3)):
        group = dice.choice(frame.placeholder_groups)
        places = [frame.placeholders[key] for key in group.placeholders]
        fields = {
            f"{place.key}{part}": "".join(dice.choice(SIGNS) for _ in range(dice.randint(0, 6)))
            for place in places
            for part in ("", ".citation")
        }
        fields |= {f"{place.key}.verified": dice.choice(("", "2026-06-30", "20260630")) for place in places}
        fields |= {place.key: dice.choice(("yes", "no", "")) for place in places if place.kind == "yes_no"}
        values, wrong = typed(places, fields, small.DAY)
        assert wrong == {}
        before = profile_from_text(written, Path("agency.yaml"), frame, dials).values
        written = changed(written, values, {}, frame, dials)
        written.encode("utf-8")
        after = profile_from_text(written, Path("agency.yaml"), frame, dials).values
        assert {key: after[key] for key in values} == values
        assert {k: v for k, v in after.items() if k not in values} == {
            k: v for k, v in before.items() if k not in values
        }


@settings(max_examples=MORE or 12)
@given(st.integers(0, 2**32))
def test_a_hurt_briefing_file_is_read_or_refused_with_its_line(seed: int) -> None:
    look_at_briefing_texts(random.Random(seed))


@settings(max_examples=MORE or 5)
@given(st.integers(0, 2**32))
def test_what_an_agency_types_stands_in_its_file_as_it_was_typed(seed: int) -> None:
    look_at_form(random.Random(seed))
