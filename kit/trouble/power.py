"""Somebody trips over the power cord: ``build.py rehearse EXERCISE --power-cuts N``.

A killed process loses nothing that it gave to the system; a computer without power loses what was not yet on
the disk. So a run is played on a server that strace watches (``tape``), and afterwards the power is cut, on
paper, at moments drawn from a seed: ``disk`` says what may be left, and the kit's own store has to open it,
find it whole, with everything that was promised (``promises``), and go on.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kit.engine.commands import Actor, Note, Role
from kit.engine.events import Recorded
from kit.engine.evolve import fold
from kit.engine.refusal import Refused
from kit.room.clock import WallClock
from kit.room.join import BadTicket, Door, take_seat
from kit.room.room import Room, recorded
from kit.room.writer import Writer
from kit.scenario.model import Exercise
from kit.store.journal import Journal, Row, StoreError
from kit.store.open import open_journal
from kit.store.sound import faults
from kit.testbed.dice import dice
from kit.trouble.disk import WAYS, Disk
from kit.trouble.promises import Promise
from kit.trouble.tape import Event, TapeError

PLACES = ("after a promise", "while the disk is busy", "anywhere")
TICKETS = "secret/tickets"  # the document that opens seats: ``Rooms.secret``
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # here nobody waits for a disk
LARGEST_TALE = 20  # findings that are told; the rest is counted


@dataclass(frozen=True, slots=True)
class Recording:
    """What was done and promised while the journal ``file`` below the folder ``root`` was written.

    ``exercise``: what ``run`` is played from; None when rows are rows, and nobody plays."""

    events: Sequence[Event]
    promises: Sequence[Promise]
    root: Path
    file: Path
    run: str
    exercise: Exercise | None = None

    @property
    def folded(self) -> int:
        """How often the write-ahead log was folded into the file, after the first promise."""
        first = self.promises[0].begun if self.promises else 0
        file = str(self.file.resolve())
        return sum(event.kind == "sync" and event.at == file for event in self.events[first:])


@dataclass(frozen=True, slots=True)
class Whole:
    """The journal as it was in the end, and how many of its rows each promise of the recording needs."""

    rows: Sequence[Row]
    documents: Mapping[str, str]
    needs: Sequence[int]


@dataclass(slots=True)
class Outages:
    """What was found over all cuts. ``findings`` is empty when everything held."""

    cuts: int = 0
    promises: int = 0  # that were out when the power went, over all cuts
    rows: int = 0  # found afterwards, over all cuts
    unpromised: int = 0  # rows among them that nobody had been promised
    torn: int = 0  # disks that differed from what the system had shown
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


def whole(recording: Recording) -> Whole:
    """Read the journal at the end of a recording, and see that the tape tells all of it.

    Raises TapeError where a disk made from the tape is not the one that is there, or a promise was empty."""
    disk = Disk(recording.root)
    for event in recording.events:
        disk.take(event)
    shown = {name: text for name, text in disk.now().items() if not name.endswith("-shm")}
    found = recording.root.resolve().rglob("*")
    there = {str(f): f.read_bytes() for f in found if f.is_file() and not f.name.endswith("-shm")}
    if shown != there:
        differ = sorted(name for name in {*shown, *there} if shown.get(name) != there.get(name))
        raise TapeError(f"the tape does not tell all that was written: {', '.join(differ)} differ")
    journal = open_journal(str(recording.file))
    rows = list(journal.read(recording.run))
    keys = [TICKETS]
    if recording.exercise is not None:
        keys.append(f"scenario/{json.loads(rows[0].data)['scenario']}")
    documents = {key: text for key in keys if (text := journal.get(key)) is not None}
    journal.close()
    return Whole(
        rows, documents, [_needs(promise, rows, recording, documents) for promise in recording.promises]
    )


def _needs(promise: Promise, rows: Sequence[Row], recording: Recording, documents: Mapping[str, str]) -> int:
    """Up to which row the journal must be there for a promise to be kept; 0 for one that wrote nothing."""
    if promise.command:
        return max((row.seq for row in rows if row.command == promise.command), default=0)
    try:
        ticket = Door(documents[TICKETS]).read(promise.ticket)
    except (BadTicket, KeyError) as problem:
        raise TapeError(
            f"a ticket was given out that the journal's secret does not open: {problem}"
        ) from problem
    if recording.exercise is None or ticket.run != recording.run:
        return 0
    for count in range(1, len(rows) + 1):
        if rows[count - 1].by == "door" or ticket.seat in rows[count - 1].data:
            run = fold(recording.exercise, _recorded(rows[:count]))
            seat = run.seats.get(ticket.seat)
            if seat is not None and seat.serial >= ticket.serial:
                return count
    raise TapeError(f"a ticket was given out for the seat {ticket.seat}, which the journal does not know")


def _recorded(rows: Sequence[Row]) -> Iterator[Recorded]:
    return map(recorded, rows)


def cut(recording: Recording, number: int, seed: int) -> Outages:
    """Cut the power ``number`` times, and look at each disk."""
    end, found = whole(recording), Outages()
    disk, done = Disk(recording.root), 0
    for place, (moment, way) in enumerate(sorted(_moments(recording, number, seed))):
        for event in recording.events[done:moment]:
            disk.take(event)
        done = moment
        throw = dice(seed, "cut", place)
        on_the_way = [event for event in recording.events[moment : moment + 64] if event.begun <= moment]
        left = disk.after_a_cut(throw, way, on_the_way)
        told = bisect_left([promise.begun for promise in recording.promises], moment)
        needed = max(end.needs[:told], default=0)
        found.cuts += 1
        found.promises += told
        found.torn += left != disk.now()
        found.counts[f"of what was not synced: {way}"] += 1
        where = f"cut {place} after event {moment} of {len(recording.events)} ({way})"
        with tempfile.TemporaryDirectory(prefix="kit-cut-", dir=QUICK) as folder:
            file = _write(left, recording, Path(folder), throw)
            sentences, rows = _look(file, recording, end, needed)
        found.findings += [f"{where}: {sentence}" for sentence in sentences]
        found.rows += rows
        found.unpromised += max(0, rows - needed)
    return found


def _moments(recording: Recording, number: int, seed: int) -> Iterator[tuple[int, str]]:
    """Where the power goes (so many events of the tape have ended), and how much of the rest is kept.

    A third each: just after a promise, among the calls on files, and anywhere."""
    count = len(recording.events)
    busy = [n for n, event in enumerate(recording.events) if event.kind != "say"]
    for turn in range(number):
        throw = dice(seed, "moment", turn)
        place = PLACES[turn % len(PLACES)]
        moment = throw.randint(0, count)
        if place == "after a promise" and recording.promises:
            moment = min(count, throw.choice(recording.promises).begun + 1)
        if place == "while the disk is busy" and busy:
            moment = throw.choice(busy) + throw.randint(0, 1)
        yield moment, throw.choice(WAYS)


def _write(left: Mapping[str, bytes], recording: Recording, folder: Path, throw: Random) -> Path:
    """Put the disk into ``folder``; returns where the journal would be. The shared memory file, which is not
    written by calls, holds anything."""
    root = recording.root.resolve()
    file = folder / recording.file.resolve().relative_to(root)
    for name, content in left.items():
        path = folder / Path(name).relative_to(root)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(throw.randbytes(len(content)) if name.endswith("-shm") else content)
    return file


def _look(file: Path, recording: Recording, end: Whole, needed: int) -> tuple[list[str], int]:
    """What is wrong with a disk, in sentences, and how many rows of the run it holds."""
    if not file.exists():
        return ([f"the journal is gone, and {needed} rows had been promised"] if needed else []), 0
    try:
        journal = open_journal(str(file))
    except StoreError as problem:
        return [f"the journal does not open: {problem.sentence}"], 0
    try:
        rows = list(journal.read(recording.run))
        found = list(_compared(rows, journal, end, needed))
        if not found:
            found += _goes_on(journal, recording, rows)
    except (StoreError, ValueError) as problem:
        return [f"the journal cannot be used: {problem}"], 0
    finally:
        journal.close()
    return found + faults(file), len(rows)


def _compared(rows: Sequence[Row], journal: Journal, end: Whole, needed: int) -> Iterator[str]:
    """A journal that is left must be the beginning of the one there would have been, far enough."""
    if rows != end.rows[: len(rows)]:
        yield f"its {len(rows)} rows are not the first of those that were written"
    if len(rows) < needed:
        yield f"LOST: row {needed} had been promised, and {len(rows)} are there"
    for key, text in end.documents.items():
        kept = journal.get(key)
        if kept != text and (kept is not None or rows):
            yield f"the document {key} is {'another one' if kept is not None else 'gone'}"


def _goes_on(journal: Journal, recording: Recording, rows: Sequence[Row]) -> list[str]:
    """The next command, as if nothing had been: by the room where there is one."""
    if recording.exercise is None or not rows or not asyncio.run(_room_goes_on(journal, recording)):
        last = len(rows)
        journal.append(recording.run, last, [Row(last + 1, 0, "clock", "next", "next", 1, "{}")])
    after = list(journal.read(recording.run))
    return [] if len(after) == len(rows) + 1 else [f"after one more command there are {len(after)} rows"]


async def _room_goes_on(journal: Journal, recording: Recording) -> bool:
    """A note of the facilitator's; in a briefing, which has none, somebody comes in. False if it is over."""
    assert recording.exercise is not None
    writer = Writer(journal)
    room = Room(recording.run, recording.exercise, journal, writer, WallClock())
    try:
        if room.is_briefing:
            await take_seat(room, Role.PLAYER, recording.exercise.positions[0].id, "")
        else:
            facilitator = Actor(Role.FACILITATOR, "facilitator")
            await room.submit(Note("After the cut."), facilitator, "after-the-cut")
    except Refused:
        return False
    finally:
        await room.close()
        await writer.close()
    return True


def counted(found: Outages) -> dict[str, int]:
    """The counts for a table."""
    return {
        "power cuts": found.cuts,
        "disks that were not as the system had shown them": found.torn,
        "promises out at a cut, in all": found.promises,
        "rows found again, in all": found.rows,
        "of these promised to nobody yet": found.unpromised,
        **dict(sorted(found.counts.items())),
        "findings": len(found.findings),
    }


def told(found: Outages, tell: Callable[[str], None]) -> None:
    """The same as lines for a person."""
    width = max(map(len, counted(found)))
    for name, value in counted(found).items():
        tell(f"  {name:<{width}}  {value:>9,}")
    for sentence in found.findings[:LARGEST_TALE]:
        tell(f"FINDING: {sentence}")
