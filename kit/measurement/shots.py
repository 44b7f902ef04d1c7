"""``build.py shots``: the README's pictures, taken of the real pages in a real browser.

A house of our own is served on loopback. One facilitator and three players play the first decision of
Hurricane Odell; a trainer gives the first slides of a briefing; the pages are photographed on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from kit.measurement.browsing import chromium
from kit.testbed.serverproc import House, own_house

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
WALL: ViewportSize = {"width": 1920, "height": 1080}
POSITIONS = ("County public information", "Sheriff", "Farm-worker group")
REASONS = (
    "A promise we cannot keep costs more than a cautious line.",
    "One statement travels faster than four separate ones.",
    "A long sentence does not put anyone on a bus.",
)
NAMES = ("A. Trainee", "B. Trainee", "C. Trainee")


@dataclass
class Camera:
    """A browser that opens pages of given sizes and keeps their pictures in a folder."""

    browser: Browser
    folder: Path

    async def person(self, size: ViewportSize) -> Page:
        """A page with cookies of its own."""
        context = await self.browser.new_context(viewport=size, color_scheme="light")
        return await context.new_page()

    async def shoot(self, page: Page, name: str) -> None:
        """The visible part of a page, once it has settled."""
        await page.wait_for_timeout(700)
        await page.screenshot(path=self.folder / f"{name}.png")


async def take(house: House, camera: Camera) -> None:
    """Play the first decision and photograph what people see."""
    desk = await camera.person(LAPTOP)
    await desk.goto(f"{house.url}/desk/{house.key}")
    await camera.shoot(desk, "home")
    await desk.get_by_role("link", name=re.compile("Start a run.*Hurricane Odell")).click()
    await desk.get_by_role("button", name="Open the lobby").click()
    code = desk.get_by_text(re.compile(r"^\d{3} \d{3}$")).first
    digits = await code.inner_text()
    screen = await desk.context.new_page()
    await screen.set_viewport_size(WALL)
    await screen.goto(desk.url.replace("/desk", "/screen"))
    players = [await _seated(camera, house, digits, position) for position in POSITIONS]
    for name in ("Start the briefing", "Start play"):
        await desk.get_by_role("button", name=name).click()
    for key in ("d", "d", "o"):
        await desk.wait_for_timeout(700)
        await desk.keyboard.press(key)
    for n, (page, reason) in enumerate(zip(players, REASONS, strict=True)):
        await _vote(page, "bca"[n], reason)
    await camera.shoot(players[0], "participant-decision")
    await camera.shoot(desk, "desk-decision")
    await camera.shoot(screen, "screen-decision")


async def give(house: House, camera: Camera) -> None:
    """Give a briefing up to the answer of its first question."""
    desk = await camera.person(LAPTOP)
    await desk.goto(f"{house.url}/desk/{house.key}")
    await desk.get_by_role("link", name="How to Respond to an Immigration Detainer", exact=True).click()
    await desk.get_by_role("button", name="Give it now").click()
    code = desk.get_by_text(re.compile(r"^\d{3} \d{3}$")).first
    digits = await code.inner_text()
    screen = await desk.context.new_page()
    await screen.set_viewport_size(WALL)
    await screen.goto(desk.url.replace("/desk", "/screen"))
    phones = [await _signed_in(camera, house, digits, name) for name in NAMES]
    for words in ("Start the briefing", "Next"):
        await desk.locator("#next", has_text=words).click()
        await desk.wait_for_timeout(700)
    await camera.shoot(screen, "screen-slide")
    await desk.get_by_role("button", name=re.compile("^(Ask|Open)")).first.click()
    for page, letter in zip(phones, "bba", strict=True):
        await page.locator(f'input[type="radio"][value="{letter}"]').check()
        await page.get_by_role("button", name=re.compile("^Save")).click()
        await page.get_by_text(re.compile(r"Saved \d\d:")).first.wait_for()
    await camera.shoot(phones[0], "briefing-question")
    await camera.shoot(desk, "trainer")


async def _signed_in(camera: Camera, house: House, code: str, name: str) -> Page:
    page = await camera.person(PHONE)
    await page.goto(f"{house.url}/join?code={code.replace(' ', '')}")
    await page.get_by_label("Your name").fill(name)
    await page.locator("main button[type=submit]").click()
    await page.wait_for_url(re.compile(r"/run/\w+$"))
    return page


async def _seated(camera: Camera, house: House, code: str, position: str) -> Page:
    page = await camera.person(PHONE)
    await page.goto(f"{house.url}/join")
    await page.get_by_label("Code on the big screen").fill(code)
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("radio", name=position).check()
    await page.get_by_role("button", name="Take this seat").click()
    await page.get_by_text("You are in.").wait_for()
    return page


async def _vote(page: Page, letter: str, reason: str) -> None:
    ballot = page.locator("form.ballot")
    await ballot.locator(f'input[value="{letter}"]').check()
    await ballot.get_by_role("textbox").fill(reason)
    await ballot.get_by_role("button", name=re.compile("^Save")).click()
    await ballot.get_by_text(re.compile(r"Saved \d\d:")).wait_for()


async def _all(folder: Path) -> None:
    async with own_house() as house, chromium() as browser:
        camera = Camera(browser, folder)
        await take(house, camera)
        await give(house, camera)


def main(argv: Sequence[str]) -> int:
    """Take all pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="build.py shots", description="Take the README's screenshots.")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    folder: Path = parser.parse_args(argv).out
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_all(folder))
    return 0
