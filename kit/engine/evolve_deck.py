"""How events move a briefing: the half of ``evolve`` for runs with a deck."""

from __future__ import annotations

from dataclasses import replace

from kit.engine import events as e
from kit.engine.state import Line, Run, changed
from kit.engine.state_deck import Answered, Asked, Given


def shown(given: Given, number: int, at: int) -> Given:
    """A slide is before everybody, and no question."""
    times = given.shown if number in given.shown else {**given.shown, number: at}
    return replace(given, number=number, shown=times, question="")


def on_slide_shown(run: Run, rec: e.Recorded, event: e.SlideShown) -> Line:
    """The slide is before everybody."""
    return changed(run.line, given=shown(run.line.given, event.number, rec.at))


def on_question_opened(run: Run, rec: e.Recorded, event: e.QuestionOpened) -> Line:
    """The question is in hand and takes answers."""
    given = run.line.given
    known = given.asked.get(event.question)
    asked = replace(known, status="open", closed_at=None) if known else Asked(event.question, "open", rec.at)
    return changed(run.line, given=replace(_with(given, asked), question=event.question))


def on_question_closed(run: Run, rec: e.Recorded, event: e.QuestionClosed) -> Line:
    """The question takes no more answers."""
    given = run.line.given
    asked = replace(given.asked[event.question], status="closed", of=event.of, closed_at=rec.at)
    return changed(run.line, given=_with(given, asked))


def on_question_revealed(run: Run, rec: e.Recorded, event: e.QuestionRevealed) -> Line:
    """The result is seen by all."""
    given = run.line.given
    asked = replace(given.asked[event.question], status="revealed")
    return changed(run.line, given=replace(_with(given, asked), question=event.question))


def on_question_answered(run: Run, rec: e.Recorded, event: e.QuestionAnswered) -> Line:
    """The seat's choice."""
    given = run.line.given
    asked = given.asked[event.question]
    answers = {**asked.answers, event.seat: Answered(event.option, rec.at)}
    return changed(run.line, given=_with(given, replace(asked, answers=answers)))


def undone(now: Given, before: Given) -> Given:
    """What was given before an act, with every answer that people gave since."""
    asked = {
        id: replace(was, answers=now.asked[id].answers) if id in now.asked else was
        for id, was in before.asked.items()
    }
    return replace(before, asked=asked)


def _with(given: Given, asked: Asked) -> Given:
    return replace(given, asked={**given.asked, asked.question: asked})
