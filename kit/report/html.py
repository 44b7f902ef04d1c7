"""Blocks of a paper as HTML. Autoescape is on; what people wrote comes out as text, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kit.report.paper import Block, Row, Spans
from kit.report.words import signed

TEMPLATES = Path(__file__).parent / "templates"
BADGES = {
    "inforce": "tick",
    "amended": "pencil",
    "contested": "fork",
    "historical": "history",
    "unknown": "question",
}
ICONS = {
    "tick": '<path d="M4.5 12.5l5 5L19.5 7"/>',
    "pencil": '<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"/>',
    "fork": '<path d="M7 20V4M7 15c0-4.5 10-2.5 10-9.5M4 7l3-3 3 3M14 8.3l3-3 3 3"/>',
    "history": '<path d="M4.5 12a7.8 7.8 0 1 0 2.4-5.6M4 4v4.5h4.5M12 8v4.5l3 1.8"/>',
    "question": '<path d="M7.5 8.8a4.5 4.5 0 1 1 6.8 3.9c-1.5.9-2.3 1.6-2.3 3.3M12 20v.1"/>',
    "life": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.6"/>'
    '<path d="M5.8 5.8l3.5 3.5M14.7 14.7l3.5 3.5M18.2 5.8l-3.5 3.5M9.3 14.7l-3.5 3.5"/>',
    "trust": '<circle cx="8.8" cy="12" r="6"/><circle cx="15.2" cy="12" r="6"/>',
    "legal": '<path d="M15.5 6.5C15 4.8 13.8 4 12 4c-2 0-3.5 1.2-3.5 2.9 0 3.6 7 3.4 7 7.1 0 1.5-1 2.5-2.5 '
    '3M8.5 17.5C9 19.2 10.2 20 12 20c2 0 3.5-1.2 3.5-2.9M11 7c-1.5.5-2.5 1.5-2.5 3 0 3.7 7 3.5 7 7.1"/>',
}
"""The shapes behind badges and tallies, as drawn on the pages; strokes only."""


def symbols() -> str:
    """All icons as symbols that ``<use href="#i-name">`` draws."""
    return "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{shape}</symbol>' for name, shape in ICONS.items()
    )


def script_json(data: Any) -> Markup:
    """Data for a script element: no text in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(char, code)
    return Markup(text)


def draw(block: Block) -> Markup:
    """A block as HTML."""
    return Markup(_macros()[type(block).__name__.lower()](block))


@lru_cache(maxsize=1)
def _macros() -> dict[str, Any]:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals["badges"] = BADGES
    environment.filters.update(draw=draw, placed=_placed, signed=signed, script_json=script_json)
    return vars(environment.get_template("blocks.html.j2").module)


def _placed(row: Row) -> Iterator[tuple[int, int, Spans]]:
    """The cells of a row with the column each begins in and how many it covers."""
    at = 0
    for cell in row.cells:
        covers = (row.covers or {}).get(at, 1)
        yield at, covers, cell
        at += covers
