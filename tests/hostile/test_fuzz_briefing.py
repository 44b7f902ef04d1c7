"""Anybody asks anything of a briefing: it refuses in words or goes on, and shows nobody too much."""

from __future__ import annotations

import contextlib
import json
import random
from typing import Any

import pytest

from kit.engine.codec import decode, encode
from kit.engine.commands import COMMANDS, Actor, Role, TakeSeat, parse
from kit.engine.decide import BRIEFING, decide
from kit.engine.events import Recorded
from kit.engine.evolve import evolve, fold
from kit.engine.lens import Lens
from kit.engine.refusal import Refused, Request
from kit.engine.views_trainer import trainer_view
from tests.engine.giving import JOIN, Give
from tests.engine.test_deck_leaks import assert_no_leak
from tests.hostile.conftest import Tried
from tests.hostile.test_fuzz import STRANGE, some_actor, some_command

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


@pytest.mark.parametrize("seed", range(2))
def test_whatever_anybody_asks_a_briefing_refuses_or_goes_on_and_shows_nobody_too_much(
    seed: int, tried: Tried
) -> None:
    dice = random.Random(seed)
    game = Give("det", dice.choice(("roll_call", "class")), names=dice.choice(("named", "anonymous")))
    people = [game.join(f"Person {n}") for n in range(3)]
    asked = 0
    for number in range(400):
        if dice.random() < 0.3:
            onwards(game, dice, people)
        before = game.run
        asked += act(game, dice, number)
        if game.run is not before and dice.random() < 0.3:
            assert_no_leak(game)
            json.dumps(trainer_view(Lens(game.run), JOIN, {}))
    assert fold(game.exercise, game.through_codec()) == game.run
    assert len(game.run.line.given.shown) > 1
    tried("commands to decide", asked)
