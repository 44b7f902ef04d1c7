"""Who may open what: the pages of a run, each by its ticket, and nothing else.

A ticket is a signed cookie. ``kit-desk`` is the facilitator's, for the whole house; ``kit-seat-<run>``
is a player's or an evaluator's; ``kit-screen-<run>`` is the projector's. One browser may hold several.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from tornado.web import HTTPError

from kit.room.join import Ticket
from kit.room.room import Room
from kit.room.rooms import FACILITATOR
from kit.room.visit import Visit, visiting
from kit.server import headers
from kit.server.answer import DESK_COOKIE, Page, Trouble, fingerprint, seat_cookie
from kit.server.cells import NotebookBroken
from kit.server.kernels import Owner
from kit.server.render import Sheet

log = logging.getLogger("kit.server")


def desk_ticket() -> Ticket:
    """A facilitator's ticket, unlike any other: each browser owns its own pages, and only those."""
    return Ticket("", FACILITATOR.seat, FACILITATOR.role, secrets.randbelow(2**31))


SCREEN_SEAT = "screen"
OBSERVER = type(FACILITATOR.role)("observer")

_PAGES = {"player": "participant", "evaluator": "evaluator", "facilitator": "desk", "observer": "screen"}
_SEATED = ("player", "evaluator")
_BRIEFING_PAGES = {"player": "briefing", "facilitator": "trainer", "observer": "slides"}
_CLOSED_TO_OTHERS = Trouble(
    403,
    "This page is for the facilitator",
    "Open your private link; it stands where the kit was started. To take part, join with the code.",
)


_WRONG_KEY = Trouble(
    403, "This link is not the one", "Look where the kit was started: the private link stands there."
)
_TOO_OFTEN = Trouble(
    429, "You opened this page very often", "Wait a few seconds, then reload. Your seat and text are kept."
)
_NO_SUCH_RUN = Trouble(
    404, "There is no such exercise here", "Check the address, or join with the code on the big screen."
)


def screen_cookie(run: str) -> str:
    """The cookie of a projector's computer."""
    return f"kit-screen-{run}"


def screen_ticket(run: str) -> Ticket:
    """Lets a projector's computer show a run's screen, and do nothing else."""
    return Ticket(run, SCREEN_SEAT, OBSERVER)


@dataclass(frozen=True, slots=True)
class Opening:
    """A page about to be made: for whom, from which notebook, owned through which cookie."""

    visit: Visit
    notebook: str
    title: str
    cookie: str
    lab: bool = False


class Gated(Page):
    """A page that is a notebook."""

    def at_desk(self) -> bool:
        """Whether this browser holds the facilitator's ticket."""
        ticket = self.ticket(DESK_COOKIE)
        return ticket is not None and (ticket.run, ticket.role) == ("", FACILITATOR.role)

    def need_desk(self) -> None:
        if not self.at_desk():
            raise _CLOSED_TO_OTHERS

    async def room(self, run: str) -> Room:
        try:
            room: Room = await self.kit.rooms.opened(run)
            return room
        except KeyError:
            raise _NO_SUCH_RUN from None

    async def open(self, opening: Opening) -> None:
        """Make the page and send it. The visit is set in this request's context, which the kernel keeps."""
        visiting.set(opening.visit)
        owner = Owner(opening.cookie, fingerprint(self.get_cookie(opening.cookie) or ""))
        if opening.cookie == DESK_COOKIE:  # never stands in line, and may wait long for an author's notebook
            await self._paint(opening, owner)
            return
        if not self.kit.openings.of(owner.ticket, time.monotonic()).spend(time.monotonic()):
            raise _TOO_OFTEN
        async with self.kit.turns.turn(owner.ticket):
            if not self.hung_up:
                await self._paint(opening, owner)

    async def _paint(self, opening: Opening, owner: Owner) -> None:
        try:
            sheet = Sheet(opening.notebook, opening.title, owner, opening.lab)
            painted = await self.kit.renderer.paint(sheet)
        except NotebookBroken as error:
            log.error("%s could not be shown. %s", self.request.path, error)
            raise HTTPError(500) from error
        if painted.loose:
            self.set_header("Content-Security-Policy", headers.lab_policy(self.request.host))
        self.finish(painted.html)


class Root(Gated):
    """``/``: to the shelf for a facilitator, to the door for everybody else."""

    def get(self) -> None:
        self.turn_to("/home" if self.at_desk() else "/join")


class DeskKey(Gated):
    """``/desk/<key>``: the facilitator's private link."""

    def get(self, key: str) -> None:
        if not hmac.compare_digest(key.encode(), self.kit.key.encode()):
            raise _WRONG_KEY  # no pace: a key has 12 signs or more, and its owner is never locked out
        self.give_ticket(DESK_COOKIE, desk_ticket())
        self.turn_to("/home")


class Home(Gated):
    """``/home``: the facilitator's shelf of exercises and runs."""

    async def get(self) -> None:
        self.need_desk()
        await self.kit.rooms.ready()
        visit = Visit(self.kit.rooms, None, FACILITATOR, "home")
        await self.open(Opening(visit, "home.ipynb", "Exercises", DESK_COOKIE, lab=True))


class Seat(Gated):
    """``/run/<id>``: the page of this browser's own seat, a player's or an evaluator's."""

    async def get(self, run: str) -> None:
        cookie = seat_cookie(run)
        if not self.get_cookie(cookie) and headers.from_elsewhere(self.request.headers):
            self.turn_to(self.request.path)  # once more, now from a page of ours: then the ticket comes along
            return
        room = await self.room(run)
        ticket = self.ticket(cookie)
        if ticket is None or ticket.run != run or ticket.seat not in room.run.seats:
            self.turn_to(f"/run/{run}/desk" if self.at_desk() else "/join")
            return
        if ticket.role.value not in _SEATED:  # the desk and the screen have addresses of their own
            raise HTTPError(403)
        visit = Visit(self.kit.rooms, room, ticket.actor, _page(room, ticket.role.value))
        await self.open(Opening(visit, *_notebook(room), cookie))


class Desk(Gated):
    """``/run/<id>/desk``: the facilitator's desk."""

    async def get(self, run: str) -> None:
        self.need_desk()
        room = await self.room(run)
        visit = Visit(self.kit.rooms, room, FACILITATOR, _page(room, FACILITATOR.role.value))
        await self.open(Opening(visit, *_notebook(room), DESK_COOKIE, lab=not room.is_briefing))


class Screen(Gated):
    """``/run/<id>/screen``: what stands on the wall, for the facilitator's browser or the projector's."""

    async def get(self, run: str) -> None:
        room = await self.room(run)
        if pass_ := self.get_query_argument("pass", ""):
            self.let_projector_in(run, pass_)
            return
        ticket = self.ticket(screen_cookie(run))
        cookie = screen_cookie(run) if ticket == screen_ticket(run) else DESK_COOKIE
        if cookie == DESK_COOKIE:
            self.need_desk()
        visit = Visit(self.kit.rooms, room, screen_ticket(run).actor, _page(room, OBSERVER.value))
        await self.open(Opening(visit, *_notebook(room), cookie))

    def let_projector_in(self, run: str, text: str) -> None:
        """Turn the ticket in the link into a cookie, so that it does not stay in the address."""
        try:
            ticket = self.kit.door.read(text)
        except Exception:
            raise _CLOSED_TO_OTHERS from None
        if ticket != screen_ticket(run):
            raise _CLOSED_TO_OTHERS
        self.give_ticket(screen_cookie(run), ticket)
        self.turn_to(f"/run/{run}/screen")


def _below(folder: Path, path: str) -> Path | None:
    """A file below a folder, wherever links lead; None if there is none, or a link leads to itself."""
    try:
        found = (folder / path).resolve()
        return found if found.is_relative_to(folder.resolve()) and found.is_file() else None
    except (OSError, RuntimeError):
        return None


class AuthorNotebook(Gated):
    """``/notebook/<path>``: an author's own notebook below the exercises, for the facilitator."""

    async def get(self, path: str) -> None:
        self.need_desk()
        wanted = _below(self.kit.notebooks, path)
        if wanted is None or wanted.suffix != ".ipynb":
            raise HTTPError(404)
        visit = Visit(self.kit.rooms, None, FACILITATOR, "home")
        await self.open(Opening(visit, path, wanted.stem, DESK_COOKIE, lab=True))


class Document(Gated):
    """``/run/<id>/report.html`` and its like: made on demand by whoever knows documents."""

    async def get(self, run: str, name: str) -> None:
        make = self.kit.documents.get(name)
        if make is None:
            raise HTTPError(404)
        self.need_desk()
        room = await self.room(run)
        body, kind = await make(room)
        self.set_header("Content-Type", kind)
        self.set_header("Content-Security-Policy", headers.document_policy())
        if not kind.startswith(("text/html", "application/pdf")):
            self.set_header(
                "Content-Disposition", f'attachment; filename="{room.run.setup.slug}-{run}-{name}"'
            )
        self.finish(body)


def _page(room: Room, role: str) -> str:
    """Which page somebody in this role gets of this run."""
    page = (_BRIEFING_PAGES if room.is_briefing else _PAGES).get(role)
    if page is None:
        raise HTTPError(403)
    return page


def _notebook(room: Room) -> tuple[str, str]:
    """The notebook of a run's exercise or briefing (see ``KitApp.notebook``), and the title of its pages."""
    if room.is_briefing:
        return f"briefings/{room.exercise.slug}/briefing.ipynb", room.exercise.title
    return f"{room.exercise.slug}/exercise.ipynb", room.exercise.title
