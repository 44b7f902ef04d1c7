"""A run as it stands: everything the journal says, folded. Immutable; ``evolve`` makes the next one.

A run is played along a *line*. Going back to a decision keeps the old line as it was and starts a new
one, so everything that belongs to the story (what was delivered, voted, taken) lives in ``Line`` and
everything that belongs to the people (seats, notes, ratings, talk) in ``Run``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from kit.engine.commands import Role
from kit.engine.state_deck import NOTHING_GIVEN, Given
from kit.scenario.flow import Beat, flow
from kit.scenario.model import Exercise, Inject
from kit.scenario.story import Story


class Phase(StrEnum):
    """Where a run stands, from the door to the end."""

    LOBBY = "lobby"
    BRIEFING = "briefing"
    PLAY = "play"
    HOT_WASH = "hot-wash"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Setup:
    """What the facilitator chose before play; fills the documents."""

    slug: str
    form: str
    dials: Mapping[str, str]
    name: str
    sponsor: str
    date: str
    place: str
    admission: str
    names: str  # named | positions | anonymous
    code: str
    staff_code: str
    scenario: str
    created_at: int
    scored: bool = False  # a briefing's roster keeps how many checks were answered rightly


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place. ``serial`` grows when the seat moves, so that older tickets are stale."""

    id: str
    role: Role
    position: str
    name: str
    resume: str
    joined_at: int
    serial: int = 0
    waiting: bool = False
    removed: bool = False
    stepped_out: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """A seat's choice in one round."""

    option: str
    reason: str
    at: int
    seq: int


@dataclass(frozen=True)
class Ballot:
    """A decision from opening to branch. ``rounds`` holds votes by seat; the last round counts."""

    decision: str
    options: tuple[str, ...]
    status: str  # open | closed | revealed | taken
    opened_at: int
    closes_at: int | None
    rounds: tuple[Mapping[str, Vote], ...] = ({},)
    closed_at: int | None = None
    of: int = 0
    taken: str = ""
    how: str = ""
    why: str = ""
    taken_at: int = 0

    @property
    def votes(self) -> Mapping[str, Vote]:
        """The votes of the round in hand."""
        return self.rounds[-1]

    def counts(self) -> dict[str, int]:
        """Votes by option in the round in hand, options in order."""
        totals = dict.fromkeys(self.options, 0)
        for vote in self.votes.values():
            totals[vote.option] += 1
        return totals

    def leaders(self) -> tuple[str, ...]:
        """The options with the most votes; more than one is a tie, none when nobody voted."""
        counts = self.counts()
        top = max(counts.values(), default=0)
        return tuple(key for key, votes in counts.items() if votes == top) if top else ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a beat: done, passed or skipped."""

    status: str
    at: int
    seq: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was put before people. ``ref`` is the inject, module, bridge or decision id."""

    id: str
    kind: str
    seq: int
    at: int
    story: tuple[int, bool]  # scenario minutes from T0, exact?
    ref: str
    wording: str = ""
    to: tuple[str, ...] = ()  # positions that get it; empty = everyone
    text: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Line:
    """One way the story went."""

    number: int
    story: Story
    order: tuple[Beat, ...]
    parent: int = 0
    forked_at: str = ""  # the decision it left its parent at
    why: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    due: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, Inject] = field(default_factory=dict)
    ballots: Mapping[str, Ballot] = field(default_factory=dict)
    feed: tuple[Message, ...] = ()
    module: str = ""
    module_at: int = 0
    clock: tuple[int, bool] = (0, True)
    shift: int = 0
    in_hand: str = ""  # what is on the table: a beat's id
    decision: str = ""  # the decision in hand, "" when none
    ending: str = ""
    given: Given = NOTHING_GIVEN  # of a briefing's deck


@dataclass(frozen=True, slots=True)
class Act:
    """A facilitator's act that can be taken back, with the line as it was just before."""

    seq: int
    at: int
    name: str
    subject: str
    before: Line


@dataclass(frozen=True, slots=True)
class RaisedItem:
    """Something a player wanted heard, with its answer and its row on the board."""

    id: str
    seat: str
    position: str
    kind: str
    text: str
    at: int
    module: str
    answer: str = ""
    answered_at: int = 0
    row: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the concerns board on a joint call."""

    id: str
    text: str
    at: int
    owner: str = ""
    answer: str = ""
    authority: bool = True
    what: str = ""
    by: str = ""
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Observation:
    """An evaluator's note, with the moment it was first written."""

    id: str
    seat: str
    kind: str
    text: str
    target: str
    task: int | None
    ref: str
    at: int
    story: tuple[int, bool]
    line: int


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """A letter with its reason."""

    rating: str
    why: str
    at: int


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """A facilitator's note or a player's hot-wash remark (``kind`` note, strength or improve)."""

    id: str
    seat: str
    kind: str
    text: str
    at: int
    story: tuple[int, bool]


@dataclass(frozen=True)
class Run:
    """Everything known of a run after event ``seq``."""

    exercise: Exercise
    setup: Setup
    line: Line
    seq: int = 0
    phase: Phase = Phase.LOBBY
    phase_at: Mapping[str, int] = field(default_factory=dict)
    paused_at: int | None = None
    paused_ms: int = 0  # in the module in hand
    seats: Mapping[str, Seat] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()  # lines left behind
    turns: Mapping[tuple[int, str], Line] = field(default_factory=dict)  # before each branch
    acts: tuple[Act, ...] = ()
    raised: Mapping[str, RaisedItem] = field(default_factory=dict)
    board: Mapping[str, Row] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    tasks_seen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ratings: Mapping[str, Mapping[str, RatingGiven]] = field(default_factory=dict)
    settled: Mapping[str, RatingGiven] = field(default_factory=dict)
    notes: Mapping[str, NoteTaken] = field(default_factory=dict)
    remarks: Mapping[str, NoteTaken] = field(default_factory=dict)
    feedback: Mapping[str, tuple[int, Mapping[str, int | str]]] = field(default_factory=dict)
    actions_seen: Mapping[tuple[str, int], int] = field(default_factory=dict)
    edits: Mapping[str, str] = field(default_factory=dict)
    tallies_shown: bool = False
    screen: tuple[str, str] = ("", "dark")
    log: tuple[tuple[int, int, str], ...] = ()  # (seq, at, name and subject)
    commands: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # command id -> (seq, at) it ended at
    opened: tuple[str, Line] | None = None  # the command being recorded, and the line before it

    @property
    def ballot(self) -> Ballot | None:
        """The decision in hand."""
        return self.line.ballots.get(self.line.decision)

    def players(self) -> list[Seat]:
        """Players who are in: admitted and not removed."""
        return [s for s in self.seats.values() if s.role is Role.PLAYER and not s.waiting and not s.removed]

    def voters(self) -> list[Seat]:
        """Players who may vote now: those who have not stepped out."""
        return [seat for seat in self.players() if not seat.stepped_out]

    def step_inject(self, id: str) -> Inject:
        """An inject of the exercise or one added during play. Raises KeyError."""
        return self.line.added[id] if id in self.line.added else self.exercise.inject(id)


T = TypeVar("T", "Run", "Line", "Ballot")


def changed(whole: T, /, **parts: Any) -> T:
    """The same with other parts: ``dataclasses.replace``, which calls the constructor with all thirty
    fields, in a quarter of the time. Raises TypeError for a part that does not exist."""
    if not parts.keys() <= whole.__dataclass_fields__.keys():
        raise TypeError(f"{type(whole).__name__} has no {', '.join(parts.keys() - vars(whole).keys())}")
    new = object.__new__(type(whole))
    vars(new).update(vars(whole), **parts)
    return new


def first_line(exercise: Exercise, form: str, story: Story) -> Line:
    """The line a run starts on."""
    return Line(number=1, story=story, order=flow(exercise, form), clock=(exercise.clock.starts, True))
