"""The result of a check as people read it in a terminal, and as JSON for tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kit.scenario.check import Check, FormFigures
from kit.scenario.problems import Problem


def report_text(checks: Sequence[Check]) -> str:
    """What was found and what was walked, exercise by exercise, problems last."""
    lines: list[str] = []
    for check in checks:
        lines += [*_check(check), ""]
    errors = sum(len(check.errors) for check in checks)
    warnings = sum(len(check.problems) for check in checks) - errors
    if not checks:
        return "There is no exercise to check.\n"
    lines.append("No errors." if not errors else f"{_many(errors, 'error')} to mend before play.")
    if warnings:
        lines.append(f"{_many(warnings, 'warning')} for your judgement.")
    return "\n".join(lines) + "\n"


def as_json(checks: Sequence[Check]) -> str:
    """The same as JSON: a list of exercises with ``problems`` ({where, message, hint, ...}) and ``forms``."""
    rows = []
    for check in checks:
        row = asdict(check)
        row["problems"] = [_problem(problem) for problem in check.problems]
        row["ok"] = not check.errors
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _problem(problem: Problem) -> dict[str, object]:
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
