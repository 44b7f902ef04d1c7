"""Many exercises checked at once: their walks shared among the processors, each with the seconds it took."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

from kit.facts.base import FactBase
from kit.scenario.check import Check, check_exercise, check_frame
from kit.scenario.model import Where
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_exercise, read_frame, shown_path


def slugs_in(root: Path) -> list[str]:
    """The exercises under a folder, by folder name."""
    return sorted(path.parent.name for path in root.glob("*/scenario.yaml"))


def check_all(root: Path, slugs: Sequence[str], facts: FactBase, today: date) -> list[Check]:
    """The checks of these exercises, with seconds, and before them that of the frame if it has problems."""
    if not slugs:
        return []
    with _pool() as pool:
        checks = [_timed(root / slug / "scenario.yaml", facts, today, pool) for slug in slugs]
    return [*_frame(root / "frame.yaml"), *checks]


def _pool() -> ProcessPoolExecutor | nullcontext[None]:
    """Walks are shared among the processors where there is more than one."""
    workers = min(8, os.cpu_count() or 1)
    return ProcessPoolExecutor(workers) if workers > 1 else nullcontext()


def _timed(path: Path, facts: FactBase, today: date, pool: Executor | None) -> Check:
    start = time.perf_counter()
    try:
        check = check_exercise(read_exercise(path), facts, today, pool)
    except ScenarioError as error:
        check = Check(path.parent.name, path.parent.name, error.problems)
    return replace(check, seconds=time.perf_counter() - start)


def _frame(path: Path) -> list[Check]:
    try:
        problems = check_frame(read_frame(path), Where(shown_path(path), 1))
    except ScenarioError:  # every exercise has it in its own list already
        return []
    return [Check("frame", "What all exercises share", problems)] if problems else []
