"""A real house with a real run in it, its people in every role, and a count of what was tried on it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from kit.engine.commands import CreateRun
from kit.room.room import Room
from kit.room.rooms import FACILITATOR, Rooms
from kit.server.app import KitApp
from kit.server.gate import screen_ticket
from kit.settings import Settings
from kit.store.memory import MemoryJournal
from tests.server.conftest import EXERCISES, Guest, Opened, shelf as shelf
from tests.waiting import PATIENCE

KEY = "the-key-of-the-hostile-suite"
ROLES = ("player", "evaluator", "screen", "facilitator")

Tried = Callable[..., None]


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Tried:
    """``tried("tickets", 12)``: counts attacks, for the table that SECURITY.md speaks of."""

    def count(group: str, cases: int = 1) -> None:
        request.node.user_properties.append(("tried", [group, cases]))

    return count


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was tried and how much of it was repelled: ``python3 build.py test tests/hostile``."""
    counts: dict[str, Counter[str]] = {"passed": Counter(), "failed": Counter()}
    for outcome, per_group in counts.items():
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in report.user_properties:
                if name == "tried":
                    per_group[value[0]] += value[1]
    groups = sorted(counts["passed"] | counts["failed"])
    if groups:
        terminalreporter.section("attacks tried")
        for group in (*groups, "all"):
            passed, failed = (
                per.total() if group == "all" else per[group] for per in (counts["passed"], counts["failed"])
            )
            terminalreporter.write_line(f"{group:<40} {passed + failed:>7} tried {failed:>5} in failed tests")


@pytest.fixture(autouse=True)
def fresh_paces(request: pytest.FixtureRequest) -> None:
    """What one test has used up of a ticket's messages and pages is not missing in the next."""
    if "fort" in request.fixturenames:
        fort: Fort = request.getfixturevalue("fort")
        fort.app.openings._buckets.clear()
        fort.app.kernel_manager.paces._buckets.clear()


@dataclass
class Fort:
    """A house, its rooms, one run in play, and a browser for each role."""

    app: KitApp
    rooms: Rooms
    room: Room
    people: dict[str, Guest] = field(default_factory=dict)
    guests: list[Guest] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.app.port}"

    @property
    def port(self) -> int:
        return self.app.port

    def guest(self) -> Guest:
        self.guests.append(Guest(self.base))
        return self.guests[-1]

    async def run(self, **setup: str) -> Room:
        return await self.rooms.create(CreateRun(**{"slug": "hurricane", **setup}))  # type: ignore[arg-type]

    async def seated(self, room: Room, role: str, position: str = "GB1") -> Guest:
        """A new browser with the ticket of a role: player, evaluator, screen or facilitator."""
        guest = self.guest()
        if role == "player":
            answer = await guest.ask("/join", {"step": "position", "code": room.code, "position": position})
        elif role == "evaluator":
            answer = await guest.ask("/join", {"step": "evaluator", "code": room.run.setup.staff_code})
        elif role == "screen":
            pass_ = self.app.door.sign(screen_ticket(room.id))
            answer = await guest.ask(f"/run/{room.id}/screen?pass={pass_}")
        else:
            answer = await guest.ask(f"/desk/{KEY}")
        assert answer.code == 303, (role, answer.code)
        return guest

    async def facilitate(self, name: str, **args: Any) -> None:
        """The facilitator acts, without a page."""
        from kit.engine.commands import parse  # a handful of tests need it

        await self.room.submit(parse(name, args), FACILITATOR, uuid4().hex)


def page_of(room: Room, role: str) -> str:
    """Where a role's page of a run is."""
    return f"/run/{room.id}" + {"screen": "/screen", "facilitator": "/desk"}.get(role, "")


def heard(data: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message of a kernel."""
    from kit.testbed.wire import unpack

    return unpack(data)


async def exchange(page: Opened, *contents: dict[str, Any]) -> list[dict[str, Any]]:
    """Tell a page's widget some things at once; everything it says until each has its answer."""
    for content in contents:
        await page.tell(**content)
    mark = f"mark-{uuid4().hex}"
    await page.tell(kind="command", id=mark, name="no-such-command", args={})
    ids = {str(one.get("id")) for one in contents if one.get("kind") == "command"}
    missing = {id for id in ids if re.fullmatch(r"[A-Za-z0-9-]{8,64}", id)} | {mark}
    said: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE):
        while missing:
            data = await page.socket.read_message()
            assert isinstance(data, bytes), f"closed: {page.socket.close_code} {page.socket.close_reason}"
            kind, content = heard(data)
            if kind == "comm_msg" and content["data"].get("method") == "custom":
                said.append(content["data"]["content"])
                missing.discard(said[-1].get("id"))
    return said


def plainly(thing: Any) -> str:
    """Anything as text to search in."""
    return json.dumps(thing, ensure_ascii=False)


async def open_fort(**settings: Any) -> Fort:
    """A house with the real exercises, and a run of the Hurricane in its lobby."""
    chosen = Settings(host="127.0.0.1", port=0, key=KEY, journal="memory:", qr=False, **settings)
    rooms = Rooms(MemoryJournal(), chosen.exercises)

    async def report(room: Room) -> tuple[bytes, str]:
        return f"<h1>{room.id}</h1>".encode(), "text/html; charset=utf-8"

    app = KitApp.of(chosen, rooms, {"report.html": report})
    await app.open()
    app.kernel_manager.grace = 600.0  # no page is given up because the machine is busy
    return Fort(app, rooms, await rooms.create(CreateRun(slug="hurricane")))


async def close_fort(fort: Fort) -> None:
    """End a house; its guests hang up first."""
    for socket in (socket for guest in fort.guests for socket in guest.sockets):
        socket.close()
    await fort.app.close()
    await fort.rooms.close()


@pytest.fixture(scope="module")
async def fort() -> AsyncIterator[Fort]:
    """One house for a file of tests: a run in play, its first decision open, somebody in every role."""
    fort = await open_fort()
    for role in ROLES:
        fort.people[role] = await fort.seated(fort.room, role, "GB8")
    fort.people["other player"] = await fort.seated(fort.room, "player", "CB1")
    fort.people["nobody"] = fort.guest()
    await fort.facilitate("start-exercise")
    await until_vote(fort)
    yield fort
    await close_fort(fort)


async def until_vote(fort: Fort) -> None:
    """Play on until the first decision is open."""
    from kit.engine.decide_play import next_command

    while fort.room.run.ballot is None:
        following = next_command(fort.room.run)
        assert following is not None
        name, args = following
        await fort.facilitate(name, **args)


__all__ = ["EXERCISES", "KEY", "ROLES", "Fort", "Tried", "exchange", "heard", "page_of", "plainly"]
