"""Facts as a report cites them: with the most cautious status on the day of the run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kit.facts.base import FactBase, authority, badge_on
from kit.report.pieces import FactLine


def facts_on(base: FactBase, day: date) -> Callable[[str], FactLine]:
    """A look-up from fact id to its line with the badge of ``day``.

    An id the base does not have gives a line that says so, with the unknown badge: a report of an old
    run must not fail because a fact was renamed since."""
    known: dict[str, FactLine] = {}

    def line(id: str) -> FactLine:
        if id not in known:
            known[id] = _line(base, id, day)
        return known[id]

    return line


def _line(base: FactBase, id: str, day: date) -> FactLine:
    if id not in base:
        return FactLine(id, "not in the fact base", "UNKNOWN", "unknown", "")
    fact = base.get(id)
    badge = badge_on(fact, day)
    as_of = f"{badge.as_of} ({badge.why})" if badge.why else badge.as_of
    return FactLine(id, fact.title, badge.word, badge.style, as_of, (), fact.text, authority(fact, base))
