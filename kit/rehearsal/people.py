"""The people of a rehearsal and their devices: joining, reloading, moving, speaking."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.rehearsal.cast import Part
from kit.rehearsal.forms import Form, forms_in
from kit.rehearsal.page import OpenPage, Said, Stuck, open_page, page_in
from kit.rehearsal.wire import Answer, Browser

STEPS_MAX = 6  # forms on the way in


@dataclass(slots=True)
class Person:
    """Somebody with a seat. ``pages``: every page they opened, the last one is in use."""

    part: Part
    browser: Browser
    run: str = ""
    pages: list[OpenPage] = field(default_factory=list)
    joined_in: float = 0.0  # seconds from the first click to a page that follows the run
    out: bool = False  # stepped out
    resumed: int = 0

    @property
    def key(self) -> str:
        """P01, E01 and so on."""
        return self.part.key

    @property
    def page(self) -> OpenPage:
        """The page in use."""
        return self.pages[-1]

    @property
    def view(self) -> dict[str, Any]:
        """What this person sees now."""
        return self.page.view

    @property
    def seat(self) -> str:
        """The id of the seat, as the page shows it."""
        return str(self.view["mine"]["seat"])

    @property
    def said(self) -> list[Said]:
        """Every command of this person; one that was sent from two pages counts once, as answered."""
        said: dict[str, Said] = {}
        for page in self.pages:
            for id, one in page.said.items():
                if id not in said or not said[id].outcome:
                    said[id] = one
        return list(said.values())

    # -- coming and going --------------------------------------------------------------------------

    async def join(self, code: str) -> None:
        """In by the forms, with a code; then the page. Raises Stuck with what stood on the way."""
        begun = time.monotonic()
        if self.part.habits.mistypes:
            await self._mistype(code)
        wanted = {"code": code, "position": self.part.position, "name": self.part.name}
        await self._sit_down(await enter(self, "/join", wanted))
        self.joined_in = time.monotonic() - begun

    async def _mistype(self, code: str) -> None:
        answer = await self.browser.post("/join", {"code": code[:-1]})
        if answer.path != "/join" or 'name="code"' not in answer.text:
            raise Stuck(f"{self.key} typed a code of five digits and got {answer.status} at {answer.path}")

    async def _sit_down(self, answer: Answer) -> None:
        self.run = answer.path.split("/")[2]
        self.pages.append(await page_in(self.key, self.browser, answer))

    async def open(self) -> None:
        """Open this seat's page anew."""
        self.pages.append(await open_page(self.key, self.browser, f"/run/{self.run}"))

    async def reload(self, pending: Said | None = None) -> None:
        """Reload; a command without an answer is sent again, with its id, as the outbox does."""
        await self.page.leave()
        await self.open()
        if pending is not None:
            again = self.page.send(pending.name, pending.args, id=pending.id, expect=pending.expect)
            again.sent = pending.sent
            await self.page.answer(again)

    async def move(self) -> OpenPage:
        """Take the seat to another device with the resume code. Returns the page left behind."""
        old, code = self.page, str(self.view["mine"]["resume"])
        self.browser = Browser(self.browser.url)
        await self._sit_down(await enter(self, "/resume", {"code": code}))
        self.resumed += 1
        return old

    # -- speaking ----------------------------------------------------------------------------------

    async def do(self, name: str, args: Mapping[str, Any] | None = None, *, expect: str = "saved") -> Said:
        """Send a command and wait for its answer. Raises Stuck."""
        return await self.page.do(name, args or {}, expect=expect)


async def enter(person: Person, path: str, wanted: Mapping[str, str]) -> Answer:
    """Follow the forms that begin at ``path`` until they lead to a run; returns the page there.

    Raises Stuck when they do not."""
    answer = await person.browser.get(path)
    for _ in range(STEPS_MAX):
        if answer.path.startswith("/run/"):
            return answer
        form = _form(person, answer, wanted)
        answer = await person.browser.post(form.action or answer.path, form.filled(wanted))
    raise Stuck(
        f"{person.key} filled in {STEPS_MAX} forms and has no seat; the last one stood at {answer.path}"
    )


def _form(person: Person, answer: Answer, wanted: Mapping[str, str]) -> Form:
    """The first form that asks for something this person knows, or only wants to be sent."""
    posts = [form for form in forms_in(answer.text) if form.method == "post"]
    asks = [form for form in posts if {*form.typed, *form.choices} & set(wanted)]
    if not posts:
        raise Stuck(f"{person.key} found no form at {answer.path} (status {answer.status})")
    return (asks or posts)[0]


async def together(*doing: Any) -> None:
    """Let several people act at the same time; the first trouble is raised after all are done."""
    done = await asyncio.gather(*doing, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
