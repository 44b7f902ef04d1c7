"""A server of our own: a subprocess on a free port of this machine, with a journal that is thrown away."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.rehearsal.wire import Browser

LOG = "server.log"
ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from kit.__main__ import main; sys.exit(main(sys.argv[1:]))"
"""As ``build.py serve`` does it, without setting up packages first."""

_TRACE = re.compile(r"^Traceback .*\n(?:[ \t].*\n|\n)*.*", re.MULTILINE)
READY_WITHIN = 60.0
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


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def own_house(exercises: Path = ROOT / "exercises") -> AsyncIterator[House]:
    """The kit, serving; ended by its process id afterwards. Raises ServerFailed."""
    with tempfile.TemporaryDirectory(prefix="kit-rehearsal-") as folder:
        port, key = free_port(), secrets.token_hex(12)
        journal = f"sqlite:///{folder}/rehearsal.kit"
        command = [
            sys.executable, "-c", SERVE, "--host", "127.0.0.1", "--port", str(port), "--key", key, "--no-qr",
            "--journal", journal, "--exercises", str(exercises),
        ]  # fmt: skip
        async with running(command, Path(folder), f"http://127.0.0.1:{port}", "/health") as pid:
            yield House(f"http://127.0.0.1:{port}", key, pid, Path(folder) / LOG)


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, url: str, ready: str, more: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """A subprocess that serves at ``url``, once ``url + ready`` answers; yields its process id.

    ``more`` goes into its environment. Raises ServerFailed, with the end of its log, when it stops or is
    not ready in time."""
    log = folder / LOG
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1", **(more or {})}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)  # noqa: ASYNC220  starts in milliseconds
    try:
        await _ready(process, log, url, ready)
        yield process.pid
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)


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
