"""Packets as files: which ones an order asks for, which of them are up to date, several at once.

A *job* is a module or a series. What a file is made from (texts, facts, agency profile, the day, this
program) is hashed; beside the files, ``packs.json`` remembers the hash, and a job whose hash is the same
and whose files are untouched is not done again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from kit.briefing.agency import Profile, Rules, read_profile, version_for
from kit.briefing.model import Module
from kit.briefing.read import read_frame, read_module
from kit.briefing.series import check_series, read_series
from kit.briefing.shelf import module_paths, series_paths
from kit.facts.base import FACTS_FILE, load_facts
from kit.look.style import LOOK
from kit.packet.document import card_documents, module_document, series_document
from kit.packet.html import to_html
from kit.packet.making import Making
from kit.packet.parts import Document
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame

MANIFEST = "packs.json"
_FEW = 4
_KIT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the texts are: folders of exercises (for the dials) and briefings."""

    exercises: Path
    briefings: Path


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: for which audience and version ("" is each, or the one that fits the agency), when."""

    places: Places
    day: date
    out: Path
    audience: str = ""
    version: str = ""
    agency: Path | None = None
    release: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A module or a series to make, and the texts it is made from."""

    name: str
    texts: tuple[Path, ...]
    series: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: files with their hashes, cards withheld with reasons, sentences for people."""

    job: str
    fingerprint: str
    files: dict[str, str]
    withheld: dict[str, list[str]]
    problems: list[str]
    fresh: bool = True


def jobs_in(places: Places) -> dict[str, Job]:
    """Every module (by its key in small letters) and series (by its name) that has a text."""
    modules = module_paths(places.briefings)
    found = {name: Job(name, (path, path.with_name("review.yaml"))) for name, path in modules.items()}
    every = tuple(text for job in found.values() for text in job.texts)
    for path in series_paths(places.briefings):
        found[path.stem] = Job(path.stem, (path, *every), path)
    return found


def make_all(order: Order, jobs: Iterable[Job], *, workers: int = 0) -> Iterator[Outcome]:
    """Do the jobs, those up to date not again; yields as they come. ``workers`` 0: as many as help.

    Raises OSError where the folder cannot be written."""
    order.out.mkdir(parents=True, exist_ok=True)
    known = _remembered(order.out)
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
    for slot, outcome in _done(order, stale, workers):
        known[slot] = outcome
        yield outcome
    if stale:
        _remember(order.out, known)


def do(job: Job, order: Order, fingerprint: str) -> Outcome:
    """Read the texts of a job, make its files and write them; runs in a process of its own."""
    outcome = Outcome(job.name, fingerprint, {}, {}, [])
    try:
        documents = list(_documents(job, order))
    except ScenarioError as error:
        outcome.problems.extend(str(problem) for problem in error.problems)
        return outcome
    for document in documents:
        for held in document.withheld:
            outcome.withheld[f"{held.card}: {held.title}"] = [str(obstacle) for obstacle in held.obstacles]
        body, missing = to_html(document)
        outcome.files[f"{document.name}.html"] = _write(order.out / f"{document.name}.html", body)
        for font in missing:
            sentence = f"The font {font.name} is missing in {font.parent}; the reader's own font will show."
            if sentence not in outcome.problems:
                outcome.problems.append(sentence)
    return outcome


def fingerprint_of(job: Job, order: Order) -> str:
    """A hash of everything the job's files depend on."""
    asked = (order.day.isoformat(), order.audience, order.version, str(order.release), job.name)
    digest = hashlib.sha256("\0".join(asked).encode())
    shared = [FACTS_FILE, order.places.briefings / "frame.yaml", order.places.exercises / "frame.yaml"]
    texts = [*job.texts, *shared, *([order.agency] if order.agency else [])]
    for path in texts:
        digest.update(_hash(path).encode())
    digest.update(_program().encode())
    return digest.hexdigest()


def _documents(job: Job, order: Order) -> Iterator[Document]:
    making = _making(order)
    if job.series:
        yield from _series(job, job.series, making)
        return
    module = read_module(job.texts[0])
    for audience, version in module.cuts:
        fits = version_for(module, making.profile) if making.profile.dials else version
        if order.audience not in ("", audience) or version != (
            order.version if module.versions and order.version else fits
        ):
            continue
        document = module_document(module, audience, version, making)
        yield document
        yield from card_documents(document)


def _series(job: Job, path: Path, making: Making) -> Iterator[Document]:
    series = read_series(path)
    wanted = {entry.module.lower() for entry in series.entries}
    modules: dict[str, Module] = {}
    for text in job.texts[1:]:
        if text.name == "module.yaml" and text.parent.name in wanted:
            module = read_module(text)
            modules[module.key] = module
    problems = [problem for problem in check_series(series, modules) if problem.severity == "error"]
    if problems:
        raise ScenarioError(problems)
    yield series_document(series, modules, making)


def _making(order: Order) -> Making:
    frame = read_frame(order.places.briefings / "frame.yaml")
    profile = Profile()
    if order.agency:
        dials = read_exercise_frame(order.places.exercises / "frame.yaml").dials
        profile = read_profile(order.agency, frame, dials)
    return Making(Rules(frame, load_facts(), order.day), profile, order.release)


def _done(order: Order, stale: list[tuple[Job, str]], workers: int) -> Iterator[tuple[str, Outcome]]:
    if workers < 2 or len(stale) < 2:
        for job, fingerprint in stale:
            yield _slot(job, order), do(job, order, fingerprint)
        return
    pool: Executor
    with ProcessPoolExecutor(min(workers, len(stale))) as pool:
        waiting = {pool.submit(do, job, order, fingerprint): job for job, fingerprint in stale}
        for future in as_completed(waiting):
            yield _slot(waiting[future], order), future.result()


def _slot(job: Job, order: Order) -> str:
    return " ".join(part for part in (job.name, order.audience, order.version) if part)


def _untouched(outcome: Outcome, out: Path) -> bool:
    return not outcome.problems and all(_hash(out / name) == digest for name, digest in outcome.files.items())


def _write(path: Path, body: bytes) -> str:
    """Write a file so that nobody ever sees half of it; returns its hash."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(body)
    part.replace(path)
    return hashlib.sha256(body).hexdigest()


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
        if path.suffix in (".py", ".j2", ".css")
    ]
    files += [*LOOK.glob("*.css"), *LOOK.glob("fonts/*.woff2"), *(_KIT / "packet" / "static").glob("*.json")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(_hash(path).encode())
    return digest.hexdigest()


def _remembered(out: Path) -> dict[str, Outcome]:
    """What the manifest says; nothing if there is none, or it cannot be read."""
    try:
        rows = json.loads((out / MANIFEST).read_text("utf-8"))
        return {slot: Outcome(**row) for slot, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(out: Path, known: dict[str, Outcome]) -> None:
    rows = {slot: asdict(outcome) for slot, outcome in sorted(known.items())}
    _write(out / MANIFEST, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
