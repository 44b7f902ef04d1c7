"""The fold: a run and an event give the next run. Nothing is decided here and nothing can fail.

Live play, rewinding, replay, rehearsal, report and tests all use this one function, so a journal
always means the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from kit.engine import events as e, evolve_deck as deck, evolve_line as on, evolve_talk as talk
from kit.engine.grown import Grown
from kit.engine.state import (
    Act,
    Line,
    Phase,
    Run,
    Seat,
    Setup,
    changed,
    first_line,
)
from kit.scenario.deck import Briefing
from kit.scenario.model import Exercise
from kit.scenario.story import begin

ACTS_KEPT = 20
LOG_KEPT = 30

UNDOABLE: Mapping[type[e.Event], str] = {
    e.ModuleOpened: "module",
    e.InjectDelivered: "inject",
    e.StepSkipped: "step",
    e.StepHeld: "step",
    e.StepReleased: "step",
    e.StepMoved: "step",
    e.InjectScheduled: "inject",
    e.InjectAdded: "inject",
    e.ClockShifted: "",
    e.BridgeRead: "bridge",
    e.EndingReached: "ending",
    e.DecisionOpened: "decision",
    e.VotingClosed: "decision",
    e.ResultsRevealed: "decision",
    e.SecondRoundOpened: "decision",
    e.BranchTaken: "decision",
    e.Announced: "id",
    e.SlideShown: "number",
    e.QuestionOpened: "question",
    e.QuestionClosed: "question",
    e.QuestionRevealed: "question",
}


def fold(exercise: Exercise, events: Iterable[e.Recorded]) -> Run:
    """The run a journal describes.

    Raises ValueError when the first event is not the creation of a run."""
    run: Run | None = None
    commands: dict[str, tuple[int, int]] = {}  # gathered here: a copy for each of thousands of events is slow
    for recorded in events:
        run = advance(run, recorded) if run is not None else create(exercise, recorded)
        if recorded.command:
            commands[recorded.command] = (recorded.seq, recorded.at)
    if run is None:
        raise ValueError("The journal of this run is empty: expected run-created as its first event.")
    return changed(run, commands=commands)


def create(exercise: Exercise, rec: e.Recorded) -> Run:
    """The run after its first event. Raises ValueError when that is not ``run-created``."""
    event = rec.event
    if not isinstance(event, e.RunCreated):
        raise ValueError(f"A journal begins with run-created; this one begins with {rec.name}.")
    setup = Setup(
        slug=event.slug,
        form=event.form,
        dials=event.dials,
        name=event.name,
        sponsor=event.sponsor,
        date=event.date,
        place=event.place,
        admission=event.admission,
        names=event.names,
        code=event.code,
        staff_code=event.staff_code,
        scenario=event.scenario,
        created_at=rec.at,
        scored=event.scored,
    )
    line = first_line(exercise, event.form, begin(exercise, event.dials))
    run = Run(exercise=exercise, setup=setup, line=line, phase_at={"lobby": rec.at})
    return _remember_command(_seen(run, rec), rec)


def evolve(run: Run, rec: e.Recorded) -> Run:
    """The run after one more event."""
    return _remember_command(advance(run, rec), rec)


def _remember_command(run: Run, rec: e.Recorded) -> Run:
    """Until which event a command was carried out, for when it is sent again."""
    if not rec.command:
        return run
    commands = run.commands if isinstance(run.commands, Grown) else Grown(run.commands)
    return changed(run, commands=commands.plus(rec.command, (rec.seq, rec.at)))


def advance(run: Run, rec: e.Recorded) -> Run:
    """As ``evolve``, but for ``commands``: for who reads a whole journal and is sent no command again."""
    if run.opened is None or run.opened[0] != rec.command:
        run = changed(run, opened=(rec.command, run.line))
    kind = type(rec.event)
    if kind in LINE:
        run = _remember_act(_before_line(run, rec), rec, LINE[kind](run, rec, rec.event))
    elif kind in RUN:
        run = RUN[kind](run, rec, rec.event)
    if kind in talk.MOVES_ON:
        run = talk.free_screen(run, rec.event)
    return _seen(run, rec)


def _seen(run: Run, rec: e.Recorded) -> Run:
    log = run.log
    if rec.by == "facilitator":
        log = ((rec.seq, rec.at, subject_of(rec.event)), *log)[:LOG_KEPT]
    return changed(run, seq=rec.seq, log=log)


def subject_of(event: e.Event) -> str:
    """A stored name and its subject in one string, for the desk's log: ``inject-delivered B5``."""
    field = UNDOABLE.get(type(event), "")
    subject = str(getattr(event, field)) if field else ""
    extra = getattr(event, "option", "") if isinstance(event, e.BranchTaken) else ""
    return " ".join(part for part in (e.name_of(event), subject, extra) if part)


def _before_line(run: Run, rec: e.Recorded) -> Run:
    """Keep the line as it stands before a branch, so that people can come back to it."""
    if not isinstance(rec.event, e.BranchTaken):
        return run
    return changed(run, turns={**run.turns, (run.line.number, rec.event.decision): run.line})


def _remember_act(run: Run, rec: e.Recorded, line: Line) -> Run:
    kind = type(rec.event)
    if isinstance(rec.event, e.ActUndone):
        undone = next(act for act in run.acts if act.seq == rec.event.of)
        kept = (a for a in run.acts if a.seq < undone.seq and a.before is not undone.before)
        return changed(run, line=line, acts=tuple(kept))
    if kind not in UNDOABLE or rec.by != "facilitator" or run.opened is None:
        return changed(run, line=line)
    field = UNDOABLE[kind]
    subject = str(getattr(rec.event, field)) if field else ""
    act = Act(rec.seq, rec.at, rec.name, subject, run.opened[1])
    return changed(run, line=line, acts=(*run.acts, act)[-ACTS_KEPT:])


# -- seats -----------------------------------------------------------------------------------------


def _with_seat(run: Run, id: str, **change: Any) -> Run:
    return changed(run, seats={**run.seats, id: replace(run.seats[id], **change)})


def _seat_taken(run: Run, rec: e.Recorded, event: e.SeatTaken) -> Run:
    seat = Seat(
        id=event.seat,
        role=event.role,
        position=event.position,
        name=event.name,
        resume=event.resume,
        joined_at=rec.at,
        waiting=event.waiting,
        by_hand=event.by_hand,
    )
    return changed(run, seats={**run.seats, seat.id: seat})


def _seat_moved(run: Run, rec: e.Recorded, event: e.SeatMoved) -> Run:
    return _with_seat(run, event.seat, serial=run.seats[event.seat].serial + 1)


def _seat_admitted(run: Run, rec: e.Recorded, event: e.SeatAdmitted) -> Run:
    return _with_seat(run, event.seat, waiting=False)


def _seat_removed(run: Run, rec: e.Recorded, event: e.SeatRemoved) -> Run:
    return _with_seat(run, event.seat, removed=True, serial=run.seats[event.seat].serial + 1)


def _position_changed(run: Run, rec: e.Recorded, event: e.PositionChanged) -> Run:
    return _with_seat(run, event.seat, position=event.position)


def _stepped_out(run: Run, rec: e.Recorded, event: e.SteppedOut) -> Run:
    return _with_seat(run, event.seat, stepped_out=True)


def _came_back(run: Run, rec: e.Recorded, event: e.CameBack) -> Run:
    return _with_seat(run, event.seat, stepped_out=False)


# -- phases ----------------------------------------------------------------------------------------


def _enter(run: Run, rec: e.Recorded, phase: Phase) -> Run:
    return changed(run, phase=phase, phase_at={**run.phase_at, phase.value: rec.at}, paused_at=None)


def _started(run: Run, rec: e.Recorded, event: e.ExerciseStarted) -> Run:
    """Play; a briefing begins with its first slide."""
    run = _enter(run, rec, Phase.PLAY)
    if not isinstance(run.exercise, Briefing):
        return run
    return changed(run, line=changed(run.line, given=deck.shown(run.line.given, 1, rec.at)))


def _ended(run: Run, rec: e.Recorded, event: e.ExerciseEnded) -> Run:
    return _enter(run, rec, Phase.CLOSED)


def _reopened(run: Run, rec: e.Recorded, event: e.ExerciseReopened) -> Run:
    back = Phase.PLAY if isinstance(run.exercise, Briefing) else Phase.HOT_WASH
    return changed(_enter(run, rec, back), phase_at=run.phase_at)


def _paused(run: Run, rec: e.Recorded, event: e.PlayPaused) -> Run:
    return changed(run, paused_at=rec.at)


def _resumed(run: Run, rec: e.Recorded, event: e.PlayResumed) -> Run:
    """Play goes on; everything that was due is due later by the length of the pause."""
    gap = rec.at - (run.paused_at if run.paused_at is not None else rec.at)
    line = changed(run.line, due={step: due + gap for step, due in run.line.due.items()})
    ballot = run.ballot
    if ballot is not None and ballot.closes_at is not None:
        later = changed(ballot, closes_at=ballot.closes_at + gap)
        line = changed(line, ballots={**line.ballots, ballot.decision: later})
    return changed(run, line=line, paused_at=None, paused_ms=run.paused_ms + gap)


def _module_opened(run: Run, rec: e.Recorded, event: e.ModuleOpened) -> Run:
    return changed(_remember_act(run, rec, on.on_module_opened(run, rec, event)), paused_ms=0)


def _forked(run: Run, rec: e.Recorded, event: e.LineForked) -> Run:
    """Leave the line as it is and go on from the turn, with another number and no pending acts."""
    turn = run.turns[event.parent, event.decision]
    line = changed(
        turn,
        number=event.line,
        parent=event.parent,
        forked_at=event.decision,
        why=event.why,
        module_at=rec.at,
        due={},
    )
    kept = {(number, id): before for (number, id), before in run.turns.items()}
    for (number, id), before in run.turns.items():
        if number == event.parent and id in turn.marks:
            kept[event.line, id] = before
    return changed(run, lines=(*run.lines, run.line), line=line, turns=kept, acts=(), paused_ms=0)


def _tallies(run: Run, rec: e.Recorded, event: e.TalliesShown) -> Run:
    return changed(run, tallies_shown=event.shown)


LINE: Mapping[type[e.Event], Callable[[Run, e.Recorded, Any], Line]] = {
    e.InjectDelivered: on.on_inject_delivered,
    e.StepsPassed: on.on_steps_passed,
    e.StoodIn: on.on_stood_in,
    e.StepSkipped: on.on_step_skipped,
    e.StepHeld: on.on_step_held,
    e.StepReleased: on.on_step_released,
    e.StepMoved: on.on_step_moved,
    e.InjectScheduled: on.on_inject_scheduled,
    e.InjectAdded: on.on_inject_added,
    e.ClockShifted: on.on_clock_shifted,
    e.BridgeRead: on.on_bridge_read,
    e.EndingReached: on.on_ending_reached,
    e.DecisionOpened: on.on_decision_opened,
    e.VotingExtended: on.on_voting_extended,
    e.VoteCast: on.on_vote_cast,
    e.VotingClosed: on.on_voting_closed,
    e.ResultsRevealed: on.on_results_revealed,
    e.ResultsHidden: on.on_results_hidden,
    e.SecondRoundOpened: on.on_second_round,
    e.BranchTaken: on.on_branch_taken,
    e.ActUndone: on.on_act_undone,
    e.Announced: on.on_announced,
    e.SlideShown: deck.on_slide_shown,
    e.QuestionOpened: deck.on_question_opened,
    e.QuestionClosed: deck.on_question_closed,
    e.QuestionRevealed: deck.on_question_revealed,
    e.QuestionAnswered: deck.on_question_answered,
}

RUN: Mapping[type[e.Event], Callable[[Run, e.Recorded, Any], Run]] = {
    e.SeatTaken: _seat_taken,
    e.SeatMoved: _seat_moved,
    e.SeatAdmitted: _seat_admitted,
    e.SeatRemoved: _seat_removed,
    e.PositionChanged: _position_changed,
    e.SteppedOut: _stepped_out,
    e.CameBack: _came_back,
    e.BriefingStarted: lambda run, rec, _: _enter(run, rec, Phase.BRIEFING),
    e.ExerciseStarted: _started,
    e.HotWashOpened: lambda run, rec, _: _enter(run, rec, Phase.HOT_WASH),
    e.ExerciseEnded: _ended,
    e.ExerciseReopened: _reopened,
    e.PlayPaused: _paused,
    e.PlayResumed: _resumed,
    e.ModuleOpened: _module_opened,
    e.LineForked: _forked,
    e.TalliesShown: _tallies,
    e.MessageWithdrawn: talk.on_withdrawn,
    e.Raised: talk.on_raised,
    e.RaisedAnswered: talk.on_answered,
    e.ConcernGrouped: talk.on_grouped,
    e.RowOwned: talk.on_owned,
    e.CommitmentMade: talk.on_committed,
    e.RowSettled: talk.on_row_settled,
    e.NoteMade: talk.on_noted,
    e.ActionSeen: talk.on_action_seen,
    e.ScreenShown: talk.on_screen,
    e.ObservationMade: talk.on_observed,
    e.TaskSeen: talk.on_task_seen,
    e.TargetRated: talk.on_rated,
    e.RatingSettled: talk.on_settled,
    e.RemarkMade: talk.on_remarked,
    e.FeedbackGiven: talk.on_feedback,
    e.ReportEdited: talk.on_edited,
}
