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

from kit.rehearsal.link import Calls, Link
from kit.testbed.wire import Answer, Browser

View = dict[str, Any]
Holds = Callable[[View], bool]

WITHIN = 30.0  # seconds for anything that must happen
WITHIN_IN_TROUBLE = 120.0  # the same where connections die unnoticed, one after the other
ANSWER_WITHIN = 10.0  # no answer after so many seconds on an open connection: send again
DISK_AGAIN, DISK_PAUSE = 5.0, 1.0  # it could not be stored: seconds after the last try, and after its answer
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
    posted: float = 0.0  # when it was last sent
    since: float = 0.0  # when this try to have it stored began; 0 while none is on its way
    replaced: bool = False  # a later command of the same kind took its place: it is not sent again
    contradicted: str = ""  # how a second answer differed from the first

    @property
    def took(self) -> float:
        """Milliseconds from sending to the answer."""
        return 1000 * (self.answered - self.sent)


class OpenPage:
    """One page in one browser. Made by ``open_page``; ``hang_up``, ``leave`` or ``drop`` ends it.

    When its kernel is gone it takes over another, as ``host.js`` has it, and what has no answer is sent again
    under the same id, as ``page-outbox.js`` has it."""

    def __init__(self, who: str, browser: Browser, state: Mapping[str, Any], path: str = "") -> None:
        self.who = who
        self.path = path  # where it is loaded from again
        self.said: dict[str, Said] = {}
        self.arrived: dict[str, float] = {}  # what was first seen when: feed items and decision states
        self.items: dict[str, dict[str, Any]] = {}  # every message this page ever showed, as it was first
        self.gaps = 0
        self.ahead = 0.0  # milliseconds by which the server's clock is ahead of ours
        self.bytes = 0  # of the page itself
        self.reloads = 0
        self.shut_out = ""  # what a reload led to instead of a page of ours
        self.link = Link(browser, Calls(self._hear, self._opened, self._reload, self._resend_late))
        self.browser = browser
        self._haste, self._noticed = browser.manners.haste, browser.manners.noticed
        self._waits: list[tuple[Callable[[], bool], asyncio.Future[float]]] = []
        self._synced = False
        self._adopt(state)

    def _adopt(self, state: Mapping[str, Any]) -> None:
        """Begin with the state embedded in a page that was just loaded."""
        self.kernel: str = state["kernel"]
        self.comm, model = next((id, m["state"]) for id, m in state["models"].items() if "view" in m["state"])
        self.name: str = model.get("page", "")
        self.view: View = model["view"]
        self.seq: int = model.get("seq", 0)
        self._note(self.view, time.monotonic())

    async def connect(self) -> None:
        """Open the websocket and catch up, as a page does. Raises ConnectionError or Stuck."""
        await self.link.start(self.kernel)
        await self.until(lambda _: self._synced, "its first answer from the kernel")

    async def _reload(self) -> str:
        """Fetch the page again: a new kernel, the whole view. Returns the kernel's id, or "" when something
        else came. Raises ConnectionError."""
        try:
            answer = await self.browser.get(self.path)
            if answer.status == 503:  # the proxy's page, which loads itself anew until somebody is there
                raise ConnectionError(f"nobody is behind the proxy at {answer.url}")
            state, _ = _state_in(self.who, answer)
        except Stuck as problem:  # the seat is gone: a browser shows what came instead
            self.shut_out = str(problem)
            return ""
        self.reloads += 1
        self._adopt(state)
        self._wake(time.monotonic())
        return self.kernel

    # -- what the kernel says ----------------------------------------------------------------------

    @property
    def lost(self) -> bool:
        """Whether it has no connection now."""
        return self.link.lost

    @property
    def endings(self) -> list[str]:
        """Why connections ended that nobody closed."""
        return self.link.endings

    def _hear(self, kind: str, content: Mapping[str, Any]) -> None:
        at = time.monotonic()
        data = content.get("data", {}) if kind == "comm_msg" and content.get("comm_id") == self.comm else {}
        if data.get("method") == "custom":
            self._take(data["content"], at)
        self._wake(at)

    def _opened(self) -> None:
        """Catch up, and send again what has no answer."""
        self._try({"kind": "sync", "seq": self.seq})
        for said in self.open:
            self._transmit(said, "sent again")

    @property
    def open(self) -> list[Said]:
        """Commands without a final answer, oldest first."""
        waiting = (said for said in self.said.values() if said.outcome in ("", "unsaved"))
        return [said for said in waiting if not said.replaced]

    def _resend_late(self) -> None:
        """Send again what has waited long for an answer."""
        now = time.monotonic()
        for said in self.open:
            if not said.outcome and now - said.posted > ANSWER_WITHIN * self._haste:
                self._transmit(said, "sent again")

    def _resend_soon(self, said: Said) -> None:
        """Send again what could not be stored, when ``page-outbox.js`` does."""
        waited, said.since = time.monotonic() - said.since, 0.0
        wait = max(DISK_PAUSE * self._haste, DISK_AGAIN * self._haste - waited)

        def again() -> None:
            if said in self.open and not said.since:
                self._transmit(said, "sent again")

        asyncio.get_running_loop().call_later(wait, again)

    def _transmit(self, said: Said, word: str) -> None:
        """Send a command if the connection is there; else it is sent when the page has come back."""
        said.posted = time.monotonic()
        said.since = said.since or said.posted
        with suppress(ConnectionError):
            self._post({"kind": "command", "id": said.id, "name": said.name, "args": dict(said.args)})
            self._noticed(word)

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
        sets, mixed, puts, adds = (message.get(how, {}) for how in ("set", "mix", "put", "add"))
        seq = message.get("seq", self.seq)
        if seq != self.seq + bool(sets or mixed or puts or adds):
            if seq > self.seq:
                self.gaps += 1
                self._try({"kind": "sync", "seq": self.seq})
            return
        self._synced, self.seq = True, seq
        for section, fields in mixed.items():
            sets = {**sets, section: {**self.view[section], **fields}}
        for section, rows in puts.items():
            new = {row_key(row): row for row in rows}
            kept = [new.pop(row_key(row), row) for row in self.view[section]]
            sets = {**sets, section: [*kept, *new.values()]}
        for section, items in adds.items():
            sets = {**sets, section: [*self.view.get(section, []), *items]}
        self.view = {**self.view, **sets}
        self._note(sets, at)

    def _answer(self, message: Mapping[str, Any], at: float) -> None:
        said = self.said.get(message.get("id", ""))
        if said is None:
            return
        if said.outcome in ("saved", "refused"):
            self._noticed("answered again")
            self._compare_answers(said, message)
        else:
            said.outcome = {"done": "saved"}.get(message["kind"], message["kind"])
            said.why, said.at = message.get("why", ""), message.get("at") or 0
            said.data, said.answered = message.get("data") or {}, at
            if said.outcome == "unsaved":
                self._resend_soon(said)

    def _compare_answers(self, said: Said, message: Mapping[str, Any]) -> None:
        """A second answer must not contradict the first."""
        again = {"done": "saved"}.get(message["kind"], message["kind"])
        if said.outcome == "saved" and (again, message.get("at")) != ("saved", said.at):
            said.contradicted = f"saved at {said.at}, then {again} at {message.get('at')}"

    def _note(self, sections: Mapping[str, Any], at: float) -> None:
        """Remember when a message or a state of a decision was first on this page."""
        for item in sections.get("feed", ()):
            self.arrived.setdefault(item["id"], at)
            self.items.setdefault(item["id"], item)
        card = sections.get("decision")
        if card is not None and "head" in self.view:
            self.arrived.setdefault(decision_mark(self.view["head"]["line"], card), at)
        if "number" in (slide := sections.get("slide") or {}):
            self.arrived.setdefault(f"slide {slide['number']}", at)
        if "status" in (asked := sections.get("question") or {}):
            self.arrived.setdefault(question_mark(asked), at)

    # -- what its person does ----------------------------------------------------------------------

    def send(self, name: str, args: Mapping[str, Any], *, id: str = "", expect: str = "saved") -> Said:
        """Send a command; the same id again is the same command again."""
        id = id or uuid4().hex
        said = self.said.setdefault(id, Said(id, name, dict(args), time.monotonic(), expect=expect))
        self._transmit(said, "sent")
        return said

    async def do(self, name: str, args: Mapping[str, Any], *, expect: str = "saved") -> Said:
        """Send a command and wait for its answer. Raises Stuck when none comes."""
        said = self.send(name, args, expect=expect)
        await self.answer(said)
        return said

    async def answer(self, said: Said) -> None:
        """Wait until a command was answered; who is patient waits on when it could not be stored, as the page
        sends it again by itself."""
        none = ("", "unsaved") if self.browser.manners.patience else ("",)
        await self.until(lambda _: said.outcome not in none, f"an answer to {said.name} {dict(said.args)}")

    async def until(self, holds: Holds, what: str, within: float | None = None) -> float:
        """Wait until something holds of the view, up to ``within`` seconds: by default ``WITHIN``, or
        ``WITHIN_IN_TROUBLE`` for patient people. Returns the moment. Raises Stuck."""
        if within is None:
            within = WITHIN_IN_TROUBLE if self.browser.manners.patience else WITHIN
        if holds(self.view):
            return time.monotonic()
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        wait = (lambda: holds(self.view), future)
        self._waits.append(wait)
        try:
            return await asyncio.wait_for(future, within)
        except TimeoutError:
            closed = f"its connection is closed{''.join(self.endings[-1:])}"
            state = self.shut_out or (closed if self.lost else f"its view is number {self.seq}")
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
        self.link.send(self.comm, message)

    # -- the end -----------------------------------------------------------------------------------

    @property
    def received(self) -> int:
        """Bytes that came over the websocket."""
        return self.link.received + (self.link.socket.received if self.link.socket else 0)

    async def leave(self) -> None:
        """Close the tab: the page says so, as browsers do, and its kernel can go."""
        self.hang_up()
        with suppress(ConnectionError):  # a beacon is sent, and nobody waits for it
            await self.browser.post(f"/voila/api/shutdown/{self.kernel}", {})

    def hang_up(self) -> None:
        """End the connection, and do not come back. Nothing happens when it has ended."""
        self.link.close()

    def drop(self) -> None:
        """Lose the connection without a word, and do not come back."""
        self.link.drop()


def row_key(row: Mapping[str, Any]) -> str:
    """What tells a row of a list from the others, as ``page.js`` has it."""
    return str(row.get("id") or row.get("seat"))


def decision_mark(line: int, card: Mapping[str, Any]) -> str:
    """The name under which a page remembers a state of a decision: ``B-D1 revealed 1 of line 1``."""
    return f"{card['id']} {card['status']} {card['round']} of line {line}"


def question_mark(card: Mapping[str, Any]) -> str:
    """The name under which a page remembers a state of a briefing's question: ``question 1-q2 open``."""
    return f"question {card['id']} {card['status']}"


async def open_page(who: str, browser: Browser, path: str) -> OpenPage:
    """Open an address in a browser and connect. Raises Stuck when it is no page of ours."""
    return await page_in(who, browser, await browser.get(path))


async def page_in(who: str, browser: Browser, answer: Answer) -> OpenPage:
    """The page that came as an answer, connected. Raises Stuck when it is no page of ours."""
    state, size = _state_in(who, answer)
    page = OpenPage(who, browser, state, answer.path)
    page.bytes = size
    await page.connect()
    return page


def _state_in(who: str, answer: Answer) -> tuple[dict[str, Any], int]:
    found = _STATE.search(answer.body)
    if answer.status != 200 or found is None:
        shown = _shortly(answer.text)
        raise Stuck(f"{who} got {answer.status} at {answer.path}, which is no page of the kit: {shown}")
    return json.loads(found[1]), len(answer.raw)


def _shortly(html: str) -> str:
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else html).split())[:300]
