"""Styles, scripts and fonts of a site: files that all its pages share, each there once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kit.engagement.show import STYLE as ENGAGEMENT_STYLE
from kit.look.modules import classic
from kit.look.style import COMMENT, FONT_FACE, LOOK, joined
from kit.packet.html import HERE as PACKET
from kit.video.show import SCRIPT as BOARD_SCRIPT, STYLE as BOARD_STYLE

HERE = Path(__file__).parent
FOLDER = "assets"
_BASE = (LOOK / "tokens.css", LOOK / "base.css")
_SHEETS = {
    "site.css": (
        *_BASE,
        LOOK / "sheet.css",
        LOOK / "paper.css",
        PACKET / "static" / "packet.css",
        BOARD_STYLE,
        ENGAGEMENT_STYLE,
        HERE / "static" / "site.css",
    ),
    "alone.css": (*_BASE, LOOK / "hand.css", HERE / "static" / "alone.css"),
}
_SCRIPTS = ("site.js", "alone.js")
_FONTS = (*(LOOK / "fonts").glob("*.woff2"), *(LOOK / "fonts").glob("*.txt"))


@lru_cache(maxsize=1)
def assets() -> Mapping[str, bytes]:
    """Every shared file by its path in the site. Raises CannotBundle, OSError."""
    faces = "\n".join(FONT_FACE.findall(COMMENT.sub("", (LOOK / "base.css").read_text("utf-8"))))
    files = {name: f"{faces}\n{joined(sheets)}".encode() for name, sheets in _SHEETS.items()}
    files |= {name: classic(name, _module).encode() for name in _SCRIPTS}
    files["board.js"] = BOARD_SCRIPT.read_bytes()
    files |= {f"fonts/{path.name}": path.read_bytes() for path in sorted(_FONTS)}
    return {f"{FOLDER}/{name}": body for name, body in files.items()}


def _module(name: str) -> str | None:
    """A module of the site's own, or one of the live pages'."""
    for folder in (HERE / "static", LOOK):
        if (folder / name).is_file():
            return (folder / name).read_text("utf-8")
    return None
