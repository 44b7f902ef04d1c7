"""The briefings on the home page in a real browser: finding them, giving one, putting a series together."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from kit.briefing.series import check_series, series_from_text
from kit.briefing.shelf import read_briefings
from tests.pages.conftest import OpenStage
from tests.pages.stage import Stage
from tests.pages.test_desk_page import EVIL, WIDE
from tests.pages.test_home_page import VIEW, choose, go, home, lobby_opens

ROOT = Path(__file__).parents[2]


async def pick(stage: Stage, what: str, value: str) -> None:
    await stage.page.locator(f"#find-{what}").select_option(value)
    await stage.settle()


async def titles(stage: Stage) -> list[str]:
    return await stage.texts(".briefing-row h4")


async def hears(stage: Stage, words: str) -> None:
    """Wait until the live region says it."""
    await expect(stage.page.locator("#say")).to_contain_text(words)


async def found(stage: Stage) -> str:
    return await stage.words("search [role=status]")


async def test_a_stranger_finds_what_is_for_them_by_audience_minutes_topic_and_word(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(home(), **WIDE)
    assert await found(stage) == f"{len(VIEW['exercises'])} exercises, 14 briefings."
    await pick(stage, "who", "community")
    assert await titles(stage) == ["Explaining Information Sharing to Your Community"]
    assert (await found(stage)).startswith("0 exercises, 1 briefing.")
    await pick(stage, "who", "officers")
    await pick(stage, "topic", "custody")
    assert await titles(stage) == [
        "How to Respond to an Immigration Detainer",
        "Consular Notification: Your Role When Detaining Foreign Nationals",
    ]
    await stage.load()
    assert len(await titles(stage)) == 2, "what was chosen stays chosen on this device"
    await stage.page.get_by_role("button", name="Show all").click()
    await stage.page.locator("#find-words").fill("landlord")
    await stage.settle()
    assert await titles(stage) == ["Unlawful Retaliation by Private Actors"]
    await stage.page.locator("#find-words").fill("")
    await pick(stage, "who", "together")
    assert await titles(stage) == []
    await expect(stage.page.locator(".shelf-row h3")).to_have_count(len(VIEW["exercises"]) + 1)
    await pick(stage, "time", "10")
    assert "No exercise fits" in await stage.words("main")


async def test_each_briefing_says_how_sure_its_facts_are_and_who_has_reviewed_it(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(home(), **WIDE)
    row = stage.page.locator(".briefing-row").filter(has_text="Immigration Detainer")
    facts = next(one["facts"] for one in VIEW["briefings"] if one["key"] == "DET")
    text = await row.inner_text()
    assert f"{facts['unknown']} unknown" in text
    assert "not reviewed yet. 1 card for review only." in text
    reviewed = [
        {**one, "gates": {"passed": 7, "of": 7}, "aids": [{**aid, "obstacles": 0} for aid in one["aids"]]}
        for one in VIEW["briefings"]
    ]
    await stage.tell({"kind": "view", "view": {**VIEW, "briefings": reviewed}, "seq": 1})
    await expect(row).to_contain_text("done. Card ready to hand out.")


async def test_a_briefing_is_given_as_it_was_set(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#briefing/INT")
    await choose(stage, "audience-commanders", "version-287g", "setting-class", "scored")
    assert "30 min" in await stage.words(".this-run")
    links = await stage.page.eval_on_selector_all(
        "a[href^='/']", "all => all.map((a) => a.getAttribute('href'))"
    )
    assert "/learn/briefings/int-commanders-287g.html" in links
    assert "/packets/int-commanders-287g.pdf" in links
    assert not any("int-officers" in link for link in links)
    await stage.page.get_by_role("button", name="Give it now").click()
    (sent,) = await stage.sent()
    assert sent["name"] == "create-run"
    assert sent["args"] == {
        "slug": "int", "name": "Introduction to Secure Communities: What Law Enforcement Needs to Know",
        "entries": ["INT/commanders/287g"], "setting": "class", "scored": True, "admission": "open",
        "names": "named", "place": "", "date": "2026-11-21",
    }  # fmt: skip
    await lobby_opens(stage, "abcd")


async def test_without_names_no_score_can_be_kept(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#briefing/DET")
    await choose(stage, "scored", "names-anonymous")
    await expect(stage.page.locator("#scored")).to_have_count(0)
    await stage.page.get_by_role("button", name="Give it now").click()
    (sent,) = await stage.sent()
    assert (sent["args"]["names"], sent["args"]["scored"]) == ("anonymous", False)


async def test_a_card_that_may_not_be_used_yet_says_why(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#briefing/DET")
    aid = next(one["aids"][0] for one in VIEW["briefings"] if one["key"] == "DET")
    text = await stage.words("main")
    assert "Prints as a review copy only" in text
    assert aid["first"][0] in text
    assert f"and {aid['obstacles'] - 3} more." in text


async def test_a_series_is_put_together_in_any_order_with_its_agenda(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#series")
    add = stage.page.get_by_role("button", name="Add", exact=True)
    for entry in ("OUT/community/", "DET/officers/", "INT/commanders/287g"):
        await stage.page.locator("#series-add").select_option(entry)
        await add.click()
    await stage.page.locator("#series-add").select_option("DET/officers/")
    await add.click()
    await hears(stage, "This part is in the series already.")
    rows = stage.page.locator(".series-row")
    assert [text.split("\n")[0] for text in await stage.texts(".series-row")] == ["0 min", "8 min", "17 min"]
    await rows.nth(1).get_by_role("button", name="Up").click()
    await hears(stage, "now part 1.")
    await rows.nth(1).get_by_role("button", name="Leave out").click()
    await stage.page.locator("#series-title").fill("Night shift")
    kept = await stage.ask("document.querySelector('.file-text').textContent")
    await stage.page.get_by_role("button", name="Give it now").click()
    (sent,) = await stage.sent()
    assert sent["args"]["slug"] == "series"
    assert sent["args"]["entries"] == ["DET/officers/", "INT/commanders/287g"]
    series = series_from_text(kept, ROOT / "briefings" / "series" / "our_series.yaml")
    shelf = read_briefings(ROOT / "briefings")
    assert list(check_series(series, shelf.by_key)) == []
    assert [(e.module, e.audience, e.version) for e in series.entries] == [
        ("DET", "officers", ""),
        ("INT", "commanders", "287g"),
    ]


async def test_an_empty_series_cannot_be_given_and_says_why(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#series")
    await stage.page.get_by_role("button", name="Give it now").click(force=True)
    await hears(stage, "Add a part first.")
    assert await stage.sent() == []


async def test_a_broken_briefing_and_broken_values_are_told_and_harm_nothing_else(
    open_stage: OpenStage,
) -> None:
    broken = [{"slug": "det", "problems": [f"briefings/det/module.yaml:7: {EVIL}"]}]
    stage = await open_stage(
        home(broken_briefings=broken, agency="The agency's values cannot be used: line 3."), **WIDE
    )
    text = await stage.words("main")
    assert "The briefing det cannot be opened: 1 problem in its text." in text
    assert EVIL in text
    assert "The agency's values cannot be used: line 3." in text
    assert len(await titles(stage)) == 14
