"""The stage: serves the static files as the kit does (same content policy) and plays the kernel's part."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page

from tests.barriers import barriers
from tests.conftest import OpenWindow, Window

STATIC = Path(__file__).parents[2] / "kit" / "pages" / "static"
STAGE = Path(__file__).with_name("stage.js")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:"
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
HTML = """<!doctype html><html lang="en" data-device="{device}"><head><meta charset="utf-8">
<title>Exercise</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">{styles}<script type="module" src="/stage.js"></script></head>
<body><div id="page"></div><p class="sr" role="status" id="say"></p></body></html>"""
NOW = 1_780_408_931_000  # 2 June 2026, 14:02:11 UTC: room time of every scene
DEVICES = {
    "participant": "hand", "evaluator": "sheet", "screen": "screen", "desk": "desk", "home": "sheet",
    "briefing": "hand", "trainer": "desk", "slides": "screen",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A page in one state: its name and its view."""

    page: str
    view: Mapping[str, Any]
    connection: str = "open"
    now: int = NOW
    device: Mapping[str, str] = field(default_factory=dict)  # what the device's storage holds at first


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/lab":  # as JupyterLab: no policy, no styles of ours
            self._send(b"<!doctype html><title>Lab</title><div id=cell></div>", "text/html", policy="")
        elif parts.path == "/":
            asked = parse_qs(parts.query)
            device, page = asked["device"][0], asked["page"][0]
            own = [page] if page not in DEVICES.values() and (STATIC / f"{page}.css").is_file() else []
            sheets = ("tokens", "base", device, *own)
            styles = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in sheets)
            self._send(HTML.format(device=device, styles=styles).encode(), "text/html; charset=utf-8")
        else:
            file = STAGE if parts.path == "/stage.js" else STATIC / parts.path.removeprefix("/static/")
            if file.is_file():
                self._send(file.read_bytes(), KINDS.get(file.suffix, "text/plain"))
            else:
                self.send_error(404)

    def _send(self, body: bytes, kind: str, policy: str = POLICY) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
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
    """One person's page, drawn; ``tell`` speaks as the kernel."""

    window: Window
    address: str
    scene: Scene
    console: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.window.page

    @classmethod
    async def open(cls, open_window: OpenWindow, address: str, scene: Scene, **options: Any) -> Stage:
        """Open a window of this size and scheme and draw the scene in it."""
        width, height = options.pop("width", 390), options.pop("height", 844)
        scheme = options.pop("scheme", "light")
        touch = options.pop("touch", width < 800)
        window = await open_window(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
            timezone_id="UTC",
            **options,
        )
        stage = cls(window, address, scene)
        window.page.on("console", lambda line: stage.console.append(f"{line.type}: {line.text}"))
        await stage.load()
        return stage

    async def load(self) -> None:
        """Load or reload the page: storage of the device stays, everything else starts anew."""
        device = DEVICES[self.scene.page]
        await self.page.goto(f"{self.address}/?device={device}&page={self.scene.page}")
        await self.page.wait_for_function("window.stage")
        await self.page.evaluate(
            "kept => Object.entries(kept).forEach(([k, v]) => localStorage[k] ??= v)", dict(self.scene.device)
        )
        state = {"module": f"/static/{self.scene.page}.js", "page": self.scene.page, "view": self.scene.view}
        more = {"seq": 0, "now": self.scene.now, "connection": self.scene.connection}
        await self.page.evaluate("state => stage.start(state)", {**state, **more})
        await self.settle()

    async def settle(self) -> None:
        """Wait until what was told is drawn."""
        await self.page.evaluate("() => new Promise(done => setTimeout(done, 40))")
        await self.page.evaluate("() => document.fonts.ready.then(() => true)")

    async def tell(self, message: Mapping[str, Any]) -> None:
        """Say something as the kernel."""
        await self.page.evaluate("message => stage.tell(message)", message)
        await self.settle()

    async def patch(self, seq: int, **sections: Any) -> None:
        """Replace sections of the view."""
        await self.tell({"kind": "patch", "seq": seq, "set": sections, "now": self.scene.now})

    async def link(self, state: str, **more: Any) -> None:
        """The connection is "lost" or "open" again."""
        await self.page.evaluate("([state, more]) => stage.link(state, more)", [state, more])
        await self.settle()

    async def sent(self) -> list[dict[str, Any]]:
        """The commands the page has sent, each time it sent them."""
        return await self.page.evaluate("() => stage.sent")  # type: ignore[no-any-return]

    async def answer(self, kind: str, **more: Any) -> None:
        """Answer the last command: done, refused or unsaved."""
        last = (await self.sent())[-1]
        await self.tell({"kind": kind, "id": last["id"], **more})

    async def said(self) -> list[str]:
        """What the live region has said by now."""
        return await self.page.evaluate("() => stage.said")  # type: ignore[no-any-return]

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
