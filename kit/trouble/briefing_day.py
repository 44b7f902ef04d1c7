"""``build.py rehearse DET --hours 8``: a day of roll calls, one after the other on one server, in minutes.

Each roll call is a run of its own: set up, everybody in, the whole deck given, the roster taken away, all
pages closed. It counts for the minutes its deck is planned for, so a day has a day's number of runs. What may
grow is the journal. What may not: pages, tasks, files, and memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from kit.rehearsal.briefing_script import Talk
from kit.rehearsal.ledger import compare, rows_in
from kit.rehearsal.page import Said
from kit.rehearsal.play import Documents, Wish, everything_said, people_of, rehearse
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.testbed.serverproc import House
from kit.trouble.endurance import HEAD, SETTLE, Hour, growth, hour_of, line_of

Tell = Callable[[str], None]


async def day_of(house: House, script: Script, hours: float, tell: Tell) -> dict[str, Any]:
    """Give roll calls for so many hours' worth on a server of our own, each with another seed.

    Returns what ``endurance.hours_of`` does, and ``runs``: how many there were. Raises Stuck when there is
    not even a run."""
    assert isinstance(script, Talk)
    minutes, seen, findings = script.deck.minutes, list[Hour](), list[str]()
    runs = events = 0
    tell(HEAD)
    while runs * minutes < 60 * hours:
        talk = replace(script, seed=script.seed + runs)
        stage, documents = await rehearse(house.url, house.key, talk, Wish(names="named", scored=True))
        findings += wrong_in(stage, documents)
        runs, events = runs + 1, events + len(rows_in(documents.journal.decode()))
        if runs * minutes // 60 > len(seen):
            await asyncio.sleep(SETTLE)
            seen.append(await hour_of(house, stage.browser, len(seen) + 1, events))
            tell(line_of(seen[-1]))
    hourly = [asdict(hour) for hour in seen]
    return {"runs": runs, "hours": hourly, "growth": growth(seen), "findings": findings}


def wrong_in(stage: Stage, documents: Documents) -> list[str]:
    """Findings of a run, and what its journal does not say as it was acknowledged."""
    said: dict[str, list[Said]] = everything_said(stage)
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    found = compare(rows_in(documents.journal.decode()), said, seats)
    wrong = [*found.lost, *found.doubled, *found.changed, *found.unasked]
    return [f"seed {stage.script.seed}: {text}" for text in (*stage.findings, *wrong)]
