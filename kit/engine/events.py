"""What happened in a run: the recorded facts, each with a stable stored name.

An event says what is so, never what somebody wanted; ``evolve`` folds events into the state. Names in
kebab case are stored and never change, so classes may be renamed. A new field gets a default, so that
old journals stay readable; a change of meaning gets a new version and an upcast in ``codec``.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kit.engine.commands import Role


class Event(msgspec.Struct, frozen=True):
    """The base of all events."""


class Recorded(msgspec.Struct, frozen=True):
    """An event with where and when it stands in the journal: ``at`` in milliseconds since the epoch.

    ``by`` is a seat id, or facilitator, clock or door; ``command`` the id of the command it answers."""

    seq: int
    at: int
    by: str
    command: str
    event: Event

    @property
    def name(self) -> str:
        return name_of(self.event)


# -- the run and its seats -------------------------------------------------------------------------


class RunCreated(Event, tag="run-created", frozen=True):
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


class SeatTaken(Event, tag="seat-taken", frozen=True):
    seat: str
    role: Role
    position: str
    name: str
    resume: str
    waiting: bool = False
    by_hand: bool = False


class SeatMoved(Event, tag="seat-moved", frozen=True):
    seat: str


class SeatAdmitted(Event, tag="seat-admitted", frozen=True):
    seat: str


class SeatRemoved(Event, tag="seat-removed", frozen=True):
    seat: str


class PositionChanged(Event, tag="position-changed", frozen=True):
    seat: str
    position: str


class SteppedOut(Event, tag="stepped-out", frozen=True):
    seat: str


class CameBack(Event, tag="came-back", frozen=True):
    seat: str


# -- phases ----------------------------------------------------------------------------------------


class BriefingStarted(Event, tag="briefing-started", frozen=True):
    pass


class ExerciseStarted(Event, tag="exercise-started", frozen=True):
    pass


class PlayPaused(Event, tag="play-paused", frozen=True):
    pass


class PlayResumed(Event, tag="play-resumed", frozen=True):
    pass


class HotWashOpened(Event, tag="hot-wash-opened", frozen=True):
    pass


class TalliesShown(Event, tag="tallies-shown", frozen=True):
    shown: bool


class ExerciseEnded(Event, tag="exercise-ended", frozen=True):
    pass


class ExerciseReopened(Event, tag="exercise-reopened", frozen=True):
    pass


# -- the story -------------------------------------------------------------------------------------


class ModuleOpened(Event, tag="module-opened", frozen=True):
    module: str
    wording: str  # "" where the module has no opening


class InjectDelivered(Event, tag="inject-delivered", frozen=True):
    inject: str
    wording: str
    audience: str


class StepsPassed(Event, tag="steps-passed", frozen=True):
    """Steps that were not played: their condition did not hold, or the form leaves them out."""

    steps: tuple[str, ...]


class StoodIn(Event, tag="stood-in", frozen=True):
    """A decision the form leaves out: its stand-in sets flags and adds no tally."""

    decision: str
    option: str


class StepSkipped(Event, tag="step-skipped", frozen=True):
    step: str
    reason: str


class StepHeld(Event, tag="step-held", frozen=True):
    step: str


class StepReleased(Event, tag="step-released", frozen=True):
    step: str


class StepMoved(Event, tag="step-moved", frozen=True):
    step: str
    before: str


class InjectScheduled(Event, tag="inject-scheduled", frozen=True):
    inject: str
    due: int | None


class InjectAdded(Event, tag="inject-added", frozen=True):
    inject: str
    title: str
    text: str
    sender: str
    channel: str
    to: tuple[str, ...]


class ClockShifted(Event, tag="clock-shifted", frozen=True):
    minutes: int


class BridgeRead(Event, tag="bridge-read", frozen=True):
    bridge: str


class EndingReached(Event, tag="ending-reached", frozen=True):
    ending: str
    tail: str


class LineForked(Event, tag="line-forked", frozen=True):
    line: int
    parent: int
    decision: str
    option: str
    why: str


class ActUndone(Event, tag="act-undone", frozen=True):
    """The facilitator took back the act recorded at ``of``."""

    of: int


# -- decisions -------------------------------------------------------------------------------------


class DecisionOpened(Event, tag="decision-opened", frozen=True):
    decision: str
    options: tuple[str, ...]
    closes_at: int | None


class VotingExtended(Event, tag="voting-extended", frozen=True):
    decision: str
    closes_at: int


class VoteCast(Event, tag="vote-cast", frozen=True):
    decision: str
    round: int
    seat: str
    option: str
    reason: str


class VotingClosed(Event, tag="voting-closed", frozen=True):
    decision: str
    of: int  # seats that could vote


class ResultsRevealed(Event, tag="results-revealed", frozen=True):
    decision: str


class ResultsHidden(Event, tag="results-hidden", frozen=True):
    decision: str


class SecondRoundOpened(Event, tag="second-round-opened", frozen=True):
    decision: str
    round: int
    closes_at: int | None


class BranchTaken(Event, tag="branch-taken", frozen=True):
    decision: str
    option: str
    how: str  # majority | override | tie | fork
    why: str


# -- talk ------------------------------------------------------------------------------------------


class Announced(Event, tag="announced", frozen=True):
    id: str
    text: str
    to: tuple[str, ...]


class MessageWithdrawn(Event, tag="message-withdrawn", frozen=True):
    item: str


class Raised(Event, tag="raised", frozen=True):
    id: str
    seat: str
    kind: str
    text: str


class RaisedAnswered(Event, tag="raised-answered", frozen=True):
    id: str
    text: str


class ConcernGrouped(Event, tag="concern-grouped", frozen=True):
    concern: str
    row: str
    text: str


class RowOwned(Event, tag="row-owned", frozen=True):
    row: str
    owner: str
    answer: str
    authority: bool


class CommitmentMade(Event, tag="commitment-made", frozen=True):
    row: str
    what: str
    by: str


class RowSettled(Event, tag="row-settled", frozen=True):
    row: str
    state: str


class NoteMade(Event, tag="note-made", frozen=True):
    id: str
    text: str


class ActionSeen(Event, tag="action-seen", frozen=True):
    step: str
    index: int
    seen: bool


class ScreenShown(Event, tag="screen-shown", frozen=True):
    what: str
    scheme: str


# -- evaluation, hot wash, report ------------------------------------------------------------------


class ObservationMade(Event, tag="observation-made", frozen=True):
    id: str
    seat: str
    kind: str
    text: str
    target: str
    task: int | None
    ref: str


class TaskSeen(Event, tag="task-seen", frozen=True):
    seat: str
    target: str
    task: int
    seen: bool


class TargetRated(Event, tag="target-rated", frozen=True):
    seat: str
    target: str
    rating: str
    why: str


class RatingSettled(Event, tag="rating-settled", frozen=True):
    target: str
    rating: str
    why: str


class RemarkMade(Event, tag="remark-made", frozen=True):
    id: str
    seat: str
    kind: str
    text: str


class FeedbackGiven(Event, tag="feedback-given", frozen=True):
    seat: str
    answers: dict[str, int | str]


class ReportEdited(Event, tag="report-edited", frozen=True):
    key: str
    text: str


EVENTS: Mapping[str, type[Event]] = {str(c.__struct_config__.tag): c for c in Event.__subclasses__()}


def name_of(event: Event) -> str:
    """The stored name of an event."""
    return str(type(event).__struct_config__.tag)
