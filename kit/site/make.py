"""The folder: packets first, then a page for everything on the shelf, then what pages share.

One page that cannot be made harms no other: it is named, and the rest is there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from kit.packet.make import make_all
from kit.packet.order import Format, Order, Outcome, Places, jobs_in
from kit.site import files as beside
from kit.site.assets import assets
from kit.site.files import Files
from kit.site.outline import Outline
from kit.site.texts import Folders, Texts, read_texts
from kit.site.watch import FOLDER as VIDEOS, found_videos


@dataclass(frozen=True, slots=True)
class Wish:
    """What to make: from which texts, into which folder, for which day; ``formats`` of the
    packets beside; ``videos``: a folder of made videos to take along; ``told`` hears what is done."""

    folders: Folders
    out: Path
    day: date
    formats: tuple[Format, ...] = ("html",)
    videos: Path | None = None
    told: Callable[[str], None] = lambda what: None


@dataclass(slots=True)
class Made:
    """What came of it: bytes by path, and sentences about what is missing."""

    sizes: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def make(wish: Wish) -> Made:
    """Make the site. Raises ScenarioError for a bad frame, OSError if the folder cannot be written."""
    texts = read_texts(wish.folders, wish.day)
    made = Made(problems=list(texts.problems))
    wish.out.mkdir(parents=True, exist_ok=True)
    packets = _packets(wish, made)
    for path, body in assets().items():
        made.sizes[path] = _write(wish.out / path, body)
    _videos(wish, texts, made)
    for path, body, problem in _pages(Outline(texts, Files(packets), videos=wish.videos), wish.out):
        if problem:
            made.problems.append(f"{path} could not be made: {problem}")
        else:
            made.sizes[path] = _write(wish.out / path, body)
        wish.told(path)
    return made


def _pages(outline: Outline, out: Path) -> Iterator[tuple[str, bytes, str]]:
    """Every page: its path, its bytes, or what is wrong. Tables of states that are not there yet are made
    beside, on other cores."""
    with ProcessPoolExecutor() as pool:
        kept = {path: _begins(out / path, mark()) for path, mark in outline.marks.items()}
        tables = {path: pool.submit(table) for path, table in outline.tables.items() if not kept[path]}
        for path, page in outline.pages.items():
            yield path, *_tried(page)
        for path, body in kept.items():
            yield path, *_tried(tables[path].result if path in tables else partial(bytes, body))


def _begins(path: Path, mark: bytes) -> bytes:
    """A file that is there already, if it begins with its mark."""
    there = path.read_bytes() if path.is_file() else b""
    return there if there.startswith(mark) else b""


def _tried(page: Callable[[], bytes]) -> tuple[bytes, str]:
    try:
        return page(), ""
    except Exception as error:  # whatever is wrong with one text, the others' pages are made
        return b"", f"{type(error).__name__}: {error}"


def _packets(wish: Wish, made: Made) -> dict[str, int]:
    """Make what is handed out; returns sizes by name."""
    folder = wish.out / beside.FOLDER
    places = Places(wish.folders.exercises, wish.folders.briefings)
    sizes: dict[str, int] = {}
    for outcome in _outcomes(wish, folder, places):
        wish.told(f"packets: {outcome.job}")
        made.problems += [problem for problem in outcome.problems if problem not in made.problems]
        for name in outcome.files:
            sizes[name] = made.sizes[f"{beside.FOLDER}/{name}"] = (folder / name).stat().st_size
    return sizes


def _outcomes(wish: Wish, folder: Path, places: Places) -> Iterator[Outcome]:
    agency = wish.folders.agency if wish.folders.agency and wish.folders.agency.exists() else None
    for format in wish.formats:
        order = Order(places, wish.day, folder, agency=agency, format=format, videos=wish.videos)
        yield from make_all(order, jobs_in(places).values())


def _videos(wish: Wish, texts: Texts, made: Made) -> None:
    """Copy the videos that are there, those already copied not again."""
    for files in found_videos(texts.briefings.by_key, wish.videos).values():
        for name in files.every:
            source, target = (wish.videos or Path()) / name, wish.out / VIDEOS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
                shutil.copy2(source, target)
            made.sizes[f"{VIDEOS}/{name}"] = source.stat().st_size


def _write(path: Path, body: bytes) -> int:
    """Write a file so that nobody ever sees half of it; returns its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(body)
    part.replace(path)
    return len(body)
