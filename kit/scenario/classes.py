"""Which settings of the dials play alike, so that only one of each kind need be walked.

Two settings play alike when they open the same options, give the same wordings and injects, set the
same flags and move the trust level alike; they may still differ in legal tallies, story minutes and
notes. Settings are told apart by what is left of every condition once the dials are put in.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from kit.scenario.model import ALWAYS, Condition, Decision, Exercise, Test


@dataclass(frozen=True, slots=True)
class DialClass:
    """Settings that play alike; the first one stands for all."""

    settings: tuple[Mapping[str, str], ...]

    @property
    def sample(self) -> Mapping[str, str]:
        """The setting that is walked for the class."""
        return self.settings[0]


def dial_settings(exercise: Exercise) -> Iterator[dict[str, str]]:
    """Every combination of the dials an exercise uses, the defaults first."""
    choices = []
    for id in exercise.dials:
        dial = exercise.dial_by_id[id]
        others = [value.key for value in dial.values if value.key != dial.default]
        choices.append([dial.default, *others])
    for combination in itertools.product(*choices):
        yield dict(zip(exercise.dials, combination, strict=True))


def dial_classes(exercise: Exercise) -> tuple[DialClass, ...]:
    """The settings in classes that play alike; the first class holds the defaults."""
    defaults = {dial.id: dial.default for dial in exercise.frame.dials}
    groups: dict[Hashable, list[Mapping[str, str]]] = {}
    for setting in dial_settings(exercise):
        groups.setdefault(_signature(exercise, {**defaults, **setting}), []).append(setting)
    return tuple(DialClass(tuple(settings)) for settings in groups.values())


def _signature(exercise: Exercise, dials: Mapping[str, str]) -> Hashable:
    """Everything the story looks at, with the dials put in."""
    conditions = [w.when for module in exercise.modules for w in module.openings]
    conditions += [w.when for inject in exercise.injects for w in inject.wordings]
    conditions += [inject.when for inject in exercise.injects]
    conditions += [e.when for e in exercise.finale.endings] + [t.when for t in exercise.finale.tails]
    left = tuple(_with(condition, dials) for condition in conditions)
    return left, tuple(_decision(decision, dials) for decision in exercise.decisions)


def _decision(decision: Decision, dials: Mapping[str, str]) -> Hashable:
    options = []
    for option in decision.options:
        extras = tuple(_with(when, dials) for when, _ in option.sets_if)
        options.append((_with(option.when, dials), extras, _trust(decision, option.key, dials)))
    closed = [(r.option, _with(r.when, dials)) for r in decision.dials if r.close]
    return tuple(options), tuple(rule for rule in closed if rule[1] is not None)


def _trust(decision: Decision, key: str, dials: Mapping[str, str]) -> Hashable:
    """What an option does to trust: a number where only dials matter, else what is left of the rules."""
    base = decision.option(key).tally.trust
    moving = [rule for rule in decision.dials if rule.option == key and rule.tally.trust]
    rules = [(_with(rule.when, dials), rule.tally.trust) for rule in moving]
    fixed = base + sum(change for when, change in rules if when == ALWAYS)
    open_rules = tuple(rule for rule in rules if rule[0] is not None and rule[0] != ALWAYS)
    return (max(-2, min(2, fixed)), ()) if not open_rules else (fixed, open_rules)


def _with(condition: Condition, dials: Mapping[str, str]) -> Condition | None:
    """What is left of a condition under fixed dials; None if it can no longer hold."""
    tests: list[Test] = []
    for test in condition.tests:
        if test.key not in dials:
            tests.append(test)
        elif dials[test.key] not in test.values:
            return None
    parts = [_with(part, dials) for part in condition.any_of]
    if condition.any_of and not any(part is not None for part in parts):
        return None
    if any(part == ALWAYS for part in parts):
        parts = []
    return Condition(tuple(tests), tuple(part for part in parts if part is not None))
