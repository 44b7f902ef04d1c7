"""What may be asked of a briefing: its slides, and the questions that phones answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kit.engine.command import Command, Id


class ShowSlide(Command, tag="show-slide", frozen=True):
    """Put a slide before everybody: forwards, back, any of them."""

    number: Annotated[int, Meta(ge=1, le=1000)]  # from 1


class OpenQuestion(Command, tag="open-question", frozen=True):
    """Let people answer a poll or a check question; an open one is closed."""

    question: Id


class CloseQuestion(Command, tag="close-question", frozen=True):
    """Take no more answers; "" is the question in hand."""

    question: Annotated[str, Meta(max_length=64)] = ""


class RevealQuestion(Command, tag="reveal-question", frozen=True):
    """Show everybody the result, and of a check the right answer and why; "" is the question in hand."""

    question: Annotated[str, Meta(max_length=64)] = ""


class AnswerQuestion(Command, tag="answer-question", frozen=True):
    """Choose an option of the question that is open; another one later replaces it."""

    question: Id
    option: Id
