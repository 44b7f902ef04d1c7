"""The trainer's view of a briefing: everything, and what only the trainer may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.engine import shapes_deck as s
from kit.engine.commands import Actor, Role
from kit.engine.decide import allowed
from kit.engine.decide_deck import may_answer
from kit.engine.lens import Lens
from kit.engine.refusal import Refused
from kit.engine.state import Phase, Run, Seat
from kit.engine.views_deck import (
    answered,
    briefing_view,
    deck_in,
    form,
    handouts,
    moved_briefing_view,
    question,
    score,
    slide,
    slides_view,
    spoken,
    talk,
)
from kit.scenario.deck import Deck

TRAINER = Actor(Role.FACILITATOR, "facilitator")
DOCUMENTS = ("roster.csv", "roster.pdf", "roster.html", "questions.html", "feedback.html", "journal.jsonl")
JOIN_ON_SCREEN = ("address", "link", "code", "qr", "starts")


def briefing_seen(lens: Lens, actor: Actor, join: dict[str, str], here: Mapping[str, int]) -> dict[str, Any]:
    """What somebody sees of a briefing now. Raises Refused for an actor without any view."""
    if actor.role is Role.FACILITATOR:
        return dict(trainer_view(lens, join, here))
    if actor.role is Role.OBSERVER:
        return dict(slides_view(lens, {key: join[key] for key in JOIN_ON_SCREEN if key in join}))
    seat = lens.run.seats.get(actor.seat)
    if seat is None or seat.role is not actor.role:
        raise Refused("There is no such seat in this briefing. Join again with the code.")
    moved = seat.serial != actor.serial
    return dict(moved_briefing_view(lens, seat.id) if moved else briefing_view(lens, seat.id))


def trainer_view(lens: Lens, join: dict[str, str], here: Mapping[str, int]) -> s.BriefingDeskView:
    """What the trainer sees: everything. ``here`` counts the pages open for each seat."""
    run = lens.run
    deck, given = deck_in(run), run.line.given
    return {
        "head": {**lens.head, "here": len(run.players())},
        "lobby": lens.lobby,
        "talk": talk(lens),
        "slide": slide(lens),
        "question": _question(lens),
        "answered": answered(lens),
        "feed": lens.feed("*"),
        "form": form(lens),
        "handouts": handouts(lens),
        "join": {key: text for key, text in join.items() if key != "staff_code"},
        "roster": [_row(run, seat, here) for seat in run.seats.values() if not seat.removed],
        "agenda": _agenda(lens),
        "slides": lens.part("slides", lambda: _slides(run)),
        "notes": [spoken(note) for note in deck.slides[given.number - 1].notes] if given.number else [],
        "next": _next(deck, given.number),
        "questions": lens.part("questions", lambda: _questions(run)),
        "live": _live(run),
        "raised": [_raised(run, item) for item in run.raised.values()],
        "gaps": list(deck.empty),
        "setup": {
            "names": run.setup.names,
            "admission": run.setup.admission,
            "scored": run.setup.scored,
            "setting": deck.setting,
        },
        "screen": {"show": run.screen[0], "scheme": run.screen[1], "open": here.get("screen", 0)},
        "can": allowed(run, TRAINER),
        "undo": f"{run.acts[-1].name} {run.acts[-1].subject}".strip() if run.acts else "",
        "closing": _closing(run),
    }


def _row(run: Run, seat: Seat, here: Mapping[str, int]) -> dict[str, Any]:
    scored = run.setup.scored and run.setup.names == "named"
    return {
        "seat": seat.id,
        "position": seat.position,
        "name": seat.name,
        "joined_at": seat.joined_at,
        "here": bool(here.get(seat.id)) or seat.by_hand,
        "waiting": seat.waiting,
        "by_hand": seat.by_hand,
        "stepped_out": seat.stepped_out,
        "resume": seat.resume,
        "right": score(run, seat.id)["right"] if scored else None,
    }


def _agenda(lens: Lens) -> dict[str, Any]:
    run = lens.run
    given = run.line.given
    items = [
        {"title": entry["title"], "minutes": entry["minutes"], "status": entry["status"]}
        for entry in talk(lens)["entries"]
    ]
    return {
        "planned": deck_in(run).minutes,
        "started_at": run.phase_at.get("play"),
        "ended_at": run.phase_at.get("closed") if run.phase is Phase.CLOSED else None,
        "slide_at": given.shown.get(given.number),
        "items": items,
    }


def _slides(run: Run) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "title": slide.title,
            "module": slide.module,
            "entry": slide.entry,
            "kind": slide.kind,
            "asks": slide.asks,
            "shown": number in run.line.given.shown,
        }
        for number, slide in enumerate(deck_in(run).slides, 1)
    ]


def _next(deck: Deck, number: int) -> dict[str, Any] | None:
    if number >= len(deck.slides):
        return None
    slide = deck.slides[number]
    points = [spoken(point) for point in slide.points]
    return {
        "number": number + 1,
        "title": slide.title,
        "kind": slide.kind,
        "asks": slide.asks,
        "points": points,
    }


def _questions(run: Run) -> list[dict[str, Any]]:
    asked = run.line.given.asked
    return [
        {
            "id": question.id,
            "kind": question.kind,
            "ask": question.ask.text,
            "status": asked[question.id].status if question.id in asked else "later",
            "module": question.module,
            "entry": question.entry,
        }
        for question in deck_in(run).questions
    ]


def _question(lens: Lens) -> s.QuestionCard | None:
    """The question in hand, with what the trainer may know of it at once."""
    card, live = question(lens), _live(lens.run)
    if card is None or live is None:
        return None
    return {**card, "answer": live["answer"], "why": live["why"], "why_cites": live["why_cites"]}


def _live(run: Run) -> dict[str, Any] | None:
    asked = run.line.given.in_hand
    if asked is None:
        return None
    question = deck_in(run).by_id[asked.question]
    return {
        "counts": asked.counts(question.keys),
        "saved": len(asked.answers),
        "of": may_answer(run) if asked.status == "open" else max(asked.of, len(asked.answers)),
        "answer": question.answer,
        "why": question.why.text,
        "why_cites": list(question.why.cites),
    }


def _raised(run: Run, item: Any) -> dict[str, Any]:
    seat = run.seats.get(item.seat)
    return {
        "id": item.id,
        "seat": item.seat,
        "title": seat.name if seat else "",
        "kind": item.kind,
        "text": item.text,
        "at": item.at,
        "answer": item.answer,
        "answered_at": item.answered_at or None,
    }


def _closing(run: Run) -> dict[str, Any] | None:
    if run.phase is not Phase.CLOSED:
        return None
    asked = run.line.given.asked.values()
    return {
        "ended_at": run.phase_at.get("closed"),
        "seats": len(run.players()),
        "asked": len(asked),
        "answers": sum(len(one.answers) for one in asked),
        "raised": len(run.raised),
        "unanswered": sum(not item.answer for item in run.raised.values()),
        "feedback": len(run.feedback),
        "documents": list(DOCUMENTS),
    }
