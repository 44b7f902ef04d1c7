"""A page in a real browser: how long until it can be used, and what was transferred for it.

A first visit is in a new context, as of a person who comes for the first time; a second one in the same
context finds what the browser has kept. The time is the page's own, from the start of the navigation to the
moment the page shows that the server has answered a click.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession, async_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@dataclass(frozen=True, slots=True)
class Device:
    """What people hold. ``slower``: how many times as long a page's own work takes as on this computer
    (the browser's ``Emulation.setCPUThrottlingRate``); ``within``: seconds for a page to become usable."""

    slower: float = 1.0
    within: float = 60.0
    size: tuple[int, int] = (1280, 720)


DESK = Device()
OLD_PHONE = Device(6.0, 240.0, (360, 740))
"""As the browser's own developer tools do for a low-end phone; Lighthouse takes 4 for one of the middle."""

# Looks at the page after every change of it, and every 4 ms: clicks what STEPS name, one after the other, as
# soon as it is there, and tells us when DONE has become true.
_WATCH = """
(() => {
  const steps = STEPS, done = () => DONE, ready = () => READY, deep = DEEP;
  const find = (selector, root = document) => {
    const here = root.querySelector(selector);
    if (here || !deep) return here;
    for (const node of root.querySelectorAll("*")) {
      const inside = node.shadowRoot && find(selector, node.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  let next = 0, at = 0, first = null, told = false;
  const look = () => {
    if (!document.body || told) return;
    const now = performance.now();
    if (next === steps.length) { if (done()) { told = true; window.kitTell(first, now); } return; }
    const node = find(steps[next]);
    if (!node || node.disabled || now < at || !ready()) return;
    first ??= now;
    next += 1;
    at = now + 1;
    node.click();
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, all);
  setInterval(look, 4);
})();
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a page shows that it is alive: click these selectors one after the other, then this
    JavaScript expression becomes true. ``deep``: look into shadow roots too; the expression can call
    ``find(selector)``. ``ready``: before this is true a click would be lost."""

    steps: tuple[str, ...]
    done: str
    deep: bool = False
    ready: str = "true"

    def script(self) -> str:
        """The watcher, to be put into the page before its own scripts."""
        steps = "[" + ", ".join(f"`{step}`" for step in self.steps) + "]"
        deep = "true" if self.deep else "false"
        filled = _WATCH.replace("STEPS", steps).replace("READY", self.ready)
        return filled.replace("DONE", self.done).replace("DEEP", deep)


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody comes in: an address, and the cookies they have already."""

    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)


Told = asyncio.Queue[tuple[float, float]]
"""What pages tell: when the first thing to click was there, and when all was done."""


@dataclass(slots=True)
class Visit:
    """One visit. Milliseconds and bytes; ``shown`` is when the first thing to click was there."""

    shown: float = 0.0
    interactive: float = 0.0
    http: int = 0  # bytes over HTTP, headers included, as compressed
    websocket: int = 0  # bytes of frames received
    requests: int = 0  # answered over the network, and not from what the browser had kept

    @property
    def weight(self) -> int:
        """Everything transferred to the browser."""
        return self.http + self.websocket


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser that reaches this machine only. Raises FileNotFoundError without one."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        raise FileNotFoundError(
            "No Chromium or Chrome on the PATH; `python3 build.py test` says how to get one."
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield browser
        await browser.close()


async def visits(
    browser: Browser, recipe: Recipe, doors: Sequence[Door], device: Device = DESK
) -> list[Visit]:
    """Visits one after the other in one new context, each in a tab of its own: after the first one the
    browser has kept what it may keep. Raises ConnectionError when a page stays dead."""
    width, height = device.size
    context = await browser.new_context(viewport={"width": width, "height": height})
    told: Told = asyncio.Queue()
    try:
        await context.expose_function("kitTell", lambda first, now: told.put_nowait((first, now)))
        await context.add_init_script(recipe.script())
        return [await _visit(context, door, told, device) for door in doors]
    finally:
        await context.close()


async def _visit(context: BrowserContext, door: Door, told: Told, device: Device) -> Visit:
    parts = urlsplit(door.url)
    house = f"{parts.scheme}://{parts.netloc}"
    await context.clear_cookies()
    await context.add_cookies(
        [{"name": name, "value": value, "url": house} for name, value in door.cookies.items()]
    )
    page = await context.new_page()
    wire, seen = await context.new_cdp_session(page), Visit()
    await _count(wire, seen)
    if device.slower != 1:
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    await page.goto(door.url, wait_until="commit", timeout=1000 * device.within)
    try:
        seen.shown, seen.interactive = await asyncio.wait_for(told.get(), device.within)
    except TimeoutError:
        shown = " ".join((await page.inner_text("body")).split())[:300]
        dead = f"{door.url} was not usable within {device.within:g} s; it showed: {shown}"
        raise ConnectionError(dead) from None
    await asyncio.sleep(0.5)  # what a page still loads after it can be used belongs to its weight
    await page.close()
    return seen


async def _count(wire: CDPSession, seen: Visit) -> None:
    """Add up what the network layer of the browser says came in."""

    def finished(event: Mapping[str, float]) -> None:
        seen.http += int(event["encodedDataLength"])
        seen.requests += event["encodedDataLength"] > 0

    def frame(event: Mapping[str, Mapping[str, object]]) -> None:
        text, binary = str(event["response"]["payloadData"]), event["response"]["opcode"] == 2
        seen.websocket += len(text) * 3 // 4 if binary else len(text.encode())

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.webSocketFrameReceived", frame)
    await wire.send("Network.enable")
