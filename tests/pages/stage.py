"""The stage: serves the static files as the kit does (same content policy) and plays the kernel's part."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import ConsoleMessage, Page

from kit.server.assets import PREFIX, Assets
from kit.settings import Settings
from tests.barriers import barriers
from tests.conftest import Window

STAGE = Path(__file__).with_name("stage.js")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:"
)
HTML = """<!doctype html><html lang="en" data-device="{device}"><head><meta charset="utf-8">
<title>Exercise</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">{styles}<script type="module" src="/stage.js"></script></head>
<body><div id="page"></div><p class="sr" role="status" id="say"></p></body></html>"""
TO_SPEAK = 600  # ms: page.js lets half a second pass between two sentences
NOW = 1_780_408_931_000  # 2 June 2026, 14:02:11 UTC: room time of every scene
DEVICES = {
    "participant": "hand", "evaluator": "sheet", "screen": "screen", "desk": "desk", "home": "sheet",
    "briefing": "hand", "trainer": "desk", "slides": "screen",
}  # fmt: skip


_START = """async ([state, kept, anew]) => {
    if (anew) { localStorage.clear(); sessionStorage.clear(); }
    for (const [key, text] of Object.entries(kept)) localStorage[key] ??= text;
    await stage.start(state);
    await stage.drawn();
}"""


@dataclass(frozen=True)
class Scene:
    """A page in one state: its name and its view."""

    page: str
    view: Mapping[str, Any]
    connection: str = "open"
    now: int = NOW
    device: Mapping[str, str] = field(default_factory=dict)  # what the device's storage holds at first


@cache
def assets() -> Assets:
    """The files as the server reads and joins them."""
    return Assets(Settings().static)


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/lab":  # as JupyterLab: no policy, no styles of ours
            self._send(b"<!doctype html><title>Lab</title><div id=cell></div>", "text/html", policy="")
        elif parts.path == "/":
            asked = parse_qs(parts.query)
            device, page = asked["device"][0], asked["page"][0]
            sheets = assets().styles(page, device)
            styles = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
            self._send(HTML.format(device=device, styles=styles).encode(), "text/html; charset=utf-8")
        elif parts.path == "/stage.js":
            self._send(STAGE.read_bytes(), "text/javascript", keep=True)
        else:
            file = assets().get(parts.path.removeprefix(PREFIX).removeprefix(f"{assets().version}/"))
            if file:
                self._send(file.body, file.kind, keep=True)
            else:
                self.send_error(404)

    def _send(self, body: bytes, kind: str, policy: str = POLICY, *, keep: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        if keep:
            self.send_header("Cache-Control", "max-age=31536000, immutable")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing in the terminal of the tests."""


@contextmanager
def serving() -> Iterator[str]:
    """A server of the static files on a free port of this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Stage:
    """One person's page; ``tell`` speaks as the kernel. What is asked of it is asked once it is drawn."""

    window: Window
    address: str
    scene: Scene
    console: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.window.page

    async def open(self) -> None:
        """Draw the scene in the window, for the first time on this device."""
        self.page.on("console", self._on_console)
        await self.load(anew=True)

    def close(self) -> None:
        """Hear no more of the window."""
        self.page.remove_listener("console", self._on_console)

    def _on_console(self, line: ConsoleMessage) -> None:
        self.console.append(f"{line.type}: {line.text}")

    async def load(self, *, anew: bool = False) -> None:
        """Load or reload the page. Storage of the device stays, but if it is to begin ``anew``."""
        device = DEVICES[self.scene.page]
        await self.page.goto(f"{self.address}/?device={device}&page={self.scene.page}")
        module = assets().joined(f"{PREFIX}{self.scene.page}.js")
        state = {"module": module, "page": self.scene.page, "view": self.scene.view}
        more = {"seq": 0, "now": self.scene.now, "connection": self.scene.connection}
        await self.page.evaluate(_START, [{**state, **more}, dict(self.scene.device), anew])

    async def settle(self, within: int = 30) -> None:
        """Wait until the page has done all that it has planned, for at most so many milliseconds on."""
        await self.page.evaluate("within => stage.drawn(within)", within)

    async def tell(self, message: Mapping[str, Any]) -> None:
        """Say something as the kernel."""
        await self.page.evaluate("message => { stage.tell(message); return stage.drawn(); }", message)

    async def patch(self, seq: int, **sections: Any) -> None:
        """Replace sections of the view."""
        await self.tell({"kind": "patch", "seq": seq, "set": sections, "now": self.scene.now})

    async def link(self, state: str, **more: Any) -> None:
        """The connection is "lost" or "open" again."""
        link = "([state, more]) => { stage.link(state, more); return stage.drawn(); }"
        await self.page.evaluate(link, [state, more])

    async def pass_time(self, ms: int) -> None:
        """Let so much time pass for the page. Its clock stands still otherwise, and its long timers wait."""
        await self.page.evaluate("ms => stage.pass(ms)", ms)

    async def ask(self, script: str, given: Any = None) -> Any:
        """What a script says of the page, once that is drawn."""
        await self.settle()
        return await self.page.evaluate(script, given)

    async def words(self, selector: str) -> str:
        """The words of one element, on one line, once the page is drawn."""
        await self.settle()
        text = await self.page.locator(selector).inner_text()
        return " ".join(text.replace("\u2060", "").split())  # no mark where a line may not break

    async def texts(self, selector: str) -> list[str]:
        """The words of all such elements, in their order, once the page is drawn."""
        await self.settle()
        return await self.page.locator(selector).all_inner_texts()

    async def sent(self) -> list[dict[str, Any]]:
        """The commands the page has sent, each time it sent them."""
        return await self.ask("() => stage.sent")  # type: ignore[no-any-return]

    async def commands(self) -> list[tuple[str, dict[str, Any]]]:
        """The same: their names and arguments only."""
        return [(message["name"], message["args"]) for message in await self.sent()]

    async def answer(self, kind: str, **more: Any) -> None:
        """Answer the last command: done, refused or unsaved."""
        last = (await self.sent())[-1]
        await self.tell({"kind": kind, "id": last["id"], **more})

    async def said(self) -> list[str]:
        """What the live region has said; what it was told to say just now is waited for."""
        await self.settle(within=TO_SPEAK)
        return await self.page.evaluate("() => [...stage.said]")  # type: ignore[no-any-return]

    async def accessibility_problems(self, *rules: str) -> list[str]:
        """What axe finds wrong, as sentences; by these rules, or by all: WCAG 2.0 to 2.2, best practices."""
        return await barriers(self.page, *rules)

    async def sideways(self) -> int:
        """How many pixels the page is wider than its window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(width))

    async def picture(self, name: str) -> None:
        """Keep a picture of the whole page, when a folder for looking is named in KIT_PICTURES."""
        folder = os.environ.get("KIT_PICTURES")
        if folder:
            await self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
