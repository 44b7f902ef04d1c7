"""What a network does to one connection: drawn from a seed, told in bytes and seconds.

Pure. ``proxy`` carries it out. A cut is placed by the number of bytes, not by the clock, so that it falls in
the middle of a frame, at the same place for the same seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kit.testbed.dice import dice

Kind = Literal["calm", "bad", "awful", "wire"]
KINDS: tuple[Kind, ...] = ("calm", "bad", "awful", "wire")

End = Literal["", "reset", "end", "silence", "deaf", "mute"]
"""How a connection ends: ``reset`` (RST) and ``end`` (FIN) are told to both sides; in ``silence`` nothing
comes through any more and nobody is told; ``deaf``: nothing comes down to the person, ``mute``: nothing
goes up to the server."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one connection. Bytes are counted over both directions together.

    ``delay``: seconds added to every piece; ``rate``: bytes a second, 0 for no limit; ``stall_after`` bytes
    nothing moves for ``stall`` seconds; ``ends`` after ``ends_after`` bytes, or never."""

    delay: float = 0.0
    rate: int = 0
    stall_after: int = 0
    stall: float = 0.0
    ends: End = ""
    ends_after: int = 0


@dataclass(frozen=True, slots=True)
class _Climate:
    delay: tuple[float, float]
    rate: tuple[int, int]  # (0, 0): no limit
    stalls: float  # share of connections
    stall: tuple[float, float]
    ends: dict[End, float]  # share of connections


_CLIMATES: dict[str, _Climate] = {
    "bad": _Climate((0.01, 0.08), (60_000, 400_000), 0.25, (0.5, 2.0), {"reset": 0.1, "end": 0.05}),
    "awful": _Climate(
        (0.03, 0.12),
        (40_000, 120_000),
        0.3,
        (0.5, 3.0),
        {"reset": 0.15, "end": 0.07, "silence": 0.04, "deaf": 0.03, "mute": 0.03},
    ),
    "wire": _Climate(
        (0, 0),
        (0, 0),
        0,
        (0, 0),
        {"reset": 0.4, "end": 0.15, "silence": 0.1, "deaf": 0.05, "mute": 0.05},
    ),
}

SHORTEST, LONGEST = 200, 40_000  # bytes until a stall or an end


def fate(kind: Kind, seed: int, whose: str, number: int) -> Fate:
    """What happens to somebody's connection number ``number`` (from 0)."""
    if kind == "calm":
        return Fate()
    climate, throw = _CLIMATES[kind], dice(seed, "weather", kind, whose, number)
    ways: list[End] = [*climate.ends, ""]
    shares = [*climate.ends.values(), 1 - sum(climate.ends.values())]
    stalls = throw.random() < climate.stalls
    ends = throw.choices(ways, shares)[0]
    return Fate(
        delay=throw.uniform(*climate.delay),
        rate=throw.randint(*climate.rate),
        stall_after=_bytes(throw.random()) if stalls else 0,
        stall=throw.uniform(*climate.stall) if stalls else 0.0,
        ends=ends,
        ends_after=_bytes(throw.random()) if ends else 0,
    )


def _bytes(share: float) -> int:
    """Small numbers as often as large ones: a page of 10 kB and a frame of 300 bytes are both met."""
    return int(SHORTEST * (LONGEST / SHORTEST) ** share)
