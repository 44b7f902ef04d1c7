"""Answers about kernels, for the page's own host script; and whether the server is well."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler

from kit.server.answer import Page, owns
from kit.server.gate import Gated
from kit.server.kernels import KitKernels
from kit.server.tidy import Broom

log = logging.getLogger("kit.server")

LATE = 0.25
"""Seconds the loop may be held up before it is worth a line in the log."""


class KernelState(Page):
    """``/api/kernels/<id>``: whether the kernel is still there. Its owner may ask, and end it."""

    to_the_end = True

    def get(self, kernel_id: str) -> None:
        self._need(kernel_id)
        model = self.kit.kernel_manager.kernel_model(kernel_id)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(model, default=json_default))

    async def delete(self, kernel_id: str) -> None:
        self._need(kernel_id)
        await self.kit.kernel_manager.end(kernel_id)
        self.set_status(204)
        self.finish()

    def _need(self, kernel_id: str) -> None:
        owner = self.kit.kernel_manager.owner(kernel_id)
        if owner is None:
            self._turn = self.kit.returns.next(time.monotonic())
            raise HTTPError(404)
        if not owns(self.request, owner):
            raise HTTPError(403)

    _turn = 0.0  # seconds until the page of a kernel that is gone may ask for another

    def write_error(self, status_code: int, **how: object) -> None:
        self.set_header("Kit-Turn", str(round(1000 * self._turn)))
        self.finish()


class PageLeft(KernelState):
    """``/voila/api/shutdown/<id>``: the beacon of a page that was closed."""

    async def post(self, kernel_id: str) -> None:
        await self.delete(kernel_id)


class Health(Page):
    """``/health``: for whoever watches the server. 404 while it is leaving: that is how HAProxy is told to
    send nobody new and to leave alone who is there (``http-check disable-on-404``); others take it for any
    answer but 200. A journal that is away is no reason: pages say that themselves, a proxy could not."""

    to_the_end = True

    def get(self) -> None:
        leaving = self.kit.leaving.begun
        self.set_status(404 if leaving else 200)
        if leaving:
            self.kit.leaving.noticed()
        pages = len(self.kit.kernel_manager)
        self.finish({"ok": not leaving, "leaving": leaving, "up": int(self.kit.up), "pages": pages})


class ForFacilitators(Gated):
    """Mixed into Voila's own static handlers: their files are only needed for an author's notebook."""

    def prepare(self) -> None:
        self.need_desk()

    async def get(self, *where: Any, **named: Any) -> None:
        """A path that leads nowhere is no trouble of the server's: Voila's handlers trip over some."""
        try:
            answered = super().get(*where, **named)
            if isawaitable(answered):
                await answered
        except (OSError, ValueError, TypeError, LookupError, AssertionError) as error:
            log.info("%.200s could not be served: %.200r", self.request.path, error)
            raise HTTPError(404) from None


class Anybody(IdentityProvider):
    """Tickets say who somebody is; Jupyter's own log-in has nothing to add."""

    def get_user(self, handler: RequestHandler) -> User:
        return User(username="visitor")


class OwnersOnly(Authorizer):
    """A kernel is for the browser it was made for."""

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        kernels: KitKernels = handler.settings["kernel_manager"]
        return owns(handler.request, kernels.owner(kernel_id))


async def watch_the_loop(relieve: Callable[[], None]) -> None:
    """Say so when one callback held everybody up; sweep in quiet moments; let go of who reads nothing.

    Runs until it is cancelled."""
    loop = asyncio.get_running_loop()
    broom = Broom()
    while True:
        before = loop.time()
        await asyncio.sleep(0.5)
        late = loop.time() - before - 0.5
        if late > LATE:
            log.warning("the event loop was held up for %d ms; everybody waited", int(late * 1000))
        broom.look()
        relieve()
