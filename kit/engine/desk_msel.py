"""The desk's MSEL pane and what is on the table now."""

from __future__ import annotations

from typing import Any

from kit.engine.lens import feed_item, label, to_words
from kit.engine.progress import pending, printed_time
from kit.engine.state import Phase, Run
from kit.scenario.flow import Beat
from kit.scenario.model import Decision, Inject
from kit.scenario.story import ending, tail, wording


def msel_section(run: Run) -> list[dict[str, Any]]:
    """One row a beat, in the order of play, each with what became of it or what is next."""
    coming = {beat.key: comes for beat, comes in pending(run)}
    free = run.ballot is None or run.ballot.status == "taken"
    following = next((k for k, c in coming.items() if c and k not in run.line.held), "")
    upcoming = following if free and run.phase is Phase.PLAY else ""
    return [
        {**_row(run, beat), "status": _status(run, beat, coming, upcoming)}
        for beat in run.line.order
        if beat.played
    ]


def _status(run: Run, beat: Beat, coming: dict[str, bool], upcoming: str) -> str:
    mark = run.line.marks.get(beat.key)
    if mark is not None:
        if beat.key == run.line.in_hand and mark.status == "done":
            return "now"
        return {"done": "past", "passed": "passed", "skipped": "skipped"}.get(mark.status, "past")
    if beat.key == run.line.decision:
        return "now"
    if beat.key in run.line.held:
        return "held"
    if beat.key == upcoming:
        return "next"
    return "later" if coming.get(beat.key) else "unlikely"


def _row(run: Run, beat: Beat) -> dict[str, Any]:
    mark = run.line.marks.get(beat.key)
    row: dict[str, Any] = {
        "kind": beat.kind,
        "id": beat.key,
        "title": "",
        "story": "",
        "to": "",
        "sender": "",
        "channel": "",
        "minutes": 0,
        "contingency": False,
        "text": "",
        "expected": [],
        "at": mark.at if mark else None,
        "due": run.line.due.get(beat.key),
        "note": mark.note if mark else "",
        "module": beat.block,
    }
    return {**row, **_details(run, beat)}


def _details(run: Run, beat: Beat) -> dict[str, Any]:
    exercise, story = run.exercise, run.line.story
    if beat.kind == "inject":
        inject = run.step_inject(beat.id)
        return {
            "title": inject.title,
            "story": label(exercise, printed_time(run, beat.id)),
            "to": to_words(exercise, inject.to),
            "sender": inject.sender,
            "channel": inject.channel,
            "minutes": inject.minutes,
            "contingency": inject.contingency,
            "text": _said(run, inject),
            "expected": list(inject.expected),
            "audience": inject.audience,
        }
    if beat.kind == "decision":
        decision = exercise.decision(beat.id)
        ballot = run.line.ballots.get(beat.id)
        result = (
            {"taken": ballot.taken, "votes": ballot.counts()[ballot.taken]} if ballot and ballot.taken else {}
        )
        words = {"title": decision.title, "text": decision.question, "minutes": decision.minutes}
        return {**words, "expected": list(decision.talk.expected), **result}
    if beat.kind == "module":
        module = exercise.modules_by_id[beat.id]
        opening = wording(module.openings, story).text if module.openings else ""
        block = next((i.minutes for i in exercise.forms[run.setup.form].agenda if i.what == beat.id), 0)
        return {"title": module.title, "text": opening, "minutes": block, "story": module.span}
    if beat.kind == "bridge":
        bridge = next(b for b in exercise.forms[run.setup.form].bridges if b.id == beat.id)
        return {"title": "Bridge", "text": bridge.text, "minutes": bridge.minutes}
    end = ending(exercise, story)
    return {"title": f"Where it stands: {end.title}", "text": end.text, "minutes": exercise.finale.minutes}


def _said(run: Run, inject: Inject) -> str:
    """The words an inject was delivered with, or would be delivered with as things stand."""
    sent = next((m for m in run.line.feed if m.ref == inject.id and m.kind == "inject"), None)
    if sent is not None:
        return next(w.text for w in inject.wordings if w.id == sent.wording)
    return wording(inject.wordings, run.line.story).text


def on_the_table(run: Run) -> dict[str, Any] | None:
    """What is in hand, with the facilitator's words for this moment."""
    key = run.line.in_hand
    if not key:
        return None
    step = run.line.added.get(key) or run.exercise.steps.get(key)
    if isinstance(step, Decision):
        return {**_base(run, key, "decision", step.title, step.question), **_talk(run, step)}
    if isinstance(step, Inject):
        base = _base(run, key, "inject", step.title, _said(run, step))
        return {**base, "watch": _watch(run, key, step.expected), "cites": list(step.cites)}
    if key == "ending":
        end = ending(run.exercise, run.line.story)
        last = tail(run.exercise, run.line.story)
        text = "\n\n".join(
            [end.text, f"What held: {end.held}", f"What it cost: {end.cost}", last.text if last else ""]
        )
        return {
            **_base(run, key, "ending", end.title, text.strip()),
            "ask": list(run.exercise.finale.discuss),
        }
    message = next((m for m in reversed(run.line.feed) if m.ref == key), None)
    item = feed_item(run, message) if message else {"title": "", "text": ""}
    module = run.exercise.modules_by_id.get(key)
    base = _base(run, key, "opening", item["title"] or (module.title if module else ""), item["text"])
    return {**base, "say": [module.key_issues] if module and module.key_issues else []}


def _base(run: Run, id: str, kind: str, title: str, text: str) -> dict[str, Any]:
    mark = run.line.marks.get(id)
    ballot = run.line.ballots.get(id)
    return {
        "kind": kind,
        "id": id,
        "title": title,
        "text": text,
        "story": label(run.exercise, run.line.clock),
        "at": ballot.opened_at if ballot else mark.at if mark else None,
        "say": [],
        "watch": [],
        "ask": [],
        "missed": "",
        "if_asked": [],
        "notes": [],
        "cites": [],
    }


def _talk(run: Run, decision: Decision) -> dict[str, Any]:
    talk = decision.talk
    return {
        "say": list(talk.points),
        "watch": _watch(run, decision.id, talk.expected),
        "ask": list(talk.ask),
        "missed": talk.missed,
        "if_asked": [{"q": q, "a": a} for q, a in talk.if_asked],
        "cites": list(decision.cites),
    }


def _watch(run: Run, step: str, expected: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"step": step, "index": i, "text": text, "seen": run.actions_seen.get((step, i))}
        for i, text in enumerate(expected)
    ]
