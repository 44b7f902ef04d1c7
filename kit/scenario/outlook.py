"""What can still come after a choice: the walk backwards.

For every option of every decision: what comes on each continuation, what comes on some, which options
can be open later and which endings are still open. The checker compares this with what authors
declare; reports use it to say what a choice left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.scenario.graph import Graph, Node
from kit.scenario.model import Exercise


@dataclass(frozen=True, slots=True)
class Outlook:
    """What follows one option over every state it can be chosen in.

    ``always`` and ``sometimes`` are injects (``sometimes`` includes ``always``); ``open_always`` and
    ``open_sometimes`` are later options as ``B-D4.e``; ``endings`` are those still possible."""

    always: frozenset[str]
    sometimes: frozenset[str]
    open_always: frozenset[str]
    open_sometimes: frozenset[str]
    endings: frozenset[str]


Outlooks = Mapping[tuple[str, str], Outlook]
_CanMust = tuple[int, int]  # what can come, what must come


def outlooks(exercise: Exercise, form: str, dials: Mapping[str, str]) -> Outlooks:
    """The outlook of each (decision, letter) that can be chosen in this form under these dials."""
    graph = Graph(exercise, form, dials)
    layers = _layers(graph)
    found: dict[tuple[str, str], _CanMust] = {}
    ahead: dict[int, _CanMust] = dict.fromkeys(layers[-1], (0, 0))
    for node, layer in zip(reversed(graph.nodes), reversed(layers[:-1]), strict=True):
        ahead = {state: _look(node, state, ahead, found) for state in layer}
    return {key: _outlook(graph, can, must) for key, (can, must) in found.items()}


def _layers(graph: Graph) -> list[set[int]]:
    """The states reachable before each beat, and after the last."""
    layers = [{graph.start}]
    for node in graph.nodes:
        keep = ~node.mask
        layers.append({state & keep | move.bits for state in layers[-1] for move in node.moves(state)})
    return layers


def _look(
    node: Node, state: int, ahead: Mapping[int, _CanMust], found: dict[tuple[str, str], _CanMust]
) -> _CanMust:
    """What can and must come from a state on; notes what follows each choice made here."""
    can, must = 0, -1
    for move in node.moves(state):
        later_can, later_must = ahead[state & ~node.mask | move.bits]
        if move.choice:
            key = (node.beat.id, move.choice)
            old_can, old_must = found.get(key, (0, -1))
            found[key] = (old_can | later_can, old_must & later_must)
        can |= move.seen | later_can
        must &= move.seen | later_must
    return can, must


def _outlook(graph: Graph, can: int, must: int) -> Outlook:
    names = graph.things.names
    return Outlook(
        always=names(must, "inject"),
        sometimes=names(can, "inject"),
        open_always=names(must, "option"),
        open_sometimes=names(can, "option"),
        endings=names(can, "ending"),
    )
