"""Talk and judgement: announcements, raised items, the concerns board, evaluation, hot wash, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.engine import commands as c, events as e
from kit.engine.decide_play import _known_positions
from kit.engine.refusal import Refused, Request
from kit.engine.state import RaisedItem, Run

RAISE_KINDS = ("question", "authority", "counsel", "concern")
ROW_STATES = ("open", "owned", "not-ours", "promised", "done")
NOTE_KINDS = ("strength", "improve", "note")
REMARK_KINDS = ("strength", "improve")
SCREENS = ("", "lobby", "situation", "inject", "decision", "board", "hot-wash", "closed")
RATINGS = ("P", "S", "M", "U", "-")
ITEMS_MAX = 2000
ITEMS_OF_ONE = 200  # so that one seat cannot use up the room the others need


def announce(run: Run, command: c.Announce, request: Request) -> list[e.Event]:
    """A message from the facilitator."""
    _known_positions(run, command.to)
    return [e.Announced(f"a{run.seq + 1}", _words(command.text, "Write the announcement first."), command.to)]


def withdraw(run: Run, command: c.Withdraw, request: Request) -> list[e.Event]:
    """A message is taken back."""
    message = next((m for m in run.line.feed if m.id == command.item), None)
    if message is None:
        raise Refused("There is no such message.")
    if message.kind not in ("announcement", "inject"):
        raise Refused("Only injects and announcements can be taken back. Use Undo, or go back.")
    return [] if message.withdrawn else [e.MessageWithdrawn(message.id)]


def raise_item(run: Run, command: c.Raise, request: Request) -> list[e.Event]:
    """Something a player wants heard."""
    if command.kind not in RAISE_KINDS:
        raise Refused("Choose what it is: a question, not our authority, or counsel.")
    if command.kind == "counsel" and counsel_left(run, request.actor.seat, run.raised.values()) == 0:
        raise Refused("You used it in this module. Say what you do meanwhile.")
    _room_for_more(run.raised, request.actor.seat)
    text = _words(command.text, "Write a sentence first.")
    return [e.Raised(f"q{run.seq + 1}", request.actor.seat, command.kind, text)]


def counsel_left(run: Run, seat: str, raised: Iterable[RaisedItem]) -> int:
    """How often this seat may still answer "I would call counsel" in this module (once a module), given
    what it (or everybody) raised."""
    used = any(r.seat == seat and r.kind == "counsel" and r.module == run.line.module for r in raised)
    return 0 if used else 1


def answer(run: Run, command: c.Answer, request: Request) -> list[e.Event]:
    """The facilitator's answer."""
    if command.raised not in run.raised:
        raise Refused("There is no such question.")
    return [e.RaisedAnswered(command.raised, _words(command.text, "Write the answer first."))]


def group(run: Run, command: c.Group, request: Request) -> list[e.Event]:
    """A concern joins a row, or begins one."""
    item = run.raised.get(command.concern)
    if item is None:
        raise Refused("There is no such concern.")
    if command.row and command.row not in run.board:
        raise Refused("There is no such row on the board.")
    row = command.row or f"r{len(run.board) + 1}"
    return [e.ConcernGrouped(item.id, row, command.text.strip() or item.text)]


def own(run: Run, command: c.Own, request: Request) -> list[e.Event]:
    """A row gets an owner."""
    _row(run, command.row)
    owner = _words(command.owner, "Say who owns it, or whose authority it is.")
    return [e.RowOwned(command.row, owner, command.answer.strip(), command.authority)]


def commit(run: Run, command: c.Commit, request: Request) -> list[e.Event]:
    """A promise for a row that has an owner."""
    _row(run, command.row)
    if not run.board[command.row].owner:
        raise Refused("A commitment needs an owner first.")
    return [e.CommitmentMade(command.row, _words(command.what, "Say what is promised."), command.by.strip())]


def settle(run: Run, command: c.Settle, request: Request) -> list[e.Event]:
    """A row's state."""
    _row(run, command.row)
    if command.state not in ROW_STATES:
        raise Refused(f"A row is one of: {', '.join(ROW_STATES)}.")
    return [e.RowSettled(command.row, command.state)]


def note(run: Run, command: c.Note, request: Request) -> list[e.Event]:
    """The facilitator's note."""
    _room_for_more(run.notes)
    return [e.NoteMade(f"n{run.seq + 1}", _words(command.text, "Write the note first."))]


def see_action(run: Run, command: c.SeeAction, request: Request) -> list[e.Event]:
    """An expected action was seen."""
    if command.step not in run.exercise.steps and command.step not in run.line.added:
        raise Refused(f"There is no step {command.step}.")
    return [e.ActionSeen(command.step, command.index, command.seen)]


def show(run: Run, command: c.Show, request: Request) -> list[e.Event]:
    """What the screen shows."""
    what = "" if command.what == "auto" else command.what
    if what not in SCREENS or command.scheme not in ("dark", "light"):
        raise Refused("The screen can show the lobby, situation, inject, decision, board or hot wash.")
    return [e.ScreenShown(what, command.scheme)]


def observe(run: Run, command: c.Observe, request: Request) -> list[e.Event]:
    """An evaluator's note."""
    if command.kind not in NOTE_KINDS:
        raise Refused("A note is a strength, something to improve, or a note.")
    earlier = run.observations.get(command.id) if command.id else None
    if command.id and (earlier is None or earlier.seat != request.actor.seat):
        raise Refused("That note is not yours to change.")
    if command.target and command.target not in run.exercise.targets:
        raise Refused(f"There is no target {command.target}.")
    if not command.id:
        _room_for_more(run.observations, request.actor.seat)
    ref = command.ref
    if ref and ref not in run.exercise.steps and ref not in run.line.added:
        raise Refused(f"There is no inject or decision {ref}.")
    text = _words(command.text, "Write what you saw first.")
    id = command.id or f"o{run.seq + 1}"
    return [e.ObservationMade(id, request.actor.seat, command.kind, text, command.target, command.task, ref)]


def see_task(run: Run, command: c.SeeTask, request: Request) -> list[e.Event]:
    """A critical task was seen."""
    found = run.exercise.targets.get(command.target)
    if found is None or command.task >= len(found[1].tasks):
        raise Refused("There is no such critical task.")
    return [e.TaskSeen(request.actor.seat, command.target, command.task, command.seen)]


def rate(run: Run, command: c.Rate, request: Request) -> list[e.Event]:
    """An evaluator's rating."""
    _rateable(run, command.target, command.rating)
    return [e.TargetRated(request.actor.seat, command.target, command.rating, command.why.strip())]


def settle_rating(run: Run, command: c.SettleRating, request: Request) -> list[e.Event]:
    """The rating that stands, with the reason."""
    _rateable(run, command.target, command.rating)
    why = _words(command.why, "Say why this rating stands. The other ratings stay in the report.")
    return [e.RatingSettled(command.target, command.rating, why)]


def remark(run: Run, command: c.Remark, request: Request) -> list[e.Event]:
    """A hot-wash remark."""
    if command.kind not in REMARK_KINDS:
        raise Refused("A remark is something that went well, or something to fix.")
    earlier = run.remarks.get(command.id) if command.id else None
    if command.id and (earlier is None or earlier.seat != request.actor.seat):
        raise Refused("That remark is not yours to change.")
    if not command.id:
        _room_for_more(run.remarks, request.actor.seat)
    text = _words(command.text, "Write a few words first.")
    return [e.RemarkMade(command.id or f"w{run.seq + 1}", request.actor.seat, command.kind, text)]


def feedback(run: Run, command: c.Feedback, request: Request) -> list[e.Event]:
    """Answers to the feedback form."""
    form = {item.key: item.kind for item in run.exercise.frame.feedback}
    for key, value in command.answers.items():
        if key not in form:
            raise Refused(f"There is no question {key} in the feedback form.")
        scale = form[key] == "scale"
        if scale and (not isinstance(value, int) or not 1 <= value <= 5):
            raise Refused("Choose a number from 1 to 5.")
        if not scale and not isinstance(value, str):
            raise Refused("Answer in words.")
    return [e.FeedbackGiven(request.actor.seat, dict(command.answers))]


def edit_report(run: Run, command: c.EditReport, request: Request) -> list[e.Event]:
    """A person's words in place of a draft."""
    if run.edits.get(command.key) == command.text:
        return []
    return [e.ReportEdited(command.key, command.text)]


def _rateable(run: Run, target: str, rating: str) -> None:
    if rating not in RATINGS:
        raise Refused("A rating is P, S, M, U, or not rated.")
    objective, _, capability = target.partition("/")
    known = target in run.exercise.targets or any(
        o.id == objective and capability in o.capabilities for o in run.exercise.objectives
    )
    if not known:
        raise Refused(f"There is no target or capability {target}.")


def _row(run: Run, row: str) -> None:
    if row not in run.board:
        raise Refused("There is no such row on the board.")


def _words(text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise Refused(missing)
    return words


def _room_for_more(items: Mapping[str, Any], seat: str = "") -> None:
    """Refuse what would be one too many, in the run or of one seat."""
    if len(items) >= ITEMS_MAX:
        raise Refused(f"There is room for {ITEMS_MAX} of these in a run.")
    if seat and sum(item.seat == seat for item in items.values()) >= ITEMS_OF_ONE:
        raise Refused(f"There is room for {ITEMS_OF_ONE} of these from one seat.")
