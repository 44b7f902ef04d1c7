"""The only place where a run becomes visible: what each role sees, and nothing else.

Every function takes a ``Lens`` (see ``lens``) and gives the sections of ``shapes``. A player sees the
story as far as it was put before their position, their own seat, and results once revealed. The
screen sees what all players see. An evaluator sees that and their own notes. Only the facilitator's
view (``views_desk``) holds what is to come, talking points, live votes and tallies.
"""

from __future__ import annotations

from typing import Any, cast

from kit.engine import shapes as s
from kit.engine.commands import Role
from kit.engine.decide_talk import counsel_left
from kit.engine.lens import Lens, label
from kit.engine.results import TABLES, card_of, position_of
from kit.engine.state import Phase, Run, Seat


def player_view(lens: Lens, seat: str) -> s.PlayerView:
    """What a player sees. A seat that waits, was closed, or stepped out sees no story."""
    inside = is_inside(lens.run, seat)
    position = lens.run.seats[seat].position if inside else ""
    common = lens.part(f"player/{inside}/{position}", lambda: _common(lens, position, inside=inside))
    return cast(s.PlayerView, {**common, "mine": mine_of(lens, seat)})


def _common(lens: Lens, position: str, *, inside: bool) -> dict[str, Any]:
    """What all players of a position see."""
    return {
        "head": lens.head,
        "lobby": lens.lobby,
        "situation": lens.situation if inside else None,
        "feed": lens.feed(position) if inside else [],
        "decision": lens.decision if inside else None,
        "board": lens.board if inside else [],
        "hotwash": lens.hotwash,
    }


def moved_view(lens: Lens, seat: str) -> s.PlayerView:
    """What the old device of a moved seat sees: that it moved, and no story."""
    gone = {"moved": True, "resume": "", "vote": None, "raised": []}
    mine: Any = {**mine_of(lens, seat), **gone}
    return {
        "head": lens.head,
        "lobby": lens.lobby,
        "situation": None,
        "feed": [],
        "decision": None,
        "board": [],
        "hotwash": lens.hotwash,
        "mine": mine,
    }


def is_inside(run: Run, seat: str) -> bool:
    """Whether a seat takes part: neither waiting at the door nor closed."""
    found = run.seats.get(seat)
    return found is not None and not found.waiting and not found.removed


def mine_of(lens: Lens, seat: str) -> s.Mine:
    """What belongs to one seat: position, own vote, own words, resume code.

    It is the very same object as long as what it is made from is the same."""
    run, ballot = lens.run, lens.run.ballot
    sources = (
        run.seats.get(seat),
        ballot.votes.get(seat) if ballot else None,
        ballot.rounds[0].get(seat) if ballot and len(ballot.rounds) > 1 else None,
        len(ballot.rounds) if ballot else 0,
        lens.raised.get(seat, ()),
        lens.remarks.get(seat, ()),
        run.feedback.get(seat),
        run.line.module,
    )
    known = lens.mine.get(seat)
    if known is None or known[0] != sources:
        known = lens.mine[seat] = (sources, _mine(run, seat, sources))
    return cast(s.Mine, known[1])


def _mine(run: Run, seat: str, sources: tuple[Any, ...]) -> s.Mine:
    seated, vote, first, round, raised, remarks, feedback, _module = sources
    found = seated or Seat(seat, Role.PLAYER, "", "", "", 0, removed=True)
    position = position_of(run, seat)
    given_at, answers = feedback or (None, {})
    return {
        "seat": seat,
        "role": found.role.value,
        "position": found.position,
        "position_title": position.short if position else "",
        "table": TABLES.get(position.table, "") if position else "",
        "brief": position.brief if position else "",
        "name": found.name,
        "resume": found.resume,
        "waiting": found.waiting,
        "removed": found.removed,
        "stepped_out": found.stepped_out,
        "moved": False,
        "vote": _vote(vote, round) if vote else None,
        "first": first.option if first else "",
        "counsel_left": counsel_left(run, seat, raised),
        "raised": [_raised(r) for r in raised],
        "remarks": [{"id": r.id, "kind": r.kind, "text": r.text, "at": r.at} for r in remarks],
        "feedback": dict(answers),
        "feedback_at": given_at,
    }


def _vote(vote: Any, round: int) -> dict[str, Any]:
    return {"option": vote.option, "reason": vote.reason, "at": vote.at, "round": round}


def _raised(item: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "at": item.at,
        "answer": item.answer,
        "answered_at": item.answered_at or None,
    }


def screen_view(lens: Lens, join: dict[str, str]) -> s.ScreenView:
    """What stands on the wall: what every player may see, and how to join."""
    run = lens.run
    feed = [item for item in lens.feed("") if not item["withdrawn"]]
    asked, scheme = run.screen
    return {
        "head": lens.head,
        "show": asked or _natural_screen(run),
        "scheme": scheme,
        "join": join,
        "situation": lens.situation,
        "inject": next((i for i in reversed(feed) if i["kind"] in ("inject", "consequence", "ending")), None),
        "decision": card_of(run, run.ballot, counting=True),
        "board": lens.board,
        "announcement": next((i for i in reversed(feed) if i["kind"] == "announcement"), None),
    }


def _natural_screen(run: Run) -> str:
    """What the screen shows when nobody chose: the newest thing everybody is concerned with."""
    if run.phase in (Phase.LOBBY, Phase.BRIEFING):
        return "lobby"
    if run.phase is Phase.HOT_WASH:
        return "hot-wash"
    if run.phase is Phase.CLOSED:
        return "closed"
    last = next((m for m in reversed(run.line.feed) if not m.to and not m.withdrawn), None)
    ballot = run.ballot
    if ballot is not None and (ballot.status != "taken" or (last and last.ref == ballot.decision)):
        return "decision"
    return "inject" if last and last.kind in ("inject", "consequence") else "situation"


def evaluator_view(lens: Lens, seat: str) -> s.EvaluatorView:
    """An evaluator's sheet: the guide, what is in play, and their own notes and ratings only."""
    run = lens.run
    frame = run.exercise.frame
    notes = [o for o in run.observations.values() if o.seat == seat]
    mine = run.ratings.get(seat, {})
    return {
        "head": lens.head,
        "guide": guide_of(run),
        "ratings_key": [
            {"letter": r.letter, "name": r.name, "definition": r.definition, "short": r.short}
            for r in frame.ratings
        ],
        "now": in_play(run),
        "played": played_steps(run),
        "notes": [_note(run, o) for o in notes],
        "seen": dict(run.tasks_seen.get(seat, {})),
        "ratings": {t: {"rating": r.rating, "why": r.why, "at": r.at} for t, r in mine.items()},
        "questions": list(frame.evaluator_questions),
        "feed": lens.feed("*"),
        "decision": lens.decision,
        "mine": mine_of(lens, seat),
    }


def guide_of(run: Run) -> list[dict[str, Any]]:
    """The exercise evaluation guide: objectives, capabilities, targets, critical tasks."""
    rated = run.exercise.forms[run.setup.form].rated
    return [
        {
            "id": o.id,
            "text": o.text,
            "watch_for": o.watch_for,
            "capabilities": list(o.capabilities),
            "rated": not rated or o.id in rated or any(t.id in rated for t in o.targets),
            "targets": [
                {"id": t.id, "text": t.text, "tasks": list(t.tasks), "evidence": list(t.evidence)}
                for t in o.targets
            ],
        }
        for o in run.exercise.objectives
    ]


def in_play(run: Run) -> dict[str, str] | None:
    """The step that notes are tied to: the decision in hand, or the last inject."""
    line = run.line
    if line.in_hand in run.exercise.steps or line.in_hand in line.added:
        return {"id": line.in_hand, **_titled(run, line.in_hand)}
    last = next((m for m in reversed(line.feed) if m.kind == "inject" and not m.withdrawn), None)
    return {"id": last.ref, **_titled(run, last.ref)} if last else None


def played_steps(run: Run) -> list[dict[str, str]]:
    """Every inject and decision put into play so far, newest first."""
    done = [m.ref for m in run.line.feed if m.kind == "inject" and not m.withdrawn]
    ids = dict.fromkeys([*done, *run.line.ballots])
    return [{"id": id, "title": _titled(run, id)["title"]} for id in reversed(ids)]


def _titled(run: Run, id: str) -> dict[str, str]:
    if id in run.line.added:
        return {"title": run.line.added[id].title, "kind": "inject"}
    step = run.exercise.steps[id]
    return {"title": step.title, "kind": "decision" if id in run.line.ballots else "inject"}


def _note(run: Run, o: Any) -> dict[str, Any]:
    return {
        "id": o.id,
        "at": o.at,
        "story": label(run.exercise, o.story),
        "kind": o.kind,
        "text": o.text,
        "target": o.target,
        "task": o.task,
        "ref": o.ref,
    }
