"""Blocks of a paper as HTML. Autoescape is on; what people wrote comes out as text, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kit.look.icons import BADGES, symbols as symbols
from kit.report.paper import Block, Row, Spans
from kit.report.words import signed

TEMPLATES = Path(__file__).parent / "templates"


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
