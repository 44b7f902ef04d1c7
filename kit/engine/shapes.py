"""What a view looks like: the JSON that pages draw, field by field.

Every view is a flat dictionary of *sections*. A page gets the whole view once and then patches that
replace a section or add to the end of a list. Times called ``at``, ``until`` or ``closes_at`` are
milliseconds since the epoch (room time); ``story`` is scenario time as people read it ("Tue 19:00").
The fields are filled in ``views`` and nowhere else.
"""

from __future__ import annotations

from typing import Any, TypedDict


class ModuleHead(TypedDict):
    """Which module, of how many."""

    number: int
    of: int
    title: str


class Head(TypedDict):
    """Who and when: on top of every page."""

    run: str
    exercise: str
    slug: str
    date: str
    place: str
    sponsor: str
    phase: str  # lobby | briefing | play | hot-wash | closed
    paused: bool
    story: str  # "" before play
    story_note: str  # "40 h to landfall"
    line: int
    went_back: str  # "" or the sentence after a fork: "We went back to Tue 19:00 ..."
    module: ModuleHead | None
    here: int  # seats taken by players, while people gather
    ended_at: int | None
    limits: str


class Choice(TypedDict):
    """An option on the ballot."""

    key: str
    text: str
    only_if: str


class Bar(TypedDict):
    """One row of a result. ``votes`` None means hidden because fewer than 3 chose it (anonymous runs)."""

    key: str
    text: str
    votes: int | None
    share: int | None  # percent, rounded
    most: bool


class Reason(TypedDict):
    """A reason given for a vote, without a name."""

    key: str
    text: str
    table: str  # "Government table" | "Civil-society table"


class Taken(TypedDict):
    """The branch the story follows, and why."""

    key: str
    text: str
    how: str  # majority | override | tie
    why: str
    consequence: str


class DecisionCard(TypedDict):
    """The decision in hand as players and the screen see it."""

    id: str
    title: str
    question: str
    status: str  # open | closed | revealed | taken
    round: int
    opened_at: int
    closes_at: int | None
    closed_at: int | None
    options: list[Choice]
    saved: int  # votes stored
    of: int  # seats that may vote
    results: list[Bar] | None  # None until revealed
    reasons: list[Reason]  # minority reasons, empty until revealed
    could_bring: list[dict[str, str]]  # {key, benefit, cost}, empty until revealed
    taken: Taken | None


class FeedItem(TypedDict):
    """One message. ``kind``: inject | private | announcement | opening | bridge | consequence | ending."""

    id: str
    kind: str
    at: int
    story: str
    sender: str
    channel: str
    to: str  # "to all" or "to Sheriff, County PIO"
    only: bool  # only this position got it
    title: str
    text: str
    withdrawn: bool


class Situation(TypedDict):
    """Where the story stands."""

    title: str
    text: str


class Mine(TypedDict):
    """What belongs to one seat."""

    seat: str
    role: str
    position: str  # id
    position_title: str
    table: str
    brief: str
    name: str
    resume: str  # "7K4 M2Q"
    waiting: bool  # the facilitator has not let this seat in yet
    removed: bool  # the facilitator closed this seat
    stepped_out: bool
    moved: bool  # the seat went to another device
    vote: dict[str, Any] | None  # {option, reason, at, round} in the round in hand
    first: str  # letter of the first round while a second runs
    counsel_left: int
    raised: list[dict[str, Any]]  # {id, kind, text, at, answer, answered_at}
    remarks: list[dict[str, Any]]  # {id, kind: strength|improve, text, at}
    feedback: dict[str, Any]  # {key: value}
    feedback_at: int | None


class Lobby(TypedDict):
    """What people read before play."""

    here: int
    positions: list[dict[str, Any]]  # {id, title, table, count}
    content_note: str
    ground_rules: list[str]
    before_play: str
    starts: str  # "" or "13:00"


class HotWash(TypedDict):
    """Prompts, feedback form and, once shown, the tallies."""

    open: bool
    prompts: list[str]
    form: list[dict[str, str]]  # {key, text, kind}
    tallies: list[dict[str, Any]] | None  # shown to players only once the facilitator shows them
    tally_note: str


class PlayerView(TypedDict):
    """Everything a player's page draws."""

    head: Head
    lobby: Lobby
    situation: Situation | None
    feed: list[FeedItem]  # oldest first
    decision: DecisionCard | None
    board: list[dict[str, Any]]  # ICCT rows players may see: {id, concern, owner, answer, what, by, state}
    hotwash: HotWash
    mine: Mine


class ScreenView(TypedDict):
    """Everything the projector draws."""

    head: Head
    show: str  # lobby | situation | inject | decision | board | hot-wash | closed
    scheme: str  # dark | light
    join: dict[str, str]  # {address, code, qr: svg, starts}
    situation: Situation | None
    inject: FeedItem | None
    decision: DecisionCard | None
    board: list[dict[str, Any]]
    announcement: FeedItem | None


class EvaluatorView(TypedDict):
    """Everything an evaluator's sheet draws."""

    head: Head
    guide: list[dict[str, Any]]
    """[{id, text, watch_for, capabilities: [str], rated: bool,
    targets: [{id, text, tasks: [str], evidence: [ids]}]}]"""
    ratings_key: list[dict[str, str]]  # {letter, name, definition, short}
    now: dict[str, str] | None  # what notes are tied to: {id, title, kind}
    played: list[dict[str, str]]  # everything so far notes may be tied to: {id, title}
    notes: list[dict[str, Any]]  # mine: {id, at, story, kind: strength|improve|note, text, target, task, ref}
    seen: dict[str, int]  # "target/task index" -> at
    ratings: dict[str, dict[str, Any]]  # target id or "objective/capability" -> {rating, why, at}
    questions: list[str]
    feed: list[FeedItem]
    decision: DecisionCard | None
    mine: Mine


class DeskView(TypedDict):
    """The facilitator's view: everything. See ``views_desk`` for how the sections are filled."""

    head: Head
    lobby: Lobby
    agenda: dict[str, Any]
    """{started_at, planned, ends_at, paused_at, phase_at: {phase: ms},
    items: [{what, title, planned, status: done|now|later}],
    module: {planned, started_at, paused_ms} | None}"""
    join: dict[str, str]  # {address, link, code, staff_code, qr, screen_link}
    dials: list[dict[str, Any]]  # {id, title, label}
    warnings: list[str]
    roster: list[dict[str, Any]]
    """{seat, role, position, title, table, name, joined_at, stepped_out, here, waiting, resume}"""
    positions: list[dict[str, Any]]  # {id, title, short, table, brief, count}
    msel: list[dict[str, Any]]
    """One row a beat, in order: {kind: module|inject|decision|bridge|ending, id, title, story, to, sender,
    channel, minutes, contingency, text, expected: [str], at, due, note, module,
    status: past|passed|skipped|now|next|later|held|unlikely}.
    One row is next, unless a decision is in hand or play is over."""
    now: dict[str, Any] | None
    """What is on the table: {kind: inject|decision|opening|ending, id, title, text, story, at, say: [str],
    watch: [{step, index, text, seen}], ask: [str], missed, if_asked: [{q, a}], notes: [str], cites: [ids]}.
    The page adds facts: [{id, badge, date, text, title}]."""
    ballot: dict[str, Any] | None
    """The decision in hand or (status preview) the next one: DecisionCard fields plus live: [Bar],
    first: [Bar] of the first round while a second runs, reasons_live: [{key, text, title, at}],
    waiting: [{title, count}], majority, tie, can: [commands],
    closed_options: [{key, text, why}], dial_notes: [{note, text}],
    tallies: [{key, life, trust, legal, story_minutes, brings, consequence}]"""
    feed: list[FeedItem]
    raised: list[dict[str, Any]]  # {id, seat, title, kind, text, at, answer, answered_at}
    board: list[dict[str, Any]]
    """Concerns of a joint call: {id, concern, count, from: [str], owner, authority, answer, what, by,
    state: open|owned|not-ours|promised|done}"""
    incoming: list[dict[str, Any]]  # concerns not yet grouped: {id, text, title, at}
    announcements: list[dict[str, Any]]
    notes: list[dict[str, Any]]  # {id, at, story, text}
    evaluators: list[dict[str, Any]]  # {seat, name, notes, ratings}: counts only, until EndEx
    lines: list[dict[str, Any]]
    """{number, parent, decision, option, why, current,
    decisions: [{id, title, question, story, at, taken, how, votes, of, options: [{key, text}]}]}"""
    log: list[dict[str, Any]]  # newest first, at most 30: {seq, at, text}
    undo: str  # "" or what Undo would take back: "inject-delivered B5"
    screen: dict[str, Any]  # {show, scheme, open: screen pages open}
    hotwash: dict[str, Any]
    """{remarks: [{kind, text, title, at}], feedback: n, tallies: {life, trust, legal, trust_level},
    rows, shown, note, prompts}"""
    closing: dict[str, Any] | None
    """After EndEx: {ended_at, seats, decisions, injects, lines, observations, events, unrated: [ids],
    differ: [{target, ratings: [{rating, name, why}]}], undated, edits, documents}"""
    can: list[str]  # names of the commands that would be accepted now
