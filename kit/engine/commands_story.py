"""What a facilitator and players may ask of the story: phases, injects, decisions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kit.engine.command import Command, Id, Ids, Minutes, Short, Text

# -- phases -----------------------------------------------------------------------------------------


class StartBriefing(Command, tag="start-briefing", frozen=True):
    """Begin the welcome and ground rules."""


class StartExercise(Command, tag="start-exercise", frozen=True):
    """StartEx."""


class Pause(Command, tag="pause", frozen=True):
    """Stop the clocks."""


class Resume(Command, tag="resume", frozen=True):
    """Let the clocks run again."""


class OpenHotWash(Command, tag="open-hot-wash", frozen=True):
    """End play and ask what to keep and what to fix."""


class ShowTallies(Command, tag="show-tallies", frozen=True):
    """Show or hide the tallies in the debrief."""

    shown: bool = True


class EndExercise(Command, tag="end-exercise", frozen=True):
    """EndEx."""


class Reopen(Command, tag="reopen", frozen=True):
    """Go back from the end to the hot wash."""


# -- the story --------------------------------------------------------------------------------------


class OpenModule(Command, tag="open-module", frozen=True):
    """Begin a module."""

    module: Id


class Deliver(Command, tag="deliver", frozen=True):
    """Put an inject into play."""

    inject: Id
    audience: Annotated[str, Meta(max_length=16)] = ""  # "" = as written; everyone | addressees


class Skip(Command, tag="skip", frozen=True):
    """Leave a step out."""

    step: Id
    reason: Text = ""


class Hold(Command, tag="hold", frozen=True):
    """Keep a step back."""

    step: Id


class Release(Command, tag="release", frozen=True):
    """Let a held step take its place again."""

    step: Id


class Move(Command, tag="move", frozen=True):
    """Reorder: play ``step`` before ``before``."""

    step: Id
    before: Id


class Schedule(Command, tag="schedule", frozen=True):
    """Have the clock deliver an inject."""

    inject: Id
    at: int | None  # milliseconds since the epoch


class AddInject(Command, tag="add-inject", frozen=True):
    """Write an inject during play."""

    title: Short
    text: Text
    sender: Short = ""
    channel: Short = ""
    to: Ids = ()


class ShiftClock(Command, tag="shift-clock", frozen=True):
    """Move the scenario clock."""

    minutes: Annotated[int, Meta(ge=-10_080, le=10_080)]


class ReadBridge(Command, tag="bridge", frozen=True):
    """Read the bridge of a short form."""

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
    """Take back the last act."""


# -- decisions --------------------------------------------------------------------------------------


class OpenDecision(Command, tag="open-decision", frozen=True):
    """Open the voting."""

    decision: Id
    minutes: Minutes | None = None  # None = as written; 0 = no time limit


class Extend(Command, tag="extend", frozen=True):
    """Give more minutes to choose."""

    minutes: Minutes


class CastVote(Command, tag="cast-vote", frozen=True):
    """Choose an option and say why."""

    decision: Id
    option: Id
    reason: Text = ""
    round: int = 0  # 0 = the round in hand


class CloseVoting(Command, tag="close-voting", frozen=True):
    """Take no more votes."""


class Reveal(Command, tag="reveal", frozen=True):
    """Show everybody the result."""


class Hide(Command, tag="hide", frozen=True):
    """Take the result off the pages again."""


class SecondRound(Command, tag="second-round", frozen=True):
    """Vote again."""

    minutes: Minutes | None = None


class TakeBranch(Command, tag="take-branch", frozen=True):
    """Follow an option; against the majority with a reason."""

    option: Id
    reason: Text = ""
