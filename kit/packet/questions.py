"""The knowledge check as it is answered alone, in a lesson or on a page: options, the right one, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.briefing.model import CheckQuestion
from kit.packet.making import Making
from kit.packet.parts import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its options by letter, the right letter, and why."""

    id: str
    number: int
    ask: Words
    options: tuple[tuple[str, Words], ...]
    answer: str
    why: Words

    @property
    def right(self) -> Words:
        """The words of the right option."""
        return dict(self.options)[self.answer]


def asked(check: Iterable[CheckQuestion], making: Making) -> tuple[Asked, ...]:
    """The questions in order, numbered from 1, with the agency's words filled in."""
    return tuple(
        Asked(
            question.id,
            number,
            making.words(question.ask),
            tuple((key, making.words(option)) for key, option in question.options.items()),
            question.answer,
            making.words(question.why),
        )
        for number, question in enumerate(check, 1)
    )
