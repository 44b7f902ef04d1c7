"""``python3 build.py report RUN --out FILE``: a run's after-action report, from its journal.

Of a briefing it is the roster: for a spreadsheet (.csv), or to print (.html).

This package does not know the store, so whoever calls ``main`` hands it a ``Load``: a function that
opens the journal and gives the exercise as it was played and the events in order.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.engine.events import Recorded
from kit.report.make import FORMATS, report_of, write
from kit.report.roster_files import briefing_file
from kit.scenario.deck import Briefing
from kit.scenario.model import Exercise

ROSTERS = {"csv": "roster.csv", "html": "roster.html"}
"""What a briefing's roster can be written as."""

Load = Callable[[str, str], tuple[Exercise, Iterable[Recorded]]]
"""(journal URL, run id) to the exercise and its events. Raises LookupError with a sentence for people."""


def main(argv: Sequence[str], load: Load) -> int:
    """Write the report and say where; 0, or 1 with a sentence on standard error."""
    given = _parser().parse_args(argv)
    form = given.format or given.out.suffix.lstrip(".").lower()
    if form not in (*FORMATS, *ROSTERS):
        return _fail(_ending(given.out, FORMATS))
    try:
        exercise, events = load(given.journal, given.run)
        if isinstance(exercise, Briefing):
            return _roster(given.out, form, exercise, events, _zone(given.zone))
        if form not in FORMATS:
            return _fail(_ending(given.out, FORMATS))
        report = report_of(given.run, exercise, events, zone=_zone(given.zone))
        given.out.write_bytes(write(report, form))
    except (LookupError, OSError, ValueError) as problem:
        return _fail(str(problem.args[0] if isinstance(problem, LookupError) and problem.args else problem))
    print(f"{report.title}: {given.out} ({given.out.stat().st_size / 1e6:.1f} MB, {report.status})")
    return 0


def _roster(out: Path, form: str, exercise: Briefing, events: Iterable[Recorded], zone: tzinfo | None) -> int:
    if form not in ROSTERS:
        return _fail(f"This run is a briefing, which has a roster. {_ending(out, ROSTERS)}")
    out.write_bytes(briefing_file(ROSTERS[form], exercise, tuple(events), zone))
    print(f"{exercise.title}, roster: {out} ({out.stat().st_size / 1e3:.0f} kB)")
    return 0


def _ending(out: Path, known: Iterable[str]) -> str:
    return f"--out ends in {out.suffix or 'nothing'}; write it as one of {', '.join(known)}."


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"There is no time zone {name!r}; write one like America/New_York.") from None


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py report", description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "run", metavar="RUN", help="the run's id, as the shelf and the desk's address show it"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="the file to write; its ending says the format"
    )
    parser.add_argument("--format", choices=(*FORMATS, "csv"), help="if the file's ending does not say it")
    journal = os.environ.get("KIT_JOURNAL", "sqlite:///runs/kit.kit")
    parser.add_argument("--journal", default=journal, help=f"where runs are kept ({journal})")
    parser.add_argument("--zone", default="", help="time zone of the clock times, else this machine's")
    return parser
