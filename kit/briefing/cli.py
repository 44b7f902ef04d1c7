"""``build.py check [name ...] [--json]``: check exercises, briefings and series; say what is proven or wrong.

A name is the folder of an exercise or of a briefing, the file of a series, or ``exercises`` or
``briefings`` for all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from kit.briefing.check import ModuleCheck, check_frame, check_module
from kit.briefing.check_text import module_lines, module_row, series_line
from kit.briefing.model import Module, Where
from kit.briefing.read import BRIEFINGS, read_frame, read_module, shown_path
from kit.briefing.series import check_series, read_series
from kit.briefing.shelf import module_paths, series_paths
from kit.facts.base import FactBase, load_facts
from kit.scenario.check import Check
from kit.scenario.check_all import check_all, slugs_in
from kit.scenario.check_text import closing_lines, exercise_lines, exercise_rows
from kit.scenario.problems import Problem, ScenarioError, did_you_mean

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was checked; ``series`` holds a line for each series that fits."""

    exercises: list[Check]
    modules: list[ModuleCheck]
    series: list[str]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong anywhere."""
        found = [problem for check in self.exercises for problem in check.problems]
        return found + [problem for check in self.modules for problem in check.problems]


def main(argv: Sequence[str] | None = None, exercises: Path = EXERCISES, briefings: Path = BRIEFINGS) -> int:
    """Check everything, or what is named; 1 if something must be mended before use, 2 for an unknown name."""
    options = _options(argv)
    slugs, keys = slugs_in(exercises), list(module_paths(briefings))
    names = [path.stem for path in series_paths(briefings)]
    known = ["exercises", "briefings", *slugs, *keys, *names]
    for name in options.name:
        if name.lower() not in known:
            print(f"There is no exercise or briefing {name}. {did_you_mean(name, known)}", file=sys.stderr)
            return 2
    wanted = {name.lower() for name in options.name} or {"exercises", "briefings"}
    facts, today = load_facts(), datetime.now(UTC).astimezone().date()
    chosen = [slug for slug in slugs if wanted & {slug, "exercises"}]
    some = [name for name in (*keys, *names) if wanted & {name, "briefings"}]
    modules, series = _briefings(briefings, some, facts, today) if some or "briefings" in wanted else ([], [])
    found = Found(check_all(exercises, chosen, facts, today), modules, series)
    sys.stdout.write(_as_json(found) if options.json else _as_text(found))
    return 1 if any(problem.severity == "error" for problem in found.problems) else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py check", description=__doc__)
    parser.add_argument("name", nargs="*", help="what to check; everything if nothing is named")
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    return parser.parse_args(argv)


def _briefings(
    root: Path, names: Sequence[str], facts: FactBase, today: date
) -> tuple[list[ModuleCheck], list[str]]:
    """The checks of the modules and series named; a frame that cannot be read stops the rest."""
    where = Where(shown_path(root / "frame.yaml"), 1)
    try:
        frame = read_frame(root / "frame.yaml")
    except ScenarioError as error:
        return [ModuleCheck("frame", "What all briefings share", error.problems)], []
    checks = []
    if problems := check_frame(frame, where):
        checks.append(ModuleCheck("frame", "What all briefings share", problems))
    modules: dict[str, Module] = {}
    for key, path in module_paths(root).items():
        try:
            module = modules[key.upper()] = read_module(path)
        except ScenarioError as error:
            if key in names:
                checks.append(ModuleCheck(key, key.upper(), error.problems))
            continue
        if key in names:
            checks.append(check_module(module, frame, facts, today))
    lines: list[str] = []
    for path in series_paths(root):
        if path.stem in names:
            problems = tuple(_series(path, modules, lines))
            checks += [ModuleCheck(path.stem, "Series", problems)] if problems else []
    return checks, lines


def _series(path: Path, modules: dict[str, Module], lines: list[str]) -> Iterator[Problem]:
    """What is wrong with a series; a line about it goes to ``lines`` if all its modules are there."""
    try:
        series = read_series(path)
    except ScenarioError as error:
        yield from error.problems
        return
    problems = list(check_series(series, modules))
    yield from problems
    if all(problem.severity != "error" for problem in problems):
        lines.append(series_line(series, modules))


def _as_text(found: Found) -> str:
    lines = exercise_lines(found.exercises)
    for check in found.modules:
        lines += [*module_lines(check), ""]
    lines += [*found.series, ""] if found.series else []
    if not lines:
        return "There is nothing to check.\n"
    return "\n".join([*lines, *closing_lines(found.problems)]) + "\n"


def _as_json(found: Found) -> str:
    rows = [*exercise_rows(found.exercises), *(module_row(check) for check in found.modules)]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
