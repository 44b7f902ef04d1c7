"""``/packets/<file>``: what a trainer hands out, made when somebody opens it. For the facilitator only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from tornado.web import HTTPError

from kit.server import headers
from kit.server.answer import Trouble
from kit.server.gate import Gated

Papers = Callable[[str, Mapping[str, str]], Awaitable[tuple[bytes, str]]]
"""From a file's name and the fields of its address to the bytes and their MIME type. Raises LookupError."""

FIELDS = ("title", "setting", "entries")  # of a series that was put together on the home page
_SHOWN = ("text/html", "application/pdf")


class Paper(Gated):
    """A card, a packet, slides: in the browser where it can show them, else as a file to keep."""

    async def get(self, name: str) -> None:
        self.need_desk()
        make = self.kit.papers
        if make is None:
            raise HTTPError(404)
        try:
            body, kind = await make(name, {field: self.get_query_argument(field, "") for field in FIELDS})
        except LookupError as why:
            raise Trouble(404, "This paper cannot be shown", str(why)) from why
        self.set_header("Content-Type", kind)
        self.set_header("Content-Security-Policy", headers.document_policy())
        if not kind.startswith(_SHOWN):
            self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(body)
