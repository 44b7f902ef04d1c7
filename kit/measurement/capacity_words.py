"""What ``build.py capacity`` found, and how it is said to a facilitator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

INJECT_MS, VOTE_MS = 150.0, 1000.0  # at the 99th percentile: the design goals for a room
BUSY = 0.25  # other programs' share of all cores above which the sentence carries a remark


@dataclass(frozen=True, slots=True)
class Sized:
    """One size of the room. Milliseconds at the 99th percentile; ``trouble``: what went wrong, if it did."""

    people: int
    inject: float = 0.0
    vote: float = 0.0
    trouble: str = ""

    @property
    def carried(self) -> bool:
        """Whether this many were served within the limits, with every vote in the journal."""
        return not self.trouble and self.inject <= INJECT_MS and self.vote <= VOTE_MS

    @property
    def told(self) -> str:
        """The figures as part of a sentence."""
        if self.trouble:
            return f"with {self.people:,} {self.trouble}"
        votes = f"{self.vote:.0f} ms" if self.vote < 950 else f"{self.vote / 1000:.1f} s"
        inject = f"an inject was on every page within {self.inject:.0f} ms"
        return f"with {self.people:,} {inject} and every vote was saved within {votes}"


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was found. ``busy``: the processors' share in use before; ``air``: as ``wifi``."""

    seen: tuple[Sized, ...]
    busy: float = 0.0
    battery: bool = False
    air: Mapping[str, float] | None = None


def sentences(found: Measured, *, asked: bool) -> Iterator[str]:
    """What a facilitator wants to know, and what may have spoiled it."""
    seen = found.seen
    aside = "(measured just now over loopback with scripted phones; your Wi-Fi is not in this figure)."
    carried = [one for one in seen if one.carried]
    last = seen[-1]
    if asked:
        answer = (
            f"Yes, this computer carries {last.people:,}"
            if last.carried
            else f"No, {last.people:,} are too many"
        )
        yield f"{answer}: {last.told} {aside}"
    elif carried:
        most = carried[-1]
        more = "at least" if last.carried else "about"
        yield f"This computer carries {more} {most.people:,} participants: {most.told} {aside}"
        if not last.carried:
            yield f"The next step was too much: {last.told}."
    else:
        yield f"This computer is too slow or too busy for a room: {last.told} {aside}"
    if not last.carried and not last.trouble:
        limits = f"{INJECT_MS:g} ms for an inject and {VOTE_MS / 1000:g} s for a vote"
        yield f"The limits are {limits}, at the 99th percentile."
    if found.air and carried:
        yield from _on_the_air(carried[-1].people, found.air)
    if found.busy > BUSY:
        yield f"Other programs used {found.busy:.0%} of it meanwhile: close them and measure again."
    if found.battery:
        yield "It runs on battery, which slows many laptops down: plug it in and measure again."


def _on_the_air(people: int, air: Mapping[str, float]) -> Iterator[str]:
    """What the Wi-Fi has to carry for so many."""
    inject, join = people * air["inject_most"], people * air["join"]
    votes = _size(people * air["decision"])
    yield f"Over the Wi-Fi, for all {people:,} together: an inject is {_size(inject)}, a decision with"
    yield f"everybody's vote {votes}, joining for the first time {_size(join)}."
    yield f"For an inject to be with all within a second the Wi-Fi must really carry {_rate(inject, 1)};"
    yield f"for all to join within a minute, {_rate(join, 60)}."


def _size(count: float) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 950_000 else f"{count / 1e3:.0f} kB"


def _rate(count: float, seconds: float) -> str:
    return f"{max(0.1, 8 * count / seconds / 1e6):.1f} Mbit/s"
