"""The story graph an author looks at: steps in the order of play, choices above, what they bring below.

Plain rows first, so that the same facts stand in a table beside the picture; Plotly only draws them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kit.scenario.flow import flow
from kit.scenario.model import Decision, Exercise

INK, QUIET, LINE = "#171716", "#4a4a44", "#76766a"


@dataclass(frozen=True, slots=True)
class Node:
    """A step or a choice: where it stands (step number, height) and what it is."""

    id: str
    x: float
    y: float
    kind: str  # inject | contingency | decision | option
    text: str


@dataclass(frozen=True, slots=True)
class Edge:
    """What a choice does to a later step: brings, may bring, opens."""

    source: str
    target: str
    how: str


def nodes(exercise: Exercise, form: str = "full") -> list[Node]:
    """Every step played in a form, and every option of its decisions."""
    found: list[Node] = []
    for x, beat in enumerate(
        b for b in flow(exercise, form) if b.played and b.kind in ("inject", "decision")
    ):
        step = exercise.steps[beat.id]
        if isinstance(step, Decision):
            found.append(Node(step.id, x, 0, "decision", step.title))
            for n, option in enumerate(step.options, 1):
                found.append(Node(f"{step.id}.{option.key}", x, n, "option", option.text))
        else:
            kind = "contingency" if step.contingency else "inject"
            low = -1.0 - 0.6 * (x % 3)  # in three rows, so that neighbors' names do not cover each other
            found.append(Node(step.id, x, low if step.contingency else 0, kind, step.title))
    return found


def edges(exercise: Exercise, form: str = "full") -> list[Edge]:
    """What each choice brings, may bring or opens, as far as the form plays it."""
    known = {node.id for node in nodes(exercise, form)}
    return [edge for edge in _edges(exercise) if edge.source in known and edge.target in known]


def _edges(exercise: Exercise) -> Iterator[Edge]:
    for decision in exercise.decisions:
        for option in decision.options:
            source = f"{decision.id}.{option.key}"
            for how, targets in (
                ("brings", option.links.triggers),
                ("may bring", option.links.may_trigger),
                ("opens", option.links.opens),
                ("brings", tuple(new for _, new in option.links.replaces)),
            ):
                yield from (Edge(source, target, how) for target in targets)


DASHES = {"brings": "solid", "may bring": "dash", "opens": "dot"}


def figure(exercise: Exercise, form: str = "full") -> dict[str, Any]:
    """The graph as a Plotly figure (a plain dictionary)."""
    points = {node.id: node for node in nodes(exercise, form)}
    traces = [_edge_trace(how, [e for e in edges(exercise, form) if e.how == how], points) for how in DASHES]
    for kind, symbol, size in (
        ("inject", "circle", 11),
        ("contingency", "circle-open", 11),
        ("decision", "square", 16),
        ("option", "square-open", 18),
    ):
        traces.append(_node_trace(kind, symbol, size, [n for n in points.values() if n.kind == kind]))
    layout = {
        "height": 560,
        "width": 1150,
        "margin": {"l": 20, "r": 20, "t": 20, "b": 20},
        "plot_bgcolor": "#ffffff",
        "paper_bgcolor": "#ffffff",
        "font": {"family": "Public Sans, system-ui, sans-serif", "color": INK},
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "legend": {"orientation": "h"},
        "hovermode": "closest",
    }
    return {"data": traces, "layout": layout}


def _edge_trace(how: str, these: list[Edge], points: dict[str, Node]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for edge in these:
        a, b = points[edge.source], points[edge.target]
        xs += [a.x, b.x, None]
        ys += [a.y, b.y, None]
    line = {"color": LINE, "width": 1.5, "dash": DASHES[how]}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": how,
        "x": xs,
        "y": ys,
        "line": line,
        "hoverinfo": "skip",
    }


def _node_trace(kind: str, symbol: str, size: int, these: list[Node]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": kind,
        "x": [n.x for n in these],
        "y": [n.y for n in these],
        "text": [n.id.rpartition(".")[2] if kind == "option" else n.id for n in these],
        "textposition": {"option": "middle center", "decision": "top center"}.get(kind, "bottom center"),
        "textfont": {"size": 10},
        "hovertext": [f"{n.id}: {n.text}" for n in these],
        "hoverinfo": "text",
        "marker": {"symbol": symbol, "size": size, "color": INK if kind == "decision" else QUIET},
    }
