"""The look's styles as one text that stands inside a file: no address in it, the fonts as data."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

LOOK = Path(__file__).resolve().parents[1] / "pages" / "static"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
"""The content policy of a file without scripts: it asks nobody for anything, and can send nothing."""

FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r'url\("([^"]+)"\)')
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
_ALL = ((0, 0x10FFFF),)  # a face that claims no range


def joined(sheets: Iterable[Path]) -> str:
    """Style sheets one after the other, without comments and without their fonts."""
    return "\n".join(_plain(path) for path in sheets)


def faces(text: str, sheet: Path = LOOK / "base.css") -> tuple[str, tuple[Path, ...]]:
    """The upright font faces that a text needs, as CSS with the fonts inside, and the font files missing.

    A face is taken if the text has a letter of its range; a missing file leaves the system's font."""
    letters = {ord(char) for char in text} | {ord("a")}
    found: list[str] = []
    missing: list[Path] = []
    for rule, path, ranges in _faces(sheet):
        if not any(low <= letter <= high for low, high in ranges for letter in letters):
            continue
        if path.exists():
            found.append(_URL.sub(f'url("data:font/woff2;base64,{_base64(path)}")', rule))
        else:
            missing.append(path)
    return "\n".join(found), tuple(missing)


def css_string(text: str) -> str:
    """A text as a CSS string that can hold anything, also inside a style element."""
    return '"' + "".join(c if c.isalnum() or c in " .,:;-" else f"\\{ord(c):x} " for c in text) + '"'


@lru_cache(maxsize=16)
def _plain(path: Path) -> str:
    return FONT_FACE.sub("", COMMENT.sub("", path.read_text("utf-8")))


@lru_cache(maxsize=2)
def _faces(sheet: Path) -> tuple[tuple[str, Path, tuple[tuple[int, int], ...]], ...]:
    return tuple(_upright(sheet))


def _upright(sheet: Path) -> Iterator[tuple[str, Path, tuple[tuple[int, int], ...]]]:
    for rule in FONT_FACE.findall(COMMENT.sub("", sheet.read_text("utf-8"))):
        file = _URL.search(rule)
        if file and "italic" not in rule:
            ranges = tuple((int(a, 16), int(b or a, 16)) for a, b in _RANGE.findall(rule))
            yield rule, sheet.parent / file[1], ranges or _ALL


@lru_cache(maxsize=16)
def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
