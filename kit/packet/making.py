"""What every piece is made with: the shared frame, the facts, the agency's values, the day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kit.briefing.agency import Profile, Rules, filled
from kit.briefing.frame import Frame
from kit.briefing.lines import line
from kit.briefing.model import NOWHERE, Line
from kit.facts.base import Badge, FactBase, badge_on
from kit.packet.parts import Kind, Words

# A line's first words up to a question mark or a colon lead it, if they are few.
_LEAD = re.compile(r"[^.!?:“”\[\]]{3,46}[?:](?=\s)")


@dataclass(frozen=True, slots=True)
class Making:
    """One making of papers. ``release``: cards that are not ready are left out, not printed for review."""

    rules: Rules
    profile: Profile = field(default_factory=Profile)
    release: bool = False

    @property
    def frame(self) -> Frame:
        """What all briefings share."""
        return self.rules.frame

    @property
    def facts(self) -> FactBase:
        """The fact base."""
        return self.rules.facts

    @property
    def day(self) -> date:
        """The day of making; badges are those of this day."""
        return self.rules.today

    def words(self, said: Line, *, lead: bool = False) -> Words:
        """A line with the agency's values in it; ``lead``: its first words stand out."""
        pieces: list[tuple[Kind, str]] = []
        for kind, text in filled(said, self.profile):
            pieces.append((kind, self.label(text) if kind == "empty" else text))
        if lead and pieces and pieces[0][0] == "text":
            found = _LEAD.match(pieces[0][1])
            if found:
                rest: list[tuple[Kind, str]] = [("strong", found[0]), ("text", pieces[0][1][found.end() :])]
                pieces[:1] = rest
        return Words(tuple(pieces), said.cites)

    def all(self, lines: Iterable[Line]) -> tuple[Words, ...]:
        """Several lines."""
        return tuple(self.words(said) for said in lines)

    def label(self, key: str) -> str:
        """What people call a placeholder."""
        place = self.frame.placeholders.get(key)
        return place.label if place else key

    def sentence(self, key: str, cites: Iterable[str] = ()) -> Words:
        """A standing sentence; ``{date}`` becomes the date of the newest source behind ``cites``."""
        return self.standing(self.frame.sentences[key], cites)

    def standing(self, text: str, cites: Iterable[str] = ()) -> Words:
        """A text of the frame with its date filled in."""
        return self.words(line(text.replace("{date}", self.newest(cites)), NOWHERE))

    def newest(self, cites: Iterable[str]) -> str:
        """The date of the newest source behind some facts, as exactly as it is known."""
        facts = [self.facts.get(id) for id in cites if id in self.facts]
        dates = [fact.source_date for fact in facts if not fact.undated]
        dates = dates or [self.facts.newest]
        return str(max(dates, key=lambda known: known.first_day))

    def badge(self, id: str) -> Badge:
        """The badge of a fact on the day; an unknown id is unknown."""
        if id not in self.facts:
            return Badge("UNKNOWN", "unknown", "", "not in the fact base")
        return badge_on(self.facts.get(id), self.day)


def said(day: date, *, short: bool = False) -> str:
    """A day as people read it: 22 November 2026, or 22 Nov 2026."""
    month = (calendar.month_abbr if short else calendar.month_name)[day.month]
    return f"{day.day} {month} {day.year}"
