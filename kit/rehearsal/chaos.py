"""What goes wrong in a rehearsal besides what people always do: drawn from a seed, and counted.

``Chaos`` draws what happens to each command of each person (``people.Person.finish`` carries it out), holds
the counts, and hands out browsers with the network's weather between them and the server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from kit.testbed.dice import dice
from kit.testbed.proxy import Proxy
from kit.testbed.weather import Kind, fate
from kit.testbed.wire import Browser, Manners

MISHAPS = {
    "reload": 3,  # the page is reloaded with the command on its way
    "drop": 3,  # the connection is reset with the command on its way; the page comes back by itself
    "double": 3,  # the same command id twice, at once
    "sleep": 2,  # the phone sleeps with the command on its way, then wakes up
    "tab": 2,  # a second tab of the same browser; the command is sent from both
    "leave": 1,  # the tab is closed with the command on its way, and opened again
    "": 6,
}
"""What may happen to a command, with its weight."""

HURRIES = 0.2
NAP = (0.3, 2.0)  # seconds
LONG_SLEEP = 10.0  # longer than a kernel outlives its last connection: kit.server.kernels, ``grace``
LONG_SLEEP_FROM = 0.1  # not where everything else is quicker than this
PATIENCE = 60.0  # seconds in which people press "reload"


@dataclass(slots=True)
class Chaos:
    """``people``: habits are on; ``weather``: between people and server; ``kills``: the server is killed;
    ``naps``: phones sleep for so long that connections end.

    ``haste``: factor on all waits of the pages' script, so that hours of waiting fit into minutes."""

    seed: int = 0
    people: bool = False
    weather: Kind = "calm"
    kills: bool = False
    naps: bool = False
    haste: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)
    told: list[Callable[[str], None]] = field(default_factory=list)  # also called with every word counted
    _proxies: dict[str, Proxy] = field(default_factory=dict)

    @property
    def on(self) -> bool:
        """Whether connections may be lost at all."""
        return self.people or self.kills or self.naps or self.weather != "calm"

    def note(self, word: str) -> None:
        """Count something, and tell who waits for it."""
        self.counts[word] += 1
        for callback in tuple(self.told):
            callback(word)

    def browser(self, whose: str, url: str) -> Browser:
        """Somebody's browser. With weather it is behind a proxy of its own, if ``blow`` has made one."""
        if not self.on:
            return Browser(url)
        wait = 60.0 if self.weather == "calm" else max(0.5, 24.0 * self.haste)
        manners = Manners(wait, PATIENCE, self.haste, self.note)
        proxy = self._proxies.get(whose)
        return Browser(proxy.url if proxy else url, manners=manners)

    @asynccontextmanager
    async def blow(self, port: int, whose: list[str]) -> AsyncIterator[None]:
        """Put a proxy between each of these people and the server at ``port``, for a while."""
        for who in whose if self.weather != "calm" else ():
            proxy = Proxy(port, partial(fate, self.weather, self.seed, who), self.counts)
            self._proxies[who] = proxy
            await proxy.start()
        try:
            yield
        finally:
            for proxy in self._proxies.values():
                await proxy.close()
            self._proxies.clear()

    def mishap(self, whose: str, what: str, number: int) -> str:
        """What happens to somebody's command number ``number`` in a rehearsal; "" for nothing."""
        if not self.people:
            return ""
        throw = dice(self.seed, "mishap", whose, what, number)
        how = throw.choices(list(MISHAPS), list(MISHAPS.values()))[0]
        if how:
            self.counts[f"habit: {how}"] += 1
        return how

    def hurries(self, whose: str, number: int) -> bool:
        """Whether somebody saves a vote twice in quick succession, as two commands."""
        hurries = self.people and dice(self.seed, "hurry", whose, number).random() < HURRIES
        if hurries:
            self.counts["habit: hurry"] += 1
        return hurries

    def nap(self, whose: str, number: int) -> float:
        """How long somebody sleeps, in seconds; one nap of a rehearsal is longer than a kernel lives."""
        if not self.counts["long sleep"] and self.haste >= LONG_SLEEP_FROM:
            self.counts["long sleep"] += 1
            return LONG_SLEEP
        return dice(self.seed, "nap", whose, number).uniform(*NAP) * self.haste
