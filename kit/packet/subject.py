"""What a job is about: a module as one audience gets it, or a series, read and ready to be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.briefing.agency import Profile, Rules, read_profile, version_for
from kit.briefing.model import Module
from kit.briefing.read import read_frame, read_module
from kit.briefing.series import Entry, Series, check_series, read_series
from kit.facts.base import load_facts
from kit.packet.document import card_documents, module_document, series_document
from kit.packet.making import Making
from kit.packet.order import Job, Order
from kit.packet.parts import Document
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to make files of. ``entries``: its modules in order; one, unless there is a ``series``."""

    entries: tuple[Entry, ...]
    modules: Mapping[str, Module]
    making: Making
    series: Series | None = None

    @property
    def name(self) -> str:
        """The stem of its files: "det-officers", "series-roll_call"."""
        return f"series-{self.series.name}" if self.series else stem(self.entries[0])

    def documents(self) -> Iterator[Document]:
        """Its packet, and each card of a module as a document of its own."""
        if self.series:
            yield series_document(self.series, self.modules, self.making)
            return
        entry = self.entries[0]
        document = module_document(self.modules[entry.module], entry.audience, entry.version, self.making)
        yield document
        yield from card_documents(document)


def stem(entry: Entry) -> str:
    """A module for an audience in a version, as the stem of a file: "int-officers-287g"."""
    return "-".join(part for part in (entry.module.lower(), entry.audience, entry.version) if part)


def subjects(job: Job, order: Order) -> Iterator[Subject]:
    """What an order wants of a job. Raises ScenarioError with what is wrong in its texts."""
    making = _making(order)
    if job.series:
        yield _series(job, job.series, making)
        return
    module = read_module(job.texts[0])
    for audience, version in module.cuts:
        fits = version_for(module, making.profile) if making.profile.dials else version
        if order.audience not in ("", audience) or version != (
            order.version if module.versions and order.version else fits
        ):
            continue
        yield Subject((Entry(module.key, audience, version),), {module.key: module}, making)


def _series(job: Job, path: Path, making: Making) -> Subject:
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
    return Subject(series.entries, modules, making, series)


def _making(order: Order) -> Making:
    frame = read_frame(order.places.briefings / "frame.yaml")
    profile = Profile()
    if order.agency:
        dials = read_exercise_frame(order.places.exercises / "frame.yaml").dials
        profile = read_profile(order.agency, frame, dials)
    return Making(Rules(frame, load_facts(), order.day), profile, order.release)
