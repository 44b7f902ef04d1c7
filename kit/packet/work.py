"""One job, done: its texts read, its files written; what is still to be printed is handed back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kit.packet.deck import deck_of
from kit.packet.html import to_html
from kit.packet.order import Job, Order, Outcome
from kit.packet.parts import Withheld
from kit.packet.scorm import package
from kit.packet.slides import deck_html
from kit.packet.subject import Subject, subjects
from kit.scenario.problems import ScenarioError


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a subject: ``body`` is written as it is, ``page`` is HTML that is still to be printed."""

    name: str
    body: bytes = b""
    page: bytes = b""
    withheld: tuple[Withheld, ...] = ()
    fonts: tuple[Path, ...] = field(default=())


def do(job: Job, order: Order, fingerprint: str) -> Outcome:
    """Read the texts of a job and write its files; runs in a process of its own."""
    outcome = Outcome(job.name, fingerprint, {}, {}, [])
    try:
        chosen = list(subjects(job, order))
    except ScenarioError as error:
        outcome.problems.extend(str(problem) for problem in error.problems)
        return outcome
    for subject in chosen:
        for piece in _pieces(subject, order):
            _take(piece, outcome, order.out)
    return outcome


def write(path: Path, body: bytes) -> str:
    """Write a file so that nobody ever sees half of it; returns its hash."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(body)
    part.replace(path)
    return hashlib.sha256(body).hexdigest()


def _take(piece: Piece, outcome: Outcome, out: Path) -> None:
    for held in piece.withheld:
        outcome.withheld[f"{held.card}: {held.title}"] = [str(obstacle) for obstacle in held.obstacles]
    for font in piece.fonts:
        sentence = f"The font {font.name} is missing in {font.parent}; the reader's own font will show."
        if sentence not in outcome.problems:
            outcome.problems.append(sentence)
    if piece.page:
        outcome.pages[piece.name] = piece.page
    else:
        outcome.files[piece.name] = write(out / piece.name, piece.body)


def _pieces(subject: Subject, order: Order) -> Iterator[Piece]:
    if order.format == "slides":
        deck = deck_of(subject)
        body, missing = deck_html(deck)
        yield Piece(f"{deck.name}.html", body, fonts=missing)
        page, missing = deck_html(deck, still=True)
        yield Piece(f"{deck.name}.pdf", page=page, fonts=missing)
        return
    if order.format == "scorm12":
        made = package(subject, order.mastery, order.videos)
        yield Piece(f"{subject.name}-scorm12.zip", made.body, withheld=made.withheld, fonts=made.fonts)
        return
    if order.format == "docx":
        from kit.packet.word import to_docx  # python-docx and lxml: not for whoever only serves

        for document in subject.documents():
            yield Piece(f"{document.name}.docx", to_docx(document), withheld=document.withheld)
        return
    for document in subject.documents():
        if order.format == "pdf":
            page, missing = to_html(document, printing=True)
            yield Piece(f"{document.name}.pdf", page=page, withheld=document.withheld, fonts=missing)
        else:
            body, missing = to_html(document)
            yield Piece(f"{document.name}.html", body, withheld=document.withheld, fonts=missing)
