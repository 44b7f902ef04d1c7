"""What people may ask of a run. A command is a wish: ``decide`` answers with events or refuses.

The names are the ones pages send; the limits on text are part of the type, so that nothing longer
ever reaches a journal. ``parse`` turns a page's message into a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Short = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Long = Annotated[str, Meta(max_length=10_000)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=40)]
Minutes = Annotated[int, Meta(ge=0, le=240)]


class Role(StrEnum):
    """What somebody is in the exercise; a player's in-story function is a *position*."""

    FACILITATOR = "facilitator"
    PLAYER = "player"
    EVALUATOR = "evaluator"
    OBSERVER = "observer"  # the screen, too
    CLOCK = "clock"  # the room's own timekeeper
    DOOR = "door"  # whoever lets people in


class Actor(msgspec.Struct, frozen=True):
    """Who asks. ``seat`` is a seat id for players and evaluators, else the role's own name.

    ``serial`` is the seat's at the time the ticket was given: a seat that moved has a higher one."""

    role: Role
    seat: str
    serial: int = 0


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all commands."""


# -- the run and its seats -------------------------------------------------------------------------


class CreateRun(Command, tag="create-run", frozen=True):
    slug: Id
    form: Id = "full"
    dials: dict[str, Id] = {}
    name: Short = ""
    sponsor: Short = ""
    date: Short = ""
    place: Short = ""
    admission: Id = "open"  # or "approve"
    names: Id = "positions"  # named | positions | anonymous
    code: Id = ""  # filled in by the house
    staff_code: Id = ""
    scenario: Short = ""  # digest of the text the run is played from


class TakeSeat(Command, tag="take-seat", frozen=True):
    seat: Id
    role: Role
    resume: Id
    position: Annotated[str, Meta(max_length=64)] = ""
    name: Short = ""


class MoveSeat(Command, tag="move-seat", frozen=True):
    """Another device takes a seat with its resume code."""

    seat: Id


class Admit(Command, tag="admit", frozen=True):
    seat: Id


class RemoveSeat(Command, tag="remove-seat", frozen=True):
    seat: Id


class AddSeat(Command, tag="add-seat", frozen=True):
    """The facilitator seats somebody who has no device."""

    position: Id
    seat: Annotated[str, Meta(max_length=64)] = ""
    name: Short = ""
    resume: Annotated[str, Meta(max_length=64)] = ""


class ChangePosition(Command, tag="change-position", frozen=True):
    position: Id


class StepOut(Command, tag="step-out", frozen=True):
    pass


class ComeBack(Command, tag="come-back", frozen=True):
    pass


# -- phases ----------------------------------------------------------------------------------------


class StartBriefing(Command, tag="start-briefing", frozen=True):
    pass


class StartExercise(Command, tag="start-exercise", frozen=True):
    """StartEx."""


class Pause(Command, tag="pause", frozen=True):
    pass


class Resume(Command, tag="resume", frozen=True):
    pass


class OpenHotWash(Command, tag="open-hot-wash", frozen=True):
    pass


class ShowTallies(Command, tag="show-tallies", frozen=True):
    shown: bool = True


class EndExercise(Command, tag="end-exercise", frozen=True):
    """EndEx."""


class Reopen(Command, tag="reopen", frozen=True):
    pass


# -- the story -------------------------------------------------------------------------------------


class OpenModule(Command, tag="open-module", frozen=True):
    module: Id


class Deliver(Command, tag="deliver", frozen=True):
    inject: Id
    audience: Annotated[str, Meta(max_length=16)] = ""  # "" = as written; everyone | addressees


class Skip(Command, tag="skip", frozen=True):
    step: Id
    reason: Text = ""


class Hold(Command, tag="hold", frozen=True):
    step: Id


class Release(Command, tag="release", frozen=True):
    step: Id


class Move(Command, tag="move", frozen=True):
    """Reorder: play ``step`` before ``before``."""

    step: Id
    before: Id


class Schedule(Command, tag="schedule", frozen=True):
    inject: Id
    at: int | None  # milliseconds since the epoch


class AddInject(Command, tag="add-inject", frozen=True):
    title: Short
    text: Text
    sender: Short = ""
    channel: Short = ""
    to: Ids = ()


class ShiftClock(Command, tag="shift-clock", frozen=True):
    minutes: Annotated[int, Meta(ge=-10_080, le=10_080)]


class ReadBridge(Command, tag="bridge", frozen=True):
    id: Id


class Finish(Command, tag="finish", frozen=True):
    """Read the ending the story has earned."""


class Fork(Command, tag="fork", frozen=True):
    """Go back to a decision and take another branch; what was played is kept as its own line."""

    decision: Id
    option: Id
    why: Text = ""
    line: int = 0  # the line to leave; 0 = the one being played


class Undo(Command, tag="undo", frozen=True):
    pass


# -- decisions -------------------------------------------------------------------------------------


class OpenDecision(Command, tag="open-decision", frozen=True):
    decision: Id
    minutes: Minutes | None = None  # None = as written; 0 = no time limit


class Extend(Command, tag="extend", frozen=True):
    minutes: Minutes


class CastVote(Command, tag="cast-vote", frozen=True):
    decision: Id
    option: Id
    reason: Text = ""
    round: int = 0  # 0 = the round in hand


class CloseVoting(Command, tag="close-voting", frozen=True):
    pass


class Reveal(Command, tag="reveal", frozen=True):
    pass


class Hide(Command, tag="hide", frozen=True):
    pass


class SecondRound(Command, tag="second-round", frozen=True):
    minutes: Minutes | None = None


class TakeBranch(Command, tag="take-branch", frozen=True):
    option: Id
    reason: Text = ""


# -- talk ------------------------------------------------------------------------------------------


class Announce(Command, tag="announce", frozen=True):
    text: Text
    to: Ids = ()


class Withdraw(Command, tag="withdraw", frozen=True):
    """Take a message back; everybody sees that it was."""

    item: Id


class Raise(Command, tag="raise", frozen=True):
    kind: Id  # question | authority | counsel | concern
    text: Text


class Answer(Command, tag="answer", frozen=True):
    raised: Id
    text: Text


class Group(Command, tag="group", frozen=True):
    """Put a concern into a row of the board; ``row`` empty makes a new one."""

    concern: Id
    row: Annotated[str, Meta(max_length=64)] = ""
    text: Text = ""


class Own(Command, tag="own", frozen=True):
    row: Id
    owner: Short
    answer: Text = ""
    authority: bool = True


class Commit(Command, tag="commit", frozen=True):
    row: Id
    what: Text
    by: Short = ""


class Settle(Command, tag="settle", frozen=True):
    row: Id
    state: Id  # open | owned | not-ours | promised | done


class Note(Command, tag="note", frozen=True):
    text: Text


class SeeAction(Command, tag="see-action", frozen=True):
    step: Id
    index: Annotated[int, Meta(ge=0, le=99)]
    seen: bool = True


class Show(Command, tag="show", frozen=True):
    what: Id
    scheme: Id = "dark"


# -- evaluation, hot wash, report ------------------------------------------------------------------


class Observe(Command, tag="observe", frozen=True):
    kind: Id  # strength | improve | note
    text: Text
    id: Annotated[str, Meta(max_length=64)] = ""  # an earlier note of mine, to change it
    target: Annotated[str, Meta(max_length=64)] = ""
    task: Annotated[int, Meta(ge=0, le=99)] | None = None
    ref: Annotated[str, Meta(max_length=64)] = ""


class SeeTask(Command, tag="see-task", frozen=True):
    target: Id
    task: Annotated[int, Meta(ge=0, le=99)]
    seen: bool = True


class Rate(Command, tag="rate", frozen=True):
    """``target`` is a target id, or ``objective/core capability`` for the capability itself."""

    target: Short
    rating: Id  # P | S | M | U | -
    why: Text = ""


class SettleRating(Command, tag="settle-rating", frozen=True):
    target: Short
    rating: Id
    why: Text


class Remark(Command, tag="remark", frozen=True):
    kind: Id  # strength | improve
    text: Text
    id: Annotated[str, Meta(max_length=64)] = ""


class Feedback(Command, tag="feedback", frozen=True):
    answers: Annotated[dict[Id, int | Text], Meta(max_length=60)]


class EditReport(Command, tag="edit-report", frozen=True):
    key: Short
    text: Long


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
