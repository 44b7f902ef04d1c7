"""Raw participants of those we are measured beside: the page, its websockets, and what comes over them.

Each speaks as much of its server's protocol as a page does to be in play. News is told from the bytes of the
messages, so that these phones cost less than ours, never more.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from kit.rehearsal.person import together
from kit.testbed.thin import TEXT, ThinLine, dial
from kit.testbed.wire import PROTOCOL, Browser, pack

WITHIN = 60.0  # seconds for news to reach everybody, and for a page to be in play
AT_ONCE = 8  # people of one process who are on their way in at the same moment
NEWS = re.compile(rb"NEWS-\d+")


class Phone:
    """One participant without a browser. ``arrive`` opens the page; news seen is kept with its moment."""

    def __init__(self) -> None:
        self.lines: list[ThinLine] = []
        self.seen: dict[str, float] = {}
        self.ended: list[str] = []
        self._waits: dict[str, asyncio.Event] = {}
        self._ready = asyncio.Event()

    async def arrive(self, address: str) -> None:
        """Get the page at an address, open its websockets, and wait until it is in play."""
        raise NotImplementedError

    def say(self, news: str) -> None:
        """Send news to everybody, as the facilitator's page of that system would."""
        raise NotImplementedError

    def got(self, data: bytes, at: float) -> None:
        """A message came in."""
        for found in NEWS.findall(data):
            news = found.decode()
            self.seen.setdefault(news, at)
            if news in self._waits:
                self._waits[news].set()

    async def until(self, news: str) -> float:
        """The moment at which this news came. Raises TimeoutError."""
        if news not in self.seen:
            self._waits[news] = asyncio.Event()
            await asyncio.wait_for(self._waits[news].wait(), WITHIN)
        return self.seen[news]

    async def open(self, url: str, headers: dict[str, str], protocols: Sequence[str] = ()) -> ThinLine:
        """One more websocket of this page."""
        line = await dial(url, headers, protocols, self.got, self.ended.append)
        self.lines.append(line)
        return line

    def close(self) -> None:
        """Close the tab."""
        for line in self.lines:
            line.close()


async def _page(address: str) -> tuple[str, str, dict[str, str]]:
    """The page's text, where its websockets are (``ws://host``), and what a page sends with them."""
    browser = Browser(address)
    answer = await browser.get(address)
    if answer.status != 200:
        raise ConnectionError(f"{address} answered {answer.status}: {answer.text[:200]}")
    host = urlsplit(answer.url).netloc
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Origin": f"http://{host}", **({"Cookie": cookies} if cookies else {})}
    return answer.text, f"ws://{host}", headers


class VoilaPhone(Phone):
    """Stock Voila: the page starts a kernel; in play when that kernel has answered."""

    _KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')

    async def arrive(self, address: str) -> None:
        """The page, then its kernel's websocket until the kernel answers."""
        text, host, headers = await _page(address)
        found = self._KERNEL.search(text)
        if found is None:
            raise ConnectionError("stock Voila's page names no kernel")
        at = f"{host}/api/kernels/{found[1]}/channels?session_id=1"
        line = await self.open(at, headers, [PROTOCOL])
        line.send(pack("kernel_info_request", {}, "1"))
        await asyncio.wait_for(self._ready.wait(), WITHIN)

    def got(self, data: bytes, at: float) -> None:
        """A message of the kernel."""
        if b"kernel_info_reply" in data:
            self._ready.set()
        super().got(data, at)


class PanelPhone(Phone):
    """Panel: the page carries a token for its session; in play when the document has been pulled."""

    _TOKEN = re.compile(r'"token":\s*"([^"]+)"')

    def __init__(self) -> None:
        super().__init__()
        self._field = ""
        self._welcome = asyncio.Event()

    async def arrive(self, address: str) -> None:
        """The page, its session's websocket, and the document, as the page's script pulls it."""
        text, host, headers = await _page(address)
        found = self._TOKEN.search(text)
        if found is None:
            raise ConnectionError("Panel's page carries no token")
        await self.open(f"{host}{urlsplit(address).path}/ws", headers, ["bokeh", found[1]])
        await asyncio.wait_for(self._welcome.wait(), WITHIN)
        self._send("PULL-DOC-REQ", {})
        await asyncio.wait_for(self._ready.wait(), WITHIN)

    def got(self, data: bytes, at: float) -> None:
        """A part of a message: header, metadata and content come one after the other."""
        if b'"ACK"' in data:
            self._welcome.set()
        elif b'"roots"' in data:
            self._field = _field_called("inject", json.loads(data))
            self._ready.set()
        super().got(data, at)

    def say(self, news: str) -> None:
        """The facilitator types into their field."""
        change = {"kind": "ModelChanged", "model": {"id": self._field}, "attr": "value", "new": news}
        self._send("PATCH-DOC", {"events": [change]})

    def _send(self, kind: str, content: Any) -> None:
        for part in ({"msgid": str(time.monotonic()), "msgtype": kind}, {}, content):
            self.lines[0].send(json.dumps(part).encode(), TEXT)


def _field_called(title: str, document: Any) -> str:
    """The id of the model with this title in a Bokeh document; "" when there is none."""
    if isinstance(document, dict):
        if (document.get("attributes") or {}).get("title") == title and "id" in document:
            return str(document["id"])
        document = list(document.values())
    if isinstance(document, list):
        return next(filter(None, (_field_called(title, part) for part in document)), "")
    return ""


class OtreePhone(Phone):
    """oTree: the start link leads to the page, which opens two websockets."""

    _SOCKET = re.compile(r'data-socket-url="([^"]+)"')

    async def arrive(self, address: str) -> None:
        """The page, then its websockets: one for the live page, one for being moved on."""
        text, host, headers = await _page(address)
        paths = sorted(html.unescape(path) for path in self._SOCKET.findall(text))
        if not any(path.startswith("/live") for path in paths):
            raise ConnectionError("oTree's page opens no live socket")
        for path in reversed(paths):  # /live first
            await self.open(f"{host}{path}", headers)

    def say(self, news: str) -> None:
        """The facilitator's page says it."""
        self.lines[0].send(json.dumps({"inject": news}).encode(), TEXT)


KINDS: dict[str, type[Phone]] = {"voila": VoilaPhone, "panel": PanelPhone, "otree": OtreePhone}


class PeerPhones:
    """A share of a peer's participants in one process: what a ``crowd`` asks them to do."""

    def __init__(self, kind: str, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self._people = [KINDS[kind]() for _ in addresses]

    async def join(self) -> None:
        """Everybody opens the page, some at a time."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(phone: Phone, address: str) -> None:
            async with room:
                await phone.arrive(address)

        pairs = zip(self._people, self._addresses, strict=True)
        await together(*(one(phone, address) for phone, address in pairs))

    async def reaches(self, news: str, since: float) -> list[float]:
        """How long after ``since`` the news came to each, in milliseconds. Raises TimeoutError."""
        moments = await asyncio.gather(*(phone.until(news) for phone in self._people))
        return [1000 * (at - since) for at in moments]

    async def leave(self) -> None:
        """Everybody closes the page."""
        for phone in self._people:
            phone.close()
