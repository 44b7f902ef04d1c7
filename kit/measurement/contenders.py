"""Those we are measured beside, each serving what a player's page shows while a decision is open.

A heading, the situation, options with radio buttons, "Save vote", and the server's answer. The words are
those of the decision that our own page is measured with. What they keep, they keep in memory (Voila, Panel)
or as oTree does; ours is on disk before anybody is told.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kit.measurement.browsing import Recipe
from kit.measurement.environments import PINS, Environment, NotMeasured, Wanted, environment
from kit.scenario.model import Inject
from kit.scenario.read import read_exercise
from kit.testbed.serverproc import ROOT, free_port, running

SLUG, DECISION, SITUATION = "hurricane", "B-D1", "B1"
NOT_STOCK = ["jupyterlab-plotly", "anywidget"]
"""Front-end extensions that are in this environment because of us. Voila would load them on every page,
and they would double its weight."""
OWN_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


@dataclass(frozen=True, slots=True)
class Served:
    """A contender that serves. ``addresses``: one for each person. News goes out by the page at ``desk``,
    or, where there is none, by ``tell``."""

    pid: int
    addresses: tuple[str, ...]
    desk: str = ""
    tell: Callable[[str], None] = lambda news: None


Serving = Callable[[int], AbstractAsyncContextManager[Served]]
"""Starts the server for so many people."""


@dataclass(frozen=True, slots=True)
class Contender:
    """``name`` also says which raw phone speaks its protocol. ``python``: the one it runs on."""

    name: str
    words: str
    python: str
    recipe: Recipe
    serving: Serving


def contenders(wanted: Wanted) -> tuple[list[Contender], dict[str, str]]:
    """All that can take part, and why others cannot."""
    there: list[Contender] = []
    missing: dict[str, str] = {}
    for name, make in (("otree", _otree), ("panel", _panel), ("voila", _voila)):
        try:
            there.append(make(wanted))
        except NotMeasured as why:
            missing[name] = str(why)
    return there, missing


def _words() -> str:
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    decision, situation = exercise.decision(DECISION), exercise.steps[SITUATION]
    assert isinstance(situation, Inject)
    options = [[option.key, option.text] for option in decision.options]
    text = f"{situation.wordings[0].text} {decision.question}"
    return json.dumps({"heading": decision.title, "text": text, "options": options})


@asynccontextmanager
async def _folder(files: Mapping[str, str], *empty: str) -> AsyncIterator[Path]:
    """A folder of its own: name there -> name in ``peers``; the words of the page; empty folders."""
    with tempfile.TemporaryDirectory(prefix="kit-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "page.json").write_text(_words(), "utf-8")
        for inner in empty:
            (folder / inner).mkdir()
        for there, here in files.items():
            (folder / there).parent.mkdir(exist_ok=True)
            (folder / there).write_text((PINS / here).read_text("utf-8"), "utf-8")
        yield folder


# -- Panel -------------------------------------------------------------------------------------------


def _panel(wanted: Wanted) -> Contender:
    place = environment("panel", wanted, ("3.12",))  # Panel 1.10 needs it
    steps = ("input[type=radio]", "button.bk-btn-primary")
    saved = "find('.answer')?.shadowRoot?.textContent.includes('Saved')"
    recipe = Recipe(steps, saved, deep=True)
    return Contender("panel", f"Panel {place.version}", place.python, recipe, partial(_panel_serves, place))


@asynccontextmanager
async def _panel_serves(place: Environment, people: int) -> AsyncIterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(place.programs / "panel"), "serve", "page.py", "--address", "127.0.0.1", "--port", str(port),
        "--allow-websocket-origin", "*",  # visits come through a relay, too
    ]  # fmt: skip
    async with (
        _folder({"page.py": "panel_page.txt"}) as folder,
        running(command, folder, url, "/page", {"PATH": place.path, "PYTHONPATH": ""}) as pid,
    ):
        yield Served(pid, (f"{url}/page",) * people, f"{url}/page?desk=1")


# -- oTree -------------------------------------------------------------------------------------------


def _otree(wanted: Wanted) -> Contender:
    place = environment("otree", wanted)
    saved = "document.querySelector('#answer').textContent == 'Saved'"
    ready = "typeof liveSocket == 'object' && liveSocket.readyState == 1"  # what is sent before is lost
    recipe = Recipe(("input[name=vote]", "#save"), saved, ready=ready)
    return Contender("otree", f"oTree {place.version}", place.python, recipe, partial(_otree_serves, place))


@asynccontextmanager
async def _otree_serves(place: Environment, people: int) -> AsyncIterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(place.programs / "otree"), "prodserver", f"127.0.0.1:{port}"]
    files = {
        "settings.py": "otree_settings.txt",
        "room/__init__.py": "otree_app.txt",
        "room/Decision.html": "otree_page.html",
    }
    more = {"PATH": place.path, "PYTHONPATH": "", "OTREE_PRODUCTION": "1", "OTREE_ADMIN_PASSWORD": "x"}
    async with (
        _folder(files, "_static") as folder,
        running(command, folder, url, "/api/otree_version", more) as pid,
    ):
        codes = await asyncio.to_thread(_otree_session, url, people + 1)
        desk, *starts = [f"{url}/InitializeParticipant/{code}" for code in codes]
        yield Served(pid, tuple(starts), desk)


def _otree_session(url: str, people: int) -> list[str]:
    """A session for so many; their codes, the facilitator's first."""
    session = _post(f"{url}/api/sessions", {"session_config_name": "room", "num_participants": people})
    found = _post(f"{url}/api/get_session/{session['code']}", {})
    return [person["code"] for person in found["participants"]]


def _post(url: str, given: Mapping[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(given).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


# -- stock Voila -------------------------------------------------------------------------------------


def _voila(_wanted: Wanted) -> Contender:
    steps = ("input[type=radio]", "button.jupyter-button")
    saved = "[...document.querySelectorAll('.widget-label')].some(node => node.innerText == 'Saved')"
    words = f"Voila {version('voila')}"
    return Contender("voila", words, sys.version.split()[0], Recipe(steps, saved), _voila_serves)


@asynccontextmanager
async def _voila_serves(people: int) -> AsyncIterator[Served]:
    """Voila as it comes, from our own environment; a kernel process a visitor."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "voila", "page.ipynb", "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1",
        f"--VoilaConfiguration.extension_denylist={NOT_STOCK}",
    ]  # fmt: skip
    kernels: list[asyncio.StreamWriter] = []
    hub = await asyncio.start_server(lambda _reader, writer: kernels.append(writer), "127.0.0.1", 0)

    def tell(news: str) -> None:
        for kernel in kernels:
            kernel.write(f"{news}\n".encode())

    async with _folder({}) as folder:
        (folder / "page.ipynb").write_text(json.dumps(_notebook()), "utf-8")
        private = dict.fromkeys(OWN_FOLDERS, str(folder))
        more = {**private, "NEWS_PORT": str(hub.sockets[0].getsockname()[1])}
        try:
            async with running(command, folder, url, "/voila/static/voila.js", more) as pid:
                yield Served(pid, (f"{url}/",) * people, tell=tell)
        finally:
            for kernel in kernels:
                kernel.close()
            hub.close()


def _notebook() -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "c1",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": (PINS / "voila_page.txt").read_text("utf-8"),
    }
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
