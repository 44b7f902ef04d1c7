"""Packets as files: which ones an order asks for, which of them are up to date, several at once.

A *job* is a module or a series. What a file is made from (texts, facts, agency profile, the day, this
program) is hashed; beside the files, ``packs.json`` (``packs-pdf.json`` and so on) remembers the hash, and a
job whose hash is the same and whose files are untouched is not done again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from kit.facts.base import FACTS_FILE
from kit.look.style import LOOK
from kit.packet.order import Format, Job, Order, Outcome, Places, jobs_in
from kit.packet.printing import printed
from kit.packet.work import do, write

__all__ = [
    "MANIFEST",
    "Job",
    "Order",
    "Outcome",
    "Places",
    "fingerprint_of",
    "jobs_in",
    "make_all",
    "manifest",
]

MANIFEST = "packs.json"
_FEW = 4
_KIT = Path(__file__).resolve().parents[1]


def make_all(order: Order, jobs: Iterable[Job], *, workers: int = 0) -> Iterator[Outcome]:
    """Do the jobs, those up to date not again; yields as they come. ``workers`` 0: as many as help.

    Raises OSError where the folder cannot be written."""
    order.out.mkdir(parents=True, exist_ok=True)
    file = order.out / manifest(order.format)
    known = _remembered(file)
    stale: list[tuple[Job, str]] = []
    for job in jobs:
        fingerprint = fingerprint_of(job, order)
        outcome = known.get(_slot(job, order))
        if outcome and outcome.fingerprint == fingerprint and _untouched(outcome, order.out):
            yield replace(outcome, fresh=False)
        else:
            stale.append((job, fingerprint))
    if not workers:  # a few jobs take less time than starting processes
        workers = 1 if len(stale) < _FEW else os.cpu_count() or 1
    slots = {job.name: _slot(job, order) for job, _ in stale}
    for outcome in printed(_done(order, stale, workers), order.out, order.browser):
        known[slots[outcome.job]] = outcome
        yield outcome
    if stale:
        _remember(file, known)


def manifest(format: Format) -> str:
    """The name of the file that remembers what the files of a format were made from."""
    return MANIFEST if format == "html" else f"packs-{format}.json"


def fingerprint_of(job: Job, order: Order) -> str:
    """A hash of everything the job's files depend on."""
    asked = (
        *(order.day.isoformat(), order.audience, order.version, str(order.release), job.name),
        *(order.format, str(order.mastery)),
    )
    digest = hashlib.sha256("\0".join(asked).encode())
    shared = [FACTS_FILE, order.places.briefings / "frame.yaml", order.places.exercises / "frame.yaml"]
    texts = [*job.texts, *shared, *([order.agency] if order.agency else [])]
    if order.format == "scorm12" and order.videos:
        texts += sorted(order.videos.glob("*-video*"))
    for path in texts:
        digest.update(_hash(path).encode())
    digest.update(_program().encode())
    return digest.hexdigest()


def _done(order: Order, stale: list[tuple[Job, str]], workers: int) -> Iterator[Outcome]:
    if workers < 2 or len(stale) < 2:
        for job, fingerprint in stale:
            yield do(job, order, fingerprint)
        return
    pool: Executor
    with ProcessPoolExecutor(min(workers, len(stale))) as pool:
        for future in as_completed([pool.submit(do, job, order, fingerprint) for job, fingerprint in stale]):
            yield future.result()


def _slot(job: Job, order: Order) -> str:
    return " ".join(part for part in (job.name, order.audience, order.version) if part)


def _untouched(outcome: Outcome, out: Path) -> bool:
    return not outcome.problems and all(_hash(out / name) == digest for name, digest in outcome.files.items())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@lru_cache(maxsize=1)
def _program() -> str:
    """A hash of the program and the look: who changes them gets new files."""
    packages = ("packet", "look", "briefing", "facts", "scenario")
    files = [
        path
        for name in packages
        for path in (_KIT / name).rglob("*")
        if path.suffix in (".py", ".j2", ".css", ".js", ".json", ".woff2")
    ]
    files += [*LOOK.glob("*.css"), *LOOK.glob("fonts/*.woff2")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(_hash(path).encode())
    return digest.hexdigest()


def _remembered(file: Path) -> dict[str, Outcome]:
    """What the manifest says; nothing if there is none, or it cannot be read."""
    try:
        rows = json.loads(file.read_text("utf-8"))
        return {slot: Outcome(**row) for slot, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(file: Path, known: dict[str, Outcome]) -> None:
    rows = {slot: asdict(outcome) for slot, outcome in sorted(known.items())}
    for row in rows.values():
        del row["pages"], row["fresh"]
    write(file, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
