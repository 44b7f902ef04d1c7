"""What a briefing module is, once read: frozen, typed, and every line knows its facts and its place.

A *module* holds everything a trainer hands out on one subject. Much of it is made of *lines*: a sentence or
two, the ids of the facts behind them, and who they are for. ``of`` cuts a module down to one audience and one
version; what people see is made from such a cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from kit.look.drawing import Picture as Picture
from kit.scenario.basics import NOWHERE as NOWHERE, Where as Where

Style = Literal["text", "do", "dont", "steps", "boxes", "say", "stop", "call"]
LOCAL = re.compile(r"\[LOCAL: ([a-z0-9-]+)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or two. ``text`` holds no fact ids any more, but still ``[LOCAL: key]`` where it has any.

    ``audiences`` empty: for everyone; ``version`` "": in every version."""

    text: str
    cites: tuple[str, ...] = ()
    locals: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def pieces(self) -> Iterator[tuple[Literal["text", "local"], str]]:
        """The text in pieces: ``("text", words)`` and ``("local", key of a placeholder)``."""
        for index, piece in enumerate(LOCAL.split(self.text)):
            if index % 2:
                yield "local", piece
            elif piece:
                yield "text", piece


EMPTY = Line("")


@dataclass(frozen=True, slots=True)
class Version:
    """One of several forms of a module, such as that for places with a 287(g) agreement."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a module takes at roll call and in class, as its author plans it."""

    roll_call: int
    classroom: int


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene of the video: a slide and what is said over it. ``stop``: the question to stop for.

    ``alt`` says what ``picture`` shows; without a picture it stands for one."""

    id: str
    title: str
    points: tuple[Line, ...]
    alt: str
    narration: tuple[Line, ...]
    stop: Line = EMPTY
    audiences: tuple[str, ...] = ()
    version: str = ""
    picture: Picture | None = None
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Slide:
    """A roll-call slide. ``notes``: what the trainer says; ``ask``: id of a poll or check question, or ""."""

    id: str
    title: str
    points: tuple[Line, ...]
    notes: tuple[Line, ...]
    alt: str
    ask: str = ""
    audiences: tuple[str, ...] = ()
    version: str = ""
    picture: Picture | None = None
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Poll:
    """A question of opinion, without a right answer."""

    id: str
    ask: Line
    options: tuple[Line, ...]
    audiences: tuple[str, ...] = ()
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question of the knowledge check: options by letter, the one right answer, and why."""

    id: str
    ask: Line
    options: Mapping[str, Line]
    answer: str
    why: Line
    audiences: tuple[str, ...] = ()
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to discuss, and what a good discussion touches."""

    ask: Line
    touches: tuple[Line, ...]
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Discussion:
    """The questions of the discussion guide, by whom they are for."""

    officers: tuple[Question, ...]
    leaders: tuple[Question, ...]
    community: tuple[Question, ...] = ()

    @property
    def groups(self) -> dict[str, tuple[Question, ...]]:
        """The questions by whom they are for."""
        return {"officers": self.officers, "leaders": self.leaders, "community": self.community}


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read, by title and publisher; never an address, which would rot."""

    title: str
    publisher: str
    about: Line
    cites: tuple[str, ...] = ()
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CardPart:
    """A block of a card under a heading; ``style`` says how its lines are set."""

    heading: str
    style: Style
    lines: tuple[Line, ...]
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A job aid of one or two half-letter sides."""

    id: str
    title: str
    sides: int
    parts: tuple[CardPart, ...]
    audiences: tuple[str, ...] = ()
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the card, in order."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The keys of the placeholders on it, each once, in order."""
        return tuple(dict.fromkeys(key for line in self.lines for key in line.locals))

    @property
    def cites(self) -> tuple[str, ...]:
        """The facts on it, each once, in order."""
        return tuple(dict.fromkeys(id for line in self.lines for id in line.cites))


@dataclass(frozen=True, slots=True)
class PlannerRow:
    """A task of the planning tool: what, which role, by when."""

    do: Line
    who: Line
    by: Line
    version: str = ""


@dataclass(frozen=True, slots=True)
class Planner:
    """The planning tool of the commander's packet."""

    title: str
    about: Line
    rows: tuple[PlannerRow, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the log template, and what to write in it."""

    name: str
    help: Line


@dataclass(frozen=True, slots=True)
class LogTemplate:
    """The log template of the commander's packet: what to record."""

    title: str
    about: Line
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """The commander's packet."""

    checklist: tuple[Line, ...]
    planner: Planner
    log: LogTemplate
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of "what changed": what held then, what holds now or is open."""

    then: Line
    now: Line
    version: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gate:
    """A review gate of one module: who passed it (initials) and when (ISO day); both "" while it is open.

    ``text``: the fingerprint of what was read ("" if it was signed by hand); ``outdated``: the module says
    something else by now."""

    gate: int
    by: str = ""
    date: str = ""
    note: str = ""
    text: str = ""
    outdated: bool = field(default=False, kw_only=True)
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def passed(self) -> bool:
        """Whether somebody has signed it, with a date, and the text is still the one that was read."""
        return bool(self.by and self.date) and not self.outdated


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the review log: what a reviewer or a focus group said, and what was done about it."""

    date: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """The review of a module: gates, facts a reviewer has initialled, and the log."""

    gates: tuple[Gate, ...] = ()
    initialled: frozenset[str] = frozenset()
    log: tuple[LogEntry, ...] = ()
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Module:
    """Everything a trainer hands out on one subject. ``titles``: year -> title as a source prints it."""

    key: str
    title: str
    titles: Mapping[str, str]
    kind: Literal["module", "topic"]
    about: Line
    aim: tuple[Line, ...]
    audiences: tuple[str, ...]
    versions: tuple[Version, ...]
    minutes: Minutes
    situation: Line
    storyboard: tuple[Scene, ...]
    slides: tuple[Slide, ...]
    polls: tuple[Poll, ...]
    discussion: Discussion
    references: tuple[Resource, ...]
    cards: tuple[Card, ...]
    packet: Packet
    check: tuple[CheckQuestion, ...]
    changed: tuple[Change, ...]
    key_facts: tuple[str, ...]
    review: Review = Review()
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def cuts(self) -> Iterator[tuple[str, str]]:
        """Every (audience, version) the module is made for; version "" where it has one form only."""
        for audience in self.audiences:
            for version in self.versions or (Version("", ""),):
                yield audience, version.key

    def of(self, audience: str, version: str = "") -> Module:
        """The module as this audience gets it in this version ("" is the first one).

        The discussion keeps all its groups: a trainer leads whom they have. Raises KeyError."""
        versions = [known.key for known in self.versions]
        if audience not in self.audiences or (version and version not in versions):
            raise KeyError(f"{self.key} has no {audience} {version}".rstrip())
        return _Cut(audience, version or next(iter(versions), "")).module(self)


_Node = TypeVar("_Node", Line, Scene, Slide, Poll, CheckQuestion, Card)
_Versioned = TypeVar("_Versioned", CardPart, Question, Resource, PlannerRow, Change)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Takes out of a module what is not for one audience and version."""

    audience: str
    version: str

    def module(self, module: Module) -> Module:
        packet, talk = module.packet, module.discussion
        return replace(
            module,
            aim=self.some(module.aim),
            storyboard=tuple(
                replace(scene, points=self.some(scene.points), narration=self.some(scene.narration))
                for scene in self.some(module.storyboard)
            ),
            slides=tuple(
                replace(slide, points=self.some(slide.points), notes=self.some(slide.notes))
                for slide in self.some(module.slides)
            ),
            polls=self.some(module.polls),
            discussion=Discussion(*(self.questions(group) for group in talk.groups.values())),
            references=self.versioned(module.references),
            cards=tuple(self.card(card) for card in self.some(module.cards)),
            packet=replace(
                packet,
                checklist=self.some(packet.checklist),
                planner=replace(packet.planner, rows=self.versioned(packet.planner.rows)),
                resources=self.versioned(packet.resources),
            ),
            check=self.some(module.check),
            changed=self.versioned(module.changed),
        )

    def card(self, card: Card) -> Card:
        parts = (replace(part, lines=self.some(part.lines)) for part in self.versioned(card.parts))
        return replace(card, parts=tuple(part for part in parts if part.lines))

    def questions(self, group: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(replace(q, touches=self.some(q.touches)) for q in self.versioned(group))

    def some(self, nodes: tuple[_Node, ...]) -> tuple[_Node, ...]:
        return tuple(
            node
            for node in nodes
            if (not node.audiences or self.audience in node.audiences) and node.version in ("", self.version)
        )

    def versioned(self, nodes: tuple[_Versioned, ...]) -> tuple[_Versioned, ...]:
        return tuple(node for node in nodes if node.version in ("", self.version))
