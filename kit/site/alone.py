"""An exercise for one person: every state the engine can reach, as a table of what a player sees.

The walk is the engine's own: ``decide``, ``evolve`` and the views, with one seat whose vote is the majority.
So a page needs no rules, only the table. States that differ in nothing that is still to come are one *node*;
an edge holds what changes on a player's page (a *step*), which many edges share.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kit.engine.commands import Actor, Command, Role, TakeSeat, parse
from kit.engine.decide import decide
from kit.engine.decide_play import next_command
from kit.engine.events import Recorded, RunCreated
from kit.engine.evolve import create, evolve
from kit.engine.lens import Lens, gets
from kit.engine.refusal import Request
from kit.engine.state import Run, changed
from kit.engine.views import mine_of, player_view
from kit.scenario.model import Exercise

SEAT = "alone"
_FACILITATOR = Actor(Role.FACILITATOR, "facilitator")
_DOOR = Actor(Role.DOOR, "door")
_PLAYER = Actor(Role.PLAYER, SEAT)
_DECIDES = frozenset({"open-module", "bridge", "finish", "open-decision", "vote"})
_TELLS = frozenset({"open-module", "bridge", "finish"})
UNCHANGED = -1


class Table:
    """Things by number, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.rows: list[Any] = []

    def number(self, thing: Any) -> int:
        """The number of a thing that JSON can hold."""
        written = json.dumps(thing, ensure_ascii=False)
        if written not in self._numbers:
            self._numbers[written] = len(self.rows)
            self.rows.append(thing)
        return self._numbers[written]


@dataclass(slots=True)
class Walk:
    """The table as it grows.

    ``nodes``: for each node its edges: a letter ("" for Next), the node it leads to, its step. A step is
    numbers into ``heads``, ``situations`` and ``decisions`` (-1: as before), then into ``items`` for the
    messages that come."""

    nodes: list[list[tuple[str, int, int]]] = field(default_factory=list)
    steps: Table = field(default_factory=Table)
    heads: Table = field(default_factory=Table)
    situations: Table = field(default_factory=Table)
    decisions: Table = field(default_factory=Table)
    items: Table = field(default_factory=Table)


@dataclass(frozen=True)
class Alone:
    """One exercise in one form, walked under one setting of the dials."""

    exercise: Exercise
    form: str
    dials: Mapping[str, str]

    def table(self) -> dict[str, Any]:
        """What the page needs, for JSON. The seat's own section comes once for each position."""
        walk = self._walk()
        start = player_view(Lens(self.start), SEAT)
        nodes = [self._row(at, edges) for at, edges in enumerate(walk.nodes)]
        table = {
            "slug": self.exercise.slug,
            "form": self.form,
            "view": {name: section for name, section in start.items() if name not in ("feed", "mine")},
            "positions": [self._mine(position.id) for position in self.exercise.positions],
            "endings": [ending.title for ending in self.exercise.finale.endings],
            "heads": walk.heads.rows,
            "situations": walk.situations.rows,
            "decisions": walk.decisions.rows,
            "items": walk.items.rows,
            "steps": walk.steps.rows,
            "nodes": nodes,
        }
        digest = hashlib.sha256(json.dumps(table).encode()).hexdigest()[:12]
        return {"digest": digest, **table}

    @staticmethod
    def _row(at: int, edges: list[tuple[str, int, int]]) -> list[Any]:
        """A node as short as it can be: nodes follow each other, so the way there is mostly 1."""
        if [letter for letter, _, _ in edges] == [""]:
            return [edges[0][1] - at, edges[0][2]]
        return [[letter, to - at, step] for letter, to, step in edges]

    @cached_property
    def start(self) -> Run:
        """The run at StartEx, with the one seat taken."""
        return _ask(self._seated(self.exercise.positions[0].id), _FACILITATOR, parse("start-exercise", {}))

    def _seated(self, position: str) -> Run:
        setup = RunCreated(
            slug=self.exercise.slug,
            form=self.form,
            dials=dict(self.dials),
            name="",
            sponsor="",
            date="",
            place="",
            admission="open",
            names="positions",
            code="alone",
            staff_code="",
            scenario="",
        )
        run = create(self.exercise, Recorded(1, 0, "facilitator", "", setup))
        return _ask(run, _DOOR, TakeSeat(seat=SEAT, role=Role.PLAYER, position=position, resume="-"))

    def _mine(self, position: str) -> dict[str, Any]:
        return {**mine_of(Lens(self._seated(position)), SEAT), "resume": ""}

    def _walk(self) -> Walk:
        """Depth first, so that a node's first successor has the next number."""
        walk, numbers = Walk(), {_ahead(self.start): 0}
        walk.nodes.append([])
        todo = [self.start]
        while todo:
            run = todo.pop()
            at = numbers[_ahead(run)]
            fresh = []
            for letter, name, after in _moves(run):
                ahead = _ahead(after)
                if ahead not in numbers:
                    numbers[ahead] = len(walk.nodes)
                    walk.nodes.append([])
                    fresh.append(after)
                walk.nodes[at].append((letter, numbers[ahead], self._step(walk, name, run, after)))
            todo += reversed(fresh)
        return walk

    def _step(self, walk: Walk, name: str, before: Run, after: Run) -> int:
        """What changes on a player's page. A section is set whenever its source is set, not only when its
        words differ: another path may come to the same node with other words."""
        lens = Lens(after)
        told = lens.situation is not None and name in _TELLS and len(after.line.feed) > len(before.line.feed)
        step = [
            walk.heads.number(lens.head),
            walk.situations.number(lens.situation) if told else UNCHANGED,
            walk.decisions.number(lens.decision) if name in _DECIDES else UNCHANGED,
        ]
        for message in after.line.feed[len(before.line.feed) :]:
            item = {key: value for key, value in lens.item(message).items() if key not in ("id", "at")}
            for_ = [i for i, p in enumerate(self.exercise.positions) if gets(message, p.id)]
            everybody = len(for_) == len(self.exercise.positions)
            step.append(walk.items.number(item if everybody else {**item, "for": for_}))
        return walk.steps.number(step)


def _moves(run: Run) -> Iterator[tuple[str, str, Run]]:
    """What can follow: the letter chosen ("" for Next), the name of what was done, the run after it."""
    ballot = run.ballot
    if ballot is not None and ballot.status == "open":
        for option in ballot.options:
            vote = {"decision": ballot.decision, "option": option, "reason": ""}
            voted = _ask(run, _PLAYER, parse("cast-vote", vote))
            shown = _ask(voted, _FACILITATOR, parse("reveal", {}))
            yield option, "vote", _ask(shown, _FACILITATOR, parse("take-branch", {"option": option}))
        return
    following = next_command(run)
    if following is None:
        return
    name, args = following
    if name == "open-decision":
        args = {**args, "minutes": 0}  # nobody waits: no end to the voting
    yield "", name, _ask(run, _FACILITATOR, parse(name, args))


def _ask(run: Run, actor: Actor, command: Command) -> Run:
    """The run after a command, without what only undo, the log and forks look at."""
    for event in decide(run, Request(command, actor, 0, "alone")):
        run = evolve(run, Recorded(run.seq + 1, 0, actor.seat, "", event))
    return changed(run, commands={}, acts=(), log=(), turns={}, opened=None)


def _ahead(run: Run) -> Hashable:
    """All that decides what can still come, and how."""
    line = run.line
    still = tuple(beat.key for beat in line.order if beat.key not in line.marks)
    delays = tuple((line.story.delays or {}).items())
    voting = run.ballot is not None and run.ballot.status == "open"
    return still, line.story.key(), delays, line.clock, line.shift, line.module, voting
