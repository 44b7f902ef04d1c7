"""``build.py rehearse EXERCISE --kills N``, ``--disk-full N``, ``--clock-jumps N``, ``--closed-lids N``: runs
are played until the server has been struck so often."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.rehearsal.briefing_script import script_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.figures import machine
from kit.rehearsal.ledger import compare, rows_in
from kit.rehearsal.page import Said
from kit.rehearsal.play import Documents, Wish, everything_said, people_of, rehearse
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.scenario.model import Exercise
from kit.testbed.dice import dice
from kit.testbed.serverproc import SERVE, House, Server, kit_server
from kit.testbed.weather import Kind
from kit.trouble.blows import Kind as Blow
from kit.trouble.full import small_disk
from kit.trouble.kills import Killer, Tally, counted
from kit.trouble.means import Means
from kit.trouble.odd_clock import ZONE, OddClock, jump
from kit.trouble.replay import unlike_undisturbed

HASTE = 0.1  # pages wait a tenth of what they wait in a browser: 200 kills in minutes


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What is to be borne. ``report_every``: looks between two comparisons of the report; ``troubles``: how
    often something else than a kill befalls the server, by kind."""

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
    troubles: Mapping[Blow, int] = field(default_factory=dict)

    @property
    def blows(self) -> dict[Blow, int]:
        """How often what is wanted."""
        return {"kill": self.kills, **self.troubles}


async def bear(
    ordeal: Ordeal, out: Path | None = None, heard: Callable[[Tally, dict[str, int]], None] | None = None
) -> tuple[Tally, dict[str, int]]:
    """Play until there were enough blows. Returns what was found and the counts of everything; ``heard`` is
    told the same after each run.

    Journal and server log of a run with findings are kept in ``out``."""
    tally, counts = Tally(), Counter[str]()
    number = 0
    with _zone() if ordeal.troubles.get("clock jump") else ExitStack():
        while left := _left(ordeal, tally):
            before = (tally.blows.total(), _faults(tally))
            chaos = Chaos(ordeal.seed + number, ordeal.habits, ordeal.weather, kills=True, haste=ordeal.haste)
            with tempfile.TemporaryDirectory(prefix="kit-ordeal-") as folder, ExitStack() as disk:
                small = bool(left.get("full disk")) and disk.enter_context(small_disk(Path(folder)))
                await _play(ordeal, chaos, tally, _means(ordeal, chaos.seed, Path(folder), small=small))
                if out is not None and _faults(tally) > before[1]:
                    shutil.copytree(folder, out / f"run-{number}", dirs_exist_ok=True)
            counts.update({name: n for name, n in chaos.counts.items() if n})
            number += 1
            if heard is not None:
                heard(tally, {"runs": number, **counted(tally), **dict(sorted(counts.items()))})
            if tally.blows.total() == before[0]:
                tally.finding("a whole run was played without a blow")
                break
    return tally, {"runs": number, **counted(tally), **dict(sorted(counts.items()))}


def _left(ordeal: Ordeal, tally: Tally) -> dict[Blow, int]:
    """How often what is still wanted."""
    left: dict[Blow, int] = {kind: wanted - tally.blows[kind] for kind, wanted in ordeal.blows.items()}
    return {kind: times for kind, times in left.items() if times > 0}


@contextmanager
def _zone() -> Iterator[None]:
    """Clocks that are put forth and back in autumn and spring, for us and for whom we start."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = ZONE
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@dataclass(frozen=True, slots=True)
class _House:
    means: Means
    key: str


def _means(ordeal: Ordeal, seed: int, folder: Path, *, small: bool) -> _House:
    """A server that is not started yet, and what it takes to strike it. Where clocks are set, every other run
    begins just before midnight or before the clocks are put back."""
    clock = OddClock(folder / "clock") if {"clock jump", "closed lid"} & set(ordeal.troubles) else None
    throw = dice(seed, "first clock")
    if clock is not None and ordeal.troubles.get("clock jump") and throw.random() < 0.5:
        clock.set_forth(
            jump(throw.choice(("midnight", "summer time")), 0.0, time.time()) - throw.uniform(0, 30)
        )
    server, key = kit_server(folder, serve=clock.start if clock is not None else SERVE)
    return _House(Means(server, clock, small), key)


FAULTS = ("lost", "doubled", "changed", "findings")


def _faults(tally: Tally) -> int:
    return sum(len(getattr(tally, name)) for name in FAULTS)


async def _play(ordeal: Ordeal, chaos: Chaos, tally: Tally, house: _House) -> None:
    server, key = house.means.server, house.key
    killer = Killer(house.means, chaos, tally, _left(ordeal, tally))
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
        tally.findings += [f"the server's log: {line}" for line in _complaints(server, key)]
    finally:
        await killer.close()
        await server.stop()
    for text in await unlike_undisturbed(stage, documents, server.folder / "undisturbed"):
        tally.finding(f"seed {chaos.seed}: {text}")
    tally.undisturbed += 1


def _complaints(server: Server, key: str) -> list[str]:
    return House(server.url, key, server.pid, server.log).complaints()


def _judge(tally: Tally, stage: Stage, documents: Documents) -> None:
    """The end of a run: every command has its answer, and the journal agrees with all of them."""
    said = everything_said(stage)
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    found = compare(rows_in(documents.journal.decode()), said, seats)
    tally.lost += found.lost
    tally.doubled += found.doubled
    tally.changed += found.changed
    tally.acknowledged += sum(one.outcome == "saved" for each in said.values() for one in each)
    times = [row.at for row in rows_in(documents.journal.decode())]
    late = [] if times == sorted(times) else ["the journal's times go back"]
    for text in (*found.unasked, *stage.findings, *second_thoughts(stage), *late):
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
