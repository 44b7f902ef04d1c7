"""The desk never loses a word and says aloud what happened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.desk_views import BASE, STATES, desk
from tests.pages.test_desk_page import WIDE, press
from tests.pages.test_desk_page_acts import button


async def test_half_typed_words_survive_news_and_a_reload(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    for field, text in {"#note": "The tables disagree", "#announce": "We start again at"}.items():
        await stage.page.locator(field).fill(text)
    await stage.page.locator("#note").focus()
    await stage.patch(1, raised=[], roster=BASE["roster"][:3], log=STATES["taken"]["log"])
    await expect(stage.page.locator("#note")).to_have_value("The tables disagree")
    await expect(stage.page.locator("#note")).to_be_focused()
    await stage.load()
    await expect(stage.page.locator("#note")).to_have_value("The tables disagree")
    await expect(stage.page.locator("#announce")).to_have_value("We start again at")


async def test_a_note_is_kept_until_the_journal_has_it(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await stage.page.locator("#note").fill("Ask legal aid first.")
    await button(stage, "Save the note")
    await stage.answer("refused", why="Your seat cannot do that.")
    await expect(stage.page.locator("#note")).to_have_value("Ask legal aid first.")
    assert "Your seat cannot do that." in await stage.words("footer.log")
    assert "Your seat cannot do that." in await stage.said()


async def test_own_acts_are_said_in_words_and_single_votes_never(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("taken"), **WIDE)
    await press(stage, "d")
    await stage.patch(1, log=[{"seq": 500, "at": 1, "text": "inject-delivered B7"}])
    await stage.answer("done", at=1, data={})
    assert await stage.said() == ["B7 delivered."]
    other = await open_stage(desk("open"), **WIDE)
    await other.patch(1, ballot={**STATES["open"]["ballot"], "saved": 20})
    assert await other.said() == []


async def test_raised_items_are_said(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    item: dict[str, Any] = {**BASE["raised"][0], "id": "q9", "title": "Legal aid", "kind": "question"}
    await stage.patch(1, raised=[*BASE["raised"], item])
    assert await stage.said() == ["Question: Legal aid."]


async def test_trouble_with_the_disk_is_said_and_stays_in_the_foot(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await press(stage, "o")
    why = "The disk is full. Nothing new is being saved. Free some space now."
    await stage.answer("unsaved", why=why)
    assert await stage.said() == [why]
    foot = await stage.words("footer.log")
    assert "Not saved yet: 1 act." in foot
    assert why in foot
    assert "is on disk" not in foot.replace("The rest is on disk", "")


async def test_the_clock_reads_what_the_module_has_used(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    assert "16 of 34 min, 18 left" in await stage.words("header.bar-top")


async def test_settings_of_the_reader_stay(open_stage: OpenStage) -> None:
    scene = desk()
    larger = {"kit.settings": json.dumps({"text": "150"})}
    stage = await open_stage(type(scene)(scene.page, scene.view, now=scene.now, device=larger), **WIDE)
    assert await stage.sideways() == 0


@pytest.mark.parametrize("state", ["base", "open"])
async def test_a_lost_connection_is_said_and_nothing_claims_to_be_saved(
    open_stage: OpenStage, state: str
) -> None:
    stage = await open_stage(desk(state), **WIDE)
    await stage.link("lost")
    await press(stage, "p")
    assert "No connection" in await stage.words(".net-banner:not(:empty)")
    assert "Not saved yet: 1 act." in await stage.words("footer.log")
