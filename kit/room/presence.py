"""Whose pages are open: those of this process are counted, those of others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping


class Presence:
    """The open pages of one run, by seat. ``news`` is called after every change."""

    def __init__(self, news: Callable[[], None]) -> None:
        self.on_change: Callable[[], None] = lambda: None  # whoever tells other processes sets it
        self.changes = 0  # so far: who kept something that shows it can tell whether it still holds
        self._news = news
        self._here: dict[str, int] = {}  # in all processes
        self._here_in: dict[str, dict[str, int]] = {"": {}}  # by process; "" is this one

    def enter(self, seat: str) -> None:
        """A page of this seat was opened here."""
        self._count(seat, 1)

    def leave(self, seat: str) -> None:
        """A page of this seat was closed here."""
        self._count(seat, -1)

    def _count(self, seat: str, change: int) -> None:
        own = self._here_in[""]
        own[seat] = own.get(seat, 0) + change
        self._here[seat] = max(0, self._here.get(seat, 0) + change)
        if own[seat] <= 0:
            del own[seat]
        self.changes += 1
        self._news()
        self.on_change()

    @property
    def here(self) -> Mapping[str, int]:
        """How many pages of each seat are open, here or in another process that has told so."""
        return self._here

    @property
    def in_this_process(self) -> Mapping[str, int]:
        """How many pages of each seat are open in this process."""
        return self._here_in[""]

    def elsewhere(self, process: str, here: Mapping[str, int]) -> None:
        """Another process says whose pages it has open; none, when it is gone."""
        if self._here_in.get(process, {}) == here:
            return
        self._here_in[process] = dict(here)
        if not here:
            del self._here_in[process]
        self._here = dict(sum(map(Counter, self._here_in.values()), Counter()))
        self.changes += 1
        self._news()
