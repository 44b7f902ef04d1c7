"""Voila, serving a whole room from one process.

``KitApp`` is Voila with three things replaced through Voila's own extension points: kernels without
processes (``kernels``), a list of addresses that holds only ours (``gate``, ``joining``), and one small
template (``render``). ``serve`` runs it until it is told to stop.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
from tornado.web import HTTPError
from traitlets import Instance
from traitlets.config import Config
from voila.app import Voila, _kernel_id_regex

from kit.room.join import Door
from kit.room.room import Room
from kit.room.rooms import Rooms
from kit.server import answer, gate, joining, upkeep
from kit.server.agency import Agency, AgencyPages
from kit.server.assets import VERSION, Assets
from kit.server.comms import install
from kit.server.connection import KernelSocket, VirtualConnection
from kit.server.invitation import Invitation, base_address
from kit.server.kernel import VirtualKernel
from kit.server.kernels import KitKernels
from kit.server.learn import Learn, LearningPages, LearnVideo
from kit.server.leaving import Leaving, Returns
from kit.server.pace import PAGES_A_SECOND, PAGES_AT_ONCE, PAINTED_AT_ONCE, Guesses, Paces, Turns
from kit.server.papers import Paper, Papers
from kit.server.porter import Porter, may_open_files
from kit.server.render import TEMPLATES, Renderer
from kit.server.shell import CellOutput
from kit.server.terse import keep_terse
from kit.settings import Settings

log = logging.getLogger("kit.server")

Documents = Mapping[str, Callable[[Room], Awaitable[tuple[bytes, str]]]]
"""From the last part of an address (``report.html``) to what makes it: the bytes and their MIME type."""

LARGEST_BODY = 64 * 2**10
LARGEST_MESSAGE = 256 * 2**10
GOING_AWAY = 1001  # RFC 6455, 7.4.1

RUN = r"(?P<run>[0-9A-Za-z_-]{1,64})"


class PortTaken(Exception):
    """Somebody else listens on the port. The text says what to do."""


class KitApp(Voila):
    """The server. ``open`` starts it inside a running event loop, ``close`` ends it with all kernels."""

    name = "voila"
    rooms: Any = Instance(object, allow_none=True)
    documents: Documents
    papers: Papers | None = None
    learning: LearningPages | None = None
    agency: AgencyPages | None = None
    settings: Settings
    assets: Assets
    renderer: Renderer
    door: Door
    invitation: Invitation
    server: Porter
    port: int

    @classmethod
    def of(cls, settings: Settings, rooms: Rooms, documents: Documents) -> KitApp:
        """An app with our choices made; no user's ``voila.json`` is read, so all houses serve alike."""
        app: KitApp = cls(config=_choices(settings), config_file_paths=[])
        app.settings, app.rooms, app.documents = settings, rooms, documents
        app.notebooks = settings.exercises
        app.sockets = set()
        app.key = settings.key or rooms.secret("desk")
        app.assets = Assets(settings.static, TEMPLATES / "kit" / "static")
        app.door = Door(rooms.secret("tickets"))
        app.desk_door = Door(f"{rooms.secret('tickets')}/{app.key}")  # a new link ends all desks of the old
        app.guesses = Guesses()
        app.openings, app.turns = Paces(PAGES_AT_ONCE, PAGES_A_SECOND), Turns(PAINTED_AT_ONCE)
        app.returns, app.leaving = Returns(), Leaving()
        app.door_pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES / "door"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return app

    notebooks: Path
    key: str

    def notebook(self, name: str) -> Path:
        """Where a notebook stands: below the exercises, or for ``briefings/...`` below the briefings."""
        first, _, rest = name.partition("/")
        folder, rest = (self.rooms.briefings.folder, rest) if first == "briefings" else (self.notebooks, name)
        if ".." in Path(rest).parts:  # a record of a stranger may call its briefing so; a notebook is code
            raise ValueError(f"expected a notebook below {folder.name}, got {name!r}")
        found: Path = folder / rest
        return found

    @property
    def videos(self) -> Path:
        """Where made videos are, if there are any: beside the briefings."""
        return self.settings.briefings.parent / "videos"

    guesses: Guesses
    openings: Paces
    turns: Turns
    desk_door: Door
    door_pages: jinja2.Environment
    sockets: set[KernelSocket]
    returns: Returns
    leaving: Leaving
    _since = 0.0
    _watch: asyncio.Task[None] | None = None

    @property
    def up(self) -> float:
        """Seconds since the server began to listen."""
        return time.monotonic() - self._since

    # -- starting and stopping ---------------------------------------------------------------------

    async def open(self) -> None:
        """Listen. Raises PortTaken."""
        before = signal.getsignal(signal.SIGTERM)
        self.initialize([])
        signal.signal(signal.SIGTERM, before)  # Voila's own handler expects Voila's own loop
        install()
        self.start()
        self._watch = asyncio.get_running_loop().create_task(upkeep.watch_the_loop(self.server.relieve))

    def listen(self) -> None:
        """Called by ``Voila.start``. The port that was asked for and no other: people were told that one."""
        try:
            self.server = Porter(self.app, may_open_files(), self.sockets, LARGEST_BODY)
            self.server.listen(self.port, self.ip)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise PortTaken(
                f"Port {self.port} cannot be used: {error.strerror}. Close the other program that uses it, "
                f"or start the kit with another port, for example --port {self.port + 1}."
            ) from error
        self.port = next(iter(self.server._sockets.values())).getsockname()[1]
        self._since = time.monotonic()
        self.invitation = Invitation(base_address(self.settings, self.port), self.key, self.door)
        self.rooms.describe_join = self.invitation.describe

    async def leave(self) -> None:
        """See to it that nobody minds the end (``kit.server.leaving``). Several processes only: else there is
        nowhere to go, and the setting ``drain`` is 0."""
        if self.settings.drain:
            await self.leaving.leave(self.settings.drain, self._with_pages)

    def _with_pages(self) -> Iterator[VirtualKernel]:
        """The kernels of pages that are connected."""
        for kernel_id in {socket.kernel_id for socket in self.sockets}:
            kernel = self.kernel_manager.virtual(kernel_id)
            if kernel is not None:
                yield kernel

    async def close(self) -> None:
        """Stop listening, end every kernel, close every connection."""
        if self._watch is not None:
            self._watch.cancel()
        self.server.stop()
        for socket in tuple(self.sockets):
            socket.close(GOING_AWAY)
        while self.kernel_manager.list_kernel_ids():
            with contextlib.suppress(HTTPError):  # one ended by itself meanwhile, and counts as unknown
                await self.kernel_manager.shutdown_all(now=True)
        await self.server.close_all_connections()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    # -- Voila's extension points ------------------------------------------------------------------

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        self.renderer = Renderer(self)
        return settings | {
            "kit": self,
            "open_sockets": self.sockets,
            "compress_response": True,
            "websocket_max_message_size": LARGEST_MESSAGE,
            "default_handler_class": answer.NoSuchPage,
            "log_function": lambda handler: None,
        }

    def init_handlers(self) -> list[Any]:
        """Our addresses, and of Voila's only those that a page of its lab template loads."""
        return [
            (r"/", gate.Root),
            (r"/desk/([\w-]{1,128})", gate.DeskKey),
            (r"/home", gate.Home),
            (r"/join", joining.Join),
            (r"/resume", joining.Resume),
            (rf"/run/{RUN}", gate.Seat),
            (rf"/run/{RUN}/desk", gate.Desk),
            (rf"/run/{RUN}/screen", gate.Screen),
            (rf"/run/{RUN}/(?P<name>[\w.-]{{1,64}})", gate.Document),
            (r"/packets/([\w.-]{1,200})", Paper),
            (r"/learn/videos/([\w.-]{1,100})", LearnVideo, {"path": str(self.videos)}),
            (r"/learn(?:/([\w./-]{0,200}))?", Learn),
            (r"/agency(?:/([a-z]{1,20}))?(?:/([a-z0-9_]{1,40}))?", Agency),
            (r"/notebook/([\w./ -]{1,200})", gate.AuthorNotebook),
            (rf"/static/(?:({VERSION})/)?([\w./-]{{1,200}})", answer.StaticFile),
            (r"/health", upkeep.Health),
            (rf"/api/kernels/{_kernel_id_regex}", upkeep.KernelState),
            (rf"/voila/api/shutdown/{_kernel_id_regex}", upkeep.PageLeft),
            (rf"/api/kernels/{_kernel_id_regex}/channels", KernelSocket),
            *self._lab_files(),
            (r".*", answer.NoSuchPage),
        ]

    def _lab_files(self) -> list[Any]:
        """Voila's static files, each behind the facilitator's ticket."""
        wanted = ("/voila/templates/", "/voila/static/", "/voila/labextensions/", "/voila/api/themes/")
        gated = []
        for pattern, handler, *options in super().init_handlers():
            if pattern.startswith(wanted):
                closed = type(f"Gated{handler.__name__}", (_LabFile, handler), {})
                gated.append((pattern, closed, *options))
        return gated


class _LabFile(upkeep.ForFacilitators):
    """Keeps Voila's handler, and asks for the ticket first."""


def _choices(settings: Settings) -> Config:
    return Config(
        {
            "Voila": {
                "ip": settings.host,
                "port": settings.port,
                "port_retries": 0,
                "open_browser": False,
                "root_dir": str(settings.exercises),
                "identity_provider_class": upkeep.Anybody,
                "authorizer_class": upkeep.OwnersOnly,
                "kernel_websocket_connection_class": VirtualConnection,
                "log_level": logging.WARNING,
            },
            "VoilaConfiguration": {
                "multi_kernel_manager_class": KitKernels,
                "template": "lab",
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "file_allowlist": [],
                "show_tracebacks": False,
            },
        }
    )


def serve(
    settings: Settings,
    rooms: Rooms,
    documents: Documents,
    papers: Papers | None = None,
    agency: AgencyPages | None = None,
    learning: LearningPages | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then end all kernels. Exits with 2 if the port cannot be used."""
    try:
        app = KitApp.of(settings, rooms, documents)
        app.papers, app.agency, app.learning = papers, agency, learning
        asyncio.run(_serve(app))
    except PortTaken as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(2) from None


async def _serve(app: KitApp) -> None:
    told = _Signals()
    await app.open()
    keep_terse(app.log)
    app.rooms.watch()
    told.listen()
    sys.stdout.write(app.invitation.banner(qr=app.settings.qr))
    sys.stdout.flush()
    with contextlib.redirect_stdout(CellOutput(sys.stdout)):
        await told.once()
        await told.again_or(app.leave())
        await app.close()
        await app.rooms.close()


class _Signals:
    """SIGINT and SIGTERM: the first asks to leave, a second one to leave at once."""

    def __init__(self) -> None:
        self._told: asyncio.Queue[None] = asyncio.Queue()

    def listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._told.put_nowait, None)

    async def once(self) -> None:
        await self._told.get()

    async def again_or(self, work: Coroutine[None, None, None]) -> None:
        """Do the work, unless told once more before it is done."""
        ways = [asyncio.create_task(work), asyncio.create_task(self._told.get())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for outcome in await asyncio.gather(*ways, return_exceptions=True):
            if isinstance(outcome, Exception):  # not CancelledError; whatever it was, the end must come
                log.error("the process could not leave in good order", exc_info=outcome)
