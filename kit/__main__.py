"""Where the parts meet: the journal, the rooms, the server and the documents they hand out.

Only this file (and ``build.py``, which calls it) knows all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from kit.engine.events import Recorded
from kit.facts.base import load_facts
from kit.report.cited import facts_on
from kit.report.draft import draft
from kit.report.export import FORMATS
from kit.report.gather import gather
from kit.room.room import Room, recorded
from kit.room.rooms import Rooms
from kit.scenario.model import Exercise
from kit.server.app import serve
from kit.settings import Settings
from kit.store.journal import Journal, StoreError
from kit.store.lines import export
from kit.store.open import open_journal

TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "ipynb": "application/x-ipynb+json",
}


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop; returns the exit code."""
    settings = Settings.read(arguments, os.environ)
    try:
        journal = open_journal(settings.journal)
    except StoreError as problem:
        print(problem.sentence, file=sys.stderr)
        return 2
    rooms = Rooms(journal, settings.exercises)
    # A report takes a second of computing: in a process of its own, so that no page waits for it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        serve(settings, rooms, documents(journal, pool))
    journal.close()
    return 0


def documents(
    journal: Journal, pool: ProcessPoolExecutor
) -> dict[str, Callable[[Room], Awaitable[tuple[bytes, str]]]]:
    """What a facilitator can take away from a run, by file name."""
    kinds = {f"report.{kind}": partial(_report, journal, pool, kind) for kind in FORMATS}
    return {**kinds, "journal.jsonl": partial(_journal, journal)}


async def _report(journal: Journal, pool: ProcessPoolExecutor, kind: str, room: Room) -> tuple[bytes, str]:
    events = [recorded(row) for row in journal.read(room.id)]
    loop = asyncio.get_running_loop()
    made = await loop.run_in_executor(pool, make_report, kind, room.exercise, room.id, events)
    return made, TYPES[kind]


async def _journal(journal: Journal, room: Room) -> tuple[bytes, str]:
    lines = "".join(f"{line}\n" for line in export(journal, room.id))
    return lines.encode(), "application/jsonl; charset=utf-8"


def make_report(kind: str, exercise: Exercise, run: str, events: list[Recorded]) -> bytes:
    """The after-action report of a run in one of ``FORMATS``; facts carry their badge of the run's day."""
    record = gather(exercise, run, events)
    zone = datetime.now().astimezone().tzinfo
    assert zone is not None  # astimezone always sets one
    day = _day(record.setup.date) or datetime.fromtimestamp(events[0].at / 1000, zone).date()
    made: bytes = FORMATS[kind](draft(record, exercise, facts_on(load_facts(), day), zone))
    return made


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def report(arguments: Sequence[str]) -> int:
    """Write a run's report to a file; returns the exit code."""
    given = _report_arguments(arguments)
    try:
        journal = open_journal(given.journal)
        rooms = Rooms(journal, given.exercises)
        runs = {row["run"]: row for row in rooms.listing()}
        if given.run not in runs:
            known = "\n".join(f"  {run}  {row['name']}  {row.get('date', '')}" for run, row in runs.items())
            print(f"There is no run {given.run!r} in {given.journal}. Runs there:\n{known or '  none'}")
            return 2
        exercise = rooms.exercise_of(given.run)
        events = [recorded(row) for row in journal.read(given.run)]
    except StoreError as problem:
        print(problem.sentence, file=sys.stderr)
        return 2
    made = make_report(given.format, exercise, given.run, events)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(made)
    print(f"{given.out}: {len(made):,} bytes, from {len(events):,} events.")
    journal.close()
    return 0


def _report_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    usual = Settings()
    parser = argparse.ArgumentParser(prog="build.py report", description="Write a run's after-action report.")
    parser.add_argument("run", help="the run's id, as the home page and the desk's address show it")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--format", choices=sorted(FORMATS), help="by default, by the file's name")
    parser.add_argument("--journal", default=os.environ.get("KIT_JOURNAL", usual.journal))
    parser.add_argument("--exercises", type=Path, default=usual.exercises)
    given = parser.parse_args(arguments)
    given.format = given.format or given.out.suffix.lstrip(".")
    if given.format not in FORMATS:
        parser.error(
            f"expected --format, or a file ending in .{', .'.join(sorted(FORMATS))}; got {given.out}"
        )
    return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
