"""``build.py bench``: our page beside stock Voila's, and rooms of raw participants, in one run.

Everything is measured here and now on this machine, over loopback, and printed as it came out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kit.rehearsal.browsing import chromium
from kit.rehearsal.figures import machine
from kit.rehearsal.measure_kit import Size, measure_kit
from kit.rehearsal.measure_voila import measure_voila
from kit.rehearsal.serverproc import ServerFailed

ABOUT = "Measure our pages beside stock Voila's, and rooms in play."
FULL = Size(visits=7, people=100, filled=300, more=200, rooms=(30, 200))
QUICK = Size(visits=3, people=50, filled=260, more=100, rooms=(30,))
BUSY = 0.5  # load average above which the figures carry a remark
VOILA_PEOPLE, VOILA_PEOPLE_QUICK = 8, 4
PACKAGES = ("voila", "jupyter-server", "ipywidgets", "anywidget", "tornado", "playwright")

LINES = (  # name in the figures, words, unit, divisor for the unit
    ("interactive_ms", "navigation to a click the server answered", "ms", 1),
    ("interactive_best_ms", "the same, the quickest visit", "ms", 1),
    ("memory_mb", "server memory a participant, private", "MB", 1),
    ("cpu_s", "server CPU a participant (join, page, websocket)", "s", 1),
    ("weight_bytes", "transferred to the browser, first visit", "MB", 1_000_000),
)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 when everything could be measured."""
    parser = argparse.ArgumentParser(prog="build.py bench", description=ABOUT)
    parser.add_argument("--quick", action="store_true", help="fewer visits and people, and no room of 200")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="also write the figures there")
    given = parser.parse_args(arguments)
    try:
        figures = asyncio.run(measure(quick=given.quick))
    except (ServerFailed, FileNotFoundError, ConnectionError) as problem:
        sys.stdout.write(f"Nothing was measured: {problem}\n")
        return 2
    sys.stdout.write("\n".join([*table(figures), ""]))
    if given.out is not None:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


async def measure(*, quick: bool) -> dict[str, Any]:
    """All figures, ours first, then stock Voila's, each with nothing else running for us."""
    size = QUICK if quick else FULL
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    begun = datetime.now().astimezone()
    async with chromium() as browser:
        ours = await measure_kit(browser, size)
        voila = await measure_voila(browser, size.visits, VOILA_PEOPLE_QUICK if quick else VOILA_PEOPLE)
        about = f"Chromium {browser.version}"
    return {
        "date": begun.isoformat(timespec="seconds"),
        "machine": {**machine(), "load_before": round(busy, 2), "browser": about},
        "packages": {name: version(name) for name in PACKAGES},
        "quick": quick,
        "ours": ours,
        "voila": voila,
        "ratios": {name: round(voila[name] / ours[name], 1) for name, *_ in LINES if ours[name] > 0},
    }


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines for a terminal."""
    yield from _header(figures["date"], figures["machine"])
    yield from _comparison(figures["ours"], figures["voila"], figures["ratios"])
    for room in figures["ours"]["rooms"].values():
        yield from _room(room)


def _header(date: str, where: Mapping[str, Any]) -> Iterator[str]:
    yield f"Measured {date} on {where['cores']} cores ({where['processor']}),"
    yield f"Python {where['python']}, {where['browser']}, over loopback."
    if where["load_before"] > BUSY:
        busy = f"The machine was busy with other work (load {where['load_before']:g} before)"
        yield f"{busy}: times are worse than they would be alone."


def _comparison(
    ours: Mapping[str, Any], voila: Mapping[str, Any], ratios: Mapping[str, float]
) -> Iterator[str]:
    yield f"\n{'':52}{'ours':>10}{'stock Voila':>13}{'ratio':>8}"
    for name, words, unit, divisor in LINES:
        mine, theirs = (_short(values[name] / divisor) for values in (ours, voila))
        ratio = f"{ratios[name]:g}x" if name in ratios else "-"
        yield f"{f'{words}, {unit}':52}{mine:>10}{theirs:>13}{ratio:>8}"
    first, last = ours["memory_over"]
    yield f"Medians of {ours['visits']} visits. Ours: CPU over {ours['people']} raw participants, memory from"
    yield f"the {first}th to the {last}th, as the first ones use what the server holds already; with"
    yield f"the page's files fetched anew {ours['cpu_s_with_files']:g} CPU-s. Voila: over {voila['people']}."


def _room(room: Mapping[str, Any]) -> Iterator[str]:
    yield f"\nA room of {room['people']}: {room['injects']} injects, {room['decisions']} decisions, in ms"
    yield f"  {'':44}{'p50':>8}{'p99':>8}{'worst':>8}"
    for name, words in ROOM_LINES:
        times = room[name]
        yield f"  {words:44}{times['p50']:8g}{times['p99']:8g}{times['max']:8g}"
    yield from (f"  FINDING: {finding}" for finding in room["findings"])


ROOM_LINES = (
    ("inject", "inject, from the click to a page"),
    ("opened", "decision opened, from the click to a page"),
    ("reveal", "reveal, from the click to a page"),
    ("vote", "all vote at once: vote to saved"),
)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value < 10 else f"{value:.1f}"
