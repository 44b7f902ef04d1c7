"""Stock Voila beside ours: its default template, a kernel process a visitor, heading, button, counter."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Browser as Chromium

from kit.rehearsal.browsing import Recipe, visit
from kit.rehearsal.serverproc import free_port, running
from kit.rehearsal.usage import Usage, usage_of
from kit.rehearsal.wire import Browser, Socket

NOTEBOOK = """\
import ipywidgets as widgets
button, counter = widgets.Button(description="Add one"), widgets.Label("0 clicks")
button.on_click(lambda _: setattr(counter, "value", f"{int(counter.value.split()[0]) + 1} clicks"))
widgets.VBox([widgets.HTML("<h1>Counter</h1>"), button, counter])
"""
USED = Recipe(("button.jupyter-button",), "document.body.innerText.includes('1 clicks')")
NOT_STOCK = ["jupyterlab-plotly", "anywidget"]
"""Front-end extensions that are in this environment because of us. Voila would load them on every page,
and they would double its weight."""
OWN_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
SETTLE = 3.0  # seconds until the processes are quiet
_KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')


@asynccontextmanager
async def stock_voila() -> AsyncIterator[tuple[str, int]]:
    """Voila as it comes, for one notebook; yields its address and process id. Raises ServerFailed."""
    with tempfile.TemporaryDirectory(prefix="kit-voila-") as name:
        folder, port = Path(name), free_port()
        (folder / "counter.ipynb").write_text(json.dumps(_notebook()), "utf-8")
        command = [
            sys.executable, "-m", "voila", "counter.ipynb", "--no-browser", f"--port={port}",
            "--Voila.ip=127.0.0.1", f"--VoilaConfiguration.extension_denylist={NOT_STOCK}",
        ]  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        private = dict.fromkeys(OWN_FOLDERS, name)
        async with running(command, folder, url, "/voila/static/voila.js", private) as pid:
            yield url, pid


def _notebook() -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "c1",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": NOTEBOOK,
    }
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


async def measure_voila(browser: Chromium, visits: int, people: int) -> dict[str, Any]:
    """Medians over browser visits, then memory and processor time over raw participants."""
    async with stock_voila() as (url, pid):
        await visit(browser, url, USED, {})  # the first visitor pays for compiled templates
        seen = [await visit(browser, url, USED, {}) for _ in range(visits)]
        await asyncio.sleep(SETTLE)
        each, took = await _raw(url, pid, people)
        return {
            "interactive_ms": round(median(v.interactive for v in seen)),
            "interactive_best_ms": round(min(v.interactive for v in seen)),
            "shown_ms": round(median(v.shown for v in seen)),
            "weight_bytes": round(median(v.weight for v in seen)),
            "requests": round(median(v.requests for v in seen)),
            "memory_mb": round(each.memory, 3),
            "cpu_s": round(each.cpu, 4),
            "visits": visits,
            "people": people,
            "join_s": round(took, 1),
        }


async def _raw(url: str, pid: int, people: int) -> tuple[Usage, float]:
    """Memory and processor time a participant: page, websocket, one answer of the kernel; kept open."""
    loop = asyncio.get_running_loop()
    before, begun = usage_of(pid), loop.time()
    sockets = await asyncio.gather(*(_participant(url) for _ in range(people)))
    took = loop.time() - begun
    await asyncio.sleep(SETTLE)
    after = usage_of(pid)
    _close(sockets)
    return after.since(before).each(people), took


async def _participant(url: str) -> Socket:
    """Somebody without a browser: the page, then its kernel's websocket until the kernel answers."""
    person = Browser(url)
    answer = await person.get("/")
    found = _KERNEL.search(answer.text)
    if found is None:
        raise ConnectionError(f"stock Voila's page names no kernel (status {answer.status})")
    answered = asyncio.Event()
    socket = await person.connect(
        found[1], lambda kind, _: answered.set() if kind == "kernel_info_reply" else None
    )
    socket.ask("kernel_info_request", {})
    await asyncio.wait_for(answered.wait(), 60)
    return socket


def _close(sockets: Sequence[Socket]) -> None:
    for socket in sockets:
        socket.close()
