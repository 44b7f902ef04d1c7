"""The kernel half of a page: one widget for one person, who sees one role's view of one run.

A page is a function of its view. It gets the view once and then patches (``kit.room.patch``): a section
that is the very same object as before, or equal to it, is not sent; of a list only what was added or
changed is sent, where that is less. The room shares public sections between all seats, so with five
hundred pages most comparisons are comparisons of identity.

What a page sends is a wish with an id. It is answered ``done`` only after the journal has it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import anywidget
import comm
import traitlets as t
from ipywidgets import __protocol_version__ as widgets_protocol, widget_serialization

from kit.engine.commands import Command, Role, parse
from kit.engine.refusal import Refused
from kit.room.clock import WallClock
from kit.room.pace import Bucket
from kit.room.patch import Patch, State, View, differences
from kit.room.room import NotSaved, Receipt, Room, said
from kit.room.visit import Visit

log = logging.getLogger("kit.pages")

LONGEST = 64_000  # characters of one command as JSON; the longest text a command may hold is 10,000
# the room's own acts have ids that can be worked out: whoever took one first would stop the clock
COMMANDS_AT_ONCE, COMMANDS_A_SECOND = 120.0, 4.0
"""What one seat, with all its pages, may have stored; whoever sends more waits, and loses nothing."""

_ID = re.compile(r"(?!clock-|door-|create-)[A-Za-z0-9-]{8,64}")
_NAME = re.compile(r"[a-z-]{1,40}")
_TROUBLE = "Something went wrong in the room. It is tried again."
_TOO_FAST = "You send faster than the room can read. Wait a few seconds; it is tried again."
_running: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to tasks


_paces: WeakKeyDictionary[Room, dict[str, Bucket]] = WeakKeyDictionary()


def _pace_of(visit: Visit) -> Bucket:
    """The one of the seat: a page that is opened again gets no new one."""
    of_room = _paces.setdefault(visit.room, {}) if visit.room is not None else {}
    return of_room.setdefault(visit.actor.seat, Bucket(COMMANDS_AT_ONCE, COMMANDS_A_SECOND))


class Page(anywidget.AnyWidget):
    """One person's open page. Subclasses name the page and its module.

    ``view``: the sections the page draws; ``seq``: how many patches it has been sent; ``_module``: the
    address of the module on our server; ``_esm``: the same, self-contained, only for JupyterLab.
    """

    page = t.Unicode("").tag(sync=True)
    view = t.Dict().tag(sync=True)
    seq = t.Int(0).tag(sync=True)
    _module = t.Unicode("").tag(sync=True)
    _esm = t.Unicode("").tag(sync=True)
    _anywidget_id = t.Unicode("kit.pages.page.Page").tag(sync=True)
    comm: Any  # a trait of ipywidgets
    presence = False  # whether the view shows who is here: then their coming and going is news, too
    # A layout would be a second widget for each person; our pages are laid out by their styles.
    layout = t.Any(None, allow_none=True).tag(sync=True, **widget_serialization)

    def __init__(self, visit: Visit, *, esm: str = "") -> None:
        """Open a page for a visit. Raises Refused when the visitor has no view of the run."""
        self._visit = visit
        self._clock = WallClock()
        self._open = False
        self._sent: View = self.look()
        self._count = 0
        self._under_way: set[str] = set()
        self._pace = _pace_of(visit)
        alone = {"_esm": esm, "_module": ""} if esm else {}  # in JupyterLab there is no server of ours
        super().__init__(view=dict(self._sent), **alone)
        self.on_msg(self._on_message)
        self._open = True
        self._leave = self.enter()

    # -- what a kind of page may do its own way ------------------------------------------------------

    def open(self) -> None:
        """As ipywidgets has it, without a search of the whole view for bytes: a view is text and numbers."""
        if self.comm is None:
            data = {"state": self.get_state(), "buffer_paths": []}
            version = {"version": widgets_protocol}
            self.comm = comm.create_comm(target_name="jupyter.widget", data=data, metadata=version)

    def look(self) -> View:
        """The view as it is now."""
        return self._room.view(self._visit.actor)

    def enter(self) -> Callable[[], None]:
        """Follow the news and be present. Returns what ends both."""
        room, actor = self._room, self._visit.actor
        unfollow = room.follow(self.refresh, presence=self.presence)
        room.enter(actor)

        def leave() -> None:
            unfollow()
            room.leave(actor)

        return leave

    async def submit(self, command: Command, id: str) -> Receipt:
        """Have a command stored. Raises Refused or NotSaved."""
        return await self._room.submit(command, self._visit.actor, id)

    @property
    def _room(self) -> Room:
        room = self._visit.room
        if room is None:
            raise ValueError(f"The page {self.page!r} shows a run; expected a visit with a room, got none.")
        return room

    # -- going out -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Send what changed since the last time, if anything did."""
        self._say(*self._news())

    def _news(self) -> list[Patch]:
        """The patch to what the page was sent last, if anything changed."""
        if not self._open:
            return []
        try:
            now = self.look()
        except Refused:  # the seat is gone: what the page shows stays until its person joins again
            return []
        patch = differences(self._sent, now)
        self._sent = now  # also when it is only equal: the next comparison is by identity
        if not patch:
            return []
        self._count += 1
        patch.update(kind="patch", now=self._now(), seq=self._count)
        return [patch]

    def _say(self, *messages: Mapping[str, Any]) -> None:
        """Send messages, together where the connection can."""
        tell = getattr(self.comm, "tell", None)  # of our own server's comms; JupyterLab's have none
        if tell is not None:
            if messages:
                tell(messages)
            return
        for message in messages:
            self.send(message)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002  ipywidgets' own signature
        """The state of the widget, with the view as it was last sent."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        current = {"view": self._sent, "seq": self._count}
        return {**state, **{name: value for name, value in current.items() if name in state}}

    def _tell(self, kind: str, **more: Any) -> None:
        self._say({"kind": kind, "now": self._now(), **more})

    def _now(self) -> int:
        """The time that counts on the page: its room's."""
        room = self._visit.room
        return self._clock.now() if room is None else room.now()

    # -- coming in -----------------------------------------------------------------------------------

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """A page may not set the traits it is drawn from: it sends commands."""

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "sync":
            self._catch_up(content.get("seq"))
        elif kind == "command":
            self._on_command(content)
        else:
            log.warning("a %s page sent a message of no known kind", self.page)

    def _catch_up(self, seq: Any) -> None:
        """After a lost connection: only the time if the page missed nothing, else the whole view."""
        self.refresh()
        if seq == self._count:
            self._tell("patch", seq=self._count)
        else:
            self._say(State(kind="view", now=self._now(), view=self._sent, seq=self._count))

    def _on_command(self, content: Mapping[str, Any]) -> None:
        id = content.get("id")
        if not isinstance(id, str) or not _ID.fullmatch(id):
            log.warning("a %s page sent a command without a usable id", self.page)
            return
        if id in self._under_way:
            return  # sent again before the first one was answered
        try:
            command = read_command(content)
        except ValueError as problem:
            self._tell("refused", id=id, why=str(problem))
            return
        if self._visit.actor.role is not Role.FACILITATOR and not self._pace.spend(self._clock.now() / 1000):
            self._tell("unsaved", id=id, why=_TOO_FAST)
            return
        self._under_way.add(id)
        task = asyncio.get_running_loop().create_task(self._carry_out(command, id))
        _running.add(task)
        task.add_done_callback(_running.discard)

    async def _carry_out(self, command: Command, id: str) -> None:
        try:
            receipt = await self.submit(command, id)
        except Refused as refused:
            self._tell("refused", id=id, why=said(refused))
        except NotSaved as trouble:
            staff = self._visit.actor.role is Role.FACILITATOR
            self._tell("unsaved", id=id, why=trouble.sentence if staff else trouble.outside)
        except Exception:  # whatever it was, the page must not believe that it is stored, nor lose it
            log.exception("a command of a %s page failed", self.page)
            self._tell("unsaved", id=id, why=_TROUBLE)
        else:
            done = {"kind": "done", "id": id, "at": receipt.at, "data": dict(receipt.data)}
            self._say(*self._news(), {**done, "now": self._now()})
        finally:
            self._under_way.discard(id)

    # -- beginning and end ---------------------------------------------------------------------------

    def add_traits(self, **traits: Any) -> None:
        """anywidget adds traits to each instance, and with them a class for each; ours has them all."""
        missing = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if missing:
            super().add_traits(**missing)

    def close(self) -> None:
        """Leave the room and close the comm."""
        if getattr(self, "_open", False):
            self._open = False
            self._leave()
        super().close()

    def __del__(self) -> None:
        """A room holds its pages, so this is the end of the process: there is nobody left to tell."""
        self._open = False
        super().__del__()


def read_command(content: Mapping[str, Any]) -> Command:
    """The command in a page's message. Raises ValueError with a sentence for the page."""
    name, args = content.get("name"), content.get("args", {})
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not isinstance(args, dict):
        raise ValueError("This page sent something the room does not understand. Reload the page.")
    try:
        size = len(json.dumps(args))
    except RecursionError:
        size = LONGEST + 1
    if size > LONGEST:
        raise ValueError("This is too long to be stored. Make it shorter and send it again.")
    return parse(name, args)
