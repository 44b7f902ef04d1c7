"""``build.py rehearse EXERCISE --asleep 300``: a gymnasium full of phones goes dark, and lights up again.

People put their phones face down. Nobody reads what comes: neither the page nor the phone's own system. Some
go on playing. The first time the facilitator writes far more than any room would read, quickly, so that the
connections are still there when everybody turns the phone round, within ten seconds, while play goes on. The
second time phones sleep until the server has given up their connections, and come back as pages do.

What must hold: the server keeps little for who sleeps, and all who woke show what is so now. How long those
awake waited meanwhile is in the figures.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.rehearsal.cast import Part
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.exercise_play import MOMENTS
from kit.rehearsal.figures import machine, summary
from kit.rehearsal.page import OpenPage, Stuck
from kit.rehearsal.person import Person, together
from kit.rehearsal.play import Wish, gather_people, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.testbed.dice import dice
from kit.testbed.serverproc import House
from kit.testbed.thin import ThinBrowser, ThinSocket
from kit.testbed.usage import usage_of
from kit.trouble.truth import differences

WAKE_WITHIN = 10.0  # seconds in which everybody turns the phone round
BACK_WITHIN = 60.0  # seconds after which who woke must show what is so now
GIVEN_UP = (
    40.0  # seconds after which the server has closed: kit.server.connection, PING_EVERY and PONG_WITHIN
)
AT_ONCE = 24  # people who are on their way in at the same moment
STEPS = 8  # of the facilitator's list, played while phones sleep
ANNOUNCEMENTS = 300
WORDS = "Words that wait on phones which nobody reads. " * 41  # 1.9 kB
PAGE = 4096  # bytes: the system counts its memory for connections in pages

Tell = Callable[[str], None]


@dataclass(slots=True)
class Night:
    """A room of which a part sleeps. ``sleepers``: with a seat, and until they wake not on the stage."""

    house: House
    stage: Stage
    sleepers: list[Person]
    memory: dict[str, float] = field(default_factory=dict)  # MB of the server, by moment
    system: dict[str, float] = field(default_factory=dict)  # MB of the system for all connections there are
    awake: dict[str, list[float]] = field(default_factory=dict)  # ms from click to the pages of those awake
    back: dict[str, list[float]] = field(default_factory=dict)  # ms from waking to a page as it must be
    asked: int = 0  # how often a page that woke asked for the whole
    given_up: int = 0  # how many connections the server closed meanwhile

    def look(self, moment: str) -> None:
        """Note what is used now."""
        self.memory[moment] = round(usage_of(self.house.pid).memory, 1)
        self.system[moment] = held_by_the_system()


def held_by_the_system() -> float:
    """MB that Linux holds for what is under way on all TCP connections of the machine; 0 elsewhere."""
    counts = Path("/proc/net/sockstat")
    lines = counts.read_text("ascii").splitlines() if counts.exists() else []
    words = next((line.split() for line in lines if line.startswith("TCP:")), ["mem", "0"])
    return round(int(words[words.index("mem") + 1]) * PAGE / 2**20, 1)


async def night_of(house: House, script: Script, sleepers: int, tell: Tell) -> dict[str, Any]:
    """Play the full form with so many phones asleep, beside the script's own people. Returns the figures and
    ``findings``.

    Raises Stuck or ConnectionError when there is not even a run."""
    chaos = Chaos(script.seed, naps=True)
    stage = await set_up(house.url, house.key, script, Wish("full"), chaos)
    await gather_people(stage)
    night = Night(house, stage, await _more_people(stage, sleepers))
    try:
        await _play(night, tell)
    except (Stuck, ConnectionError) as problem:
        stage.finding(f"play stopped: {problem}")
    await together(*(page.leave() for page in (*stage.pages(), *(p.page for p in night.sleepers))))
    return _told(night)


async def _more_people(stage: Stage, number: int) -> list[Person]:
    """People who only sleep: they sit in every position in turn, and have no habits."""
    positions = [position.id for position in stage.script.exercise.positions]
    parts = [
        Part(f"S{n + 1:03d}", "player", positions[n % len(positions)], f"Sleeper {n + 1}")
        for n in range(number)
    ]
    manners = stage.browser.manners
    people = [Person(part, ThinBrowser(stage.url, manners=manners)) for part in parts]
    code, room = stage.desk.view["join"]["code"], asyncio.Semaphore(AT_ONCE)

    async def come(person: Person) -> None:
        async with room:
            await person.join(code)

    await together(*(come(person) for person in people))
    return people


async def _play(night: Night, tell: Tell) -> None:
    stage = night.stage
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    await _steps(night, "nobody asleep", STEPS // 2)
    night.look("everybody awake")
    tell(f"{len(night.sleepers)} phones fall asleep, {len(stage.players)} people play on.")
    await _nap(night, "a short sleep", _flood(night))
    tell("They wake up, and fall asleep for longer.")
    await _nap(night, "a long sleep", asyncio.sleep(GIVEN_UP))
    stage.people |= {person.key: person for person in night.sleepers}
    tell("They wake up, and everybody's page is looked at.")
    stage.findings += await differences(stage)
    night.look("everybody awake again")


async def _nap(night: Night, what: str, meanwhile: Awaitable[None]) -> None:
    """All fall asleep; play goes on; they wake while it goes on, too."""
    for person in night.sleepers:
        fall_asleep(person.page)
    await _steps(night, f"{what}: meanwhile", STEPS)
    await meanwhile
    await night.stage.act("announce", {"text": f"Said at the end of {what}."})
    night.look(f"at the end of {what}")
    endings = sum(len(person.page.endings) for person in night.sleepers)
    await together(
        _steps(night, f"{what}: while they wake", STEPS // 2),
        *(_wakes(night, p, what) for p in night.sleepers),
    )
    night.given_up += sum(len(person.page.endings) for person in night.sleepers) - endings


async def _flood(night: Night) -> None:
    for _ in range(ANNOUNCEMENTS):
        await night.stage.act("announce", {"text": WORDS})


async def _steps(night: Night, when: str, number: int) -> None:
    """The next rows of the facilitator's list with those who are awake, as long as there are any."""
    stage = night.stage
    for times in (stage.times.inject, stage.times.opened, stage.times.reveal):
        times.clear()
    for _ in range(number):
        row = stage.next_row()
        if row is None or row["kind"] not in MOMENTS:
            break
        stage.module = row["module"] or stage.module
        await MOMENTS[row["kind"]](stage, row)
    night.awake[when] = [*stage.times.inject, *stage.times.opened, *stage.times.reveal]


def fall_asleep(page: OpenPage) -> None:
    """The page's script stands still, and nobody reads the connection."""
    page.link.sleep()
    if isinstance(page.link.socket, ThinSocket) and page.link.socket.thin is not None:
        page.link.socket.thin.sleep()


def wake_up(page: OpenPage) -> None:
    """What came meanwhile is read, and the page goes on."""
    page.link.wake()
    if isinstance(page.link.socket, ThinSocket) and page.link.socket.thin is not None:
        page.link.socket.thin.wake()


async def _wakes(night: Night, person: Person, what: str) -> None:
    """Somebody turns the phone round, and the last that was said to all in the meantime stands on it."""
    page, throw = person.page, dice(night.stage.script.seed, what, person.key)
    await asyncio.sleep(throw.uniform(0, WAKE_WITHIN))
    last, gaps, begun = night.stage.newest("announcement")["id"], page.gaps, time.monotonic()
    wake_up(page)
    at = await page.until(lambda _: last in page.arrived, "what was said while it slept", BACK_WITHIN)
    night.back.setdefault(what, []).append(1000 * (at - begun))
    night.asked += page.gaps - gaps


def _told(night: Night) -> dict[str, Any]:
    return {
        "asleep": len(night.sleepers),
        "server_mb": night.memory,
        "system_mb": night.system,
        "news_to_those_awake_ms": {when: summary(times) for when, times in night.awake.items()},
        "back_ms": {f"{what}: awake to up to date": summary(times) for what, times in night.back.items()},
        "asked_for_the_whole": night.asked,
        "connections_given_up": night.given_up,
        "machine": machine(),
        "findings": night.stage.findings,
    }


def lines_of(told: Mapping[str, Any]) -> Sequence[str]:
    """The figures for a person."""
    lines = []
    for moment, memory in told["server_mb"].items():
        system = told["system_mb"][moment]
        lines.append(f"  {moment:<40} server {memory:7.1f} MB, system {system:6.1f} MB for connections")
    for when, times in (told["news_to_those_awake_ms"] | told["back_ms"]).items():
        took = f"p50 {times['p50']:8.1f} ms, p99 {times['p99']:8.1f}" if times["n"] else "nothing new"
        lines.append(f"  {when:<40} {took}, n {times['n']}")
    for name in ("asked_for_the_whole", "connections_given_up"):
        lines.append(f"  {name.replace('_', ' '):<40} {told[name]}")
    findings = [f"FINDING: {text}" for text in told["findings"]]
    return [*lines, *(findings or ["No findings."])]


async def main(house: House, script: Script, sleepers: int, out: Path, tell: Tell) -> int:
    """Play, tell the figures, write ``asleep.json``; returns 0 when nothing was found."""
    told = await night_of(house, script, sleepers, tell)
    told["findings"] += [f"the server's log: {line}" for line in house.complaints()]
    await asyncio.to_thread(_write, out, told)
    tell("\n".join(lines_of(told)))
    return 1 if told["findings"] else 0


def _write(out: Path, told: Mapping[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "asleep.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
