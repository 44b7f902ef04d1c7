"""``build.py rehearse``: scripted people play a run, or are briefed; what they saw against the journal."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from kit.engine.refusal import Refused
from kit.rehearsal.briefing_script import Talk, read_subject, script_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.figures import figures, told
from kit.rehearsal.ledger import compare, rows_in
from kit.rehearsal.page import Stuck
from kit.rehearsal.play import Documents, Wish, everything_said, people_of, rehearse
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.scenario.model import Exercise
from kit.scenario.problems import ScenarioError
from kit.testbed.serverproc import House, ServerFailed, own_house
from kit.testbed.weather import KINDS
from kit.trouble import asleep, endurance, power_play
from kit.trouble.blows import Kind as Blow
from kit.trouble.briefing_day import day_of
from kit.trouble.kills import Tally
from kit.trouble.ordeal import FAULTS, Ordeal, as_json, bear, second_thoughts, told as lines_of
from kit.trouble.tape import TapeError
from kit.trouble.truth import same_everywhere

TROUBLES: dict[str, Blow] = {
    "disk-full": "full disk",
    "clock-jumps": "clock jump",
    "closed-lids": "closed lid",
}
COUNTED = {
    "kills": "kill the server N times, over as many runs as it takes",
    **{name: f"let the server meet a {kind}, N times" for name, kind in TROUBLES.items()},
    "power-cuts": "N disks that a power cut may leave, after one run",
    "asleep": "of an exercise: N more phones sleep through a part of play and wake together",
}
"""Options that say how often, with their help."""

HASTE_IN_WEATHER = 0.25  # of the waits of pages: a run behind a bad network then takes minutes


def main(arguments: Sequence[str]) -> int:
    """Rehearse once; returns 0 when nothing was lost, doubled or seen by the wrong people."""
    given = _parser().parse_args(arguments)
    if not all("=" in dial for dial in given.dial):
        _parser().error(f"expected --dial P1=requires or the like, got {' '.join(given.dial)}")
    if given.url and (given.kills or given.power_cuts or _troubles(given) or given.network != "calm"):
        _parser().error("kills and other trouble, and --network, are for a server of our own, not for --url")
    if given.power_cuts and (given.kills or given.hours or _troubles(given)):
        _parser().error("--power-cuts goes with --chaos and --network, not with other trouble or --hours")
    if given.asleep and (given.url or given.kills or given.power_cuts or given.hours or _troubles(given)):
        _parser().error(
            "--asleep goes by itself: on a server of our own, without kills, --hours and the like"
        )
    if given.url and not given.key:
        _parser().error("--url needs --key: the last part of the facilitator's private link")
    if current_thread() is main_thread():  # told to end, it ends its server and its proxies first
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return asyncio.run(_bear(given) if given.kills or _troubles(given) else _rehearse(given))
    except (ScenarioError, Refused, ServerFailed, Stuck, ConnectionError, TapeError) as problem:
        print(f"The rehearsal stopped: {problem}")
        return 2


def _parser() -> argparse.ArgumentParser:
    about = "Let scripted people play a run, or be briefed, through the real server. Its papers say so."
    parser = argparse.ArgumentParser(prog="build.py rehearse", description=about)
    add = parser.add_argument
    add(
        "slug",
        metavar="EXERCISE",
        help="a folder of exercises/ (hurricane, wildfire), or a briefing (DET), or a series (roll_call)",
    )
    add(
        "--out", type=Path, required=True, metavar="DIR", help="where report, journal and figures are written"
    )
    add("--participants", type=int, default=12, metavar="N")
    add("--evaluators", type=int, default=2, metavar="N")
    add("--seed", type=int, default=7, help="the same seed tells the same story")
    add("--form", choices=("full", "short"), default="full")
    add("--forks", action="store_true", help="go back to decisions and try other branches")
    add(
        "--dial",
        action="append",
        default=[],
        metavar="P1=requires",
        help="set a posture dial; may be repeated",
    )
    add("--audience", default="", help="of a briefing: officers, commanders or community; INT: officers/287g")
    add("--setting", default="", choices=("", "roll_call", "class"), help="of a briefing")
    add("--scored", action="store_true", help="of a briefing with names: the roster keeps each score")
    add("--names", choices=("named", "positions", "anonymous"), default="positions")
    add("--admission", choices=("open", "approve"), default="open")
    add("--url", default="", help="a server that runs already; by default one is started and ended")
    add("--key", default="", help="the secret of that server's private link")
    add(
        "--pace", type=float, default=0.0, metavar="SECONDS", help="waited before each act of the facilitator"
    )
    add(
        "--hours",
        type=float,
        default=0,
        metavar="N",
        help="play on for so many hours' worth, and watch memory",
    )
    add("--chaos", action="store_true", help="people reload, drop out, sleep, tap twice, open second tabs")
    add("--network", choices=KINDS, default="calm", help="what lies between the people and the server")
    for name, about in COUNTED.items():
        add(f"--{name}", type=int, default=0, metavar="N", help=about)
    return parser


def _troubles(given: argparse.Namespace) -> dict[Blow, int]:
    """What befalls the server besides kills, and how often."""
    wanted = {kind: int(getattr(given, name.replace("-", "_"))) for name, kind in TROUBLES.items()}
    return {kind: times for kind, times in wanted.items() if times}


async def _bear(given: argparse.Namespace) -> int:
    """``--kills N`` and other trouble."""
    _expect_trouble()
    ordeal = Ordeal(
        _subject(given), given.kills, given.participants, given.evaluators, given.seed, given.form,
        habits=given.chaos, weather=given.network, wish=_wish(given), troubles=_troubles(given),
    )  # fmt: skip
    given.out.mkdir(parents=True, exist_ok=True)

    def write_down(tally: Tally, counts: dict[str, int]) -> None:
        text = json.dumps(as_json(tally, counts), indent=1, ensure_ascii=False)
        (given.out / "kills.json").write_text(text + "\n", "utf-8")
        blows = ", ".join(f"{kind} {times}" for kind, times in tally.blows.items())
        print(f"run {counts['runs']}: so far {blows}", flush=True)

    found = as_json(*await bear(ordeal, given.out, write_down))
    print("\n".join(lines_of(found)))
    print(f"Written to {given.out}: kills.json")
    return int(any(found[name] for name in FAULTS))


async def _rehearse(given: argparse.Namespace) -> int:
    script = script_of(_subject(given), given.participants, given.evaluators, given.seed, forks=given.forks)
    if given.hours:
        async with _house(given) as house:
            hours = day_of if isinstance(script, Talk) else endurance.hours_of
            return await endurance.main(house, hours(house, script, given.hours, print), given.out, print)
    if given.asleep:
        async with own_house() as house:
            return await asleep.main(house, script, given.asleep, given.out, print)
    haste = HASTE_IN_WEATHER if given.network != "calm" else 1.0
    chaos = Chaos(given.seed, given.chaos, given.network, haste=haste)
    if chaos.on:
        _expect_trouble()
    if given.power_cuts:
        return await power_play.main((script, _wish(given), chaos), given.power_cuts, given.out, print)
    behind = [part.key for part in script.cast.everybody] + (
        [FACILITATOR] if given.network == "awful" else []
    )
    async with _house(given) as house, chaos.blow(int(house.url.rpartition(":")[2]), behind):
        stage, documents = await rehearse(
            house.url, house.key, script, _wish(given), chaos, between=[same_everywhere]
        )
        stage.findings += second_thoughts(stage)
        stage.findings += [f"the server's log: {line}" for line in house.complaints()]
    return write(given.out, stage, documents)


def _subject(given: argparse.Namespace) -> Exercise:
    """What is rehearsed. Raises ScenarioError or Refused."""
    entries = (f"{given.slug.upper()}/{given.audience}",) if given.audience else ()
    return read_subject(given.slug, entries, given.setting)


def _wish(given: argparse.Namespace) -> Wish:
    today = datetime.now().astimezone().date().isoformat()
    dials = dict(dial.split("=", 1) for dial in given.dial)
    return Wish(given.form, given.names, given.admission, dials, today, given.pace, given.scored)


def _expect_trouble() -> None:
    """That connections break is no news now: the HTTP client does not say so line by line."""
    logging.getLogger("tornado").setLevel(logging.CRITICAL + 1)


def _house(given: argparse.Namespace) -> AbstractAsyncContextManager[House]:
    return nullcontext(House(given.url, given.key)) if given.url else own_house()


def write(out: Path, stage: Stage, documents: Documents) -> int:
    """Write what a rehearsal leaves behind, print its figures; returns the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    paper = stage.script.paper
    for name, data in {paper: documents.report, **documents.more}.items():
        (out / name).write_bytes(data)
    (out / "journal.jsonl").write_bytes(documents.journal)
    all_figures, clean = judge(stage, documents)
    (out / "figures.json").write_text(json.dumps(all_figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\n".join(told(all_figures)))
    print(f"Written to {out}: {paper} ({len(documents.report):,} bytes), journal.jsonl, figures.json")
    return 0 if clean else 1


def judge(stage: Stage, documents: Documents) -> tuple[dict[str, Any], bool]:
    """The figures of a rehearsal, and whether everything was as it must be."""
    rows = rows_in(documents.journal.decode())
    said = everything_said(stage)
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    found = compare(rows, said, seats)
    return figures(stage, rows, found, said), found.clean and not stage.findings
