"""Every address of the server, asked in every way by everybody: who gets what, and nobody anything else.

The list of addresses is the server's own. One that is added there without a line here turns a test red."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from tests.hostile.conftest import KEY, Tried
from tests.hostile.town import SECRET_VALUES, Town, open_town
from tests.server.conftest import Guest, Opened
from tests.waiting import PATIENCE

ALL = (
    "stranger", "player", "neighbor", "attendee", "evaluator", "screen", "facilitator", "old device",
    "closed seat", "thief", "forger",
)  # fmt: skip
DESK = ("facilitator",)
SEATED = ("player", "evaluator", "old device", "closed seat")  # the last two see that they are no more
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


@dataclass(frozen=True)
class Way:
    """One way of asking: ``ok`` for those who ``may``, and what all others are told."""

    ok: int
    may: tuple[str, ...] = ALL
    others: int = 403


@dataclass(frozen=True)
class Place:
    """An address, and each way in which it may be asked; every other way is refused with ``closed``."""

    path: str
    ways: dict[str, Way]
    closed: int = 405


def get(path: str, ok: int = 200, may: tuple[str, ...] = ALL, others: int = 403) -> Place:
    return Place(path, {"GET": Way(ok, may, others)})


def read(path: str, ok: int = 200, may: tuple[str, ...] = ALL, others: int = 403) -> Place:
    return Place(path, {"GET": Way(ok, may, others), "HEAD": Way(ok, may, others)})


def form(path: str, shown: Way, sent: Way) -> Place:
    return Place(path, {"GET": shown, "POST": sent})


def lab(path: str, missing: int = 404) -> Place:
    """A file of Voila's own template: others are not even told in which ways it may be asked."""
    shut = dict.fromkeys(METHODS, Way(405, DESK))
    return Place(path, {**shut, "GET": Way(missing, DESK), "HEAD": Way(missing, DESK)})


RUN, ID = "(?P<run>[0-9A-Za-z_-]{1,64})", r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
OWNER, ENDS = Way(200, ("player",)), Way(204, ("player",))
MAP: dict[str, tuple[Place, ...]] = {
    "/": (get("/", 303),),
    r"/desk/([\w-]{1,128})": (get(f"/desk/{KEY}", 303), get("/desk/no-such-key", 403)),
    "/home": (get("/home", may=DESK),),
    "/join": (form("/join", Way(200), Way(422)),),
    "/resume": (form("/resume", Way(200), Way(422)),),
    f"/run/{RUN}": (
        get("/run/{run}", may=SEATED, others=303), get("/run/{briefing}", may=("attendee",), others=303),
        get("/run/none", 404),
    ),
    f"/run/{RUN}/desk": (
        get("/run/{run}/desk", may=DESK), get("/run/{briefing}/desk", may=DESK),
        get("/run/none/desk", 404, DESK),
    ),
    f"/run/{RUN}/screen": (
        get("/run/{run}/screen", may=("screen", "facilitator")), get("/run/{briefing}/screen", may=DESK),
        get("/run/none/screen", 404), get("/run/{run}/screen?pass=none", 403),
    ),
    rf"/run/{RUN}/(?P<name>[\w.-]{{1,64}})": (
        get("/run/{run}/report.html", may=DESK), get("/run/none/report.html", 404, DESK),
        get("/run/{run}/none.html", 404),
    ),
    r"/packets/([\w.-]{1,200})": (
        get("/packets/det-officers.html", may=DESK), get("/packets/none.pdf", 404, DESK),
    ),
    r"/learn/videos/([\w.-]{1,100})": (
        read("/learn/videos/det-officers-video.mp4"), read("/learn/videos/none.mp4", 404),
        read("/learn/videos/.hidden", 404),
    ),
    r"/learn(?:/([\w./-]{0,200}))?": (
        read("/learn", 301), read("/learn/"), read("/learn/briefings/det-officers.html"),
        read("/learn/exercises/figures-clinic.html", may=DESK), read("/learn/none.html", 404),
        read("/learn/exercises/none.html", 404, DESK),
    ),
    r"/agency(?:/([a-z]{1,20}))?(?:/([a-z0-9_]{1,40}))?": (
        form("/agency", Way(200, DESK), Way(404, DESK)),
        form("/agency/dials", Way(200, DESK), Way(303, DESK)),
        form("/agency/values/people", Way(200, DESK), Way(409, DESK)),
        form("/agency/review/det", Way(200, DESK), Way(422, DESK)),
        form("/agency/none", Way(404, DESK), Way(404, DESK)),
    ),
    r"/notebook/([\w./ -]{1,200})": (
        get("/notebook/home.ipynb", may=DESK), get("/notebook/none.ipynb", 404, DESK),
        get("/notebook/frame.yaml", 404, DESK),
    ),
    r"/static/(?:(v-[0-9a-f]{12})/)?([\w./-]{1,200})": (
        read("/static/base.css"), read("/static/v-000000000000/base.css"), read("/static/none.css", 404),
    ),
    "/health": (get("/health"),),
    f"/api/kernels/{ID}": (Place("/api/kernels/{kernel}", {"GET": OWNER, "DELETE": ENDS}),),
    f"/voila/api/shutdown/{ID}": (
        Place("/voila/api/shutdown/{kernel}", {"GET": OWNER, "DELETE": ENDS, "POST": ENDS}),
    ),
    f"/api/kernels/{ID}/channels": (
        Place("/api/kernels/{kernel}/channels", {
            "GET": Way(400, ("player",)), **dict.fromkeys(("POST", "PUT", "DELETE", "PATCH"), Way(403)),
        }),
    ),
    "/voila/templates/(.*)": (lab("/voila/templates/none.js"),),
    "/voila/static/(.*)": (lab("/voila/static/none.js", 403),),
    "/voila/labextensions/(.*)": (lab("/voila/labextensions/none.js"),),
    "/voila/api/themes/(.*)": (lab("/voila/api/themes/none.css"),),
    ".*": (Place("/none", {}, closed=404), Place("/api/contents", {}, closed=404)),
}  # fmt: skip


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with open_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@dataclass
class Asked:
    """One request and its answer."""

    who: str
    method: str
    place: Place
    answer: HTTPResponse

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.place.path} -> {self.answer.code}"


async def ask(guest: Guest, method: str, path: str) -> HTTPResponse:
    body = b"" if method in ("POST", "PUT", "PATCH") else None
    request = HTTPRequest(
        guest.base + path,
        method,
        {"Cookie": guest.cookies, "Origin": guest.base},
        body=body,
        follow_redirects=False,
        allow_nonstandard_methods=True,
    )
    return await AsyncHTTPClient().fetch(request, raise_error=False)


def requests() -> Iterator[tuple[str, str, Place]]:
    """Everybody asks what somebody may; what nobody may is tried by those without rights and with all."""
    for places in MAP.values():
        for place, method in product(places, METHODS):
            known = method in place.ways or method == "GET"
            for who in ALL if known else ("stranger", "facilitator"):
                yield who, method, place


@pytest.fixture(scope="module")
async def answers(town: Town) -> list[Asked]:
    page: Opened = await town.people["player"].open(f"/run/{town.fort.room.id}")
    names = {"run": town.fort.room.id, "briefing": town.briefing.id, "kernel": page.kernel}
    asked = []
    for who, method, place in requests():
        ends = place.ways.get(method) is ENDS and who == "player"
        if not ends:
            found = await ask(town.people[who], method, place.path.format(**names))
            asked.append(Asked(who, method, place, found))
    async with asyncio.timeout(PATIENCE):
        await page.ping()  # nobody but its owner could end it
    (place,) = MAP[f"/voila/api/shutdown/{ID}"]
    found = await ask(town.people["player"], "POST", place.path.format(**names))
    return [*asked, Asked("player", "POST", place, found)]


def test_every_address_of_the_server_stands_in_this_map(town: Town) -> None:
    rules = [rule for top in town.fort.app.app.default_router.rules for rule in top.target.rules]
    served = {rule.matcher.regex.pattern.removesuffix("$") for rule in rules}
    assert served - set(MAP) == set(), "an address without a word about who may have it"
    assert set(MAP) - served == set(), "an address that is gone"
    for pattern, places in MAP.items():
        for place in places:
            path = place.path.format(run="r", briefing="b", kernel="1-2-3-4-5").partition("?")[0]
            assert re.fullmatch(pattern, path), (pattern, path)


def test_everybody_gets_what_is_theirs_and_is_refused_all_else(answers: list[Asked], tried: Tried) -> None:
    wrong = []
    for one in answers:
        way = one.place.ways.get(one.method)
        expected = one.place.closed if way is None else way.ok if one.who in way.may else way.others
        if one.answer.code != expected:
            wrong.append(f"{one}, expected {expected}")
    tried("addresses, ways and people", len(answers))
    assert wrong == []


def secrets_of(town: Town) -> dict[str, str]:
    """What only the facilitator may read, and everybody's way back into their seat."""
    rooms = (town.fort.room, town.briefing)
    found = {f"resume code of {seat.id}": seat.resume for room in rooms for seat in room.run.seats.values()}
    found |= {f"staff code of {room.id}": room.run.setup.staff_code for room in rooms}
    talk = [d.talk for d in town.fort.room.exercise.decisions]
    found |= {f"talking point {n}": text for n, one in enumerate(talk) for text in one.points}
    deck = town.briefing.exercise.deck  # type: ignore[attr-defined]
    found |= {f"note {n}": note.text for n, slide in enumerate(deck.slides) for note in slide.notes}
    found |= SECRET_VALUES | {"key": KEY, "paper": "A packet with every answer in it"}
    found |= {f"secret {name}": town.fort.rooms.secret(name) for name in ("tickets", "desk")}
    return {where: text for where, text in found.items() if len(text) > 6}


def test_no_byte_of_any_answer_holds_what_is_not_for_its_person(
    answers: list[Asked], town: Town, tried: Tried
) -> None:
    secrets, leaks = secrets_of(town), []
    own = {who: {seat.resume for room in (town.fort.room, town.briefing) for seat in room.run.seats.values()
                 if f'"{seat.id}"' in ticket_of(guest)} for who, guest in town.people.items()}  # fmt: skip
    pages = {id(one): (one.answer.body or b"").decode("utf-8", "replace") for one in answers}
    for one in answers:
        if one.who == "facilitator":
            continue
        got = pages[id(one)] + str(one.answer.headers.get("Location", ""))
        tried("secrets on the wire", len(secrets))
        # what everybody may learn holds a briefing's sentences for those who give it, too
        open_to_all = one.place.path.startswith("/learn")
        leaks += [
            f"{where}: {one}"
            for where, text in secrets.items()
            if text in got and text not in own[one.who] and not (open_to_all and where.startswith("note"))
        ]
    assert leaks == []
    desk = "".join(pages[id(one)] for one in answers if one.who == "facilitator")
    assert sum(text in desk for text in secrets.values()) > 10, "the search finds what is there"


def ticket_of(guest: Guest) -> str:
    """What the tickets of a browser say, before their signatures."""
    import base64

    parts = [value.partition(".")[0] for name, value in guest.jar.items() if name.startswith("kit-seat")]
    return "".join(base64.urlsafe_b64decode(part + "==").decode("utf-8", "replace") for part in parts)


def test_every_answer_says_how_it_may_be_used_and_gives_no_ticket_away(
    answers: list[Asked], tried: Tried
) -> None:
    wrong = []
    for one in answers:
        head, code = one.answer.headers, one.answer.code
        policy = head.get("Content-Security-Policy", "")
        faults = {
            "no nosniff": head.get("X-Content-Type-Options") != "nosniff",
            "no policy": "default-src 'self'" not in policy and "default-src 'none'" not in policy,
            "inline script": "unsafe" in policy and "sandbox" not in policy and one.who != "facilitator",
            "open to other sites": "Access-Control-Allow-Origin" in head,
            "names its program": "Server" in head,
            "a ticket": "Set-Cookie" in head and one.place.path != f"/desk/{KEY}",
            "kept": not one.place.path.startswith(("/learn", "/static", "/voila"))
            and head.get("Cache-Control") != "no-store",
            "broken": code >= 500,
        }
        wrong += [f"{fault}: {one}" for fault, found in faults.items() if found]
    tried("headers of answers", len(answers))
    assert wrong == []
