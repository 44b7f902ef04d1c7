"""The laptop's plug is pulled with a vote on its way: phones show the truth afterwards, by themselves."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from kit.measurement.gathering import to_a_decision
from kit.rehearsal.cast import cast_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.scenario.read import read_exercise
from kit.testbed.serverproc import ROOT, Server, kit_server
from kit.trouble.truth import journal_of
from tests.conftest import OpenWindow
from tests.journeys.people import PHONE, Player

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
SOON = 30_000  # milliseconds; pages come back within a few seconds
DRAFT = "Half a sentence about"
REASON = "Written a moment before the plug was pulled."


@dataclass
class House:
    server: Server
    stage: Stage

    async def pull_the_plug(self, first: Callable[[], Awaitable[None]]) -> None:
        """Hold the server still, let people act, and kill it before it has read a word of that."""
        os.kill(self.server.pid, signal.SIGSTOP)
        await first()
        self.server.kill()
        await self.server.stop()

    async def start_again(self) -> None:
        self.server.spawn()
        await self.server.ready()

    async def votes(self) -> list[tuple[str, str]]:
        return [
            (r.data["option"], r.data["reason"])
            for r in await journal_of(self.stage)
            if r.name == "vote-cast"
        ]


@pytest.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, str]]:
    """A server whose plug can be pulled, and its facilitator's key."""
    server, key = kit_server(tmp_path_factory.mktemp("house"))
    server.spawn()
    try:
        await server.ready()
        yield server, key
    finally:
        await server.stop()


@pytest.fixture
async def house(served: tuple[Server, str]) -> AsyncIterator[House]:
    """That server in the lobby of a new run; its scripted facilitator comes back by herself, too."""
    server, key = served
    exercise = read_exercise(ROOT / "exercises" / "hurricane" / "scenario.yaml")
    script = Script(exercise, cast_of(exercise, 2, 0, 1), 1)
    house = House(server, await set_up(server.url, key, script, Wish("short"), Chaos(kills=True, haste=0.1)))
    yield house
    for page in house.stage.pages():
        page.hang_up()


async def choose(page: Page, letter: str, reason: str) -> None:
    ballot = page.locator("form.ballot")
    await ballot.locator(f'input[type=radio][value="{letter}"]').check()
    await ballot.get_by_role("textbox").fill(reason)


async def save(page: Page) -> None:
    await page.locator("form.ballot").get_by_role("button", name=re.compile("^Save")).click()


async def test_a_vote_in_flight_at_a_kill_is_saved_once_without_a_hand_on_the_phone(
    house: House, open_window: OpenWindow
) -> None:
    code = house.stage.desk.view["join"]["code"]
    voter, thinker, saved = [Player((await open_window(**PHONE)).page) for _ in range(3)]
    for player, position in (
        (voter, "Sheriff"),
        (thinker, "Legal aid"),
        (saved, "County public information"),
    ):
        await player.join(house.server.url, code, position)
    await to_a_decision(house.stage)
    first, second, *_ = await voter.letters()
    await saved.vote(second, "Saved before.")
    await choose(thinker.page, second, DRAFT)
    await choose(voter.page, first, REASON)

    await house.pull_the_plug(lambda: save(voter.page))
    await expect(voter.page.get_by_text(SAVED)).to_have_count(0)
    await expect(voter.page.get_by_text(re.compile("No connection")).first).to_be_attached(timeout=SOON)
    await house.start_again()

    for player, letter, reason in ((voter, first, REASON), (saved, second, "Saved before.")):
        ballot = player.page.locator("form.ballot")
        await expect(ballot.get_by_text(SAVED)).to_be_visible(timeout=SOON)
        await expect(ballot.locator(f'input[value="{letter}"]')).to_be_checked()
        await expect(ballot.get_by_role("textbox")).to_have_value(reason)
    await expect(thinker.page.locator("form.ballot").get_by_role("textbox")).to_have_value(DRAFT)
    await expect(thinker.page.get_by_text(SAVED)).to_have_count(0)
    await expect(thinker.page.get_by_text(re.compile("No connection"))).to_have_count(0, timeout=SOON)
    assert sorted(await house.votes()) == sorted([(first, REASON), (second, "Saved before.")])


async def test_a_page_told_to_load_again_while_the_server_is_away_once_more_waits_for_it(
    house: House, open_window: OpenWindow
) -> None:
    code = house.stage.desk.view["join"]["code"]
    player = Player((await open_window(**PHONE)).page)
    await player.join(house.server.url, code, "Sheriff")
    # Between "your kernel is gone" and the reload the server dies again: the second answer never comes.
    asked: list[str] = []

    async def once(route, request):  # type: ignore[no-untyped-def]
        asked.append(request.url)
        if len(asked) == 1:
            await route.fulfill(status=404)
        elif len(asked) == 2:
            await route.abort()
        else:
            await route.continue_()

    await player.page.route("**/api/kernels/*", once)
    house.server.kill()
    await house.server.stop()
    await expect(player.page.get_by_text(re.compile("No connection")).first).to_be_attached(timeout=SOON)
    await house.start_again()
    await to_a_decision(house.stage)
    await expect(player.page.locator("form.ballot")).to_be_visible(timeout=SOON)
    assert len(asked) >= 3
