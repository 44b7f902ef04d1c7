"""Events about people: seats, talk, evaluation, hot wash, the words of the report."""

from __future__ import annotations

from kit.engine.commands import Role
from kit.engine.event import Event

# -- the run and its seats --------------------------------------------------------------------------


class RunCreated(Event, tag="run-created", frozen=True, omit_defaults=True):
    """A facilitator set up a run; ``scenario`` is the digest of the text it is played from.

    The last three are of briefings: what was to be given, where, and whether the roster keeps a score."""

    slug: str
    form: str
    dials: dict[str, str]
    name: str
    sponsor: str
    date: str
    place: str
    admission: str
    names: str
    code: str
    staff_code: str
    scenario: str
    entries: tuple[str, ...] = ()
    setting: str = ""
    scored: bool = False


class SeatTaken(Event, tag="seat-taken", frozen=True):
    """Somebody joined, by a device or (``by_hand``) on the facilitator's word."""

    seat: str
    role: Role
    position: str
    name: str
    resume: str
    waiting: bool = False
    by_hand: bool = False


class SeatMoved(Event, tag="seat-moved", frozen=True):
    """The seat is on another device now; tickets given before are stale."""

    seat: str


class SeatAdmitted(Event, tag="seat-admitted", frozen=True):
    """The facilitator let a waiting player in."""

    seat: str


class SeatRemoved(Event, tag="seat-removed", frozen=True):
    """The facilitator closed a seat; what it said and voted stays."""

    seat: str


class PositionChanged(Event, tag="position-changed", frozen=True):
    """A player took another position before play."""

    seat: str
    position: str


class SteppedOut(Event, tag="stepped-out", frozen=True):
    """A player left the story for a while; the seat is kept."""

    seat: str


class CameBack(Event, tag="came-back", frozen=True):
    """A player who had stepped out is back."""

    seat: str


# -- talk -------------------------------------------------------------------------------------------


class Announced(Event, tag="announced", frozen=True):
    """The facilitator said something to everyone or to some positions."""

    id: str
    text: str
    to: tuple[str, ...]


class MessageWithdrawn(Event, tag="message-withdrawn", frozen=True):
    """A message was taken back; everybody sees that it was."""

    item: str


class Raised(Event, tag="raised", frozen=True):
    """A player asked, named a limit of authority, called counsel, or voiced a concern."""

    id: str
    seat: str
    kind: str
    text: str


class RaisedAnswered(Event, tag="raised-answered", frozen=True):
    """The facilitator answered."""

    id: str
    text: str


class ConcernGrouped(Event, tag="concern-grouped", frozen=True):
    """A concern was put into a row of the board."""

    concern: str
    row: str
    text: str


class RowOwned(Event, tag="row-owned", frozen=True):
    """A row has an owner, or is said not to be anybody's here (``authority`` False)."""

    row: str
    owner: str
    answer: str
    authority: bool


class CommitmentMade(Event, tag="commitment-made", frozen=True):
    """The owner promised something, by a time."""

    row: str
    what: str
    by: str


class RowSettled(Event, tag="row-settled", frozen=True):
    """A row changed its state."""

    row: str
    state: str


class NoteMade(Event, tag="note-made", frozen=True):
    """The facilitator's own note."""

    id: str
    text: str


class ActionSeen(Event, tag="action-seen", frozen=True):
    """An expected action was seen, or ticked by mistake."""

    step: str
    index: int
    seen: bool


class ScreenShown(Event, tag="screen-shown", frozen=True):
    """What the screen shows; "" leaves it to the course of play."""

    what: str
    scheme: str


# -- evaluation, hot wash, report -------------------------------------------------------------------


class ObservationMade(Event, tag="observation-made", frozen=True):
    """An evaluator's note, new or changed, tied to a step, a target, a task."""

    id: str
    seat: str
    kind: str
    text: str
    target: str
    task: int | None
    ref: str


class TaskSeen(Event, tag="task-seen", frozen=True):
    """An evaluator saw a critical task done."""

    seat: str
    target: str
    task: int
    seen: bool


class TargetRated(Event, tag="target-rated", frozen=True):
    """An evaluator's rating of a target or capability."""

    seat: str
    target: str
    rating: str
    why: str


class RatingSettled(Event, tag="rating-settled", frozen=True):
    """The rating that stands where evaluators differed; theirs stay in the record."""

    target: str
    rating: str
    why: str


class RemarkMade(Event, tag="remark-made", frozen=True):
    """A player's hot-wash remark, new or changed."""

    id: str
    seat: str
    kind: str
    text: str


class FeedbackGiven(Event, tag="feedback-given", frozen=True):
    """Answers to the participant feedback form; later ones replace earlier ones."""

    seat: str
    answers: dict[str, int | str]


class ReportEdited(Event, tag="report-edited", frozen=True):
    """A person's words for a part of the report; they replace the draft."""

    key: str
    text: str
