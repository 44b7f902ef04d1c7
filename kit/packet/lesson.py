"""A module to work through alone inside a learning system: read, look at the card, check yourself.

The page is one HTML file that speaks SCORM 1.2 with whatever system shows it, and can be read without one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from kit.briefing.model import Module
from kit.briefing.series import Entry
from kit.look.icons import symbols
from kit.look.style import faces, joined
from kit.packet.document import module_document
from kit.packet.html import FACES, HERE, STYLES as PACKET, template
from kit.packet.making import Making
from kit.packet.parts import Block, Document, Face, Items, Para, Title, plain
from kit.packet.questions import Asked, asked

STYLES = (*PACKET, HERE / "static" / "lesson.css")
SCRIPTS = ("lesson-lms.js", "lesson.js")
# What stands beside the page may be shown, and nothing else; it talks with the frame above and nobody more.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; "
    "img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"
)
_READ = {"video": "The briefing in words", "slides": "The slides, with what the trainer says"}
_PARTS = ("video", "slides", "changed")


@dataclass(frozen=True, slots=True)
class Film:
    """The files of a video beside the page, "" for each that is not there."""

    mp4: str = ""
    webm: str = ""
    captions: str = ""
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a lesson. ``kind`` check holds the questions; a ``later`` step need not be read."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    faces: tuple[Face, ...] = ()
    kind: str = "read"
    later: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, ready to be set. ``mastery``: percent that passes it, 0 if nobody can fail."""

    document: Document
    steps: tuple[Step, ...]
    asked: tuple[Asked, ...]
    mastery: int
    film: Film = Film()
    handouts: Mapping[str, str] | None = None  # title -> file beside the page

    @property
    def digest(self) -> str:
        """Changes with the parts and the questions: what was kept for other words is not taken up again."""
        said = repr([(step.id, step.kind) for step in self.steps]) + repr(self.asked)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def lesson_of(entry: Entry, module: Module, making: Making, mastery: int) -> Lesson:
    """The lesson of a module for an audience. Raises KeyError where the module has no such form."""
    document = module_document(module, entry.audience, entry.version, making)
    cut = module.of(entry.audience, entry.version)
    sheets = {sheet.id: sheet for sheet in document.sheets}
    about = tuple(block for block in document.first if not _contents(block))
    steps = [Step("start", "What this is about", _until_contents(about))]
    for id in _PARTS:
        sheet = sheets[id]
        blocks = sheet.blocks
        if id == "video":
            blocks = (Title("The situation"), Para(making.words(cut.situation)), *blocks[1:])
        steps.append(Step(id, _READ.get(id, sheet.title), blocks))
    cards = [sheet for sheet in document.sheets if sheet.layout == "half"]
    for sheet in cards:
        sides = tuple(block for block in sheet.blocks if isinstance(block, Face))
        steps.append(Step(sheet.id, sheet.title, faces=sides))
    if cut.check:
        steps.append(Step("check", "Check yourself", kind="check"))
    steps.append(Step("done", "Where you stand", kind="done", later=True))
    steps.append(Step("facts", "Facts and sources", sheets["facts"].blocks, later=True))
    return Lesson(document, tuple(steps), asked(cut.check, making), mastery if cut.check else 0)


def lesson_html(lesson: Lesson) -> tuple[bytes, tuple[Path, ...]]:
    """The page, UTF-8, and the font files that are missing."""
    script = "\n".join((HERE / "static" / name).read_text("utf-8") for name in SCRIPTS)
    told = {
        "digest": lesson.digest,
        "mastery": lesson.mastery,
        "steps": [step.id for step in lesson.steps],
        "read": [step.id for step in lesson.steps if not step.later and step.kind == "read"],
        "answers": {asked.id: asked.answer for asked in lesson.asked},
    }
    body = template("lesson.html.j2").render(
        lesson=lesson,
        doc=lesson.document,
        policy=POLICY,
        symbols=Markup(symbols()),
        told=Markup(json.dumps(told).replace("<", "\\u003c")),
    )
    fonts, missing = faces(body, FACES)
    body = body.replace("/*style*/", f"{fonts}\n{joined(STYLES)}", 1).replace("/*script*/", script, 1)
    return body.encode(), missing


def with_film(lesson: Lesson, film: Film, handouts: Mapping[str, str]) -> Lesson:
    """The lesson with what lies beside its page."""
    return replace(lesson, film=film, handouts=handouts)


def _contents(block: Block) -> bool:
    """The packet's note on its cards; a lesson shows the cards themselves."""
    return isinstance(block, Para) and block.kind == "boxed"


def _until_contents(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The first page without the list of what is in the packet's file."""
    kept: list[Block] = []
    skip = False
    for block in blocks:
        if isinstance(block, Title) and block.text == "In this file":
            skip = True
        elif not (skip and isinstance(block, Items)):
            kept.append(block)
            skip = False
    return (*kept, Para(plain("Work through the parts in order. You can stop and come back."), "meta"))
