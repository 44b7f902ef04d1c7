"""Slides as a trainer shows them: from disk, by keyboard, the answer hidden until it is asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from kit.briefing.read import BRIEFINGS
from kit.briefing.series import Entry, read_series
from kit.look.drawing import Glyph, Picture
from kit.packet.deck import Deck, deck_of
from kit.packet.parts import plain
from kit.packet.slides import REVEAL, deck_html
from kit.packet.subject import Subject
from tests.barriers import barriers
from tests.conftest import window_in
from tests.packet.hand import SHIPPED, making, shipped

HIDDEN = """node => { const style = getComputedStyle(node);
  return style.visibility === 'hidden' || style.opacity === '0'; }"""
SHOWN = "() => getComputedStyle(document.querySelector('section.present .answer')).opacity === '1'"
OVERFLOWING = """() => [...document.querySelectorAll('.slides > section')].filter((slide) => {
  const middle = slide.querySelector('.middle');
  const foot = slide.querySelector('.foot').getBoundingClientRect(), box = slide.getBoundingClientRect();
  const over = middle.scrollHeight > middle.clientHeight + 1 || slide.scrollWidth > slide.clientWidth;
  const drawn = slide.querySelector('.across .drawing')?.getBoundingClientRect();
  const words = slide.querySelector('.across > :not(figure)')?.getBoundingClientRect();
  return over || foot.bottom > box.bottom || (drawn && words && drawn.bottom > words.top);
}).map((slide) => `${slide.className} ${slide.querySelector("h1, h2").textContent}`)"""


def deck(key: str = "det", audience: str = "officers", version: str = "") -> Deck:
    return deck_of(Subject((Entry(key.upper(), audience, version),), {key.upper(): shipped(key)}, making()))


@pytest.fixture(scope="module")
async def offline(chromium: Browser) -> AsyncIterator[BrowserContext]:
    window = await window_in(chromium, viewport={"width": 1280, "height": 720})
    await window.page.close()
    yield window.context
    await window.context.close()


async def show(context: BrowserContext, body: bytes, path: Path) -> tuple[Page, list[str]]:
    """The file opened from disk; what it asks for besides itself, and its complaints."""
    path.write_bytes(body)  # noqa: ASYNC240 - a test may wait for its disk
    page, wrong = await context.new_page(), []
    page.on("request", lambda request: wrong.append(request.url) if not _own(request.url, path) else None)
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.goto(path.as_uri())
    return page, wrong


def _own(url: str, path: Path) -> bool:
    return url.startswith((path.as_uri(), "data:", "about:"))


def test_a_deck_has_every_slide_and_question_of_its_module() -> None:
    for key in SHIPPED:
        for audience, version in shipped(key).cuts:
            cut, made = shipped(key).of(audience, version), deck(key, audience, version)
            kinds = [slide.kind for slide in made.slides]
            assert kinds.count("slide") == len(cut.slides)
            assert kinds.count("check") == len(cut.check) and kinds.count("poll") == len(cut.polls)
            assert kinds[0] == "title" and kinds[-1] == "end"


def test_a_question_stands_behind_the_slide_that_asks_it() -> None:
    cut, made = shipped("det").of("officers"), deck()
    asks = {check.id: str(check.ask) for check in cut.check}
    titles = [str(slide.title) for slide in made.slides]
    for slide in cut.slides:
        if slide.ask in asks:
            assert titles[titles.index(slide.title) + 1] == asks[slide.ask]


def test_a_slide_shows_its_facts_with_their_badges() -> None:
    slide = next(slide for slide in deck().slides if str(slide.title) == "Read the form number first")
    shown = {id: badge.word for badge, ids in slide.facts for id in ids}
    cited = {id for words in slide.points for id in words.cites}
    assert set(shown) == cited and set(shown.values()) <= {
        "IN FORCE",
        "UNKNOWN",
        "CONTESTED",
        "AMENDED",
        "HISTORICAL",
    }


def test_a_series_shows_its_agenda_and_each_module_in_turn() -> None:
    series = read_series(BRIEFINGS / "series" / "roll_call.yaml")
    modules = {key.upper(): shipped(key) for key in SHIPPED}
    made = deck_of(Subject(series.entries, modules, making(), series))
    assert made.name == "series-roll_call-deck"
    assert len(made.slides[0].points) == len(series.entries)
    parts = [str(slide.title) for slide in made.slides if slide.kind == "part"]
    assert parts == [modules[entry.module].title for entry in series.entries]


def test_a_drawing_stands_beside_its_points_and_its_words_are_read_out() -> None:
    made = deck()
    square = Picture("row", (Glyph("form", text="I-247A"),))
    wide = Picture("row", (Glyph("form"),) * 5)
    for picture, place in ((square, "beside"), (wide, "across")):
        slide = replace(made.slides[1], picture=picture, alt="A form and a clock.")
        for still in (False, True):
            body = deck_html(replace(made, slides=(slide,)), still=still)[0].decode()
            assert f'<div class="middle {place}">' in body and 'class="drawing"' in body
            assert 'role="img" aria-label="A form and a clock."' in body
    assert 'role="img"' not in deck_html(replace(made, slides=(made.slides[0],)))[0].decode()


def test_notes_and_answers_are_not_on_the_pages_to_print_before_the_question() -> None:
    body = deck_html(deck(), still=True)[0].decode()
    assert "<script" not in body and 'class="notes"' not in body
    sections = body.split("<section")[1:]
    answered = [text for text in sections if "This is the answer." in text]
    assert len(answered) == len(shipped("det").of("officers").check)
    for text in answered:
        before = sections[sections.index(text) - 1]
        assert "This is the answer." not in before and 'class="answer"' not in before


def test_what_people_wrote_comes_out_as_text() -> None:
    made = deck()
    evil = '</script><script>alert(1)</script>" onload="x'
    slide = replace(made.slides[1], title=plain(evil), alt=evil, kicker=evil, notes=(plain(evil),))
    for still in (False, True):
        body = deck_html(replace(made, title=evil, status=evil, slides=(slide,)), still=still)[0].decode()
        assert "<script>alert" not in body and 'onload="x' not in body


def test_reveal_is_the_file_that_was_published() -> None:
    listed = dict(re.findall(r"`(\w+\.\w+)` ([0-9a-f]{64})", (REVEAL / "README.md").read_text()))
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in REVEAL.iterdir()
        if path.suffix in (".js", ".css")
    }


async def test_everything_fits_on_its_slide(offline: BrowserContext, tmp_path: Path) -> None:
    slides = [slide for key in SHIPPED for cut in shipped(key).cuts for slide in deck(key, *cut).slides]
    body = deck_html(replace(deck(), slides=tuple(dict.fromkeys(slides))), still=True)[0]
    page, wrong = await show(offline, body, tmp_path / "all.html")
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate(OVERFLOWING) == [] and wrong == []
    await page.close()


async def test_the_answer_waits_for_the_next_step(offline: BrowserContext, tmp_path: Path) -> None:
    made = deck()
    page, wrong = await show(offline, deck_html(made)[0], tmp_path / "deck.html")
    place = next(number for number, slide in enumerate(made.slides) if slide.answer)
    for _ in range(place):
        await page.keyboard.press("ArrowRight")
    section = page.locator("section.present")
    await expect(section).to_contain_text(str(made.slides[place].title))
    answer = section.locator(".answer")
    assert await answer.evaluate(HIDDEN)
    assert await barriers(page) == []
    await page.keyboard.press("ArrowRight")
    await page.wait_for_function(SHOWN)
    foot = f"{made.title}\n{made.status}\n{place + 1} of {len(made.slides)}"
    await expect(section.locator(".foot")).to_have_text(foot, use_inner_text=True)
    await page.wait_for_function("() => location.hash !== ''")
    await page.reload()  # the place is in the address
    await expect(section).to_contain_text(str(made.slides[place].title))
    assert wrong == []
    await page.close()


async def test_the_trainer_reads_notes_in_a_window_of_their_own(
    offline: BrowserContext, tmp_path: Path
) -> None:
    made = deck()
    page, _ = await show(offline, deck_html(made)[0], tmp_path / "notes.html")
    await page.keyboard.press("ArrowRight")
    async with offline.expect_page() as opening:
        await page.keyboard.press("s")
    window = await opening.value
    await window.wait_for_function(
        "text => document.body && document.body.innerText.includes(text)", arg=str(made.slides[1].notes[0])
    )
    await expect(page.locator(".slides aside.notes").first).to_be_hidden()
    await window.close()
    await page.close()


async def test_without_a_script_the_slides_stand_one_under_the_other(
    chromium: Browser, tmp_path: Path
) -> None:
    context = (await window_in(chromium, java_script_enabled=False)).context
    page, _ = await show(context, deck_html(deck())[0], tmp_path / "plain.html")
    boxes = [await section.bounding_box() for section in (await page.locator("section").all())[:3]]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 3 and tops == sorted(set(tops))
    await context.close()


async def test_on_a_phone_a_slide_can_be_read(chromium: Browser, tmp_path: Path) -> None:
    context = (await window_in(chromium, viewport={"width": 390, "height": 800})).context
    page, wrong = await show(context, deck_html(deck())[0], tmp_path / "phone.html")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390 and wrong == []
    size = await page.locator("section li").first.evaluate(
        "node => parseFloat(getComputedStyle(node).fontSize)"
    )
    assert size >= 16
    assert await barriers(page) == []
    await context.close()
