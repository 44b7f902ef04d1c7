"""The files that stand beside the pages, and what people read about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FOLDER = "files"
_KINDS = {  # how a name ends after the stem -> what it is
    ".html": ("Packet", "web page, prints"),
    ".pdf": ("Packet", "PDF"),
    ".docx": ("Packet", "Word document, to edit"),
    "-deck.html": ("Slides", "one web page, for a projector"),
    "-deck.pdf": ("Slides", "PDF"),
    "-scorm12.zip": ("For a learning system", "SCORM 1.2"),
}


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file: ``size`` in bytes, 0 where it is not known before it is made."""

    path: str
    title: str
    kind: str
    size: int = 0

    @property
    def weight(self) -> str:
        """The size as people read it."""
        return (
            f"{self.size / 1e6:.1f} MB"
            if self.size >= 100_000
            else f"{max(1, self.size // 1000)} kB"
            if self.size
            else ""
        )


@dataclass(frozen=True, slots=True)
class Files:
    """The files in the folder: name to size in bytes (0: made when asked for)."""

    sizes: Mapping[str, int] = field(default_factory=dict)

    def of(self, stem: str) -> tuple[FileLink, ...]:
        """Whatever there is of a module's or a series' packet."""
        named = ((f"{stem}{ending}", what) for ending, what in _KINDS.items())
        return tuple(
            FileLink(f"{FOLDER}/{name}", *what, self.sizes[name])
            for name, what in named
            if name in self.sizes
        )

    def cards(self, stem: str, cards: Mapping[str, str]) -> tuple[FileLink, ...]:
        """The job aids among the files; ``cards``: id to title."""
        found = []
        for id, title in cards.items():
            for ending, kind in (
                (".html", "web page, prints"),
                (".pdf", "PDF"),
                (".docx", "Word document, to edit"),
            ):
                name = f"{stem}-{id}{ending}"
                if name in self.sizes:
                    found.append(FileLink(f"{FOLDER}/{name}", title, kind, self.sizes[name]))
        return tuple(found)


NO_FILES = Files()
