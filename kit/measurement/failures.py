"""What people see when a part of several processes, a proxy and a database hangs, dies or is cut off.

In each trial people sit before a decision in two processes, everybody has voted, and at the moment of the
trouble everybody votes again. Somebody new joins, and the shelf is opened in each process, as both have to
be read. Measured is how long each of them waits for "saved", and what they read meanwhile. Then the
facilitator closes the vote, and everything is compared: what was acknowledged with the journal, all pages
with the journal and with pages opened anew.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from kit.measurement.gathering import (
    BACK_WITHIN,
    compared,
    gathered,
    place,
    saved,
    to_a_decision,
    vote,
)
from kit.rehearsal.cast import Part
from kit.rehearsal.page import Said, Stuck, open_page
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.database import NoDatabase
from kit.testbed.several import COOKIE, NAMES, Several, several
from kit.testbed.wire import Browser
from kit.trouble import truth

LASTS = 12.0  # seconds that something hangs: longer than everybody's patience with it
LOOK_EVERY = 0.05
HELD_UP = re.compile(r"held up for (\d+) ms")

Act = Callable[[Several, Stage], Awaitable[None]]


async def _nothing(_both: Several, _stage: Stage) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens, and what ends it ``lasts`` seconds later."""

    what: str
    strike: Act
    heal: Act = _nothing
    lasts: float = 0.0


# -- processes, cables, the proxy ----------------------------------------------------------------------


async def _hang(both: Several, _stage: Stage) -> None:
    os.kill(both.servers["one"].pid, signal.SIGSTOP)


async def _go_on(both: Several, _stage: Stage) -> None:
    os.kill(both.servers["one"].pid, signal.SIGCONT)


async def _kill(both: Several, _stage: Stage) -> None:
    both.servers["one"].kill()


async def _start_again(both: Several, _stage: Stage) -> None:
    await both.servers["one"].stop()
    both.servers["one"].spawn()
    await both.servers["one"].ready()


async def _pull_process(both: Several, _stage: Stage) -> None:
    both.to_process["one"].pull()


async def _put_in_process(both: Several, _stage: Stage) -> None:
    both.to_process["one"].put_in()


async def _restart_proxy(both: Several, _stage: Stage) -> None:
    await both.proxy.stop()
    await both.start_proxy()


async def _reload_proxy(both: Several, _stage: Stage) -> None:
    os.kill(both.proxy.pid, signal.SIGUSR2)


# -- the database --------------------------------------------------------------------------------------


async def _stop_database(both: Several, _stage: Stage) -> None:
    await asyncio.to_thread(both.database.stop, how=signal.SIGINT)


async def _kill_database(both: Several, _stage: Stage) -> None:
    await asyncio.to_thread(both.database.stop, how=signal.SIGKILL)


async def _start_database(both: Several, _stage: Stage) -> None:
    for _ in range(20):
        try:
            return await asyncio.to_thread(both.database.start)
        except NoDatabase:  # what is left of the one that was killed still goes
            await asyncio.sleep(0.2)
    raise NoDatabase("PostgreSQL did not start again.")


async def _freeze_database(both: Several, _stage: Stage) -> None:
    both.database.freeze()


async def _thaw_database(both: Several, _stage: Stage) -> None:
    both.database.thaw()


async def _cut_connections(both: Several, _stage: Stage) -> None:
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kit'"
    await asyncio.to_thread(both.database.ask, cut)


async def _pull_database(both: Several, _stage: Stage) -> None:
    both.to_database["one"].pull()


async def _put_in_database(both: Several, _stage: Stage) -> None:
    both.to_database["one"].put_in()


@dataclass(slots=True)
class _Lock:
    """Somebody who has locked something, and does not end the transaction."""

    statement: str
    held: subprocess.Popen[str] | None = None

    async def take(self, both: Several, stage: Stage) -> None:
        """Take the lock. The statement may name the run."""
        statement = self.statement.format(run=stage.run)
        self.held = await asyncio.to_thread(both.database.hold, statement)

    async def let_go(self, _both: Several, _stage: Stage) -> None:
        """Let go of it, without having changed anything."""
        if self.held is not None:
            await asyncio.to_thread(self.held.communicate, "rollback;")


_SLOW = (
    "create function slow() returns trigger language plpgsql as"
    " $$ begin perform pg_sleep(0.2); return null; end $$",
    "create trigger slow after insert on kit_events for each statement execute function slow()",
)


async def _slow_down(both: Several, _stage: Stage) -> None:
    for statement in _SLOW:
        await asyncio.to_thread(both.database.ask, statement)


async def _speed_up(both: Several, _stage: Stage) -> None:
    await asyncio.to_thread(both.database.ask, "drop function slow() cascade")


_ROW = _Lock(
    "begin; insert into kit_events select run, max(seq) + 1, 0, '', '', '', 1, '{{}}' from kit_events"
    " where run = '{run}' group by run"
)
_TABLE = _Lock("begin; lock table kit_events in access exclusive mode")

TROUBLES: tuple[Trouble, ...] = (
    Trouble("process killed", _kill, _start_again, 3.0),
    Trouble("process hangs", _hang, _go_on, LASTS),
    Trouble("machine's plug pulled", _pull_process, _put_in_process, LASTS),
    Trouble("proxy started anew", _restart_proxy),
    Trouble("proxy reloaded", _reload_proxy),
    Trouble("database stopped", _stop_database, _start_database, 10.0),
    Trouble("database killed", _kill_database, _start_database),
    Trouble("database hangs", _freeze_database, _thaw_database, LASTS),
    Trouble("connections cut", _cut_connections),
    Trouble("no way to the database", _pull_database, _put_in_database, LASTS),
    Trouble("row locked", _ROW.take, _ROW.let_go, LASTS),
    Trouble("table locked", _TABLE.take, _TABLE.let_go, LASTS),
    Trouble("database slow", _slow_down, _speed_up, LASTS),
)


# -- one trial -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Seen:
    """What people saw: who lost a connection, who read "not saved"."""

    lost: set[str] = field(default_factory=set)
    unsaved: set[str] = field(default_factory=set)

    async def watch(self, stage: Stage, sent: Sequence[Said]) -> None:
        """Look again and again, until cancelled."""
        while True:
            self.lost |= {page.who for page in stage.pages() if page.lost}
            pairs = zip(stage.players, sent, strict=True)
            self.unsaved |= {person.key for person, said in pairs if said.outcome == "unsaved"}
            await asyncio.sleep(LOOK_EVERY)


async def trial(both: Several, trouble: Trouble, people: int) -> dict[str, Any]:
    """One kind of trouble for a run of its own; seconds, counts and what was wrong afterwards."""
    stage = await gathered(both, people)
    await to_a_decision(stage)
    first = [vote(stage, person, "a") for person in stage.players]
    await together(*(saved(p.page, said) for p, said in zip(stage.players, first, strict=True)))
    shares = [sum(place(person.page) == name for person in stage.players) for name in NAMES]
    heard = [log.stat().st_size for log in both.logs()]
    reloads = sum(page.reloads for page in stage.pages())
    begun = time.monotonic()
    striking = asyncio.create_task(_struck(both, stage, trouble))
    await asyncio.sleep(0.1)
    sent = [vote(stage, person, "b") for person in stage.players]
    seen = Seen()
    watching = asyncio.create_task(seen.watch(stage, sent))
    waits = [_saved_after(p, said, begun) for p, said in zip(stage.players, sent, strict=True)]
    late = Person(Part("P99", "player", stage.players[0].part.position, ""), Browser(both.url))
    others = [_seated_after(stage, late), *(_shelf_after(both, stage, name) for name in NAMES)]
    coming = asyncio.gather(*others)
    seconds = await asyncio.gather(*waits)
    newcomer, *shelves = await coming
    await striking
    watching.cancel()
    stage.people[late.key] = late
    found = {
        "trouble": trouble.what,
        "lasts": trouble.lasts,
        "people": shares,
        "saved_s": {"median": round(median(seconds), 1), "max": round(max(seconds), 1)},
        "connection_lost": len(seen.lost),
        "page_loaded_anew": sum(page.reloads for page in stage.pages()) - reloads,
        "read_not_saved": len(seen.unsaved),
        "newcomer_s": newcomer,
        "shelf_s": max(shelves),
    }
    found |= await _afterwards(stage)
    found["process_held_up_ms"] = max(map(_held_up, both.logs(), heard))
    for name in NAMES:
        await both.servers[name].ready()
    return found


async def _struck(both: Several, stage: Stage, trouble: Trouble) -> None:
    begun = time.monotonic()
    await trouble.strike(both, stage)
    try:
        await asyncio.sleep(begun + trouble.lasts - time.monotonic())
    finally:
        await trouble.heal(both, stage)


async def _saved_after(person: Person, said: Said, begun: float) -> float:
    await person.page.until(lambda _: said.outcome in ("saved", "refused"), "its vote saved", BACK_WITHIN)
    return said.answered - begun


async def _seated_after(stage: Stage, person: Person) -> float:
    """Seconds until somebody new has a page. They begin again when they get nowhere, as people do."""
    begun = time.monotonic()
    while True:
        try:
            await person.join(stage.desk.view["join"]["code"])
            return round(time.monotonic() - begun, 1)
        except (ConnectionError, Stuck):
            if time.monotonic() - begun > BACK_WITHIN:
                raise
        await asyncio.sleep(1.0)


async def _shelf_after(both: Several, stage: Stage, name: str) -> float:
    """Seconds until a facilitator whose browser belongs to a process sees all runs."""
    begun = time.monotonic()
    browser = Browser(both.url, {**stage.browser.cookies, COOKIE: name})
    while time.monotonic() - begun < BACK_WITHIN:
        try:
            page = await open_page("shelf", browser, "/home")
        except (ConnectionError, Stuck):
            await asyncio.sleep(1.0)
            continue
        await page.leave()
        break
    return round(time.monotonic() - begun, 1)


async def _afterwards(stage: Stage) -> dict[str, Any]:
    """The facilitator goes on; then everything must be there, once, and the same everywhere."""
    begun = time.monotonic()
    try:
        await stage.act("close-voting")
        await stage.act("reveal")
        await stage.decision_reaches([], 0.0)
        differ = await truth.differences(stage)
    except Stuck as problem:
        differ = [str(problem)]
    revealed = time.monotonic() - begun
    found = compared(stage, await truth.journal_of(stage))
    await together(*(page.leave() for page in stage.pages()))
    return {
        "then_revealed_s": round(revealed, 1),
        "lost": found.lost,
        "doubled": found.doubled,
        "changed": found.changed,
        "pages_that_differ": differ,
    }


def _held_up(log: Path, since: int) -> int:
    """The longest time for which a process's loop was held up, from what it said after so many bytes."""
    with closing(log.open("rb")) as said:
        said.seek(since)
        return max(map(int, HELD_UP.findall(said.read().decode("utf-8", "replace"))), default=0)


COLUMNS = (
    ("trouble", "trouble", 24),
    ("lasts", "for s", 6),
    ("saved_s", "saved after s", 14),
    ("then_revealed_s", "revealed s", 11),
    ("read_not_saved", "not saved", 10),
    ("connection_lost", "lost link", 10),
    ("page_loaded_anew", "anew", 5),
    ("newcomer_s", "newcomer s", 11),
    ("shelf_s", "shelf s", 8),
    ("process_held_up_ms", "held up ms", 11),
)
BAD = ("lost", "doubled", "changed", "pages_that_differ")


def line(found: dict[str, Any]) -> str:
    """One trial in one line, and a line for each thing that was wrong."""
    shown = {**found, "saved_s": f"{found['saved_s']['median']:g} / {found['saved_s']['max']:g}"}
    first = "".join(f"{shown[key]!s:<{width}}" for key, _, width in COLUMNS).rstrip()
    wrong = [f"  {kind.upper()}: {what}" for kind in BAD for what in found[kind]]
    return "\n".join([first, *wrong])


async def troubles(people: int, wanted: Sequence[Trouble] = TROUBLES) -> list[dict[str, Any]]:
    """One trial after the other, each in processes that are well; printed as they come."""
    found = []
    sys.stdout.write("".join(f"{name:<{width}}" for _, name, width in COLUMNS).rstrip() + "\n")
    async with several(plugs=True) as both:
        for trouble in wanted:
            found.append(await trial(both, trouble, people))
            sys.stdout.write(f"{line(found[-1])}\n")
            sys.stdout.flush()
    return found
