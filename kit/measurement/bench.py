"""``build.py bench``: our page beside others', rooms of raw participants, documents: all in one run.

Everything is measured here and now on this machine, over loopback, and printed as it came out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kit.measurement import ours, theirs
from kit.measurement.bench_readme import readme
from kit.measurement.bench_table import table
from kit.measurement.browsing import chromium
from kit.measurement.contenders import Contender, contenders
from kit.measurement.documents import Failed, measure_check, measure_documents
from kit.measurement.environments import Wanted
from kit.measurement.plot import draw
from kit.measurement.sizes import FULL, QUICK, Size
from kit.measurement.visits import TROUBLES, Opens, measure_visits
from kit.rehearsal.figures import machine
from kit.rehearsal.page import Stuck
from kit.testbed.serverproc import ServerFailed

ABOUT = "Measure our pages beside those of oTree, Panel and stock Voila; rooms in play; documents."
KIT = "kit"  # our own name among the contenders
PACKAGES = ("voila", "jupyter-server", "ipywidgets", "anywidget", "tornado", "playwright")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 when our own part could be measured."""
    given = _parser().parse_args(arguments)
    if given.from_ is not None:
        return _again(given.from_, in_readme=given.readme)
    wanted = Wanted(make=not given.quick, fresh=given.fresh)
    _tell("Looking at what we are measured beside; the first time it is installed, about a minute...")
    there, missing = contenders(wanted)
    try:
        figures = asyncio.run(measure(QUICK if given.quick else FULL, there, missing))
    except (ServerFailed, FileNotFoundError, ConnectionError, Stuck) as problem:
        sys.stdout.write(f"Nothing was measured: {problem}\n")
        return 2
    figures["quick"] = given.quick
    sys.stdout.write("\n".join([*table(figures), *(["", *readme(figures)] if given.readme else []), ""]))
    for path, text in ((given.out, json.dumps(figures, indent=1) + "\n"), (given.plot, draw(figures))):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return 0


def _again(path: Path, *, in_readme: bool) -> int:
    """Print what an earlier run measured."""
    figures = json.loads(path.read_text("utf-8"))
    sys.stdout.write("\n".join([*(readme if in_readme else table)(figures), ""]))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py bench", description=ABOUT)
    add = parser.add_argument
    add(
        "--quick",
        action="store_true",
        help="under three minutes: fewer visits, small rooms, nothing installed",
    )
    add("--fresh", action="store_true", help="make the others' environments anew")
    add("--out", type=Path, metavar="FILE.json", help="also write the figures there")
    add("--plot", type=Path, metavar="FILE.svg", help="also draw participants against inject latency")
    add("--readme", action="store_true", help="also print the README's tables, in Markdown")
    add("--from", dest="from_", type=Path, metavar="FILE.json", help="measure nothing: print these figures")
    return parser


async def measure(size: Size, there: Sequence[Contender], missing: dict[str, str]) -> dict[str, Any]:
    """All figures, one part after the other, each with nothing else running for us.

    ``missing``: who cannot take part, and why; it grows by those whose page could not be used."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    begun, peers = datetime.now().astimezone(), {}
    async with chromium() as browser:
        _tell("All pages in turn, in a browser...")
        opens: dict[str, Opens] = {KIT: ours.opened}
        opens |= {peer.name: partial(theirs.opened, peer) for peer in there}
        pages = await measure_visits(browser, opens, size, missing)
        about = f"Chromium {browser.version}"
    if KIT not in pages:
        raise ConnectionError(f"our own page could not be used: {missing[KIT]}")
    _tell("This kit: participants, rooms...")
    kit = {**pages[KIT], **await ours.measured(size)}
    for peer in there:
        if peer.name in pages:
            _tell(f"{peer.words}...")
            try:
                peers[peer.name] = {**pages[peer.name], **await theirs.measured(peer, size)}
            except TROUBLES as problem:
                missing[peer.name] = f"{type(problem).__name__}: {problem}"[:300]
    return {
        "date": begun.isoformat(timespec="seconds"),
        "machine": {**machine(), "load_before": round(busy, 2), "browser": about},
        "packages": {name: version(name) for name in PACKAGES},
        "ours": kit,
        "peers": peers,
        "missing": missing,
        **await _documents(size, missing),
    }


async def _documents(size: Size, missing: dict[str, str]) -> dict[str, Any]:
    _tell("Report and check...")
    try:
        made = await measure_documents(size.evening) if size.evening else {}
        return {"documents": made, "check": await measure_check()}
    except Failed as problem:
        missing["documents"] = str(problem)
        return {}


def _tell(what: str) -> None:
    """Where it is, for those who wait; the figures alone go to standard output."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
    sys.stderr.flush()
