"""Every byte that every browser got in a whole run is searched for what was not for its person."""

from __future__ import annotations

import gzip
import html
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from kit.rehearsal.cast import cast_of
from kit.rehearsal.ledger import Row, rows_in
from kit.rehearsal.play import Documents, Wish, everything_said, rehearse
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.scenario.model import Exercise
from kit.scenario.read import read_exercise
from kit.testbed.serverproc import House, own_house
from kit.testbed.wire import Browser, Socket
from tests.hostile.conftest import EXERCISES, Tried

SEED = 11
TO_ALL = ("answer", "announce", "add-inject", "group", "own", "commit", "cast-vote", "raise")
EXTRA = (
    "/join", "/resume", "/health", "/nowhere", "/home", "/run/{run}/desk", "/run/{run}/screen",
    "/run/{run}/report.html", "/run/{run}/journal.jsonl", "/run/{run}/report.json", "/static/host.js",
    "/static/participant.js", "/static/desk.js", "/static/evaluator.js", "/static/screen.js", "/static/page.js",  # noqa: E501
)  # fmt: skip


@dataclass
class Tap:
    """Everything that came over the wire, by browser: bodies, headers, and frames of websockets."""

    got: dict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    sockets: dict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    owner: dict[int, int] = field(default_factory=dict)
    alive: list[Any] = field(default_factory=list)  # so that no id is given twice

    def text_of(self, browser: Browser) -> str:
        """What a browser got, unpacked and unescaped, so that a text can be searched for as it is written."""
        mine = [*self.got[id(browser)]]
        mine += [
            one
            for socket, owner in self.owner.items()
            if owner == id(browser)
            for one in self.sockets[socket]
        ]
        return unescaped("\n".join(data.decode("utf-8", "replace") for data in mine))


def unescaped(text: str) -> str:
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return html.unescape(text.replace('\\"', '"').replace("\\n", "\n"))


def unpacked(data: bytes) -> bytes:
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


@dataclass
class Evening:
    """A whole run, what everybody got of it, and the house's own files."""

    stage: Stage
    documents: Documents
    tap: Tap
    house: House
    log: str
    secrets: dict[str, str]
    exercise: Exercise
    papers: dict[str, str]
    modes: dict[str, int]  # of the files beside the record, while it was in use

    @property
    def rows(self) -> list[Row]:
        return rows_in(self.documents.journal.decode())


@pytest.fixture(scope="module")
async def evening() -> AsyncIterator[Evening]:
    tap = Tap()
    with pytest.MonkeyPatch.context() as patch:
        listen_in(patch, tap)
        async with own_house() as house:
            exercise = read_exercise(EXERCISES / "hurricane" / "scenario.yaml")
            script = Script(exercise, cast_of(exercise, 4, 2, SEED), SEED)
            stage, documents = await rehearse(house.url, house.key, script, Wish("full", names="named"))
            for browser in browsers(stage).values():
                for path in EXTRA:
                    await browser.get(path.format(run=stage.run))
            papers = {
                name: (await stage.browser.get(f"/run/{stage.run}/{name}")).text
                for name in ("report.html", "report.md", "report.json", "report.ipynb", "journal.jsonl")
            }
            assert house.log is not None
            file = next(house.log.parent.glob("*.kit"))
            kept = dict(
                sqlite3.connect(file).execute("select key, text from documents where key like 'secret/%'")
            )
            codes = [
                json.loads(data)
                for (data,) in sqlite3.connect(file).execute(
                    "select data from events where name in ('seat-taken', 'run-created') order by seq"
                )
            ]
            secrets = {**kept, "key": house.key}
            secrets |= {f"resume code of {one['seat']}": one["resume"] for one in codes if one.get("resume")}
            secrets["staff code"] = codes[0]["staff_code"]
            for who, browser in {**browsers(stage), "facilitator": stage.browser}.items():
                secrets |= {f"{name} of {who}": value for name, value in browser.cookies.items()}
            log = house.log.read_text("utf-8", "replace")
            modes = {path.name: path.stat().st_mode for path in house.log.parent.glob("*.kit*")}
            yield Evening(stage, documents, tap, house, log, secrets, exercise, papers, modes)


def listen_in(patch: pytest.MonkeyPatch, tap: Tap) -> None:
    ask, connect, receive = Browser._ask, Browser.connect, Socket.receive

    async def asked(self: Browser, *how: Any) -> HTTPResponse:
        tap.alive.append(self)
        response = await ask(self, *how)
        head = "\n".join(
            f"{name}: {value}" for name, value in response.headers.get_all() if name != "Set-Cookie"
        )
        tap.got[id(self)] += [head.encode(), unpacked(response.body or b"")]
        return response

    async def connected(self: Browser, *how: Any, **more: Any) -> Socket:
        socket = await connect(self, *how, **more)
        tap.owner[id(socket)] = id(self)
        return socket

    def received(self: Socket, data: str | bytes | None) -> None:
        tap.alive.append(self)
        if data:
            tap.sockets[id(self)].append(data if isinstance(data, bytes) else data.encode())
        receive(self, data)

    patch.setattr(Browser, "_ask", asked)
    patch.setattr(Browser, "connect", connected)
    patch.setattr(Socket, "receive", received)


def browsers(stage: Stage) -> dict[str, Browser]:
    """Everybody's browser but the facilitator's."""
    return {key: person.browser for key, person in stage.people.items()}


def values(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        for one in thing.values():
            yield from values(one)
    elif isinstance(thing, list):
        for one in thing:
            yield from values(one)
    elif isinstance(thing, str):
        yield thing


def hidden_from(evening: Evening, role: str, position: str) -> dict[str, str]:
    """Texts that somebody in this role and position must never have got in this run."""
    exercise, rows = evening.exercise, evening.rows
    came = {value for row in rows for value in values(row.data)}
    taken = {(row.data["decision"], row.data["option"]) for row in rows if row.name == "branch-taken"}
    hidden: dict[str, str] = {}
    for decision in exercise.decisions:
        talk = decision.talk
        for text in (*talk.points, talk.missed, *(answer for _, answer in talk.if_asked)):
            hidden[f"talk of {decision.id}: {text[:30]}"] = text
        hidden |= {f"dial note {rule.note}": rule.text for rule in decision.dials}
        for option in decision.options:
            if (decision.id, option.key) not in taken:
                hidden[f"consequence {decision.id}.{option.key}"] = option.consequence
    for module in exercise.modules:
        hidden[f"key issues of {module.id}"] = module.key_issues
        hidden |= {f"opening {one.id}": one.text for one in module.openings if one.id not in came}
    for inject in exercise.injects:
        hidden |= {f"wording {one.id}": one.text for one in inject.wordings if one.id not in came}
    hidden |= {f"ending {one.id}": one.text for one in exercise.finale.endings if one.id not in came}
    hidden |= {f"hot wash line: {line[:30]}": line for line in exercise.frame.hot_wash}
    if role != "evaluator":
        hidden |= {f"watch for {one.id}": one.watch_for for one in exercise.objectives}
        hidden |= {f"private of {one.to}": one.text for one in exercise.privates if one.to != position}
    for row in rows:
        if row.name == "observation-made" and row.data["seat"] != position:
            hidden[f"note {row.seq} of an evaluator"] = row.data["text"]
        if row.name == "target-rated" and row.data.get("why"):
            hidden[f"rating {row.seq}"] = row.data["why"]
        if row.name == "note-made":
            hidden[f"note {row.seq} of the facilitator"] = row.data["text"]
    told = " ".join(  # what somebody said to all; a facilitator may answer in the sheet's own words
        value
        for acts in everything_said(evening.stage).values()
        for one in acts
        if one.name in TO_ALL
        for value in values(dict(one.args))
    )
    return {where: text for where, text in hidden.items() if len(text) > 12 and text not in told}


def test_no_browser_got_a_text_that_was_not_for_its_person(evening: Evening, tried: Tried) -> None:
    leaks = []
    for key, person in evening.stage.people.items():
        got = evening.tap.text_of(person.browser)
        assert len(got) > 100_000, f"{key} got {len(got)} characters: too few for a whole run"
        mine = {str(value) for said in person.said for value in values(dict(said.args))}
        for where, text in hidden_from(evening, person.part.role, person.part.position).items():
            tried("texts on the wire")
            if text in got and text not in mine:
                leaks.append(f"{where} reached {key}")
    assert leaks == []


def test_the_same_search_finds_those_texts_in_what_the_facilitator_got(evening: Evening) -> None:
    got = evening.tap.text_of(evening.stage.browser)
    hidden = hidden_from(evening, "player", "GB8")
    assert len(hidden) > 100
    assert sum(text in got for text in hidden.values()) > len(hidden) / 2


def test_nobody_got_anothers_codes_cookies_or_the_houses_secrets(evening: Evening, tried: Tried) -> None:
    leaks = []
    for key, person in evening.stage.people.items():
        got = evening.tap.text_of(person.browser)
        own = {*person.browser.cookies.values(), str(person.view["mine"]["resume"])}
        if person.part.role == "evaluator":
            own.add(evening.secrets["staff code"])  # they typed it
        for what, secret in evening.secrets.items():
            tried("secrets on the wire")
            if secret not in own and secret in got:
                leaks.append(f"{what} reached {key}")
    assert leaks == []


def test_the_log_holds_no_secret_and_no_word_of_anybody(evening: Evening, tried: Tried) -> None:
    assert evening.log
    shown = evening.log.replace(f"/desk/{evening.house.key}", "", 1)  # the private link, where it is printed
    tried("secrets in logs and papers", len(evening.secrets))
    assert [what for what, secret in evening.secrets.items() if secret in shown] == []
    words = {
        value
        for acts in everything_said(evening.stage).values()
        for one in acts
        for value in values(dict(one.args))
    }
    assert [word for word in words if len(word) > 12 and word in shown] == []


def test_the_record_with_its_names_and_secrets_is_for_its_owner_only(evening: Evening, tried: Tried) -> None:
    assert evening.modes, "the record was there"
    tried("secrets in logs and papers", len(evening.modes))
    assert {name: oct(mode) for name, mode in evening.modes.items() if mode & 0o077} == {}


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.json", "report.ipynb", "journal.jsonl"])
def test_what_leaves_the_house_holds_no_code_and_no_secret(evening: Evening, tried: Tried, name: str) -> None:
    paper = unescaped(evening.papers[name])
    assert len(paper) > 10_000
    tried("secrets in logs and papers", len(evening.secrets))
    assert [what for what, secret in evening.secrets.items() if secret in paper] == []
