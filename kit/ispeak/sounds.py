"""Recordings of an agency's own speakers: for languages that want no print, and for people who do not read.

The kit brings none. A file is named by the language's id (``mam.mp3``), in a folder beside ``agency.yaml``.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kit.scenario.problems import did_you_mean

FOLDER = "i-speak-sounds"
LARGEST = 400_000  # bytes: some twenty seconds of speech; all of it travels in the page
KINDS = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as a page carries it."""

    kind: str
    data: bytes

    @property
    def address(self) -> str:
        """The recording as an address that needs no file."""
        return f"data:{self.kind};base64,{base64.b64encode(self.data).decode()}"


def read_sounds(folder: Path, ids: Iterable[str]) -> tuple[dict[str, Sound], list[str]]:
    """The recordings of a folder by language, and a sentence for each file that cannot be used."""
    known = list(ids)
    found: dict[str, Sound] = {}
    wrong: list[str] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        why = _why_not(path, known, found)
        if why:
            wrong.append(f"{FOLDER}/{path.name} is left out: {why}")
        else:
            found[path.stem] = Sound(KINDS[path.suffix.lower()], path.read_bytes())
    return found, wrong


def _why_not(path: Path, known: list[str], found: dict[str, Sound]) -> str:
    if not path.is_file() or path.suffix.lower() not in KINDS:
        return f"a recording is a file of the kinds {', '.join(KINDS)}."
    if path.stem not in known:
        return f"there is no language {path.stem}. {did_you_mean(path.stem, known)}".rstrip()
    if path.stem in found:
        return "there are two recordings of this language."
    if path.stat().st_size > LARGEST:
        return f"it is larger than {LARGEST // 1000} kB. Cut it to the one sentence, or save it smaller."
    return ""
