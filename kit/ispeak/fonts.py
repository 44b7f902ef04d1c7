"""Fonts that travel along: each script's letters of the guide, cut from Noto, as data inside a file.

``fonts/fonts.json`` lists what each holds; ``tests/ispeak/make_fonts.py`` says how they are made.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kit.ispeak.languages import Row, Words
from kit.look.style import faces

FONTS = Path(__file__).with_name("fonts")
LATIN = re.compile("[\u0000-\u024f\u0300-\u0303\u1ea0-\u1ef1\u2000-\u2122]")  # what Public Sans holds
HOW = "Make the fonts anew: tests/ispeak/make_fonts.py says how."


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: its family, the language tags it serves, the letters it holds."""

    family: str
    file: Path
    langs: frozenset[str]
    letters: frozenset[str]

    @property
    def name(self) -> str:
        """The class of words that are set in it."""
        return f"in-{self.file.stem}"


@lru_cache(maxsize=2)
def read_faces(folder: Path = FONTS) -> tuple[Face, ...]:
    """The faces of a folder."""
    listed = json.loads((folder / "fonts.json").read_text("utf-8"))
    return tuple(
        Face(face["family"], folder / face["file"], frozenset(face["langs"]), frozenset(face["letters"]))
        for face in listed
    )


def face_of(words: Words) -> Face | None:
    """The face a sentence is set in; None for Latin letters, which are the look's own."""
    return next((face for face in read_faces() if words.lang in face.langs), None)


def font_css(rows: Iterable[Row], page: str) -> str:
    """The font faces for a page with these rows: only scripts that stand on it.

    Without a file the reader's own font shows; ``missing_fonts`` says so."""
    css, _missing = faces("".join(letter for letter in page if LATIN.match(letter)))
    found = [css]
    for face in _wanted(rows):
        if face.file.exists():
            data = base64.b64encode(face.file.read_bytes()).decode()
            found.append(
                f'@font-face {{ font-family: "{face.family}"; '
                f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
                f'.{face.name} {{ font-family: "{face.family}", var(--sans); font-weight: 400; }}'
            )
    return "\n".join(found)


def missing_fonts(rows: Iterable[Row]) -> list[str]:
    """A sentence for each font file of these rows that is not there."""
    gone = [face.file for face in _wanted(rows) if not face.file.exists()]
    gone += faces("a\u0100\u1ea0")[1]
    return [f"The font {path.name} is missing; the reader's own font shows instead. {HOW}" for path in gone]


def _wanted(rows: Iterable[Row]) -> list[Face]:
    found = (face_of(words) for row in rows for words in row.say)
    return list(dict.fromkeys(face for face in found if face))


def without_glyph(rows: Iterable[Row]) -> list[str]:
    """Sentences that say which letters of a row no font has: they would show as boxes on some phones."""
    found = []
    for row in rows:
        for words in row.say:
            face = face_of(words)
            letters = set(words.text) - face.letters if face else set()
            if not face and LATIN.sub("", words.text):
                found.append(
                    f"{row.where}: row {row.number}, {row.name}, has no font for {words.lang}. {HOW}"
                )
            elif letters:
                some = " ".join(sorted(letters))
                found.append(f"{row.where}: row {row.number}, {row.name}: no font has {some}. {HOW}")
    return found
