"""Who may do what, and what follows: a run and a command give events, or are refused with a sentence.

These two tables are the only place that says which role may send which command in which phase. A command
that is not in them is refused. The functions that work out the events live beside it, by subject:
``decide_seats``, ``decide_play``, ``decide_vote``, ``decide_talk``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.engine import (
    commands as c,
    decide_deck as deck,
    decide_play as play,
    decide_seats as seats,
    decide_talk as talk,
    decide_vote as vote,
)
from kit.engine.commands import Actor, Command, Role
from kit.engine.events import Event
from kit.engine.refusal import Refused, Request
from kit.engine.state import Phase, Run

__all__ = ["PERMITS", "Permit", "Refused", "Request", "allowed", "decide"]

FACILITATOR = frozenset({Role.FACILITATOR})
FACILITATOR_AND_CLOCK = frozenset({Role.FACILITATOR, Role.CLOCK})
DOOR = frozenset({Role.DOOR})
PLAYER = frozenset({Role.PLAYER})
EVALUATOR = frozenset({Role.EVALUATOR})

ANY = frozenset(Phase)
OPEN = ANY - {Phase.CLOSED}
BEFORE = frozenset({Phase.LOBBY, Phase.BRIEFING})
LOBBY = frozenset({Phase.LOBBY})
PLAYING = frozenset({Phase.PLAY})
AFTER = frozenset({Phase.HOT_WASH, Phase.CLOSED})
FROM_PLAY = frozenset({Phase.PLAY, Phase.HOT_WASH, Phase.CLOSED})
UNTIL_END = frozenset({Phase.PLAY, Phase.HOT_WASH})

Work = Callable[[Run, Any, Request], list[Event]]


@dataclass(frozen=True, slots=True)
class Permit:
    """Who may send a command, when, and the function that answers it."""

    roles: frozenset[Role]
    phases: frozenset[Phase]
    work: Work


PERMITS: Mapping[type[Command], Permit] = {
    c.TakeSeat: Permit(DOOR, OPEN, seats.take_seat),
    c.MoveSeat: Permit(DOOR, ANY, seats.move_seat),
    c.Admit: Permit(FACILITATOR, OPEN, seats.admit),
    c.RemoveSeat: Permit(FACILITATOR, OPEN, seats.remove_seat),
    c.AddSeat: Permit(FACILITATOR, OPEN, seats.add_seat),
    c.ChangePosition: Permit(PLAYER, BEFORE, seats.change_position),
    c.StepOut: Permit(PLAYER, OPEN, seats.step_out),
    c.ComeBack: Permit(PLAYER, OPEN, seats.come_back),
    c.StartBriefing: Permit(FACILITATOR, LOBBY, play.start_briefing),
    c.StartExercise: Permit(FACILITATOR, BEFORE, play.start_exercise),
    c.Pause: Permit(FACILITATOR, PLAYING, play.pause),
    c.Resume: Permit(FACILITATOR, PLAYING, play.resume),
    c.OpenModule: Permit(FACILITATOR, PLAYING, play.open_module),
    c.Deliver: Permit(FACILITATOR_AND_CLOCK, PLAYING, play.deliver),
    c.Skip: Permit(FACILITATOR, PLAYING, play.skip),
    c.Hold: Permit(FACILITATOR, PLAYING, play.hold),
    c.Release: Permit(FACILITATOR, PLAYING, play.release),
    c.Move: Permit(FACILITATOR, PLAYING, play.move),
    c.Schedule: Permit(FACILITATOR, PLAYING, play.schedule),
    c.AddInject: Permit(FACILITATOR, PLAYING, play.add_inject),
    c.ShiftClock: Permit(FACILITATOR, PLAYING, play.shift_clock),
    c.ReadBridge: Permit(FACILITATOR, PLAYING, play.read_bridge),
    c.Finish: Permit(FACILITATOR, PLAYING, play.finish),
    c.Fork: Permit(FACILITATOR, UNTIL_END, play.fork),
    c.Undo: Permit(FACILITATOR, PLAYING, play.undo),
    c.OpenHotWash: Permit(FACILITATOR, PLAYING, play.open_hot_wash),
    c.ShowTallies: Permit(FACILITATOR, AFTER, play.show_tallies),
    c.EndExercise: Permit(FACILITATOR, UNTIL_END, play.end_exercise),
    c.Reopen: Permit(FACILITATOR, frozenset({Phase.CLOSED}), play.reopen),
    c.OpenDecision: Permit(FACILITATOR, PLAYING, vote.open_decision),
    c.Extend: Permit(FACILITATOR, PLAYING, vote.extend),
    c.CastVote: Permit(PLAYER, PLAYING, vote.cast_vote),
    c.CloseVoting: Permit(FACILITATOR_AND_CLOCK, PLAYING, vote.close_voting),
    c.Reveal: Permit(FACILITATOR, PLAYING, vote.reveal),
    c.Hide: Permit(FACILITATOR, PLAYING, vote.hide),
    c.SecondRound: Permit(FACILITATOR, PLAYING, vote.second_round),
    c.TakeBranch: Permit(FACILITATOR, PLAYING, vote.take_branch),
    c.Announce: Permit(FACILITATOR, OPEN, talk.announce),
    c.Withdraw: Permit(FACILITATOR, OPEN, talk.withdraw),
    c.Raise: Permit(PLAYER, OPEN, talk.raise_item),
    c.Answer: Permit(FACILITATOR, OPEN, talk.answer),
    c.Group: Permit(FACILITATOR, FROM_PLAY, talk.group),
    c.Own: Permit(FACILITATOR, FROM_PLAY, talk.own),
    c.Commit: Permit(FACILITATOR, FROM_PLAY, talk.commit),
    c.Settle: Permit(FACILITATOR, FROM_PLAY, talk.settle),
    c.Note: Permit(FACILITATOR, ANY, talk.note),
    c.SeeAction: Permit(FACILITATOR, FROM_PLAY, talk.see_action),
    c.Show: Permit(FACILITATOR, ANY, talk.show),
    c.Observe: Permit(EVALUATOR, FROM_PLAY, talk.observe),
    c.SeeTask: Permit(EVALUATOR, FROM_PLAY, talk.see_task),
    c.Rate: Permit(EVALUATOR, FROM_PLAY, talk.rate),
    c.SettleRating: Permit(FACILITATOR, AFTER, talk.settle_rating),
    c.Remark: Permit(PLAYER, frozenset({Phase.HOT_WASH}), talk.remark),
    c.Feedback: Permit(PLAYER, frozenset({Phase.HOT_WASH}), talk.feedback),
    c.EditReport: Permit(FACILITATOR, AFTER, talk.edit_report),
}

BRIEFING: Mapping[type[Command], Permit] = {
    **{kind: PERMITS[kind] for kind in (
        c.MoveSeat, c.Admit, c.RemoveSeat, c.StepOut, c.ComeBack, c.StartExercise, c.Announce, c.Withdraw,
        c.Answer, c.Reopen,
    )},
    c.TakeSeat: Permit(DOOR, OPEN, deck.take_seat),
    c.AddSeat: Permit(FACILITATOR, ANY, deck.add_seat),
    c.EndExercise: Permit(FACILITATOR, PLAYING, deck.end),
    c.Undo: Permit(FACILITATOR, PLAYING, deck.undo),
    c.Show: Permit(FACILITATOR, ANY, deck.show),
    c.Raise: Permit(PLAYER, OPEN, deck.ask),
    c.Feedback: Permit(PLAYER, frozenset({Phase.PLAY, Phase.CLOSED}), deck.feedback),
    c.ShowSlide: Permit(FACILITATOR, PLAYING, deck.show_slide),
    c.OpenQuestion: Permit(FACILITATOR, PLAYING, deck.open_question),
    c.CloseQuestion: Permit(FACILITATOR, PLAYING, deck.close_question),
    c.RevealQuestion: Permit(FACILITATOR, PLAYING, deck.reveal_question),
    c.AnswerQuestion: Permit(PLAYER, PLAYING, deck.answer_question),
}  # fmt: skip
"""The same of a briefing, which has slides in place of a story and no evaluators."""


def permits(run: Run) -> Mapping[type[Command], Permit]:
    """The table for this run."""
    return PERMITS if deck.deck_of(run) is None else BRIEFING


SAY_PHASE = {
    Phase.LOBBY: "in the lobby",
    Phase.BRIEFING: "in the briefing",
    Phase.PLAY: "during play",
    Phase.HOT_WASH: "in the hot wash",
    Phase.CLOSED: "after the exercise has ended",
}


def decide(run: Run, request: Request) -> list[Event]:
    """The events that answer a command.

    Raises Refused with a sentence for people: wrong role, wrong phase, or the rule that stands in the
    way. A command already answered gives no events, so that sending twice does nothing twice."""
    if request.id in run.commands:
        return []
    permit = permits(run).get(type(request.command))
    if permit is None or request.actor.role not in permit.roles:
        raise Refused("Your seat cannot do that.")
    if run.phase not in permit.phases:
        when = SAY_PHASE[run.phase]
        when = when if deck.deck_of(run) is None else when.replace("exercise", "briefing")
        raise Refused(f"That is not possible {when}.")
    _in_seat(run, request.actor)
    return permit.work(run, request.command, request)


def allowed(run: Run, actor: Actor) -> list[str]:
    """The names of the commands this actor's role and the phase admit now."""
    return [
        c.name_of_type(kind)
        for kind, permit in permits(run).items()
        if actor.role in permit.roles and run.phase in permit.phases
    ]


def _in_seat(run: Run, actor: Actor) -> None:
    """Players and evaluators must still hold their seat, in the role they claim."""
    if actor.role not in (Role.PLAYER, Role.EVALUATOR):
        return
    seat = run.seats.get(actor.seat)
    if seat is None or seat.role is not actor.role:
        raise Refused("There is no such seat in this exercise. Join again with the code.")
    if seat.removed:
        raise Refused("The facilitator has closed this seat. Join again with the code.")
    if seat.waiting:
        raise Refused("The facilitator lets people in one by one. Keep this page open.")
