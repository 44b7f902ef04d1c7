"""``python3 build.py pack NAME``: everything a trainer hands out, as printable files that need nothing else.

A name is the key of a module (DET), a series (roll_call), or ``all``. Each module gives one file for each
audience and version, and one for each card, on half-letter paper.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from kit.briefing.agency import AGENCY, read_profile
from kit.briefing.frame import Frame
from kit.briefing.read import BRIEFINGS, read_frame
from kit.packet.make import Job, Order, Outcome, Places, jobs_in, make_all
from kit.scenario.problems import ScenarioError, did_you_mean
from kit.scenario.read import read_frame as read_exercise_frame

SHIPPED = Places(Path(__file__).resolve().parents[2] / "exercises", BRIEFINGS)


def main(argv: Sequence[str] | None = None, places: Places = SHIPPED, agency: Path = AGENCY) -> int:
    """Make the files; 0, 1 if something is missing or wrong (the rest is made), 2 for an unknown name."""
    given = _parser().parse_args(argv)
    jobs = jobs_in(places)
    unknown = [name for name in given.name if name.lower() not in (*jobs, "all")]
    for name in unknown:
        _say(f"There is no briefing or series {name}. {did_you_mean(name.lower(), [*jobs, 'all'])}")
    wanted = {name.lower() for name in given.name}
    chosen = [job for name, job in jobs.items() if name in wanted or "all" in wanted]
    if not chosen:
        return 2
    try:
        frame = read_frame(places.briefings / "frame.yaml")
    except ScenarioError as error:
        _say(f"Nothing can be made.\n{error}")
        return 1
    named = given.agency or (agency if agency.exists() else None)
    profile, broken = _profile(named, places, frame)
    order = Order(places, given.date, given.out, given.audience, given.version, profile, given.release)
    try:
        outcomes = _make(order, chosen)
    except OSError as error:
        _say(f"Cannot write to {given.out}: {error.strerror}. Name another folder with --out.")
        return 1
    return max(2 if unknown else 0, int(_report(order, chosen, outcomes) or broken))


def _profile(path: Path | None, places: Places, frame: Frame) -> tuple[Path | None, bool]:
    """The agency's file if it can be read; otherwise says why, and goes on without."""
    if path is None:
        return None, False
    try:
        read_profile(path, frame, read_exercise_frame(places.exercises / "frame.yaml").dials)
    except ScenarioError as error:
        _say(f"The agency's values in {path} cannot be used, so all placeholders stay empty:\n{error}")
        return None, True
    return path, False


def _make(order: Order, jobs: list[Job]) -> list[Outcome]:
    begun, outcomes = time.monotonic(), []
    live = sys.stderr.isatty()
    for outcome in make_all(order, jobs):
        outcomes.append(outcome)
        if live:
            filled = round(24 * len(outcomes) / len(jobs))
            bar = "#" * filled + "." * (24 - filled)
            sys.stderr.write(f"\r[{bar}] {len(outcomes)} of {len(jobs)} {outcome.job:<12}")
            sys.stderr.flush()
    if live:
        sys.stderr.write("\r" + " " * 60 + "\r")
    files = [name for outcome in outcomes for name in outcome.files]
    made = sum(outcome.fresh for outcome in outcomes)
    size = sum((order.out / name).stat().st_size for name in files)
    _tell(
        f"{len(files)} files in {order.out}, {size / 1e6:.1f} MB, {time.monotonic() - begun:.1f} s: "
        f"{made} of {len(jobs)} made, {len(jobs) - made} up to date."
    )
    return outcomes


def _report(order: Order, jobs: list[Job], outcomes: list[Outcome]) -> bool:
    """Say what is missing; True if the order could not be met as asked."""
    failed = False
    held = {card: reasons for outcome in outcomes for card, reasons in outcome.withheld.items()}
    for outcome in sorted(outcomes, key=lambda found: found.job):
        for problem in outcome.problems:
            _say(problem)
        if not outcome.files:
            failed = True
            if not outcome.problems:
                whom = " ".join(part for part in (order.audience, order.version) if part)
                _say(f"{outcome.job} has nothing for {whom or 'this agency'}.")
        failed = failed or (bool(outcome.problems) and not outcome.files)
    for name in sorted(name for outcome in outcomes for name in outcome.files) if len(jobs) == 1 else ():
        _tell(f"  {name}")
    if held and order.release:
        _say(f"Not released: {_cards(held)}. Everything else is made.")
        for card, reasons in sorted(held.items()):
            _say(f"{card}")
            for reason in reasons:
                _say(f"  - {reason}")
        return True
    if held:
        _tell(f"For review only: {_cards(held)}; the list is in each file. --release prints it here.")
    return failed


def _cards(held: Collection[str]) -> str:
    return "1 card" if len(held) == 1 else f"{len(held)} cards"


def _tell(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


def _say(sentence: str) -> None:
    sys.stderr.write(sentence.rstrip() + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py pack", description=__doc__)
    parser.add_argument("name", nargs="+", metavar="NAME", help="key of a module, name of a series, or all")
    whom = ("officers", "commanders", "community")
    parser.add_argument("--audience", choices=whom, default="", help="for whom; everybody if not given")
    parser.add_argument(
        "--version", choices=("general", "287g"), default="", help="for modules with versions"
    )
    parser.add_argument("--format", choices=("html",), default="html", help="html")
    parser.add_argument("--agency", type=Path, help="the agency's values, else agency.yaml if there is one")
    parser.add_argument(
        "--release", action="store_true", help="leave out cards with anything missing; say what"
    )
    today = datetime.now(UTC).astimezone().date()
    parser.add_argument("--date", type=_day, default=today, help="the day of making, such as 2026-11-22")
    parser.add_argument("--out", type=Path, default=Path("packets"), help="folder for the files (packets)")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a day; write it like 2026-11-22') from None


if __name__ == "__main__":
    sys.exit(main())
