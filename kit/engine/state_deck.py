"""How far a briefing has been given: slides shown, questions asked, answers. Part of the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.scenario.deck import DeckQuestion


@dataclass(frozen=True, slots=True)
class Answered:
    """A seat's choice, and when it was stored."""

    option: str
    at: int


@dataclass(frozen=True)
class Asked:
    """A question that was put to people. ``status``: open, closed or revealed."""

    question: str
    status: str
    opened_at: int
    answers: Mapping[str, Answered] = field(default_factory=dict)  # by seat
    of: int = 0  # seats that could answer, once closed
    closed_at: int | None = None

    def counts(self, keys: tuple[str, ...]) -> dict[str, int]:
        """Answers by option, all options in order."""
        totals = dict.fromkeys(keys, 0)
        for answer in self.answers.values():
            totals[answer.option] += 1
        return totals


@dataclass(frozen=True)
class Given:
    """What of a deck has been given. ``shown``: when each slide was first shown, by number."""

    number: int = 0  # the slide everybody sees; 0 before the first
    shown: Mapping[int, int] = field(default_factory=dict)
    asked: Mapping[str, Asked] = field(default_factory=dict)  # in the order of their first opening
    question: str = ""  # the one in hand

    @property
    def in_hand(self) -> Asked | None:
        """The question people see."""
        return self.asked.get(self.question)

    @property
    def revealed(self) -> tuple[Asked, ...]:
        """The questions whose result everybody may see, in the order they were asked."""
        return tuple(asked for asked in self.asked.values() if asked.status == "revealed")


NOTHING_GIVEN = Given()


def is_right(question: DeckQuestion, answer: Answered | None) -> bool:
    """Whether a check question was answered rightly."""
    return answer is not None and question.kind == "check" and answer.option == question.answer
