"""What happened in a briefing: slides shown, questions asked, answers given."""

from __future__ import annotations

from kit.engine.event import Event


class SlideShown(Event, tag="slide-shown", frozen=True):
    """A slide was put before everybody; ``number`` from 1."""

    number: int


class QuestionOpened(Event, tag="question-opened", frozen=True):
    """Answers are taken. Opened once more, the answers given before stay."""

    question: str


class QuestionClosed(Event, tag="question-closed", frozen=True):
    """No more answers; ``of`` seats could have answered."""

    question: str
    of: int


class QuestionRevealed(Event, tag="question-revealed", frozen=True):
    """The result is on all pages, and with it the right answer of a check."""

    question: str


class QuestionAnswered(Event, tag="question-answered", frozen=True):
    """A seat's choice; its latest one counts."""

    question: str
    seat: str
    option: str
