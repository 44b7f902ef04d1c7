"""One evening with the kit: Hurricane Odell from joining to the report, in real browsers."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from kit.testbed.serverproc import House
from tests.conftest import OpenWindow
from tests.journeys.people import LAPTOP, PHONE, Desk, Player, join, wall_beside

SCRIPT = "<script>document.title='broken in'</script>"
START = re.compile("Start (play|the exercise)|StartEx")
REASON = f"Reason in own words {SCRIPT}"
OBSERVED = f"The PIO said what the county controls {SCRIPT}"
CONCERN = "Who gets the list of people rescued?"
REMARK = f"One voice cleared every line {SCRIPT}"


async def test_hurricane_odell_is_played_from_join_to_report(house: House, open_window: OpenWindow) -> None:
    desk = Desk((await open_window(**LAPTOP)).page)
    await desk.page.goto(f"{house.url}/desk/{house.key}")
    code = await desk.open_lobby("Hurricane Odell", "Short")
    screen = await wall_beside(open_window, desk.page)
    await expect(screen.get_by_text(code).first).to_be_visible()

    players = [Player((await open_window(**PHONE)).page) for _ in range(3)]
    for player, position in zip(players, ("County public information", "Sheriff", "Legal aid"), strict=True):
        await player.join(house.url, code, position)
    evaluator = (await open_window(**LAPTOP)).page
    await join(evaluator, house.url, await desk.evaluators_code())
    await evaluator.get_by_role("textbox").first.fill("Evaluator 1")
    await evaluator.get_by_role("button", name=re.compile("seat|sheet|Continue|guide")).click()

    await desk.page.get_by_role("button", name="Start the briefing").click()
    await desk.page.get_by_role("button", name=START).click()
    decisions = await play(desk, players, evaluator, screen)
    assert decisions == 4
    await hot_wash(desk, players)
    report = await end(desk, house)
    await read_report(report)


async def play(desk: Desk, players: list[Player], evaluator: Page, screen: Page) -> int:
    """Everything that comes, in order; returns how many decisions were taken."""
    decisions = 0
    while (coming := await desk.coming()) != "wash":
        if coming == "call":
            await joint_call(desk, players[1])
            continue
        if coming == "deliver":
            await desk.act("d")
            continue
        await desk.act("o")
        decisions += 1
        letters = await players[0].letters()
        for n, player in enumerate(players):
            await player.vote(letters[0] if n else letters[1], REASON)
        if decisions == 1:
            await first_decision(desk, players, evaluator, screen)
        await desk.decide()
        sentence = f"The exercise goes on with {letters[0]}."
        await expect(players[0].page.get_by_text(sentence, exact=True)).to_be_visible()
        for player in players:  # the next ballot is another one
            await expect(player.page.locator("form.ballot")).to_have_count(0)
    return decisions


async def first_decision(desk: Desk, players: list[Player], evaluator: Page, screen: Page) -> None:
    """What must hold while a decision is open, looked at once."""
    await expect(desk.page.get_by_text("3 of 3 have voted")).to_be_visible()
    await expect(screen.get_by_text("3 of 3 saved")).to_be_visible()
    for page in (players[1].page, screen):
        await expect(page.locator("body")).not_to_contain_text(REASON)
    await players[2].page.reload()
    await expect(players[2].page.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()
    await evaluator.get_by_role("button", name="Strength").click()
    await evaluator.get_by_role("textbox").last.fill(OBSERVED)
    await evaluator.get_by_role("button", name="Save", exact=True).click()
    await expect(evaluator.get_by_text(OBSERVED).last).to_be_visible()
    await expect(evaluator.get_by_text(re.compile("aved"))).not_to_have_count(0)


async def joint_call(desk: Desk, player: Player) -> None:
    """A concern comes in, gets a row on the board, and the call is closed."""
    await player.raise_concern(CONCERN)
    await desk.page.get_by_role("button", name=re.compile("^New row")).click()
    await expect(desk.page.get_by_role("table").get_by_text(CONCERN).first).to_be_visible()
    await desk.page.get_by_role("button", name="Close the call").click()
    await expect(desk.board).to_be_hidden()


async def hot_wash(desk: Desk, players: list[Player]) -> None:
    await desk.page.get_by_role("button", name="Open the hot wash").first.click()
    page = players[0].page
    await expect(
        page.get_by_role("heading", name="What should we keep, and what should we fix?")
    ).to_be_visible()
    await page.get_by_label("Add a strength").fill(REMARK)
    form = page.locator("form").filter(has=page.get_by_label("Add a strength"))
    await form.get_by_role("button").click()
    await expect(desk.page.get_by_text(REMARK)).to_be_visible()


async def end(desk: Desk, house: House) -> Page:
    """End the exercise and open the report as the file it is."""
    await desk.page.get_by_role("button", name="End the exercise").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=re.compile("End")).click()
    await expect(desk.page.get_by_role("heading", name="The report is ready as a draft.")).to_be_visible()
    report = await desk.page.context.new_page()
    await report.goto(desk.page.url.replace("/desk", "/report.html"))
    return report


async def read_report(report: Page) -> None:
    await expect(report.get_by_role("heading", name="Hurricane Odell").first).to_be_visible()
    body = await report.locator("body").inner_text()
    for words in ("Table 1", "Improvement plan", "B-D1", "B-D8", CONCERN, OBSERVED, REMARK, REASON):
        assert words in body, f"the report lacks {words!r}"
    assert await report.title() != "broken in"
    links = await report.locator("a[href^='#']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"
    )
    assert links == []
