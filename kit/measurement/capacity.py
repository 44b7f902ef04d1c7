"""``build.py capacity``: how many participants this laptop carries, measured on it now, in one sentence.

The room grows until an inject or a vote takes too long or something fails. It needs no more than the kit
needs to run. Phones, server and facilitator share this computer; in a real room the phones are elsewhere,
so that it carries rather more. What a Wi-Fi adds or loses is not in it; what it must carry is counted.
The record stays beside the journal (``kit.room.capacity``), where the home page and the desk find it; the
home page starts this very command, with ``--tell``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from kit import __version__
from kit.measurement.capacity_words import Measured, Sized, sentences
from kit.measurement.crowd import CrowdFailed
from kit.measurement.full_room import Room, room_of, times_of
from kit.measurement.wifi import measure_air
from kit.rehearsal.page import Stuck
from kit.room.capacity_record import Record, Step, keep, this_machine
from kit.settings import Settings
from kit.store.journal import StoreError
from kit.store.open import folder_of
from kit.testbed.serverproc import ServerFailed, own_house

ABOUT = "Measure how many participants this computer carries: about a minute, over loopback."
STEPS = (30, 60, 120, 250, 500, 1000)
INJECTS, DECISIONS = 4, 2
AIR_PEOPLE, AIR_INJECTS = 12, 3  # bytes for each person hardly depend on how many they are
TROUBLES = (Stuck, ConnectionError, CrowdFailed, ServerFailed, OSError)
LOCK = "capacity.lock"
SECOND = "This computer is being measured already. Wait for that result."


def main(arguments: Sequence[str]) -> int:
    """Measure and say it; returns 0 for a yes, 1 for a no or when nothing could be measured."""
    given = _parser().parse_args(arguments)
    try:
        folder = folder_of(given.journal)
    except StoreError as problem:
        sys.stderr.write(f"{problem.sentence}\n")
        return 2
    with _alone(folder) as alone:
        if not alone:
            return _say_problem(SECOND, told=given.tell)
        return _tell(given.people, folder) if given.tell else _show(given.people, folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py capacity", description=ABOUT)
    add = parser.add_argument
    add("--people", type=_people, metavar="N", help="measure just so many, and say yes or no")
    usual = os.environ.get("KIT_JOURNAL", Settings().journal)
    add("--journal", default=usual, help="the journal beside which the result is kept, as for `serve`")
    add("--tell", action="store_true", help="tell a program: one JSON object a line; end with the input")
    return parser


def _people(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 5000:
        raise argparse.ArgumentTypeError(f"expected 1 to 5000 people, got {text}")
    return number


def _show(people: int | None, folder: Path | None) -> int:
    """For somebody at a terminal."""
    found = asyncio.run(measure((people,) if people else STEPS, folder, _progress))
    sys.stdout.write("\n".join([*sentences(found, asked=bool(people)), ""]))
    if not people and folder is None:
        sys.stdout.write("The journal is no file on this computer, so the result is not kept.\n")
    elif not people and folder is not None:
        try:
            sys.stdout.write(f"Kept for the home page and the desk in {keep(folder, record_of(found))}.\n")
        except OSError as problem:
            sys.stdout.write(f"The result could not be kept in {folder}: {problem}.\n")
    return 0 if found.seen and found.seen[0].carried else 1


def _tell(people: int | None, folder: Path | None) -> int:
    """For the home page: progress and result as lines; ends when nobody listens any more."""
    steps = (people,) if people else STEPS

    def progress(people: int) -> None:
        _line({"room": people, "done": steps.index(people), "of": len(steps)})

    end_with_the_input()
    try:
        found = asyncio.run(measure(steps, folder, progress))
        record = record_of(found)
        if folder is not None:
            keep(folder, record)
    except OSError as problem:
        return _say_problem(f"The result could not be kept: {problem}.", told=True)
    _line({"record": {"people": record.people}})
    return 0


def _line(said: Mapping[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()


def _say_problem(sentence: str, *, told: bool) -> int:
    if told:
        _line({"problem": sentence})
    else:
        sys.stderr.write(f"{sentence}\n")
    return 2


def end_with_the_input() -> None:
    """Whoever started this process keeps its input open. When it is closed, be it that they were killed,
    this process is interrupted, and ends its own servers and phones in order."""

    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        os.kill(os.getpid(), signal.SIGINT)

    # What is started in the background ignores the interrupt, and so does all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _alone(folder: Path | None) -> Iterator[bool]:
    """Whether nobody else measures for this journal now; held until the end. Windows has no such lock."""
    try:
        import fcntl
    except ImportError:
        folder = None
    if folder is None:
        yield True
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _progress(people: int) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} a room of {people:,}...\n")
    sys.stderr.flush()


# -- measuring ---------------------------------------------------------------------------------------


async def measure(
    steps: Sequence[int], folder: Path | None, tell: Callable[[int], None] = lambda people: None
) -> Measured:
    """Rooms of these sizes until one is not carried, on the disk of ``folder``; then the bytes for each."""
    busy, battery = busy_share(), on_battery()
    seen = await grow(steps, tell, folder)
    try:
        air = await measure_air(AIR_PEOPLE, AIR_INJECTS) if seen[0].carried else None
    except TROUBLES:
        air = None  # the room was measured all the same
    return Measured(tuple(seen), busy, battery, air)


async def grow(
    steps: Sequence[int], tell: Callable[[int], None] = lambda people: None, folder: Path | None = None
) -> list[Sized]:
    """Rooms of these sizes, one after the other, until one is not carried."""
    seen: list[Sized] = []
    for people in steps:
        tell(people)
        seen.append(await measured(people, folder))
        if not seen[-1].carried:
            break
    return seen


async def measured(people: int, folder: Path | None = None) -> Sized:
    """One room on a server of its own: injects and votes; what goes wrong is told, not raised."""
    try:
        async with own_house(beside=folder) as house, room_of(house, people) as room:
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


def record_of(found: Measured) -> Record:
    """What is kept beside the journal."""
    carried = [one.people for one in found.seen if one.carried]
    return Record(
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        kit=__version__,
        machine=this_machine(),
        people=max(carried, default=0),
        least=found.seen[-1].carried,
        steps=tuple(Step(**asdict(one)) for one in found.seen),
        air=dict(found.air or {}),
        busy=round(found.busy, 2),
        battery=found.battery,
    )


# -- the computer ------------------------------------------------------------------------------------


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
