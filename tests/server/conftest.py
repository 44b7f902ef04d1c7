"""A real server on a free port, with real rooms, for the tests of serving it."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from kit.engine.commands import CreateRun
from kit.room.room import Room
from kit.room.rooms import Rooms
from kit.server.app import KitApp
from kit.server.encode import frame
from kit.server.framing import V1, unframe
from kit.settings import Settings
from kit.store.memory import MemoryJournal
from tests.conftest import Window
from tests.houses import share_broom, share_shelves
from tests.waiting import PATIENCE

EXERCISES = Path(__file__).parents[2] / "exercises"
LITTLE = "from tests.server.little import open_little\nopen_little()"
KEY = "the-facilitators-key"

share_shelves()
share_broom()


def write_notebook(path: Path, *cells: str, markdown: str = "", **metadata: Any) -> Path:
    """A notebook with a cell of text, if there is any, and cells of code."""
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    written = [{**code, "id": f"code-{number}", "source": cell} for number, cell in enumerate(cells)]
    if markdown:
        written.insert(0, {"cell_type": "markdown", "metadata": {}, "id": "text", "source": markdown})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    return path


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real Hurricane, with a notebook that opens the little page."""
    folder = tmp_path_factory.mktemp("shelf")
    shutil.copy(EXERCISES / "frame.yaml", folder)
    (folder / "hurricane").mkdir()
    shutil.copy(EXERCISES / "hurricane" / "scenario.yaml", folder / "hurricane")
    write_notebook(folder / "hurricane" / "exercise.ipynb", LITTLE)
    write_notebook(folder / "home.ipynb", LITTLE)
    return folder


@pytest.fixture(scope="session")
def house_settings(shelf: Path) -> Settings:
    static = Path(__file__).parent / "static"
    return Settings(
        host="127.0.0.1", port=0, key=KEY, exercises=shelf, static=static, journal="memory:", qr=False
    )


@dataclass
class Guest:
    """A browser without a screen: keeps cookies, follows nothing by itself."""

    base: str
    jar: dict[str, str] = field(default_factory=dict)
    sockets: list[WebSocketClientConnection] = field(default_factory=list)

    async def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> HTTPResponse:
        """GET a path, or POST a form to it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if form is not None:
            named = {"Origin": self.base, "Content-Type": "application/x-www-form-urlencoded"} | named
        request = HTTPRequest(
            self.base + path,
            method="GET" if form is None else "POST",
            body=None if form is None else urlencode(form),
            headers={"Cookie": self.cookies, **named},
            follow_redirects=False,
            connect_timeout=PATIENCE,
            request_timeout=PATIENCE,
        )
        response = await AsyncHTTPClient().fetch(request, raise_error=False)
        for line in response.headers.get_list("Set-Cookie"):
            self.jar |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response

    @property
    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    async def open(self, path: str) -> Opened:
        """Open a page and its websocket."""
        response = await self.ask(path)
        assert response.code == 200, (response.code, response.headers.get("Location"))
        page = embedded(response)
        model, shown = next(iter(page["models"].items()))
        return Opened(self, page["kernel"], model, shown["state"], await self.attach(page["kernel"]))

    async def attach(self, kernel: str, **headers: str) -> WebSocketClientConnection:
        url = f"{self.base.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id=test"
        request = HTTPRequest(url, headers={"Cookie": self.cookies, **headers})
        self.sockets.append(await websocket_connect(request, subprotocols=[V1]))
        return self.sockets[-1]


@dataclass
class Opened:
    """A page that is open: its kernel, its one widget, its websocket."""

    guest: Guest
    kernel: str
    model: str
    state: dict[str, Any]
    socket: WebSocketClientConnection

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        await self.socket.write_message(request_frame(kind, content), binary=True)

    async def tell(self, **content: Any) -> None:
        """A custom message to the widget."""
        await self.send("comm_msg", {"comm_id": self.model, "data": {"method": "custom", "content": content}})

    async def hear(self, kind: str) -> dict[str, Any]:
        """The content of the next message of a kind."""
        while True:
            data = await self.socket.read_message()
            assert isinstance(data, bytes), "the websocket was closed"
            message = unframe(data)
            if message["header"]["msg_type"] == kind:
                content: dict[str, Any] = message["content"]
                return content

    async def ping(self) -> None:
        """Comes back when everything sent before has been handled."""
        await self.send("comm_info_request", {})
        await self.hear("comm_info_reply")


def request_frame(kind: str, content: dict[str, Any]) -> bytes:
    header = {
        "msg_id": "1",
        "msg_type": kind,
        "session": "test",
        "username": "",
        "date": "",
        "version": "5.3",
    }
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {"quiet": True}}
    return frame({**message, "content": content, "buffers": []})


def embedded(response: HTTPResponse) -> dict[str, Any]:
    """The state that a page carries."""
    text = response.body.decode()
    start = text.index('id="kit-state">') + len('id="kit-state">')
    state: dict[str, Any] = json.loads(text[start : text.index("</script>", start)])
    return state


async def enter(window: Window, guest: Guest) -> None:
    """Give a browser window a guest's tickets."""
    await window.context.add_cookies(
        [{"name": name, "value": value, "url": guest.base} for name, value in guest.jar.items()]
    )


@dataclass
class House:
    """A running server and its rooms."""

    app: KitApp
    rooms: Rooms
    guests: list[Guest] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.app.port}"

    def guest(self) -> Guest:
        self.guests.append(Guest(self.base))
        return self.guests[-1]

    def lose_connections(self) -> None:
        """As when the router is switched off: every websocket breaks without a word."""
        for socket in tuple(self.app.sockets):
            assert socket.ws_connection is not None
            socket.ws_connection.stream.close()

    async def run(self, **setup: str) -> Room:
        """A new run of the Hurricane."""
        return await self.rooms.create(CreateRun(slug="hurricane", **setup))  # type: ignore[arg-type]

    async def player(self, room: Room, position: str = "GB1") -> Guest:
        """Somebody with a seat."""
        guest = self.guest()
        form = {"step": "position", "code": room.code, "position": position}
        response = await guest.ask("/join", form)
        assert response.code == 303, response.body.decode()
        return guest

    async def facilitator(self) -> Guest:
        guest = self.guest()
        assert (await guest.ask(f"/desk/{KEY}")).code == 303
        return guest


StartHouse = Callable[[Settings], Awaitable[House]]


@pytest.fixture
async def start_house() -> AsyncIterator[StartHouse]:
    """Start a server of one's own; it is closed at the end of the test."""
    houses: list[House] = []

    async def start(settings: Settings) -> House:
        async def report(room: Room) -> tuple[bytes, str]:
            return f"<h1>{room.id}</h1>".encode(), "text/html; charset=utf-8"

        rooms = Rooms(MemoryJournal(), settings.exercises)
        app = KitApp.of(settings, rooms, {"report.html": report})
        await app.open()
        app.kernel_manager.grace = 600.0  # no page is given up because the machine is busy
        houses.append(House(app, rooms))
        return houses[-1]

    yield start
    for house in houses:
        for socket in (socket for guest in house.guests for socket in guest.sockets):
            socket.close()
        await house.app.close()
        await house.rooms.close()


@pytest.fixture
async def house(start_house: StartHouse, house_settings: Settings) -> House:
    return await start_house(house_settings)
