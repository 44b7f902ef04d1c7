"""The home page in a real browser: the shelf, set-up, papers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from kit.briefing.agency import Profile
from kit.briefing.shelf import read_briefings
from kit.pages.home import shelf_sections
from kit.pages.home_briefings import sections as briefing_sections
from kit.scenario.shelf import read_shelf
from tests.pages.conftest import OpenStage
from tests.pages.stage import Scene, Stage
from tests.pages.test_desk_page import EVIL, WIDE, hostile

ROOT = Path(__file__).parents[2]
RUNS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "home-runs.json").read_text("utf-8"))
ROUTES = {
    "shelf": "",
    "setup": "#setup/hurricane",
    "papers": "#papers/hurricane",
    "briefing": "#briefing/INT",
    "series": "#series/roll_call",
}
KNOWN = {
    "people": 500, "least": True, "date": "2026-11-20", "inject": 85.0, "vote": 269.0, "beyond": 0,
    "trouble": "", "stale": "", "busy": 0.0, "battery": False, "air": {"inject_most": 1250.0},
}  # fmt: skip


GO = """hash => new Promise((done) => {
    if (location.hash === hash) return done();
    addEventListener("hashchange", done, { once: true });
    location.hash = hash;
})"""


def view(**sections: Any) -> dict[str, Any]:
    """The real shelf with two open runs, two earlier ones, a broken exercise and a measured laptop."""
    shelf = read_shelf(ROOT / "exercises")
    still = shelf_sections(shelf, date(2026, 11, 21)) | briefing_sections(
        read_briefings(ROOT / "briefings"), Profile(), "", date(2026, 11, 21)
    )
    runs = {name: RUNS[name] for name in ("runs", "earlier", "broken")}
    exercises = [{**one, "paths": RUNS["paths"]} for one in still["exercises"]]
    laptop = {"known": KNOWN, "running": None, "ended": ""}
    return {**still, **runs, "exercises": exercises, "capacity": laptop, **sections}


VIEW = view()


def home(**sections: Any) -> Scene:
    return Scene("home", {**VIEW, **sections})


async def go(stage: Stage, route: str) -> None:
    await stage.page.evaluate(GO, route)
    await stage.settle()


async def choose(stage: Stage, *ids: str) -> None:
    for id in ids:
        await stage.page.locator(f"label[for={id}]").click()
    await stage.settle()


async def lobby_opens(stage: Stage, run: str) -> None:
    """The room has made the run: the page leaves for its desk."""
    done = {"kind": "done", "id": (await stage.sent())[-1]["id"], "at": 1, "data": {"run": run}}
    await stage.page.evaluate("done => { setTimeout(() => stage.tell(done), 0) }", done)
    await stage.page.wait_for_url(f"**/run/{run}/desk")


async def this_run(stage: Stage) -> str:
    return await stage.words(".this-run")


@pytest.mark.parametrize(("scheme", "rules"), [("light", ()), ("dark", ("color-contrast",))])
async def test_every_part_is_accessible(open_stage: OpenStage, scheme: str, rules: tuple[str, ...]) -> None:
    stage = await open_stage(home(), **WIDE, scheme=scheme)
    problems = {}
    for part, route in ROUTES.items():
        await go(stage, route)
        await stage.picture(f"home-{part}-1366-{scheme}")
        problems[part] = await stage.accessibility_problems(*rules)
    assert {part: found for part, found in problems.items() if found} == {}


@pytest.mark.parametrize("width", [1920, 390, 320])
async def test_no_part_scrolls_sideways(open_stage: OpenStage, width: int) -> None:
    stage = await open_stage(home(), width=width, height=800, touch=False)
    for part, route in ROUTES.items():
        await go(stage, route)
        await stage.picture(f"home-{part}-{width}-light")
        assert await stage.sideways() == 0, part


async def test_script_in_any_text_is_shown_as_text(open_stage: OpenStage) -> None:
    kept = {name: VIEW[name] for name in ("dials", "today")}
    stage = await open_stage(Scene("home", {**hostile(VIEW, "slug"), **kept}), **WIDE)
    await expect(stage.page.locator("#page img, #page script")).to_have_count(0)
    evil = {
        **VIEW,
        "exercises": [
            {**hostile(one), "slug": one["slug"], "forms": one["forms"], "dials": one["dials"]}
            for one in VIEW["exercises"]
        ],
        "briefings": [
            {**hostile(one), "key": one["key"], "audiences": one["audiences"], "minutes": one["minutes"]}
            for one in VIEW["briefings"]
        ],
        "series": [{**one, "title": EVIL, "about": EVIL} for one in VIEW["series"]],
    }
    await stage.tell({"kind": "view", "view": evil, "seq": 1})
    for route in ROUTES.values():
        await go(stage, route)
        assert await stage.ask("window.hacked") is None
        await expect(stage.page.locator("#page img, #page script")).to_have_count(0)
    assert "<script>window.hacked=1</script>" in await stage.words("h1")


async def test_runs_in_play_come_first_with_their_desk(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    first = stage.page.locator("main h2").first
    await expect(first).to_have_text("In play now: Hurricane Odell")
    links = await stage.page.eval_on_selector_all(
        ".in-play a", "all => all.map((a) => a.getAttribute('href'))"
    )
    assert links == ["/run/9108e209/desk", "/run/77aa0c11/desk"]


async def test_facts_are_counted_by_badge_in_words(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    line = await stage.page.locator(".factline").nth(1).inner_text()
    facts = next(one["facts"] for one in VIEW["exercises"] if one["slug"] == "hurricane")
    assert f"{facts['inforce']} in force" in line
    assert f"{facts['unknown']} unknown" in line


async def test_a_broken_exercise_says_where_and_harms_no_other(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    text = await stage.words("main")
    assert "exercises/flood/scenario.yaml:112: unknown position GB9" in text
    await expect(stage.page.get_by_text("Start a run")).to_have_count(len(VIEW["exercises"]))


async def test_earlier_runs_lead_to_their_reports(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    earlier = stage.page.locator(".earlier")
    await expect(earlier.locator("a").first).to_have_attribute("href", "/run/51d2e0aa/report.html")
    await expect(earlier).to_contain_text("does not hold the scenario")


async def test_what_the_dials_change_follows_every_click(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["setup"])
    assert "No federal statement exists in this posture." in await this_run(stage)
    await choose(stage, "P3-site", "P4-may")
    now = await this_run(stage)
    assert "No federal statement exists in this posture." not in now
    assert "A written, site-specific assurance exists" in now
    assert "Choice d is closed." in now
    await choose(stage, "form-short")
    assert "B-D6" not in await this_run(stage), "B-D6 is not played in the short form"
    assert "87 to 89 min" in await this_run(stage)


async def test_an_exercise_that_no_dial_changes_asks_for_none(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#setup/roundtable")
    text = await stage.words("main")
    assert "45 min" in text and "Posture dials" not in text and "dial" not in await this_run(stage)


async def test_a_combination_that_may_be_unlawful_warns_and_is_not_blocked(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["setup"])
    await expect(stage.page.locator(".banner")).to_have_count(0)
    await choose(stage, "P1-restricts", "P2-jail")
    assert "Check this combination with counsel" in await stage.words(".banner")
    await expect(stage.page.get_by_role("button", name="Open the lobby")).to_be_enabled()


async def test_the_lobby_opens_with_what_was_set(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["setup"])
    await choose(stage, "form-short", "P5-terms", "who-approve", "names-anonymous")
    for field, text in {
        "name": "Spring drill",
        "sponsor": "County",
        "place": "EOC room",
        "date": "2026-12-09",
    }.items():
        await stage.page.locator(f"#set-{field}").fill(text)
    await stage.page.get_by_role("button", name="Open the lobby").click()
    (sent,) = await stage.sent()
    dials = {"P1": "silent", "P2": "none", "P3": "none", "P4": "norule", "P5": "terms"}
    assert sent["name"] == "create-run"
    assert sent["args"] == {
        "slug": "hurricane", "form": "short", "dials": dials, "name": "Spring drill", "sponsor": "County",
        "date": "2026-12-09", "place": "EOC room", "admission": "approve", "names": "anonymous",
    }  # fmt: skip
    await lobby_opens(stage, "abcd")


async def test_a_refusal_stays_on_the_page_and_is_said(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["setup"])
    await stage.page.get_by_role("button", name="Open the lobby").click()
    await stage.answer("refused", why="Choose who may join, and which names are kept.")
    assert "Choose who may join" in await this_run(stage)
    assert "Choose who may join, and which names are kept." in await stage.said()


async def test_what_is_set_survives_a_reload(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["setup"])
    await choose(stage, "P1-requires")
    await stage.page.locator("#set-name").fill("Spring drill")
    await stage.load()
    await go(stage, ROUTES["setup"])
    await expect(stage.page.locator("#set-name")).to_have_value("Spring drill")
    await expect(stage.page.locator("#P1-requires")).to_be_checked()
    await stage.page.get_by_role("button", name="Start over").click()
    await expect(stage.page.locator("#P1-silent")).to_be_checked()


async def test_trying_alone_starts_a_run_at_once(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await stage.page.get_by_role("button", name="Try it alone").first.click()
    (sent,) = await stage.sent()
    assert sent["args"]["slug"] == "enforcement_action"
    assert sent["args"]["names"] == "anonymous"
    await lobby_opens(stage, "abcd")


async def test_papers_show_the_list_of_each_form(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, ROUTES["papers"])
    full = await stage.texts(".msel-paper tbody tr")
    await stage.page.locator("select").select_option("short")
    short = await stage.texts(".msel-paper tbody tr")
    assert 0 < len(short) < len(full)


async def test_an_unknown_exercise_in_the_address_says_so(open_stage: OpenStage) -> None:
    stage = await open_stage(home(), **WIDE)
    await go(stage, "#setup/flood")
    assert "There is nothing called “flood” on this shelf." in await stage.words("main")
