"""How sure a fact is, and for how long: badges that turn white by themselves, and what may be printed.

The rules are those of the kit's editorial page: of several status words the most cautious one shows;
kind words (a principle, a trap) are no rules of law and get no status badge; past a statute's end date,
or when the newest source is older than its review period, the badge becomes *unknown*. Where only a
month or a year of a source is known, its first day counts, so that a badge never lives too long.
The day is always given by the caller.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

Style = Literal["inforce", "amended", "historical", "contested", "unknown", "kind"]
Use = Literal["job-aid", "open-question", "other"]

STATUS_STYLE: dict[str, Style] = {  # most cautious first
    "UNKNOWN": "unknown",
    "CONTESTED": "contested",
    "ENJOINED": "contested",
    "RESCINDED": "historical",
    "SUPERSEDED": "historical",
    "DISCONTINUED": "historical",
    "HISTORICAL": "historical",
    "AMENDED": "amended",
    "IN FORCE": "inforce",
}
KINDS = ("PRINCIPLE", "GOOD PRACTICE", "TRAP", "LIMIT", "CAUTION")
SUPPORT = ("V1", "V2", "S", "K", "U")
STYLE_WORD: dict[Style, str] = {
    "inforce": "IN FORCE",
    "amended": "AMENDED",
    "historical": "HISTORICAL",
    "contested": "CONTESTED",
    "unknown": "UNKNOWN",
}
# The kit's standing sentences for a status; word for word on every product.
STANDARD_LINE: dict[Style, str] = {
    "historical": (
        "Historical: described a program or rule that is no longer in force (see “What changed”)."
    ),
    "contested": "Courts disagree on this point. Your area may have a ruling we do not list.",
    "unknown": "We could not confirm whether this still exists.",
}


@dataclass(frozen=True)
class PartialDate:
    """A date as exactly as it is known: ``2026``, ``2026-06`` or ``2026-06-30``."""

    text: str

    @cached_property
    def parts(self) -> tuple[int, ...]:
        """Year, then month and day where known. Raises ValueError for anything else."""
        parts = tuple(int(part) for part in self.text.split("-"))
        if not 1 <= len(parts) <= 3:
            raise ValueError(f'"{self.text}" is not a date; write 2026, 2026-06 or 2026-06-30')
        date(*(*parts, 1, 1)[:3])
        return parts

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(*(*self.parts, 1, 1)[:3])

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return len(self.parts) == 3

    def __str__(self) -> str:
        """For people, no more exact than known: "30 June 2026", "June 2026", "2026"."""
        year, *rest = self.parts
        if not rest:
            return str(year)
        month = calendar.month_name[rest[0]]
        return f"{rest[1]} {month} {year}" if len(rest) == 2 else f"{month} {year}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the fact base.

    ``statuses`` in the order written, ``label`` the status as written where it says more ("CONTESTED
    by place"). ``undated``: no source carries a date, ``source_date`` is only the outer limit.
    ``review_days`` None: a dated event or an ended rule, which does not go stale."""

    id: str
    title: str
    area: str
    text: str
    statuses: tuple[str, ...]
    kinds: tuple[str, ...]
    support: tuple[str, ...]
    source_date: PartialDate
    cite: str = ""
    label: str = ""
    sources: tuple[str, ...] = ()
    source_note: str = ""
    undated: bool = False
    review_days: int | None = None
    ends: date | None = None
    same_as: tuple[str, ...] = ()

    @property
    def badge(self) -> str:
        """The most cautious status word, or the kind word; before any expiry (see ``badge_on``)."""
        return next((word for word in STATUS_STYLE if word in self.statuses), "") or self.kinds[0]

    @property
    def review_due(self) -> date | None:
        """The last day on which the badge may still say what the source said."""
        if self.review_days is None:
            return None
        return self.source_date.first_day + timedelta(days=self.review_days)

    @property
    def only_unverified(self) -> bool:
        """Whether nothing but an unverified note stands behind it."""
        return bool(self.support) and set(self.support) == {"U"}


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands beside a fact: a word, its style, and the date outside the badge.

    ``why`` says why a badge turned white, "" otherwise."""

    word: str
    style: Style
    as_of: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.word} {self.as_of}".rstrip()


def badge_on(fact: Fact, day: date) -> Badge:
    """The badge of a fact on a day."""
    if not fact.statuses:
        return Badge(fact.badge, "kind")
    style = STATUS_STYLE[fact.badge]
    since = as_of(fact)
    if fact.ends and day > fact.ends and style in ("inforce", "amended"):
        return Badge("UNKNOWN", "unknown", since, f"ended {_said(fact.ends)}; later status not known")
    if fact.review_due and day > fact.review_due:
        return Badge("UNKNOWN", "unknown", since, f"review was due {_said(fact.review_due)}")
    if fact.ends and style in ("inforce", "amended"):
        return Badge(STYLE_WORD[style], style, f"{since}, ends {_said(fact.ends)}")
    return Badge(STYLE_WORD[style], style, since)


def as_of(fact: Fact) -> str:
    """ "as of June 2026", no more exact than the source; an undated source says so."""
    if fact.undated:
        return f"from an undated source, {fact.source_date} or earlier"
    return f"as of {fact.source_date}"


def status_sentence(fact: Fact, day: date) -> str:
    """One sentence on how sure the fact is on a day; "" for a kind word or a rule in force."""
    badge = badge_on(fact, day)
    if badge.style == "unknown":
        return f"We could not confirm the current status (last source {fact.source_date})."
    return STANDARD_LINE.get(badge.style, "")


def blocked(fact: Fact, use: Use, initialled: Collection[str] = ()) -> str:
    """Why a fact may not be used in a place, or "".

    ``initialled`` holds the ids a reviewer has signed. A fact that is only ``U`` may stand under open
    questions and nowhere else; ``K`` (known, not looked up) stays out of printed job aids until signed."""
    if fact.only_unverified and use != "open-question":
        return f"{fact.id} is unverified; it may only be used as an open question."
    if use == "job-aid" and "K" in fact.support and fact.id not in initialled:
        return f"{fact.id} needs a cite-check: a reviewer must initial it before it is printed on a job aid."
    return ""


def _said(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
