"""Packets as people open and print them: from disk, in a real browser, with nothing else there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from kit.briefing.agency import Profile
from kit.packet.document import card_documents, module_document
from kit.packet.fit import block_height
from kit.packet.html import to_html
from kit.packet.parts import Document, Face
from tests.barriers import barriers
from tests.conftest import Window, window_in
from tests.packet.hand import all_cards, cards, filled, making, shipped, small

Open = Callable[..., Awaitable[Page]]

MEASURE = """face => {
  const box = (e) => e.getBoundingClientRect(), pt = 72 / 96, at = getComputedStyle(face);
  const blocks = [...face.querySelectorAll(".block")];
  const end = Math.max(...blocks.map((e) => box(e).bottom));
  return {
    blocks: blocks.map((e) => box(e).height * pt),
    spare: (box(face.querySelector(".small-print")).top - end) * pt,
    over: face.scrollHeight - face.clientHeight,
    wide: face.scrollWidth - face.clientWidth,
  };
}"""


@pytest.fixture
async def open_file(chromium: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """A document in a fresh window; it must ask for nothing but itself and complain of nothing."""
    errors: list[str] = []
    windows: list[Window] = []

    async def open_one(document: Document, **options: Any) -> Page:
        path = tmp_path / "packet.html"
        path.write_bytes(to_html(document)[0])
        window = await window_in(chromium, **options)
        windows.append(window)
        page = window.page
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await page.goto(path.as_uri())
        return page

    yield open_one
    for window in windows:
        await window.context.close()
        errors += window.errors
    asked = [url for window in windows for url in window.asked]
    assert {url.split("#")[0] for url in asked if not url.startswith("data:")} == {
        (tmp_path / "packet.html").as_uri()
    }
    assert errors == []


def faces(document: Document) -> list[Face]:
    return [block for sheet in document.sheets for block in sheet.blocks if isinstance(block, Face)]


async def pages(page: Page) -> list[str]:
    """The sizes of the pages in print, in points."""
    pdf = await page.pdf(prefer_css_page_size=True)
    return [size.decode() for size in re.findall(rb"/MediaBox\s*\[0 0 ([\d. ]+)\]", pdf)]


def size(width: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}}


async def test_axe_finds_nothing_wrong(open_file: Open) -> None:
    officers, commanders = small("officers"), small("commanders")
    more = (sheet for sheet in commanders.sheets if sheet.id in ("packet", "log"))
    document = replace(officers, sheets=(*(s for s in officers.sheets if s.id != "roster"), *more))
    page = await open_file(document, color_scheme="dark", **size(390))
    assert await barriers(page) == []


async def test_axe_finds_nothing_wrong_with_a_card(open_file: Open) -> None:
    (card,) = card_documents(module_document(shipped("det"), "officers", "", making()))
    page = await open_file(card, **size(390))
    assert await barriers(page) == []


@pytest.mark.parametrize("profile", [Profile(), filled()], ids=["empty", "filled"])
async def test_every_card_prints_on_exactly_its_sides_of_half_letter(
    open_file: Open, profile: Profile
) -> None:
    document = all_cards(profile)
    page = await open_file(document)
    await page.emulate_media(media="print")
    await page.evaluate("document.fonts.ready")
    for face, node in zip(faces(document), await page.locator(".card-face").all(), strict=True):
        found = await node.evaluate(MEASURE)
        assert found["over"] <= 0 and found["wide"] <= 0 and found["spare"] > 0, (face.card, found)
        for block, height in zip(face.blocks, found["blocks"], strict=True):
            guessed = block_height(block, face.size) * face.size
            assert height <= guessed + 1, (
                f"{face.card}, {block.heading}: fit.py takes it for {guessed:.0f} pt"
            )
    assert await pages(page) == ["396 612"] * sum(card.sides for _, _, card in cards())


async def test_a_packet_prints_letter_pages_half_letter_cards_and_the_log_across(open_file: Open) -> None:
    sizes = await pages(await open_file(small("officers")))
    assert sizes.count("396 612") == 2 and set(sizes) == {"396 612", "612 792"}
    document = module_document(shipped("det"), "commanders", "", making())
    sizes = await pages(await open_file(document))
    assert sizes.count("792 612") == 1 and set(sizes) == {"792 612", "612 792"}


async def test_nothing_runs_out_of_a_phone(open_file: Open) -> None:
    document = module_document(shipped("det"), "commanders", "", making())
    page = await open_file(document, **size(390))
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    for at in ("#facts", "#slides"):
        await page.locator(f'nav a[href="{at}"]').click()
        assert (await page.evaluate("location.hash")) == at
