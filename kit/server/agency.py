"""``/agency``: the agency's values and its reviewers' initials, as plain forms. For the facilitator only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tornado.web import HTTPError

from kit.server.answer import Trouble
from kit.server.gate import Gated

log = logging.getLogger("kit.server")


class Shown(Protocol):
    """A page: which template of ``template/door`` draws it, and its words."""

    @property
    def template(self) -> str:
        """The file's name."""

    @property
    def words(self) -> Mapping[str, Any]:
        """What it says."""

    @property
    def status(self) -> int:
        """As in HTTP."""


class AgencyPages(Protocol):
    """Whoever knows the agency's files."""

    def page(self, kind: str, key: str, saved: str = "") -> Shown:
        """The page of an address. Raises LookupError."""

    def save(self, kind: str, key: str, fields: Mapping[str, Sequence[str]]) -> str | Shown:
        """The address to go on to, or the form again. Raises LookupError and OSError."""


class Agency(Gated):
    """``/agency``, ``/agency/values/<group>``, ``/agency/dials``, ``/agency/review/<module>``."""

    async def get(self, kind: str | None, key: str | None) -> None:
        pages = self._pages()
        saved = self.get_query_argument("saved", "")[:40]
        self._answer(await self._ask(pages.page, kind or "", key or "", saved))

    async def post(self, kind: str | None, key: str | None) -> None:
        pages = self._pages()
        fields = {name: self.get_body_arguments(name) for name in self.request.body_arguments}
        found = await self._ask(pages.save, kind or "", key or "", fields)
        if isinstance(found, str):
            self.turn_to(found)
        else:
            self._answer(found)

    def _pages(self) -> AgencyPages:
        self.need_desk()
        pages: AgencyPages | None = self.kit.agency
        if pages is None:
            raise HTTPError(404)
        return pages

    async def _ask(self, ask: Any, *what: Any) -> Any:
        """Files are read and written beside the room's loop, so that nobody's vote waits for a disk."""
        try:
            return await asyncio.to_thread(ask, *what)
        except LookupError:
            raise HTTPError(404) from None
        except OSError as problem:
            log.error("%s: %s", self.request.path, problem)
            reason = problem.strerror or "the disk did not take it"
            raise Trouble(
                500, "This could not be saved", f"The file cannot be written: {reason}."
            ) from problem

    def _answer(self, found: Shown) -> None:
        self.set_status(found.status)
        template = self.kit.door_pages.get_template(found.template)
        self.finish(template.render(css=self.kit.assets.styles("agency", "sheet"), **found.words))
