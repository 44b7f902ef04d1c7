"""Seven minutes at roll call: a briefing given in real browsers, from the shelf to the roster on disk."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from playwright.async_api import Page, expect

from kit.testbed.serverproc import House
from tests.conftest import OpenWindow
from tests.journeys.people import LAPTOP, PHONE, join, wall_beside

SCRIPT = "<script>document.title='broken in'</script>"
ASKED = f"What if the fax is cut off? {SCRIPT}"
TITLE = "How to Respond to an Immigration Detainer"
NAMES = ("Okafor", "=2+5 Lind")  # a name that a spreadsheet would take for a sum


async def test_a_briefing_is_given_from_the_shelf_to_the_roster(
    house: House, open_window: OpenWindow
) -> None:
    trainer = Trainer((await open_window(**LAPTOP)).page)
    await trainer.page.goto(f"{house.url}/desk/{house.key}")
    code = await trainer.open_lobby()
    wall = await wall_beside(open_window, trainer.page)
    await expect(wall.get_by_text(code).first).to_be_visible()
    phones = [await come_in((await open_window(**PHONE)).page, house.url, code, name) for name in NAMES]
    await sign_in(trainer.page, "P. Okoye")
    await trainer.next("Start the briefing")
    await first_slides(trainer, phones, wall)
    await question(trainer, phones, wall)
    await from_the_floor(trainer.page, phones[0])
    await to_the_end(trainer, phones, wall)
    await roster(trainer.page)


@dataclass
class Trainer:
    """A sergeant with a laptop who has never seen the page: she reads the big button and presses it."""

    page: Page

    async def open_lobby(self) -> str:
        """From the shelf to the lobby; returns the code."""
        await self.page.get_by_role("link", name=TITLE, exact=True).click()
        await self.page.get_by_label("Keep each person’s score on the roster").check()
        await self.page.get_by_role("button", name="Give it now").click()
        await self.page.wait_for_url(re.compile(r"/run/\w+/desk"))
        code = self.page.get_by_text(re.compile(r"^\d{3} \d{3}$")).first
        await expect(code).to_be_visible()
        return await code.inner_text()

    async def next(self, words: str) -> None:
        """Press Next when it says this."""
        button = self.page.locator("#next")
        await expect(button).to_contain_text(words)
        await button.click()


async def come_in(phone: Page, base: str, code: str, name: str) -> Page:
    """Type the code and a name, arrive in the lobby."""
    await join(phone, base, code)
    await phone.get_by_label("Your name").fill(name)
    await phone.locator("main button[type=submit]").click()
    await expect(phone.get_by_text(f"You are on the roster as {name}.")).to_be_visible()
    return phone


async def sign_in(desk: Page, name: str) -> None:
    """Somebody without a phone."""
    await desk.get_by_label("Somebody without a phone").fill(name)
    await desk.get_by_role("button", name="Sign in").click()
    await expect(desk.get_by_role("listitem").filter(has_text=name)).to_contain_text("signed in by you")


async def first_slides(trainer: Trainer, phones: list[Page], wall: Page) -> None:
    """Everyone sees the same, and only the trainer the notes."""
    for page in (*phones, wall):
        await expect(page.get_by_role("heading", name=TITLE).first).to_be_visible()
    await trainer.page.keyboard.press("PageDown")
    for page in (*phones, wall):
        await expect(page.get_by_role("heading", name="Read the form number first")).to_be_visible()
        await expect(page.locator("body")).not_to_contain_text("Say first")
    await expect(trainer.page.get_by_text("Say first: this is training, not legal advice.")).to_be_visible()


async def question(trainer: Trainer, phones: list[Page], wall: Page) -> None:
    """Opened, answered, changed, closed and revealed."""
    await trainer.next("Open the question")
    for phone, letter in zip(phones, "ba", strict=True):
        await phone.locator(f"label[for=answer-{letter}]").click()
        await phone.get_by_role("button", name="Save my answer").click()
        await expect(
            phone.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d\. You can still change"))
        ).to_be_visible()
    await phones[1].reload()
    await expect(phones[1].locator("#answer-a")).to_be_checked()
    await expect(wall.get_by_text("of 2 answered")).to_be_visible()
    await expect(trainer.page.locator("tr.right")).to_contain_text("50%")
    for page in (*phones, wall):
        await expect(page.locator("body")).not_to_contain_text("Right answer")
    await trainer.next("Close the question")
    await expect(phones[0].get_by_text("Now talk about it")).to_be_visible()
    await trainer.next("Reveal the result")
    await expect(phones[0].get_by_text("You answered b. That is right.")).to_be_visible()
    await expect(phones[1].get_by_text("You answered a. The right answer is b.")).to_be_visible()
    await expect(wall.get_by_text("Right answer")).to_be_visible()


async def from_the_floor(desk: Page, phone: Page) -> None:
    """A question from a phone gets a short answer."""
    await phone.get_by_role("button", name="Ask a question").click()
    await phone.get_by_label("Your question").fill(ASKED)
    await phone.get_by_role("button", name="Send").click()
    await desk.get_by_role("button", name="Answer question 1").click()
    await desk.get_by_label("Your answer, short").fill("Ask for it again.")
    await desk.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.get_by_text("Ask for it again.")).to_be_visible()
    assert await phone.title() != "broken in"


async def to_the_end(trainer: Trainer, phones: list[Page], wall: Page) -> None:
    """Through all slides by the list, past their questions, to the end and the form."""
    last = trainer.page.locator(".plan-row").last
    await last.click()
    await expect(last).to_have_attribute("aria-current", "step")
    await expect(phones[0].get_by_role("heading", name="How was it?")).to_be_visible()
    await trainer.page.keyboard.press("Control+z")
    await expect(phones[0].get_by_role("heading", name="Read the form number first").first).to_be_visible()
    await last.click()
    await trainer.next("End the briefing")
    await trainer.page.get_by_role("dialog").get_by_role("button", name="End the briefing").click()
    await expect(trainer.page.get_by_role("heading", name="The roster is ready")).to_be_visible()
    await expect(wall.get_by_role("heading", name="Thank you.")).to_be_visible()
    await expect(phones[0].get_by_text("You answered 1 of 1 check questions right.")).to_be_visible()
    await phones[0].locator("label[for=fb-clear-5]").click()
    await expect(phones[0].get_by_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))).to_be_visible()


async def roster(desk: Page) -> None:
    """The file that is filed: who, when, and the score because the trainer chose so."""
    async with desk.expect_download() as download:
        await desk.get_by_role("link", name="CSV Roster").click()
    text = (await (await download.value).path()).read_text("utf-8-sig")
    for name in ("Okafor", "P. Okoye"):
        assert name in text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")], "no cell is a sum"
    page = await desk.context.new_page()
    await page.goto(desk.url.replace("/desk", "/feedback.html"))
    await expect(page.get_by_text("The briefing was clear.")).to_be_visible()
