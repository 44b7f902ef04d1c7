"""``build.py capacity``: how many participants this laptop carries, measured on it now, in one sentence.

The room grows until an inject or a vote takes too long or something fails. It needs no more than the kit
needs to run. Phones, server and facilitator share this computer; in a real room the phones are elsewhere,
so that it carries rather more. What a Wi-Fi adds or loses is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.rehearsal.crowd import CrowdFailed
from kit.rehearsal.measure_room import Room, room_of, times_of
from kit.rehearsal.page import Stuck
from kit.rehearsal.serverproc import ServerFailed, own_house

ABOUT = "Measure how many participants this computer carries: about a minute, over loopback."
STEPS = (30, 60, 120, 250, 500, 1000)
INJECT_MS, VOTE_MS = 150.0, 1000.0  # at the 99th percentile: the design goals for a room
INJECTS, DECISIONS = 4, 2
BUSY = 0.25  # other programs' share of all cores above which the sentence carries a remark
TROUBLES = (Stuck, ConnectionError, CrowdFailed, ServerFailed, OSError)


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


def main(arguments: Sequence[str]) -> int:
    """Measure and say it; returns 0 for a yes, 1 for a no or when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="build.py capacity", description=ABOUT)
    parser.add_argument("--people", type=_people, metavar="N", help="measure just so many, and say yes or no")
    wanted = parser.parse_args(arguments).people
    busy = busy_share()
    seen = list(asyncio.run(grow((wanted,) if wanted else STEPS, _progress)))
    lines = list(sentences(seen, asked=bool(wanted), busy=busy, battery=on_battery()))
    sys.stdout.write("\n".join([*lines, ""]))
    return 0 if seen and seen[0].carried else 1


def _people(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 5000:
        raise argparse.ArgumentTypeError(f"expected 1 to 5000 people, got {text}")
    return number


def _progress(people: int) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} a room of {people:,}...\n")
    sys.stderr.flush()


async def grow(steps: Sequence[int], tell: Callable[[int], None] = lambda people: None) -> list[Sized]:
    """Rooms of these sizes, one after the other, until one is not carried."""
    seen: list[Sized] = []
    for people in steps:
        tell(people)
        seen.append(await measured(people))
        if not seen[-1].carried:
            break
    return seen


async def measured(people: int) -> Sized:
    """One room on a server of its own: injects and votes; what goes wrong is told, not raised."""
    try:
        async with own_house() as house, room_of(house, people) as room:
            await _play(room)
            times, journal = times_of(room), await room.compared()
            wrong = [*room.stage.findings, *journal["wrong"], *house.complaints()]
    except TROUBLES as problem:
        return Sized(people, trouble=f"it did not work: {str(problem)[:200]}")
    trouble = f"something was not as it must be: {wrong[0]}" if wrong else ""
    return Sized(people, times["inject"]["p99"], times["vote"]["p99"], trouble)


async def _play(room: Room) -> None:
    while room.done["inject"] < INJECTS or room.done["decision"] < DECISIONS:
        row = room.stage.next_row()
        if row is None:
            return
        await room.step(row)


# -- in words ----------------------------------------------------------------------------------------


def sentences(
    seen: Sequence[Sized], *, asked: bool, busy: float = 0.0, battery: bool = False
) -> Iterator[str]:
    """What a facilitator wants to know, and what may have spoiled it."""
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
    if busy > BUSY:
        yield f"Other programs used {busy:.0%} of it meanwhile: close them and measure again."
    if battery:
        yield "It runs on battery, which slows many laptops down: plug it in and measure again."


def busy_share(seconds: float = 1.0) -> float:
    """The share of all cores that is in use before anything of ours runs; 0 where it cannot be told."""
    before = _jiffies()
    time.sleep(seconds)
    after = _jiffies()
    if before is not None and after is not None and after[1] > before[1]:
        return 1 - (after[0] - before[0]) / (after[1] - before[1])
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return min(1.0, load / (os.cpu_count() or 1))


def _jiffies() -> tuple[int, int] | None:
    """Idle and all time of the processors since the start, as Linux counts it."""
    try:
        counts = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    return counts[3] + counts[4], sum(counts)


def on_battery(supplies: Path = Path("/sys/class/power_supply")) -> bool:
    """Whether a battery is being used up, as Linux tells it; False where it cannot be told."""
    return any(_word(place) == "Discharging" for place in supplies.glob("*/status"))


def _word(path: Path) -> Any:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
