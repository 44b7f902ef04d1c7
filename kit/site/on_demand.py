"""The same pages one by one, for a server: made when somebody asks, kept until a text or the day changes.

What everybody on the network may read holds no contact and no code of the agency, and no exercise: a player
would see the branches. Pages are made in a process beside the server, so that no live page waits for them.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from kit.briefing.agency import Profile
from kit.briefing.frame import Frame
from kit.facts.base import FACTS_FILE
from kit.ispeak.guide import CODE
from kit.site.assets import assets
from kit.site.outline import Outline
from kit.site.texts import Folders, Texts, read_texts

_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_MOST = 200  # pages kept, about 100 kB each
NOTHING = "default-src 'none'"
STALE_AFTER = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Found:
    """A page or a file: its bytes, the same packed by gzip ("" where that does not help), its MIME type, a
    mark of the bytes, and the page's own content policy."""

    body: bytes
    packed: bytes
    kind: str
    tag: str
    policy: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page depends on besides its address. ``stamp``: a mark of all texts."""

    folders: Folders
    day: date
    stamp: str
    staff: bool
    videos: Path | None


@dataclass(slots=True)
class Learning:
    """Answers for the addresses under ``/learn/``. ``pool`` is asked once for a page, however many wait."""

    folders: Folders
    pool: Executor
    today: Callable[[], date]
    videos: Path | None = None
    _kept: dict[tuple[Asked, str], asyncio.Future[Any]] = field(default_factory=dict)
    _looked: tuple[float, str] = (-STALE_AFTER, "")

    async def __call__(self, path: str, *, staff: bool) -> Found | None:
        """The page at a path, or None. ``staff``: for somebody with the facilitator's ticket."""
        if path in assets():
            return _shared(path)
        asked = Asked(self.folders, self.today(), self._stamp(), staff, self.videos)
        if path not in await self._once((asked, ""), paths_of, asked):
            return (
                None  # nonsense costs nobody a place, nor the process beside its time: there is no end to it
            )
        found: Found | None = await self._once((asked, path), found_page, path, asked)
        return found

    async def _once(self, key: tuple[Asked, str], make: Callable[..., Any], *how: Any) -> Any:
        """What ``make`` makes, in the process beside, however many ask; kept until others take its place."""
        if key not in self._kept:
            while len(self._kept) >= _MOST:
                self._kept.pop(next(iter(self._kept)))
            making = asyncio.get_running_loop().run_in_executor(self.pool, make, *how)
            self._kept[key] = asyncio.ensure_future(making)
        try:
            return await asyncio.shield(self._kept[key])
        except Exception:
            self._kept.pop(key, None)  # the next one may have better luck
            raise

    def _stamp(self) -> str:
        """A mark of the texts, at most two seconds old: a page asks for several things at once."""
        now = asyncio.get_running_loop().time()
        if now - self._looked[0] > STALE_AFTER:
            self._looked = now, stamp_of(self.folders)
        return self._looked[1]


def paths_of(asked: Asked) -> frozenset[str]:
    """Every path there is; runs in a process beside the server."""
    outline = _outline(asked)
    return frozenset((*outline.pages, *outline.tables))


def found_page(path: str, asked: Asked) -> Found | None:
    """The page at a path, or None; runs in a process beside the server."""
    outline = _outline(asked)
    make = outline.pages.get(path) or outline.tables.get(path)
    return _found(path, make()) if make else None


@lru_cache(maxsize=32)
def _shared(path: str) -> Found:
    return _found(path, assets()[path])


def _found(path: str, body: bytes) -> Found:
    tag = hashlib.sha256(body).hexdigest()[:16]
    kind = _TYPES.get(Path(path).suffix, "application/octet-stream")
    packed = b"" if path.endswith(".woff2") else gzip.compress(body, 6, mtime=0)
    policy = _POLICY.search(body[:4000])
    return Found(body, packed, kind, tag, unescape(policy[1].decode()) if policy else NOTHING)


@lru_cache(maxsize=2)
def _outline(asked: Asked) -> Outline:
    texts = _public(read_texts(asked.folders, asked.day))
    return Outline(texts, videos=asked.videos, staff=asked.staff)


def _public(texts: Texts) -> Texts:
    """The texts as anybody may read them: rules and names stay, contacts and the interpreter's code go."""
    profile = public_profile(texts.making.profile, texts.briefings.frame)
    return replace(texts, making=replace(texts.making, profile=profile))


def public_profile(profile: Profile, frame: Frame) -> Profile:
    """An agency's values without what only its own people should read."""
    own = {key for key, place in frame.placeholders.items() if place.kind == "contact"} | {CODE}
    return Profile({key: value for key, value in profile.values.items() if key not in own}, profile.dials)


def stamp_of(folders: Folders) -> str:
    """A mark of everything that pages are made from; a change of any text changes it."""
    seen = (f"{path}:{path.stat().st_mtime_ns}" for path in _texts(folders) if path.exists())
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def _texts(folders: Folders) -> Iterator[Path]:
    yield FACTS_FILE
    if folders.agency:
        yield folders.agency
    for folder in (folders.briefings, folders.exercises):
        yield from sorted((*folder.glob("*.yaml"), *folder.glob("*/*.yaml")))
