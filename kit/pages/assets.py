"""A page's modules and styles in one text, for JupyterLab, where no kit server hands out files."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

from kit.look.modules import in_order

STATIC = Path(__file__).parent / "static"
DEVICES = {
    "participant": "hand", "desk": "desk", "screen": "screen",
    "briefing": "hand", "trainer": "desk", "slides": "screen",
}  # fmt: skip
"""The device whose styles a page wears; all others are sheets."""

_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
_LATIN = "fonts/public-sans-latin-wght-normal.woff2"


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _is_there(name: str) -> bool:
    return (STATIC / name).is_file()


def _text_or_none(name: str) -> str | None:
    return _text(name) if _is_there(name) else None


def modules(page: str) -> list[tuple[str, str]]:
    """The names and texts of a page's modules, each after those it imports.

    Raises CannotBundle for a file that is not there, and for modules that import each other in a circle."""
    return [(name, _text(name)) for name in in_order(f"{page}.js", _text_or_none)]


def styles(page: str) -> str:
    """The styles of a page as one text, with the one font a Latin page needs inside."""
    worn = ["tokens", "base", DEVICES.get(page, "sheet"), page]  # a page may have a few styles of its own
    text = "".join(_text(name) for name in dict.fromkeys(f"{one}.css" for one in worn) if _is_there(name))
    font = base64.b64encode((STATIC / _LATIN).read_bytes()).decode()
    text = _FONT_FACE.sub(lambda face: face.group() if _LATIN in face.group() else "", text)
    return text.replace(_LATIN, f"data:font/woff2;base64,{font}")


@cache
def lab_module(page: str) -> str:
    """A self-contained module that draws a page, for the trait ``_esm``."""
    parts = {
        "sources": modules(page),
        "styles": styles(page),
        "device": DEVICES.get(page, "sheet"),
        "title": f"Tabletop kit: {page}",
    }
    return f"{_text('lab.js')}\nexport default await lab({json.dumps(parts)});\n"
