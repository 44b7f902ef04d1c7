"""When badges turn: on which day which fact behind a module is no longer known to hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kit.facts.base import FactBase
from kit.facts.status import STATUS_STYLE, Fact


@dataclass(frozen=True, slots=True)
class Turn:
    """The first day on which the badge of a fact is white, and why."""

    day: date
    id: str
    why: str


def turn_of(fact: Fact) -> Turn | None:
    """When the badge of a fact turns to unknown by itself; None if it never does, or is unknown already."""
    style = STATUS_STYLE.get(fact.badge)
    if style is None or style == "unknown":
        return None
    days = []
    if fact.review_due:
        days.append(Turn(fact.review_due + timedelta(days=1), fact.id, "review due"))
    if fact.ends and style in ("inforce", "amended"):
        days.append(Turn(fact.ends + timedelta(days=1), fact.id, "the statute ends"))
    return min(days, key=lambda turn: turn.day, default=None)


def turns(ids: Iterable[str], base: FactBase) -> tuple[Turn, ...]:
    """The turns of these facts, earliest first."""
    found = (turn_of(base.get(id)) for id in ids)
    return tuple(sorted((turn for turn in found if turn), key=lambda turn: (turn.day, turn.id)))


def next_turn(found: Iterable[Turn], today: date) -> Turn | None:
    """The first turn that is still to come: the module's next expiry."""
    return min((turn for turn in found if turn.day > today), key=lambda turn: turn.day, default=None)
