"""A story as a graph of small integers, so that every reachable state can be visited in seconds.

A state is one integer: each flag in a few bits, the trust level in three. What a beat does depends only
on the fields it reads or writes, so the moves out of it are worked out once for each setting of those
fields, by the very functions that move a live run (``story``), and looked up afterwards. Nothing of
the rules is written down a second time here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kit.scenario import story as rules
from kit.scenario.flow import Beat, flow, pass_by
from kit.scenario.model import Condition, Decision, Exercise, Form, Inject
from kit.scenario.story import Story

TRUST = "trust"
FORGETFUL = ("inject", "decision", "end-of-module")  # beats after which a flag can start over


@dataclass(frozen=True, slots=True)
class Move:
    """One way on from a beat: the fields it leaves behind and what happened.

    ``seen`` has a bit for everything that came up (see ``Things``); ``choice`` is the letter taken."""

    bits: int
    minutes: int
    seen: int
    choice: str = ""


@dataclass(slots=True)
class Things:
    """Names of everything that can come up in play, each with a bit: injects, wordings, options, ..."""

    bits: dict[str, int] = field(default_factory=dict)

    def bit(self, kind: str, id: str) -> int:
        """The bit of ``kind:id``, a new one if it has none yet."""
        return self.bits.setdefault(f"{kind}:{id}", 1 << len(self.bits))

    def names(self, seen: int, kind: str) -> frozenset[str]:
        """The ids of one kind among the bits."""
        prefix = f"{kind}:"
        named = (name for name, bit in self.bits.items() if bit & seen and name.startswith(prefix))
        return frozenset(name.removeprefix(prefix) for name in named)


class Coding:
    """Stories as integers and back, under fixed dials."""

    def __init__(self, exercise: Exercise, dials: Mapping[str, str]) -> None:
        self.start = rules.begin(exercise, dials)
        self._values = {flag.id: flag.values for flag in exercise.flags}
        self._place: dict[str, tuple[int, int]] = {}  # flag: (shift, mask)
        shift = 3  # trust level + 3 takes the lowest three bits
        for flag in exercise.flags:
            width = max(1, (len(flag.values) - 1).bit_length())
            self._place[flag.id] = (shift, ((1 << width) - 1) << shift)
            shift += width

    def mask(self, fields: frozenset[str]) -> int:
        """The bits that the named flags (and ``trust``) take up."""
        total = 0b111 if TRUST in fields else 0
        for id, (_, mask) in self._place.items():
            if id in fields:
                total |= mask
        return total

    def encode(self, story: Story) -> int:
        """A story as an integer."""
        total = story.trust + rules.TRUST_LIMIT
        for id, (shift, _) in self._place.items():
            total |= self._values[id].index(story.flags[id]) << shift
        return total

    def decode(self, state: int) -> Story:
        """The story of an integer."""
        flags = {id: self._values[id][(state & mask) >> shift] for id, (shift, mask) in self._place.items()}
        return Story(self.start.dials, flags, (state & 0b111) - rules.TRUST_LIMIT)


class Node:
    """A beat with its moves, worked out when first asked for."""

    def __init__(self, graph: Graph, beat: Beat, minutes: int) -> None:
        self.beat = beat
        self.mask = graph.coding.mask(fields_of(graph.exercise, beat))
        self._graph = graph
        self._minutes = minutes
        self._moves: dict[int, tuple[Move, ...]] = {}

    def moves(self, state: int) -> tuple[Move, ...]:
        """The ways on from a state; none is a dead end. New state: ``state & ~mask | bits``."""
        part = state & self.mask
        found = self._moves.get(part)
        if found is None:
            found = self._moves[part] = tuple(self._work_out(part))
        return found

    def _work_out(self, part: int) -> Iterator[Move]:
        graph, beat = self._graph, self.beat
        trusting = part if self.mask & 0b111 else part | rules.TRUST_LIMIT
        story = graph.coding.decode(trusting)
        for after, minutes, seen, choice in graph.outcomes(beat, story):
            if beat.kind in FORGETFUL:
                after = rules.forget(graph.exercise, beat.id, after)
            yield Move(graph.coding.encode(after) & self.mask, minutes and self._minutes, seen, choice)


Outcome = tuple[Story, int, int, str]  # the story after, 1 if it takes its minutes, what was seen, choice


class Graph:
    """All beats of an exercise in one form under one setting of the dials."""

    def __init__(self, exercise: Exercise, form: str, dials: Mapping[str, str]) -> None:
        self.exercise = exercise
        self.form = exercise.forms[form]
        self.coding = Coding(exercise, dials)
        self.things = Things()
        self.nodes = [Node(self, beat, minutes) for beat, minutes in timed(exercise, self.form)]

    @property
    def start(self) -> int:
        """The state before anything happened."""
        return self.coding.encode(self.coding.start)

    def outcomes(self, beat: Beat, story: Story) -> Iterator[Outcome]:
        """What can follow a beat in a story, by the rules of ``story``; nothing is forgotten yet."""
        if not beat.played and beat.kind != "end-of-module":
            yield from self._passed(beat, story)
        elif beat.kind == "inject":
            yield self._inject(self.exercise.inject(beat.id), story)
        elif beat.kind == "decision":
            yield from self._decision(self.exercise.decision(beat.id), story)
        elif beat.kind == "module":
            yield story, 1, self._opening(beat.id, story), ""
        elif beat.kind == "ending":
            yield story, 1, self._ending(story), ""
        else:
            yield story, 1, 0, ""

    def _passed(self, beat: Beat, story: Story) -> Iterator[Outcome]:
        try:
            after, _ = pass_by(self.exercise, self.form.name, beat, story)
        except ValueError:  # no stand-in is open: a dead end, for the walk to report
            return
        yield after, 0, 0, ""

    def _inject(self, inject: Inject, story: Story) -> Outcome:
        if not rules.holds(inject.when, story):
            return story, 0, 0, ""
        chosen = rules.wording(inject.wordings, story).id
        seen = self.things.bit("inject", inject.id) | self.things.bit("wording", chosen)
        return rules.deliver(inject, story), 1, seen, ""

    def _decision(self, decision: Decision, story: Story) -> Iterator[Outcome]:
        available = rules.open_options(decision, story)
        seen = self.things.bit("decision", decision.id)
        for option in available:
            seen |= self.things.bit("option", f"{decision.id}.{option.key}")
        for option in available:
            yield rules.choose(decision, option.key, story), 1, seen, option.key

    def _opening(self, module: str, story: Story) -> int:
        openings = self.exercise.modules_by_id[module].openings
        seen = self.things.bit("opening", rules.wording(openings, story).id) if openings else 0
        for private in self.exercise.privates:
            if private.module == module:
                seen |= self.things.bit("private", private.id)
        return seen

    def _ending(self, story: Story) -> int:
        tail = rules.tail(self.exercise, story)
        seen = self.things.bit("ending", rules.ending(self.exercise, story).id)
        return seen | (self.things.bit("tail", tail.id) if tail else 0)


def timed(exercise: Exercise, form: Form) -> Iterator[tuple[Beat, int]]:
    """The beats of a form with the minutes each takes at the table when it comes.

    A bridge stands for the opening of the module it leads to. The ending has its own minutes in a form
    that plays everything; where steps are left out it takes what its block leaves (see ``minutes``)."""
    after_bridge = False
    for beat in flow(exercise, form.name):
        minutes = 0
        if beat.kind == "module":
            minutes = 0 if after_bridge else exercise.modules_by_id[beat.id].opening_minutes
        elif beat.kind == "bridge":
            minutes = next(bridge.minutes for bridge in form.bridges if bridge.id == beat.id)
        elif beat.kind == "ending":
            minutes = 0 if leaves_out(exercise, form) else exercise.finale.minutes
        elif beat.played and beat.kind in ("inject", "decision"):
            minutes = _step_minutes(exercise, form, beat.id)
        if beat.played:
            after_bridge = beat.kind == "bridge"
        yield beat, minutes


def leaves_out(exercise: Exercise, form: Form) -> bool:
    """Whether a form plays less than the whole exercise."""
    return set(exercise.steps) != {step for steps in form.steps.values() for step in steps}


def _step_minutes(exercise: Exercise, form: Form, id: str) -> int:
    step = exercise.steps[id]
    cut = form.call_cut if isinstance(step, Inject) and step.joint_call else 0
    return max(0, step.minutes - cut)


def fields_of(exercise: Exercise, beat: Beat) -> frozenset[str]:
    """Every flag a beat reads, sets or forgets, and ``trust`` if it reads or moves the trust level."""
    found = {flag.id for flag in exercise.flags if flag.keep == beat.id and beat.kind in FORGETFUL}
    for condition in conditions_of(exercise, beat):
        found |= keys_in(condition)
    step = exercise.steps.get(beat.id) if beat.kind in ("inject", "decision") else None
    if isinstance(step, Inject):
        found |= {flag for flag, _ in step.effects.sets}
        found |= {TRUST} if step.effects.trust else set()
    elif isinstance(step, Decision):
        found |= {flag for o in step.options for flag, _ in o.sets}
        found |= {flag for o in step.options for _, sets in o.sets_if for flag, _ in sets}
        found |= {TRUST}
    return frozenset(found)


def conditions_of(exercise: Exercise, beat: Beat) -> Iterator[Condition]:
    """Every condition that is looked at when a beat comes."""
    step = exercise.steps.get(beat.id) if beat.kind in ("inject", "decision") else None
    if isinstance(step, Inject):
        yield step.when
        yield from (wording.when for wording in step.wordings)
    elif isinstance(step, Decision):
        for option in step.options:
            yield option.when
            yield from (when for when, _ in option.sets_if)
        yield from (rule.when for rule in step.dials)
    elif beat.kind == "module":
        yield from (opening.when for opening in exercise.modules_by_id[beat.id].openings)
    elif beat.kind == "ending":
        yield from (ending.when for ending in exercise.finale.endings)
        yield from (tail.when for tail in exercise.finale.tails)


def keys_in(condition: Condition) -> set[str]:
    """The flags and dials a condition asks about, and ``trust`` if it does."""
    own = {test.key for test in condition.tests}
    return own.union(*(keys_in(part) for part in condition.any_of)) if condition.any_of else own
