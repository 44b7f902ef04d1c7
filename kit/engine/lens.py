"""What several roles see of a run, worked out once a state and shared by everybody's view.

A ``Lens`` belongs to one run state. ``follow`` makes the lens of the next state and keeps the feed
items already made, so that an unchanged part of a view is the very same object as before: pages then
find out by identity what they need not send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from kit.engine import shapes as s
from kit.engine.results import TABLES, card_of
from kit.engine.state import Line, Message, NoteTaken, Phase, RaisedItem, Run
from kit.scenario.clock import story_label, story_note
from kit.scenario.deck import Briefing
from kit.scenario.model import Exercise
from kit.scenario.story import tally

# once play has begun, the lobby is empty, and who joins is no news to every phone
AFTER_LOBBY = frozenset({Phase.PLAY, Phase.HOT_WASH, Phase.CLOSED})
STEADY = (
    "head",
    "decision",
    "talk",
    "slide",
    "in hand",
    "earlier",
    "question",
    "answered",
    "form",
    "handouts",
    "slides",
    "questions",
)


class Lens:
    """The parts of a view that do not depend on one seat."""

    def __init__(self, run: Run, before: Lens | None = None) -> None:
        self.run = run
        self._items: dict[tuple[str, bool], s.FeedItem] = {}
        self._fixed: dict[str, Any] = {}
        self._feeds: dict[str, list[s.FeedItem]] = {}
        self._cards: dict[str, Any] = {}
        self._was: dict[str, Any] = {}
        self.mine: dict[str, tuple[tuple[Any, ...], Any]] = {}  # by seat: from what, and the section
        if before is not None and before.run.exercise is run.exercise:
            self._items = before._items
            self._fixed = before._fixed
            self.mine = before.mine
            if before.run.line.feed is run.line.feed:
                self._feeds = before._feeds
            self._keep(before)

    def _keep(self, before: Lens) -> None:
        """Sections whose sources did not change are taken over as they are."""
        then, now = before.run, self.run
        if then.line.feed is now.line.feed and "situation" in before._cards:
            self._cards["situation"] = before._cards["situation"]
        played, plays = then.phase in AFTER_LOBBY, now.phase in AFTER_LOBBY
        if played is plays and (plays or then.seats is now.seats) and "lobby" in before._cards:
            self._cards["lobby"] = before._cards["lobby"]
        for mine in ("raised", "remarks"):
            if getattr(then, mine) is getattr(now, mine) and mine in before._cards:
                self._cards[mine] = before._cards[mine]
        if then.board is now.board and then.raised is now.raised and "board" in before._cards:
            self._cards["board"] = before._cards["board"]
        if then.phase is now.phase and then.tallies_shown == now.tallies_shown and "hotwash" in before._cards:
            self._cards["hotwash"] = before._cards["hotwash"]
        self._was = {name: before._cards[name] for name in STEADY if name in before._cards}

    def part(self, name: str, make: Callable[[], Any]) -> Any:
        """A part that several pages share, made once; see ``STEADY`` for those that stay the same object."""
        return self._once(name, make)

    def fixed(self, name: str, make: Callable[[], Any]) -> Any:
        """What stays as it is for the whole run, made once."""
        if name not in self._fixed:
            self._fixed[name] = make()
        return self._fixed[name]

    def _once(self, name: str, make: Any) -> Any:
        """Made once; and if it equals what was there before, that very object again."""
        if name not in self._cards:
            made, was = make(), self._was.get(name)
            self._cards[name] = was if was is not None and was == made else made
        return self._cards[name]

    @property
    def head(self) -> s.Head:
        """Who and when."""
        return cast(s.Head, self._once("head", lambda: head_of(self.run)))

    @property
    def decision(self) -> s.DecisionCard | None:
        """The decision in hand for players: while voting is open it does not change with each vote."""
        return cast(
            "s.DecisionCard | None", self._once("decision", lambda: card_of(self.run, self.run.ballot))
        )

    @property
    def lobby(self) -> s.Lobby:
        """What people read before play."""
        return cast(s.Lobby, self._once("lobby", lambda: _lobby(self.run)))

    @property
    def situation(self) -> s.Situation | None:
        """Where the story stands."""
        return cast("s.Situation | None", self._once("situation", lambda: _situation(self.run)))

    @property
    def hotwash(self) -> s.HotWash:
        """The hot wash, the same for all players."""
        return cast(s.HotWash, self._once("hotwash", lambda: _hotwash(self.run)))

    @property
    def board(self) -> list[dict[str, Any]]:
        """The concerns board without names."""
        return cast("list[dict[str, Any]]", self._once("board", lambda: public_board(self.run)))

    @property
    def raised(self) -> Mapping[str, list[RaisedItem]]:
        """What was raised, by seat: looked through once, and not once for each of a thousand pages."""
        return cast(
            "Mapping[str, list[RaisedItem]]", self._once("raised", lambda: by_seat(self.run.raised.values()))
        )

    @property
    def remarks(self) -> Mapping[str, list[NoteTaken]]:
        """Remarks of the hot wash, by seat."""
        return cast(
            "Mapping[str, list[NoteTaken]]", self._once("remarks", lambda: by_seat(self.run.remarks.values()))
        )

    def feed(self, position: str) -> list[s.FeedItem]:
        """The messages a position gets, oldest first; "" is the screen, "*" everything (staff)."""
        if position not in self._feeds:
            line = self.run.line
            self._feeds[position] = [self.item(m) for m in line.feed if gets(m, position)]
        return self._feeds[position]

    def item(self, message: Message) -> s.FeedItem:
        """One message, made once."""
        key = (message.id, message.withdrawn)
        if key not in self._items:
            self._items[key] = feed_item(self.run, message)
        return self._items[key]


def by_seat(items: Iterable[Any]) -> dict[str, list[Any]]:
    """Items under the seat they came from, in their order."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item.seat, []).append(item)
    return found


def gets(message: Message, position: str) -> bool:
    """Whether a message is for a position. The screen ("") gets only what goes to everyone."""
    return position == "*" or not message.to or position in message.to


def head_of(run: Run) -> s.Head:
    """The head of every page."""
    line, exercise = run.line, run.exercise
    playing = run.phase not in (Phase.LOBBY, Phase.BRIEFING)
    module = exercise.modules_by_id.get(line.module)
    played = [m for m, _ in exercise.played(run.setup.form)]
    return {
        "run": run.setup.code,
        "exercise": run.setup.name or exercise.title,
        "slug": exercise.slug,
        "date": run.setup.date,
        "place": run.setup.place,
        "sponsor": run.setup.sponsor,
        "phase": run.phase.value,
        "paused": run.paused_at is not None,
        "story": label(exercise, line.clock) if playing else "",
        "story_note": story_note(exercise.clock, *line.clock) if playing else "",
        "line": line.number,
        "went_back": went_back(run),
        "module": {"number": played.index(module) + 1, "of": len(played), "title": module.title}
        if module
        else _entry_of(run),
        "here": 0 if playing else len(run.players()),
        "ended_at": run.phase_at.get("closed") if run.phase is Phase.CLOSED else None,
        "limits": exercise.frame.limits,
    }


def _entry_of(run: Run) -> s.ModuleHead | None:
    """Which module of a briefing is in hand."""
    exercise, number = run.exercise, run.line.given.number
    if not isinstance(exercise, Briefing) or not number:
        return None
    entries = exercise.deck.entries
    entry = exercise.deck.slides[number - 1].entry
    return {"number": entry, "of": len(entries), "title": entries[entry - 1].title}


def label(exercise: Exercise, at: tuple[int, bool]) -> str:
    """Scenario time as people read it; a briefing has none."""
    if isinstance(exercise, Briefing):
        return ""
    return story_label(exercise.clock, at[0], at[1])


def went_back(run: Run) -> str:
    """What players are told on a line that left another one, until its next message."""
    line = run.line
    if not line.parent:
        return ""
    then = label(run.exercise, run.turns[line.parent, line.forked_at].clock)
    taken = line.ballots[line.forked_at].taken
    return f"We went back to {then}. The exercise now tries choice {taken}. What happened before is kept."


def feed_item(run: Run, message: Message) -> s.FeedItem:
    """A message as its readers see it."""
    title, text, sender, channel, to = _words(run, message)
    return {
        "id": message.id,
        "kind": message.kind,
        "at": message.at,
        "story": label(run.exercise, message.story),
        "sender": sender,
        "channel": channel,
        "to": to,
        "only": len(message.to) == 1,
        "title": "" if message.withdrawn else title,
        "text": "" if message.withdrawn else text,
        "withdrawn": message.withdrawn,
    }


def _words(run: Run, message: Message) -> tuple[str, str, str, str, str]:
    """Title, text, sender, channel and addressees of a message."""
    exercise, ref = run.exercise, message.ref
    if message.kind == "inject":
        inject = run.step_inject(ref)
        text = next(w.text for w in inject.wordings if w.id == message.wording)
        return inject.title, text, inject.sender, inject.channel, to_words(exercise, inject.to)
    if message.kind == "opening":
        module = exercise.modules_by_id[ref]
        return (
            module.title,
            next(w.text for w in module.openings if w.id == message.wording),
            "",
            "",
            "to all",
        )
    if message.kind == "private":
        private = next(p for p in exercise.privates if p.id == ref)
        return "", private.text, "", "", to_words(exercise, (private.to,))
    if message.kind == "consequence":
        option = exercise.decision(ref).option(message.wording)
        return f"{option.key}: {option.text}", option.consequence, "", "", "to all"
    if message.kind == "bridge":
        bridge = next(b for b in exercise.forms[run.setup.form].bridges if b.id == ref)
        return "", bridge.text, "", "", "to all"
    if message.kind == "ending":
        return _ending_words(exercise, message)
    sender = "Trainer" if isinstance(exercise, Briefing) else "Facilitator"
    return "", message.text, sender, "announcement", to_words(exercise, message.to)


def _ending_words(exercise: Exercise, message: Message) -> tuple[str, str, str, str, str]:
    ending = next(e for e in exercise.finale.endings if e.id == message.ref)
    parts = [ending.text, f"What held: {ending.held}", f"What it cost: {ending.cost}"]
    parts += [t.text for t in exercise.finale.tails if t.id == message.wording]
    return ending.title, "\n\n".join(parts), "", "", "to all"


def to_words(exercise: Exercise, to: tuple[str, ...]) -> str:
    """Addressees in words: "to all", or "to Sheriff, County PIO"."""
    if not to or len(to) == len(exercise.positions):
        return "to all"
    return "to " + ", ".join(
        exercise.positions_by_id[id].short for id in to if id in exercise.positions_by_id
    )


def _situation(run: Run) -> s.Situation | None:
    opening = next((m for m in reversed(run.line.feed) if m.kind in ("opening", "bridge", "ending")), None)
    if opening is None or opening.withdrawn:
        return None
    item = feed_item(run, opening)
    return {"title": item["title"], "text": item["text"]}


_NO_LOBBY: s.Lobby = {
    "here": 0,
    "positions": [],
    "content_note": "",
    "ground_rules": [],
    "before_play": "",
    "starts": "",
}


def _lobby(run: Run) -> s.Lobby:
    frame = run.exercise.frame
    if run.phase in AFTER_LOBBY:  # nobody reads it any more, and every page would load it
        return _NO_LOBBY
    taken: dict[str, int] = {}
    for seat in run.players():
        taken[seat.position] = taken.get(seat.position, 0) + 1
    return {
        "here": len(run.players()),
        "positions": [
            {"id": p.id, "title": p.title, "table": TABLES[p.table], "count": taken.get(p.id, 0)}
            for p in run.exercise.positions
        ],
        "content_note": frame.content_note,
        "ground_rules": list(frame.ground_rules),
        "before_play": frame.before_play,
        "starts": "",
    }


def _hotwash(run: Run) -> s.HotWash:
    frame = run.exercise.frame
    over = run.phase in (Phase.HOT_WASH, Phase.CLOSED)  # before that it is no business of the page
    shown = run.tallies_shown and over
    return {
        "open": run.phase is Phase.HOT_WASH,
        "prompts": [],  # the script is for the facilitator to say; it is on the desk
        "form": [{"key": i.key, "text": i.text, "kind": i.kind} for i in frame.feedback] if over else [],
        "tallies": tally_rows(run, run.line) if shown else None,
        "tally_note": frame.tally_note if over else "",
    }


def tally_rows(run: Run, line: Line) -> list[dict[str, Any]]:
    """What each branch taken on a line counted for, in order: debrief material."""
    rows: list[dict[str, Any]] = []
    for id, ballot in line.ballots.items():
        turn = run.turns.get((line.number, id))
        if ballot.status != "taken" or turn is None:
            continue
        decision = run.exercise.decision(id)
        counted = tally(decision, ballot.taken, turn.story)
        rows.append(
            {
                "decision": id,
                "title": decision.title,
                "taken": ballot.taken,
                "life": counted.life,
                "trust": counted.trust,
                "legal": counted.legal,
            }
        )
    return rows


def public_board(run: Run) -> list[dict[str, Any]]:
    """The concerns board as everybody may see it: no names of who raised what."""
    return [
        {
            "id": row.id,
            "concern": row.text,
            "count": sum(1 for r in run.raised.values() if r.row == row.id),
            "owner": row.owner,
            "answer": row.answer,
            "what": row.what,
            "by": row.by,
            "state": row.state,
        }
        for row in run.board.values()
    ]
