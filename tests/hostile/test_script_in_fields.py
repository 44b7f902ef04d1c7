"""Script in every field that a person can fill, on every page and in the report, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Page

from kit.engine.commands import Actor, CreateRun, parse
from kit.engine.decide_play import next_command
from kit.report.make import report_file
from kit.room.room import Room, recorded
from kit.room.rooms import FACILITATOR, Rooms
from kit.server.app import KitApp
from kit.settings import Settings
from kit.store.memory import MemoryJournal
from tests.conftest import OpenWindow
from tests.hostile.conftest import KEY, Fort, Tried, close_fort
from tests.scenario.small import FRAME, SCENARIO
from tests.server.conftest import enter, write_notebook

PAYLOADS = (
    "<script>window.__pwned=1</script>",
    "<img src=x onerror='window.__pwned=1'>",
    '"><svg onload=window.__pwned=1>',
    "</script></style></textarea></title><script>window.__pwned=1</script>",
    "javascript:window.__pwned=1",
    "[x](javascript:window.__pwned=1) <a href='javascript:window.__pwned=1'>x</a>",
    "{{7*191}} ${7*191} <%= 7*191 %> {% raise %}",
    "'-alert(1)-' \u202e\u2028 &lt;b&gt; <!-- --> ]]>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe><base href='//evil.example/'>",
)
AUTHORS = (
    "Small Storm", "A small storm.", "A town by the sea.", "You hold the plan.", "Warn people.",
    "A storm turns.", "A rumor", "People ask whether the buses come.", "What do you say?", "Say that all is open.",  # noqa: E501
    "People come.", "Nobody knows yet.", "The buses fill.", "A promise is no fact.", "The drivers.",
    "Which word is yours?", "It held.", "Some left.", "The list is old.", "Within an hour.", "Ask counsel.",
)  # fmt: skip


def poison(number: int, limit: int = 190) -> str:
    """A text with a mark to find it by, and a payload."""
    return f"mark{number:03d} {PAYLOADS[number % len(PAYLOADS)]}"[:limit]


def shelf_with_script(folder: Path) -> None:
    text = SCENARIO
    for number, sentence in enumerate(AUTHORS, 500):
        assert sentence in text, sentence
        quoted = "'" + poison(number).replace("'", "''").replace("\u2028", "") + "'"
        text = re.sub(rf"(?<=[ \[]){re.escape(sentence)}(?=[,\]\}}\n])", lambda _: quoted, text, count=1)  # noqa: B023
    (folder / "frame.yaml").write_text(FRAME, encoding="utf-8")
    (folder / "small").mkdir()
    (folder / "small" / "scenario.yaml").write_text(text, encoding="utf-8")
    write_notebook(folder / "small" / "exercise.ipynb", 'from kit.pages import open_page\nopen_page("small")')
    write_notebook(folder / "home.ipynb", "from kit.pages import open_page\nopen_page()")


class People:
    """Acts of everybody, each with a payload in each of its fields."""

    def __init__(self, room: Room) -> None:
        self.room, self.count = room, 0

    async def do(self, actor: Actor, name: str, **args: Any) -> None:
        filled = {key: poison(self._next()) if value == "POISON" else value for key, value in args.items()}
        await self.room.submit(parse(name, filled), actor, uuid4().hex)

    def _next(self) -> int:
        self.count += 1
        return self.count

    async def facilitate(self, name: str, **args: Any) -> None:
        await self.do(FACILITATOR, name, **args)

    def actor(self, role: str) -> Actor:
        seat = next(s for s in self.room.run.seats.values() if s.role.value == role)
        return Actor(seat.role, seat.id, seat.serial)

    async def play(self) -> None:
        """From StartEx to the first decision's branch, and much talk on the way."""
        player, evaluator = self.actor("player"), self.actor("evaluator")
        await self.facilitate("start-exercise")
        while self.room.run.ballot is None:
            following = next_command(self.room.run)
            assert following is not None
            await self.facilitate(following[0], **following[1])
        ballot = self.room.run.ballot
        vote = {"decision": ballot.decision, "option": ballot.options[0], "reason": "POISON"}
        await self.do(player, "cast-vote", **vote)
        for kind in ("question", "authority", "counsel", "concern"):
            await self.do(player, "raise", kind=kind, text="POISON")
        await self.facilitate("answer", raised=next(iter(self.room.run.raised)), text="POISON")
        concern = list(self.room.run.raised)[-1]
        await self.facilitate("group", concern=concern, text="POISON")
        row = next(iter(self.room.run.board))
        await self.facilitate("own", row=row, owner="POISON", answer="POISON")
        await self.facilitate("commit", row=row, what="POISON", by="POISON")
        await self.facilitate("announce", text="POISON")
        await self.facilitate("note", text="POISON")
        for kind in ("strength", "improve", "note"):
            await self.do(evaluator, "observe", kind=kind, text="POISON", target="X-O1.1")
        await self.do(evaluator, "rate", target="X-O1.1", rating="M", why="POISON")
        await self.facilitate("reveal")
        await self.facilitate("take-branch", option=ballot.options[1], reason="POISON")
        await self.facilitate("add-inject", title="POISON", text="POISON", sender="POISON", channel="POISON")

    async def wash(self) -> None:
        """The hot wash, EndEx, and the words of the report."""
        player = self.actor("player")
        await self.facilitate("open-hot-wash")
        for kind in ("strength", "improve"):
            await self.do(player, "remark", kind=kind, text="POISON")
        await self.do(player, "feedback", answers={"plausible": 4, "better": poison(self._next())})
        await self.facilitate("show-tallies")

    async def close(self) -> None:
        """EndEx, and the words of the report."""
        await self.facilitate("end-exercise")
        await self.facilitate("edit-report", key="summary", text="POISON")
        areas = [note for note in self.room.run.observations.values() if note.kind == "improve"]
        for note in areas:
            for column in ("action", "organization", "contact", "start", "completion"):
                await self.facilitate("edit-report", key=f"plan.area.{note.id}.{column}", text="POISON")


async def unharmed(page: Page, where: str, tried: Tried) -> str:
    """Nothing ran, nothing came into being, and what was typed stands there as text. Returns the text."""
    if await page.query_selector(".mount"):
        await page.wait_for_selector(".mount > *")
    assert await page.evaluate("window.__pwned") is None, where
    strange = "[...document.querySelectorAll('iframe, base, object, embed, [onerror], [onload]')].map(e => e.outerHTML)"  # noqa: E501
    assert await page.evaluate(strange) == [], where
    links = "[...document.querySelectorAll('[href], [src], [action]')].map(e => e.href || e.src || e.action)"
    assert [link for link in await page.evaluate(links) if "javascript:" in str(link)] == [], where
    for opener in await page.query_selector_all("details:not([open]) > summary"):
        await opener.evaluate("e => e.parentElement.open = true")
    text: str = await page.evaluate(
        "document.body.innerText + [...document.querySelectorAll('input, textarea')].map(e => e.value).join(' ')"  # noqa: E501
    )
    assert "1337" not in text, where  # 7 * 191
    tried("script in fields", len(set(re.findall(r"mark\d{3}", text))))
    return text


async def test_script_in_any_field_is_text_on_every_page_and_in_the_report(
    open_window: OpenWindow, tmp_path: Path, tried: Tried
) -> None:
    shelf_with_script(tmp_path)
    rooms = Rooms(MemoryJournal(), tmp_path)
    assert rooms.read_shelf().broken == ()

    async def report(room: Room) -> tuple[bytes, str]:
        events = [recorded(row) for row in rooms._journal.read(room.id)]
        return report_file("html", room.id, room.exercise, events), "text/html; charset=utf-8"

    settings = Settings(host="127.0.0.1", port=0, key=KEY, journal="memory:", qr=False, exercises=tmp_path)
    app = KitApp.of(settings, rooms, {"report.html": report})
    await app.open()
    named: dict[str, Any] = {
        "name": poison(901),
        "sponsor": poison(902),
        "place": poison(903),
        "date": poison(904),
    }
    room = await rooms.create(CreateRun("small", names="named", **named))
    fort = Fort(app, rooms, room)
    try:
        guests = {"facilitator": await fort.seated(room, "facilitator")}
        for role, form in {
            "player": {"step": "position", "code": room.code, "position": "GX1", "name": poison(905, 80)},
            "evaluator": {"step": "evaluator", "code": room.run.setup.staff_code, "name": poison(906, 80)},
        }.items():
            guests[role] = fort.guest()
            assert (await guests[role].ask("/join", form)).code == 303
        windows = {role: await open_window() for role in guests}
        for role, window in windows.items():
            await enter(window, guests[role])
        people, seen = People(room), ""
        where = {
            "facilitator": ["/home", f"/run/{room.id}/desk", f"/run/{room.id}/screen"],
            "player": [f"/run/{room.id}", f"/join?code={room.code}"], "evaluator": [f"/run/{room.id}"],
        }  # fmt: skip
        for act in (people.play, people.wash, people.close):
            await act()
            for role, paths in where.items():
                for path in paths:
                    await windows[role].page.goto(fort.base + path)
                    seen += await unharmed(windows[role].page, f"{role} at {path}", tried)
        reading = windows["facilitator"].page
        await reading.goto(f"{fort.base}/run/{room.id}/report.html")
        seen += await unharmed(reading, "the report", tried)
        typed = {f"mark{n:03d}" for n in (*range(1, people.count + 1), 901, 902, 903, 904, 905, 906)}
        unseen = sorted(typed - set(re.findall(r"mark\d{3}", seen)))
        assert len(unseen) <= len(typed) // 5, f"typed, and nowhere seen: {unseen}"
        for payload in PAYLOADS[:3]:
            assert payload in seen, "what was typed stands there as it was typed"
    finally:
        await close_fort(fort)
