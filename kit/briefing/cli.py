"""``build.py check [name ...] [--json] [--release]``: check exercises, briefings, series; say what is wrong.

A name is the folder of an exercise or of a briefing, the file of a series, ``agency`` for the agency's own
values, or ``exercises`` or ``briefings`` for all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kit.briefing.agency import AGENCY
from kit.briefing.check_all import Places, check_briefings
from kit.briefing.check_release import release_lines
from kit.briefing.check_text import module_lines, module_row
from kit.briefing.read import BRIEFINGS
from kit.facts.base import load_facts
from kit.scenario.check_all import check_all, slugs_in
from kit.scenario.check_text import closing_lines, exercise_lines, exercise_rows
from kit.scenario.problems import did_you_mean

SHIPPED = Places(Path(__file__).resolve().parents[2] / "exercises", BRIEFINGS, AGENCY)


def main(argv: Sequence[str] | None = None, places: Places = SHIPPED) -> int:
    """Check everything, or what is named; 1 if something must be mended before use, 2 for an unknown name."""
    options = _options(argv)
    slugs, names = slugs_in(places.exercises), places.names
    known = ["exercises", "briefings", *slugs, *names]
    for name in options.name:
        if name.lower() not in known:
            nearest = did_you_mean(name.lower(), known)
            print(f"There is no exercise or briefing {name}. {nearest}", file=sys.stderr)
            return 2
    wanted = {name.lower() for name in options.name} or {"exercises", "briefings"}
    facts, today = load_facts(), datetime.now(UTC).astimezone().date()
    chosen = [slug for slug in slugs if wanted & {slug, "exercises"}]
    some = [name for name in names if wanted & {name, "briefings"}]
    exercises = check_all(places.exercises, chosen, facts, today)
    briefings, lines = check_briefings(places, some, facts, today) if some else ([], [])
    problems = [problem for check in exercises for problem in check.problems]
    problems += [problem for check in briefings for problem in check.problems]
    if options.json:
        rows = [*exercise_rows(exercises), *(module_row(check) for check in briefings)]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        said = exercise_lines(exercises)
        said += [line for check in briefings for line in (*module_lines(check), "")]
        said += [*lines, ""] if lines else []
        closing = closing_lines(problems) if said else ["There is nothing to check."]
        sys.stdout.write("\n".join([*said, *closing]) + "\n")
    failed = any(problem.severity == "error" for problem in problems)
    if options.release:
        lines, ready = release_lines(places, some, facts, today)
        (sys.stderr if options.json else sys.stdout).write("\n".join(["", *lines]) + "\n")
        failed = failed or not ready
    return int(failed)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py check", description=__doc__)
    parser.add_argument("name", nargs="*", help="what to check; everything if nothing is named")
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    parser.add_argument(
        "--release",
        action="store_true",
        help="list all that keeps each card from being handed out; 1 if anything",
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
