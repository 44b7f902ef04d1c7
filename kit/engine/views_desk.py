"""The facilitator's view: everything, arranged for the three panes of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.engine import shapes as s
from kit.engine.commands import Actor, Role
from kit.engine.decide import allowed
from kit.engine.desk_ballot import ballot_section
from kit.engine.desk_msel import msel_section, on_the_table
from kit.engine.lens import Lens, label, public_board, tally_rows
from kit.engine.results import TABLES
from kit.engine.state import Line, Phase, Run
from kit.scenario.model import Exercise
from kit.scenario.story import begin, holds, open_options

FACILITATOR = Actor(Role.FACILITATOR, "facilitator")


def desk_view(lens: Lens, join: dict[str, str], here: Mapping[str, int]) -> s.DeskView:
    """What the facilitator sees. ``here`` counts the pages open for each seat."""
    run = lens.run
    return {
        "head": {**lens.head, "here": len(run.players())},
        "lobby": lens.lobby,
        "agenda": agenda(run),
        "join": join,
        "dials": dials(run.exercise, run.setup.dials),
        "warnings": dial_warnings(run.exercise, run.setup.dials),
        "roster": roster(run, here),
        "positions": [dict(p) for p in lens_positions(run)],
        "msel": msel_section(run),
        "now": on_the_table(run),
        "ballot": ballot_section(run),
        "feed": lens.feed("*"),
        "raised": [_raised(run, r) for r in run.raised.values() if r.kind != "concern"],
        "board": _board(run),
        "incoming": [_raised(run, r) for r in run.raised.values() if r.kind == "concern" and not r.row],
        "announcements": [dict(i) for i in lens.feed("*") if i["kind"] == "announcement"],
        "notes": [
            {"id": n.id, "at": n.at, "story": label(run.exercise, n.story), "text": n.text}
            for n in run.notes.values()
        ],
        "evaluators": _evaluators(run),
        "lines": [_line(run, line) for line in (*run.lines, run.line)],
        "log": [{"seq": seq, "at": at, "text": text} for seq, at, text in run.log],
        "undo": f"{run.acts[-1].name} {run.acts[-1].subject}".strip() if run.acts else "",
        "screen": {"show": run.screen[0], "scheme": run.screen[1], "open": here.get("screen", 0)},
        "hotwash": _hotwash(run),
        "closing": _closing(run),
        "can": allowed(run, FACILITATOR),
    }


def agenda(run: Run) -> dict[str, Any]:
    """Planned minutes against the room's clock: the whole day and the module in hand."""
    form = run.exercise.forms[run.setup.form]
    modules = run.exercise.modules_by_id
    done = {key for key, mark in run.line.marks.items() if mark.status == "done"}
    started = run.phase_at.get("play")
    items = [
        {
            "what": item.what,
            "title": modules[item.what].title if item.what in modules else AGENDA_WORDS[item.what],
            "planned": item.minutes,
            "status": _agenda_status(run, item.what, done),
        }
        for item in form.agenda
    ]
    minutes = next((item.minutes for item in form.agenda if item.what == run.line.module), 0)
    module = {"planned": minutes, "started_at": run.line.module_at, "paused_ms": run.paused_ms}
    return {
        "started_at": started,
        "planned": form.minutes,
        "ends_at": started + form.minutes * 60_000 if started is not None else None,
        "items": items,
        "module": module if run.line.module else None,
        "paused_at": run.paused_at,
        "phase_at": dict(run.phase_at),
    }


AGENDA_WORDS = {
    "welcome": "Welcome and ground rules",
    "break": "Break",
    "hotwash": "Hot wash",
    "feedback": "Feedback",
    "slack": "Reserve",
}


def _agenda_status(run: Run, what: str, done: set[str]) -> str:
    if what == run.line.module and run.phase is Phase.PLAY:
        return "now"
    if what in done or (what == "welcome" and run.phase not in (Phase.LOBBY, Phase.BRIEFING)):
        return "done"
    return "now" if what == "hotwash" and run.phase is Phase.HOT_WASH else "later"


def dials(exercise: Exercise, settings: Mapping[str, str]) -> list[dict[str, str]]:
    """The posture dials as set, in words; none for an exercise that they do not change."""
    return [
        {"id": d.id, "title": d.title, "label": d.label(settings.get(d.id, d.default))}
        for d in exercise.frame.dials
        if exercise.dials
    ]


def dial_warnings(exercise: Exercise, settings: Mapping[str, str]) -> list[str]:
    """Combinations that a law of the host state may forbid: shown, never blocked."""
    story = begin(exercise, settings)
    return [w.text for w in exercise.frame.warnings if holds(w.when, story)]


def roster(run: Run, here: Mapping[str, int]) -> list[dict[str, Any]]:
    """Everybody with a seat, and whether a page of theirs is open."""
    positions = run.exercise.positions_by_id
    return [
        {
            "seat": seat.id,
            "role": seat.role.value,
            "position": seat.position,
            "title": positions[seat.position].short if seat.position in positions else "Evaluator",
            "table": TABLES[positions[seat.position].table] if seat.position in positions else "",
            "name": seat.name,
            "joined_at": seat.joined_at,
            "stepped_out": seat.stepped_out,
            "here": bool(here.get(seat.id)) or seat.by_hand,
            "waiting": seat.waiting,
            "resume": seat.resume,
        }
        for seat in run.seats.values()
        if not seat.removed
    ]


def lens_positions(run: Run) -> list[dict[str, Any]]:
    """Every position with how many players hold it."""
    counts: dict[str, int] = {}
    for seat in run.players():
        counts[seat.position] = counts.get(seat.position, 0) + 1
    return [
        {
            "id": p.id,
            "title": p.title,
            "short": p.short,
            "table": TABLES[p.table],
            "brief": p.brief,
            "count": counts.get(p.id, 0),
        }
        for p in run.exercise.positions
    ]


def _raised(run: Run, item: Any) -> dict[str, Any]:
    position = run.exercise.positions_by_id.get(item.position)
    return {
        "id": item.id,
        "seat": item.seat,
        "title": position.short if position else "",
        "kind": item.kind,
        "text": item.text,
        "at": item.at,
        "answer": item.answer,
        "answered_at": item.answered_at or None,
    }


def _board(run: Run) -> list[dict[str, Any]]:
    rows = []
    for public, row in zip(public_board(run), run.board.values(), strict=True):
        raised = [r for r in run.raised.values() if r.row == row.id]
        titles = [run.exercise.positions_by_id[r.position].short for r in raised]
        rows.append({**public, "from": list(dict.fromkeys(titles)), "authority": row.authority})
    return rows


def _evaluators(run: Run) -> list[dict[str, Any]]:
    """Counts only: what evaluators wrote stays theirs until EndEx."""
    return [
        {
            "seat": seat.id,
            "name": seat.name,
            "notes": sum(1 for o in run.observations.values() if o.seat == seat.id),
            "ratings": len(run.ratings.get(seat.id, {})),
        }
        for seat in run.seats.values()
        if seat.role is Role.EVALUATOR and not seat.removed
    ]


def _line(run: Run, line: Line) -> dict[str, Any]:
    decisions = []
    for id, ballot in line.ballots.items():
        turn = run.turns.get((line.number, id)) or run.turns.get((line.parent, id))
        if ballot.status != "taken" or turn is None:
            continue
        decision = run.exercise.decision(id)
        decisions.append(
            {
                "id": id,
                "title": decision.title,
                "question": decision.question,
                "story": label(run.exercise, turn.clock),
                "at": ballot.taken_at,
                "taken": ballot.taken,
                "how": ballot.how,
                "votes": ballot.counts().get(ballot.taken, 0),
                "of": len(ballot.votes),
                "options": [{"key": o.key, "text": o.text} for o in open_options(decision, turn.story)],
            }
        )
    return {
        "number": line.number,
        "parent": line.parent,
        "decision": line.forked_at,
        "option": line.ballots[line.forked_at].taken if line.forked_at else "",
        "why": line.why,
        "decisions": decisions,
        "current": line is run.line,
    }


def _hotwash(run: Run) -> dict[str, Any]:
    remarks = []
    for remark in run.remarks.values():
        seat = run.seats.get(remark.seat)
        position = run.exercise.positions_by_id.get(seat.position) if seat else None
        title = position.short if position and run.setup.names != "anonymous" else ""
        remarks.append({"kind": remark.kind, "text": remark.text, "title": title, "at": remark.at})
    rows = tally_rows(run, run.line)
    totals = {part: sum(row[part] for row in rows) for part in ("life", "trust", "legal")}
    return {
        "remarks": remarks,
        "feedback": len(run.feedback),
        "tallies": {**totals, "trust_level": run.line.story.trust},
        "rows": rows,
        "shown": run.tallies_shown,
        "note": run.exercise.frame.tally_note,
        "prompts": list(run.exercise.frame.hot_wash),
    }


def _closing(run: Run) -> dict[str, Any] | None:
    """What stands between the record and a final report; only after EndEx."""
    if run.phase is not Phase.CLOSED:
        return None
    rated: dict[str, dict[str, str]] = {}
    for seat, given in run.ratings.items():
        for target, rating in given.items():
            rated.setdefault(target, {})[seat] = rating.rating
    differ = [t for t, by in rated.items() if len(set(by.values())) > 1 and t not in run.settled]
    form = run.exercise.forms[run.setup.form]
    asked = [t for t, (o, _) in run.exercise.targets.items() if not form.rated or {t, o.id} & set(form.rated)]
    return {
        "ended_at": run.phase_at.get("closed"),
        "seats": len(run.players()),
        "decisions": sum(1 for line in (*run.lines, run.line) for b in line.ballots.values() if b.taken),
        "injects": sum(1 for m in run.line.feed if m.kind == "inject" and not m.withdrawn),
        "lines": len(run.lines) + 1,
        "observations": len(run.observations),
        "events": run.seq,
        "unrated": [t for t in asked if t not in rated and t not in run.settled],
        "differ": [
            {"target": t, "ratings": [_named_rating(run, seat, t, r) for seat, r in rated[t].items()]}
            for t in differ
        ],
        "undated": sum(1 for row in run.board.values() if row.what and not row.by),
        "edits": dict(run.edits),
        "documents": [],
    }


def _named_rating(run: Run, seat: str, target: str, rating: str) -> dict[str, str]:
    found = run.seats.get(seat)
    why = run.ratings[seat][target].why
    return {"rating": rating, "name": found.name if found and found.name else "Evaluator", "why": why}
