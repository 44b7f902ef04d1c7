"""The base of our own request handlers: headers, tickets in cookies, templates, and pages for trouble."""

from __future__ import annotations

import hashlib
import hmac
import logging
import traceback
from typing import TYPE_CHECKING, Any

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, MissingArgumentError, RequestHandler

from kit.room.join import BadTicket, Door, Ticket
from kit.room.rooms import Unreadable
from kit.server import headers
from kit.server.kernels import Owner

if TYPE_CHECKING:
    from kit.server.app import KitApp

log = logging.getLogger("kit.server")

DESK_COOKIE = "kit-desk"
TICKET_DAYS = 7


def seat_cookie(run: str) -> str:
    """The cookie that holds a browser's seat in a run. A browser may sit in several runs."""
    return f"kit-seat-{run}"


def fingerprint(ticket: str) -> str:
    """A ticket's hash, to compare with and never to open anything with."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def owns(request: HTTPServerRequest, owner: Owner | None) -> bool:
    """Whether a request shows the ticket that a kernel was opened with."""
    if owner is None:
        return False
    cookie = request.cookies.get(owner.cookie)
    return cookie is not None and hmac.compare_digest(fingerprint(cookie.value), owner.ticket)


class Trouble(Exception):
    """Something a person is told in words: ``status`` as in HTTP, a title and a sentence."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(f"{status} {title} {sentence}")
        self.status, self.title, self.sentence = status, title, sentence


_ANOTHER_NAME = Trouble(
    421,
    "This is not the address of this page",
    "Open the address on the big screen. If people are to use this one, start the kit with --address.",
)
_WORDS = {
    400: ("This could not be read", "Go back, check what you typed, and try again."),
    403: ("This page is not open to you", "Join with the code on the big screen, or open your own link."),
    404: ("There is no such page", "Check the address, or join with the code on the big screen."),
    405: ("This page cannot do that", "Go back and try again."),
    413: ("This is too long", "Shorten what you typed and send it again."),
    429: ("Too many wrong codes", "Wait a moment, then type the code again."),
}
_BROKEN = ("Something broke on this page, not in the room", "Reload; your seat and text are kept.")


_UNREADABLE = Trouble(
    503, "The record cannot be read just now", "Nothing is lost. Try again in a moment; your seat is kept."
)


_LEAVING = Trouble(503, "One moment", "The exercise goes on in another place. Your seat is kept.")


class Page(RequestHandler):
    """An answer of ours. ``to_the_end``: also given while the process leaves. All else another process does
    better, and a proxy that is told 503 asks that one."""

    to_the_end = False

    @property
    def kit(self) -> KitApp:
        app: KitApp = self.settings["kit"]
        return app

    def set_default_headers(self) -> None:
        for name, value in headers.ALWAYS.items():
            self.set_header(name, value)
        self.clear_header("Server")
        self.set_header("Cache-Control", headers.NEVER_KEPT)
        self.set_header("Content-Security-Policy", headers.strict_policy(self.request.host))

    def compute_etag(self) -> None:
        """Pages are never kept, so there is nothing to compare."""

    def prepare(self) -> None:
        sent, settings = self.request.headers, self.kit.settings
        proxied = self.request.remote_ip in settings.behind_proxy  # which knows what it is called
        if not proxied and not headers.is_ours(self.request.host, settings.address):
            raise _ANOTHER_NAME
        if self.request.method not in {"GET", "HEAD"} and not headers.from_our_page(sent):
            log.warning("a POST to %.99r from %.99r was refused", self.request.path, sent.get("Origin"))
            raise Trouble(403, "This came from another site", "Open the page itself and try again.")
        if self.kit.leaving.begun and not self.to_the_end:
            raise _LEAVING

    @property
    def address(self) -> str:
        """Where the request comes from; behind a proxy that the house trusts, what that says."""
        return headers.caller(self.request, self.kit.settings.behind_proxy)

    @property
    def hung_up(self) -> bool:
        """Whether whoever asked is gone, so that nobody waits for the answer any more."""
        stream = getattr(self.request.connection, "stream", None)
        return stream is None or bool(stream.closed())

    # -- tickets -----------------------------------------------------------------------------------

    def ticket(self, cookie: str) -> Ticket | None:
        """The ticket in a cookie; None if there is none or it is not ours."""
        text = self.get_cookie(cookie)
        if not text:
            return None
        try:
            return self.pen(cookie).read(text)
        except BadTicket as why:
            log.info("a ticket in %s was not accepted: %s", cookie, why)
            return None

    def pen(self, cookie: str) -> Door:
        """Who signs what stands in a cookie. The desk's pen knows the private link: a new link, a new pen."""
        return self.kit.desk_door if cookie == DESK_COOKIE else self.kit.door

    def give_ticket(self, cookie: str, ticket: Ticket) -> None:
        self.set_cookie(
            cookie,
            self.pen(cookie).sign(ticket),
            expires_days=TICKET_DAYS,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=headers.scheme(self.request, self.kit.settings.behind_proxy) == "https",
        )

    # -- what is sent ------------------------------------------------------------------------------

    def show(self, template: str, **words: Any) -> None:
        """Answer with one of the small pages in ``template/door``."""
        self.finish(
            self.kit.door_pages.get_template(template).render(css=self.kit.assets.styles("hand"), **words)
        )

    def turn_to(self, url: str) -> None:
        """Lead to another of our pages. From another site's link by way of a page of ours, as browsers
        keep strict cookies back for the whole of a journey that began elsewhere."""
        if headers.from_elsewhere(self.request.headers):
            self.show("onward.html", url=url)
        else:
            self.redirect(url, status=303)

    def write_error(self, status_code: int, **how: Any) -> None:
        error = how.get("exc_info", (None, None, None))[1]
        title, sentence = _WORDS.get(status_code, _BROKEN if status_code >= 500 else _WORDS[400])
        if isinstance(error, Trouble):
            title, sentence = error.title, error.sentence
        if error in (_UNREADABLE, _LEAVING) and self.request.method == "GET":
            self.set_header("Refresh", "3" if error is _UNREADABLE else "1")
        self.set_header("Content-Security-Policy", headers.strict_policy(self.request.host))
        self.show("trouble.html", title=title, sentence=sentence, again=status_code >= 500)

    def _handle_request_exception(self, e: BaseException) -> None:
        """Trouble is an answer, not a crash: it keeps its status and needs no traceback in the log. Nor does
        a journal that cannot be read now: whoever runs the server reads why, and the page tries again."""
        if isinstance(e, Unreadable):
            log.warning("%s %.99r: %s", self.request.method, self.request.path, e)
            e = _UNREADABLE
        if isinstance(e, Trouble) and not self._finished:
            self.send_error(e.status, exc_info=(type(e), e, e.__traceback__))
            return
        super()._handle_request_exception(e)

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        if isinstance(value, HTTPError | MissingArgumentError):
            log.info("%s %s: %s", self.request.method, self.request.path, value)
        elif value is not None:
            log.error(
                "%s %s failed at %s", self.request.method, self.request.path, where(value), exc_info=value
            )


def where(error: BaseException) -> str:
    """The place an exception comes from, as ``file:line``."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"


class NoSuchPage(Page):
    """Whatever is not on the list of our addresses."""

    def prepare(self) -> None:
        raise HTTPError(404)


class StaticFile(Page):
    """Scripts, styles and fonts, for everybody."""

    to_the_end = True

    def set_default_headers(self) -> None:
        """Few and short: a page loads twenty files, and on a phone each byte is waited for."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'")

    def get(self, version: str | None, name: str) -> None:
        """Send a file, small where the browser takes it small."""
        asset = self.kit.assets.get(name)
        if asset is None:
            raise HTTPError(404)
        lasting = version == self.kit.assets.version
        self.set_header("Cache-Control", headers.KEPT_FOR_GOOD if lasting else "no-cache")
        self.set_header("Content-Type", asset.kind)
        self.set_header("ETag", f'"{asset.tag}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
        elif asset.packed and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(asset.packed)
        else:
            self.finish(asset.body)

    head = get
