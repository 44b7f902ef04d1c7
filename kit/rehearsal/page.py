"""A page somebody has open: its copy of the view, kept as ``page.js`` keeps it, and its commands.

The copy begins with the state embedded in the page and follows the kernel's messages. Patches carry a
number; after a gap the page asks for the whole view. When something first stood on the page is kept,
because the rehearsal measures it.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from kit.rehearsal.wire import Answer, Browser, Socket

View = dict[str, Any]
Holds = Callable[[View], bool]

WITHIN = 30.0  # seconds for anything that must happen
RETRY_AFTER = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between tries to come back
_STATE = re.compile(rb'<script type="application/json" id="kit-state">(.*?)</script>', re.DOTALL)


class Stuck(Exception):
    """Something that must happen did not; the text says who waited for what."""


@dataclass(slots=True)
class Said:
    """A command and what became of it. ``outcome``: saved | refused | unsaved | "" while unanswered.

    ``sent`` and ``answered`` are seconds of the monotonic clock."""

    id: str
    name: str
    args: Mapping[str, Any]
    sent: float
    outcome: str = ""
    why: str = ""
    at: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)
    answered: float = 0.0
    expect: str = "saved"

    @property
    def took(self) -> float:
        """Milliseconds from sending to the answer."""
        return 1000 * (self.answered - self.sent)


class OpenPage:
    """One page in one browser. Made by ``open_page``; ``close`` or ``drop`` ends it."""

    def __init__(self, who: str, browser: Browser, state: Mapping[str, Any]) -> None:
        self.who = who
        self.kernel: str = state["kernel"]
        self.comm, model = next((id, m["state"]) for id, m in state["models"].items() if "view" in m["state"])
        self.name: str = model.get("page", "")
        self.view: View = model["view"]
        self.seq: int = model.get("seq", 0)
        self.said: dict[str, Said] = {}
        self.arrived: dict[str, float] = {}  # what was first seen when: feed items and decision states
        self.items: dict[str, dict[str, Any]] = {}  # every message this page ever showed, as it was first
        self.gaps = 0
        self.endings: list[str] = []  # why connections ended that nobody closed
        self.ahead = 0.0  # milliseconds by which the server's clock is ahead of ours
        self.bytes = 0  # of the page itself
        self.lost = False
        self._browser = browser
        self._socket: Socket | None = None
        self._waits: list[tuple[Callable[[], bool], asyncio.Future[float]]] = []
        self._synced = False
        self._again: asyncio.Task[None] | None = None
        self._note(self.view, time.monotonic())

    async def connect(self) -> None:
        """Open the websocket and catch up, as a page does. Raises ConnectionError or Stuck."""
        self._socket = await self._browser.connect(self.kernel, self._hear)
        self._post({"kind": "sync", "seq": self.seq})
        await self.until(lambda _: self._synced, "its first answer from the kernel")

    # -- what the kernel says ----------------------------------------------------------------------

    def _hear(self, kind: str, content: Mapping[str, Any]) -> None:
        at = time.monotonic()
        if kind == "closed":
            self.lost = True
            self.endings.append(self._socket.why if self._socket else "")
            self._again = asyncio.get_running_loop().create_task(self._reconnect())
        data = content.get("data", {}) if kind == "comm_msg" and content.get("comm_id") == self.comm else {}
        if data.get("method") == "custom":
            self._take(data["content"], at)
        self._wake(at)

    async def _reconnect(self) -> None:
        """Come back after a lost connection and send again what has no answer, as a page does."""
        for wait in RETRY_AFTER:
            await asyncio.sleep(wait)
            try:
                self._socket = await self._browser.connect(self.kernel, self._hear)
            except ConnectionError:
                continue
            self.lost = False
            self._post({"kind": "sync", "seq": self.seq})
            for said in self.said.values():
                if not said.outcome:
                    self._post({"kind": "command", "id": said.id, "name": said.name, "args": dict(said.args)})
            return

    def _take(self, message: Mapping[str, Any], at: float) -> None:
        if "now" in message:
            self.ahead = message["now"] - 1000 * time.time()
        match message.get("kind"):
            case "view":
                self._synced, self.view, self.seq = True, message["view"], message.get("seq", self.seq)
                self._note(self.view, at)
            case "patch":
                self._patch(message, at)
            case "done" | "refused" | "unsaved":
                self._answer(message, at)

    def _patch(self, message: Mapping[str, Any], at: float) -> None:
        sets, adds = message.get("set", {}), message.get("add", {})
        seq = message.get("seq", self.seq)
        if seq != self.seq + bool(sets or adds):
            if seq > self.seq:
                self.gaps += 1
                self._post({"kind": "sync", "seq": self.seq})
            return
        self._synced, self.seq = True, seq
        for section, items in adds.items():
            sets = {**sets, section: [*self.view.get(section, []), *items]}
        self.view = {**self.view, **sets}
        self._note(sets, at)

    def _answer(self, message: Mapping[str, Any], at: float) -> None:
        said = self.said.get(message.get("id", ""))
        if said is not None and said.outcome in ("", "unsaved"):
            said.outcome = {"done": "saved"}.get(message["kind"], message["kind"])
            said.why, said.at = message.get("why", ""), message.get("at") or 0
            said.data, said.answered = message.get("data") or {}, at

    def _note(self, sections: Mapping[str, Any], at: float) -> None:
        """Remember when a message or a state of a decision was first on this page."""
        for item in sections.get("feed", ()):
            self.arrived.setdefault(item["id"], at)
            self.items.setdefault(item["id"], item)
        card = sections.get("decision")
        if card is not None and "head" in self.view:
            self.arrived.setdefault(decision_mark(self.view["head"]["line"], card), at)

    # -- what its person does ----------------------------------------------------------------------

    def send(self, name: str, args: Mapping[str, Any], *, id: str = "", expect: str = "saved") -> Said:
        """Send a command; the same id again is the same command again."""
        id = id or uuid4().hex
        said = self.said.setdefault(id, Said(id, name, dict(args), time.monotonic(), expect=expect))
        self._try({"kind": "command", "id": id, "name": name, "args": dict(args)})
        return said

    async def do(self, name: str, args: Mapping[str, Any], *, expect: str = "saved") -> Said:
        """Send a command and wait for its answer. Raises Stuck when none comes."""
        said = self.send(name, args, expect=expect)
        await self.answer(said)
        return said

    async def answer(self, said: Said) -> None:
        """Wait until a command was answered."""
        await self.until(lambda _: bool(said.outcome), f"an answer to {said.name} {dict(said.args)}")

    async def until(self, holds: Holds, what: str, within: float = WITHIN) -> float:
        """Wait until something holds of the view. Returns the moment. Raises Stuck."""
        if holds(self.view):
            return time.monotonic()
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        wait = (lambda: holds(self.view), future)
        self._waits.append(wait)
        try:
            return await asyncio.wait_for(future, within)
        except TimeoutError:
            closed = f"its connection is closed{''.join(self.endings[-1:])}"
            state = closed if self.lost else f"its view is number {self.seq}"
            raise Stuck(f"{self.who} waited {within:g} s for {what}; {state}") from None
        finally:
            self._waits.remove(wait)

    def _wake(self, at: float) -> None:
        for holds, future in tuple(self._waits):
            if not future.done() and holds():
                future.set_result(at)

    def _try(self, message: Mapping[str, Any]) -> None:
        """Send now if the connection is there; else it is sent when the page has come back."""
        with suppress(ConnectionError):
            self._post(message)

    def _post(self, message: Mapping[str, Any]) -> None:
        if self._socket is None:
            raise ConnectionError(f"{self.who} has no connection")
        self._socket.send(self.comm, message)

    # -- the end -----------------------------------------------------------------------------------

    @property
    def received(self) -> int:
        """Bytes that came over the websocket."""
        return self._socket.received if self._socket else 0

    async def leave(self) -> None:
        """Close the tab: the page says so, as browsers do, and its kernel can go."""
        self.hang_up()
        await self._browser.post(f"/voila/api/shutdown/{self.kernel}", {})

    def hang_up(self) -> None:
        """End the connection, and do not come back. Nothing happens when it has ended."""
        if self._again is not None:
            self._again.cancel()
        if self._socket is not None:
            self._socket.close()

    def drop(self) -> None:
        """Lose the connection without a word."""
        if self._socket is not None:
            self._socket.drop()


def decision_mark(line: int, card: Mapping[str, Any]) -> str:
    """The name under which a page remembers a state of a decision: ``B-D1 revealed 1 of line 1``."""
    return f"{card['id']} {card['status']} {card['round']} of line {line}"


async def open_page(who: str, browser: Browser, path: str) -> OpenPage:
    """Open an address in a browser and connect. Raises Stuck when it is no page of ours."""
    return await page_in(who, browser, await browser.get(path))


async def page_in(who: str, browser: Browser, answer: Answer) -> OpenPage:
    """The page that came as an answer, connected. Raises Stuck when it is no page of ours."""
    found = _STATE.search(answer.body)
    if answer.status != 200 or found is None:
        shown = _shortly(answer.text)
        raise Stuck(f"{who} got {answer.status} at {answer.path}, which is no page of the kit: {shown}")
    page = OpenPage(who, browser, json.loads(found[1]))
    page.bytes = len(answer.raw)
    await page.connect()
    return page


def _shortly(html: str) -> str:
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else html).split())[:300]
