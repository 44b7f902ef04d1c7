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

from kit.testbed.database import Database, own_database
from kit.testbed.plug import Plug
from kit.testbed.serverproc import ROOT, SERVE, Server, free_port
from kit.testbed.wire import Browser

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
    """Two processes and their proxy. ``url`` is where people go.

    With ``plugs`` there is a cable that can be pulled from the proxy to each process (``to_process``) and
    from each process to the database (``to_database``)."""

    def __init__(self, folder: Path, database: Database, drain: float, *, plugs: bool) -> None:
        self.database = database
        self.to_process: dict[str, Plug] = {}
        self.to_database = {name: Plug(database.socket) for name in NAMES} if plugs else {}
        self.key = secrets.token_hex(12)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._drain = drain
        self._folder = folder
        self.servers = {name: self._server(name) for name in NAMES}
        if plugs:
            self.to_process = {name: Plug(_place(server.url)) for name, server in self.servers.items()}
        self.proxy = Server(
            [haproxy(), "-W", "-db", "-f", str(DEPLOY / "haproxy.cfg")], self._made("proxy"), self.url
        )

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _server(self, name: str) -> Server:
        port = free_port()
        command = [
            sys.executable, "-c", SERVE, "--host", "127.0.0.1", "--port", str(port), "--no-qr",
            "--key", self.key, "--journal", self._journal(name), "--exercises", str(ROOT / "exercises"),
            "--address", self.url, "--behind-proxy", "127.0.0.1", "--drain", str(self._drain),
        ]  # fmt: skip
        server = Server(command, self._made(name), f"http://127.0.0.1:{port}")
        server.ends_within += self._drain
        return server

    def _journal(self, name: str) -> str:
        plug = self.to_database.get(name)
        return self.database.url() if plug is None else f"postgresql://kit@{plug.address}/postgres"

    @property
    def places(self) -> Mapping[str, str]:
        """What the proxy's file takes from the environment."""
        where = {name: server.url.removeprefix("http://") for name, server in self.servers.items()}
        where |= {name: plug.address for name, plug in self.to_process.items()}
        bind = {"KIT_BIND": self.url.removeprefix("http://")}
        return bind | {f"KIT_{name.upper()}": address for name, address in where.items()}

    async def begin(self) -> None:
        """Both processes at once, as after a power cut, and the proxy. Raises ServerFailed."""
        for server in self.servers.values():
            server.spawn()
        for server in self.servers.values():
            await server.ready()
        await self.start_proxy()

    async def start_proxy(self) -> None:
        """Start the proxy, and wait until it leads to somebody. Raises ServerFailed."""
        self.proxy.spawn(self.places)
        await self.proxy.ready()

    async def again(self, name: str) -> None:
        """Start a process that was killed, and wait until the proxy knows it."""
        await self.servers[name].stop()
        self.servers[name].spawn()
        await self.servers[name].ready()
        await self.proxy_knows(name)

    async def proxy_knows(self, name: str) -> None:
        """Wait until the proxy sends people to a process that has no pages."""
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
        """End everything that still runs, at once: what it holds is thrown away."""
        await self.proxy.stop()
        for server in self.servers.values():
            server.kill()
        await asyncio.gather(*(server.stop() for server in self.servers.values()))
        for plug in (*self.to_process.values(), *self.to_database.values()):
            plug.close()


def _place(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


@asynccontextmanager
async def several(drain: float = 0.0, *, plugs: bool = False) -> AsyncIterator[Several]:
    """Two processes behind a proxy, ready for people. Raises NoDatabase, NoProxy or ServerFailed."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-several-")))
        database = stack.enter_context(own_database())
        both = Several(folder, database, drain, plugs=plugs)
        stack.push_async_callback(both.end)
        await both.begin()
        yield both
