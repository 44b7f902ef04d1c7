"""Real people in real browsers: what each does on their page, in the words that stand on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.conftest import OpenWindow

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
WALL = {"viewport": {"width": 1920, "height": 1080}}


async def wall_beside(open_window: OpenWindow, desk: Page) -> Page:
    """The projector at the same laptop: a window of its own. As a second tab it would lie over the desk,
    and a page that nobody sees is drawn once a second."""
    wall = await open_window(**WALL, storage_state=await desk.context.storage_state())
    await wall.page.goto(desk.url.replace("/desk", "/screen"))
    return wall.page


async def join(page: Page, base: str, code: str) -> None:
    """Type a code at the door."""
    await page.goto(f"{base}/join")
    await page.get_by_label("Code on the big screen").fill(code)
    await page.get_by_role("button", name="Continue").click()


@dataclass
class Player:
    """A participant with a phone."""

    page: Page

    async def join(self, base: str, code: str, position: str) -> None:
        """Type the code, take a position, arrive in the lobby."""
        await join(self.page, base, code)
        await self.page.get_by_role("radio", name=position).check()
        await self.page.get_by_role("button", name="Take this seat").click()
        await self.page.wait_for_url(re.compile(r"/run/\w+$"))
        await expect(self.page.get_by_text("You are in.")).to_be_visible()

    async def vote(self, letter: str, reason: str) -> None:
        """Choose, say why, save, and wait for the word "Saved"."""
        ballot = self.page.locator("form.ballot")
        await ballot.locator(f'input[type=radio][value="{letter}"]').check()
        await ballot.get_by_role("textbox").fill(reason)
        await ballot.get_by_role("button", name=re.compile("^Save")).click()
        await expect(ballot.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()

    async def raise_concern(self, text: str) -> None:
        """Voice a concern on a joint call."""
        await self.page.get_by_role("button", name="Raise something").first.click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("radio", name="A concern for the call").check()
        await dialog.get_by_label("Your concern, in one sentence").fill(text)
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog).to_be_hidden()

    async def letters(self) -> list[str]:
        """The choices of the open decision."""
        radios = self.page.locator("form.ballot input[type=radio]")
        await expect(radios.first).to_be_attached()
        return [str(await radio.get_attribute("value")) for radio in await radios.all()]


@dataclass
class Desk:
    """The facilitator at the laptop, by keyboard."""

    page: Page

    @property
    def board(self) -> Locator:
        """The board of a joint call."""
        return self.page.get_by_role("region", name="Concerns, owners, commitments")

    async def open_lobby(self, title: str, length: str = "Full") -> str:
        """From the shelf by way of the set-up to the lobby; returns the code for players."""
        await self.page.get_by_role("link", name=re.compile(f"Start a run.*{title}")).click()
        await self.page.get_by_role("radio", name=re.compile(f"^{length}")).check()
        await self.page.get_by_role("button", name="Open the lobby").click()
        await self.page.wait_for_url(re.compile(r"/run/\w+/desk"))
        code = self.page.get_by_text(re.compile(r"^\d{3} \d{3}$")).first
        await expect(code).to_be_visible()
        return await code.inner_text()

    async def evaluators_code(self) -> str:
        """The code for evaluators, behind its summary."""
        await self.page.get_by_text("Evaluators and the projector").click()
        code = self.page.get_by_text(re.compile(r"^[2-9A-Z]{4} [2-9A-Z]{4}$")).first
        await expect(code).to_be_visible()
        return await code.inner_text()

    async def act(self, key: str) -> None:
        """Press a key of the desk, and wait until the last line of the log is another one."""
        log = self.page.locator("footer.log .state")
        before = await log.inner_text()
        await self.page.keyboard.press(key)
        await expect(log).not_to_have_text(before)

    async def coming(self) -> str:
        """What the desk offers next: deliver, decision, wash, or call while a joint call is on."""
        card = self.page.get_by_role("region", name="Next", exact=True)
        await expect(card.or_(self.board)).to_be_visible()
        if await self.board.count():
            return "call"
        words = await card.inner_text()
        if "Open the hot wash" in words:
            return "wash"
        return "decision" if "Open decision" in words else "deliver"

    async def decide(self) -> None:
        """Close, reveal, and take the branch of the majority."""
        await self.act("c")
        await self.act("r")
        await self.act("b")
