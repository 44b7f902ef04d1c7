"""The shelf under /learn: open to everybody on the network, with nothing on it that only the desk may see."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from kit.site.on_demand import Learning
from kit.site.texts import Folders
from tests.conftest import OpenWindow
from tests.server.conftest import KEY, House
from tests.site.conftest import some_briefings, some_exercises

DET = "/learn/briefings/det-officers.html"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """One briefing, one exercise, and an agency with a rule, a contact and a code."""
    agency = tmp_path / "agency.yaml"
    agency.write_text(
        "format: 1\ndials: {}\nvalues:\n"
        '  detainer-clock: {value: "Thirty-one invented hours", citation: "Order 7"}\n'
        '  ice-contact: {value: "Invented contact line", verified: "2026-06-30"}\n'
        '  interpreter-code: "INVENTEDCODE"\n'
    )
    return Folders(
        some_exercises(tmp_path / "exercises", "figures_clinic"),
        some_briefings(tmp_path / "b", "det"),
        agency,
    )


@pytest.fixture
def learning(house: House, folders: Folders) -> Iterator[House]:
    """A house that hands out the shelf."""
    with ThreadPoolExecutor(1) as pool:
        house.app.learning = Learning(folders, pool, lambda: date(2026, 7, 1))
        yield house


async def test_a_stranger_reads_the_shelf_and_a_module_without_a_seat(learning: House) -> None:
    guest = learning.guest()
    assert (await guest.ask("/learn")).headers["Location"] == "/learn/"
    shelf = (await guest.ask("/learn/")).body.decode()
    assert "How to Respond to an Immigration Detainer" in shelf and "Figures Clinic" not in shelf
    page = await guest.ask(DET)
    assert page.code == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert guest.jar == {}
    for path in ("/learn/../kit.kit", "/learn/briefings/", "/learn/.env", "/learn/videos/../agency.yaml"):
        assert (await guest.ask(path)).code == 404, path


async def test_a_page_that_a_browser_has_is_not_sent_again(learning: House) -> None:
    guest = learning.guest()
    first = await guest.ask(DET)
    again = await guest.ask(DET, If_None_Match=first.headers["ETag"])
    assert again.code == 304 and not again.body


async def test_exercises_for_one_person_are_for_the_facilitator_only(learning: House) -> None:
    guest, desk = learning.guest(), learning.guest()
    await desk.ask(f"/desk/{KEY}")
    for path in ("/learn/exercises/figures-clinic.html", "/learn/exercises/figures-clinic.table.js"):
        refused = await guest.ask(path)
        assert refused.code == 403 and "should not see its branches" in refused.body.decode()
        assert (await desk.ask(path)).code == 200
        assert (await guest.ask(path)).code == 403, "what the desk was sent is not sent to others"
    assert "Figures Clinic" in (await desk.ask("/learn/")).body.decode()


async def test_no_contact_and_no_code_of_the_agency_is_on_a_page_for_everybody(learning: House) -> None:
    guest = learning.guest()
    page = (await guest.ask(DET)).body.decode()
    assert "Thirty-one invented hours" in page
    for path in (DET, "/learn/ispeak/i-speak-phone.html", "/learn/ispeak/i-speak-card.html", "/learn/"):
        answer = await guest.ask(path)
        assert answer.code == 200
        body = answer.body.decode()
        assert "Invented contact line" not in body and "INVENTEDCODE" not in body, path


async def test_a_text_that_changes_changes_its_page(learning: House, folders: Folders) -> None:
    guest = learning.guest()
    assert "Another Title" not in (await guest.ask(DET)).body.decode()
    text = folders.briefings / "det" / "module.yaml"
    text.write_text(
        text.read_text().replace(
            "title: How to Respond to an Immigration Detainer", "title: Another Title", 1
        )
    )
    assert learning.app.learning is not None
    learning.app.learning._looked = (-10.0, "")  # type: ignore[attr-defined]
    assert "Another Title" in (await guest.ask(DET)).body.decode()


async def test_a_phone_checks_an_answer_on_the_served_page(learning: House, open_window: OpenWindow) -> None:
    window = await open_window(viewport={"width": 390, "height": 844})
    told: list[str] = []
    window.page.on("console", lambda said: told.append(f"{said.type} {said.text} {said.location['url']}"))
    await window.page.goto(f"{learning.base}/learn/")
    await window.page.get_by_role("link", name="Line officers : How to Respond").click()
    first = window.page.locator("fieldset[data-question]").first
    right = await first.get_attribute("data-answer")
    await first.locator(f"label[for$='-{right}']").click()
    await first.get_by_role("button", name="Check my answer").click()
    await first.get_by_text("That is right.").wait_for()
    await window.page.get_by_role("link", name="I Speak").click()
    await window.page.get_by_role("searchbox").first.wait_for()
    assert [line for line in told if not line.endswith("/favicon.ico")] == []
