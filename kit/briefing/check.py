"""The whole check of a briefing module: is it complete, true to its facts, plain, and what turns when.

No clock is read here: the day comes from the caller. Errors must be mended before anybody is trained
with a module; warnings are for the author's judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kit.briefing.citations import check_facts, facts_behind
from kit.briefing.claims import check_claims
from kit.briefing.complete import check_complete, check_placeholders, check_review
from kit.briefing.expiry import Turn, next_turn, turns
from kit.briefing.frame import Frame
from kit.briefing.lines import words
from kit.briefing.model import NOWHERE, Card, Module
from kit.briefing.passages import frame_passages, passages, pieces
from kit.briefing.speech import (
    check_sentences,
    check_video,
    readings,
    spoken_words,
    talk_minutes,
    video_minutes,
)
from kit.facts.base import FactBase
from kit.facts.status import blocked
from kit.scenario.citations import count_badges
from kit.scenario.editorial import check_editorial
from kit.scenario.model import Where
from kit.scenario.problems import Problem, in_order

WORDS_A_SENTENCE = 20
NEAR_GRADE, FAR_GRADE = 0.5, 3.0  # above its bound: a warning, an error


@dataclass(frozen=True, slots=True)
class VideoFigures:
    """The video of one version: words said, and minutes without pauses."""

    version: str
    words: int
    minutes: float


@dataclass(frozen=True, slots=True)
class CardFigures:
    """What a card holds, and what an agency and a reviewer must do before it is more than a review copy."""

    id: str
    words: int
    sides: int
    placeholders: tuple[str, ...]
    to_initial: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleCheck:
    """What is wrong with a module, and its figures.

    ``readings``: product -> (grade, words a sentence, bound of the grade)."""

    key: str
    title: str
    problems: tuple[Problem, ...]
    minutes: tuple[int, int] = (0, 0)  # at roll call, in class
    videos: tuple[VideoFigures, ...] = ()
    talks: Mapping[str, float] = field(default_factory=dict)  # audience: minutes the slides' notes take
    words: int = 0
    readings: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)  # badge style on the day: how many
    turned: int = 0
    next_turn: Turn | None = None
    cards: tuple[CardFigures, ...] = ()
    gates_open: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be mended first."""
        return tuple(p for p in self.problems if p.severity == "error")


def check_module(module: Module, frame: Frame, facts: FactBase, today: date) -> ModuleCheck:
    """Check everything about one module on a day."""
    grades = readings(module)
    problems = [
        *check_complete(module),
        *check_placeholders(module, frame),
        *check_review(module, frame, today),
        *check_facts(module, facts),
        *check_claims(module, tuple(frame.sentences.values())),
        *check_editorial(passages(module)),
        *check_video(module),
        *check_sentences((f"{piece.id}, {piece.part}", piece.line) for piece in pieces(module)),
        *_grades(module, grades),
    ]
    behind = facts_behind(module, facts)
    found = turns(behind, facts)
    passed = {gate.gate for gate in module.review.gates if gate.passed}
    return ModuleCheck(
        key=module.key,
        title=module.title,
        problems=in_order(problems),
        minutes=(module.minutes.roll_call, module.minutes.classroom),
        videos=tuple(_videos(module)),
        talks={audience: round(minutes, 1) for audience, minutes in talk_minutes(module).items()},
        words=sum(len(words(piece.line.text)) for piece in pieces(module)),
        readings=grades,
        facts=count_badges(behind, facts, today),
        turned=sum(turn.day <= today for turn in found),
        next_turn=next_turn(found, today),
        cards=tuple(_card(card, module, facts) for card in module.cards),
        gates_open=sum(gate.key not in passed for gate in frame.gates_for("modules")),
    )


def check_frame(frame: Frame, where: Where) -> tuple[Problem, ...]:
    """The editorial rules for what all briefings share."""
    return in_order(check_editorial(frame_passages(frame, where)))


def _videos(module: Module) -> Iterator[VideoFigures]:
    for version in dict.fromkeys(version for _, version in module.cuts):
        cut = module.of(module.audiences[0], version)
        yield VideoFigures(version, spoken_words(cut), round(video_minutes(cut), 1))


def _card(card: Card, module: Module, facts: FactBase) -> CardFigures:
    signed = module.review.initialled
    waiting = (id for id in card.cites if id in facts and blocked(facts.get(id), "job-aid", signed))
    count = sum(len(words(line.text)) for line in card.lines)
    return CardFigures(card.id, count, card.sides, card.placeholders, tuple(waiting))


def _grades(module: Module, grades: Mapping[str, tuple[float, float, float]]) -> Iterator[Problem]:
    cards = {card.id: card.where for card in module.cards}
    scenes = module.storyboard
    for name, (grade, length, bound) in grades.items():
        first = scenes[0].where if name == "narration" and scenes else module.where
        where = cards.get(name, first) or NOWHERE
        if grade > bound + NEAR_GRADE:
            message = f"{name}: reads at grade {grade}; {bound:.0f} is the bound."
            hint = "Shorter words and sentences; one thought each."
            far = grade > bound + FAR_GRADE
            yield Problem(where, message, hint, "error" if far else "warning", "grade")
        if length > WORDS_A_SENTENCE:
            message = f"{name}: {length} words a sentence; {WORDS_A_SENTENCE} is the bound."
            yield Problem(where, message, "Split the long ones.", "error", "sentence-length")
