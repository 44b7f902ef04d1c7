"""A briefing in memory that tests push forward: real modules, the engine alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from kit.briefing.agency import Profile
from kit.briefing.live import House, choice_of, make_deck, slug_of
from kit.briefing.shelf import read_briefings
from kit.engine.commands import Actor
from kit.engine.events import Event
from kit.scenario.deck import ATTENDEE, FORM, Briefing, Deck, briefing_of
from tests.engine.playing import Play


@cache
def house() -> House:
    return House(read_briefings(), Profile())


@cache
def briefing(slug: str = "det", setting: str = "roll_call", *entries: str) -> Briefing:
    choice = choice_of(slug, entries, setting, house())
    return briefing_of(make_deck(choice, house()), slug_of(slug, choice, house()))


class Give(Play):
    """A briefing being given; ``setup`` as in ``Play``. Names are kept unless it says otherwise."""

    def __init__(self, slug: str = "det", setting: str = "roll_call", *entries: str, **setup: Any) -> None:
        given = {"names": "named"} | setup
        super().__init__(slug, FORM, exercise=briefing(slug, setting, *entries), **given)

    @property
    def deck(self) -> Deck:
        assert isinstance(self.exercise, Briefing)
        return self.exercise.deck

    def join(self, name: str = "Reyes") -> Actor:
        """Somebody with a phone."""
        return self.seat(ATTENDEE, name)

    def slide(self, number: int) -> list[Event]:
        return self.facilitate("show-slide", number=number)

    def answer(self, who: Actor, option: str, question: str = "") -> list[Event]:
        """Answer a question, that in hand unless another is named."""
        return self.ask(
            who, "answer-question", question=question or self.run.line.given.question, option=option
        )

    def asked(self, question: str, *answers: tuple[Actor, str]) -> Give:
        """Open a question and have it answered."""
        self.facilitate("open-question", question=question)
        for who, option in answers:
            self.answer(who, option)
        return self
