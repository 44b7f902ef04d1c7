"""The pictures of scenes and slides: a few glyphs in an arrangement, and what is wrong with their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.look.drawing import ARRANGEMENTS, Bar, Days, Glyph, Picture, faults, glyph_names
from kit.scenario.problems import Problem, did_you_mean
from kit.scenario.source import Map
from kit.scenario.tree import flag, mapping, nodes, number, text, texts


def picture(node: Map) -> Picture | None:
    """The picture of a scene or slide; None where there is none. The node has passed the schema."""
    return _picture(mapping(node, "picture")) if "picture" in node else None


def check_pictures(data: Map) -> Iterator[Problem]:
    """Glyphs that nobody can draw, each with its line and the nearest name."""
    for part in ("storyboard", "slides"):
        for node in nodes(data, part):
            if "picture" in node:
                yield from _check(mapping(node, "picture"))


def _check(node: Map) -> Iterator[Problem]:
    if "draw" not in node:
        for part in nodes(node, "of"):
            yield from _check(part)
        return
    names = glyph_names()
    for key, message, wrong in faults(_glyph(node)):
        where = node.at(key if key in node else "draw")
        hint = did_you_mean(wrong, names) or f"There are: {', '.join(names)}." if wrong else ""
        yield Problem(where, message, hint, rule="picture")


def _picture(node: Map) -> Picture:
    arrange: Any = text(node, "arrange", "row")
    if arrange not in ARRANGEMENTS:  # the schema allows no other
        arrange = "row"
    parts = tuple(_glyph(part) if "draw" in part else _picture(part) for part in nodes(node, "of"))
    return Picture(
        arrange, parts, text(node, "label", ""), number(node, "columns", 0), faded=flag(node, "faded")
    )


def _glyph(node: Map) -> Glyph:
    return Glyph(
        draw=text(node, "draw"),
        text=text(node, "text", ""),
        label=text(node, "label", ""),
        inside=text(node, "inside", ""),
        at=text(node, "at", ""),
        count=number(node, "count", 0),
        ticked=number(node, "ticked", 0),
        crossed=flag(node, "crossed"),
        accent=flag(node, "accent"),
        faded=flag(node, "faded"),
        days=_days(node) if "days" in node else None,
    )


def _days(node: Map) -> Days:
    bars = tuple(
        Bar(text(bar, "from"), text(bar, "to"), text(bar, "label", ""), texts(bar, "skip"))
        for bar in nodes(node, "bars")
    )
    mark = mapping(node, "mark")
    return Days(texts(node, "days"), bars, text(mark, "at", ""), text(mark, "label", ""))
