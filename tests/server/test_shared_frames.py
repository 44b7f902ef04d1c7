"""What pages share on the way out: sections, what changed in them, and their JSON.

Whatever happens in a run, each page must end at what the engine shows to its seat, worked out anew.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from kit.engine.commands import Actor, parse
from kit.engine.decide import BEFORE
from kit.engine.lens import Lens
from kit.engine.refusal import Refused
from kit.engine.state import Run
from kit.engine.views import evaluator_view, moved_view, player_view
from kit.room.patch import View, differences
from kit.server.encode import told_frames
from kit.server.framing import unframe
from kit.server.kernel import Told
from tests.engine.playing import FACILITATOR, Play
from tests.hostile.test_fuzz import some_command


def plain(view: View) -> dict[str, Any]:
    """A view as a page has it: out of its JSON."""
    return dict(msgspec.json.decode(msgspec.json.encode(view)))


class SomeonesPage:
    """What one seat's browser holds, and what the server believes it holds."""

    def __init__(self, actor: Actor, run: Run) -> None:
        self.actor = actor
        self.sent = self.look(Lens(run))
        self.holds = plain(self.sent)

    def look(self, lens: Lens) -> View:
        seat = lens.run.seats[self.actor.seat]
        if seat.serial != self.actor.serial:
            return moved_view(lens, seat.id)
        return evaluator_view(lens, seat.id) if seat.role.value == "evaluator" else player_view(lens, seat.id)

    def hear(self, lens: Lens) -> None:
        """As a round of news goes: the patch, its frame, and the browser's own putting together."""
        now = self.look(lens)
        patch, self.sent = differences(self.sent, now), now
        patch.update(kind="patch", seq=1)
        (frame,) = told_frames(Told("session", 1, self.actor.seat, [patch]))
        content = unframe(frame)["content"]
        assert content["comm_id"] == self.actor.seat
        self.apply(content["data"]["content"])

    def apply(self, patch: dict[str, Any]) -> None:
        self.holds |= patch.get("set", {})
        for section, fields in patch.get("mix", {}).items():
            self.holds[section] = {**self.holds[section], **fields}
        for section, rows in patch.get("put", {}).items():
            new = {row.get("id") or row["seat"]: row for row in rows}
            kept = [new.pop(row.get("id") or row["seat"], row) for row in self.holds[section]]
            self.holds[section] = [*kept, *new.values()]
        for section, items in patch.get("add", {}).items():
            self.holds[section] = [*self.holds[section], *items]


def step(play: Play, actors: list[Actor], dice: random.Random) -> None:
    """Somebody does something, allowed or not; often the facilitator goes on with the story."""
    actor = dice.choice([FACILITATOR, *actors])
    try:
        if dice.random() < 0.25:
            play.next()
        elif dice.random() < 0.4 and (ballot := play.run.ballot) is not None:
            play.ask(actor, "cast-vote", decision=ballot.decision, option=dice.choice(ballot.options),
                     reason=f"a reason of {actor.seat}")  # fmt: skip
        elif dice.random() < 0.5 and actor is not FACILITATOR:
            play.ask(actor, "raise", kind=dice.choice(("question", "counsel", "concern")), text="What now?")
        else:
            name, args = some_command(play.run, dice)
            parse(name, args)
            play.ask(actor, name, **args)
    except (Refused, ValueError, TypeError):
        pass  # whatever was refused is no news


@pytest.mark.parametrize("seed", range(4))
def test_each_page_ends_at_what_the_engine_shows_its_own_seat_and_nothing_else(seed: int) -> None:
    dice, play = random.Random(seed), Play("hurricane", "short")
    positions = [position.id for position in play.exercise.positions[:3]]
    actors = [play.seat(positions[n % 3], f"Person {n}") for n in range(5)] + [play.evaluator("E")]
    play.start()
    pages = [SomeonesPage(actor, play.run) for actor in actors]
    lens = Lens(play.run)
    for number in range(1, 70):
        for _ in range(dice.choice((1, 1, 3))):  # several things happen between two rounds
            step(play, actors, dice)
        lens = Lens(play.run, lens)
        for page in dice.sample(pages, dice.randint(1, len(pages))):  # not everybody looks each time
            page.hear(lens)
            anew = plain(page.look(Lens(play.run)))
            if play.run.phase not in BEFORE:  # who comes late is no news to every phone: the lobby stays
                anew |= {"lobby": page.holds["lobby"]} if "lobby" in anew else {}
            assert page.holds == anew, (seed, number, page.actor)
