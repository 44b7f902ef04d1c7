"""A module for one audience: about, watch, read, check yourself, print, facts; all of it on one page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kit.briefing.model import CheckQuestion, Module
from kit.briefing.series import Entry
from kit.packet.document import module_document
from kit.packet.making import Making
from kit.packet.parts import Block, FactEntry, Grid, Sheet as Paper
from kit.packet.questions import asked
from kit.site.counts import counted, reviewed
from kit.site.files import Files
from kit.site.frame import Sheet
from kit.site.texts import Texts, name_of
from kit.site.watch import watch_html

_READ = {  # sheet of the packet -> heading on the page
    "slides": "Slides and what is said",
    "changed": "What changed, 2012 to now",
    "discussion": "Discussion guide",
    "packet": "Commander’s packet",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its anchor, its heading, its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def sheet(entry: Entry, texts: Texts, files: Files, videos: Path | None = None) -> Sheet:
    """The page of one form of a module. ``videos``: where made videos are, if anywhere."""
    module, making = texts.briefings.by_key[entry.module], texts.making
    cut = module.of(entry.audience, entry.version)
    document = module_document(module, entry.audience, entry.version, making)
    papers = {paper.id: paper for paper in document.sheets}
    stem = name_of(entry)
    whom = making.frame.audiences[entry.audience]
    version = next((v.title for v in module.versions if v.key == entry.version), "")
    return Sheet(
        path=f"briefings/{stem}.html",
        kind="module",
        title=f"{module.title}, for {whom.title.lower()}" + (f", {version}" if version else ""),
        parts={
            "module": module,
            "cut": cut,
            "about": making.words(cut.about),
            "aim": making.all(cut.aim),
            "situation": making.words(cut.situation),
            "whom": whom,
            "version": version,
            "others": _others(entry, module, texts),
            "counts": counted(_ids(papers["facts"]), making),
            "reviewed": reviewed(module, making),
            "watch": watch_html(module, entry, making, videos),
            "transcript": papers["video"].blocks,
            "read": tuple(_sections(papers)),
            "check": asked(cut.check, making),
            "digest": _digest(cut.check),
            "cards": files.cards(stem, {card.id: card.title for card in cut.cards}),
            "files": files.of(stem),
            "document": document,
            "facts": papers["facts"].blocks,
            "review": _plain(papers["review"].blocks),
            "status": document.status,
        },
        scripts=("site.js", "board.js"),
    )


def _digest(questions: Iterable[CheckQuestion]) -> str:
    """A mark of the questions: answers kept in a browser count only as long as nobody changed a word."""
    words = [
        (q.id, q.ask.text, q.answer, *(f"{key} {line.text}" for key, line in q.options.items()))
        for q in questions
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:12]


def _others(entry: Entry, module: Module, texts: Texts) -> tuple[tuple[str, str], ...]:
    """The other forms of the module: what people call each, and its page."""
    found = []
    for cut in texts.cuts(module):
        if cut != entry:
            found.append((form_title(cut, module, texts.making), f"briefings/{name_of(cut)}.html"))
    return tuple(found)


def form_title(entry: Entry, module: Module, making: Making) -> str:
    """What people call a form of a module: "Line officers, places with a 287(g) agreement"."""
    version = next((v.title for v in module.versions if v.key == entry.version), "")
    version = version[:1].lower() + version[1:]
    return ", ".join(part for part in (making.frame.audiences[entry.audience].title, version) if part)


def _sections(papers: Mapping[str, Paper]) -> Iterable[Section]:
    for id, title in _READ.items():
        if id in papers:
            yield Section(id, title, _plain(papers[id].blocks))


def _ids(facts: Paper) -> Iterable[str]:
    return (block.id for block in facts.blocks if isinstance(block, FactEntry))


def _plain(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without widths of columns: those are for paper, and would be styles inside the page."""
    return tuple(replace(block, share=()) if isinstance(block, Grid) else block for block in blocks)
