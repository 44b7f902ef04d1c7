"""``build.py several``: what several processes on one PostgreSQL journal can do, and how soon one's people
are back when it is killed.

Figures are printed with what they were measured on; ``docs/scaling.md`` quotes them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import Any

from kit.rehearsal.cast import cast_of
from kit.rehearsal.database import own_database
from kit.rehearsal.figures import summary
from kit.rehearsal.page import OpenPage, Said
from kit.rehearsal.people import Person, together
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.serverproc import ROOT
from kit.rehearsal.several import COOKIE, Several, several
from kit.rehearsal.stage import Stage
from kit.rehearsal.usage import usage_of
from kit.scenario.read import read_exercise
from kit.store.journal import Journal, Row
from kit.store.open import open_journal

SLUG = "hurricane"
WAVE = 20  # people who join at the same moment
A_VOTE = '{"decision":"B-D1","option":"b","reason":"One clause of a reason.","round":1}'
BATCHES = (1, 20, 100)  # votes in one transaction, as group commit makes them of a few or of many voters
WRITERS = (1, 2, 4, 8)
LISTENERS = (1, 8, 32)


# -- the journal alone -------------------------------------------------------------------------------


def votes(after: int, count: int) -> list[Row]:
    """So many votes, as rows that follow row ``after``."""
    at = time.time_ns() // 1_000_000
    return [
        Row(seq, at, "0ed8c71edbaf8287", f"{seq:032x}", "vote-cast", 1, A_VOTE)
        for seq in range(after + 1, after + count + 1)
    ]


def write_for(journal: Journal, run: str, batch: int, seconds: float) -> list[float]:
    """Append batches for a while; the milliseconds each took."""
    took: list[float] = []
    last, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        rows = votes(last, batch)
        begun = time.perf_counter()
        journal.append(run, last, rows)
        took.append(1000 * (time.perf_counter() - begun))
        last += batch
    return took


def one_writer(url: str, seconds: float) -> dict[str, Any]:
    """Votes a second and milliseconds a transaction, by votes in a transaction."""
    found = {}
    with closing(open_journal(url)) as journal:
        for batch in BATCHES:
            took = write_for(journal, f"one-{batch}", batch, seconds)
            found[str(batch)] = {"votes_a_second": round(batch * len(took) / seconds), "ms": summary(took)}
    return found


def several_writers(url: str, seconds: float) -> dict[str, int]:
    """Transactions a second in all, each of 20 votes and each in a run of its own, by writers."""
    found = {}
    for writers in WRITERS:
        done: list[int] = []
        with ExitStack() as stack:
            journals = [stack.enter_context(closing(open_journal(url))) for _ in range(writers)]

            def work(journal: Journal, run: str, done: list[int] = done) -> None:
                done.append(len(write_for(journal, run, 20, seconds)))

            threads = [
                threading.Thread(target=work, args=(journal, f"w{writers}-{n}"))
                for n, journal in enumerate(journals)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        found[str(writers)] = round(sum(done) / seconds)
    return found


class _Ear:
    """Notes when a row was heard of."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.heard: dict[int, float] = {}

    def written(self, run: str, seq: int) -> None:
        self.ready.set()
        self.heard[seq] = time.perf_counter()

    def said(self, text: str) -> None:
        pass


def hearing(url: str, times: int) -> dict[str, Any]:
    """Milliseconds from a finished append to the last of so many listening processes."""
    found = {}
    for listeners in LISTENERS:
        ears = [_Ear() for _ in range(listeners)]
        with ExitStack() as stack:
            writer = stack.enter_context(closing(open_journal(url)))
            for ear in ears:
                other = stack.enter_context(closing(open_journal(url)))
                stack.callback(other.watch(ear))
                ear.ready.wait()
            sent = {}
            for n in range(times):
                writer.append(f"heard-{listeners}", n, votes(n, 1))
                sent[n + 1] = time.perf_counter()
                _wait_for(ears, n + 1)
            late = [1000 * (max(ear.heard[n] for ear in ears) - at) for n, at in sent.items()]
        found[str(listeners)] = summary([max(0.0, ms) for ms in late])
    return found


def _wait_for(ears: Sequence[_Ear], seq: int) -> None:
    while not all(seq in ear.heard for ear in ears):
        time.sleep(0.0005)


# -- a room in two processes -------------------------------------------------------------------------


async def gathered(both: Several, people: int) -> Stage:
    """A run with its people in the lobby."""
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    script = Script(exercise, cast_of(exercise, people, 0, 1), 1)
    stage = await set_up(both.url, both.key, script, Wish("short"))
    parts = stage.script.cast.players
    for first in range(0, len(parts), WAVE):
        await stage.join(parts[first : first + WAVE])
    return stage


async def to_a_decision(stage: Stage) -> None:
    """Play on until the next decision is open, on everybody's page. Raises LookupError after the last."""
    if stage.desk.view["head"]["phase"] == "lobby":
        await stage.act("start-briefing")
        await stage.act("start-exercise")
    while (row := stage.next_row()) is not None:
        match row["kind"]:
            case "module":
                await stage.act("open-module", {"module": row["id"]})
            case "inject":
                await stage.act("deliver", {"inject": row["id"]})
            case "bridge":
                await stage.act("bridge", {"id": row["id"]})
            case _:
                await stage.act("open-decision", {"decision": row["id"], "minutes": 0})
                return await stage.decision_reaches([], 0.0)
    raise LookupError("the exercise has no further decision")


def vote(stage: Stage, person: Person, option: str) -> Said:
    """Somebody's vote goes out; nobody waits for its answer."""
    args = {"decision": stage.desk.view["ballot"]["id"], "option": option, "reason": person.key, "round": 1}
    return person.page.send("cast-vote", args)


def place(person: Person) -> str:
    """The process that holds somebody's page."""
    return person.browser.cookies[COOKIE]


async def saved(page: OpenPage, said: Said) -> None:
    """Wait until a command is saved, however often its page has to send it. Raises Stuck."""
    await page.until(lambda _: said.outcome in ("saved", "refused"), f"{said.name} to be saved")


async def _all_on_the_desk(stage: Stage, count: int) -> None:
    await stage.desk.until(lambda v: v["ballot"]["saved"] == count, "all votes on the desk")


async def voting(both: Several, people: int) -> dict[str, Any]:
    """Everybody votes at the same moment, in two processes on one run; milliseconds to "saved"."""
    stage = await gathered(both, people)
    await to_a_decision(stage)
    sent = [vote(stage, person, "b") for person in stage.players]
    await together(*(saved(p.page, said) for p, said in zip(stage.players, sent, strict=True)))
    await _all_on_the_desk(stage, people)
    used = {name: round(usage_of(server.pid).memory) for name, server in both.servers.items()}
    shares = [sum(place(p) == name for p in stage.players) for name in both.servers]
    unsaved = sum(1 for said in sent if said.outcome != "saved")
    await together(*(page.leave() for page in stage.pages()))
    ms = summary([said.took for said in sent])
    return {"people": people, "shares": shares, "ms": ms, "not_saved": unsaved, "memory_mb": used}


async def failover(both: Several, people: int, kills: int) -> dict[str, Any]:
    """A process is killed with SIGKILL; seconds until each of its people has a page that answers again."""
    back: list[float] = []
    last: list[float] = []
    for n in range(kills):
        stage = await gathered(both, people)
        await to_a_decision(stage)
        victim = list(both.servers)[n % 2]
        moved = [person for person in stage.players if place(person) == victim]
        sent = [vote(stage, person, "b") for person in moved]
        for person, said in zip(moved, sent, strict=True):
            await saved(person.page, said)
        begun = time.monotonic()
        both.servers[victim].kill()
        times = await asyncio.gather(*(_answers_again(person.page, begun) for person in moved))
        back += times
        last.append(max(times))
        await _all_on_the_desk(stage, len(moved))
        await both.again(victim)
        await together(*(page.leave() for page in stage.pages()))
    return {
        "people": people, "kills": kills, "moved": len(back), "seconds": _seconds(back),
        "last_person_seconds": _seconds(last),
    }  # fmt: skip


async def _answers_again(page: OpenPage, begun: float) -> float:
    """Seconds until the page has another kernel and that has answered."""
    kernel = page.kernel
    while page.kernel == kernel or page.lost:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return time.monotonic() - begun


def _seconds(times: Sequence[float]) -> dict[str, float]:
    return {"median": round(median(times), 2), "max": round(max(times), 2)}


# -- the command -------------------------------------------------------------------------------------


async def _rooms(people: int, voters: Sequence[int], kills: int) -> dict[str, Any]:
    async with several() as both:
        rooms = [await voting(both, n) for n in voters]
        return {"voting": rooms, "failover": await failover(both, people, kills)}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="several", description="Measure several processes on PostgreSQL.")
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it works")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    given = parser.parse_args(arguments)
    seconds, times, people, voters, kills = (
        (0.3, 20, 10, (10,), 1) if given.quick else (2.0, 200, 60, (60, 200), 4)
    )
    with tempfile.TemporaryDirectory(prefix="kit-several-") as folder, own_database() as database:
        found: dict[str, Any] = {
            "sqlite": one_writer(f"sqlite:///{folder}/votes.kit", seconds),
            "postgresql": one_writer(database.url(), seconds),
            "postgresql_transactions_by_writers": several_writers(database.url(), seconds),
            "heard_ms_by_listeners": hearing(database.url(), times),
        }
    found |= asyncio.run(_rooms(people, voters, kills))
    text = json.dumps(found, indent=1)
    sys.stdout.write(f"{text}\n")
    if given.json:
        given.json.write_text(f"{text}\n")
    return 0
