"""How events change what people say and judge: talk, the concerns board, evaluation, hot wash, report.

The story does not move here, and nothing here is lost when it forks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kit.engine import events as e
from kit.engine.state import NoteTaken, Observation, RaisedItem, RatingGiven, Row, Run, changed

# -- talk ------------------------------------------------------------------------------------------


def on_withdrawn(run: Run, rec: e.Recorded, event: e.MessageWithdrawn) -> Run:
    """The message shows that it was taken back."""
    feed = tuple(replace(m, withdrawn=True) if m.id == event.item else m for m in run.line.feed)
    return changed(run, line=changed(run.line, feed=feed))


def on_raised(run: Run, rec: e.Recorded, event: e.Raised) -> Run:
    """The item is on the list."""
    seat = run.seats[event.seat]
    item = RaisedItem(event.id, seat.id, seat.position, event.kind, event.text, rec.at, run.line.module)
    return changed(run, raised={**run.raised, item.id: item})


def on_answered(run: Run, rec: e.Recorded, event: e.RaisedAnswered) -> Run:
    """The item has its answer."""
    item = replace(run.raised[event.id], answer=event.text, answered_at=rec.at)
    return changed(run, raised={**run.raised, item.id: item})


def on_grouped(run: Run, rec: e.Recorded, event: e.ConcernGrouped) -> Run:
    """The concern is in its row."""
    item = replace(run.raised[event.concern], row=event.row)
    board = (
        run.board if event.row in run.board else {**run.board, event.row: Row(event.row, event.text, rec.at)}
    )
    return changed(run, raised={**run.raised, item.id: item}, board=board)


def _with_row(run: Run, id: str, **change: Any) -> Run:
    return changed(run, board={**run.board, id: replace(run.board[id], **change)})


def on_owned(run: Run, rec: e.Recorded, event: e.RowOwned) -> Run:
    """The row has its owner."""
    state = "owned" if event.authority else "not-ours"
    given = {"owner": event.owner, "answer": event.answer, "authority": event.authority, "state": state}
    return _with_row(run, event.row, **given)


def on_committed(run: Run, rec: e.Recorded, event: e.CommitmentMade) -> Run:
    """The row has its promise."""
    return _with_row(run, event.row, what=event.what, by=event.by, state="promised")


def on_row_settled(run: Run, rec: e.Recorded, event: e.RowSettled) -> Run:
    """The row's state."""
    return _with_row(run, event.row, state=event.state)


def on_noted(run: Run, rec: e.Recorded, event: e.NoteMade) -> Run:
    """The note is kept."""
    note = NoteTaken(event.id, rec.by, "note", event.text, rec.at, run.line.clock)
    return changed(run, notes={**run.notes, note.id: note})


def on_action_seen(run: Run, rec: e.Recorded, event: e.ActionSeen) -> Run:
    """The action's tick."""
    seen = {key: at for key, at in run.actions_seen.items() if key != (event.step, event.index)}
    return changed(run, actions_seen={**seen, (event.step, event.index): rec.at} if event.seen else seen)


def on_screen(run: Run, rec: e.Recorded, event: e.ScreenShown) -> Run:
    """The screen's choice."""
    return changed(run, screen=(event.what, event.scheme))


MOVES_ON = frozenset(
    {
        e.ExerciseStarted,
        e.ModuleOpened,
        e.InjectDelivered,
        e.BridgeRead,
        e.DecisionOpened,
        e.SecondRoundOpened,
        e.EndingReached,
        e.LineForked,
        e.HotWashOpened,
        e.ExerciseEnded,
    }
)
"""Events that put something new before everybody."""


def free_screen(run: Run, event: e.Event) -> Run:
    """What the facilitator chose for the screen holds until the room moves on. It would otherwise stand there
    for the rest of the day: the way in while people play, the concerns board while they vote."""
    chosen, scheme = run.screen
    to_few = isinstance(event, e.InjectDelivered) and event.audience == "addressees"
    return changed(run, screen=("", scheme)) if chosen and not to_few else run


# -- evaluation, hot wash, report ------------------------------------------------------------------


def on_observed(run: Run, rec: e.Recorded, event: e.ObservationMade) -> Run:
    """The note, at the time it was first made."""
    earlier = run.observations.get(event.id)
    observation = Observation(
        id=event.id,
        seat=event.seat,
        kind=event.kind,
        text=event.text,
        target=event.target,
        task=event.task,
        ref=event.ref,
        at=earlier.at if earlier else rec.at,
        story=earlier.story if earlier else run.line.clock,
        line=earlier.line if earlier else run.line.number,
    )
    return changed(run, observations={**run.observations, event.id: observation})


def on_task_seen(run: Run, rec: e.Recorded, event: e.TaskSeen) -> Run:
    """The task's tick."""
    key = f"{event.target}/{event.task}"
    mine = {k: at for k, at in run.tasks_seen.get(event.seat, {}).items() if k != key}
    if event.seen:
        mine[key] = rec.at
    return changed(run, tasks_seen={**run.tasks_seen, event.seat: mine})


def on_rated(run: Run, rec: e.Recorded, event: e.TargetRated) -> Run:
    """The evaluator's latest rating."""
    given = RatingGiven(event.rating, event.why, rec.at)
    mine = {**run.ratings.get(event.seat, {}), event.target: given}
    return changed(run, ratings={**run.ratings, event.seat: mine})


def on_settled(run: Run, rec: e.Recorded, event: e.RatingSettled) -> Run:
    """The rating that stands."""
    given = RatingGiven(event.rating, event.why, rec.at)
    return changed(run, settled={**run.settled, event.target: given})


def on_remarked(run: Run, rec: e.Recorded, event: e.RemarkMade) -> Run:
    """The remark."""
    at = run.remarks[event.id].at if event.id in run.remarks else rec.at
    remark = NoteTaken(event.id, event.seat, event.kind, event.text, at, run.line.clock)
    return changed(run, remarks={**run.remarks, remark.id: remark})


def on_feedback(run: Run, rec: e.Recorded, event: e.FeedbackGiven) -> Run:
    """The answers so far."""
    answers = {**run.feedback.get(event.seat, (0, {}))[1], **event.answers}
    return changed(run, feedback={**run.feedback, event.seat: (rec.at, answers)})


def on_edited(run: Run, rec: e.Recorded, event: e.ReportEdited) -> Run:
    """The person's words."""
    return changed(run, edits={**run.edits, event.key: event.text})
