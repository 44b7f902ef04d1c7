"""The page of slides in a real browser: it plays, moves, says everything, and shows the video beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from kit.video.captions import webvtt
from kit.video.files import VideoFiles
from kit.video.show import page, storyboard_html, transcript_page
from kit.video.timeline import timeline
from tests.barriers import barriers
from tests.conftest import window_in
from tests.video.small import Steady, short_board

QUESTION = "What do you do first?"
BOARD = replace(
    short_board(full=True), shots=short_board(full=True).shots[1:5]
)  # two scenes, the question, the end
LINES = tuple(line.text for line in BOARD.said)


@pytest.fixture
async def opened(chromium: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    made = BOARD
    files = VideoFiles("det-video", mp4="det-video.mp4", vtt="det-video.vtt", poster="det-video-poster.png")
    captions = webvtt(made, timeline(made, Steady()))
    path = tmp_path / "det-video-slides.html"
    path.write_bytes(page(made, files, captions))
    window = await window_in(chromium, viewport={"width": 390, "height": 844}, offline=True)
    await window.page.goto(path.as_uri())
    yield window.page
    await window.context.close()
    assert window.errors == []


async def test_next_and_previous_go_from_sentence_to_sentence_through_all_slides(opened: Page) -> None:
    caption, on = opened.locator("[data-caption]"), opened.get_by_role("button", name="Next")
    await expect(caption).to_have_text(LINES[0])
    for line in LINES[1:]:
        await on.click()
        await expect(caption).to_have_text(line)
    await expect(on).to_be_disabled()
    await expect(opened.locator("[data-place]")).to_have_text("Slide 4 of 4")
    await opened.get_by_role("button", name="Previous").click()
    await expect(caption).to_have_text(LINES[-2])


async def test_a_point_shows_when_it_is_said(opened: Page) -> None:
    later = opened.get_by_role("listitem").filter(has_text="It is Form I-247A.")
    await expect(later).to_be_hidden()
    await opened.get_by_role("button", name="Next").click()
    await expect(later).to_be_visible()


async def test_it_plays_at_reading_pace_and_stops_at_the_question(opened: Page) -> None:
    await opened.evaluate("for (const p of document.querySelectorAll('[data-ms]')) p.dataset.ms = 60")
    await opened.get_by_role("button", name="Play").click()
    await expect(opened.locator("[data-caption]")).to_have_text(QUESTION)
    await expect(opened.get_by_role("button", name="Play")).to_be_visible()
    await expect(opened.get_by_text("Pause here and discuss.")).to_be_visible()
    await expect(opened.locator("[data-caption]")).to_have_text(QUESTION)
    await opened.get_by_role("button", name="Play").click()
    await expect(opened.locator("[data-caption]")).to_have_text(LINES[-1])


async def test_keys_play_and_move(opened: Page) -> None:
    await opened.locator("[data-board]").focus()
    await opened.keyboard.press("ArrowRight")
    await expect(opened.locator("[data-caption]")).to_have_text(LINES[1])
    await opened.keyboard.press("ArrowLeft")
    await expect(opened.locator("[data-caption]")).to_have_text(LINES[0])
    await opened.keyboard.press(" ")
    await expect(opened.get_by_role("button", name="Pause")).to_be_visible()


async def test_everything_can_be_shown_at_once(opened: Page) -> None:
    await opened.get_by_role("button", name="Show everything").click()
    for text in LINES:
        await expect(opened.locator("[data-said] p").filter(has_text=text)).to_be_visible()


async def test_the_video_has_its_captions_although_the_page_was_opened_from_the_disk(opened: Page) -> None:
    video = opened.locator("video")
    await expect(video).to_be_visible()
    await opened.wait_for_function("() => document.querySelector('video').textTracks[0].cues?.length")
    cues = await video.evaluate("v => [...v.textTracks[0].cues].map(cue => cue.text.replace(/\\s+/g, ' '))")
    assert cues == list(LINES)


async def test_page_and_transcript_pass_axe(opened: Page, tmp_path: Path) -> None:
    assert await barriers(opened) == []
    await opened.get_by_role("button", name="Show everything").click()
    assert await barriers(opened) == []
    (tmp_path / "transcript.html").write_bytes(transcript_page(short_board(full=True)))
    await opened.goto((tmp_path / "transcript.html").as_uri())
    assert await barriers(opened) == []


def test_without_script_everything_is_there_to_read() -> None:
    text = storyboard_html(BOARD)
    assert all(f">{line}</p>" in text for line in LINES)
    assert "data-tools hidden" in text
    assert "<video" not in text
    assert "A clock, a form and a list" in text


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    text = page(short_board(full=True)).decode()
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "default-src 'none'" in text
