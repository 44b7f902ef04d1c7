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
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from kit.measurement.failures import TROUBLES, troubles
from kit.measurement.gathering import all_on_the_desk, gathered, place, saved, to_a_decision, vote
from kit.measurement.journal import hearing, one_writer, several_writers
from kit.measurement.restart import restarted
from kit.measurement.telling import told
from kit.rehearsal.figures import machine, summary
from kit.rehearsal.page import OpenPage
from kit.rehearsal.person import together
from kit.testbed.database import own_database
from kit.testbed.several import Several, several
from kit.testbed.usage import usage_of

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
            "server_us_by_listeners": told(database, 2 * times),
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
