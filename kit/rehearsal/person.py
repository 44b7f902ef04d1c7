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
from kit.room.room import NotSaved
from kit.testbed.wire import TRY_AGAIN, Answer, Browser

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

    async def reload(self, away: float = 0.0) -> None:
        """Close the tab, and open it again; commands without an answer are sent again, with their ids, as the
        outbox does."""
        old = self.page
        await old.leave()
        await asyncio.sleep(away)
        await self.open()
        for said in old.open:
            again = self.page.send(said.name, said.args, id=said.id, expect=said.expect)
            again.sent = said.sent

    async def answered(self, said: Said) -> Said:
        """A command as it was answered, on whichever page. Raises Stuck when it is not."""
        one = self.page.said.get(said.id, said)
        await self.page.answer(one)
        return one

    async def move(self) -> OpenPage:
        """Take the seat to another device with the resume code. Returns the page left behind."""
        old, code = self.page, str(self.view["mine"]["resume"])
        self.browser = self.browser.another()
        await self._sit_down(await enter(self, "/resume", {"code": code}))
        self.resumed += 1
        return old

    async def send_from_two_tabs(self, said: Said) -> None:
        """A second tab of this browser finds the command in the outbox they share, and sends it, too."""
        tab = await open_page(self.key, self.browser, f"/run/{self.run}")
        self.pages.insert(0, tab)
        await tab.answer(tab.send(said.name, said.args, id=said.id, expect=said.expect))
        await tab.leave()

    # -- speaking ----------------------------------------------------------------------------------

    async def do(self, name: str, args: Mapping[str, Any] | None = None, *, expect: str = "saved") -> Said:
        """Send a command and wait for its answer. Raises Stuck."""
        return await self.page.do(name, args or {}, expect=expect)

    async def finish(self, said: Said, how: str = "", nap: float = 0.0) -> Said:
        """Wait for the answer to a command that was just sent, while ``how`` happens to it
        (``chaos.MISHAPS``). Returns the command as it was answered. Raises Stuck."""
        match how:
            case "reload":
                await self.reload()
            case "leave":
                await self.reload(nap)
            case "tab":
                await self.send_from_two_tabs(said)
            case _:
                await befall(self.page, said, how, nap)
        return await self.answered(said)


async def befall(page: OpenPage, said: Said, how: str, nap: float) -> None:
    """A mishap that leaves the page open."""
    match how:
        case "drop":
            page.link.cut()
        case "double":
            page.send(said.name, said.args, id=said.id)
        case "sleep":
            page.link.sleep()
            await asyncio.sleep(nap)
            page.link.wake()


async def enter(person: Person, path: str, wanted: Mapping[str, str]) -> Answer:
    """Follow the forms that begin at ``path`` until they lead to a run; returns the page there.

    Raises Stuck when they do not."""
    answer = await person.browser.get(path)
    for _ in range(STEPS_MAX):
        if answer.path.startswith("/run/"):
            return answer
        form = _form(person, answer, wanted)
        answer = await person.browser.post(form.action or answer.path, form.filled(wanted))
        while NotSaved.outside in answer.text and person.browser.manners.patience:  # try again: it says so
            await asyncio.sleep(TRY_AGAIN * person.browser.manners.haste)
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
