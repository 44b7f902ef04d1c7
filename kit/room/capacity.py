"""How many people this computer was measured to carry: the record beside the journal, and measuring anew.

The measuring itself lets scripted phones play against a server of its own
(``kit.measurement.capacity``). It is a process apart, which the house starts, listens to and ends.
It needs the whole computer for a minute, so it does not begin while people are in a room, and gives way when
somebody comes in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from kit.engine.refusal import Refused
from kit.room.capacity_record import FILE, Known, kept, known
from kit.room.room import Room

log = logging.getLogger("kit.room")

LOOK_EVERY = 1.0  # seconds between two looks whether somebody came in
ENDS_WITHIN = 15.0  # seconds for a measurement that was told to end
LONGEST = 360.0  # seconds after which something must be wrong with it
WHEN = "Measure when nobody is in a room: it takes the whole laptop for about a minute."
END = "The measurement ended before it had a result. Try again; if it ends again, restart the computer."


class Running(TypedDict):
    """A measurement under way. ``people``: the size of the room now; ``done`` of ``of`` sizes."""

    people: int
    done: int
    of: int


class CapacityView(TypedDict):
    """What a page says about this computer. ``ended``: why the last measurement brought nothing, or ""."""

    known: Known | None
    running: Running | None
    ended: str


class Capacity:
    """This computer's capacity, in one house.

    ``folder``: where the record is, None where it cannot be kept (a journal in memory or on a database
    server: then several computers may serve, and none is *this* one). ``command``: starts a measurement,
    which prints one JSON object a line: ``{"room": 30, "done": 0, "of": 6}``, at the end ``{"record": ...}``
    or ``{"problem": "..."}``, and ends when its standard input does. ``in_use``: a sentence while people
    are in a room, else ""."""

    def __init__(
        self,
        folder: Path | None = None,
        command: Sequence[str] = (),
        in_use: Callable[[], str] = lambda: "",
    ) -> None:
        self.folder = folder
        self._command = tuple(command)
        self._in_use = in_use
        self._kept: tuple[tuple[int, int], Known | None] | None = None  # by the file's time and size
        self._running: Running | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = ""
        self._stopped: str | None = None
        self._begun: set[str] = set()  # wishes that were granted
        self._followers: dict[Callable[[], None], None] = {}

    # -- what is known -----------------------------------------------------------------------------

    @property
    def can_measure(self) -> bool:
        """Whether this house can measure at all."""
        return self.folder is not None and bool(self._command)

    def known(self) -> Known | None:
        """The record as pages get it; read again when the file has changed."""
        if self.folder is None:
            return None
        try:
            status = (self.folder / FILE).stat()
        except OSError:
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        if self._kept is None or self._kept[0] != stamp:
            record = kept(self.folder)
            self._kept = (stamp, known(record) if record is not None else None)
        return self._kept[1]

    def view(self) -> CapacityView | None:
        """What the home page says; None where nothing can be measured."""
        if not self.can_measure:
            return None
        return {"known": self.known(), "running": self._running, "ended": self._ended}

    def at_the_desk(self) -> dict[str, Known | None] | None:
        """What the desk of a run lays beside how many have joined; None where nothing can be measured."""
        return {"known": self.known()} if self.can_measure else None

    def follow(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told when a measurement moves on or ends. Returns how to stop."""
        self._followers[callback] = None
        return lambda: (self._followers.pop(callback, None), None)[1]

    def _changed(self) -> None:
        for callback in tuple(self._followers):
            callback()

    # -- measuring ---------------------------------------------------------------------------------

    def start(self, id: str = "") -> None:
        """Begin a measurement, unless one is under way: then that is the one. A wish that is sent again
        under its ``id`` because its answer was lost begins no second one. Raises Refused."""
        if self._task is not None or (id and id in self._begun):
            return
        if not self.can_measure:
            raise Refused("What this computer carries cannot be measured where the record is kept elsewhere.")
        if why := self._in_use():
            raise Refused(why)
        self._begun.add(id)
        self._ended, self._stopped = "", None
        self._running = {"people": 0, "done": 0, "of": 0}
        self._task = asyncio.get_running_loop().create_task(self._measure())
        self._changed()

    def stop(self, why: str = "") -> None:
        """End a measurement that is under way; what was known stays. ``why``: told on the page."""
        if self._task is not None and self._stopped is None:
            self._stopped = why
            self._task.cancel()

    async def close(self) -> None:
        """The house closes: a measurement ends with it."""
        self.stop()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _measure(self) -> None:
        try:
            self._ended = await asyncio.wait_for(self._listen(), LONGEST)
        except TimeoutError:
            self._ended = END
        except OSError as problem:
            log.error("measuring this computer could not begin: %s", problem)
            self._ended = END
        except asyncio.CancelledError:
            self._ended = self._stopped or ""
        finally:
            self._task = self._running = None
            self._changed()

    async def _listen(self) -> str:
        """Run the process and hear what it says; returns why it brought nothing, or ""."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for the server, which then ends this one
        )  # fmt: skip
        watch = asyncio.get_running_loop().create_task(self._give_way())
        ended = END
        try:
            assert process.stdout is not None
            async for line in process.stdout:
                ended = self._hear(line, ended)
            await process.wait()
        finally:
            watch.cancel()
            await _end(process)
        return ended

    def _hear(self, line: bytes, ended: str) -> str:
        try:
            said: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError:
            return ended  # a library's own chatter
        if "room" in said:
            self._running = {
                "people": int(said["room"]), "done": int(said["done"]), "of": int(said["of"]),
            }  # fmt: skip
            self._changed()
        return "" if "record" in said else str(said.get("problem", ended))

    async def _give_way(self) -> None:
        while not (why := self._in_use()):  # noqa: ASYNC110  rooms tell their followers, and new rooms have none
            await asyncio.sleep(LOOK_EVERY)
        self.stop(f"It was stopped, so that it takes nothing from people in a room. {why}")


def in_use(rooms: Iterable[Room]) -> str:
    """Why nothing may take the whole computer now: a room with people in it; "" when there is none."""
    for room in rooms:
        here = sum(room.presence.here.get(seat, 0) > 0 for seat in room.run.seats)
        if here:
            people = "1 person is" if here == 1 else f"{here} people are"
            name = room.run.setup.name or room.exercise.title
            return f"{people} in “{name}”. {WHEN}"
    return ""


async def _end(process: asyncio.subprocess.Process) -> None:
    """Close its standard input, which ends it with all that it started, and wait."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), ENDS_WITHIN)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
