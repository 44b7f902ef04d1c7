"""What befalls the server of a rehearsal, and when: drawn from a seed, at a message that somebody sends.

How it feels is in ``full`` (a disk), ``odd_clock`` (a clock) and ``kills`` (the plug, and a lid that is
closed); here is only the plan. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kit.testbed.dice import dice

Kind = Literal["kill", "full disk", "clock jump", "closed lid"]
KINDS: tuple[Kind, ...] = ("kill", "full disk", "clock jump", "closed lid")

LATEST = 0.04  # seconds after a message was sent
AGAIN = 0.15  # share of kills that are followed by another one before the server is ready, or just after
AGAIN_WITHIN = 2.5
LASTS: dict[Kind, tuple[float, float]] = {
    "full disk": (0.3, 3.0),  # seconds; pages try again after 1.5 (a tenth of ``page.DISK_AGAIN``)
    "closed lid": (0.2, 4.0),  # pages take a connection for dead after 1.2 (``link``: 4 and 8 s, a tenth)
}
RESTARTS = 0.4  # share of clock jumps after which the server is killed, too
ASLEEP = 240.0  # most seconds by which a closed lid sets the clocks forth: less than any time limit in play


@dataclass(frozen=True, slots=True)
class Blow:
    """At the message number ``at`` (from 1) since the last one, ``after`` seconds.

    ``again``: a kill is followed by another one so many seconds after the new start. ``lasts``: seconds until
    it is over. ``share``: a number from 0 to 1, for what else there is to draw."""

    at: int
    after: float
    again: float | None
    kind: Kind = "kill"
    lasts: float = 0.0
    share: float = 0.0


def blow(seed: int, number: int, people: int, kinds: tuple[Kind, ...] = ("kill",)) -> Blow:
    """Blow number ``number`` of a run, of one of these kinds."""
    throw = dice(seed, "kill", number)
    at = throw.randint(1, people + 2)
    after = throw.choice((0.0, throw.uniform(0, LATEST / 5), throw.uniform(0, LATEST)))
    again = throw.uniform(0, AGAIN_WITHIN) if throw.random() < AGAIN else None
    other = dice(seed, "blow", number)
    kind = other.choice(kinds)
    lasts = other.uniform(*LASTS[kind]) if kind in LASTS else 0.0
    if kind == "clock jump":
        again = after if other.random() < RESTARTS else None
    return Blow(at, after, again, kind, lasts, other.random())
