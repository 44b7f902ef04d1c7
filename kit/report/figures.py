"""Figures of a report as plain Plotly data: timeline, votes, tally paths, feedback.

Plain dictionaries, because building them through Plotly's classes costs more time than the whole report;
the tests hold each one against those classes. Nothing moves, nothing is told by colour alone: kinds have
shapes, lines have dashes, the chosen option is solid. Colours are the light values of the look's tokens;
the page's script puts the reader's own scheme in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

Figure = dict[str, Any]

TOKENS: Mapping[str, str] = {
    "surface": "#ffffff",
    "sunken": "#e9e9e4",
    "ink": "#171716",
    "ink-2": "#4a4a44",
    "line": "#cac9c0",
    "line-2": "#76766a",
    "accent": "#07648d",
}
"""The tokens figures use, by name; a test compares them with ``tokens.css``."""

FONT = "Public Sans, system-ui, sans-serif"
SIZE = 13
INK, INK_2, LINE, GREY = TOKENS["ink"], TOKENS["ink-2"], TOKENS["line"], TOKENS["line-2"]


@dataclass(frozen=True, slots=True)
class Point:
    """A thing on the timeline. ``at`` is local time as "2026-12-09 14:02:11"."""

    at: str
    lane: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A time from ``start`` to ``end`` on a lane: a decision from opening to branch."""

    start: str
    end: str
    lane: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Share:
    """One option's part of a vote: ``percent`` of 100, ``label`` its letter."""

    label: str
    percent: float
    taken: bool
    text: str


MARKS: Mapping[str, tuple[str, str, str]] = {
    # kind: (symbol, filled with, name in the legend)
    "inject": ("circle", INK, "Inject"),
    "private": ("square-open", INK, "Private inject"),
    "strength": ("triangle-up", INK, "Strength"),
    "improve": ("triangle-down-open", INK, "Area for improvement"),
    "note": ("circle-open", INK_2, "Other note"),
    "raised": ("diamond-open", INK_2, "Raised by players"),
    "commitment": ("diamond", INK, "Commitment"),
}


def timeline(points: Sequence[Point], spans: Sequence[Span], lanes: Sequence[str]) -> Figure:
    """Injects, decisions and notes over room time, a lane each; kinds differ by shape."""
    place = {lane: len(lanes) - i for i, lane in enumerate(lanes)}
    data = [_decisions(spans, place)] if spans else []
    for kind, (symbol, colour, name) in MARKS.items():
        mine = [point for point in points if point.kind == kind]
        if mine:
            data.append(
                _scatter(
                    x=[p.at for p in mine],
                    y=[place[p.lane] for p in mine],
                    name=name,
                    mode="markers",
                    marker={
                        "symbol": symbol,
                        "size": 10,
                        "color": colour,
                        "line": {"width": 1.5, "color": colour},
                    },
                    hovertext=[_plain(p.text) for p in mine],
                    hoverinfo="text",
                )
            )
    layout = _layout(
        height=120 + 52 * len(lanes),
        xaxis={"type": "date", "tickformat": "%H:%M", "showgrid": True},
        yaxis={
            "tickvals": list(place.values()),
            "ticktext": list(place),
            "range": [0.4, len(lanes) + 0.6],
            "showgrid": False,
        },
    )
    labels = [
        {
            "x": s.start,
            "y": place[s.lane],
            "text": _plain(s.label),
            "showarrow": False,
            "yshift": -16 if i % 2 else 16,
        }
        | {"font": {"size": SIZE, "color": INK}, "xanchor": "left"}
        for i, s in enumerate(spans)
    ]
    return {"data": data, "layout": {**layout, "annotations": labels}}


def _decisions(spans: Sequence[Span], place: Mapping[str, int]) -> Figure:
    x: list[str | None] = []
    y: list[int | None] = []
    hover: list[str] = []
    for span in spans:
        x += [span.start, span.end, None]
        y += [place[span.lane], place[span.lane], None]
        hover += [_plain(span.text), _plain(span.text), ""]
    return _scatter(
        x=x,
        y=y,
        name="Decision, from opening to branch",
        mode="lines+markers",
        line={"color": INK, "width": 5},
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 3, "color": INK}},
        hovertext=hover,
        hoverinfo="text",
    )


def votes(rows: Sequence[tuple[str, Sequence[Share]]], shorts: Sequence[str]) -> Figure:
    """A bar a decision, cut into its options: the branch taken is solid ink, the others are hatched.

    ``rows``: (name, options in order); ``shorts`` the names where there is little room."""
    widest = max((len(shares) for _, shares in rows), default=0)
    names = [_plain(name) for name, _ in rows]
    data = [_band(rows, names, place) for place in range(widest)]
    layout = _layout(
        height=90 + 34 * len(rows),
        barmode="stack",
        bargap=0.32,
        xaxis={"range": [0, 100.4], "ticksuffix": "%", "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
        showlegend=False,
        meta={"narrow": [_plain(short) for short in shorts]},
    )
    return {"data": data, "layout": layout}


def _band(rows: Sequence[tuple[str, Sequence[Share]]], names: list[str], place: int) -> Figure:
    """The options at one place of every bar (first options, second options, ...)."""
    mine = [shares[place] if place < len(shares) else None for _, shares in rows]
    taken = [bool(share and share.taken) for share in mine]
    return {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": [round(share.percent, 2) if share else 0 for share in mine],
        "text": [_label(share) for share in mine],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": [TOKENS["surface"] if t else INK for t in taken], "size": SIZE, "family": FONT},
        "marker": {
            "color": [INK if t else TOKENS["sunken"] for t in taken],
            "line": {"color": INK, "width": 1},
            "pattern": {
                "shape": ["" if t else "/."[place % 2] for t in taken],
                "fgcolor": LINE,
                "size": 6,
                "solidity": 0.15,
            },
        },
        "hovertext": [_plain(share.text) if share else "" for share in mine],
        "hoverinfo": "text",
    }


def _label(share: Share | None) -> str:
    """What stands in a bar: the letter, and the share where there is room for it."""
    if share is None or not share.percent:
        return ""
    return _plain(f"{share.label} {share.percent:.0f}%" if share.percent > 11 else share.label)


TALLIES: Mapping[str, tuple[str, str, str]] = {
    "life": ("Life safety", "circle", "solid"),
    "trust": ("Trust", "square", "dash"),
    "legal": ("Legal exposure", "diamond", "dot"),
}


def tallies(
    decisions: Sequence[str], paths: Sequence[tuple[str, Mapping[str, Sequence[int | None]]]]
) -> Figure:
    """Running sums of the three tallies after each decision; a path a line of the story.

    ``paths``: (name of the line, tally to sums, None where the line has no such decision)."""
    data = []
    for number, (line, sums) in enumerate(paths):
        for key, (name, symbol, dash) in TALLIES.items():
            label = f"{name}, {line}" if len(paths) > 1 else name
            colour = INK if number == 0 else TOKENS["accent"]
            marker = {"symbol": symbol if number == 0 else f"{symbol}-open", "size": 9, "color": colour}
            data.append(
                _scatter(
                    x=[_plain(d) for d in decisions],
                    y=list(sums[key]),
                    name=_plain(label),
                    mode="lines+markers",
                    connectgaps=True,
                    line={"color": colour, "width": 2, "dash": dash, "shape": "hv"},
                    marker=marker,
                    hoverinfo="y+name",
                )
            )
    layout = _layout(
        height=330,
        xaxis={"type": "category", "showgrid": False},
        yaxis={"dtick": 2, "zeroline": True, "zerolinecolor": GREY, "zerolinewidth": 2, "showgrid": True},
    )
    return {"data": data, "layout": layout}


def feedback(rows: Sequence[tuple[str, float]]) -> Figure:
    """Mean agreement with each statement, 1 to 5: a dot on a line, with its number."""
    names = ["<br>".join(_plain(line) for line in _folded(text)) for text, _ in rows]
    means = [mean for _, mean in rows]
    data = [
        _scatter(
            x=means,
            y=names,
            mode="markers+text",
            marker={"symbol": "circle", "size": 12, "color": INK},
            text=[f"{mean:.1f}" for mean in means],
            textposition="middle right",
            textfont={"size": SIZE, "color": INK, "family": FONT},
            hoverinfo="skip",
            cliponaxis=False,
        )
    ]
    layout = _layout(
        height=90 + 40 * len(rows),
        xaxis={"range": [0.8, 5.4], "tickvals": [1, 2, 3, 4, 5], "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": True},
        showlegend=False,
        meta={"narrow": ["<br>".join(_plain(line) for line in _folded(text, 20)) for text, _ in rows]},
    )
    return {"data": data, "layout": layout}


def _scatter(**given: Any) -> Figure:
    return {"type": "scatter", **given}


def _layout(**given: Any) -> Figure:
    """The layout all figures share; ``given`` wins, axes are joined."""
    axis = {
        "gridcolor": LINE,
        "linecolor": GREY,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"size": SIZE, "color": INK},
    }
    base = {
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": -0.14,
            "yanchor": "top",
            "font": {"size": SIZE, "color": INK},
        },
        "hoverlabel": {"font": {"family": FONT, "size": SIZE}, "align": "left"},
        "dragmode": False,
    }
    axes = {name: {**axis, **given.get(name, {})} for name in ("xaxis", "yaxis")}
    return {**base, **given, **axes}


def _plain(text: str) -> str:
    """Text that Plotly shows as it is: its labels understand a little HTML."""
    return escape(text, quote=False)


def _folded(text: str, width: int = 46) -> Iterator[str]:
    """The text in lines of at most ``width`` characters."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
