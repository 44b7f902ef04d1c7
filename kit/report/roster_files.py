"""The documents of a briefing by file name, each made from its events in one step, for a worker process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from kit.engine.events import Recorded
from kit.report.roster import Roster, briefing_run, roster_csv, roster_of
from kit.report.roster_papers import feedback_paper, questions_paper, roster_paper
from kit.report.sheet import sheet
from kit.scenario.model import Exercise

Papers = Callable[[Exercise, Sequence[Recorded], Roster], bytes]


def _roster(exercise: Exercise, events: Sequence[Recorded], roster: Roster) -> bytes:
    return sheet(roster_paper(roster, exercise.frame.limits))


def _questions(exercise: Exercise, events: Sequence[Recorded], roster: Roster) -> bytes:
    return sheet(questions_paper(roster, *briefing_run(exercise, events), exercise.frame.limits))


def _feedback(exercise: Exercise, events: Sequence[Recorded], roster: Roster) -> bytes:
    return sheet(feedback_paper(roster, *briefing_run(exercise, events), exercise.frame.limits))


FILES: Mapping[str, Papers] = {
    "roster.csv": lambda exercise, events, roster: roster_csv(roster),
    "roster.html": _roster,
    "questions.html": _questions,
    "feedback.html": _feedback,
}
"""File name to what makes it."""


def briefing_file(
    name: str, exercise: Exercise, events: Sequence[Recorded], zone: tzinfo | None = None
) -> bytes:
    """A document of a briefing; clock times in ``zone``, else in this machine's.

    Raises LookupError for a run of an exercise, KeyError for another name."""
    return FILES[name](exercise, events, roster_of(exercise, events, zone))
