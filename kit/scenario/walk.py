"""The exhaustive walk: every state a story can reach in a form and a setting of the dials.

A *state* is a step (or the end of a module) together with all flags and the trust level; a *path* is a
sequence of choices. The walk goes beat by beat and carries, for each state, how many paths lead to it,
the least and most minutes they take, and which objectives some of them have given no evidence for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.scenario.graph import Graph, Move, Node, leaves_out
from kit.scenario.model import Exercise, Form
from kit.scenario.problems import Problem, ScenarioError

COUNTED = ("inject", "decision", "end-of-module")

MOST_AT_ONCE, MOST_MOVES, MOST_IN_ALL = 20_000, 400_000, 12_000_000
"""Where walking gives up: states side by side at one step, moves of one walk, states of all walks of a
check. The shipped exercises need a tenth of it. Counts, not seconds: the same exercise is refused on every
laptop."""


class TooWide(ScenarioError):
    """A story with more states than anybody could check; says at which step."""


@dataclass(frozen=True, slots=True)
class Block:
    """The minutes one agenda block takes, least and most over all paths."""

    what: str
    planned: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A decision reached with fewer than two open options, or a stand-in that is not open."""

    decision: str
    open: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    trust: int


@dataclass(frozen=True, slots=True)
class Walk:
    """The figures of one form under one setting of the dials."""

    form: str
    dials: tuple[tuple[str, str], ...]
    states: int
    at_decisions: int
    widest: int
    paths: int
    blocks: tuple[Block, ...]
    ending_minutes: int  # for the ending and its discussion
    least: int  # the whole evening without its reserve, in minutes
    most: int
    seen: Mapping[str, frozenset[str]]  # kind (inject, wording, opening, option, ending, tail): ids
    endings: Mapping[str, int]  # ending: number of paths that lead to it
    dead_ends: tuple[DeadEnd, ...]
    unmet: frozenset[str]  # objectives and targets that some path gives no evidence for


KINDS = ("inject", "wording", "opening", "option", "decision", "private", "ending", "tail")

# Carried for each state: paths, least and most minutes so far, the same in this block, missing evidence
_Load = tuple[int, int, int, int, int, int]
_Layer = dict[int, _Load]


def walk(exercise: Exercise, form: str, dials: Mapping[str, str]) -> Walk:
    """Visit every reachable state. Raises KeyError for an unknown form, ValueError for unknown dials,
    TooWide for more states than can be visited."""
    return _Walker(Graph(exercise, form, dials)).run()


class _Walker:
    """One walk with its running figures."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.states = self.at_decisions = self.widest = self.moved = 0
        self.seen = 0
        self.dead_ends: dict[str, DeadEnd] = {}
        self.endings: dict[str, int] = {}
        self.blocks: dict[str, tuple[int, int]] = {}
        self.block = ""
        self.evidence = _Evidence(graph.exercise, graph.form)

    def run(self) -> Walk:
        layer: _Layer = {self.graph.start: (1, 0, 0, 0, 0, self.evidence.all)}
        for node, block in zip(self.graph.nodes, blocks_of(self.graph.nodes), strict=True):
            if block != self.block:
                layer = self._new_block(layer, block)
            self._count(node, layer)
            layer = self._step(node, layer)
        self._new_block(layer, "")
        return self._figures(layer)

    def _count(self, node: Node, layer: _Layer) -> None:
        if node.beat.kind in COUNTED:
            self.states += len(layer)
            self.widest = max(self.widest, len(layer))
        if node.beat.kind == "decision" and node.beat.played:
            self.at_decisions += len(layer)

    def _step(self, node: Node, layer: _Layer) -> _Layer:
        after: _Layer = {}
        keep = ~node.mask
        choosing = node.beat.kind == "decision"
        for state, load in layer.items():
            moves = node.moves(state)
            self.moved += len(moves)
            if len(after) > MOST_AT_ONCE or self.moved > MOST_MOVES:
                raise TooWide([self._too_wide(node)])
            if choosing and len(moves) < (2 if node.beat.played else 1):
                self._dead_end(node, state, moves)
            for move in moves:
                self.seen |= move.seen
                new = state & keep | move.bits
                moved = self._moved(load, move)
                other = after.get(new)
                after[new] = moved if other is None else _merge(moved, other)
        if node.beat.kind == "ending":
            self._note_endings(node, layer)
        return after

    def _too_wide(self, node: Node) -> Problem:
        exercise = self.graph.exercise
        step = exercise.steps.get(node.beat.id)
        return Problem(
            step.where if step is not None else exercise.where,
            f"at {node.beat.id or node.beat.kind} the story has more than {MOST_AT_ONCE:,} states side by "
            f"side, or more than {MOST_MOVES:,} moves led there: too many to check every one.",
            "Use fewer flags, or flags that are forgotten once nobody asks for them.",
            rule="too-wide",
        )

    def _moved(self, load: _Load, move: Move) -> _Load:
        paths, least, most, block_least, block_most, missing = load
        cost = move.minutes
        if move.seen and missing:
            missing = self.evidence.still_missing(missing, move.seen, self.graph)
        return paths, least + cost, most + cost, block_least + cost, block_most + cost, missing

    def _dead_end(self, node: Node, state: int, moves: Sequence[Move]) -> None:
        story = self.graph.coding.decode(state)
        letters = tuple(move.choice for move in moves)
        found = DeadEnd(node.beat.id, letters, tuple(story.flags.items()), story.trust)
        self.dead_ends.setdefault(node.beat.id, found)

    def _note_endings(self, node: Node, layer: _Layer) -> None:
        for state, load in layer.items():
            for move in node.moves(state):
                for id in self.graph.things.names(move.seen, "ending"):
                    self.endings[id] = self.endings.get(id, 0) + load[0]

    def _new_block(self, layer: _Layer, block: str) -> _Layer:
        """Close the block that ends here and start counting its successor's minutes from nothing."""
        if self.block and layer:
            least, most = min(v[3] for v in layer.values()), max(v[4] for v in layer.values())
            self.blocks[self.block] = (least, most)
        self.block = block
        return {state: (*load[:3], 0, 0, load[5]) for state, load in layer.items()}

    def _figures(self, layer: _Layer) -> Walk:
        graph = self.graph
        missing = 0
        for load in layer.values():
            missing |= load[5]
        modules = (*graph.form.modules, "slack")
        fixed = sum(item.minutes for item in graph.form.agenda if item.what not in modules)
        ending = self._ending_takes()
        return Walk(
            form=graph.form.name,
            dials=tuple(graph.coding.start.dials.items()),
            states=self.states,
            at_decisions=self.at_decisions,
            widest=self.widest,
            paths=sum(load[0] for load in layer.values()),
            blocks=tuple(self._blocks(ending)),
            ending_minutes=ending
            if leaves_out(graph.exercise, graph.form)
            else graph.exercise.finale.minutes,
            least=fixed + ending + min((load[1] for load in layer.values()), default=0),
            most=fixed + ending + max((load[2] for load in layer.values()), default=0),
            seen={kind: graph.things.names(self.seen, kind) for kind in KINDS},
            endings=self.endings,
            dead_ends=tuple(self.dead_ends.values()),
            unmet=self.evidence.names(missing),
        )

    def _ending_takes(self) -> int:
        """Minutes of the ending where steps are left out: what its block has over."""
        graph = self.graph
        if not leaves_out(graph.exercise, graph.form):
            return 0
        last = graph.form.modules[-1]
        planned = next(item.minutes for item in graph.form.agenda if item.what == last)
        return max(0, planned - self.blocks.get(last, (0, 0))[1])

    def _blocks(self, ending: int) -> list[Block]:
        form = self.graph.form
        rows = []
        for item in form.agenda:
            if item.what in form.modules:
                extra = ending if item.what == form.modules[-1] else 0
                least, most = self.blocks.get(item.what, (0, 0))
                rows.append(Block(item.what, item.minutes, least + extra, most + extra))
        return rows


def blocks_of(nodes: Sequence[Node]) -> list[str]:
    """The agenda block each beat's minutes count in: a bridge leads into the next block."""
    found: list[str] = []
    block = ""
    for node in reversed(nodes):
        if node.beat.played and node.beat.block and node.beat.kind != "bridge":
            block = node.beat.block
        found.append(block)
    return found[::-1]


class _Evidence:
    """Bits for what must come on every path: each objective, or what a form says can be rated."""

    def __init__(self, exercise: Exercise, form: Form) -> None:
        wanted = {objective.id: objective.evidence for objective in exercise.objectives}
        if form.rated:
            wanted |= {target.id: target.evidence for _, target in exercise.targets.values()}
            wanted = {id: wanted[id] for id in form.rated}
        self._wanted = wanted
        self._bits = {id: 1 << n for n, id in enumerate(wanted)}
        self._cleared: dict[int, int] = {}

    @property
    def all(self) -> int:
        return (1 << len(self._bits)) - 1

    def still_missing(self, missing: int, seen: int, graph: Graph) -> int:
        """The bits left when the things of ``seen`` have come."""
        cleared = self._cleared.get(seen)
        if cleared is None:
            came = {id for kind in ("inject", "decision", "private") for id in graph.things.names(seen, kind)}
            cleared = sum(bit for id, bit in self._bits.items() if came & set(self._wanted[id]))
            self._cleared[seen] = cleared
        return missing & ~cleared

    def names(self, missing: int) -> frozenset[str]:
        return frozenset(id for id, bit in self._bits.items() if bit & missing)


def _merge(one: _Load, two: _Load) -> _Load:
    return (
        one[0] + two[0],
        min(one[1], two[1]),
        max(one[2], two[2]),
        min(one[3], two[3]),
        max(one[4], two[4]),
        one[5] | two[5],
    )
