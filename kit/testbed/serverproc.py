"""A server of our own: a subprocess on a free port of this machine, with a journal that is thrown away."""

from __future__ import annotations

import asyncio
import atexit
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kit.testbed.wire import Browser

LOG, JOURNAL = "server.log", "rehearsal.kit"
ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from kit.__main__ import main; sys.exit(main(sys.argv[1:]))"
"""As ``build.py serve`` does it, without setting up packages first."""

_TRACE = re.compile(r"^Traceback .*\n(?:[ \t].*\n|\n)*.*", re.MULTILINE)
READY_WITHIN = 180.0  # a server that ends before is noticed at once
ENDS_WITHIN = 10.0


class ServerFailed(Exception):
    """The server did not come up; the text holds the last lines it said."""


@dataclass(frozen=True, slots=True)
class House:
    """A server to rehearse against. ``pid`` is 0 and ``log`` is None when it is not ours."""

    url: str
    key: str
    pid: int = 0
    log: Path | None = None

    def complaints(self) -> list[str]:
        """What went wrong inside of our server: the last line of every traceback in its log."""
        said = self.log.read_text("utf-8", "replace") if self.log is not None else ""
        return [trace.strip().splitlines()[-1] for trace in _TRACE.findall(said)]


PORTS = range(20_000, 32_000)
"""Below those that the system gives to whoever connects (from 32768 on Linux, 49152 elsewhere). Such a port
may be somebody's end of a connection, and a page that knocks at a server that is away may meet itself."""
_ours = ExitStack()
atexit.register(_ours.close)


def free_port() -> int:
    """A port nobody listens on now, and on Linux nobody else is given who asks here while this process lives.

    Raises ServerFailed."""
    for port in random.sample(PORTS, len(PORTS)):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            if sys.platform == "linux":  # the same port of another address is the mark that it is given away
                _ours.enter_context(mark := socket.socket())
                mark.bind(("127.0.0.2", port))
            return port
    raise ServerFailed(f"Expected a free port from {PORTS[0]} to {PORTS[-1]} on 127.0.0.1; all are taken.")


class Server:
    """A subprocess that serves at ``url``; it can be killed and started again. Its log goes on."""

    def __init__(self, command: Sequence[str], folder: Path, url: str, ready: str = "/health") -> None:
        self.url, self.folder, self.log = url, folder, folder / LOG
        self._command, self._ready = command, ready
        self.ends_within = ENDS_WITHIN  # seconds that ``stop`` waits for it
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id; 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    def spawn(self, more: Mapping[str, str] | None = None) -> None:
        """Start the process, and do not wait; ``more`` goes into its environment."""
        paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1", **(more or {})}
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, so that what it started can be ended with it
            )

    async def ready(self) -> None:
        """Wait until it answers. Raises ServerFailed, with the end of its log, when it stops before."""
        assert self._process is not None
        await _ready(self._process, self.log, self.url, self._ready)

    def kill(self) -> None:
        """Pull the plug, at once: SIGKILL, so that nothing is tidied up. ``stop`` waits for its end."""
        if self._process is not None:
            self._process.kill()

    async def stop(self) -> None:
        """Ask it to end, and make it end; returns when it has."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, self.ends_within)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        _end_group(process.pid)


def _end_group(leader: int) -> None:
    """End what a server has started and left behind, as oTree's prodserver does."""
    if hasattr(os, "killpg"):  # not on Windows
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)


@asynccontextmanager
async def own_house(exercises: Path = ROOT / "exercises", beside: Path | None = None) -> AsyncIterator[House]:
    """The kit, serving; ended by its process id afterwards. Raises ServerFailed. ``beside``: a folder on the
    disk that its journal shall use."""
    with tempfile.TemporaryDirectory(prefix="kit-rehearsal-", dir=beside) as folder:
        server, key = kit_server(Path(folder), exercises)
        async with _running(server):
            yield House(server.url, key, server.pid, server.log)


def kit_server(
    folder: Path,
    exercises: Path = ROOT / "exercises",
    *,
    serve: str = SERVE,
    before: Sequence[str] = (),
    journal: Path | None = None,
) -> tuple[Server, str]:
    """The kit with its journal in ``folder`` (``JOURNAL``), not started yet; and the facilitator's key.

    ``serve``: what its Python does; ``before``: the command that starts this Python; ``journal``: where else
    the journal is."""
    port, key = free_port(), secrets.token_hex(12)
    command = [
        *before, sys.executable, "-c", serve, "--host", "127.0.0.1", "--port", str(port), "--key", key,
        "--no-qr", "--journal", f"sqlite:///{journal or folder / JOURNAL}", "--exercises", str(exercises),
    ]  # fmt: skip
    return Server(command, folder, f"http://127.0.0.1:{port}"), key


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, url: str, ready: str, more: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """A subprocess that serves at ``url``, once ``url + ready`` answers; yields its process id.

    ``more`` goes into its environment. Raises ServerFailed, with the end of its log, when it stops or is
    not ready in time."""
    server = Server(command, folder, url, ready)
    async with _running(server, more):
        yield server.pid


@asynccontextmanager
async def _running(server: Server, more: Mapping[str, str] | None = None) -> AsyncIterator[None]:
    server.spawn(more)
    try:
        await server.ready()
        yield
    finally:
        await server.stop()


async def _ready(process: subprocess.Popen[bytes], log: Path, url: str, path: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            if (await Browser(url).get(path)).status == 200:
                return
        except ConnectionError:
            await asyncio.sleep(0.1)
    text = await asyncio.to_thread(log.read_text, "utf-8", "replace")
    said = "\n".join(text.splitlines()[-20:])
    state = f"ended with {process.returncode}" if process.returncode is not None else "did not answer"
    raise ServerFailed(f"The server at {url} {state} within {READY_WITHIN:g} s. It said:\n{said}")
