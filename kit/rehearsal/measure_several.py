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

from kit.rehearsal.database import own_database
from kit.rehearsal.figures import machine, summary
from kit.rehearsal.gathering import all_on_the_desk, gathered, place, saved, to_a_decision, vote
from kit.rehearsal.measure_restart import restarted
from kit.rehearsal.measure_trouble import TROUBLES, troubles
from kit.rehearsal.page import OpenPage
from kit.rehearsal.people import together
from kit.rehearsal.several import Several, several
from kit.rehearsal.usage import usage_of
from kit.store.journal import Journal, Row
from kit.store.open import open_journal

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


async def voting(both: Several, people: int) -> dict[str, Any]:
    """Everybody votes at the same moment, in two processes on one run; milliseconds to "saved"."""
    stage = await gathered(both, people)
    await to_a_decision(stage)
    sent = [vote(stage, person, "b") for person in stage.players]
    await together(*(saved(p.page, said) for p, said in zip(stage.players, sent, strict=True)))
    await all_on_the_desk(stage, people)
    used = {name: round(usage_of(server.pid).memory) for name, server in both.servers.items()}
    shares = [sum(place(p.page) == name for p in stage.players) for name in both.servers]
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
        moved = [person for person in stage.players if place(person.page) == victim]
        sent = [vote(stage, person, "b") for person in moved]
        for person, said in zip(moved, sent, strict=True):
            await saved(person.page, said)
        begun = time.monotonic()
        both.servers[victim].kill()
        times = await asyncio.gather(*(_answers_again(person.page, begun) for person in moved))
        back += times
        last.append(max(times))
        await all_on_the_desk(stage, len(moved))
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


def _journal(*, quick: bool) -> dict[str, Any]:
    """The journal alone."""
    seconds, times = (0.3, 20) if quick else (2.0, 200)
    with tempfile.TemporaryDirectory(prefix="kit-several-") as folder, own_database() as database:
        return {
            "sqlite": one_writer(f"sqlite:///{folder}/votes.kit", seconds),
            "postgresql": one_writer(database.url(), seconds),
            "postgresql_transactions_by_writers": several_writers(database.url(), seconds),
            "heard_ms_by_listeners": hearing(database.url(), times),
        }


def _play(*, quick: bool) -> dict[str, Any]:
    """Rooms in two processes, and one of them killed."""
    people, voters, kills = (10, (10,), 1) if quick else (60, (60, 200), 4)
    return asyncio.run(_rooms(people, voters, kills))


def _restart(*, quick: bool) -> dict[str, Any]:
    """Both processes started anew under load."""
    return {"restart": asyncio.run(restarted(10 if quick else 200))}


PARTS = {"journal": _journal, "rooms": _play, "restart": _restart}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="several", description="Measure several processes on PostgreSQL.")
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it works")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, "trouble"], help="these parts, and no other")
    parser.add_argument("--trouble", nargs="+", metavar="WHAT", choices=[t.what for t in TROUBLES],
        help=f"only these kinds of trouble: {', '.join(t.what for t in TROUBLES)}")  # fmt: skip
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    given = parser.parse_args(arguments)
    wanted = given.only or (["trouble"] if given.trouble else [*PARTS, "trouble"])
    found: dict[str, Any] = {"machine": machine()}
    for name in PARTS:
        if name in wanted:
            found |= PARTS[name](quick=given.quick)
    text = json.dumps(found, indent=1)
    sys.stdout.write(f"{text}\n")
    if "trouble" in wanted:
        kinds = [t for t in TROUBLES if t.what in (given.trouble or [t.what])]
        found["trouble"] = asyncio.run(troubles(4 if given.quick else 20, kinds))
    if given.json:
        given.json.write_text(f"{json.dumps(found, indent=1)}\n")
    return 0
