"""Lessons as a SCORM 1.2 package: a zip with its manifest, one lesson for each module.

Content Aggregation Model 1.2 and IMS Content Packaging 1.1.2: a resource of the type *sco* for each lesson,
with every file it needs, and nothing in the zip that no resource names.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from kit.briefing.series import Entry
from kit.packet.document import card_documents
from kit.packet.html import template, to_html
from kit.packet.lesson import Film, lesson_html, lesson_of, with_film
from kit.packet.parts import Withheld
from kit.packet.subject import Subject, stem

MANIFEST = "imsmanifest.xml"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the oldest day a zip can hold: the same lesson makes the same file
_FILM = (".mp4", ".webm", ".vtt", "-poster.png")
_STORED = (".mp4", ".webm", ".png")


@dataclass(frozen=True, slots=True)
class Item:
    """One lesson of a package: its title, its folder in the zip ("" or "det-officers/"), its files."""

    id: str
    title: str
    folder: str
    files: dict[str, bytes]
    mastery: int


@dataclass(frozen=True, slots=True)
class Package:
    """A zip, the font files that are missing, and the cards that are in it for review only, or left out."""

    body: bytes
    fonts: tuple[Path, ...]
    withheld: tuple[Withheld, ...]


def package(subject: Subject, mastery: int, videos: Path | None) -> Package:
    """The zip of a module or a series. ``mastery``: percent that passes; ``videos``: folder to look in."""
    items: list[Item] = []
    fonts: list[Path] = []
    withheld: list[Withheld] = []
    for entry in subject.entries:
        item, missing, held = _item(entry, subject, mastery, videos)
        items.append(item)
        fonts += missing
        withheld += held
    title = subject.series.title if subject.series else items[0].title
    manifest = template("imsmanifest.xml.j2").render(
        id=_id(subject.name), title=title, about=_about(subject), items=items
    )
    body = _zipped({MANIFEST: manifest.encode(), **_files(items)})
    return Package(body, tuple(dict.fromkeys(fonts)), tuple(withheld))


def _item(
    entry: Entry, subject: Subject, mastery: int, videos: Path | None
) -> tuple[Item, tuple[Path, ...], tuple[Withheld, ...]]:
    module, making = subject.modules[entry.module], subject.making
    lesson = lesson_of(entry, module, making, mastery)
    film, files = _film(entry, videos)
    handouts = {}
    for card in card_documents(lesson.document):
        files[f"{card.name}.html"] = to_html(card)[0]
        handouts[card.title] = f"{card.name}.html"
    body, missing = lesson_html(with_film(lesson, film, handouts))
    name = stem(entry)
    title = f"{module.title} ({making.frame.audiences[entry.audience].title})"
    folder = f"{name}/" if subject.series else ""
    return (
        Item(_id(name), title, folder, {"index.html": body, **files}, lesson.mastery),
        missing,
        lesson.document.withheld,
    )


def _film(entry: Entry, videos: Path | None) -> tuple[Film, dict[str, bytes]]:
    """The video that fits an entry best, and its files; none if there is no folder or no video in it."""
    key, audience, version = entry.module.lower(), entry.audience, entry.version
    for parts in ((key, audience, version), (key, audience), (key, version), (key,)):
        name = "-".join(part for part in (*parts, "video") if part)
        found = (
            {end: videos / f"{name}{end}" for end in (".mp4", ".webm", ".vtt", "-poster.png")}
            if videos
            else {}
        )
        there = {end: path for end, path in found.items() if path.is_file()}
        if ".mp4" in there or ".webm" in there:
            film = Film(*(there[end].name if end in there else "" for end in found))
            return film, {path.name: path.read_bytes() for path in there.values()}
    return Film(), {}


def _about(subject: Subject) -> str:
    """What the learning system shows of a package."""
    if subject.series:
        return subject.series.about
    module = subject.modules[subject.entries[0].module]
    return str(subject.making.words(module.about))


def _files(items: list[Item]) -> dict[str, bytes]:
    return {f"{item.folder}{name}": body for item in items for name, body in item.files.items()}


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, _BEGINNING)
            stored = name.endswith(_STORED)  # they are packed already
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            zipped.writestr(info, body)
    return packed.getvalue()


def _id(name: str) -> str:
    """A name as XML takes it for an identifier."""
    return "kit-" + name.replace("_", "-")
