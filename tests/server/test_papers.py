"""What a trainer hands out, by its address: for the facilitator, and a sentence where it cannot be made."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.server.conftest import House


async def small_press(name: str, fields: Mapping[str, str]) -> tuple[bytes, str]:
    """Makes two papers, and says of all others that it cannot."""
    if name == "det-officers.html":
        return f"<h1>{fields['title']}</h1>".encode(), "text/html; charset=utf-8"
    if name == "det-officers-scorm12.zip":
        return b"PK", "application/zip"
    raise LookupError(f"There is no paper called {name}.")


@pytest.fixture
def pressing(house: House) -> House:
    house.app.papers = small_press
    return house


async def test_a_facilitator_gets_a_paper_that_runs_far_from_our_cookies(pressing: House) -> None:
    answer = await (await pressing.facilitator()).ask("/packets/det-officers.html?title=Night+shift")
    assert (answer.code, answer.body) == (200, b"<h1>Night shift</h1>")
    assert "allow-same-origin" not in answer.headers["Content-Security-Policy"]


async def test_what_a_browser_cannot_show_is_kept_under_its_name(pressing: House) -> None:
    answer = await (await pressing.facilitator()).ask("/packets/det-officers-scorm12.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="det-officers-scorm12.zip"'


async def test_a_paper_that_cannot_be_made_says_why(pressing: House) -> None:
    answer = await (await pressing.facilitator()).ask("/packets/nope.pdf")
    assert answer.code == 404
    assert b"There is no paper called nope.pdf." in answer.body


async def test_a_player_gets_no_paper_and_nothing_is_made_for_them(pressing: House) -> None:
    made = []
    pressing.app.papers = lambda name, fields: made.append(name) or small_press(name, fields)  # type: ignore[func-returns-value]
    room = await pressing.run()
    answer = await (await pressing.player(room)).ask("/packets/det-officers.html")
    assert (answer.code, made) == (403, [])


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "a/b.html", "%00.html"])
async def test_a_name_that_is_none_leads_nowhere(pressing: House, name: str) -> None:
    assert (await (await pressing.facilitator()).ask(f"/packets/{name}")).code in (400, 404)
