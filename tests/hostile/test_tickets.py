"""Tickets that were forged, stolen, swapped, or are stale; kernels that belong to others."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import random
import zlib
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from kit.engine.commands import Role
from kit.room.join import Door, Ticket, resume_seat
from kit.server.gate import screen_ticket
from tests.hostile.conftest import ROLES, Fort, Tried, close_fort, open_fort, page_of, plainly
from tests.server.conftest import Guest, Opened
from tests.waiting import PATIENCE

HIDDEN_PAGES = ("/home", "/run/{run}/desk", "/run/{run}/screen", "/run/{run}/report.html")
WHO = (*ROLES, "other player", "nobody")


def names(fort: Fort) -> dict[str, str]:
    """The cookie of each role."""
    run = fort.room.id
    return {
        "player": f"kit-seat-{run}",
        "evaluator": f"kit-seat-{run}",
        "screen": f"kit-screen-{run}",
        "facilitator": "kit-desk",
    }


async def status(guest: Guest, method: str, path: str) -> int:
    """The answer to a request with a guest's cookies, as a page of ours would send it."""
    headers = {"Cookie": guest.cookies, "Origin": guest.base}
    body = b"" if method == "POST" else None
    request = HTTPRequest(guest.base + path, method, headers, body=body, follow_redirects=False)
    return (await AsyncHTTPClient().fetch(request, raise_error=False)).code


async def attached(guest: Guest, kernel: str) -> int:
    """101 when a websocket to a kernel opens, else the status of its refusal."""
    try:
        (await guest.attach(kernel)).close()
    except HTTPClientError as refused:
        return refused.code
    return 101


async def test_no_role_can_watch_touch_or_end_anothers_page(fort: Fort, tried: Tried) -> None:
    pages = {role: await fort.people[role].open(page_of(fort.room, role)) for role in ROLES}
    wrong = []
    for owner, thief in itertools.product(ROLES, WHO):
        if owner == thief:
            continue
        kernel, guest = pages[owner].kernel, fort.people[thief]
        got = {
            "attach": await attached(guest, kernel),
            "read": await status(guest, "GET", f"/api/kernels/{kernel}"),
            "delete": await status(guest, "DELETE", f"/api/kernels/{kernel}"),
            "shut down": await status(guest, "POST", f"/voila/api/shutdown/{kernel}"),
        }
        tried("foreign kernels", len(got))
        wrong += [f"{thief} could {what} {owner}: {code}" for what, code in got.items() if code != 403]
    assert wrong == []
    for page in pages.values():
        await page.ping()  # all of them are still there
        await page.guest.ask(f"/api/kernels/{page.kernel}")


def forgeries(ticket: str, fort: Fort) -> list[str]:
    """What somebody makes of a good ticket without knowing the secret."""
    payload, _, signature = ticket.rpartition(".")
    meant = json.dumps(["", "facilitator", "facilitator", 0]).encode()
    packed = base64.urlsafe_b64encode(meant).rstrip(b"=").decode()
    zipped = "." + base64.urlsafe_b64encode(zlib.compress(meant)).rstrip(b"=").decode()
    dice = random.Random(3)
    flipped = [ticket[:n] + chr(ord(ticket[n]) ^ 1) + ticket[n + 1 :] for n in range(0, len(ticket), 3)]
    return [
        *(f"{text}.{sign}" for text in (packed, zipped) for sign in (signature, "", "AAAA", payload)),
        packed, payload, signature, f"{payload}.", f".{signature}", f"{payload}..{signature}",
        f"{ticket}=", f"{ticket}.{signature}", f"{payload}.{signature[:-4]}", ticket[::-1], ticket * 40,
        URLSafeSerializer("", salt="kit-ticket").dumps(["", "facilitator", "facilitator", 0]),
        URLSafeSerializer("kit-ticket", salt="").dumps(["", "facilitator", "facilitator", 0]),
        URLSafeSerializer("kit", salt="kit-ticket").dumps([fort.room.id, "facilitator", "facilitator", 0]),
        URLSafeTimedSerializer("secret", salt="kit-ticket").dumps(["", "facilitator", "facilitator", 0]),
        *flipped, *("".join(dice.choices("Az09_-.", k=80)) for _ in range(20)),
        "null", "[]", "%00", "\x01", "0", "../../secret", "'; drop table documents; --",
    ]  # fmt: skip


async def test_a_forged_ticket_opens_nothing(fort: Fort, tried: Tried) -> None:
    opened = []
    cookies = names(fort)
    for role in ("player", "screen"):
        for forged in forgeries(fort.people[role].jar[cookies[role]], fort):
            guest = fort.guest()
            guest.jar = dict.fromkeys(set(cookies.values()), forged)
            for page in ("/home", f"/run/{fort.room.id}/desk", f"/run/{fort.room.id}/screen"):
                answer = await status(guest, "GET", page)
                tried("forged tickets")
                if answer not in (400, 403):  # 400: no such header may be sent at all
                    opened.append((role, forged, page, answer))
            seat = await status(guest, "GET", f"/run/{fort.room.id}")
            tried("forged tickets")
            if seat not in (303, 400):
                opened.append((role, forged, "seat", seat))
    assert opened == []


def swapped(fort: Fort, other: str) -> dict[str, Ticket]:
    """Tickets that this house might have signed, but never for this purpose."""
    run, mine = fort.room.id, fort.room.run.players()[0].id
    return {
        "a facilitator of one run": Ticket(run, "facilitator", Role.FACILITATOR),
        "a seat of another run": Ticket(other, mine, Role.PLAYER),
        "a seat nobody has": Ticket(run, "00" * 8, Role.PLAYER),
        "the door": Ticket(run, "door", Role.DOOR),
        "the clock": Ticket(run, "clock", Role.CLOCK),
        "the screen of another run": screen_ticket(other),
    }


async def test_a_ticket_for_one_thing_is_no_ticket_for_another(fort: Fort, tried: Tried) -> None:
    other = await fort.run()
    opened = []
    for what, ticket in swapped(fort, other.id).items():
        guest = fort.guest()
        guest.jar = {name: fort.app.door.sign(ticket) for name in set(names(fort).values())}
        for page in ("/home", f"/run/{fort.room.id}/desk", f"/run/{fort.room.id}/screen"):
            tried("swapped tickets")
            if await status(guest, "GET", page) == 200:
                opened.append((what, page))
        tried("swapped tickets")
        if await status(guest, "GET", f"/run/{fort.room.id}") == 200:
            opened.append((what, "seat"))
    assert opened == []


async def test_a_players_ticket_cannot_be_read_as_an_evaluators(fort: Fort, tried: Tried) -> None:
    seat = fort.room.run.players()[0]
    wrong = []
    for role, name in itertools.product(
        (Role.EVALUATOR, Role.OBSERVER, Role.FACILITATOR), names(fort).values()
    ):
        guest = fort.guest()
        guest.jar = {name: fort.app.door.sign(Ticket(fort.room.id, seat.id, role))}
        answer = await guest.ask(f"/run/{fort.room.id}")
        tried("swapped tickets")
        if answer.code == 200:
            wrong.append((role, name))
    assert wrong == []


async def test_the_stolen_cookie_of_one_page_is_of_no_use_under_another_name(
    fort: Fort, tried: Tried
) -> None:
    cookies = names(fort)
    opened = []
    for owner, name in itertools.product(ROLES, set(cookies.values())):
        if cookies[owner] == name:
            continue
        guest = fort.guest()
        guest.jar = {name: fort.people[owner].jar[cookies[owner]]}
        for page in (*HIDDEN_PAGES, "/run/{run}"):
            tried("stolen tickets")
            if await status(guest, "GET", page.format(run=fort.room.id)) == 200:
                opened.append((owner, name, page))
    assert opened == []


async def test_a_seat_that_moved_shows_its_old_device_no_story_and_takes_nothing_from_it(
    fort: Fort, tried: Tried
) -> None:
    guest = await fort.seated(fort.room, "player", "GB2")
    seat = fort.room.run.players()[-1]
    old = await guest.open(page_of(fort.room, "player"))
    await resume_seat(fort.rooms, seat.resume)
    again = await guest.open(page_of(fort.room, "player"))
    for page in (old, again):
        said = await vote(fort, page)
        tried("stale tickets", 2)
        assert [one["kind"] for one in said if one.get("id")] == ["refused", "refused"]
    view = again.state["view"]
    assert (view["feed"], view["decision"], view["situation"], view["mine"]["resume"]) == ([], None, None, "")
    assert seat.id not in (fort.room.run.ballot or pytest.fail("no vote")).votes


async def vote(fort: Fort, page: Opened) -> list[dict[str, Any]]:
    from tests.hostile.conftest import exchange

    ballot = fort.room.run.ballot
    assert ballot is not None
    args = {"decision": ballot.decision, "option": ballot.options[0]}
    return await exchange(
        page, {"kind": "command", "id": "a-vote-too-many", "name": "cast-vote", "args": args}
    )


@pytest.mark.parametrize("role", ["player", "evaluator"])
async def test_a_seat_that_was_closed_sees_no_story_and_says_nothing(
    fort: Fort, tried: Tried, role: str
) -> None:
    guest = await fort.seated(fort.room, role, "GB2")
    page = await guest.open(page_of(fort.room, role))
    seat = list(fort.room.run.seats.values())[-1]
    await fort.facilitate("remove-seat", seat=seat.id)
    said = await vote(fort, page)
    assert [one["kind"] for one in said if one.get("id")] == ["refused", "refused"]
    again = (await guest.open(page_of(fort.room, role))).state["view"]
    tried("stale tickets", 3)
    assert again["mine"]["removed"]
    for section in ("feed", "decision", "situation", "now", "played"):
        assert not again.get(section), f"a closed {role}'s page still shows {section}"
    shown = plainly(again)
    assert [o.watch_for for o in fort.room.exercise.objectives if o.watch_for in shown] == []


async def test_the_page_of_a_closed_seat_is_emptied_while_it_is_open(fort: Fort, tried: Tried) -> None:
    for role in ("player", "evaluator"):
        page = await (await fort.seated(fort.room, role, "GB2")).open(page_of(fort.room, role))
        seat = list(fort.room.run.seats.values())[-1]
        await fort.facilitate("remove-seat", seat=seat.id)
        async with asyncio.timeout(PATIENCE):
            while True:
                content = (await page.hear("comm_msg"))["data"].get("content", {})
                changed = {**content.get("set", {}), **content.get("mix", {})}
                if "mine" in changed:
                    break
        tried("stale tickets")
        assert changed["mine"]["removed"]
        assert changed["feed"] == []


async def test_after_another_secret_or_another_key_old_tickets_are_paper(fort: Fort, tried: Tried) -> None:
    kept = fort.rooms._journal.get("secret/tickets")
    assert kept is not None
    desk = fort.people["facilitator"].jar["kit-desk"]
    strange = Door("another house's secret").sign(Ticket("", "facilitator", Role.FACILITATOR))
    guest = fort.guest()
    guest.jar = {"kit-desk": strange}
    assert await status(guest, "GET", "/home") == 403
    elsewhere = await open_fort()
    try:
        guest = elsewhere.guest()
        guest.jar = {"kit-desk": desk}
        assert await status(guest, "GET", "/home") == 403, "a desk's cookie of another house"
    finally:
        await close_fort(elsewhere)
    tried("stale tickets", 2)


async def test_whoever_held_the_desk_before_the_key_was_changed_holds_it_no_more(tried: Tried) -> None:
    from kit.server.app import KitApp
    from kit.settings import Settings

    before = await open_fort()
    guest = await before.seated(before.room, "facilitator")
    await before.app.close()
    settings = Settings(host="127.0.0.1", port=0, key="the-new-key-after-a-leak", journal="memory:", qr=False)
    app = KitApp.of(settings, before.rooms, {})
    await app.open()
    try:
        guest.base = f"http://127.0.0.1:{app.port}"
        tried("stale tickets")
        assert await status(guest, "GET", "/home") == 403
    finally:
        await app.close()
        await before.rooms.close()


async def test_the_projectors_pass_is_good_for_its_screen_only(fort: Fort, tried: Tried) -> None:
    other = await fort.run()
    player = fort.people["player"].jar[f"kit-seat-{fort.room.id}"]
    good = fort.app.door.sign(screen_ticket(fort.room.id))
    bad = [
        player, fort.people["facilitator"].jar["kit-desk"], fort.app.door.sign(screen_ticket(other.id)),
        good[:-1], good + "A", good.upper(), "", "%20", "x" * 5000, "\u2028", "..", f"{good}&pass=",
        fort.app.door.sign(Ticket(fort.room.id, "screen", Role.PLAYER)),
        fort.app.door.sign(Ticket(fort.room.id, "screen", Role.OBSERVER, 1)),
    ]  # fmt: skip
    from urllib.parse import quote

    for pass_ in bad:
        tried("screen passes")
        answer = await status(
            fort.guest(), "GET", f"/run/{fort.room.id}/screen?pass={quote(pass_, safe='&=')}"
        )
        assert answer == 403, pass_
    projector = fort.guest()
    assert await status(projector, "GET", f"/run/{other.id}/screen?pass={quote(good)}") == 403
    await projector.ask(f"/run/{fort.room.id}/screen?pass={quote(good)}")
    for page in (
        "/home",
        f"/run/{fort.room.id}/desk",
        f"/run/{other.id}/screen",
        f"/run/{fort.room.id}/report.html",
    ):
        tried("screen passes")
        assert await status(projector, "GET", page) == 403
    assert await status(projector, "GET", f"/run/{fort.room.id}") == 303
