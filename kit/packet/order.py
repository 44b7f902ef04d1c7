"""What is asked for, and what came of it: places, orders, jobs, outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from kit.briefing.shelf import module_paths, series_paths

Format = Literal["html", "pdf", "docx", "slides", "scorm12"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""html and pdf: packets and cards; docx: the same, to edit; slides: reveal.js and pdf; scorm12: a zip."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the texts are: folders of exercises (for the dials) and briefings."""

    exercises: Path
    briefings: Path


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: for which audience and version ("" is each, or the one that fits the agency), when.

    ``mastery``: percent of right answers that passes a SCORM lesson; 0: who has read and answered is done.
    ``videos``: a folder with the videos of ``build.py video``, to go into SCORM lessons.
    ``browser``: the program that prints PDFs; one that is here, if not given."""

    places: Places
    day: date
    out: Path
    audience: str = ""
    version: str = ""
    agency: Path | None = None
    release: bool = False
    format: Format = "html"
    mastery: int = 0
    videos: Path | None = None
    browser: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A module or a series to make, and the texts it is made from."""

    name: str
    texts: tuple[Path, ...]
    series: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: files with their hashes, cards withheld with reasons, sentences for people.

    ``pages``: name of a PDF still to be printed -> its HTML; empty once the job is done. ``missing``: files
    that could not be made; the problems say why."""

    job: str
    fingerprint: str
    files: dict[str, str]
    withheld: dict[str, list[str]]
    problems: list[str]
    fresh: bool = True
    pages: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def jobs_in(places: Places) -> dict[str, Job]:
    """Every module (by its key in small letters) and series (by its name) that has a text."""
    modules = module_paths(places.briefings)
    found = {name: Job(name, (path, path.with_name("review.yaml"))) for name, path in modules.items()}
    every = tuple(text for job in found.values() for text in job.texts)
    for path in series_paths(places.briefings):
        found[path.stem] = Job(path.stem, (path, *every), path)
    return found
