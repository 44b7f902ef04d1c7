"""A run in memory that tests push forward: the engine alone, no room, no disk."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

from kit.engine.codec import decode, encode
from kit.engine.commands import Actor, Role, TakeSeat, parse
from kit.engine.decide import decide
from kit.engine.decide_play import next_command
from kit.engine.events import Event, Recorded, RunCreated
from kit.engine.evolve import create, evolve
from kit.engine.refusal import Request
from kit.engine.state import Run
from kit.scenario.model import Exercise
from kit.scenario.read import read_exercise

EXERCISES = Path(__file__).parents[2] / "exercises"
SLUGS = ("hurricane", "enforcement_action", "wildfire")
FACILITATOR = Actor(Role.FACILITATOR, "facilitator")
DOOR = Actor(Role.DOOR, "door")


@cache
def exercise_of(slug: str) -> Exercise:
    return read_exercise(EXERCISES / slug / "scenario.yaml")


class Play:
    """A run and everything recorded of it; the clock moves a second with each command."""

    def __init__(
        self, slug: str = "hurricane", form: str = "full", *, exercise: Exercise | None = None, **setup: Any
    ) -> None:
        self.exercise = exercise or exercise_of(slug)
        self.now = 1_790_000_000_000
        self.records: list[Recorded] = []
        self.count = 0
        given = {
            "dials": {},
            "name": "",
            "sponsor": "",
            "date": "2026-12-09",
            "place": "",
            "admission": "open",
            "names": "positions",
            "code": "482913",
            "staff_code": "ABCD 2345",
            "scenario": "",
        } | setup
        first = Recorded(1, self.now, "facilitator", "create", RunCreated(slug=slug, form=form, **given))
        self.records.append(first)
        self.run: Run = create(self.exercise, first)

    @classmethod
    def of(cls, exercise: Exercise) -> Play:
        """A run of an exercise that is not on the shelf."""
        return cls(exercise.slug, exercise=exercise)

    def ask(self, actor: Actor, name: str, /, command_id: str = "", **args: Any) -> list[Event]:
        """Send a command as a page would; raises Refused."""
        self.now += 1000
        self.count += 1
        command = TakeSeat(**args) if name == "take-seat" else parse(name, args)
        request = Request(command, actor, self.now, command_id or f"c{self.count}")
        events = decide(self.run, request)
        for event in events:
            record = Recorded(self.run.seq + 1, self.now, actor.seat, request.id, event)
            self.records.append(record)
            self.run = evolve(self.run, record)
        return events

    def facilitate(self, name: str, /, **args: Any) -> list[Event]:
        return self.ask(FACILITATOR, name, **args)

    def seat(self, position: str, name: str = "") -> Actor:
        """A new player in this position."""
        id = f"s{len(self.run.seats) + 1}"
        role = Role.PLAYER
        self.ask(
            DOOR, "take-seat", seat=id, role=role, position=position, name=name, resume=f"RES{len(id)}{id}"
        )
        return Actor(role, id)

    def evaluator(self, name: str = "") -> Actor:
        id = f"e{len(self.run.seats) + 1}"
        self.ask(DOOR, "take-seat", seat=id, role=Role.EVALUATOR, position="", name=name, resume=f"EVA{id}")
        return Actor(Role.EVALUATOR, id)

    def seat_all(self) -> list[Actor]:
        return [self.seat(position.id) for position in self.exercise.positions]

    def start(self) -> Play:
        self.facilitate("start-exercise")
        return self

    def next(self) -> str:
        """Do what the desk's Next would do; returns the command's name, "" at the end of the story."""
        following = next_command(self.run)
        if following is None:
            return ""
        name, args = following
        self.facilitate(name, **args)
        return name

    def until(self, id: str) -> Play:
        """Play on, each decision by its first option, until this step is in hand."""
        while self.run.line.in_hand != id:
            if self.run.ballot is not None and self.run.ballot.status != "taken":
                self.take(self.run.ballot.options[0])
            elif not self.next():
                raise AssertionError(f"{id} never came")
        return self

    def take(self, option: str) -> Play:
        """Close, reveal and take a branch, with a reason in case it needs one."""
        if self.run.ballot is not None and self.run.ballot.status in ("open", "closed"):
            self.facilitate("reveal")
        self.facilitate("take-branch", option=option, reason="The table agreed on it.")
        return self

    def play_out(self, rng: random.Random, each: Any = lambda play: None) -> Play:
        """Play to the end with random votes; ``each`` is called after every step."""
        seats = [Actor(s.role, s.id) for s in self.run.players()]
        while name := self.next():
            each(self)
            if name == "open-decision" and self.run.ballot is not None:
                for seat in seats:
                    option = rng.choice(self.run.ballot.options)
                    reason = f"secret reason of {seat.seat} for {option}"
                    self.ask(
                        seat, "cast-vote", decision=self.run.ballot.decision, option=option, reason=reason
                    )
                each(self)
                leader = (self.run.ballot.leaders() or self.run.ballot.options)[0]
                self.facilitate("reveal")
                each(self)
                self.facilitate("take-branch", option=leader, reason="As many voted for it as for any other.")
                each(self)
        return self

    def through_codec(self) -> list[Recorded]:
        """The records as they come back from stored text."""
        return [Recorded(r.seq, r.at, r.by, r.command, decode(*encode(r.event))) for r in self.records]
