"""The desk's ballot: live counts and reasons, who is waited for, and what each branch would bring."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kit.engine.progress import next_beat
from kit.engine.results import bars, card_of
from kit.engine.state import Ballot, Phase, Run
from kit.scenario.model import Decision, Option
from kit.scenario.story import holds, open_options, rules_now, story_minutes, tally


def ballot_section(run: Run) -> dict[str, Any] | None:
    """The decision in hand; or, between decisions, a preview of the next one (status ``preview``)."""
    ballot = run.ballot
    if ballot is not None:
        turn = run.turns.get((run.line.number, ballot.decision))
        decision = run.exercise.decision(ballot.decision)
        second = len(ballot.rounds) > 1
        return {
            **(card_of(run, ballot, counting=True) or {}),
            "live": bars(run, ballot, exact=True),
            "first": bars(run, replace(ballot, rounds=ballot.rounds[:1]), exact=True) if second else [],
            "reasons_live": _reasons(run, ballot),
            "waiting": _waiting(run, ballot),
            "majority": ballot.leaders()[0] if len(ballot.leaders()) == 1 else None,
            "tie": len(ballot.leaders()) > 1,
            "can": _can(ballot),
            **_branches(run, decision, turn.story if turn else run.line.story),
        }
    beat = next_beat(run) if run.phase is Phase.PLAY else None
    if beat is None or beat.kind != "decision":
        return None
    decision = run.exercise.decision(beat.id)
    options = open_options(decision, run.line.story)
    return {
        "id": decision.id,
        "title": decision.title,
        "question": decision.question,
        "status": "preview",
        "minutes": decision.minutes,
        "options": [{"key": o.key, "text": o.text, "only_if": o.only_if} for o in options],
        "can": ["open-decision"],
        **_branches(run, decision, run.line.story),
    }


def _branches(run: Run, decision: Decision, story: Any) -> dict[str, Any]:
    """What the dials change and what each choice would bring: for the facilitator only."""
    rules = rules_now(decision, story)
    closed = [
        {"key": o.key, "text": o.text, "why": _why_closed(run, decision, o, story)}
        for o in decision.options
        if o not in open_options(decision, story)
    ]
    return {
        "dial_notes": [{"note": rule.note, "text": rule.text} for rule in _with_text(rules)],
        "closed_options": closed,
        "tallies": [
            {
                "key": o.key,
                "life": tally(decision, o.key, story).life,
                "trust": tally(decision, o.key, story).trust,
                "legal": tally(decision, o.key, story).legal,
                "story_minutes": story_minutes(decision, o.key, story),
                "brings": [*o.links.triggers, *o.links.may_trigger],
                "consequence": o.consequence,
            }
            for o in open_options(decision, story)
        ],
    }


def _with_text(rules: Any) -> list[Any]:
    """One rule a note: several rules may carry the same note."""
    unique: dict[str, Any] = {}
    for rule in rules:
        unique.setdefault(rule.note, rule)
    return [rule for rule in unique.values() if rule.text]


def _why_closed(run: Run, decision: Decision, option: Option, story: Any) -> str:
    if not holds(option.when, story):
        return option.only_if or "Not open on this path."
    rule = next(r for r in rules_now(decision, story) if r.close and r.option == option.key)
    return rule.text or run.exercise.frame.dial_conflict


def _reasons(run: Run, ballot: Ballot) -> list[dict[str, Any]]:
    """Reasons as they come in, newest first, with the position they come from."""
    votes = sorted(ballot.votes.items(), key=lambda item: -item[1].seq)
    return [
        {"key": vote.option, "text": vote.reason, "title": _title(run, seat), "at": vote.at}
        for seat, vote in votes
        if vote.reason
    ]


def _waiting(run: Run, ballot: Ballot) -> list[dict[str, Any]]:
    if ballot.status != "open":
        return []
    counts: dict[str, int] = {}
    for seat in run.voters():
        if seat.id not in ballot.votes:
            counts[_title(run, seat.id)] = counts.get(_title(run, seat.id), 0) + 1
    return [{"title": title, "count": count} for title, count in sorted(counts.items(), key=lambda i: -i[1])]


def _title(run: Run, seat: str) -> str:
    """The position behind a seat; in an anonymous run not even that."""
    found = run.seats.get(seat)
    position = run.exercise.positions_by_id.get(found.position) if found else None
    return position.short if position and run.setup.names != "anonymous" else "A player"


def _can(ballot: Ballot) -> list[str]:
    return {
        "open": ["close-voting", "extend", "reveal"],
        "closed": ["reveal", "second-round", "take-branch"],
        "revealed": ["hide", "second-round", "take-branch"],
        "taken": [],
    }[ballot.status]
