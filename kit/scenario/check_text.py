"""The result of a check as people read it in a terminal, and as rows of JSON for tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kit.scenario.check import Check, FormFigures
from kit.scenario.problems import Problem


def exercise_lines(checks: Sequence[Check]) -> list[str]:
    """What was found and what was walked, exercise by exercise."""
    return [line for check in checks for line in (*_check(check), "")]


def closing_lines(problems: Sequence[Problem]) -> list[str]:
    """How many errors and warnings there are in all."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    lines = ["No errors." if not errors else f"{_many(errors, 'error')} to mend before play."]
    return [*lines, f"{_many(warnings, 'warning')} for your judgement."] if warnings else lines


def exercise_rows(checks: Sequence[Check]) -> list[dict[str, object]]:
    """The exercises as rows for JSON, with ``problems`` ({file, line, message, hint, ...}) and ``forms``."""
    rows = []
    for check in checks:
        row = asdict(check)
        row["problems"] = [problem_row(problem) for problem in check.problems]
        row["ok"] = not check.errors
        rows.append(row)
    return rows


def problem_row(problem: Problem) -> dict[str, object]:
    """One problem for JSON."""
    return {
        "file": problem.where.path,
        "line": problem.where.line,
        "severity": problem.severity,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def _check(check: Check) -> Iterator[str]:
    yield f"{check.title} ({check.slug})"
    for form in check.forms:
        yield from _form(form)
    if check.facts:
        counts = ", ".join(f"{count} {style}" for style, count in sorted(check.facts.items()))
        yield f"  facts    {sum(check.facts.values())} behind it today: {counts}"
    if check.warned_settings:
        yield f"  dials    {check.warned_settings} settings are shown with a warning before play"
    if check.forms and not check.errors:
        yield "  proven   two open options at every decision, every ending, objective and link, every block"
    for problem in check.problems:
        yield f"  {problem.severity:<8} {problem}"
    if check.seconds:
        yield f"  {check.seconds:.1f} s"


def _form(form: FormFigures) -> Iterator[str]:
    yield (
        f"  {form.form:<8} {form.states:,} states, {form.at_decisions:,} at decisions, widest step "
        f"{form.widest:,}, {form.paths:,} paths (default dials)"
    )
    yield f"           {form.settings} dial settings in {form.classes} classes, {form.states_all:,} states"
    yield f"           {form.least} to {form.most} of {form.minutes} minutes; longest path of each block:"
    yield "           " + ", ".join(f"{b.what} {b.most} of {b.planned}" for b in form.blocks)
    total = sum(form.endings.values())
    shares = ", ".join(f"{id} {100 * n / total:.0f}%" for id, n in sorted(form.endings.items()))
    yield f"           paths per ending (no forecast of what rooms choose): {shares}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
