"""``build.py check [slug] [--json]``: read and walk exercises, say what was proven and what is wrong."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kit.facts.base import FactBase, load_facts
from kit.scenario.check import Check, check_exercise, check_frame
from kit.scenario.check_text import as_json, report_text
from kit.scenario.model import Where
from kit.scenario.problems import ScenarioError, did_you_mean
from kit.scenario.read import read_exercise, read_frame, shown_path

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


def main(argv: Sequence[str] | None = None, root: Path = EXERCISES) -> int:
    """Check all exercises under ``root``, or those named; 1 if anything must be mended before play."""
    options = _options(argv)
    known = sorted(path.parent.name for path in root.glob("*/scenario.yaml"))
    for slug in options.slug:
        if slug not in known:
            print(f"There is no exercise {slug}. {did_you_mean(slug, known)}", file=sys.stderr)
            return 2
    checks = check_all(root, options.slug or known)
    sys.stdout.write(as_json(checks) + "\n" if options.json else report_text(checks))
    return 1 if any(check.errors for check in checks) else 0


def check_all(root: Path, slugs: Sequence[str]) -> list[Check]:
    """The checks of these exercises, with seconds, and before them that of the frame if it has problems."""
    facts = load_facts()
    with _pool() as pool:
        checks = [_timed(root / slug / "scenario.yaml", facts, pool) for slug in slugs]
    return [*_frame(root / "frame.yaml"), *checks]


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py check", description=__doc__)
    parser.add_argument("slug", nargs="*", help="folder names under exercises; all if none is given")
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    return parser.parse_args(argv)


def _pool() -> ProcessPoolExecutor | nullcontext[None]:
    """Walks are shared among the processors where there is more than one."""
    workers = min(8, os.cpu_count() or 1)
    return ProcessPoolExecutor(workers) if workers > 1 else nullcontext()


def _timed(path: Path, facts: FactBase, pool: Executor | None) -> Check:
    start = time.perf_counter()
    try:
        check = check_exercise(read_exercise(path), facts, _today(), pool)
    except ScenarioError as error:
        check = Check(path.parent.name, path.parent.name, error.problems)
    return replace(check, seconds=time.perf_counter() - start)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _frame(path: Path) -> list[Check]:
    try:
        problems = check_frame(read_frame(path), Where(shown_path(path), 1))
    except ScenarioError:  # every exercise has it in its own list already
        return []
    return [Check("frame", "What all exercises share", problems)] if problems else []


if __name__ == "__main__":
    sys.exit(main())
