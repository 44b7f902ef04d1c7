"""What happened in a run: the recorded facts, each with a stable stored name.

An event says what is so, never what somebody wanted; ``evolve`` folds events into the state. Names in
kebab case are stored and never change, so classes may be renamed. A new field gets a default, so that
old journals stay readable; a change of meaning gets a new version and an upcast in ``codec``.
"""

from __future__ import annotations

from collections.abc import Mapping

from kit.engine.event import Event as Event, Recorded as Recorded, name_of as name_of
from kit.engine.events_deck import (
    QuestionAnswered as QuestionAnswered,
    QuestionClosed as QuestionClosed,
    QuestionOpened as QuestionOpened,
    QuestionRevealed as QuestionRevealed,
    SlideShown as SlideShown,
)
from kit.engine.events_people import (
    ActionSeen as ActionSeen,
    Announced as Announced,
    CameBack as CameBack,
    CommitmentMade as CommitmentMade,
    ConcernGrouped as ConcernGrouped,
    FeedbackGiven as FeedbackGiven,
    MessageWithdrawn as MessageWithdrawn,
    NoteMade as NoteMade,
    ObservationMade as ObservationMade,
    PositionChanged as PositionChanged,
    Raised as Raised,
    RaisedAnswered as RaisedAnswered,
    RatingSettled as RatingSettled,
    RemarkMade as RemarkMade,
    ReportEdited as ReportEdited,
    RowOwned as RowOwned,
    RowSettled as RowSettled,
    RunCreated as RunCreated,
    ScreenShown as ScreenShown,
    SeatAdmitted as SeatAdmitted,
    SeatMoved as SeatMoved,
    SeatRemoved as SeatRemoved,
    SeatTaken as SeatTaken,
    SteppedOut as SteppedOut,
    TargetRated as TargetRated,
    TaskSeen as TaskSeen,
)
from kit.engine.events_story import (
    ActUndone as ActUndone,
    BranchTaken as BranchTaken,
    BridgeRead as BridgeRead,
    BriefingStarted as BriefingStarted,
    ClockShifted as ClockShifted,
    DecisionOpened as DecisionOpened,
    EndingReached as EndingReached,
    ExerciseEnded as ExerciseEnded,
    ExerciseReopened as ExerciseReopened,
    ExerciseStarted as ExerciseStarted,
    HotWashOpened as HotWashOpened,
    InjectAdded as InjectAdded,
    InjectDelivered as InjectDelivered,
    InjectScheduled as InjectScheduled,
    LineForked as LineForked,
    ModuleOpened as ModuleOpened,
    PlayPaused as PlayPaused,
    PlayResumed as PlayResumed,
    ResultsHidden as ResultsHidden,
    ResultsRevealed as ResultsRevealed,
    SecondRoundOpened as SecondRoundOpened,
    StepHeld as StepHeld,
    StepMoved as StepMoved,
    StepReleased as StepReleased,
    StepSkipped as StepSkipped,
    StepsPassed as StepsPassed,
    StoodIn as StoodIn,
    TalliesShown as TalliesShown,
    VoteCast as VoteCast,
    VotingClosed as VotingClosed,
    VotingExtended as VotingExtended,
)

EVENTS: Mapping[str, type[Event]] = {str(c.__struct_config__.tag): c for c in Event.__subclasses__()}
