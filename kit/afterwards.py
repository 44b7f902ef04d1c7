"""``build.py report``: a run's documents afterwards, from the journal alone.

Apart from ``kit.__main__``, so that whoever writes a report does not wait for the server to be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from kit.engine.events import Recorded
from kit.report import cli
from kit.room.past import begun, played
from kit.scenario.model import Exercise
from kit.settings import Settings
from kit.store.journal import Journal, StoreError
from kit.store.open import open_journal


def report(arguments: Sequence[str]) -> int:
    """Write a run's report to a file; returns the exit code."""
    return cli.main(arguments, _load)


def _load(journal_url: str, run: str) -> tuple[Exercise, list[Recorded]]:
    """A run's exercise as it was played, and its events. Raises LookupError with a sentence."""
    try:
        journal = open_journal(journal_url)
        if run not in journal.runs():
            known = "\n".join(_names(journal)) or "  none"
            raise LookupError(f"There is no run {run!r} in {journal_url}. Runs there:\n{known}")
        return played(journal, run, Settings().exercises)
    except StoreError as problem:
        raise LookupError(problem.sentence) from problem


def _names(journal: Journal) -> list[str]:
    """Every run as a line, newest first."""
    runs = ((run, begun(journal, run)) for run in reversed(journal.runs()))
    return [f"  {run}  {first.name}" for run, first in runs if first]
