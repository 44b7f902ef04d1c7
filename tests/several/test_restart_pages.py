"""A process is started anew under people who type and vote: a real phone beside scripted people."""

from __future__ import annotations

import re

from playwright.async_api import expect

from kit.measurement.gathering import gathered, place, to_a_decision, vote
from kit.testbed.several import COOKIE, NAMES, Several
from tests.conftest import OpenWindow, Window
from tests.several.crowd import all_saved, complaints, votes_kept
from tests.waiting import until

PEOPLE = 6
_WATCHED = """() => {
  window.mark = 1;
  window.heard = [];
  const say = document.getElementById("say");
  new MutationObserver(() => heard.push(say.textContent)).observe(say, { childList: true });
}"""
"""The mark is gone when the page is loaded anew; ``heard`` is what a screen reader says."""


async def process_of(phone: Window) -> str:
    cookies = {cookie["name"]: cookie["value"] for cookie in await phone.context.cookies()}
    return cookies[COOKIE]


async def test_a_process_is_started_anew_and_nobody_is_interrupted(
    both: Several, open_window: OpenWindow
) -> None:
    stage = await gathered(both, PEOPLE)
    phone = await open_window(viewport={"width": 390, "height": 844})
    page = phone.page
    await page.goto(f"{both.url}/join?code={stage.desk.view['join']['code']}")
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="Take this seat").click()
    await page.wait_for_url(re.compile(r"/run/\w+$"))
    await to_a_decision(stage)
    await page.locator("label[for=vote-b]").click()
    await page.locator("#why").press_sequentially("Half a sen")
    await page.evaluate(_WATCHED)
    name = await process_of(phone)
    other = next(one for one in NAMES if one != name)

    moving = [one for one in stage.pages() if place(one) == name]
    silences = {one.who: len(one.link.silences) for one in moving}
    losses = {one.who: len(one.endings) for one in moving}
    sent = [vote(stage, person, "b") for person in stage.players]  # on their way as the process is told
    await both.servers[name].stop()
    await until(lambda: all(place(one) == other for one in stage.pages()))
    await all_saved(stage, sent)
    votes_kept(both, stage, sent)
    assert all(len(one.link.silences) == silences[one.who] + 1 for one in moving)
    assert {one.who: len(one.endings) for one in moving} == losses  # nobody's connection was cut

    assert await process_of(phone) == other
    await expect(page.locator("#why")).to_be_focused()
    await page.keyboard.type("tence.")
    await expect(page.locator("#why")).to_have_value("Half a sentence.")
    await expect(page.locator("#vote-b")).to_be_checked()
    await page.get_by_role("button", name="Save my choice").click()
    await stage.desk.until(lambda v: v["ballot"]["saved"] == PEOPLE + 1, "every vote on the desk")
    await expect(page.locator(".act")).to_contain_text("Saved")
    assert await page.evaluate("() => window.mark") == 1
    assert [said for said in await page.evaluate("() => heard") if "onnect" in said] == []
    await both.again(name)
    for one in stage.pages():
        await one.leave()
    assert complaints(both) == []
