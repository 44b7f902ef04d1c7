"""What a shelf shows of a run, without opening the run.

A house keeps every run it ever played. To list two hundred of them, none is folded again: what the list
shows of an ended run stands as a side document in the journal, beside the number of the row it was true
at. It is only a copy; a run that has gone on since is folded anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from kit.engine.state import Phase, Run
from kit.store.journal import Journal, StoreError

Summary = dict[str, Any]

KEY = "summary-1"
"""The number grows when ``summary_of`` gets other fields."""


class Summaries:
    """Summaries of the runs of one journal. ``fold`` reads a run; it may raise KeyError or ScenarioError."""

    def __init__(self, journal: Journal, fold: Callable[[str], Run]) -> None:
        self._journal = journal
        self._fold = fold
        self._known: dict[str, Summary] = {}

    def of(self, run: str) -> Summary:
        """The summary of a run that is not open here. Raises what ``fold`` raises."""
        known = self._known.get(run)
        if known is not None and (ended(known) or known["events"] == self._journal.last(run)):
            return known
        found = self._kept(run) or self._made(run)
        self._known[run] = found
        return found

    def forget(self, run: str) -> None:
        """The run is open now, and may go on."""
        self._known.pop(run, None)

    def _kept(self, run: str) -> Summary | None:
        text = self._journal.get(f"{KEY}/{run}")
        found: Summary | None = json.loads(text) if text is not None else None
        return found if found is not None and found["events"] == self._journal.last(run) else None

    def _made(self, run: str) -> Summary:
        made = summary_of(run, self._fold(run))
        if ended(made):
            with suppress(StoreError):  # it is only a copy: made again at the next start
                self._journal.put(f"{KEY}/{run}", json.dumps(made))
        return made


def ended(summary: Summary) -> bool:
    """Whether the run has been closed."""
    return bool(summary["phase"] == Phase.CLOSED.value)


def summary_of(id: str, run: Run) -> Summary:
    """What a shelf shows of a run."""
    module = run.exercise.modules_by_id.get(run.line.module)
    return {
        "run": id,
        "slug": run.setup.slug,
        "name": run.setup.name or run.exercise.title,
        "date": run.setup.date,
        "place": run.setup.place,
        "sponsor": run.setup.sponsor,
        "form": run.setup.form,
        "phase": run.phase.value,
        "code": run.setup.code,
        "created_at": run.setup.created_at,
        "started_at": run.phase_at.get("play"),
        "ended_at": run.phase_at.get("closed"),
        "here": len(run.players()),
        "module": module.title if module else "",
        "events": run.seq,
        "problem": "",
    }
