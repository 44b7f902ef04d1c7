"""What is made at the desk, measured as its users start it: the after-action report of a big run, beside
``jupyter nbconvert --execute`` of a notebook with one chart; and the check of all exercises.

Each is a fresh process, from its start to its end.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from kit.measurement.contenders import SLUG
from kit.rehearsal.cast import cast_of
from kit.rehearsal.ledger import rows_in
from kit.rehearsal.play import Wish, rehearse
from kit.rehearsal.script import Script
from kit.scenario.read import read_exercise
from kit.store.open import open_journal
from kit.testbed.serverproc import JOURNAL, ROOT, own_house

TIMES = 3
EVENTS = 1_500  # of the run that is reported, as the goal says
CHART = """\
import plotly.graph_objects as go
go.Figure(go.Bar(x=["a", "b", "c"], y=[3, 1, 2]))
"""


class Failed(Exception):
    """A command did not do its work; the text holds what it said last."""


async def measure_documents(people: int) -> dict[str, Any]:
    """The report of a rehearsal with so many players and two evaluators, and the notebook beside it."""
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    script = Script(exercise, cast_of(exercise, people, 2, 1), 1)
    async with own_house() as house:
        stage, documents = await rehearse(house.url, house.key, script, Wish("full"))
        rows = rows_in(documents.journal.decode())
        assert house.log is not None
        cut = await asyncio.to_thread(_cut, house.log.parent / JOURNAL, stage.run)
        report = await _report(cut, stage.run)
    notebook = await _notebook()
    rows = rows[:EVENTS]
    return {
        "people": people,
        "events": len(rows),
        "votes": sum(row.name == "vote-cast" for row in rows),
        **report,
        "nbconvert_s": notebook,
        "ratio": round(report["report_s"] / notebook, 3),
        "findings": stage.findings,
    }


def _cut(journal: Path, run: str) -> Path:
    """A copy of a journal with the run's first ``EVENTS`` events: the size that the goal names."""
    cut = journal.with_name("cut.kit")
    with closing(open_journal(f"sqlite:///{journal}")) as whole, closing(open_journal(str(cut))) as copy:
        rows = list(islice(whole.read(run), EVENTS))
        scenario = f"scenario/{json.loads(rows[0].data)['scenario']}"
        copy.put(scenario, whole.get(scenario) or "")
        copy.append(run, 0, rows)
    return cut


async def _report(journal: Path, run: str) -> dict[str, Any]:
    out = journal.with_name("report.html")
    url = f"sqlite:///{journal}"
    command = [sys.executable, str(ROOT / "build.py"), "report", run, "--journal", url, "--out", str(out)]
    took = [await _timed(command, ROOT) for _ in range(TIMES)]
    return {"report_s": round(median(took), 2), "report_bytes": (await asyncio.to_thread(out.stat)).st_size}


async def _notebook() -> float:
    """Seconds of ``jupyter nbconvert --execute`` for one chart."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell: dict[str, Any] = {"cell_type": "code", "id": "c1", "metadata": {}, "execution_count": None}
    cell |= {"outputs": [], "source": CHART}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    with tempfile.TemporaryDirectory(prefix="kit-bench-") as name:
        path = Path(name) / "chart.ipynb"
        path.write_text(json.dumps(notebook), "utf-8")
        command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", str(path)]
        own = {"JUPYTER_CONFIG_DIR": name, "JUPYTER_DATA_DIR": name, "IPYTHONDIR": name}
        return round(median([await _timed(command, Path(name), own) for _ in range(TIMES)]), 2)


async def measure_check() -> dict[str, Any]:
    """``build.py check``: seconds for all exercises, and the states that were walked; then for all briefings,
    which have no states but texts, facts and releases."""
    slugs = sorted(path.parent.name for path in (ROOT / "exercises").glob("*/scenario.yaml"))
    took, checks = await _checked(slugs)
    briefings_took, briefings = await _checked(["briefings"])
    return {
        "check_s": took,
        "states": {one["slug"]: sum(f["states_all"] for f in one["forms"]) for one in checks if one["forms"]},
        "briefings_s": briefings_took,
        "briefings": len(briefings),
    }


async def _checked(names: Sequence[str]) -> tuple[float, list[dict[str, Any]]]:
    begun = time.monotonic()
    said = await output([sys.executable, str(ROOT / "build.py"), "check", *names, "--json"], ROOT)
    took = round(time.monotonic() - begun, 1)
    return took, json.loads(said)


async def _timed(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> float:
    begun = time.monotonic()
    await output(command, folder, more)
    return time.monotonic() - begun


async def output(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> str:
    """What a command printed. Raises Failed."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env={**os.environ, **(more or {})},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, errors = await process.communicate()
    if process.returncode:
        last = "\n".join(errors.decode("utf-8", "replace").splitlines()[-5:])
        raise Failed(f"{' '.join(command[1:4])} ended with {process.returncode}: {last}")
    return said.decode("utf-8", "replace")
