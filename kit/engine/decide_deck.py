"""Giving a briefing: slides in step, questions, answers, and what it does otherwise than an exercise."""

from __future__ import annotations

from kit.engine import (
    commands as c,
    decide_play as play,
    decide_seats as seats,
    decide_talk as talk,
    events as e,
)
from kit.engine.refusal import Refused, Request
from kit.engine.state import Phase, Run
from kit.engine.state_deck import Asked
from kit.scenario.deck import Briefing, Deck

SCREENS = ("", "lobby", "slide", "question", "closed")


def deck_of(run: Run) -> Deck | None:
    """The deck of a briefing; None for an exercise."""
    return run.exercise.deck if isinstance(run.exercise, Briefing) else None


def the_deck(run: Run) -> Deck:
    """The deck of a briefing. Raises Refused for a run of an exercise."""
    deck = deck_of(run)
    if deck is None:
        raise Refused("This is an exercise; it has no slides.")
    return deck


def may_answer(run: Run) -> int:
    """How many seats could answer a question: who is in, and has a device."""
    return sum(not seat.by_hand for seat in run.voters())


def form_is_open(run: Run) -> bool:
    """Whether the feedback form takes answers: from the last slide on, also after the end."""
    deck = deck_of(run)
    if deck is None:
        return False
    return run.phase is Phase.CLOSED or (run.phase is Phase.PLAY and len(deck.slides) in run.line.given.shown)


# -- the trainer -----------------------------------------------------------------------------------


def show_slide(run: Run, command: c.ShowSlide, request: Request) -> list[e.Event]:
    """A slide for everybody; a question that is still open is closed, and can be opened again or revealed."""
    last = len(the_deck(run).slides)
    if command.number > last:
        raise Refused(f"There is no slide {command.number}. The last one is {last}.")
    given = run.line.given
    if command.number == given.number and not given.question:
        return []
    return [*_closing(run), e.SlideShown(command.number)]


def open_question(run: Run, command: c.OpenQuestion, request: Request) -> list[e.Event]:
    """Answers are taken from now on; a question that is still open is closed first."""
    if command.question not in the_deck(run).by_id:
        raise Refused("There is no such question in this briefing.")
    asked = run.line.given.asked.get(command.question)
    if asked is not None and asked.status == "revealed":
        raise Refused("Everybody has seen the result. Undo, if it was too early.")
    if asked is not None and asked.status == "open" and run.line.given.question == command.question:
        return []
    return [*_closing(run), e.QuestionOpened(command.question)]


def close_question(run: Run, command: c.CloseQuestion, request: Request) -> list[e.Event]:
    """No more answers."""
    asked = _asked(run, command.question)
    if asked.status != "open":
        raise Refused("The question is closed already.")
    return _closing(run)


def reveal_question(run: Run, command: c.RevealQuestion, request: Request) -> list[e.Event]:
    """The result for all, also of a question that was closed before; the one that is open is closed."""
    asked = _asked(run, command.question)
    if asked.status == "revealed":
        raise Refused("Everybody sees the result already.")
    return [*_closing(run), e.QuestionRevealed(asked.question)]


def undo(run: Run, command: c.Undo, request: Request) -> list[e.Event]:
    """Take back the last slide, question, reveal or announcement, unless people have answered."""
    act = run.acts[-1] if run.acts else None
    asked = run.line.given.asked.get(act.subject) if act is not None else None
    if act is not None and asked is not None and act.name == "question-opened" and asked.answers:
        count = len(asked.answers)
        people = "1 person has" if count == 1 else f"{count} people have"
        raise Refused(f"This cannot be undone: {people} answered. Close the question instead.")
    return play.undo(run, command, request)


def end(run: Run, command: c.EndExercise, request: Request) -> list[e.Event]:
    """The end of the briefing, and with it of an open question."""
    return [*_closing(run), e.ExerciseEnded()]


def show(run: Run, command: c.Show, request: Request) -> list[e.Event]:
    """What the screen shows."""
    what = "" if command.what == "auto" else command.what
    if what not in SCREENS or command.scheme not in ("dark", "light"):
        raise Refused("The screen can show the way in, the slide or the question, dark or light.")
    return [e.ScreenShown(what, command.scheme)]


# -- people ----------------------------------------------------------------------------------------


def take_seat(run: Run, command: c.TakeSeat, request: Request) -> list[e.Event]:
    """A place in the briefing; a roster with names asks for one."""
    if command.role is not c.Role.PLAYER:
        raise Refused("A briefing has no evaluators. Join with the six digits on the big screen.")
    _need_name(run, command.name)
    return seats.take_seat(run, command, request)


def add_seat(run: Run, command: c.AddSeat, request: Request) -> list[e.Event]:
    """Somebody without a device, for the roster."""
    _need_name(run, command.name)
    return seats.add_seat(run, command, request)


def answer_question(run: Run, command: c.AnswerQuestion, request: Request) -> list[e.Event]:
    """A choice; the same once more changes nothing."""
    question = the_deck(run).by_id.get(command.question)
    asked = run.line.given.asked.get(command.question)
    if question is None or asked is None:
        raise Refused("This question has not been asked.")
    if asked.status != "open":
        raise Refused("This question is closed. Your last saved answer counts.")
    if command.option not in question.keys:
        raise Refused("There is no such choice.")
    seat = run.seats[request.actor.seat]
    if seat.stepped_out:
        raise Refused("You stepped out. Come back first, then choose.")
    before = asked.answers.get(seat.id)
    if before is not None and before.option == command.option:
        return []
    return [e.QuestionAnswered(question.id, seat.id, command.option)]


def ask(run: Run, command: c.Raise, request: Request) -> list[e.Event]:
    """A question from the floor."""
    if command.kind != "question":
        raise Refused("In a briefing you can ask a question.")
    return talk.raise_item(run, command, request)


def feedback(run: Run, command: c.Feedback, request: Request) -> list[e.Event]:
    """Answers to the feedback form, from the last slide on."""
    if not form_is_open(run):
        raise Refused("The form opens with the last slide.")
    return talk.feedback(run, command, request)


def _need_name(run: Run, name: str) -> None:
    if run.setup.names == "named" and not name.strip():
        raise Refused("Write the name for the roster.")


def _asked(run: Run, question: str) -> Asked:
    """A question that has been asked; "" is the one in hand. Raises Refused."""
    given = run.line.given
    asked = given.asked.get(question) if question else given.in_hand
    if asked is None:
        raise Refused("This question has not been asked." if question else "No question is in hand.")
    return asked


def _closing(run: Run) -> list[e.Event]:
    """The event that closes the question in hand, if it is open."""
    asked = run.line.given.in_hand
    return [e.QuestionClosed(asked.question, may_answer(run))] if asked and asked.status == "open" else []
