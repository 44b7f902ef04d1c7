"""Scripts, styles and fonts: read once, joined, compressed once, kept by browsers for good.

The version of all files together stands in their path (``/static/v-1f2e.../desk.js``), not behind a
question mark, so that a module's relative imports and a style's relative fonts carry it too. The same
file without a version is served as well, but asked for again each time.

Beside each page's module lies one file with all that it imports (``desk.joined.js``), and beside each
device's styles one with all that the device wears (``desk.joined.css``). They are made
when the server starts; the files they are made of are served too, for whoever looks for a fault.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.look.modules import bundle, imports

PREFIX = "/static/"
VERSION = r"v-[0-9a-f]{12}"

_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}
_PACKED_ALREADY = {".woff2", ".png", ".ico"}
_IS_PAGE = re.compile(rb"^export default\b", re.MULTILINE)

HOST = "host.js"
DEVICES = ("hand", "desk", "sheet", "screen")
OUTFITS = {name: (name,) for name in DEVICES} | {
    "briefing": ("hand", "briefing"),
    "trainer": ("desk", "trainer"),
    "slides": ("screen", "slides"),
    "agency": ("sheet", "agency"),
}
"""Which styles belong together, after those of all: a device's own, and a page's that needs a few more."""

ALL_AT_ONCE = "//# allFunctionsCalledOnLoad"
"""A page draws itself with most of its functions. Told so, Chromium compiles them while the file comes in,
beside the page's own thread, and not one by one as they are called (v8.dev/blog/explicit-compile-hints).
Other browsers read a comment."""

WORN_BY_ALL = ("tokens.css", "base.css")
JOINED = ".joined"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent. ``packed`` is empty where gzip would not help."""

    kind: str
    body: bytes
    packed: bytes
    tag: str


class Assets:
    """The files below some folders; a later folder's file wins. Nothing but these is ever opened."""

    def __init__(self, *folders: Path) -> None:
        """Read and join. Raises CannotBundle for modules that cannot be joined."""
        self._files = {name: _read(path) for folder in folders for name, path in _below(folder)}
        self._files |= dict([*self._joined_modules(), *self._joined_styles()])
        everything = "".join(f"{name} {asset.tag};" for name, asset in sorted(self._files.items()))
        self.version = "v-" + hashlib.sha256(everything.encode()).hexdigest()[:12]

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def get(self, name: str) -> Asset | None:
        return self._files.get(name)

    def url(self, name: str) -> str:
        """Where a file is for good: ``/static/v-.../desk.css``."""
        return f"{PREFIX}{self.version}/{name}"

    def versioned(self, url: str) -> str:
        """The same file's lasting address, for ``/static/x.js``; any other URL as it is."""
        name = url.removeprefix(PREFIX)
        return self.url(name) if url.startswith(PREFIX) and name in self._files else url

    def joined(self, url: str) -> str:
        """The lasting address of a page's module together with all that it imports; empty if there is
        none, as for a module that is not ours."""
        name = _renamed(url.removeprefix(PREFIX).removeprefix(f"{self.version}/"))
        return self.url(name) if url.startswith(PREFIX) and name in self._files else ""

    def styles(self, *outfits: str) -> list[str]:
        """Lasting addresses of the styles of a page or else its device: of the first that has an outfit."""
        names = [_renamed(f"{outfit}.css") for outfit in outfits if outfit in OUTFITS]
        return [self.url(name) for name in names if name in self._files][:1]

    def modules(self, url: str) -> list[str]:
        """Lasting addresses of all modules that a module imports, so that a page can load them at once."""
        seen: list[str] = []
        names = [url.removeprefix(PREFIX).removeprefix(f"{self.version}/")]
        while names:
            asset = self._files.get(name := names.pop())
            if asset is None or name in seen:
                continue
            seen.append(name)
            names += imports(name, asset.body.decode())
        return [self.url(name) for name in seen]

    # -- joining -----------------------------------------------------------------------------------

    def _joined_modules(self) -> Iterator[tuple[str, Asset]]:
        """Every module with a default export is a page; the host runs beside each of them."""
        pages = [n for n, asset in self._files.items() if n.endswith(".js") and _IS_PAGE.search(asset.body)]
        for name in [*pages, *({HOST} & self._files.keys())]:
            yield _renamed(name), _asset(".js", f"{ALL_AT_ONCE}\n{bundle(name, self._text)}".encode())

    def _joined_styles(self) -> Iterator[tuple[str, Asset]]:
        for outfit, parts in OUTFITS.items():
            names = [n for n in (*WORN_BY_ALL, *(f"{part}.css" for part in parts)) if n in self._files]
            if names:
                text = "\n".join(self._files[name].body.decode() for name in names)
                yield _renamed(f"{outfit}.css"), _asset(".css", text.encode())

    def _text(self, name: str) -> str | None:
        asset = self._files.get(name)
        return asset.body.decode() if asset is not None else None


def _renamed(name: str) -> str:
    """``desk.js`` is joined in ``desk.joined.js``, in the same folder: relative addresses stay right."""
    stem, dot, kind = name.rpartition(".")
    return f"{stem}{JOINED}{dot}{kind}"


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _KINDS:
            yield path.relative_to(folder).as_posix(), path


def _read(path: Path) -> Asset:
    return _asset(path.suffix, path.read_bytes())


def _asset(kind: str, body: bytes) -> Asset:
    packed = b"" if kind in _PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    return Asset(_KINDS[kind], body, packed, hashlib.sha256(body).hexdigest()[:16])
