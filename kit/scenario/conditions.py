"""Conditions in words, for the people who deliver injects and open decisions."""

from __future__ import annotations

from kit.scenario.model import Condition, Exercise, Test


def in_words(condition: Condition, exercise: Exercise) -> str:
    """ "shelter_word is wide; P3 (Federal assurance on relief sites) is none"; "" for always."""
    parts = [_test(test, exercise) for test in condition.tests]
    if condition.any_of:
        parts.append(" or ".join(f"({in_words(part, exercise)})" for part in condition.any_of))
    return "; ".join(parts)


def _test(test: Test, exercise: Exercise) -> str:
    if test.key == "trust":
        bounds = [f"{test.at_least} or more"] if test.at_least is not None else []
        bounds += [f"{test.at_most} or less"] if test.at_most is not None else []
        return f"the trust level is {' and '.join(bounds)}"
    dial = exercise.dial_by_id.get(test.key)
    if dial is None:
        return f"{test.key} is {' or '.join(test.values)}"
    return f"{dial.id} ({dial.title}) is {' or '.join(dial.label(value) for value in test.values)}"
