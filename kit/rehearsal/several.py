"""Several processes of the kit on one PostgreSQL journal, behind a real HAProxy: for tests and measurements.

The proxy runs the file that ``docs/deploy`` hands out. Everything is a subprocess of ours, on this machine
only, and is ended by its process id.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from kit.rehearsal.database import Database, own_database
from kit.rehearsal.serverproc import ROOT, SERVE, Server, free_port
from kit.rehearsal.wire import Browser

DEPLOY = ROOT / "docs" / "deploy"
NAMES = ("one", "two")  # as the proxy's file has them
COOKIE = "KIT"


class NoProxy(Exception):
    """HAProxy is not here; the text says what to do."""


def haproxy() -> str:
    """The program, also where Debian puts it. Raises NoProxy."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if found is None:
        raise NoProxy("HAProxy is needed here. On Debian: apt-get install haproxy.")
    return found


class Several:
    """Two processes and their proxy. ``url`` is where people go."""

    def __init__(self, folder: Path, database: Database, drain: float) -> None:
        self.database = database
        self.key = secrets.token_hex(12)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._drain = drain
        self._folder = folder
        self.servers = {name: self._server(name) for name in NAMES}
        self.proxy = Server(
            [haproxy(), "-db", "-f", str(DEPLOY / "haproxy.cfg")], self._made("proxy"), self.url
        )

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _server(self, name: str) -> Server:
        port = free_port()
        command = [
            sys.executable, "-c", SERVE, "--host", "127.0.0.1", "--port", str(port), "--no-qr",
            "--key", self.key, "--journal", self.database.url(), "--exercises", str(ROOT / "exercises"),
            "--address", self.url, "--behind-proxy", "127.0.0.1", "--drain", str(self._drain),
        ]  # fmt: skip
        return Server(command, self._made(name), f"http://127.0.0.1:{port}")

    @property
    def places(self) -> Mapping[str, str]:
        """What the proxy's file takes from the environment."""
        where = {f"KIT_{name.upper()}": server.url for name, server in self.servers.items()}
        return {name: url.removeprefix("http://") for name, url in {**where, "KIT_BIND": self.url}.items()}

    async def begin(self) -> None:
        """Both processes at once, as after a power cut, and the proxy. Raises ServerFailed."""
        for server in self.servers.values():
            server.spawn()
        for server in self.servers.values():
            await server.ready()
        self.proxy.spawn(self.places)
        await self.proxy.ready()

    async def again(self, name: str) -> None:
        """Start a process that was killed, and wait until the proxy knows it."""
        await self.servers[name].stop()
        self.servers[name].spawn()
        await self.servers[name].ready()
        newcomer = ""
        while newcomer != name:  # the one without pages has the fewest connections
            await asyncio.sleep(0.1)
            newcomer = await self.where_a_newcomer_goes()

    async def where_a_newcomer_goes(self) -> str:
        """The process that somebody without a cookie gets."""
        browser = Browser(self.url)
        await browser.get("/health")
        return browser.cookies.get(COOKIE, "")

    async def pages(self) -> dict[str, int]:
        """How many pages each process holds; processes that do not answer are left out."""
        found = {}
        for name, server in self.servers.items():
            try:
                answer = await Browser(server.url).get("/health")
            except ConnectionError:
                continue
            found[name] = int(json.loads(answer.text)["pages"])
        return found

    def logs(self) -> Sequence[Path]:
        """What each process said."""
        return [server.log for server in self.servers.values()]

    async def end(self) -> None:
        """End everything that still runs."""
        await self.proxy.stop()
        await asyncio.gather(*(server.stop() for server in self.servers.values()))


@asynccontextmanager
async def several(drain: float = 0.0) -> AsyncIterator[Several]:
    """Two processes behind a proxy, ready for people. Raises NoDatabase, NoProxy or ServerFailed."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-several-")))
        database = stack.enter_context(own_database())
        both = Several(folder, database, drain)
        stack.push_async_callback(both.end)
        await both.begin()
        yield both
