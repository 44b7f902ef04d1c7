"""What people may ask of a run. A command is a wish: ``decide`` answers with events or refuses.

The names are the ones pages send; the limits on text are part of the type, so that nothing longer
ever reaches a journal. ``parse`` turns a page's message into a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kit.engine.command import Actor as Actor, Command as Command, Role as Role
from kit.engine.commands_deck import (
    AnswerQuestion as AnswerQuestion,
    CloseQuestion as CloseQuestion,
    OpenQuestion as OpenQuestion,
    RevealQuestion as RevealQuestion,
    ShowSlide as ShowSlide,
)
from kit.engine.commands_people import (
    AddSeat as AddSeat,
    Admit as Admit,
    Announce as Announce,
    Answer as Answer,
    ChangePosition as ChangePosition,
    ComeBack as ComeBack,
    Commit as Commit,
    CreateRun as CreateRun,
    EditReport as EditReport,
    Feedback as Feedback,
    Group as Group,
    MeasureCapacity as MeasureCapacity,
    MoveSeat as MoveSeat,
    Note as Note,
    Observe as Observe,
    Own as Own,
    Raise as Raise,
    Rate as Rate,
    Remark as Remark,
    RemoveSeat as RemoveSeat,
    SeeAction as SeeAction,
    SeeTask as SeeTask,
    Settle as Settle,
    SettleRating as SettleRating,
    Show as Show,
    StepOut as StepOut,
    TakeSeat as TakeSeat,
    Withdraw as Withdraw,
)
from kit.engine.commands_story import (
    AddInject as AddInject,
    CastVote as CastVote,
    CloseVoting as CloseVoting,
    Deliver as Deliver,
    EndExercise as EndExercise,
    Extend as Extend,
    Finish as Finish,
    Fork as Fork,
    Hide as Hide,
    Hold as Hold,
    Move as Move,
    OpenDecision as OpenDecision,
    OpenHotWash as OpenHotWash,
    OpenModule as OpenModule,
    Pause as Pause,
    ReadBridge as ReadBridge,
    Release as Release,
    Reopen as Reopen,
    Resume as Resume,
    Reveal as Reveal,
    Schedule as Schedule,
    SecondRound as SecondRound,
    ShiftClock as ShiftClock,
    ShowTallies as ShowTallies,
    Skip as Skip,
    StartBriefing as StartBriefing,
    StartExercise as StartExercise,
    TakeBranch as TakeBranch,
    Undo as Undo,
)


def _all(kind: type[Command]) -> Mapping[str, type[Command]]:
    return {str(cls.__struct_config__.tag): cls for cls in kind.__subclasses__()}


COMMANDS: Mapping[str, type[Command]] = _all(Command)


def name_of(command: Command) -> str:
    """The stable name of a command: what a page sends."""
    return name_of_type(type(command))


def name_of_type(kind: type[Command]) -> str:
    """The stable name of a kind of command."""
    return str(kind.__struct_config__.tag)


def parse(name: str, args: Mapping[str, Any]) -> Command:
    """The command a page sent.

    Raises ValueError with a sentence for an unknown name, a wrong type or a text that is too long."""
    kind = COMMANDS.get(name) if isinstance(name, str) and isinstance(args, Mapping) else None
    if kind is None:
        raise ValueError(f"There is no command {name!r}.")
    try:
        command = msgspec.convert({**args, "type": name}, kind)
        msgspec.json.encode(command)  # half of a surrogate pair is a string, but no text
        return command
    except (msgspec.ValidationError, UnicodeEncodeError) as problem:
        raise ValueError(f"{name}: {problem}") from problem
