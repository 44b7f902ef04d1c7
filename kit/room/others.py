"""Other processes that serve the same runs: what they have written, and whose pages they have open.

What they write is in the journal; its watch only says that there is something to read. Whose pages are
open is nobody's record: each process says it aloud now and then, and what was said is forgotten when a
process has been silent for a while. In a run shared by several processes the desk's dots are therefore
right within ``SAY_AFTER``, and after a process was killed within ``FORGET_AFTER`` seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from kit.room.room import Room
from kit.store.journal import LONGEST_WORD, Journal, StoreError

log = logging.getLogger("kit.room")

SAY_AFTER = 0.5  # seconds in which comings and goings are gathered
SAY_EVERY = 10.0
FORGET_AFTER = 25.0


class Others:
    """Between this process's rooms and the other processes' words. Made and closed in the event loop.

    ``learn`` is called with a run that may have been begun elsewhere, or with "" for any."""

    def __init__(
        self, journal: Journal, rooms: Mapping[str, Room], learn: Callable[[str], Coroutine[None, None, None]]
    ) -> None:
        self.id = secrets.token_hex(4)  # this process's name among the others
        self._journal = journal
        self._rooms = rooms
        self._learn = learn
        self._loop = asyncio.get_running_loop()
        self._voice = ThreadPoolExecutor(1, "voice")
        self._tasks: set[asyncio.Task[None]] = set()
        self._news: set[str] = set()  # runs where somebody came or went
        self._say: asyncio.TimerHandle | None = None
        self._over = False  # this process leaves: what is still heard is not answered
        self._heard: dict[str, float] = {}  # process -> when it last said something
        self._elsewhere: dict[tuple[str, str], dict[str, int]] = {}  # (process, run) -> seat -> pages
        self._parts: dict[tuple[str, str], dict[str, int]] = {}  # a long word comes in parts
        self._round = self._loop.create_task(self._now_and_then())
        self._unwatch = journal.watch(self)

    # -- from the journal's thread -------------------------------------------------------------------

    def written(self, run: str, seq: int) -> None:
        """See ``kit.store.journal.Watcher``."""
        self._in_loop(self._catch_up, run, seq)

    def said(self, text: str) -> None:
        """See ``kit.store.journal.Watcher``."""
        self._in_loop(self._hear, text)

    def _in_loop(self, work: Callable[..., None], *about: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody is there to be told
            self._loop.call_soon_threadsafe(work, *about)

    # -- what they have written ----------------------------------------------------------------------

    def _catch_up(self, run: str, seq: int) -> None:
        if run in self._rooms:
            self._start(self._rooms[run].catch_up(seq))
            return
        self._start(self._learn(run))
        if not run:
            for room in tuple(self._rooms.values()):
                self._start(room.catch_up())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("what another process has written was not taken in", exc_info=problem)

    # -- whose pages they have open ------------------------------------------------------------------

    def follow(self, room: Room) -> None:
        """Tell the others of this room's pages from now on, and this room of theirs."""
        room.presence.on_change = lambda: self._say_soon(room.id)
        for (who, run), here in self._elsewhere.items():
            if run == room.id:
                room.presence.elsewhere(who, here)

    def _say_soon(self, run: str) -> None:
        self._news.add(run)
        if self._say is None and not self._over:
            self._say = self._loop.call_later(SAY_AFTER, self._say_now)

    def _say_now(self) -> None:
        self._say = None
        news, self._news = self._news, set()
        words = [word for run in news if run in self._rooms for word in self._words(self._rooms[run])]
        self._voice.submit(self._speak, words)

    def _words(self, room: Room) -> Iterator[str]:
        """Whose pages of a room are open here, in as many parts as are needed."""
        here = sorted(room.presence.in_this_process.items())
        each = LONGEST_WORD // 100  # a seat's id has 16 letters; 64 is the most a screen or a desk has
        parts = [here[first : first + each] for first in range(0, len(here), each)] or [[]]
        for number, part in enumerate(parts, 1):
            yield json.dumps(
                {"from": self.id, "run": room.id, "here": dict(part), "more": number < len(parts)}
            )

    def _speak(self, words: list[str]) -> None:
        with contextlib.suppress(StoreError):  # it is said again soon
            for word in words:
                self._journal.say(word)

    def _hear(self, text: str) -> None:
        word = json.loads(text)
        who, run = word["from"], word["run"]
        if who == self.id:
            return
        here = self._parts.setdefault((who, run), {})
        here.update(word["here"])
        if word["more"]:
            return
        del self._parts[who, run]
        if who not in self._heard:  # it has just begun, and does not know of us
            self._news.update(self._rooms)
            self._say_soon(run)
        self._heard[who] = self._loop.time()
        self._is_elsewhere(who, run, here)

    def _is_elsewhere(self, who: str, run: str, here: dict[str, int]) -> None:
        self._elsewhere[who, run] = here
        if not here:
            del self._elsewhere[who, run]
        if run in self._rooms:
            self._rooms[run].presence.elsewhere(who, here)

    async def _now_and_then(self) -> None:
        """Say everything again, and forget who has been silent. Runs until it is cancelled."""
        while True:
            await asyncio.sleep(SAY_EVERY)
            self._news.update(run for run, room in self._rooms.items() if room.presence.in_this_process)
            self._say_now()
            silent = self._loop.time() - FORGET_AFTER
            for who in [who for who, at in self._heard.items() if at < silent]:
                del self._heard[who]
                for run in [run for other, run in self._elsewhere if other == who]:
                    self._is_elsewhere(who, run, {})

    # -- the end -------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Say that all pages here are gone, and stop to listen."""
        self._over = True
        self._round.cancel()
        if self._say is not None:
            self._say.cancel()
            self._say = None
        gone = [json.dumps({"from": self.id, "run": run, "here": {}, "more": False}) for run in self._rooms]
        await self._loop.run_in_executor(self._voice, self._speak, gone)
        await self._loop.run_in_executor(self._voice, self._unwatch)
        self._voice.shutdown()
        await asyncio.gather(*self._tasks, return_exceptions=True)
