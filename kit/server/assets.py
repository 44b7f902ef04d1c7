"""Scripts, styles and fonts: read once, compressed once, kept by browsers for good.

The version of all files together stands in their path (``/static/v-1f2e.../desk.js``), not behind a
question mark, so that a module's relative imports and a style's relative fonts carry it too. The same
file without a version is served as well, but asked for again each time.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^'"();]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


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
        self._files = {name: _read(path) for folder in folders for name, path in _below(folder)}
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

    def modules(self, url: str) -> list[str]:
        """Lasting addresses of all modules that a module imports, so that a page can load them at once."""
        seen: list[str] = []
        names = [url.removeprefix(PREFIX).removeprefix(f"{self.version}/")]
        while names:
            asset = self._files.get(name := names.pop())
            if asset is None or name in seen:
                continue
            seen.append(name)
            names += [_join(name, found) for found in _IMPORT.findall(asset.body.decode())]
        return [self.url(name) for name in seen]


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _KINDS:
            yield path.relative_to(folder).as_posix(), path


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    packed = b"" if path.suffix in _PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    return Asset(_KINDS[path.suffix], body, packed, hashlib.sha256(body).hexdigest()[:16])


def _join(importer: str, found: str) -> str:
    """``vendor/a.js`` importing ``../b.js`` means ``b.js``."""
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / found).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)
