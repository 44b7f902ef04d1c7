"""Who sees what of a briefing: beside ``views`` and ``views_desk`` the only place that knows.

Phones and the screen get the slides shown so far, the question in hand and, once revealed, its result. The
trainer's page gets that and the notes, what comes next, live counts and the right answer.
"""

from __future__ import annotations

from typing import Any, cast

from kit.engine import shapes_deck as s
from kit.engine.decide_deck import form_is_open, may_answer
from kit.engine.lens import Lens
from kit.engine.results import few
from kit.engine.state import Phase, Run
from kit.engine.state_deck import Asked, is_right
from kit.engine.views import is_inside, mine_of
from kit.scenario.deck import Briefing, Deck, Said, Slide


def briefing_view(lens: Lens, seat: str) -> s.BriefingPlayerView:
    """What a phone sees. A seat that waits or was closed sees no slide and no question."""
    run = lens.run
    inside = is_inside(run, seat)
    return {
        "head": lens.head,
        "lobby": lens.lobby,
        "mine": _mine(lens, seat),
        "talk": talk(lens),
        "slide": in_hand(lens) if inside else None,
        "earlier": earlier(lens) if inside else [],
        "question": question(lens) if inside else None,
        "answered": answered(lens) if inside else [],
        "feed": lens.feed(run.seats[seat].position) if inside else [],
        "form": form(lens),
        "handouts": handouts(lens) if inside else [],
    }


def moved_briefing_view(lens: Lens, seat: str) -> s.BriefingPlayerView:
    """What the old device of a moved seat sees: that it moved."""
    nothing = {
        "moved": True,
        "resume": "",
        "raised": [],
        "answer": None,
        "answers": {},
        "feedback": {},
        "right": None,
    }
    return {
        "head": lens.head,
        "lobby": lens.lobby,
        "mine": {**_mine(lens, seat), **nothing},
        "talk": talk(lens),
        "slide": None,
        "earlier": [],
        "question": None,
        "answered": [],
        "feed": [],
        "form": form(lens),
        "handouts": [],
    }


def slides_view(lens: Lens, join: dict[str, str]) -> s.BriefingScreenView:
    """What stands on the wall."""
    run = lens.run
    asked, scheme = run.screen
    said = [item for item in lens.feed("") if not item["withdrawn"]]
    return {
        "head": lens.head,
        "join": join,
        "show": asked or _natural_screen(run),
        "scheme": scheme,
        "slide": slide(lens),
        "question": lens.part("counting", lambda: _card(run, run.line.given.in_hand, counting=True)),
        "talk": talk(lens),
        "announcement": said[-1] if said else None,
    }


def score(run: Run, seat: str) -> dict[str, int]:
    """Of the checks whose answer everybody has seen: how many a seat had right, and answered at all."""
    questions = deck_in(run).by_id
    checks = [asked for asked in run.line.given.revealed if questions[asked.question].kind == "check"]
    return {
        "right": sum(is_right(questions[asked.question], asked.answers.get(seat)) for asked in checks),
        "answered": sum(seat in asked.answers for asked in checks),
        "checks": len(checks),
    }


# -- what all may see ------------------------------------------------------------------------------


def deck_in(run: Run) -> Deck:
    """The deck of a run that is known to be a briefing."""
    return cast(Briefing, run.exercise).deck


def spoken(said: Said) -> dict[str, Any]:
    """A sentence with the facts behind it."""
    return {"text": said.text, "cites": list(said.cites)}


def talk(lens: Lens) -> s.Talk:
    """The briefing as announced, made once a state."""
    return cast(s.Talk, lens.part("talk", lambda: talk_of(lens.run)))


def talk_of(run: Run) -> s.Talk:
    """The briefing as announced, and which module of it is in hand."""
    deck = deck_in(run)
    return {
        "title": deck.title,
        "audience": deck.audience,
        "setting": deck.setting,
        "entries": [
            {
                "key": entry.key,
                "title": entry.title,
                "audience": entry.audience_title,
                "version": entry.version,
                "minutes": entry.minutes,
                "status": _status(run, number),
            }
            for number, entry in enumerate(deck.entries, 1)
        ],
    }


def _status(run: Run, entry: int) -> str:
    if run.phase is Phase.CLOSED:
        return "done"
    number = run.line.given.number
    now = deck_in(run).slides[number - 1].entry if number else 0
    return "now" if entry == now else "done" if entry < now else "later"


def slide(lens: Lens) -> s.SlideShown | None:
    """The slide in hand; None before the first."""
    return cast("s.SlideShown | None", lens.part("slide", lambda: _shown(lens, lens.run.line.given.number)))


def in_hand(lens: Lens) -> s.SlideInHand | None:
    """Which slide is before everybody: phones have it among those shown so far, and get each only once."""
    run = lens.run
    number = run.line.given.number
    made = lens.part("in hand", lambda: {"number": number, "of": len(deck_in(run).slides)})
    return cast(s.SlideInHand, made) if number else None


def earlier(lens: Lens) -> list[s.SlideShown]:
    """Every slide shown so far."""
    made = lens.part("earlier", lambda: [_shown(lens, number) for number in lens.run.line.given.shown])
    return cast("list[s.SlideShown]", made)


def _shown(lens: Lens, number: int) -> s.SlideShown | None:
    if not number:
        return None
    return cast(s.SlideShown, lens.fixed(f"slide {number}", lambda: _made(lens.run, number)))


def _made(run: Run, number: int) -> s.SlideShown:
    slides = deck_in(run).slides
    slide: Slide = slides[number - 1]
    return {
        "number": number,
        "of": len(slides),
        "entry": slide.entry,
        "module": slide.module,
        "title": slide.title,
        "points": [spoken(point) for point in slide.points],
        "alt": slide.alt,
        "picture": slide.picture or None,
        "kind": slide.kind,
    }


def question(lens: Lens) -> s.QuestionCard | None:
    """The question in hand, as phones may see it."""
    made = lens.part("question", lambda: _card(lens.run, lens.run.line.given.in_hand))
    return cast("s.QuestionCard | None", made)


def _card(run: Run, asked: Asked | None, *, counting: bool = False) -> s.QuestionCard | None:
    """A question as everybody may see it. ``counting`` adds how many have answered while it is open; phones
    do without, because every answer would then be news to every phone."""
    if asked is None:
        return None
    question = deck_in(run).by_id[asked.question]
    counted, shown = counting or asked.status != "open", asked.status == "revealed"
    return {
        "id": question.id,
        "entry": question.entry,
        "kind": question.kind,
        "ask": question.ask.text,
        "cites": list(question.ask.cites),
        "options": [{"key": key, "text": text} for key, text in question.options],
        "status": asked.status,
        "opened_at": asked.opened_at,
        "closed_at": asked.closed_at,
        "saved": len(asked.answers) if counted else 0,
        "of": (max(asked.of, len(asked.answers)) if asked.status != "open" else may_answer(run))
        if counted
        else 0,
        "results": results(run, asked) if shown else None,
        "answer": question.answer if shown else "",
        "why": question.why.text if shown else "",
        "why_cites": list(question.why.cites) if shown else [],
    }


def results(run: Run, asked: Asked) -> list[dict[str, Any]]:
    """The result as rows; in an anonymous run counts under 3 are hidden, and a second one with a lone one."""
    question = deck_in(run).by_id[asked.question]
    counts = asked.counts(question.keys)
    hidden = few(counts) if run.setup.names == "anonymous" else set()
    total, most = sum(counts.values()), max(counts.values(), default=0)
    return [
        {
            "key": key,
            "text": text,
            "votes": None if key in hidden else counts[key],
            "share": None if key in hidden else round(100 * counts[key] / total) if total else 0,
            "most": bool(most) and counts[key] == most and len(hidden) < len(counts),
        }
        for key, text in question.options
    ]


def answered(lens: Lens) -> list[s.QuestionCard]:
    """What was asked and revealed: the very same cards for all. What a seat chose stands in ``mine``."""
    made = lens.part("answered", lambda: [_revealed(lens, asked) for asked in lens.run.line.given.revealed])
    return cast("list[s.QuestionCard]", made)


def _revealed(lens: Lens, asked: Asked) -> s.QuestionCard:
    """The card of a revealed question, made once."""
    known = lens.fixed("revealed", dict)
    if known.get(asked.question, (None,))[0] is not asked:
        known[asked.question] = (asked, _card(lens.run, asked))
    return cast(s.QuestionCard, known[asked.question][1])


def form(lens: Lens) -> s.Form:
    """The feedback form."""
    items = [{"key": i.key, "text": i.text, "kind": i.kind} for i in deck_in(lens.run).feedback]
    made = lens.part("form", lambda: {"open": form_is_open(lens.run), "items": items})
    return cast(s.Form, made)


def handouts(lens: Lens) -> list[dict[str, str]]:
    """What people may take along, from the last slide on: it holds the answers."""
    run = lens.run
    given = deck_in(run).handouts if form_is_open(run) else ()
    made = lens.part("handouts", lambda: [{"title": one.title, "href": one.href} for one in given])
    return cast("list[dict[str, str]]", made)


def _natural_screen(run: Run) -> str:
    if run.phase is Phase.CLOSED:
        return "closed"
    if run.phase is not Phase.PLAY:
        return "lobby"
    return "question" if run.line.given.in_hand is not None else "slide"


# -- one seat's own --------------------------------------------------------------------------------


def _mine(lens: Lens, seat: str) -> dict[str, Any]:
    run = lens.run
    asked = run.line.given.in_hand
    answer = asked.answers.get(seat) if asked is not None else None
    own = {"question": asked.question, "option": answer.option, "at": answer.at} if asked and answer else None
    told = run.setup.scored and run.phase is Phase.CLOSED
    scored = score(run, seat) if told else {"right": None, "answered": None, "checks": None}
    given = run.line.given.asked
    chosen = {id: one.answers[seat].option for id, one in given.items() if seat in one.answers}
    return {**mine_of(lens, seat), "answer": own, "answers": chosen, **scored}
