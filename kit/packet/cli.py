"""``python3 build.py pack NAME``: everything a trainer hands out, as printable files that need nothing else.

A name is the key of a module (DET), a series (roll_call), or ``all``. Each module gives one file for each
audience and version, and one for each card, on half-letter paper. Formats: html; pdf (tagged; needs
a Chromium, Chrome or Edge); docx, to edit; slides (reveal.js in one file, and PDF); scorm12, for a learning
system.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from kit.briefing.agency import AGENCY, read_profile
from kit.briefing.frame import Frame
from kit.briefing.read import BRIEFINGS, read_frame
from kit.packet.make import make_all
from kit.packet.order import FORMATS, Job, Order, Outcome, Places, jobs_in
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame
from kit.terminal import add_agency, add_cut, add_day, chosen, end_progress, say, show_progress, tell

SHIPPED = Places(Path(__file__).resolve().parents[2] / "exercises", BRIEFINGS)


def main(argv: Sequence[str] | None = None, places: Places = SHIPPED, agency: Path = AGENCY) -> int:
    """Make the files; 0, 1 if something is missing or wrong (the rest is made), 2 for an unknown name."""
    given = _parser().parse_args(argv)
    jobs, unknown = chosen(given.name, jobs_in(places), "briefing or series")
    if not jobs:
        return 2
    try:
        frame = read_frame(places.briefings / "frame.yaml")
    except ScenarioError as error:
        say(f"Nothing can be made.\n{error}")
        return 1
    named = given.agency or (agency if agency.exists() else None)
    profile, broken = _profile(named, places, frame)
    asked = (places, given.date, given.out, given.audience, given.version, profile, given.release)
    more = {"mastery": given.mastery, "videos": given.videos, "browser": given.browser}
    formats = FORMATS if given.format == "all" else (given.format,)
    orders = [Order(*asked, format=format, **more) for format in formats]
    try:
        outcomes = _make(orders, jobs)
    except OSError as error:
        say(f"Cannot write to {given.out}: {error.strerror}. Name another folder with --out.")
        return 1
    return max(2 if unknown else 0, int(_report(orders[0], len(jobs), outcomes) or broken))


def _profile(path: Path | None, places: Places, frame: Frame) -> tuple[Path | None, bool]:
    """The agency's file if it can be read; otherwise says why, and goes on without."""
    if path is None:
        return None, False
    try:
        read_profile(path, frame, read_exercise_frame(places.exercises / "frame.yaml").dials)
    except ScenarioError as error:
        say(f"The agency's values in {path} cannot be used, so all placeholders stay empty:\n{error}")
        return None, True
    return path, False


def _make(orders: list[Order], jobs: list[Job]) -> list[Outcome]:
    whole = len(orders) * len(jobs)
    outcomes: list[Outcome] = []
    for order in orders:
        begun, some = time.monotonic(), []
        for outcome in make_all(order, jobs):
            some.append(outcome)
            show_progress(len(outcomes) + len(some), whole, f"{order.format} {outcome.job}")
        end_progress()
        tell(_summary(order, some, time.monotonic() - begun))
        outcomes += some
    return outcomes


def _summary(order: Order, outcomes: list[Outcome], seconds: float) -> str:
    sizes = [(order.out / name).stat().st_size for outcome in outcomes for name in outcome.files]
    made = sum(outcome.fresh for outcome in outcomes)
    size = f"{sum(sizes) / 1e6:.1f} MB" + (f" (largest {max(sizes) / 1e6:.1f} MB)" if sizes else "")
    return (
        f"{order.format}: {len(sizes)} files in {order.out}, {size}, {seconds:.1f} s: "
        f"{made} of {len(outcomes)} made, {len(outcomes) - made} up to date."
    )


def _report(order: Order, jobs: int, outcomes: list[Outcome]) -> bool:
    """Say what is missing, each thing once; True if the order could not be met as asked."""
    outcomes = sorted(outcomes, key=lambda found: found.job)
    failed = any(outcome.missing or not outcome.files for outcome in outcomes)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    whom = " ".join(part for part in (order.audience, order.version) if part) or "this agency"
    empty = [outcome.job for outcome in outcomes if not outcome.files and not outcome.problems]
    problems += [f"{job} has nothing for {whom}." for job in empty]
    for problem in dict.fromkeys(problems):
        say(problem)
    for name in sorted(name for outcome in outcomes for name in outcome.files) if jobs == 1 else ():
        tell(f"  {name}")
    held = {card: reasons for outcome in outcomes for card, reasons in outcome.withheld.items()}
    if held and order.release:
        say(f"Not released: {_cards(held)}. Everything else is made.")
        for card, reasons in sorted(held.items()):
            say(f"{card}")
            for reason in reasons:
                say(f"  - {reason}")
        return True
    if held:
        tell(f"For review only: {_cards(held)}; the list is in each file. --release prints it here.")
    return failed


def _cards(held: Collection[str]) -> str:
    return "1 card" if len(held) == 1 else f"{len(held)} cards"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py pack", description=__doc__)
    parser.add_argument("name", nargs="+", metavar="NAME", help="key of a module, name of a series, or all")
    add_cut(parser)
    parser.add_argument("--format", choices=(*FORMATS, "all"), default="html", help="html, if not given")
    add_agency(parser)
    parser.add_argument(
        "--release", action="store_true", help="leave out cards with anything missing; say what"
    )
    add_day(parser)
    parser.add_argument(
        "--mastery", type=_percent, default=0, metavar="PERCENT", help="scorm12: right answers needed to pass"
    )
    parser.add_argument("--videos", type=Path, help="scorm12: a folder with videos of build.py video")
    parser.add_argument("--browser", type=Path, help="pdf, slides: the browser program that prints")
    parser.add_argument("--out", type=Path, default=Path("packets"), help="folder for the files (packets)")
    return parser


def _percent(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f'"{text}" is not a percentage; write a number from 0 to 100')
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
