"""A briefing on people's phones: their view, and the facts behind what they have been shown.

The engine names facts by id; how sure each is depends on the day, so the pages of a briefing lay it beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import traitlets as t

from kit.pages.desk import facts_shown
from kit.pages.page import Page
from kit.room.patch import View

_CITING = ("cites", "why_cites")


class TalkPage(Page):
    """A page of a briefing: the engine's view, with ``facts`` for every id in these ``sections``."""

    sections: tuple[str, ...] = ("slide", "earlier", "question", "answered")

    def look(self) -> View:
        """The view as it is now, with facts as the pages list them."""
        view = dict(self._room.view(self._visit.actor))
        ids = dict.fromkeys(id for section in self.sections for id in cited(view.get(section)))
        view["facts"] = _facts(tuple(ids), self._today())
        return view

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone().date()


class BriefingPage(TalkPage):
    """The page of somebody who is briefed, phone first. Drawn by ``static/briefing.js``."""

    page = t.Unicode("briefing").tag(sync=True)
    _module = t.Unicode("/static/briefing.js").tag(sync=True)


def cited(section: Any) -> Iterator[str]:
    """The fact ids named anywhere in a section of a view, in its order."""
    if isinstance(section, Mapping):
        for key, value in section.items():
            yield from value if key in _CITING else cited(value)
    elif isinstance(section, Iterable) and not isinstance(section, str):
        for item in section:
            yield from cited(item)


@lru_cache(maxsize=64)
def _facts(ids: tuple[str, ...], today: date) -> list[dict[str, str]]:
    """The same list for all phones that show the same, so that nobody compares it word by word."""
    return facts_shown(ids, today)
