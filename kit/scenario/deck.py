"""What a briefing gives: numbered slides, questions, and the form at the end. Frozen, and whole in itself.

A *deck* is cut and filled before it is given: it holds every word that people will see, the trainer's notes
and the right answers. A run keeps the deck it was given from, so that neither a later edit of a module nor a
later version of the kit changes a given briefing. ``kit.briefing.live`` makes decks; the engine reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kit.scenario.basics import NOWHERE
from kit.scenario.frame import FormItem, Frame
from kit.scenario.model import Exercise, Finale, Form, Position, StoryClock

SlideKind = Literal["title", "slide", "scene", "discussion", "question", "end"]
QuestionKind = Literal["poll", "check"]
SERIES = "series"
ATTENDEE = "participant"
FORM = "briefing"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or two as people read it, and the ids of the facts behind it."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One module of the deck, for one audience, in one version. ``minutes`` as planned."""

    key: str
    title: str
    audience: str
    audience_title: str
    version: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on the wall and on phones. ``notes`` are the trainer's alone.

    ``entry``: the number of its entry, from 1; ``asks``: id of the question that belongs to it, or "".
    ``picture``: a drawing as SVG, or "" where ``alt`` stands for one."""

    kind: SlideKind
    entry: int
    module: str
    title: str
    points: tuple[Said, ...] = ()
    alt: str = ""
    notes: tuple[Said, ...] = ()
    asks: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class DeckQuestion:
    """A poll, or a question of the knowledge check with its one right answer and the reason."""

    id: str
    entry: int
    module: str
    kind: QuestionKind
    ask: Said
    options: tuple[tuple[str, str], ...]  # key, text
    answer: str = ""
    why: Said = Said("")

    @property
    def keys(self) -> tuple[str, ...]:
        """The options' keys, in order."""
        return tuple(key for key, _ in self.options)


@dataclass(frozen=True, slots=True)
class Handout:
    """Something people may take along: its name, and where this house serves it."""

    title: str
    href: str


@dataclass(frozen=True)
class Deck:
    """A whole briefing. ``setting`` is roll_call or class; ``empty``: what the agency has not filled in."""

    title: str
    audience: str
    setting: str
    entries: tuple[Entry, ...]
    slides: tuple[Slide, ...]
    questions: tuple[DeckQuestion, ...]
    feedback: tuple[FormItem, ...]
    promises: tuple[str, ...] = ()
    content_note: str = ""
    ground_rules: tuple[str, ...] = ()
    handouts: tuple[Handout, ...] = ()
    empty: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, DeckQuestion]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    @property
    def minutes(self) -> int:
        """How long the whole takes, as planned."""
        return sum(entry.minutes for entry in self.entries)


@dataclass(frozen=True)
class Briefing(Exercise):
    """A deck, to be run in a room as an exercise is: one position, no story."""

    deck: Deck = field(kw_only=True)


def briefing_of(deck: Deck, slug: str) -> Briefing:
    """What a room runs. ``slug`` names the notebook: a module's key in small letters, or "series"."""
    return Briefing(
        id=slug,
        slug=slug,
        title=deck.title,
        about="",
        hazard="",
        setting=deck.setting,
        fiction=(),
        languages=(),
        clock=StoryClock(weekday=0, minute=0, starts=0),
        frame=_frame(deck),
        dials=(),
        flags=(),
        positions=(Position(ATTENDEE, "Participant", "Participant", "government", "", NOWHERE),),
        objectives=(),
        modules=(),
        injects=(),
        privates=(),
        decisions=(),
        finale=Finale(0, (), (), ()),
        forms={FORM: Form(FORM, deck.minutes, (), (), {})},
        deck=deck,
    )


def _frame(deck: Deck) -> Frame:
    return Frame(
        dials=(),
        warnings=(),
        dial_conflict="",
        ground_rules=deck.ground_rules,
        content_note=deck.content_note,
        before_play="",
        tally_note="",
        hot_wash=(),
        evaluator_questions=(),
        feedback=deck.feedback,
        ratings=(),
        not_rated="",
        limits=deck.promises[0] if deck.promises else "",
        promises=deck.promises,
    )
