"""Are the choices real ones, and does every piece of the story's memory do something?"""

from __future__ import annotations

from collections.abc import Iterator

from kit.scenario import story as rules
from kit.scenario.flow import Beat, flow
from kit.scenario.graph import conditions_of, keys_in
from kit.scenario.model import Condition, Decision, Exercise, Option, Tally
from kit.scenario.problems import Problem


def check_balance(exercise: Exercise) -> list[Problem]:
    """Options without a plus or a minus, and options that another one beats in everything.

    Compared under the default dials: an option loses if another is at least as good on all three tallies
    and on story time."""
    start = rules.begin(exercise, {})
    return [
        problem
        for decision in exercise.decisions
        for option in decision.options
        for problem in _option(decision, option, start)
    ]


def _option(decision: Decision, option: Option, start: rules.Story) -> Iterator[Problem]:
    name = f"{decision.id}.{option.key}"
    own = rules.tally(decision, option.key, start)
    if max(_parts(own)) <= 0:
        yield Problem(
            option.where, f"{name} has no plus in its tallies.", "Nobody could defend it.", rule="balance"
        )
    if min(_parts(own)) >= 0:
        yield Problem(
            option.where, f"{name} has no minus in its tallies.", "It would be the answer.", rule="balance"
        )
    for kind, text in (("benefit", option.benefit), ("cost", option.cost)):
        if not text:
            yield Problem(
                option.where, f"{name} has no {kind} in words.", "One clause is enough.", rule="balance"
            )
    if option.when and not option.only_if:
        message = f"{name} has a condition but no words for it."
        yield Problem(option.where, message, 'Add "only_if: only if ...".', rule="balance")
    for other in decision.options:
        if other.key != option.key and _beats(decision, other, option, start):
            message = f"{name} is never better than {other.key}: not in a tally, not in story time."
            yield Problem(option.where, message, "Give it one thing it does better.", rule="balance")


def _beats(decision: Decision, one: Option, two: Option, start: rules.Story) -> bool:
    first = _parts(rules.tally(decision, one.key, start))
    second = _parts(rules.tally(decision, two.key, start))
    sooner = rules.story_minutes(decision, one.key, start) <= rules.story_minutes(decision, two.key, start)
    return sooner and all(a >= b for a, b in zip(first, second, strict=True))


def _parts(tally: Tally) -> tuple[int, int, int]:
    return tally.life, tally.trust, tally.legal


def check_memory(exercise: Exercise) -> list[Problem]:
    """Flags nobody reads, values nobody sets, and reading or setting after a flag is forgotten."""
    order = flow(exercise, "full") if "full" in exercise.forms else ()
    places = {(beat.id, beat.kind == "end-of-module"): n for n, beat in enumerate(order)}
    return [problem for flag in exercise.flags for problem in _flag(exercise, flag.id, order, places)]


def _flag(
    exercise: Exercise, id: str, order: tuple[Beat, ...], places: dict[tuple[str, bool], int]
) -> Iterator[Problem]:
    flag = next(f for f in exercise.flags if f.id == id)
    reads = [
        n for n, beat in enumerate(order) if any(id in keys_in(c) for c in conditions_of(exercise, beat))
    ]
    written = set(_written(exercise, id, places))
    end = places.get((flag.keep, flag.keep in exercise.modules_by_id), len(order))
    if not reads:
        yield Problem(
            flag.where, f"nothing ever reads the flag {id}.", "Use it in a when, or drop it.", rule="memory"
        )
    for n in reads:
        if n > end:
            message = f"{order[n].id} reads the flag {id}, but it is forgotten after {flag.keep}."
            yield Problem(flag.where, message, f"keep: {order[n].id}", rule="memory")
    for value in flag.values[1:]:
        if value not in {v for _, v in written}:
            message = f"nothing ever sets {id} to {value}."
            yield Problem(flag.where, message, "Set it somewhere, or drop it.", rule="memory")
    for n, _ in written:
        if n > end:
            message = f"{order[n].id} sets the flag {id}, but it is forgotten after {flag.keep} already."
            yield Problem(flag.where, message, "Move keep further down.", rule="memory")


def _written(exercise: Exercise, id: str, places: dict[tuple[str, bool], int]) -> Iterator[tuple[int, str]]:
    """Where a flag is set, and to what."""
    for inject in exercise.injects:
        for flag, value in inject.effects.sets:
            if flag == id:
                yield places.get((inject.id, False), 0), value
    for decision in exercise.decisions:
        for option in decision.options:
            sets = [*option.sets, *(pair for _, extra in option.sets_if for pair in extra)]
            for flag, value in sets:
                if flag == id:
                    yield places.get((decision.id, False), 0), value


def check_dial_rules(exercise: Exercise) -> list[Problem]:
    """Dial rules that say nothing, close nothing, or look at no dial and no flag they could."""
    problems = []
    for decision in exercise.decisions:
        for rule in decision.dials:
            if rule.option is None and (rule.close or rule.tally != Tally() or rule.story_minutes):
                message = f"{rule.note} changes a tally, time or closes, but names no option."
                problems.append(Problem(rule.where, message, "Add option: with its letter.", rule="dials"))
            for key in sorted(dials_in(rule.when, exercise) - set(exercise.dials)):
                message = f"{rule.note} looks at {key}, which is not among the dials of this exercise."
                problems.append(Problem(rule.where, message, f"Add {key} to dials.", rule="dials"))
    return problems


def dials_in(condition: Condition, exercise: Exercise) -> set[str]:
    """The dials a condition asks about."""
    return keys_in(condition) & set(exercise.dial_by_id)
