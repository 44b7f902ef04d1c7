"""What a scripted trainer and scripted people do in a briefing, in the module's own words.

Pure, but for ``read_briefing``. As in ``script``, every sentence is put together from what the deck says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

from kit.engine.commands import CreateRun
from kit.engine.refusal import Refused
from kit.rehearsal.cast import Part, cast_of
from kit.rehearsal.script import Script
from kit.rehearsal.votes import CHANGES, RELOADS, SENDS_TWICE, Ballot, Choice
from kit.room.briefings import Briefings
from kit.scenario.deck import Briefing, Deck, DeckQuestion, Slide, briefing_of
from kit.scenario.model import Exercise
from kit.scenario.problems import did_you_mean
from kit.scenario.read import read_exercise
from kit.store.open import open_journal
from kit.testbed.dice import dice
from kit.testbed.serverproc import ROOT

WAYS = ("", "late", "again", "passed", "undone")
"""How a question goes: as planned; an answer after the close; opened again; left open while another slide is
shown; revealed too early and taken back."""

ASKS = 0.3, 0.06  # shares of talkers and of others who ask at a slide
FLOOR = 12  # questions from the floor at one slide, at most: a trainer answers them one by one


def read_briefing(slug: str, entries: Sequence[str] = (), setting: str = "") -> Briefing:
    """The briefing a server on this machine would give for such a wish, by the same hand.

    ``entries`` as in ``CreateRun``; without any, ``slug`` names a module or a series. Raises Refused."""
    house = _house()
    slug, _, deck = house.deck(CreateRun(slug, entries=tuple(entries), setting=setting))
    return briefing_of(deck, slug)


@cache
def _house() -> Briefings:
    return Briefings(open_journal("memory:"), ROOT / "briefings", ROOT / "exercises")


def read_subject(slug: str, entries: Sequence[str] = (), setting: str = "") -> Exercise:
    """What ``build.py rehearse`` names: an exercise of the shelf, else a briefing or a series.

    Raises ScenarioError or Refused."""
    path = ROOT / "exercises" / slug / "scenario.yaml"
    if path.exists():
        return read_exercise(path)
    house = _house()
    if not house.knows(slug):
        shelf = house.shelf()
        known = [folder.parent.name for folder in path.parents[1].glob("*/scenario.yaml")]
        known = [*sorted(known), *shelf.by_key, *(series.name for series in shelf.series)]
        hint = did_you_mean(slug, known) or f"There are {', '.join(known)}."
        raise Refused(f"There is no exercise, briefing or series {slug}. {hint}")
    return read_briefing(slug, entries, setting)


def script_of(exercise: Exercise, people: int, evaluators: int, seed: int, *, forks: bool = False) -> Script:
    """The script of an exercise or of a briefing, which has no evaluators, with a cast for it."""
    if isinstance(exercise, Briefing):
        return Talk(exercise, cast_of(exercise, people, 0, seed), seed)
    return Script(exercise, cast_of(exercise, people, evaluators, seed), seed, forks)


@dataclass(frozen=True, slots=True)
class Talk(Script):
    """The words of one rehearsal of a briefing."""

    paper: ClassVar[str] = "roster.html"
    by_hand: ClassVar[str] = "Without a phone"

    @property
    def deck(self) -> Deck:
        """What is given."""
        return cast(Briefing, self.exercise).deck

    @property
    def wish(self) -> dict[str, Any]:
        """What makes this very deck of the shelf: the entries and the setting of ``CreateRun``."""
        entries = [f"{entry.key}/{entry.audience}/{entry.version}" for entry in self.deck.entries]
        return {"entries": entries, "setting": self.deck.setting}

    # -- the trainer -------------------------------------------------------------------------------

    def goes(self, number: int) -> str:
        """How question number ``number`` of the briefing goes: of five in a row one each of ``WAYS``."""
        order = list(WAYS)
        dice(self.seed, "goes", number // len(WAYS)).shuffle(order)
        return order[number % len(WAYS)]

    def left_over(self) -> list[DeckQuestion]:
        """Questions that no slide asks: the trainer puts them at the end."""
        asked = {slide.asks for slide in self.deck.slides}
        return [question for question in self.deck.questions if question.id not in asked]

    def reply(self, number: int) -> str:
        """The trainer's answer to a question from the floor: what the slide says."""
        slide = self.deck.slides[number - 1]
        return slide.points[0].text if slide.points else f"See the slide “{slide.title}”."

    def notice(self, number: int) -> str:
        """What the trainer sends to all phones at a slide; "" at most of them."""
        slide = self.deck.slides[number - 1]
        return f"We are at “{slide.title}”." if number % 4 == 2 else ""

    # -- people ------------------------------------------------------------------------------------

    def answers(self, question: DeckQuestion, number: int, people: Sequence[Part]) -> dict[str, Ballot]:
        """What each of these people answers, by key; now and then somebody keeps out."""
        return {part.key: self._answer(question, number, part) for part in people}

    def _answer(self, question: DeckQuestion, number: int, part: Part) -> Ballot:
        throw = dice(self.seed, "answer", number, question.id, part.key)
        if throw.random() < OUT:
            return Ballot(())
        weights = [3 if key == question.answer else 1 for key in question.keys]
        final = throw.choices(question.keys, weights)[0]
        others = [key for key in question.keys if key != final]
        first = [throw.choice(others)] if others and throw.random() < CHANGES else []
        reload = part.habits.reloads and throw.random() < RELOADS
        twice = throw.random() < SENDS_TWICE
        return Ballot(tuple(Choice(key, "") for key in (*first, final)), reload, twice)

    def floor(self, number: int, people: Sequence[Part]) -> list[tuple[str, str]]:
        """Who asks what at a slide: key and words."""
        slide = self.deck.slides[number - 1]
        talkers, others = ASKS
        asking = [
            part
            for part in people
            if dice(self.seed, "floor", number, part.key).random()
            < (talkers if part.habits.talks else others)
        ]
        return [(part.key, self._question(slide, part)) for part in asking[:FLOOR]]

    def _question(self, slide: Slide, part: Part) -> str:
        texts = [f"Does this hold here: {point.text}" for point in slide.points]
        throw = dice(self.seed, "floor words", slide.title, part.key)
        return throw.choice([*texts, f"Could you say more on “{slide.title}”?"])

    def feedback(self, part: Part) -> dict[str, Any]:
        """The form at the end: numbers, and now and then a word on what is missing."""
        throw = dice(self.seed, "feedback", part.key)
        answers: dict[str, Any] = {}
        for item in self.deck.feedback:
            title = throw.choice(self.deck.slides).title
            if item.kind == "scale":
                answers[item.key] = throw.randint(2, 5)
            elif throw.random() < 0.3:
                answers[item.key] = f"More on “{title}”."
        return answers


OUT = 0.05  # share of people who keep out of a question
