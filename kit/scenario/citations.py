"""Facts behind a scenario: every id exists, what is over is not told as if it held, blocked ones stay out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from kit.facts.base import Fact, FactBase, badge_on
from kit.facts.status import blocked
from kit.scenario.model import Exercise
from kit.scenario.passages import Passage, passages
from kit.scenario.problems import Problem, did_you_mean

# Words that tell a reader that something is over, or that a text points to it without relying on it.
OVER = re.compile(
    r"(?i)\b(?:rescinded|revoked|superseded|replaced|discontinued|ended|historical|history|past|"
    r"former(?:ly)?|no longer|no (?:\w+ )?(?:rule|policy|program|order)|gone|until|was|were|had|removed|"
    r"expired|withdrawn|used to|old|earlier|then|20[012]\d)\b"
)
_NEAR = 120
ENDED = ("RESCINDED", "SUPERSEDED", "DISCONTINUED")


def check_citations(exercise: Exercise, facts: FactBase) -> list[Problem]:
    """Everything wrong with the facts an exercise leans on."""
    found = list(_cited(exercise, facts))
    for passage in passages(exercise):
        found += _named(passage, facts)
    return found


def _cited(exercise: Exercise, facts: FactBase) -> Iterator[Problem]:
    for step in exercise.steps.values():
        for id in step.cites:
            if id not in facts:
                message = f"{step.id} cites {id}, which is not in the fact base."
                yield Problem(step.where, message, did_you_mean(id, facts.facts), rule="facts")


def _named(passage: Passage, facts: FactBase) -> Iterator[Problem]:
    for id in facts.ids_in(passage.text):
        if id not in facts:
            message = f"{passage.id}, {passage.part}: names {id}, which is not in the fact base."
            yield Problem(passage.where, message, did_you_mean(id, facts.facts), rule="facts")
            continue
        fact = facts.get(id)
        if is_over(fact) and not _told_as_over(passage.text, id):
            message = f"{passage.id}, {passage.part}: {id} ({fact.badge}) is told as if it still held."
            hint = "Say that it was rescinded, replaced or is historical, and when."
            yield Problem(passage.where, message, hint, "warning", "fact-over")
        why = blocked(fact, "other")
        if why and passage.readers == "players":
            yield Problem(
                passage.where, f"{passage.id}, {passage.part}: {why}", "Ask it instead.", rule="fact-blocked"
            )


def is_over(fact: Fact) -> bool:
    """Whether what a fact describes has ended, with nothing of it still in force."""
    return fact.badge in ENDED and "IN FORCE" not in fact.statuses


def facts_behind(exercise: Exercise, facts: FactBase) -> tuple[str, ...]:
    """The ids of all facts an exercise cites or names, as far as they exist, in order."""
    ids = {id for passage in passages(exercise) for id in passage.cites}
    return tuple(sorted(id for id in ids if id in facts))


def badge_counts(exercise: Exercise, facts: FactBase, today: date) -> dict[str, int]:
    """How many of the facts behind an exercise wear which badge on a day."""
    return count_badges(facts_behind(exercise, facts), facts, today)


def count_badges(ids: Iterable[str], facts: FactBase, today: date) -> dict[str, int]:
    """How many of these facts wear which badge on a day."""
    return dict(Counter(badge_on(facts.get(id), today).style for id in ids))


def _told_as_over(text: str, id: str) -> bool:
    place = text.index(id)
    return bool(OVER.search(text[max(0, place - _NEAR) : place + _NEAR]))
