"""``/learn/``: the shelf to read and check oneself alone, open to everybody on this network, without a seat.

Exercises for one person are there for the facilitator only: their pages hold every branch.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from os.path import realpath
from pathlib import Path
from typing import Protocol

from tornado.web import HTTPError, StaticFileHandler

from kit.server import headers
from kit.server.answer import Trouble
from kit.server.gate import Gated

FIRST = "index.html"
_STAFF_ONLY = "exercises/"
_VIDEO = re.compile(r"[a-z0-9-]{1,60}\.(?:mp4|webm|vtt|png|html|txt)")
_FOR_STAFF = Trouble(
    403,
    "This exercise is for the facilitator",
    "Who will play it should not see its branches. Everything else on the shelf is open to you.",
)


class Found(Protocol):
    """A page, or a file that pages share."""

    @property
    def body(self) -> bytes:
        """Its bytes."""

    @property
    def packed(self) -> bytes:
        """The same packed by gzip, empty where that does not help."""

    @property
    def kind(self) -> str:
        """Its MIME type."""

    @property
    def tag(self) -> str:
        """A mark of the bytes."""

    @property
    def policy(self) -> str:
        """The content policy it asks for."""


class LearningPages(Protocol):
    """What makes the pages: from a path to a page, or None. ``staff``: for the facilitator."""

    def __call__(self, path: str, *, staff: bool) -> Awaitable[Found | None]:
        """The page."""


class Learn(Gated):
    """A page of the shelf, or a file that pages share."""

    async def get(self, path: str | None) -> None:
        """Send it; a browser that has it already is told so."""
        if path is None:
            self.redirect("/learn/", status=301)
            return
        if self.kit.learning is None:
            raise HTTPError(404)
        staff = self.at_desk()
        found = await self.kit.learning(path or FIRST, staff=staff)
        if found is None:
            raise _FOR_STAFF if path.startswith(_STAFF_ONLY) and not staff else HTTPError(404)
        self.set_header("Content-Type", found.kind)
        self.set_header("Content-Security-Policy", f"{found.policy}; frame-ancestors 'none'")
        self.set_header("Cache-Control", "private, no-cache")  # kept, and asked for again each time
        self.set_header("Vary", "Cookie, Accept-Encoding")
        self.set_header("ETag", f'"{found.tag}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
        elif found.packed and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(found.packed)
        else:
            self.finish(found.body)

    head = get


class LearnVideo(StaticFileHandler):
    """A video that was made, in pieces as players ask for them, and what goes with it."""

    def set_default_headers(self) -> None:
        """What every answer of ours says about itself."""
        for name, value in headers.ALWAYS.items():
            self.set_header(name, value)
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", headers.document_policy())

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Only files of videos, and none that starts with a dot, lies deeper or leads elsewhere."""
        path = Path(absolute_path)
        where = Path(realpath(path))  # unlike resolve, it does not trip over a link that leads to itself
        if not _VIDEO.fullmatch(path.name) or where.parent != Path(realpath(root)):
            raise HTTPError(404)
        return super().validate_absolute_path(root, absolute_path)

    def compute_etag(self) -> str:
        """By size and time: to read a whole video for it would keep the room waiting."""
        there = Path(self.absolute_path or "").stat()
        return f'"{there.st_size:x}-{there.st_mtime_ns:x}"'

    def set_extra_headers(self, path: str) -> None:
        """A video that was made anew is not to be seen as it was: kept, and asked for again each time."""
        self.set_header("Cache-Control", "private, no-cache")
