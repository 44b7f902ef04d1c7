"""One run, live: commands in, news out.

``submit`` decides against the state as it will be once everything asked for before is stored, hands
the rows to the writer, and answers when they are on disk. If the disk refuses, or another process was
quicker, the state goes back to what the journal says and the command is decided again or given up.
Nothing is ever decided on rows that have failed: not even in the moment before those who asked for them
wake up, because the next row of the journal may by then be somebody else's with the same number.
Followers are told that something changed, never what: they look for themselves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.engine.codec import decode, encode
from kit.engine.commands import Actor, CloseVoting, Command, Deliver, Role
from kit.engine.decide import decide
from kit.engine.events import Event, Recorded
from kit.engine.evolve import evolve, fold
from kit.engine.lens import Lens
from kit.engine.refusal import Refused, Request
from kit.engine.state import Phase, Run
from kit.engine.views import evaluator_view, moved_view, player_view, screen_view
from kit.engine.views_desk import desk_view
from kit.engine.views_trainer import briefing_seen
from kit.room.clock import Clock, room_time
from kit.room.news import News
from kit.room.presence import Presence
from kit.room.writer import Writer
from kit.scenario.deck import Briefing
from kit.scenario.model import Exercise
from kit.store.journal import Conflict, Journal, Row, StoreError

TRY_FOR = 10.0  # seconds in which a command is decided again after another process was quicker
TRIES = 4  # however long the journal takes for each
PATIENCE = 5.0  # seconds until the clock tries again what was refused, and the room to read what it could not
CLOCK = Actor(Role.CLOCK, "clock")
MOVED = "This seat moved to another device. Take it back with its resume code, or join again."


class NotSaved(Exception):
    """The disk did not take it: nothing happened. ``sentence`` says why and what to do, to the facilitator;
    it may name files, so ``outside`` is what everybody else is told."""

    outside = "The laptop cannot store anything now. Nothing of this step was saved. Tell the facilitator."

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Receipt:
    """The journal has it: up to row ``seq``, recorded at ``at`` (milliseconds since the epoch)."""

    seq: int
    at: int
    data: Mapping[str, Any]


class Room:
    """A run and the people in it, in this process."""

    def __init__(self, id: str, exercise: Exercise, journal: Journal, writer: Writer, clock: Clock) -> None:
        self.id = id
        self.exercise = exercise
        self.join: dict[str, str] = {}  # how people get in, in words and as a picture: the house sets it
        self._journal = journal
        self._writer = writer
        self._clock = clock
        rows = list(journal.read(id))
        self.run: Run = fold(exercise, map(recorded, rows))
        self._latest = max((row.at for row in rows), default=0)
        self._lag = 0  # milliseconds by which this room's time is ahead of this computer's clock
        self._ahead = self.run  # with everything that was asked of the writer
        self._newest: asyncio.Future[None] | None = None  # the last of that: if any fails, this one does, too
        self._asked_for: deque[tuple[asyncio.Future[None], Run]] = deque()  # all of it, with what follows
        self._reading = asyncio.Lock()
        self._asked = self._answered = 0  # wishes to read what others have stored
        self._unread: asyncio.TimerHandle | None = None  # until it is tried to read again
        self._lens = Lens(self.run)
        self._news = News(id, lambda: self.run.phase)
        self.presence = Presence(self._news.soon)
        self._desk: tuple[Run | None, int, Mapping[str, str], Mapping[str, Any]] = (None, 0, {}, {})
        self._alarm: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_briefing(self) -> bool:
        """Whether this run gives a deck, and plays no story."""
        return isinstance(self.exercise, Briefing)

    @property
    def code(self) -> str:
        """The six digits people type."""
        return self.run.setup.code

    @property
    def is_over(self) -> bool:
        """Whether the run has ended, no page here follows it, and nothing of it is on its way to the disk."""
        on_disk = self._ahead.seq == self.run.seq
        return on_disk and self.run.phase is Phase.CLOSED and not self._news.followed

    # -- commands ----------------------------------------------------------------------------------

    async def submit(self, command: Command, actor: Actor, id: str) -> Receipt:
        """Have a command decided and stored.

        Raises Refused (a rule stands in the way) or NotSaved (the disk does); the same id twice is
        answered twice and done once."""
        until, tries = asyncio.get_running_loop().time() + TRY_FOR, 0
        while (tries := tries + 1) <= TRIES or asyncio.get_running_loop().time() < until:
            if self._reading.locked():  # others have written: what is decided now would only be in conflict
                await self.catch_up()
            self._forget_failed()
            request = Request(command, actor, self.now(), id)
            try:
                events = self._decide(request)
            except Refused:
                if await self._was_so(self._newest):
                    raise
                continue
            try:
                return await self._store(request, events)
            except Conflict:
                await self._go_back()
            except StoreError as problem:
                self._forget_failed()
                self._start(self.catch_up())  # nobody waits for that: to read may take as long again
                raise NotSaved(problem.sentence) from problem
        raise NotSaved("Too many others were writing at the same moment. Try again.")

    async def _was_so(self, newest: asyncio.Future[None] | None) -> bool:
        """Whether what a refusal rests on has been stored; else the reason to refuse was never there."""
        if newest is not None:
            await asyncio.wait([newest])
        return newest is None or newest.exception() is None

    def _decide(self, request: Request) -> list[Event]:
        if request.id not in self._ahead.commands:  # what was stored before the seat moved stays stored
            self._holds_seat(request.actor)
        return decide(self._ahead, request)

    def now(self) -> int:
        """The room's time, never before the run's last event: another computer's clock may be ahead, or
        this one's may have been set back since. It goes on from there, so that votes still end."""
        self._lag = max(self._lag, self._latest - self._clock.now())
        return self._clock.now() + self._lag

    def _holds_seat(self, actor: Actor) -> None:
        seat = self._ahead.seats.get(actor.seat)
        if seat is not None and seat.serial != actor.serial:
            raise Refused(MOVED)

    async def _store(self, request: Request, events: list[Event]) -> Receipt:
        before = self._ahead.seq
        after, rows = self._ahead, []
        for seq, event in enumerate(events, before + 1):
            rec = Recorded(seq, request.now, request.actor.seat, request.id, event)
            rows.append(row(rec))
            after = evolve(after, rec)
        self._ahead, self._latest = after, request.now
        # also without rows: what came before is then stored
        self._newest = self._writer.write(self.id, before, rows)
        self._asked_for.append((self._newest, after))
        await asyncio.shield(self._newest)  # others rest on it, whatever becomes of whoever asked
        self._move_on_to_what_is_stored()
        seq, at = self.run.commands.get(request.id, (after.seq, request.now))
        return Receipt(seq, at, {"at": at})

    def _move_on_to_what_is_stored(self) -> None:
        """To the last of what went to the disk together: five hundred votes make a few new states for the
        pages to look at, and not five hundred."""
        stored = self.run
        while self._asked_for and self._asked_for[0][0].done():
            future, after = self._asked_for.popleft()
            if not future.cancelled() and future.exception() is None and after.seq > stored.seq:
                stored = after
        if stored is not self.run:
            self._move_on(stored)

    async def _go_back(self) -> None:
        """Forget what was not stored, and read what others stored meanwhile."""
        self._forget_failed()
        await self.catch_up()

    def _forget_failed(self) -> None:
        newest = self._newest
        if newest is not None and newest.done() and newest.exception() is not None:
            self._newest = None
            self._ahead = self.run
            self._changed()

    def _move_on(self, run: Run) -> None:
        """The journal is further. What was asked of the writer is among it, or comes after it, or fails."""
        self.run = run
        if self._ahead.seq <= run.seq:
            self._ahead = run
        self._changed()

    async def catch_up(self, seq: int = 0) -> None:
        """Read what other processes have stored, if that is further than here; ``seq`` is how far they say.

        Off the event loop, and once for all who ask meanwhile. A journal that cannot be read now is no
        error: the next write says so, and it is read again in a while: of these rows nobody tells twice."""
        if 0 < seq <= self.run.seq:
            return
        self._asked += 1
        mine = self._asked
        async with self._reading:
            if self._answered >= mine:
                return
            self._answered = self._asked
            try:
                self._take(await asyncio.to_thread(self._rows_after, self.run.seq))
            except StoreError:
                self._read_again()

    def _read_again(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
        self._unread = asyncio.get_running_loop().call_later(PATIENCE, lambda: self._start(self.catch_up()))

    def _rows_after(self, seq: int) -> list[Row]:
        return list(self._journal.read(self.id, seq))

    def _take(self, rows: Sequence[Row]) -> None:
        """Add stored rows to the state; those that came meanwhile by our own writing are here already."""
        run = self.run
        for stored in rows:
            if stored.seq == run.seq + 1:
                run = evolve(run, recorded(stored))
                self._latest = max(self._latest, stored.at)
        if run is not self.run:
            self._move_on(run)

    # -- followers ---------------------------------------------------------------------------------

    def follow(self, callback: Callable[[], None], *, presence: bool = False) -> Callable[[], None]:
        """Be told, in the event loop, whenever something changed; with ``presence`` also when a page was
        opened or closed. Returns how to stop."""
        return self._news.follow(callback, presence=presence)

    def enter(self, actor: Actor) -> None:
        """A page of this seat was opened."""
        self.presence.enter(actor.seat)

    def leave(self, actor: Actor) -> None:
        """A page of this seat was closed."""
        self.presence.leave(actor.seat)

    def _changed(self) -> None:
        self._set_alarm()
        self._news.changed()

    # -- views -------------------------------------------------------------------------------------

    def view(self, actor: Actor) -> dict[str, Any]:
        """What this actor sees now, as sections. Raises Refused for an actor without any view."""
        if self._lens.run is not self.run:
            self._lens = Lens(self.run, self._lens)
        lens = self._lens
        if self.is_briefing:
            return briefing_seen(lens, actor, self.join, self.presence.here)
        if actor.role is Role.FACILITATOR:
            return dict(self._desk_view(lens))
        if actor.role is Role.OBSERVER:
            return dict(screen_view(lens, self._join_for_screen()))
        seat = self.run.seats.get(actor.seat)
        if seat is None or seat.role is not actor.role:
            raise Refused("There is no such seat in this exercise. Join again with the code.")
        if seat.serial != actor.serial:
            return dict(moved_view(lens, seat.id))
        return dict(
            evaluator_view(lens, seat.id) if seat.role is Role.EVALUATOR else player_view(lens, seat.id)
        )

    def _desk_view(self, lens: Lens) -> Mapping[str, Any]:
        """Of a thousand people it takes ten milliseconds, and a desk looks twice at each of its own acts."""
        run, changes, join, view = self._desk
        if run is not self.run or changes != self.presence.changes or join is not self.join:
            view = dict(desk_view(lens, self.join, self.presence.here))
            self._desk = (self.run, self.presence.changes, self.join, view)
        return view

    def _join_for_screen(self) -> dict[str, str]:
        return {k: v for k, v in self.join.items() if k in ("address", "link", "code", "qr", "starts")}

    # -- the clock ---------------------------------------------------------------------------------

    def wind(self) -> None:
        """Start the room's clock: what became due while nobody was here happens now."""
        self._set_alarm()

    def _set_alarm(self, at_least: float = 0.0) -> None:
        """Wake up when a vote is to close or an inject is due. Looks again every few seconds, because the
        loop's own clock stands still while the laptop sleeps."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due = [at for at, _ in self._due()]
        if due:
            wait = max(at_least, min((min(due) - self.now()) / 1000, PATIENCE))
            self._alarm = asyncio.get_running_loop().call_later(wait, self._ring)

    def _due(self) -> list[tuple[int, Command]]:
        run = self.run
        if run.phase is not Phase.PLAY or run.paused_at is not None:
            return []
        timed: list[tuple[int, Command]] = [(at, Deliver(id)) for id, at in run.line.due.items()]
        if run.ballot is not None and run.ballot.status == "open" and run.ballot.closes_at is not None:
            timed.append((run.ballot.closes_at, CloseVoting()))
        return timed

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _ring(self) -> None:
        self._start(self._on_time())

    async def _on_time(self) -> None:
        """Do what is due; what is refused (an inject during a vote, say) is tried again a little later."""
        again = False
        for at, command in self._due():
            if at > self.now():
                continue
            try:
                await self.submit(command, CLOCK, f"clock-{self.run.seq}-{at}")
            except (Refused, NotSaved):
                again = True
        self._set_alarm(at_least=PATIENCE if again else 0.0)

    async def close(self) -> None:
        """Stop the clock and the news."""
        for task in tuple(self._tasks):
            await task
        self._news.close()
        for handle in (self._alarm, self._unread):
            if handle is not None:
                handle.cancel()


def recorded(stored: Row) -> Recorded:
    """A journal row as the engine reads it. Raises codec.UnknownEvent."""
    event = decode(stored.name, stored.version, stored.data)
    return Recorded(stored.seq, stored.at, stored.by, stored.command, event)


def row(rec: Recorded) -> Row:
    """An event as the journal keeps it. Raises Refused for text that cannot be stored."""
    name, version, data = encode(rec.event)
    return Row(rec.seq, rec.at, rec.by, rec.command, name, version, data)


def said(refused: Refused) -> str:
    """A refusal in words, with the room's time filled in."""
    time = room_time(refused.at) if refused.at is not None else ""
    return refused.sentence.replace("{time}", time)
