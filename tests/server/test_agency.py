"""The agency page: the facilitator fills in the agency's values and reviewers sign, in plain forms."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import expect
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from kit.briefing.agency import read_profile
from kit.briefing.frame import Frame
from kit.briefing.read import BRIEFINGS, read_frame as read_shared, read_module
from kit.pages.agency import AgencyPage
from kit.room.briefings import Briefings
from kit.scenario.frame import Dial
from kit.scenario.read import read_frame
from kit.server.assets import Assets
from kit.store.memory import MemoryJournal
from tests.barriers import barriers
from tests.conftest import OpenWindow
from tests.server.conftest import EXERCISES, Guest, House, enter

DAY = date(2026, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A house's own briefings: two modules and what all share."""
    (tmp_path / "briefings").mkdir()
    shutil.copy(BRIEFINGS / "frame.yaml", tmp_path / "briefings")
    for key in ("lan", "int"):
        shutil.copytree(BRIEFINGS / key, tmp_path / "briefings" / key)
    return tmp_path


@pytest.fixture
async def desk(house: House, folder: Path) -> Guest:
    """The facilitator of a house whose agency.yaml does not exist yet."""
    briefings = Briefings(MemoryJournal(), folder / "briefings", EXERCISES)
    house.app.agency = AgencyPage(briefings, EXERCISES, lambda: DAY)
    return await house.facilitator()


async def words(guest: Guest, path: str) -> str:
    answer = await guest.ask(path)
    assert answer.code == 200, answer.code
    return flat(answer.body)


def flat(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split())


async def fields(guest: Guest, path: str) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    body = (await guest.ask(path)).body.decode()
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"on": " checked" in tag}
        for tag in re.findall(r"<input[^>]*>", body)
    ]
    return {
        str(one["name"]): unescape(str(one.get("value", "")))
        for one in inputs
        if one.get("type") not in ("radio", "checkbox") or one["on"]
    }


async def test_the_overview_says_what_is_missing_in_each_group_and_which_cards_are_ready(desk: Guest) -> None:
    said = await words(desk, "/agency")
    assert re.search(r"People and desks [3-9] of 10 still missing", said)
    assert (
        "0 of 2 cards may be handed out." in said
        and "The first thing you save makes the file agency.yaml." in said
    )
    assert re.search(r"LAN: Speaking Their Language: [^0-9]+ 0 of 1 \d+ \d+ 7", said)


async def test_values_are_saved_group_after_group_and_the_file_keeps_its_comments(
    desk: Guest, folder: Path
) -> None:
    agency = folder / "agency.yaml"
    agency.write_text("format: 1\n# asked on 3 May\nvalues:\n  supervisor: Watch sergeant # by phone\n")
    form = await fields(desk, "/agency/values/language")
    form |= {
        "interpreter-line": "Dispatch",
        "interpreter-line.verified": "2026-06-30",
        "interpreter-code": "Invented",
    }
    answer = await desk.ask("/agency/values/language", {**form, "after": "services"})
    assert (answer.code, answer.headers["Location"]) == (303, "/agency/values/services?saved=language")
    assert "Saved in agency.yaml." in await words(desk, answer.headers["Location"])
    text = agency.read_text()
    assert "# asked on 3 May" in text and "  supervisor: Watch sergeant # by phone\n" in text
    frame, dials = desk_frame(folder)
    found = read_profile(agency, frame, dials).values
    assert str(found["interpreter-line"]) == "Dispatch (verified 2026-06-30)"
    assert (found["interpreter-code"].text, found["supervisor"].text) == ("Invented", "Watch sergeant")
    assert "Language 1 of 6 still missing" in await words(desk, "/agency")


def desk_frame(folder: Path) -> tuple[Frame, Sequence[Dial]]:
    return read_shared(folder / "briefings" / "frame.yaml"), read_frame(EXERCISES / "frame.yaml").dials


async def test_a_wrong_day_is_told_at_its_field_and_nothing_is_saved(desk: Guest, folder: Path) -> None:
    form = await fields(desk, "/agency/values/language")
    form |= {"interpreter-line": 'Dispatch "two"', "interpreter-line.verified": "2026-08-01"}
    answer = await desk.ask("/agency/values/language", form)
    assert answer.code == 422 and not (folder / "agency.yaml").exists()
    assert b"<title>Error: Language</title>" in answer.body and b"Dispatch &#34;two&#34;" in answer.body
    assert "2026-08-01 is still to come." in flat(answer.body)


async def test_nobody_overwrites_what_changed_meanwhile_without_seeing_it(desk: Guest, folder: Path) -> None:
    form = await fields(desk, "/agency/values/people")
    (folder / "agency.yaml").write_text("format: 1\nvalues: {counsel: Written by hand}\n")
    answer = await desk.ask("/agency/values/people", {**form, "counsel": "Typed"})
    assert answer.code == 409 and "changed while you had this page open" in flat(answer.body)
    assert "Written by hand" in (folder / "agency.yaml").read_text() and b'value="Typed"' in answer.body


async def test_a_broken_file_is_shown_with_its_line_and_never_written_into(desk: Guest, folder: Path) -> None:
    broken = "format: 1\nvalues: {counsle: x}\n"
    (folder / "agency.yaml").write_text(broken)
    for path in ("/agency", "/agency/values/people", "/agency/dials"):
        said = await words(desk, path)
        assert "agency.yaml:2:" in said and "Did you mean counsel?" in said
    await desk.ask("/agency/values/people", {"counsel": "x", "seen": ""})
    assert (folder / "agency.yaml").read_text() == broken


async def test_dials_are_set_and_an_agreement_brings_its_version_of_the_briefing(
    desk: Guest, folder: Path
) -> None:
    assert "287(g) version" not in await words(desk, "/agency/review/int")
    form = await fields(desk, "/agency/dials")
    answer = await desk.ask("/agency/dials", {**form, "P2": "jail"})
    assert answer.headers["Location"] == "/agency?saved=dials"
    assert "287(g) in the county: jail model" in await words(desk, "/agency")
    assert (await desk.ask("/agency/dials", {"P2": "moon"})).code == 422


async def test_a_reviewer_signs_a_gate_and_initials_a_fact_and_the_log_says_so(
    desk: Guest, folder: Path
) -> None:
    path = "/agency/review/lan"
    form = await fields(desk, path)
    sent = urlencode([*form.items(), ("gate", "1"), ("gate", "8"), ("fact", "LAN-10"), ("do", "sign")])
    sent = sent.replace("by=&", "by=AB&").replace("note=&", "note=Read+twice&")
    answer = await post(desk, path, sent)
    assert (answer.code, answer.headers.get("Location")) == (303, "/agency/review/lan?saved=review")
    review = read_module(folder / "briefings" / "lan" / "module.yaml").review
    assert {gate.gate for gate in review.gates if gate.passed} == {1, 8} and review.initialled == {"LAN-10"}
    said = await words(desk, path)
    assert "Signed by AB on 2026-07-01. “Read twice”" in said
    assert "2026-07-01 AB Signed gate 1, 8 and facts LAN-10. Read twice" in said
    module = folder / "briefings" / "lan" / "module.yaml"
    module.write_text(module.read_text().replace("Don’t shout.", "Do not shout.", 1))
    assert "Open again. AB signed on 2026-07-01, and the text has changed since." in await words(desk, path)
    assert "text changed" in await words(desk, "/agency")


async def post(guest: Guest, path: str, body: str) -> HTTPResponse:
    headers = {
        "Origin": guest.base,
        "Cookie": guest.cookies,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    request = HTTPRequest(
        guest.base + path, method="POST", body=body, headers=headers, follow_redirects=False
    )
    return await AsyncHTTPClient().fetch(request, raise_error=False)


async def test_nobody_signs_what_changed_under_their_eyes_and_a_name_is_no_initials(
    desk: Guest, folder: Path
) -> None:
    form = await fields(desk, "/agency/review/lan") | {"gate": "1", "do": "sign", "by": "AB"}
    refused = await desk.ask("/agency/review/lan", {**form, "text": "0123456789ab"})
    assert refused.code == 422 and "The text was changed while you had this page open." in flat(refused.body)
    named = await desk.ask("/agency/review/lan", {**form, "by": "Anne Example"})
    assert named.code == 422 and "Write your initials" in flat(named.body)
    assert b'value="1" checked' in named.body
    untouched = (BRIEFINGS / "lan" / "review.yaml").read_text()
    assert (folder / "briefings" / "lan" / "review.yaml").read_text() == untouched


async def test_only_the_facilitator_and_only_from_our_own_page(
    desk: Guest, house: House, folder: Path
) -> None:
    room = await house.run()
    player = await house.player(room)
    for guest in (player, house.guest()):
        assert (await guest.ask("/agency")).code == 403
        assert (await guest.ask("/agency/values/people", {"counsel": "x"})).code == 403
    foreign = await desk.ask("/agency/values/people", {"counsel": "x"}, Origin="http://elsewhere.example")
    assert foreign.code == 403 and not (folder / "agency.yaml").exists()


@pytest.mark.parametrize("path", ["values/none", "review/zzz", "dials/x", "nothing", "values"])
async def test_an_address_that_is_none_leads_nowhere(desk: Guest, path: str) -> None:
    assert (await desk.ask(f"/agency/{path}")).code == 404
    assert (await desk.ask(f"/agency/{path}", {"x": "y"})).code == 404


async def test_a_folder_that_takes_no_file_and_texts_that_cannot_be_read_are_told(
    desk: Guest, folder: Path
) -> None:
    form = await fields(desk, "/agency/values/people")
    (folder / "agency.yaml").mkdir()
    answer = await desk.ask("/agency/values/people", form | {"counsel": "x"})
    assert answer.code == 200 and "cannot be used" in flat(answer.body)
    (folder / "briefings" / "frame.yaml").write_text("format: 1\n")
    answer = await desk.ask("/agency")
    assert answer.code == 500 and "The briefings cannot be read" in flat(answer.body)


async def test_the_pages_are_accessible_and_fit_a_phone(
    desk: Guest, house: House, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.app, "assets", Assets(EXERCISES.parent / "kit" / "pages" / "static"))
    window = await open_window(viewport={"width": 360, "height": 740})
    await enter(window, desk)
    for path in ("/agency", "/agency/values/language", "/agency/review/int"):
        await window.page.goto(desk.base + path)
        assert await barriers(window.page) == [], path
        assert await window.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await window.page.goto(desk.base + "/agency/values/language")
    await window.page.get_by_label("Interpreter line", exact=True).fill("Dispatch")
    await window.page.get_by_label("Tried on").first.fill("2026-06-30")
    await window.page.get_by_role("button", name="Save and go on").click()
    await expect(window.page.locator("h1")).to_have_text("Services for people")
    await expect(window.page.locator("main")).to_contain_text("Saved in agency.yaml.")
