"""From a run's events to its report, and from a report to a file: the two doors of this package."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from kit.engine.events import Recorded
from kit.facts.base import FactBase, load_facts
from kit.report.aar import AfterActionReport
from kit.report.cited import facts_on
from kit.report.draft import draft
from kit.report.gather import gather
from kit.report.source import run_day
from kit.scenario.model import Exercise

FORMATS = {
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
    "ipynb": "application/x-ipynb+json",
}
"""What a report can be written as, with its media type."""


def report_of(
    run: str,
    exercise: Exercise,
    events: Iterable[Recorded],
    *,
    zone: tzinfo | None = None,
    base: FactBase | None = None,
) -> AfterActionReport:
    """The report of a run from its events; clock times in ``zone``, else in this machine's.

    Facts carry the status they had on the day of the run. Raises ValueError when the events are not
    those of a run."""
    record = gather(exercise, run, events)
    return draft(record, exercise, facts_on(base or load_facts(), run_day(record, zone)), zone)


def write(report: AfterActionReport, form: str) -> bytes:
    """The report in one of ``FORMATS``. Raises KeyError for another."""
    from kit.report.export import WRITERS  # heavy: only when something is written

    return WRITERS[form](report)


def report_file(form: str, run: str, exercise: Exercise, events: Iterable[Recorded]) -> bytes:
    """From events to a file in one step, for a worker process."""
    return write(report_of(run, exercise, events), form)
