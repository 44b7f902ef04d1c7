"""Events that move a run and its story: phases, injects, decisions, lines."""

from __future__ import annotations

from kit.engine.event import Event

# -- phases -----------------------------------------------------------------------------------------


class BriefingStarted(Event, tag="briefing-started", frozen=True):
    """Welcome and ground rules."""


class ExerciseStarted(Event, tag="exercise-started", frozen=True):
    """StartEx: play begins."""


class PlayPaused(Event, tag="play-paused", frozen=True):
    """The facilitator stopped the clocks."""


class PlayResumed(Event, tag="play-resumed", frozen=True):
    """The clocks run again; what was due is due later by the pause."""


class HotWashOpened(Event, tag="hot-wash-opened", frozen=True):
    """Play is over; players say what to keep and what to fix."""


class TalliesShown(Event, tag="tallies-shown", frozen=True):
    """The facilitator showed or hid the three tallies in the debrief."""

    shown: bool


class ExerciseEnded(Event, tag="exercise-ended", frozen=True):
    """EndEx."""


class ExerciseReopened(Event, tag="exercise-reopened", frozen=True):
    """The facilitator went back from the end to the hot wash."""


# -- the story --------------------------------------------------------------------------------------


class ModuleOpened(Event, tag="module-opened", frozen=True):
    """A module began with this wording of its opening; its private injects went out."""

    module: str
    wording: str  # "" where the module has no opening


class InjectDelivered(Event, tag="inject-delivered", frozen=True):
    """An inject was put into play in this wording, for everyone or its addressees."""

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
    """The facilitator left a step out; it has no effect."""

    step: str
    reason: str


class StepHeld(Event, tag="step-held", frozen=True):
    """A step waits until it is released."""

    step: str


class StepReleased(Event, tag="step-released", frozen=True):
    """A held step takes its place again."""

    step: str


class StepMoved(Event, tag="step-moved", frozen=True):
    """A step is played before another one of its module."""

    step: str
    before: str


class InjectScheduled(Event, tag="inject-scheduled", frozen=True):
    """An inject will be delivered by the clock at ``due``; None takes the time away."""

    inject: str
    due: int | None


class InjectAdded(Event, tag="inject-added", frozen=True):
    """The facilitator wrote an inject during play; it is next."""

    inject: str
    title: str
    text: str
    sender: str
    channel: str
    to: tuple[str, ...]


class ClockShifted(Event, tag="clock-shifted", frozen=True):
    """The scenario clock, and every printed time to come, moved by so many minutes."""

    minutes: int


class BridgeRead(Event, tag="bridge-read", frozen=True):
    """The paragraph that carries a short form over what it leaves out."""

    bridge: str


class EndingReached(Event, tag="ending-reached", frozen=True):
    """The ending the story has earned, and its tail."""

    ending: str
    tail: str


class LineForked(Event, tag="line-forked", frozen=True):
    """Play went back to a decision; the line left behind is kept as it was."""

    line: int
    parent: int
    decision: str
    option: str
    why: str


class ActUndone(Event, tag="act-undone", frozen=True):
    """The facilitator took back the act recorded at ``of``."""

    of: int


# -- decisions --------------------------------------------------------------------------------------


class DecisionOpened(Event, tag="decision-opened", frozen=True):
    """Voting is open, on these options, until ``closes_at`` (None: no limit)."""

    decision: str
    options: tuple[str, ...]
    closes_at: int | None


class VotingExtended(Event, tag="voting-extended", frozen=True):
    """Voting stays open until ``closes_at``."""

    decision: str
    closes_at: int


class VoteCast(Event, tag="vote-cast", frozen=True):
    """A seat chose; a later vote of the same round replaces it."""

    decision: str
    round: int
    seat: str
    option: str
    reason: str


class VotingClosed(Event, tag="voting-closed", frozen=True):
    """No more votes; ``of`` seats could have voted."""

    decision: str
    of: int  # seats that could vote


class ResultsRevealed(Event, tag="results-revealed", frozen=True):
    """Everybody sees the result."""

    decision: str


class ResultsHidden(Event, tag="results-hidden", frozen=True):
    """The result was taken off the pages again."""

    decision: str


class SecondRoundOpened(Event, tag="second-round-opened", frozen=True):
    """Vote again after the talk; the first round is kept."""

    decision: str
    round: int
    closes_at: int | None


class BranchTaken(Event, tag="branch-taken", frozen=True):
    """The story follows this option."""

    decision: str
    option: str
    how: str  # majority | override | tie | fork
    why: str
