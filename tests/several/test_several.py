"""One run, two processes, a real proxy and a real database: what a guest sees when one of them goes."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal

import pytest
from playwright.async_api import expect

from kit.measurement.gathering import gathered, place, to_a_decision, vote
from kit.rehearsal.cast import Part
from kit.rehearsal.page import OpenPage, Said, Stuck
from kit.rehearsal.person import Person
from kit.room.room import NotSaved
from kit.testbed.several import COOKIE, NAMES, Several
from kit.testbed.wire import Browser
from tests.conftest import OpenWindow
from tests.several.crowd import (
    all_back,
    all_saved,
    at,
    complaints,
    reloads_expected,
    votes_kept,
)
from tests.waiting import until

PEOPLE = 8


async def test_people_land_on_both_processes_and_the_desk_on_one_sees_every_vote(both: Several) -> None:
    stage = await gathered(both, PEOPLE)
    assert {place(person.page) for person in stage.players} == set(NAMES)
    await to_a_decision(stage)
    votes = [vote(stage, person, "b") for person in stage.players]
    await all_saved(stage, votes)
    await stage.desk.until(lambda v: v["ballot"]["saved"] == PEOPLE, "every vote on the desk")
    await until(lambda: all(row["here"] for row in stage.desk.view["roster"]))
    await stage.act("reveal")
    await stage.decision_reaches([], 0.0)
    votes_kept(both, stage, votes)
    for page in stage.pages():
        await page.leave()


async def test_after_a_process_was_killed_its_people_are_back_on_the_other_and_no_vote_is_lost(
    both: Several, open_window: OpenWindow
) -> None:
    stage = await gathered(both, PEOPLE)
    phone = await open_window(viewport={"width": 390, "height": 844})
    await phone.page.goto(f"{both.url}/join?code={stage.desk.view['join']['code']}")
    await phone.page.get_by_role("radio").first.check()
    await phone.page.get_by_role("button", name="Take this seat").click()
    await phone.page.wait_for_url(re.compile(r"/run/\w+$"))
    cookies = {cookie["name"]: cookie["value"] for cookie in await phone.context.cookies()}
    victim = cookies[COOKIE]
    await to_a_decision(stage)
    await expect(phone.page.locator("form.ballot")).to_be_visible()
    expected = reloads_expected(stage, victim)
    votes = [vote(stage, person, "b") for person in stage.players]
    both.servers[victim].kill()
    await all_saved(stage, votes)
    await all_back(stage, expected)
    assert at(stage, victim) == []
    await stage.desk.until(lambda v: v["ballot"]["saved"] == PEOPLE, "every vote on the desk")
    await stage.act("close-voting")
    await stage.act("reveal")
    await stage.decision_reaches([], 0.0)
    await expect(phone.page.locator("form.ballot")).to_be_hidden()  # the phone came back by itself
    cookies = {cookie["name"]: cookie["value"] for cookie in await phone.context.cookies()}
    assert cookies[COOKIE] != victim
    votes_kept(both, stage, votes)
    await both.again(victim)
    for page in stage.pages():
        await page.leave()


async def test_while_the_database_is_gone_pages_say_not_saved_and_then_it_is(both: Several) -> None:
    stage = await gathered(both, 4)
    await to_a_decision(stage)
    both.database.stop(how=signal.SIGQUIT)
    votes = [vote(stage, person, "b") for person in stage.players]
    for person, said in zip(stage.players, votes, strict=True):
        await person.page.until(lambda _, said=said: bool(said.why), "a word of what is wrong")  # type: ignore[misc]
        assert said.why == NotSaved.outside
    assert (await Browser(both.url).get("/health")).status == 200  # pages say it better than a proxy could
    await asyncio.to_thread(both.database.start)
    for person, said in zip(stage.players, votes, strict=True):
        await pressed_again(person.page, said)
    await stage.desk.until(lambda v: v["ballot"]["saved"] == 4, "every vote on the desk")
    assert [page.reloads for page in stage.pages()] == [0] * len(stage.pages())
    votes_kept(both, stage, votes)
    for page in stage.pages():
        await page.leave()


async def pressed_again(page: OpenPage, said: Said) -> None:
    """The page would send it by itself in a quarter of a minute; its person presses the button before."""
    for _ in range(120):
        page.send(said.name, said.args, id=said.id)
        with contextlib.suppress(Stuck):
            await page.until(lambda _: said.outcome == "saved", "the vote to be saved", within=0.5)
            return
    raise AssertionError(said.why)


async def test_one_process_after_the_other_is_started_anew_and_nobody_is_lost(both: Several) -> None:
    stage = await gathered(both, PEOPLE)
    await to_a_decision(stage)
    first = [vote(stage, person, "a") for person in stage.players]
    for name in NAMES:
        expected = reloads_expected(stage, name)
        leaving = asyncio.create_task(both.servers[name].stop())  # SIGTERM, and the time it asks for
        await all_back(stage, expected)
        assert {place(page) for page in stage.pages()} == set(NAMES) - {name}
        late = Person(Part("P99", "player", stage.players[0].part.position, ""), Browser(both.url))
        await late.join(stage.desk.view["join"]["code"])
        assert place(late.page) != name
        await late.page.leave()
        await leaving
        await both.again(name)
    second = [vote(stage, person, "b") for person in stage.players]
    for sent in (first, second):
        await all_saved(stage, sent)
    votes_kept(both, stage, [*first, *second])
    assert [page.shut_out for page in stage.pages()] == [""] * len(stage.pages())
    for page in stage.pages():
        await page.leave()
    assert complaints(both) == []


@pytest.mark.parametrize("spoofed", [{}, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}])
async def test_what_a_guest_writes_about_proxies_is_not_believed(
    both: Several, spoofed: dict[str, str]
) -> None:
    from tornado.httpclient import AsyncHTTPClient

    async def cookie(base: str) -> str:
        answer = await AsyncHTTPClient().fetch(
            f"{base}/desk/{both.key}", headers=spoofed, follow_redirects=False, raise_error=False
        )
        return next(line for line in answer.headers.get_list("Set-Cookie") if line.startswith("kit-desk"))

    assert "Secure" not in await cookie(both.url)
    by_the_proxy_itself = await cookie(both.servers["one"].url)
    assert ("Secure" in by_the_proxy_itself) is bool(spoofed)
