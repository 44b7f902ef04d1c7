"""What the views of a briefing look like: the JSON that the trainer's page, phones and the screen draw.

``head``, ``lobby``, ``mine`` and ``join`` are those of ``shapes``. Facts are named by id (``cites``); pages
lay badges and dates beside them. Times are milliseconds since the epoch. Filled in ``views_deck`` and
``views_trainer`` alone.
"""

from __future__ import annotations

from typing import Any, TypedDict

from kit.engine.shapes import FeedItem, Head, Lobby


class TalkEntry(TypedDict):
    """A module of the briefing. ``status``: done, now or later."""

    key: str
    title: str
    audience: str
    version: str
    minutes: int
    status: str


class Talk(TypedDict):
    """What this briefing is; ``setting`` is roll_call or class."""

    title: str
    audience: str
    setting: str
    entries: list[TalkEntry]


class SlideShown(TypedDict):
    """A slide as everybody may see it: no notes."""

    number: int
    of: int
    entry: int  # the number of its entry, from 1
    module: str
    title: str
    points: list[dict[str, Any]]  # {text, cites: [ids]}
    alt: str
    picture: str | None  # SVG
    kind: str  # title | slide | scene | discussion | question | end


class SlideInHand(TypedDict):
    """Which of the slides shown so far is before everybody."""

    number: int
    of: int


class QuestionCard(TypedDict):
    """A question that was put to people. Until it is revealed it names neither counts nor the answer."""

    id: str
    entry: int
    kind: str  # poll | check
    ask: str
    cites: list[str]
    options: list[dict[str, str]]  # {key, text}
    status: str  # open | closed | revealed
    opened_at: int
    closed_at: int | None
    saved: int  # answers stored: once closed, and on the screen also before
    of: int  # seats that could answer, likewise
    results: list[dict[str, Any]] | None
    """{key, text, votes, share (percent), most}; None where too few chose in an anonymous run."""
    answer: str  # the right key, "" of a poll and before the reveal
    why: str
    why_cites: list[str]


class Form(TypedDict):
    """The feedback form; open from the last slide on."""

    open: bool
    items: list[dict[str, str]]  # {key, text, kind: scale | text}


class BriefingPlayerView(TypedDict):
    """Everything a phone draws."""

    head: Head
    lobby: Lobby
    mine: dict[str, Any]
    """``shapes.Mine`` and answer: {question, option, at} of the question in hand or None; answers: {question:
    option}, all that this seat gave; after the end of a scored briefing right, answered and checks: how many
    checks were right, answered here, revealed."""
    talk: Talk
    slide: SlideInHand | None  # its words and its drawing stand in ``earlier``
    earlier: list[SlideShown]  # every slide shown so far, that in hand too, in the order of first showing
    question: QuestionCard | None
    answered: list[QuestionCard]  # revealed questions in the order they were asked
    feed: list[FeedItem]
    form: Form
    handouts: list[dict[str, str]]  # {title, href}; from the last slide on


class BriefingScreenView(TypedDict):
    """Everything the wall draws."""

    head: Head
    join: dict[str, str]
    show: str  # lobby | slide | question | closed
    scheme: str  # dark | light
    slide: SlideShown | None
    question: QuestionCard | None
    talk: Talk
    announcement: FeedItem | None


class BriefingDeskView(TypedDict):
    """Everything the trainer's page draws: all that phones get, and what only the trainer may know."""

    head: Head
    lobby: Lobby
    talk: Talk
    slide: SlideShown | None
    question: QuestionCard | None  # with the answer and why at once
    answered: list[QuestionCard]
    feed: list[FeedItem]
    form: Form
    handouts: list[dict[str, str]]
    join: dict[str, str]
    roster: list[dict[str, Any]]
    """{seat, position, name, joined_at, here, waiting, by_hand, stepped_out, resume, right}; ``right`` is
    None unless the briefing is scored and keeps names."""
    agenda: dict[str, Any]
    """{planned, started_at, ended_at, items: [{title, minutes, status}], slide_at: when the slide in hand was
    first shown}"""
    slides: list[
        dict[str, Any]
    ]  # {number, title, module, entry, kind, asks: "" or a question's id, shown: bool}
    notes: list[dict[str, Any]]  # of the slide in hand: {text, cites}
    next: dict[str, Any] | None  # {number, title, kind, asks, points}
    questions: list[dict[str, Any]]  # {id, kind, ask, status: later|open|closed|revealed, module, entry}
    live: dict[str, Any] | None
    """Of the question in hand: {counts: {key: n}, saved, of, answer, why, why_cites}"""
    raised: list[dict[str, Any]]  # {id, seat, title (a name), kind, text, at, answer, answered_at}
    gaps: list[str]  # what the agency has not filled in, by label: it stands in brackets on slides
    setup: dict[str, Any]  # {names: named | anonymous, admission, scored, setting}
    screen: dict[str, Any]  # {show: what was asked for, scheme, open: screen pages open}
    can: list[str]  # names of the commands that would be accepted now
    undo: str  # "" or what Undo would take back: "slide-shown 3"
    closing: dict[str, Any] | None
    """After the end: {ended_at, seats, asked, answers, raised, unanswered, feedback, documents: [names]}"""
