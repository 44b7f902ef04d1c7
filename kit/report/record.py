"""The plain facts of one run that a report needs, free of the engine.

``gather`` fills a Record from the journal's events; everything behind it (``draft``, ``figures``,
``layout``) reads only this. All times are milliseconds since the epoch; ``story`` is scenario time as
people read it ("Tue 19:00").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.scenario.story import Story


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a thing stands in the journal. ``seq`` is the anchor that every finding leads back to."""

    seq: int
    at: int
    story: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Setup:
    """What the facilitator chose before play. ``names`` is named, positions or anonymous."""

    run: str
    form: str
    dials: Mapping[str, str]
    name: str
    sponsor: str
    date: str
    place: str
    names: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place; ``removed`` seats are kept, because their votes may stand."""

    id: str
    role: str
    position: str
    name: str
    joined: Stamp
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of phase or pace: lobby, briefing, play, pause, resume, module, hot-wash, closed, ..."""

    stamp: Stamp
    kind: str
    ref: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something put before people.

    ``kind``: inject, private, opening, bridge, announcement, consequence or ending. ``ref`` is the
    inject, module, bridge, decision or ending id; ``to`` position ids, empty for everyone."""

    stamp: Stamp
    kind: str
    ref: str
    title: str
    text: str
    sender: str = ""
    channel: str = ""
    to: tuple[str, ...] = ()
    contingency: bool = False
    added: bool = False  # written by the facilitator during play
    withdrawn: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """A step the facilitator left out, with the reason given."""

    stamp: Stamp
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A seat's last vote in a round."""

    seat: str
    option: str
    reason: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Round:
    """One round of voting. ``of`` is how many seats could vote when it closed, 0 if it never did."""

    votes: tuple[Vote, ...]
    of: int = 0
    closed: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it went on one line.

    ``options`` were open; ``before`` is the story just before the branch, by which tallies and dial
    notes are read; ``how`` is majority, override, tie or fork; ``seen`` the messages put before people
    on this line until then, oldest first."""

    decision: str
    line: int
    opened: Stamp
    options: tuple[str, ...]
    rounds: tuple[Round, ...]
    before: Story
    seen: tuple[Message, ...] = ()
    taken: Stamp | None = None
    option: str = ""
    how: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A decision the form leaves out, and the letter that stood in for it."""

    stamp: Stamp
    decision: str
    option: str


@dataclass(frozen=True, slots=True)
class Line:
    """One way the story went. ``forked`` is None for the line the run began on."""

    number: int
    parent: int = 0
    decision: str = ""
    option: str = ""
    why: str = ""
    forked: Stamp | None = None
    ending: str = ""
    trust: int = 0
    story: str = ""  # scenario time it reached


@dataclass(frozen=True, slots=True)
class Observation:
    """An evaluator's timed note. ``kind``: strength, improve or note; ``task`` an index or None."""

    stamp: Stamp
    id: str
    seat: str
    kind: str
    text: str
    target: str
    task: int | None
    ref: str


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """An evaluator saw a critical task of a target."""

    stamp: Stamp
    seat: str
    target: str
    task: int


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """An evaluator's last rating of a target, or of "objective/core capability"; "-" is not rated."""

    stamp: Stamp
    seat: str
    target: str
    rating: str
    why: str


@dataclass(frozen=True, slots=True)
class RatingSettled:
    """What people agreed on after they had seen each other's ratings."""

    stamp: Stamp
    target: str
    rating: str
    why: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What a player raised. ``kind``: question, authority, counsel or concern; ``row`` its board row."""

    stamp: Stamp
    id: str
    seat: str
    position: str
    kind: str
    text: str
    answer: str = ""
    answered: Stamp | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of the concerns board: who owns it, what was answered, who promised what by when.

    ``promised`` is where the commitment stands, None without one."""

    stamp: Stamp
    id: str
    concern: str
    owner: str = ""
    answer: str = ""
    authority: bool = True
    what: str = ""
    by: str = ""
    state: str = "open"
    promised: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A facilitator's note, or a player's hot-wash remark (``kind`` note, strength or improve)."""

    stamp: Stamp
    id: str
    seat: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One player's feedback form: item key to a number (scale 1 to 5) or a text."""

    stamp: Stamp
    seat: str
    answers: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a report is drafted from."""

    setup: Setup
    seats: tuple[Seat, ...] = ()
    turns: tuple[Turn, ...] = ()
    messages: tuple[Message, ...] = ()
    skips: tuple[Skip, ...] = ()
    decided: tuple[Decided, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    lines: tuple[Line, ...] = (Line(1),)
    observations: tuple[Observation, ...] = ()
    tasks: tuple[TaskSeen, ...] = ()
    actions: Mapping[tuple[str, int], Stamp] = field(default_factory=dict)  # (step, expected action) -> seen
    ratings: tuple[RatingGiven, ...] = ()
    settled: tuple[RatingSettled, ...] = ()
    raised: tuple[Raised, ...] = ()
    board: tuple[BoardRow, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    events: int = 0  # how many events the journal held
