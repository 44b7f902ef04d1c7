"""The rules that move a story: which steps come, in which wording, and what a choice changes.

Pure functions over the model; the engine, the checker and the reports all call these. The rules are
those of the authors' branch sheets: a choice adds its tally (with matching dial changes, clipped to
-2..+2), sets its flags, then every conditional flag whose condition held before the choice, then
moves the trust level; a delivered inject's effects apply once; a flag is forgotten after the last
step that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kit.scenario.model import (
    ALWAYS,
    Condition,
    Decision,
    DialRule,
    Ending,
    Exercise,
    Inject,
    Option,
    Tally,
    Test,
    Wording,
)

TRUST_LIMIT = 3
TALLY_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Story:
    """What the story remembers: dials, flags and the trust level (-3..+3), plus printed delays."""

    dials: Mapping[str, str]
    flags: Mapping[str, str]
    trust: int = 0
    delays: Mapping[str, int] | None = None

    def key(self) -> tuple[tuple[str, ...], int]:
        """What decides everything that can still happen under the same dials; hashable."""
        return tuple(self.flags.values()), self.trust


def begin(exercise: Exercise, dials: Mapping[str, str]) -> Story:
    """The story before anything happened. Dials not given take their default.

    Raises ValueError for an unknown dial or setting."""
    settings = {dial.id: dial.default for dial in exercise.frame.dials}
    for id, value in dials.items():
        if id not in settings:
            raise ValueError(f"There is no dial {id}; the dials are {', '.join(settings)}.")
        allowed = [choice.key for choice in exercise.dial_by_id[id].values]
        if value not in allowed:
            raise ValueError(f"Dial {id} cannot be {value!r}; it can be {', '.join(allowed)}.")
        settings[id] = value
    return Story(settings, {flag.id: flag.values[0] for flag in exercise.flags})


def holds(condition: Condition, story: Story) -> bool:
    """Whether a condition holds now; the empty condition always does."""
    if not all(_test_holds(test, story) for test in condition.tests):
        return False
    return not condition.any_of or any(holds(part, story) for part in condition.any_of)


def _test_holds(test: Test, story: Story) -> bool:
    if test.key == "trust":
        low = test.at_least is None or story.trust >= test.at_least
        return low and (test.at_most is None or story.trust <= test.at_most)
    value = story.flags[test.key] if test.key in story.flags else story.dials[test.key]
    return value in test.values


def wording(wordings: tuple[Wording, ...], story: Story) -> Wording:
    """The first wording whose condition holds; the last one is the default."""
    for candidate in wordings:
        if holds(candidate.when, story):
            return candidate
    return wordings[-1]


def rules_now(decision: Decision, story: Story) -> tuple[DialRule, ...]:
    """The dial rules of a decision that apply under the story's dials and flags."""
    return tuple(rule for rule in decision.dials if holds(rule.when, story))


def open_options(decision: Decision, story: Story) -> tuple[Option, ...]:
    """The options people may choose: their condition holds and no dial closes them."""
    closed = {rule.option for rule in rules_now(decision, story) if rule.close}
    return tuple(o for o in decision.options if o.key not in closed and holds(o.when, story))


def tally(decision: Decision, key: str, story: Story) -> Tally:
    """An option's tally with the dial changes that apply, each part clipped to -2..+2."""
    base = decision.option(key).tally
    changes = [r.tally for r in rules_now(decision, story) if r.option == key]
    return Tally(
        *(
            _clip(base_part + sum(parts), TALLY_LIMIT)
            for base_part, parts in (
                (base.life, [c.life for c in changes]),
                (base.trust, [c.trust for c in changes]),
                (base.legal, [c.legal for c in changes]),
            )
        )
    )


def story_minutes(decision: Decision, key: str, story: Story) -> int:
    """How long an option takes in the story, with the dial changes that apply; never below 0."""
    extra = sum(r.story_minutes for r in rules_now(decision, story) if r.option == key)
    return max(0, decision.option(key).story_minutes + extra)


def choose(decision: Decision, key: str, story: Story, *, stand_in: bool = False) -> Story:
    """The story after a choice. A stand-in (short form) sets flags but adds no tally."""
    option = decision.option(key)
    flags = {**story.flags, **dict(option.sets)}
    for when, sets in option.sets_if:
        if holds(when, story):
            flags.update(sets)
    gain = 0 if stand_in else tally(decision, key, story).trust
    delays = {**(story.delays or {}), **dict(option.delays)} if option.delays else story.delays
    return replace(story, flags=flags, trust=_clip(story.trust + gain, TRUST_LIMIT), delays=delays)


def deliver(inject: Inject, story: Story) -> Story:
    """The story after an inject was delivered: its effects, once."""
    effects = inject.effects
    if not effects.trust and not effects.sets:
        return story
    trust = _clip(story.trust + effects.trust, TRUST_LIMIT)
    return replace(story, flags={**story.flags, **dict(effects.sets)}, trust=trust)


def forget(exercise: Exercise, passed: str, story: Story) -> Story:
    """The story after the step or module ``passed``: flags kept only until then start over."""
    due = [flag for flag in exercise.flags if flag.keep == passed]
    if not due:
        return story
    return replace(story, flags={**story.flags, **{flag.id: flag.values[0] for flag in due}})


def ending(exercise: Exercise, story: Story) -> Ending:
    """The first ending whose condition holds."""
    endings = exercise.finale.endings
    return next((e for e in endings if e.when is ALWAYS or holds(e.when, story)), endings[-1])


def tail(exercise: Exercise, story: Story) -> Wording | None:
    """The tail that fits, or None where the exercise has none."""
    tails = exercise.finale.tails
    return wording(tails, story) if tails else None


def stand_in_option(decision: Decision, letters: tuple[str, ...], story: Story) -> str:
    """The letter that stands in for a decision not played: the first open one of ``letters``.

    Raises ValueError when none is open; ``check`` proves that this cannot happen."""
    available = [option.key for option in open_options(decision, story)]
    for letter in letters:
        if letter in available:
            return letter
    raise ValueError(f"{decision.where}: none of {letters} is open for {decision.id}; open are {available}.")


def _clip(value: int, limit: int) -> int:
    return max(-limit, min(limit, value))
