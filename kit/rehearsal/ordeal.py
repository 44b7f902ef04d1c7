"""``build.py rehearse EXERCISE --kills N``: runs are played until the server was killed N times."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.rehearsal.briefing_script import script_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.figures import machine
from kit.rehearsal.kills import Killer, Tally, counted
from kit.rehearsal.ledger import compare, rows_in
from kit.rehearsal.page import Said
from kit.rehearsal.play import Documents, Wish, everything_said, people_of, rehearse
from kit.rehearsal.serverproc import House, kit_server
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.rehearsal.weather import Kind
from kit.scenario.model import Exercise

HASTE = 0.1  # pages wait a tenth of what they wait in a browser: 200 kills in minutes


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What is to be borne. ``report_every``: kills between two comparisons of the report."""

    exercise: Exercise
    kills: int
    people: int = 8
    evaluators: int = 1
    seed: int = 7
    form: str = "short"
    habits: bool = False
    weather: Kind = "calm"
    report_every: int = 5
    haste: float = HASTE
    wish: Wish | None = None  # what is set up, where it is more than the form


async def bear(
    ordeal: Ordeal, out: Path | None = None, heard: Callable[[Tally, dict[str, int]], None] | None = None
) -> tuple[Tally, dict[str, int]]:
    """Play until there were enough kills. Returns what was found and the counts of everything; ``heard`` is
    told the same after each run.

    Journal and server log of a run with findings are kept in ``out``."""
    tally, counts = Tally(), Counter[str]()
    number = 0
    while tally.kills < ordeal.kills:
        before = (tally.kills, _faults(tally))
        chaos = Chaos(ordeal.seed + number, ordeal.habits, ordeal.weather, kills=True, haste=ordeal.haste)
        with tempfile.TemporaryDirectory(prefix="kit-ordeal-") as folder:
            await _play(ordeal, chaos, tally, Path(folder))
            if out is not None and _faults(tally) > before[1]:
                shutil.copytree(folder, out / f"run-{number}", dirs_exist_ok=True)
        counts.update({name: n for name, n in chaos.counts.items() if n})
        number += 1
        if heard is not None:
            heard(tally, {"runs": number, **counted(tally), **dict(sorted(counts.items()))})
        if tally.kills == before[0]:
            tally.finding("a whole run was played without a kill")
            break
    return tally, {"runs": number, **counted(tally), **dict(sorted(counts.items()))}


FAULTS = ("lost", "doubled", "changed", "findings")


def _faults(tally: Tally) -> int:
    return sum(len(getattr(tally, name)) for name in FAULTS)


async def _play(ordeal: Ordeal, chaos: Chaos, tally: Tally, folder: Path) -> None:
    server, key = kit_server(folder)
    killer = Killer(server, chaos, tally, ordeal.kills - tally.kills)
    killer.report_every = ordeal.report_every
    script = script_of(ordeal.exercise, ordeal.people, ordeal.evaluators, chaos.seed)
    port = int(server.url.rpartition(":")[2])
    server.spawn()
    try:
        await server.ready()
        async with chaos.blow(port, [part.key for part in script.cast.everybody]):
            wish = ordeal.wish or Wish(ordeal.form)
            stage, documents = await rehearse(server.url, key, script, wish, chaos, between=[killer.between])
        _judge(tally, stage, documents)
        house = House(server.url, key, server.pid, server.log)
        tally.findings += [f"the server's log: {line}" for line in house.complaints()]
    finally:
        await killer.close()
        await server.stop()


def _judge(tally: Tally, stage: Stage, documents: Documents) -> None:
    """The end of a run: every command has its answer, and the journal agrees with all of them."""
    said = everything_said(stage)
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    found = compare(rows_in(documents.journal.decode()), said, seats)
    tally.lost += found.lost
    tally.doubled += found.doubled
    tally.changed += found.changed
    tally.acknowledged += sum(one.outcome == "saved" for each in said.values() for one in each)
    for text in (*found.unasked, *stage.findings, *second_thoughts(stage)):
        tally.finding(f"seed {stage.script.seed}: {text}")


def second_thoughts(stage: Stage) -> list[str]:
    """Commands that were answered in two ways: to two pages of a person, or twice to one."""
    found = []
    for person in people_of(stage):
        answers: dict[str, set[str]] = {}
        for page in person.pages:
            for said in page.said.values():
                answers.setdefault(said.id, set()).update(_answers(said))
        found += [
            f"{person.key}: {id} was {' and '.join(sorted(a))}" for id, a in answers.items() if len(a) > 1
        ]
    return found


def _answers(said: Said) -> set[str]:
    return {answer for answer in (said.contradicted, said.outcome) if answer}


def table(counts: Mapping[str, int]) -> list[str]:
    """The counts as lines for a person."""
    width = max(map(len, counts))
    return [f"  {name:<{width}}  {value:>7,}" for name, value in counts.items()]


def as_json(tally: Tally, counts: Mapping[str, int]) -> dict[str, Any]:
    """Everything that was found, for ``kills.json``."""
    return {
        "counts": counts,
        "back_in_s": [round(seconds, 2) for seconds in tally.back_in],
        **{name: getattr(tally, name) for name in FAULTS},
        "machine": machine(),
    }


def told(found: Mapping[str, Any]) -> Iterator[str]:
    """The same as lines for a person."""
    yield from table(found["counts"])
    for name in FAULTS:
        yield from (f"{name.upper()}: {sentence}" for sentence in found[name])
