"""HTML to tagged PDF through a browser that is already here: Chromium, Chrome or Edge.

The browser is driven by its own protocol over two pipes, so no driver is needed, no port is opened, and it
ends by itself when this program does. It has no network and a profile of its own, which is thrown away.
On Windows, where those pipes cannot be had from Python, each file is a start of the browser by itself.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future, TimeoutError as TooLate
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "C:/Program Files/Microsoft/Edge/Application/msedge.exe",
)
OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--user-agent=Tabletop and Briefing Kit",  # what a PDF calls its creator
)
PRINT = {"preferCSSPageSize": True, "generateTaggedPDF": True, "generateDocumentOutline": True}
MISSING = (
    "No Chromium, Chrome or Edge is on this computer, so no PDF can be made. Install one of them and run "
    "this again, or name it with --browser; or open the HTML file in any browser and print it there."
)
_PATIENCE = 90.0  # seconds for one answer; the largest packet takes a few
# Chromium reads commands on descriptor 3 and answers on 4; whoever becomes it puts our pipes there.
_BECOME = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)
_LOWEST = 10  # descriptors that cannot be 3 or 4


class BrowserError(Exception):
    """No browser, or one that did not do what it was asked; says what to do."""


def find_browser() -> Path:
    """The program of a browser that can print. Raises BrowserError with what to install."""
    for program in (*map(shutil.which, PROGRAMS), *PLACES):
        if program and Path(program).exists():
            return Path(program)
    raise BrowserError(MISSING)


class Browser:
    """A browser that prints files; several threads may print at once. Use it in a ``with``."""

    def __init__(self, program: Path | None = None, *, piped: bool = os.name != "nt") -> None:
        """Start ``program``, or one that is here. Raises BrowserError.

        ``piped``: one browser for all files, driven through pipes; otherwise a start for each file."""
        self._program = program or find_browser()
        self._home = tempfile.TemporaryDirectory(prefix="kit-print-", ignore_cleanup_errors=True)
        command = [str(self._program), *self._options(), "--remote-debugging-pipe"]
        self._pipes = _Pipes(command) if piped else None

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it, and remove its profile."""
        if self._pipes:
            self._pipes.close()
        self._home.cleanup()

    def pdf(self, page: Path) -> bytes:
        """An HTML file as a tagged PDF with an outline, on the paper its own styles name.

        Raises BrowserError."""
        address = page.resolve().as_uri()
        return self._pipes.pdf(address) if self._pipes else self._pdf_alone(address)

    def _options(self) -> list[str]:
        root = hasattr(os, "geteuid") and os.geteuid() == 0  # as root there is no sandbox to be had
        return [*OPTIONS, *(["--no-sandbox"] if root else []), f"--user-data-dir={self._home.name}"]

    def _pdf_alone(self, address: str) -> bytes:
        made = Path(self._home.name) / f"{threading.get_ident()}.pdf"
        own = f"--user-data-dir={self._home.name}/{threading.get_ident()}"
        printing = ["--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={made}"]
        command = [str(self._program), *self._options(), own, *printing, address]
        try:
            subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=True)
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise BrowserError(f"{self._program} could not print: {error}") from None


class _Pipes:
    """The browser's protocol: numbered commands out, answers and events back, each ended by a zero byte."""

    def __init__(self, command: list[str]) -> None:
        commands, self._out = os.pipe()
        self._in, answers = os.pipe()
        theirs = [_raised(commands), _raised(answers)]
        starting = [sys.executable, "-I", "-c", _BECOME, *map(str, theirs), *command]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            starting, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=theirs, start_new_session=True
        )
        for descriptor in theirs:
            os.close(descriptor)
        self._name = command[0]
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int | str, Future[dict[str, Any]]] = {}
        self._gone = False
        self._reader = threading.Thread(target=self._read, name="kit-print", daemon=True)
        self._reader.start()

    def pdf(self, address: str) -> bytes:
        """Open an address in a tab of its own, print it when its fonts are there, and close the tab."""
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        try:
            attach = {"targetId": target, "flatten": True}
            session = str(self._call("Target.attachToTarget", attach)["sessionId"])
            self._call("Page.enable", session=session)
            loaded = self._wait(f"{session} Page.loadEventFired")
            failed = self._call("Page.navigate", {"url": address}, session).get("errorText")
            if failed:
                raise BrowserError(f"{self._name} cannot open {address}: {failed}.")
            self._answer(loaded, "loading the page")
            ready = {"expression": "document.fonts.ready.then(() => true)", "awaitPromise": True}
            self._call("Runtime.evaluate", ready, session)
            return base64.b64decode(self._call("Page.printToPDF", PRINT, session)["data"])
        finally:
            self._tell("Target.closeTarget", {"targetId": target})

    def close(self) -> None:
        """Ask it to end; it gets five seconds."""
        self._tell("Browser.close")
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        self._reader.join(5)

    def _call(self, method: str, given: Mapping[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        number = next(self._numbers)
        answered = self._wait(number)
        self._send(number, method, given, session)
        return self._answer(answered, method)

    def _tell(self, method: str, given: Mapping[str, Any] | None = None) -> None:
        with suppress(BrowserError):  # it is gone already, which is what we want
            self._send(next(self._numbers), method, given, "")

    def _send(self, number: int, method: str, given: Mapping[str, Any] | None, session: str) -> None:
        message: dict[str, Any] = {"id": number, "method": method, "params": given or {}}
        if session:
            message["sessionId"] = session
        written = memoryview(json.dumps(message).encode() + b"\0")
        with self._lock:
            try:
                while written:
                    written = written[os.write(self._out, written) :]
            except OSError:
                raise self._ended() from None

    def _ended(self) -> BrowserError:
        """The same sentence whether the end is met in writing or in reading: which comes first is chance."""
        return BrowserError(f"{self._name} did not start, or has ended.")

    def _wait(self, key: int | str) -> Future[dict[str, Any]]:
        future: Future[dict[str, Any]] = Future()
        with self._lock:
            self._waiting[key] = future
            if self._gone:
                future.set_exception(self._ended())
        return future

    def _answer(self, future: Future[dict[str, Any]], what: str) -> dict[str, Any]:
        try:
            return future.result(_PATIENCE)
        except TooLate:
            raise BrowserError(f"{self._name} gave no answer in {_PATIENCE:.0f} s: {what}.") from None

    def _read(self) -> None:
        with os.fdopen(self._in, "rb", buffering=0) as answers:
            left = b""
            while some := answers.read(1 << 20):
                *whole, left = (left + some).split(b"\0")
                for message in whole:
                    self._heard(json.loads(message))
        with self._lock:
            self._gone = True
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.set_exception(self._ended())

    def _heard(self, message: dict[str, Any]) -> None:
        key = message.get("id") or f"{message.get('sessionId')} {message.get('method')}"
        with self._lock:
            future = self._waiting.pop(key, None)
        if future is None:
            return
        if "error" in message:
            future.set_exception(BrowserError(f"{self._name} refused: {message['error'].get('message')}."))
        else:
            future.set_result(message.get("result") or {})


def _raised(descriptor: int) -> int:
    """The same open file under a number that 3 and 4 do not overwrite."""
    import fcntl  # not on Windows

    raised = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST)
    os.close(descriptor)
    return raised
