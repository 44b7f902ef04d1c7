"""The text of an engagement page becomes the model; every refusal names the file and the line."""

from __future__ import annotations

from pathlib import Path

from kit.engagement.model import (
    Bars,
    Behind,
    Count,
    Counts,
    Oddities,
    Oddity,
    Page,
    Part,
    Points,
    Row,
    Said,
    Section,
    Table,
)
from kit.scenario.problems import did_you_mean
from kit.scenario.read import shown_path
from kit.scenario.source import Map, parse
from kit.scenario.tree import fail, flag, mapping, nodes, number, seq, text, texts

HERE = Path(__file__).parent
PAGES = ("figures-2019", "about-the-sources", "history")
BEHIND = ("from", "cites")
KEYS = {  # what kind of part -> the keys it may have
    "say": ("say", *BEHIND),
    "points": ("points",),
    "counts": ("counts", "rows", *BEHIND),
    "bars": ("bars", "unit", "rows", "total", "note", *BEHIND),
    "table": ("table", "heads", "rows"),
    "oddities": ("oddities",),
}


def read_page(name: str, folder: Path = HERE) -> Page:
    """The page of this name. Raises KeyError for an unknown name, ScenarioError for a broken text."""
    if name not in PAGES:
        raise KeyError(f"There is no engagement page {name}. {did_you_mean(name, PAGES)}".strip())
    path = folder / f"{name}.yaml"
    return page_from_text(path.read_text("utf-8"), name, shown_path(path))


def page_from_text(words: str, name: str, path: str) -> Page:
    """The page in a YAML text; ``path`` is for messages. Raises ScenarioError."""
    data = parse(words, path)
    _only(data, ("format", "title", "lead", "sections"))
    sections = tuple(_section(node) for node in nodes(data, "sections"))
    return Page(name, text(data, "title"), _said(mapping(data, "lead")), sections, data.where)


def _section(node: Map) -> Section:
    _only(node, ("title", "parts"))
    return Section(text(node, "title"), tuple(_part(part) for part in nodes(node, "parts")))


def _part(node: Map) -> Part:
    kind = next((kind for kind in KEYS if kind in node), None)
    if kind is None:
        fail(node.where, "a part has none of the keys that say what it is.", f"One of: {', '.join(KEYS)}.")
    _only(node, KEYS[kind])
    match kind:
        case "say":
            return _said(node)
        case "points":
            return Points(tuple(_said(item) for item in nodes(node, "points")))
        case "counts":
            rows = tuple(_count(row) for row in nodes(node, "rows"))
            return Counts(text(node, "counts"), rows, _behind(node), node.where)
        case "bars":
            return _bars(node)
        case "table":
            return _table(node)
    return Oddities(tuple(_oddity(item) for item in nodes(node, "oddities")))


def _said(node: Map) -> Said:
    _only(node, KEYS["say"])
    return Said(text(node, "say"), _behind(node), node.where)


def _behind(node: Map) -> Behind:
    return Behind(texts(node, "from"), texts(node, "cites"))


def _count(node: Map) -> Count:
    _only(node, ("label", "number", "more"))
    return Count(text(node, "label"), number(node, "number"), flag(node, "more"))


def _bars(node: Map) -> Bars:
    rows = seq(node, "rows")
    shares: list[tuple[str, int]] = []
    for index, row in enumerate(rows):
        match row:
            case [str(label), int(share)] if not isinstance(share, bool) and share > 0:
                shares.append((label, share))
            case _:
                fail(rows.at(index), "a bar is [label, share], the share a whole number above 0.")
    if not shares:
        fail(node.where, "there is no bar.", "Add rows: [[label, share]].")
    said = (text(node, "bars"), text(node, "unit", ""))
    return Bars(*said, tuple(shares), number(node, "total"), text(node, "note"), _behind(node), node.where)


def _table(node: Map) -> Table:
    heads = texts(node, "heads")
    rows = tuple(_row(row, len(heads)) for row in nodes(node, "rows"))
    return Table(text(node, "table"), heads, rows, node.where)


def _row(node: Map, columns: int) -> Row:
    _only(node, ("cells", *BEHIND))
    cells = texts(node, "cells")
    if len(cells) != columns:
        fail(node.where, f"a row has {len(cells)} cells, but there are {columns} heads.")
    return Row(cells, _behind(node), node.where)


def _oddity(node: Map) -> Oddity:
    _only(node, ("key", "title", *KEYS["say"]))
    return Oddity(text(node, "key"), text(node, "title"), Said(text(node, "say"), _behind(node), node.where))


def _only(node: Map, known: tuple[str, ...]) -> None:
    for key in node:
        if key not in known:
            fail(node.at(key), f'"{key}" is not known here.', did_you_mean(key, known))
