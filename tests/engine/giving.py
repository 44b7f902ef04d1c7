"""A briefing in memory that tests push forward: real modules, the engine alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from kit.briefing.agency import Profile
from kit.briefing.live import House, choice_of, make_deck, slug_of
from kit.briefing.shelf import read_briefings
from kit.engine.commands import Actor, Role
from kit.engine.events import Event
from kit.scenario.deck import ATTENDEE, FORM, Briefing, Deck, DeckQuestion, briefing_of
from tests.engine.playing import Play

ANA, BEN = Actor(Role.PLAYER, "s1"), Actor(Role.PLAYER, "s2")
JOIN = {"address": "kit.example", "code": "482 913", "link": "l", "qr": "", "starts": "",
        "staff_code": "ABCD 2345", "screen_link": "secret-pass"}  # fmt: skip


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


def whole(game: Give, look: Any = lambda game: None) -> Give:
    """Give all of it: each slide, each question answered, closed and revealed; ``look`` after each step."""
    look(game)
    people = [game.join(f"Person {n}") for n in range(4)]
    look(game)
    game.start()
    for number in range(1, len(game.deck.slides) + 1):
        game.slide(number)
        look(game)
        for question in [q for q in game.deck.questions if q.id == game.deck.slides[number - 1].asks]:
            ask_all(game, question, people, look)
    for question in game.deck.questions:
        if question.id not in game.run.line.given.asked:
            ask_all(game, question, people, look)
    return game


def ask_all(game: Give, question: DeckQuestion, people: list[Actor], look: Any) -> None:
    game.facilitate("open-question", question=question.id)
    look(game)
    for number, who in enumerate(people):
        game.answer(who, question.keys[number % len(question.keys)])
    look(game)
    game.facilitate("close-question")
    look(game)
    game.facilitate("reveal-question")
    look(game)


def started() -> Give:
    """DET for officers at roll call, with two people (ANA and BEN), on its first slide."""
    game = Give()
    game.join("Reyes")
    game.join("Okafor")
    game.start()
    return game
