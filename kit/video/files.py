"""The files of a video: what they are called, which of them are there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kit.video.board import video_name

__all__ = ["FOLDER", "MANIFEST", "VideoFiles", "video_files", "video_name"]

FOLDER = Path("videos")
MANIFEST = "videos.json"


@dataclass(frozen=True, slots=True)
class VideoFiles:
    """The files of one video by what they are, "" for each that is not there; ``seconds``: how long it is."""

    name: str
    mp4: str = ""
    webm: str = ""
    vtt: str = ""
    chapters: str = ""
    poster: str = ""
    transcript_html: str = ""
    transcript_txt: str = ""
    slides_html: str = ""
    seconds: float = 0.0

    @property
    def every(self) -> tuple[str, ...]:
        """The names of all files that are there."""
        named = (value for key, value in asdict(self).items() if key not in ("name", "seconds"))
        return tuple(value for value in named if value)

    @property
    def playable(self) -> bool:
        """Whether there is a video to watch, and not only what goes with one."""
        return bool(self.mp4 or self.webm)


ENDINGS = {
    "mp4": ".mp4",
    "webm": ".webm",
    "vtt": ".vtt",
    "chapters": "-chapters.vtt",
    "poster": "-poster.png",
    "transcript_html": "-transcript.html",
    "transcript_txt": "-transcript.txt",
    "slides_html": "-slides.html",
}
"""How each file of a video ends, after its name."""


def video_files(folder: Path, name: str) -> VideoFiles | None:
    """The files of a video in a folder; None where there is no video to watch (other files may be there)."""
    found = present(folder, name)
    return found if found.playable else None


def present(folder: Path, name: str) -> VideoFiles:
    """Which files of a video are in a folder."""
    there = {
        key: f"{name}{ending}" for key, ending in ENDINGS.items() if (folder / f"{name}{ending}").exists()
    }
    return VideoFiles(name, **there, seconds=_seconds(folder, name))


def _seconds(folder: Path, name: str) -> float:
    try:
        made = json.loads((folder / MANIFEST).read_text("utf-8"))
        return float(made[name]["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0
