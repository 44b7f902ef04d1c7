"""What the commands that make files share: how they speak, ask for a day, and show how far they are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from kit.scenario.problems import did_you_mean

T = TypeVar("T")
EACH = "all"  # the name that stands for every one there is
AUDIENCES = ("officers", "commanders", "community")
VERSIONS = ("general", "287g")
_WIDTH = 24


def tell(sentence: str) -> None:
    """What was made, on standard output."""
    sys.stdout.write(sentence + "\n")


def say(sentence: str) -> None:
    """What is missing or wrong, on standard error."""
    sys.stderr.write(sentence.rstrip() + "\n")


def add_day(parser: argparse.ArgumentParser) -> None:
    """``--date``: the day the badges are for; today if not given."""
    today = datetime.now(UTC).astimezone().date()
    parser.add_argument("--date", type=_day, default=today, help="the day of making, such as 2026-11-22")


def add_agency(parser: argparse.ArgumentParser) -> None:
    """``--agency``: the file with an agency's own values."""
    parser.add_argument("--agency", type=Path, help="the agency's values, else agency.yaml if there is one")


def add_cut(parser: argparse.ArgumentParser) -> None:
    """``--audience`` and ``--version``: "" is each of them."""
    parser.add_argument("--audience", choices=AUDIENCES, default="", help="for whom; everybody if not given")
    parser.add_argument("--version", choices=VERSIONS, default="", help="for modules with versions")


def chosen(names: Sequence[str], known: Mapping[str, T], kind: str) -> tuple[list[T], list[str]]:
    """Those of ``known`` that are named, in its own order, or each of them for "all"; and the names that mean
    nothing. Of each of these it is said that there is no such ``kind``, and which name was perhaps meant."""
    unknown = [name for name in names if name.lower() not in (*known, EACH)]
    for name in unknown:
        say(f"There is no {kind} {name}. {did_you_mean(name.lower(), [*known, EACH])}")
    wanted = {name.lower() for name in names}
    return [one for name, one in known.items() if name in wanted or EACH in wanted], unknown


def show_progress(done: int, of: int, name: str = "") -> None:
    """A bar in the line being written, where somebody watches."""
    if sys.stderr.isatty():
        filled = round(_WIDTH * done / of) if of else _WIDTH
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done} of {of} {name:<16}")
        sys.stderr.flush()


def end_progress() -> None:
    """Take the bar away."""
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 64 + "\r")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a day; write it like 2026-11-22') from None
