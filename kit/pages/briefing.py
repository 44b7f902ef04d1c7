"""A briefing on people's phones: their view, and the facts behind what they have been shown.

The engine names facts by id; how sure each is depends on the day, so the pages of a briefing lay it beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

import traitlets as t

from kit.pages.desk import facts_shown
from kit.pages.page import Page
from kit.room.patch import View

_CITING = ("cites", "why_cites")


class TalkPage(Page):
    """A page of a briefing: the engine's view, with ``facts`` for every id in these ``sections``."""

    # what only grows comes first: then new facts come after the old ones, and only they are sent
    sections: tuple[str, ...] = ("earlier", "question", "answered")
    _behind: tuple[list[Any], list[dict[str, str]]] = ([], [])

    def look(self) -> View:
        """The view as it is now, with facts as the pages list them."""
        view = dict(self._room.view(self._visit.actor))
        view["facts"] = self._facts_behind([view.get(section) for section in self.sections])
        return view

    def _facts_behind(self, shown: list[Any]) -> list[dict[str, str]]:
        """The facts of what is shown. While a room answers, nothing that is shown changes: the engine then
        gives the very same sections again, and five hundred phones need not search them for ids."""
        today = datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone().date()
        before, facts = self._behind
        now = [today, *shown]
        if len(before) != len(now) or not all(map(_same, before, now)):
            facts = _facts(tuple(dict.fromkeys(chain.from_iterable(map(_ids_in, shown)))), today)
        self._behind = (now, facts)
        return facts


def _same(before: Any, now: Any) -> bool:
    return before is now or bool(before == now)


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


def _ids_in(section: Any) -> tuple[str, ...]:
    """The ids of a section, looked for once: the engine gives five hundred phones the very same slides."""
    known = _searched.get(id(section))
    if known is None or known[0] is not section:
        if len(_searched) >= SEARCHED_MAX:
            _searched.clear()
        known = _searched[id(section)] = (section, tuple(dict.fromkeys(cited(section))))
    return known[1]


SEARCHED_MAX = 256
_searched: dict[int, tuple[Any, tuple[str, ...]]] = {}  # holds the sections, so that no id is given twice


@lru_cache(maxsize=64)
def _facts(ids: tuple[str, ...], today: date) -> list[dict[str, str]]:
    """The same list for all phones that show the same, of the same rows as before: nobody compares words."""
    return [row for id in ids for row in _fact(id, today)]


@lru_cache(maxsize=1024)
def _fact(id: str, today: date) -> list[dict[str, str]]:
    return facts_shown((id,), today)
