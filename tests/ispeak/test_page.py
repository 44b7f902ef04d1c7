"""The guide as people use it: from disk, in a real browser, with nothing else there."""

from __future__ import annotations

import re
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from kit.ispeak.make import PAGES, phone_page
from kit.ispeak.sounds import Sound
from tests.barriers import barriers
from tests.conftest import Window, window_in
from tests.ispeak.hand import guide, initialled

Open = Callable[..., Awaitable[Page]]
PHONE, CARD, POSTER = PAGES


@lru_cache
def made(name: str, everything: bool) -> bytes:
    return PAGES[name](guide(languages=initialled()) if everything else guide())


@pytest.fixture
async def open_file(chromium: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """One of the files in a fresh window of a phone; it must ask for nothing and complain of nothing."""
    windows: list[Window] = []
    errors: list[str] = []

    async def open_one(name: str, *, everything: bool = False, **options: Any) -> Page:
        path = tmp_path / name
        path.write_bytes(made(name, everything))
        window = await window_in(chromium, **{"viewport": {"width": 390, "height": 844}, **options})
        windows.append(window)
        page = window.page
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await page.goto(path.as_uri())
        return page

    yield open_one
    for window in windows:
        await window.context.close()
        errors += window.errors
        assert not [url for url in window.asked if not url.startswith(("file:", "data:"))]
    assert errors == []


@pytest.fixture(scope="module")
async def whole(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """The phone's page with every row, drawn in its own fonts, for tests that only look at it."""
    path = tmp_path_factory.mktemp("whole") / PHONE
    path.write_bytes(made(PHONE, True))
    window = await window_in(chromium, viewport={"width": 390, "height": 844})
    await window.page.goto(path.as_uri())
    await window.page.evaluate("document.fonts.ready")
    yield window.page
    await window.context.close()
    assert window.errors == []


async def found(page: Page, wanted: str) -> dict[str, Any]:
    await page.fill("#find", wanted)
    told: dict[str, Any] = await page.evaluate(
        """() => ({
      groups: Object.fromEntries([...document.querySelectorAll("#found section")].map((part) => [
        part.querySelector("h2").textContent,
        [...part.querySelectorAll(".name")].map((name) => name.firstChild.textContent)])),
      none: [...document.querySelectorAll("#found .none")].map((part) => part.textContent).join(" "),
      count: document.getElementById("count").textContent,
      all: !document.getElementById("lists").hidden,
    })"""
    )
    return told


async def test_an_officer_finds_a_language_by_country_by_english_name_and_by_its_own_name(
    open_file: Open,
) -> None:
    page = await open_file(PHONE)
    country = await found(page, "Ethiop")
    assert country["groups"] == {"Ethiopia": ["Amharic", "Oromo", "Somali"]} and country["count"] == "3 rows"
    assert "No checked sentence: Tigrinya." in country["none"] and not country["all"]
    assert (await found(page, "viet"))["groups"] == {"Languages": ["Vietnamese"], "Vietnam": ["Vietnamese"]}
    own_names = {
        "espanol": "Spanish",
        "Kreyol": "Haitian Creole",
        "中文": "Chinese (traditional script)",
        "العربية": "Arabic",
        "polski": "Polish",
        "አማር": "Amharic",
    }
    for own, name in own_names.items():
        assert name in (await found(page, own))["groups"]["Languages"], own
    for country_name, name in (("Việt Nam", "Vietnamese"), ("Україна", "Ukrainian"), ("日本", "Japanese")):
        groups = (await found(page, country_name))["groups"]
        assert [name] in groups.values() or name in next(iter(groups.values())), country_name
    assert "Mam" in (await found(page, "Guatemala"))["none"]
    assert (await found(page, "hindi"))["groups"] == {"Languages": []}
    assert "Nothing found." in (await found(page, "xyzzy"))["count"]
    assert (await found(page, ""))["all"]


async def test_a_row_opens_a_card_in_huge_type_that_tells_whom_to_call_and_back_closes_it(
    open_file: Open,
) -> None:
    page = await open_file(PHONE)
    await found(page, "Afghan")
    await page.click("#found >> text=Pashto")
    card = page.locator(".show:target")
    sentence = card.locator(".huge")
    await expect(sentence).to_have_text("زه پښتو خبرې کوم.")
    await expect(sentence).to_have_attribute("lang", "ps")
    await expect(sentence).to_have_attribute("dir", "rtl")
    size = await sentence.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 36
    await expect(card).to_be_focused()
    assert await page.evaluate("main.inert")
    for said in ("Row 30: Pashto", "invented code 4", "Wait together."):
        await expect(card).to_contain_text(said)
    await expect(card.get_by_role("link", name="Call")).to_have_attribute("href", "tel:5550100199")
    await card.get_by_role("button", name="Turn around").click()
    await expect(card.locator(".facing.turned")).to_have_count(1)
    await page.go_back()
    await expect(card).to_have_count(0)
    await page.wait_for_function("document.activeElement.getAttribute('href') === '#say-30'")
    assert not await page.evaluate("main.inert")
    await page.keyboard.press("Enter")
    await expect(page.locator(".show:target h2")).to_have_text("Row 30: Pashto")
    await expect(card).to_be_focused()
    for _ in range(6):  # the keyboard stays in the card
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('.show:target') !== null")
    await page.keyboard.press("Escape")
    await page.locator("#say-30").wait_for(state="hidden")


async def test_what_was_used_becomes_a_line_for_the_report(open_file: Open) -> None:
    page = await open_file(PHONE, permissions=["clipboard-read", "clipboard-write"])
    await page.click("[data-row='41'] a")
    await page.click(".show:target >> text=Write it down")
    await page.fill("#note-id", "4711")
    await page.fill("#note-who", "driver")
    line = page.locator("#note-line")
    await expect(line).to_have_value(re.compile(r"Interpreter ID: 4711\. Who spoke: driver\.$"))
    await expect(line).to_have_value(
        re.compile(r"Language: Tagalog \(row 41\), found with the I Speak guide of 2026-11-22\.")
    )
    await expect(line).to_have_value(re.compile(r"Line: Dispatch, or \(555\) 010-0199"))
    await page.click("#copy")
    await expect(page.locator("#copied")).to_contain_text("Copied.")
    await expect(line).to_have_value(await page.evaluate("navigator.clipboard.readText()"))
    await page.click("#log >> text=Back to the list")
    await expect(page.locator(".show:target")).to_have_count(0)


async def test_a_language_without_a_sentence_is_found_heard_and_named_to_the_line(
    open_file: Open, tmp_path: Path
) -> None:
    page = await open_file(PHONE)
    page_with_sound = phone_page(guide(sounds={"mam": Sound("audio/wav", silence())}))
    (tmp_path / PHONE).write_bytes(page_with_sound)
    await page.reload()
    assert (await found(page, "Guatemala"))["groups"]["Guatemala"] == ["Spanish", "Mam, spoken"]
    await page.click("#found >> text=Listen")
    card = page.locator(".show:target")
    for said in ("Say “Mam”.", "Book early"):
        await expect(card).to_contain_text(said)
    heard = "e => new Promise((done, fail) => { e.onended = () => done(true); e.onerror = fail; e.play(); })"
    assert await card.locator("audio").evaluate(heard)


def silence() -> bytes:
    """A tenth of a second of nothing, as a WAV file."""
    with BytesIO() as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(b"\0\0" * 800)
        return file.getvalue()


async def test_without_script_rows_still_lead_to_their_cards(open_file: Open) -> None:
    page = await open_file(PHONE, java_script_enabled=False)
    await expect(page.locator("#find")).to_be_hidden()
    await page.click("[data-row='3'] a")
    card = page.locator(".show:target")
    await expect(card.locator(".huge")).to_have_text("أنا أتحدث العربية.")
    await expect(card.locator(".turn")).to_be_hidden()
    await card.get_by_text("Write it down").click()
    await expect(page.locator(".show:target")).to_contain_text("Into your report")


async def test_every_row_is_set_in_the_fonts_of_the_file_letter_by_letter(whole: Page) -> None:
    """The browser itself tells which font drew each glyph; a system's font, or a box, would show here."""
    session = await whole.context.new_cdp_session(whole)
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    root = (await session.send("DOM.getDocument"))["root"]["nodeId"]
    nodes = (
        await session.send(
            "DOM.querySelectorAll", {"nodeId": root, "selector": "#all ~ * .phrase, li[data-row] .phrase"}
        )
    )["nodeIds"]
    assert len(nodes) == 67
    for node in nodes:
        fonts = (await session.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
        text = (await session.send("DOM.getOuterHTML", {"nodeId": node}))["outerHTML"]
        assert fonts and all(font["isCustomFont"] for font in fonts), (text, fonts)


async def test_no_letter_of_any_row_is_drawn_as_a_box(whole: Page) -> None:
    """Where no font at all has a letter, the first font draws its box, as for a letter of no script."""
    boxes = await whole.evaluate(
        """() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 64 });
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      const drawn = (font, letter) => {
        pen.clearRect(0, 0, 48, 64);
        pen.font = font;
        pen.fillText(letter, 8, 44);
        return pen.getImageData(0, 0, 48, 64).data.join();
      };
      const letters = new Set(), found = [];
      for (const phrase of document.querySelectorAll("li[data-row] .phrase")) {
        const font = `32px ${getComputedStyle(phrase).fontFamily}`, box = drawn(font, "\\u0378");
        for (const letter of phrase.textContent.replace(/[\\s\\u200c]/g, "")) {
          if (letters.has(font + letter)) continue;
          letters.add(font + letter);
          if (drawn(font, letter) === box) found.push(`${phrase.lang} ${letter}`);
        }
      }
      return [letters.size, found];
    }"""
    )
    assert boxes[0] > 350 and boxes[1] == []


async def test_letters_join_and_stack_as_their_script_demands(whole: Page) -> None:
    """With its features off, or its letters apart, the same sentence would take another width."""
    widths = await whole.evaluate(
        """() => Object.fromEntries(["ar", "fa", "ur", "hi", "pa-Guru", "km", "ml", "bn", "ta"]
    .map((lang) => {
      const phrase = document.querySelector(`li[data-row] .phrase[lang="${lang}"]`);
      const width = (text) => {
        const probe = phrase.cloneNode();
        probe.style.cssText = "position: absolute; white-space: nowrap; font-size: 100px";
        probe.textContent = text;
        document.body.append(probe);
        const found = probe.getBoundingClientRect().width;
        probe.remove();
        return found;
      };
      const apart = [...phrase.textContent].reduce((sum, one) => sum + width(one), 0);
      return [lang, [width(phrase.textContent), apart]];
    }))"""
    )
    assert [lang for lang, (whole, parts) in widths.items() if abs(whole - parts) < 5] == []


async def test_targets_are_large_and_nothing_overflows_a_small_phone(open_file: Open) -> None:
    page = await open_file(PHONE, everything=True, viewport={"width": 320, "height": 568})
    small = """() => [...document.querySelectorAll("a[href], button, input, summary")].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width && box.height < 44 && !e.matches(".skip, p.review a");
    }).map((e) => e.outerHTML.slice(0, 80))"""
    rows = "[...document.querySelectorAll('.speak')].map((e) => e.getBoundingClientRect().height)"
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(small) == [] and min(await page.evaluate(rows)) >= 48
    assert await page.evaluate(wide) <= 0
    clipped = """() => [...document.querySelectorAll("section.show")].filter((card) => {
      location.hash = card.id;
      const box = card.querySelector(".facing");
      return box && (box.scrollWidth > box.clientWidth + 1 || card.scrollWidth > card.clientWidth + 1);
    }).map((card) => card.id)"""
    assert await page.evaluate(clipped) == []


async def test_the_phone_page_and_a_card_are_accessible_in_light_and_dark(open_file: Open) -> None:
    page = await open_file(PHONE)
    assert await barriers(page) == []
    await page.emulate_media(color_scheme="dark")
    await page.goto(page.url.split("#")[0] + "#say-3")
    await page.locator("#say-3").wait_for()
    assert await barriers(page) == []


@pytest.mark.parametrize(
    ("name", "everything"), [(CARD, False), (CARD, True), (POSTER, False), (POSTER, True)]
)
async def test_on_paper_every_row_fits_its_place_and_keeps_its_number(
    open_file: Open, name: str, everything: bool
) -> None:
    page = await open_file(name, everything=everything, viewport={"width": 1280, "height": 900})
    if not everything:
        assert await barriers(page) == []
    await page.emulate_media(media="print")
    over = await page.evaluate(
        """() => [...document.querySelectorAll(".panel, .wall, .rows")].map((e) =>
      [e.className, e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth])
      .filter(([, y, x]) => y > 1 || x > 1)"""
    )
    assert over == []
    overlap = await page.evaluate(
        """() => [...document.querySelectorAll(".card-row")].filter((row) => {
      const box = row.getBoundingClientRect();
      return [...row.children].map((e) => e.getBoundingClientRect())
        .some((inner) => inner.bottom > box.bottom + 2 || inner.top < box.top - 2);
    }).map((row) => row.textContent)"""
    )
    assert overlap == []
    rows = 64 if everything else 44
    numbers = await page.evaluate(
        "[...document.querySelectorAll('.card-row .no')].map((e) => Number(e.textContent))"
    )
    assert numbers == list(range(1, rows + 1))
    size = "parseFloat(getComputedStyle(document.querySelector('.card-row .phrase')).fontSize)"
    assert await page.evaluate(size) * 72 / 96 >= 8.5
