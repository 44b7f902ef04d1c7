from __future__ import annotations

import asyncio
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kit.room.room import Room
from kit.server.app import LARGEST_BODY
from kit.settings import Settings
from tests.server.conftest import KEY, Guest, House, StartHouse, write_notebook
from tests.waiting import PATIENCE


async def test_a_player_gets_the_page_of_the_seat(house: House) -> None:
    room = await house.run()
    page = await (await house.player(room)).open(f"/run/{room.id}")
    assert page.state["page"] == "participant"
    await page.tell(kind="count")
    assert (await page.hear("comm_msg"))["data"]["state"] == {"n": 1}


async def test_the_private_link_opens_home_desk_and_screen(house: House) -> None:
    room = await house.run()
    facilitator = await house.facilitator()
    assert (await facilitator.ask("/")).headers["Location"] == "/home"
    opened = [
        await facilitator.open(path) for path in ("/home", f"/run/{room.id}/desk", f"/run/{room.id}/screen")
    ]
    assert [page.state["page"] for page in opened] == ["home", "desk", "screen"]


async def test_a_wrong_key_opens_nothing(house: House) -> None:
    guest = house.guest()
    assert (await guest.ask("/desk/" + KEY[:-1])).code == 403
    assert guest.jar == {}


async def test_an_evaluator_gets_the_evaluators_page(house: House) -> None:
    room = await house.run()
    guest = house.guest()
    form = {"step": "evaluator", "code": room.run.setup.staff_code, "name": "E 2"}
    assert (await guest.ask("/join", form)).headers["Location"] == f"/run/{room.id}"
    assert (await guest.open(f"/run/{room.id}")).state["page"] == "evaluator"


@pytest.mark.parametrize("page", ["/home", "/run/{run}/desk", "/run/{run}/screen", "/run/{run}/report.html"])
async def test_a_player_does_not_get_the_facilitators_pages(house: House, page: str) -> None:
    room = await house.run()
    response = await (await house.player(room)).ask(page.format(run=room.id))
    assert response.code == 403
    assert b"This page is for the facilitator" in response.body


async def test_a_seat_of_one_run_opens_no_other(house: House) -> None:
    room, other = await house.run(), await house.run()
    guest = await house.player(room)
    guest.jar[f"kit-seat-{other.id}"] = guest.jar[f"kit-seat-{room.id}"]
    assert (await guest.ask(f"/run/{other.id}")).headers["Location"] == "/join"


async def test_a_ticket_somebody_wrote_is_no_ticket(house: House) -> None:
    room = await house.run()
    guest = await house.player(room)
    forged = guest.jar[f"kit-seat-{room.id}"]
    guest.jar = {f"kit-seat-{room.id}": forged[:-2] + "AA", "kit-desk": forged}
    assert (await guest.ask(f"/run/{room.id}")).headers["Location"] == "/join"
    assert (await guest.ask("/home")).code == 403


async def test_tickets_cannot_be_read_by_scripts_nor_sent_from_other_sites(house: House) -> None:
    room = await house.run()
    response = await house.guest().ask("/join", {"step": "position", "code": room.code, "position": "GB1"})
    cookie = response.headers["Set-Cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/;"))


async def test_one_browser_may_hold_the_desk_and_a_seat(house: House) -> None:
    room = await house.run()
    facilitator = await house.facilitator()
    await facilitator.ask("/join", {"step": "position", "code": room.code, "position": "GB2"})
    assert (await facilitator.open(f"/run/{room.id}")).state["page"] == "participant"
    assert (await facilitator.open(f"/run/{room.id}/desk")).state["page"] == "desk"


async def test_without_a_seat_the_facilitator_is_led_to_the_desk_and_others_to_the_door(house: House) -> None:
    room = await house.run()
    assert (await (await house.facilitator()).ask(f"/run/{room.id}")).headers[
        "Location"
    ] == f"/run/{room.id}/desk"
    assert (await house.guest().ask(f"/run/{room.id}")).headers["Location"] == "/join"


async def test_a_link_from_another_site_is_opened_by_way_of_a_page_of_ours(house: House) -> None:
    """Browsers keep strict cookies back for the whole of a journey that began elsewhere."""
    room = await house.run()
    answer = await house.guest().ask(f"/run/{room.id}", Sec_Fetch_Site="cross-site")
    assert answer.code == 200
    assert f'content="0; url=/run/{room.id}"' in answer.body.decode()
    answer = await house.guest().ask(f"/desk/{KEY}", Sec_Fetch_Site="cross-site")
    assert 'content="0; url=/home"' in answer.body.decode()


async def test_the_projectors_link_opens_the_screen_and_nothing_else(house: House) -> None:
    room, other = await house.run(), await house.run()
    link = house.app.invitation.describe(room)["screen_link"].removeprefix(house.base)
    projector = house.guest()
    assert (await projector.ask(link)).headers["Location"] == f"/run/{room.id}/screen"
    assert (await projector.open(f"/run/{room.id}/screen")).state["page"] == "screen"
    for closed in (f"/run/{room.id}/desk", f"/run/{other.id}/screen", "/home"):
        assert (await projector.ask(closed)).code == 403
    assert (await house.guest().ask(link.replace(room.id, other.id))).code == 403


async def test_documents_are_for_the_facilitator_and_run_far_from_our_cookies(house: House) -> None:
    room = await house.run()
    answer = await (await house.facilitator()).ask(f"/run/{room.id}/report.html")
    assert room.id in answer.body.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-same-origin" not in policy
    assert (await (await house.facilitator()).ask(f"/run/{room.id}/report.exe")).code == 404


async def test_a_document_that_cannot_be_made_is_our_trouble_and_not_a_wrong_address(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_room: Room) -> tuple[bytes, str]:
        raise KeyError("an objective that is gone")

    room, facilitator = await house.run(), await house.facilitator()
    house.app.documents = {"report.html": broken}
    answer = await facilitator.ask(f"/run/{room.id}/report.html")
    assert answer.code == 500
    assert b"Something broke on this page, not in the room" in answer.body
    assert "KeyError" in caplog.text


UNLISTED = [
    "/voila/files/home.ipynb",
    "/voila/api/contents",
    "/voila/render/home.ipynb",
    "/voila/tree",
    "/api/kernels",
    "/api/contents",
    "/api/sessions",
    "/static/../conftest.py",
    "/static/%2e%2e/conftest.py",
    "/static/",
    "/notebook/../../../etc/passwd",
    "/notebook/hurricane/scenario.yaml",
    "/login",
    "/run",
    "/hurricane/exercise.ipynb",
    "/metrics",
]


@pytest.mark.parametrize("path", UNLISTED)
async def test_there_is_no_other_address(house: House, path: str) -> None:
    assert (await (await house.facilitator()).ask(path)).code == 404


@pytest.mark.parametrize("path", ["/voila/static/voila.js", "/voila/labextensions/x", "/notebook/home.ipynb"])
async def test_voilas_own_files_and_authors_notebooks_are_for_facilitators(house: House, path: str) -> None:
    room = await house.run()
    assert (await (await house.player(room)).ask(path)).code == 403


async def test_no_template_can_be_asked_for(house: House) -> None:
    page = await (await house.facilitator()).ask("/home?template=lab&theme=dark")
    assert b"kit-state" in page.body
    assert b"jupyter-config-data" not in page.body


class Scripts(HTMLParser):
    """Everything in a page that could run: inline scripts, inline styles, event attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append("inline script")
        if tag == "style" or "style" in named:
            self.found.append(f"inline style in {tag}")
        self.found += [name for name in named if name.startswith("on")]
        self.found += [
            str(value) for value in named.values() if str(value).startswith(("javascript:", "http"))
        ]


@pytest.mark.parametrize("path", ["/join", "/resume", "/run/{run}", "/nowhere"])
async def test_pages_carry_a_strict_policy_and_nothing_that_would_break_it(house: House, path: str) -> None:
    room = await house.run()
    answer = await (await house.player(room)).ask(path.format(run=room.id))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert f"ws://127.0.0.1:{house.app.port}" in policy
    scripts = Scripts()
    scripts.feed(answer.body.decode())
    assert scripts.found == []
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers


async def test_a_form_from_another_site_is_refused(house: House) -> None:
    room = await house.run()
    form = {"step": "position", "code": room.code, "position": "GB1"}
    for strange in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        guest = house.guest()
        assert (await guest.ask("/join", form, **strange)).code == 403
        assert guest.jar == {}


async def test_a_body_that_is_too_long_is_not_read(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.app.port)
    length = LARGEST_BODY + 1
    writer.write(f"POST /join HTTP/1.1\r\nHost: kit\r\nContent-Length: {length}\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()  # until the server hangs up, without waiting for the body
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400")
    assert (await house.guest().ask("/health")).code == 200


async def test_a_notebook_that_fails_gives_a_page_in_words_and_a_line_in_the_log(
    start_house: StartHouse, house_settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = await start_house(house_settings)
    write_notebook(house_settings.exercises / "broken.ipynb", "import json\njson.loads('{')")
    answer = await (await house.facilitator()).ask("/notebook/broken.ipynb")
    assert answer.code == 500
    assert b"Something broke on this page, not in the room" in answer.body
    assert b"JSONDecodeError" not in answer.body
    assert "JSONDecodeError" in caplog.text
    assert "decoder.py:" in caplog.text
    assert len(house.app.kernel_manager) == 0


async def test_a_notebook_that_cannot_be_read_leaves_nobody_waiting(house: House) -> None:
    path = house.app.notebooks / "garbage.ipynb"
    path.write_text("{")
    answer = await (await house.facilitator()).ask("/notebook/garbage.ipynb")
    assert answer.code == 500


async def test_an_unknown_run_is_told_in_words(house: House) -> None:
    answer = await house.guest().ask("/run/nonesuch")
    assert answer.code == 404
    assert b"There is no such exercise here" in answer.body


async def test_the_server_says_that_it_is_well(house: House) -> None:
    assert b'"ok": true' in (await Guest(house.base).ask("/health")).body
