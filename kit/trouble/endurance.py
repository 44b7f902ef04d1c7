"""``build.py rehearse EXERCISE --hours 8``: hours of one run in minutes, and what they leave behind.

How the hours are compressed: the script plays the full form through the real server as fast as the pages
follow. Each step counts for the minutes the exercise plans for it, so an hour has an hour's volume of
injects, votes, notes and talk, without the waiting. After the ending the room goes back to an early
decision and plays on along another branch, in the same run, until the hours are full. In every step
somebody reloads and somebody leaves and comes back.

What may grow is the run itself: every line that was left is kept, so that the report can tell it, and the
journal keeps every event. What may not: pages, tasks, files, and memory beyond the run.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from kit.rehearsal.deciding import fork
from kit.rehearsal.exercise_play import MOMENTS
from kit.rehearsal.person import Person, together
from kit.rehearsal.play import Wish, gather_people, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.testbed.dice import dice
from kit.testbed.serverproc import House
from kit.testbed.usage import usage_of
from kit.testbed.wire import Browser

WARM = 2  # hours until everything that is made once has been made
COMINGS = 2  # people who reload in each step, and who leave and come back
SETTLE = 11.0  # seconds until the kernels of closed pages have gone (KitKernels.grace)
OTHER_MINUTES = 2  # what a step counts for that the exercise plans no time for

Look = Callable[[int], Awaitable[None]]
Tell = Callable[[str], None]


async def endure(stage: Stage, minutes: float, look: Look, every: float = 60) -> None:
    """Play on until so many minutes have passed; ``look`` is called after each ``every`` minutes with their
    number, 1, 2, 3. Raises Stuck."""
    await gather_people(stage)
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    passed, told = 0.0, 0
    while passed < minutes:
        row = stage.next_row()
        if row is None or row["kind"] not in MOMENTS:
            await _back(stage, row)
            continue
        stage.module = row["module"] or stage.module
        await MOMENTS[row["kind"]](stage, row)
        await _comings(stage, int(passed))
        step = stage.script.exercise.steps.get(row["id"])  # None for what the facilitator wrote
        passed += getattr(step, "minutes", OTHER_MINUTES)
        while told < int(passed // every):
            told += 1
            await look(told)


async def _back(stage: Stage, row: Mapping[str, Any] | None) -> None:
    """The ending; then from the first decision on, with another branch."""
    if row is not None:
        await stage.act("finish")
    first = stage.played[0]
    others = [key for key in first.options if key != first.taken]
    throw = dice(stage.script.seed, "back", stage.desk.view["head"]["line"])
    await fork(stage, first, throw.choice(others), "Once more from here.")


async def _comings(stage: Stage, moment: int) -> None:
    """Some reload; some close their page and open it again."""
    people = stage.people.values()
    throw = dice(stage.script.seed, "comings", moment)
    chosen = throw.sample(sorted(people, key=lambda p: p.key), min(2 * COMINGS, len(people)))
    await together(*(p.reload() for p in chosen[:COMINGS]), *(_leave_and_return(p) for p in chosen[COMINGS:]))


async def _leave_and_return(person: Person) -> None:
    await person.page.leave()
    del person.pages[:-1]  # ours to forget: only the server is measured
    await person.open()


@dataclass(frozen=True, slots=True)
class Hour:
    """The server after an hour of play: megabytes of its own, open files, threads, pages, the run's events
    and the bytes of the journal on disk."""

    hour: int
    memory_mb: float
    files: int
    threads: int
    pages: int
    events: int
    journal_bytes: int


async def hours_of(house: House, script: Script, hours: float, tell: Tell) -> dict[str, Any]:
    """Endure on a server of our own; ``tell`` gets a line for each hour. Returns ``hours`` (list of Hour as
    dicts), ``growth`` and ``findings``."""
    stage = await set_up(house.url, house.key, script, Wish("full"))
    seen: list[Hour] = []

    async def hour_over(number: int) -> None:
        await asyncio.sleep(SETTLE)
        events = max(row["seq"] for row in stage.desk.view["log"])
        seen.append(await hour_of(house, stage.browser, number, events))
        tell(line_of(seen[-1]))

    tell(HEAD)
    await endure(stage, 60 * hours, hour_over)
    await together(*(page.leave() for page in stage.pages()))
    return {"hours": [asdict(hour) for hour in seen], "growth": growth(seen), "findings": stage.findings}


async def hour_of(house: House, browser: Browser, number: int, events: int) -> Hour:
    """The server as it is now, after so many hours and events."""
    process = psutil.Process(house.pid)
    health = await browser.get("/health")
    folder = house.log.parent if house.log is not None else None
    kept = sum(file.stat().st_size for file in folder.glob("*.kit*")) if folder is not None else 0
    pages = int(health.text.partition('"pages":')[2].strip(" }"))
    memory = round(usage_of(house.pid).memory, 1)
    files = len(process.open_files()) + len(process.net_connections())
    return Hour(number, memory, files, process.num_threads(), pages, events, kept)


HEAD = "hour   memory MB   files   threads   pages   events   journal bytes/event"


def line_of(hour: Hour) -> str:
    """An hour as a line under ``HEAD``."""
    each = hour.journal_bytes // max(hour.events, 1)
    return (
        f"{hour.hour:4}{hour.memory_mb:12.1f}{hour.files:8}{hour.threads:10}{hour.pages:8}{hour.events:9}"
        f"{each:12}"
    )


def growth(seen: Sequence[Hour]) -> dict[str, float]:
    """What an hour added on average after the first ``WARM`` hours; empty when there are too few."""
    if len(seen) <= WARM:
        return {}
    first, last = seen[WARM - 1], seen[-1]
    span = last.hour - first.hour
    names = ("memory_mb", "files", "threads", "pages", "events", "journal_bytes")
    return {name: round((getattr(last, name) - getattr(first, name)) / span, 2) for name in names}


async def main(house: House, lasting: Awaitable[dict[str, Any]], out: Path, tell: Tell) -> int:
    """Endure (``hours_of`` or ``briefing_day.day_of``), tell a line for each hour, write ``endurance.json``;
    returns 0 when nothing was found."""
    told = await lasting
    told["findings"] += [f"the server's log: {line}" for line in house.complaints()]
    await asyncio.to_thread(_write, out, told)
    each = ", ".join(f"{name} {value:+g}" for name, value in told["growth"].items())
    tell(f"An hour added, after hour {WARM}: {each or 'too few hours to say'}")
    tell("\n".join(f"FINDING: {finding}" for finding in told["findings"]) or "No findings.")
    return 1 if told["findings"] else 0


def _write(out: Path, told: Mapping[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "endurance.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
