"""What people may ask for themselves and say: seats, talk, evaluation, hot wash."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from kit.engine.command import Command, Id, Ids, Long, Role, Short, Text

# -- the run and its seats --------------------------------------------------------------------------


class CreateRun(Command, tag="create-run", frozen=True):
    """Set up a run."""

    slug: Id
    form: Id = "full"
    dials: dict[str, Id] = field(default_factory=dict)
    name: Short = ""
    sponsor: Short = ""
    date: Short = ""
    place: Short = ""
    admission: Id = "open"  # or "approve"
    names: Id = "positions"  # named | positions | anonymous
    code: Id = ""  # filled in by the house
    staff_code: Id = ""
    scenario: Short = ""  # digest of the text the run is played from
    entries: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()  # of a briefing: "INT/officers/287g"
    setting: Annotated[str, Meta(max_length=20)] = ""  # of a briefing: roll_call or class
    scored: bool = False  # whether a briefing's roster keeps how many checks were answered rightly


class MeasureCapacity(Command, tag="measure-capacity", frozen=True):
    """Find out how many people this computer carries, or stop finding out. The house does it, no run."""

    stop: bool = False


class TakeSeat(Command, tag="take-seat", frozen=True):
    """Join as a player or evaluator."""

    seat: Id
    role: Role
    resume: Id
    position: Annotated[str, Meta(max_length=64)] = ""
    name: Short = ""
    wait: bool = False  # until the facilitator lets the player in, also where the run is open


class MoveSeat(Command, tag="move-seat", frozen=True):
    """Another device takes a seat with its resume code."""

    seat: Id


class Admit(Command, tag="admit", frozen=True):
    """Let a waiting player in."""

    seat: Id


class RemoveSeat(Command, tag="remove-seat", frozen=True):
    """Close a seat."""

    seat: Id


class AddSeat(Command, tag="add-seat", frozen=True):
    """The facilitator seats somebody who has no device."""

    position: Id
    seat: Annotated[str, Meta(max_length=64)] = ""
    name: Short = ""
    resume: Annotated[str, Meta(max_length=64)] = ""


class ChangePosition(Command, tag="change-position", frozen=True):
    """Take another position before play."""

    position: Id


class StepOut(Command, tag="step-out", frozen=True):
    """Leave the story for a while."""


class ComeBack(Command, tag="come-back", frozen=True):
    """Return after stepping out."""


# -- talk -------------------------------------------------------------------------------------------


class Announce(Command, tag="announce", frozen=True):
    """Say something to everyone or to some positions."""

    text: Text
    to: Ids = ()


class Withdraw(Command, tag="withdraw", frozen=True):
    """Take a message back; everybody sees that it was."""

    item: Id


class Raise(Command, tag="raise", frozen=True):
    """Ask, name a limit of authority, call counsel, or voice a concern."""

    kind: Id  # question | authority | counsel | concern
    text: Text


class Answer(Command, tag="answer", frozen=True):
    """Answer what was raised."""

    raised: Id
    text: Text


class Group(Command, tag="group", frozen=True):
    """Put a concern into a row of the board; ``row`` empty makes a new one."""

    concern: Id
    row: Annotated[str, Meta(max_length=64)] = ""
    text: Text = ""


class Own(Command, tag="own", frozen=True):
    """Give a row of the board an owner, or say it is not ours."""

    row: Id
    owner: Short
    answer: Text = ""
    authority: bool = True


class Commit(Command, tag="commit", frozen=True):
    """Promise something for a row."""

    row: Id
    what: Text
    by: Short = ""


class Settle(Command, tag="settle", frozen=True):
    """Change the state of a row."""

    row: Id
    state: Id  # open | owned | not-ours | promised | done


class Note(Command, tag="note", frozen=True):
    """Keep a note."""

    text: Text


class SeeAction(Command, tag="see-action", frozen=True):
    """Tick an expected action."""

    step: Id
    index: Annotated[int, Meta(ge=0, le=99)]
    seen: bool = True


class Show(Command, tag="show", frozen=True):
    """Choose what the screen shows."""

    what: Id
    scheme: Id = "dark"


# -- evaluation, hot wash, report -------------------------------------------------------------------


class Observe(Command, tag="observe", frozen=True):
    """Write an observation, or change one's own."""

    kind: Id  # strength | improve | note
    text: Text
    id: Annotated[str, Meta(max_length=64)] = ""  # an earlier note of mine, to change it
    target: Annotated[str, Meta(max_length=64)] = ""
    task: Annotated[int, Meta(ge=0, le=99)] | None = None
    ref: Annotated[str, Meta(max_length=64)] = ""


class SeeTask(Command, tag="see-task", frozen=True):
    """Tick a critical task."""

    target: Id
    task: Annotated[int, Meta(ge=0, le=99)]
    seen: bool = True


class Rate(Command, tag="rate", frozen=True):
    """``target`` is a target id, or ``objective/core capability`` for the capability itself."""

    target: Short
    rating: Id  # P | S | M | U | -
    why: Text = ""


class SettleRating(Command, tag="settle-rating", frozen=True):
    """Say which rating stands where evaluators differ."""

    target: Short
    rating: Id
    why: Text


class Remark(Command, tag="remark", frozen=True):
    """Say what went well or what to fix."""

    kind: Id  # strength | improve
    text: Text
    id: Annotated[str, Meta(max_length=64)] = ""


class Feedback(Command, tag="feedback", frozen=True):
    """Answer the feedback form."""

    answers: Annotated[dict[Id, int | Text], Meta(max_length=60)]


class EditReport(Command, tag="edit-report", frozen=True):
    """Replace a drafted part of the report."""

    key: Short
    text: Long
