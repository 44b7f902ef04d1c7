"""Who was at a briefing, when, and what the room answered: from the run's events alone.

A roster names people only where the trainer chose names, and counts right answers only where the trainer
chose a score. Of an anonymous briefing it says how many came, and when.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from kit.engine.commands import Role
from kit.engine.events import Recorded
from kit.engine.evolve import fold
from kit.engine.state import Phase, Run
from kit.engine.views_deck import score
from kit.scenario.deck import Briefing, Deck
from kit.scenario.model import Exercise

_FORMULA = re.compile(r"(^|[,;|])([ \u200b\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet begins a cell, and what it takes for the beginning of a formula (OWASP, CSV injection):
where decimals have a comma, cells end at a semicolon; where type is full-width, so may be its signs."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster. The last three are None unless the trainer chose a score, and of somebody
    without a device."""

    name: str
    joined: datetime
    by_hand: bool
    right: int | None = None
    answered: int | None = None
    checks: int | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """One briefing and who was there. ``people`` is empty where no names are kept; ``count`` never lies."""

    title: str
    modules: str
    audience: str
    setting: str
    day: date
    place: str
    sponsor: str
    started: datetime | None
    ended: datetime | None
    named: bool
    scored: bool
    count: int
    people: tuple[Person, ...]


def briefing_run(exercise: Exercise, events: Iterable[Recorded]) -> tuple[Run, Deck]:
    """The run at its end, and its deck. Raises LookupError for a run of an exercise."""
    if not isinstance(exercise, Briefing):
        raise LookupError(f"{exercise.title} is an exercise: it has an after-action report and no roster.")
    return fold(exercise, events), exercise.deck


def roster_of(exercise: Exercise, events: Iterable[Recorded], zone: tzinfo | None = None) -> Roster:
    """The roster of a briefing; clock times in ``zone``, else in this machine's.

    Raises LookupError for a run of an exercise."""
    run, deck = briefing_run(exercise, events)
    seats = [seat for seat in run.players() if seat.role is Role.PLAYER]
    named = run.setup.names == "named"
    scored = named and run.setup.scored
    started = run.phase_at.get("play")
    return Roster(
        title=run.setup.name or deck.title,
        modules="; ".join(dict.fromkeys(_module(entry.key, entry.title) for entry in deck.entries)),
        audience=deck.audience,
        setting="Class" if deck.setting == "class" else "Roll call",
        day=_day(run, zone),
        place=run.setup.place,
        sponsor=run.setup.sponsor,
        started=_moment(started, zone) if started is not None else None,
        ended=_moment(run.phase_at["closed"], zone) if run.phase is Phase.CLOSED else None,
        named=named,
        scored=scored,
        count=len(seats),
        people=tuple(
            Person(
                seat.name,
                _moment(seat.joined_at, zone),
                seat.by_hand,
                **(score(run, seat.id) if scored and not seat.by_hand else {}),
            )
            for seat in seats
            if named
        ),
    )


def _module(key: str, title: str) -> str:
    return f"{key} {title}"


def _moment(at: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(at / 1000, zone)


def _day(run: Run, zone: tzinfo | None) -> date:
    """The day that was set, if it is one; else the day it began."""
    try:
        return date.fromisoformat(run.setup.date)
    except ValueError:
        return _moment(run.phase_at.get("play", run.setup.created_at), zone).date()


def roster_csv(roster: Roster) -> bytes:
    """The roster for a spreadsheet or a learning system: UTF-8 with a mark, a line a person, no formulas.

    Without names it is one line with the number of people."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    common = {
        "Briefing": roster.title,
        "Modules": roster.modules,
        "Audience": roster.audience,
        "Setting": roster.setting,
        "Date": roster.day.isoformat(),
        "Place": roster.place,
        "Started": clock(roster.started),
        "Ended": clock(roster.ended),
    }
    rows = [common | _columns(person, scored=roster.scored) for person in roster.people]
    if not roster.named:
        rows = [common | {"People": str(roster.count)}]
    extra = _columns(None, scored=roster.scored) if roster.named else {"People": ""}
    write.writerow([*common, *extra])
    write.writerows([plain_cell(text) for text in row.values()] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _columns(person: Person | None, *, scored: bool) -> dict[str, str]:
    own = {
        "Name": person.name if person else "",
        "Joined": person.joined.strftime("%Y-%m-%d %H:%M") if person else "",
        "Signed in": how(person) if person else "",
    }
    if not scored:
        return own
    given = (person.right, person.answered, person.checks) if person else (None, None, None)
    texts = ("" if number is None else str(number) for number in given)
    return own | dict(zip(("Right", "Answered", "Checks"), texts, strict=True))


def how(person: Person) -> str:
    """How somebody came onto the roster."""
    return "by the trainer" if person.by_hand else "on a phone"


def clock(moment: datetime | None) -> str:
    """Room time: "14:02"; "" where there is none yet."""
    return moment.strftime("%H:%M") if moment is not None else ""


def plain_cell(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula: a mark stands before what begins so."""
    return _FORMULA.sub(r"\1'\2", " ".join(text.split()))
