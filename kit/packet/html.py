"""A packet as one HTML file: styles and fonts inside, no script, and by its own policy no connection."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from kit.look.drawing import svg
from kit.look.icons import BADGES, symbols
from kit.look.style import LOOK, POLICY, css_string, faces, joined
from kit.packet.card import shortened
from kit.packet.making import said
from kit.packet.parts import Document, words_in

HERE = Path(__file__).parent
STYLES = (
    LOOK / "tokens.css",
    LOOK / "base.css",
    LOOK / "paper.css",
    HERE / "static" / "packet.css",
    HERE / "static" / "card.css",
)
FACES = LOOK / "base.css"
PRINT_FACES = HERE / "static" / "print" / "faces.css"
_CODE = re.compile(r"([A-Z]{1,3}-\d+\w*|\d{4}-\d{2}-\d{2})")
MARKS = {"do": "do", "dont": "dont", "stop": "stop", "call": "call", "say": "say"}


def to_html(document: Document, *, printing: bool = False) -> tuple[bytes, tuple[Path, ...]]:
    """The file, UTF-8, and the font files that are missing: without one, the reader's own font shows.

    ``printing``: to be turned into a PDF and then thrown away. Raises FileNotFoundError when a style sheet is
    missing."""
    body = template("packet.html.j2").render(doc=document, policy=POLICY, symbols=Markup(symbols()))
    fonts, missing = faces(body, PRINT_FACES if printing else FACES)
    style = "\n".join([fonts, joined(STYLES), _running(document)])
    if "</style" in style.casefold():
        raise ValueError("A style sheet holds '</style' and cannot stand inside a page.")
    return body.replace("/*style*/", style, 1).encode(), missing


def _running(document: Document) -> str:
    """Head and foot of each printed letter page."""
    left, right = css_string(document.title), css_string(said(document.day))
    bottom = css_string(f"Training, not legal advice. {document.status}")
    places = {"top-left": left, "top-right": right, "bottom-left": bottom}
    return f"@page {{ {' '.join(f'@{place} {{ content: {text}; }}' for place, text in places.items())} }}"


def _held(text: str) -> Markup:
    """A text, escaped, with names like I-247A and days kept on one line."""
    whole = "".join(
        f'<span class="nowrap">{escape(part)}</span>' if index % 2 else escape(part)
        for index, part in enumerate(_CODE.split(text))
    )
    return Markup(whole)


@lru_cache(maxsize=8)
def template(name: str) -> jinja2.Template:
    """A template of ours, by the name of its file; it knows the blocks and escapes all texts."""
    return environment().get_template(name)


def environment(*folders: Path) -> jinja2.Environment:
    """What templates of packets use; a site's own, in ``folders``, draw blocks with the same."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    named: dict[str, Callable[..., Any]] = {
        "kind_of": lambda block: type(block).__name__.lower(),
        "shortened": shortened,
        "said": said,
        "held": _held,
    }
    made.filters.update(named)
    made.globals.update(badges=BADGES, marks=MARKS, drawn=lambda picture: Markup(svg(picture)))
    made.tests["wordy"] = lambda block: next(words_in(block), None) is not None
    return made
