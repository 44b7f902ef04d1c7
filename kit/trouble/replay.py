"""The same journal played undisturbed: taken over into a new file, and a report made of it by a process that
was never killed and never served anybody; or served by a house that nothing ever befell."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from kit.rehearsal.play import Documents
from kit.rehearsal.stage import Stage
from kit.store.lines import import_lines
from kit.store.open import open_journal
from kit.testbed.serverproc import JOURNAL, ROOT, kit_server
from kit.testbed.wire import Browser

_MAKE = """
import sys
from kit.afterwards import report
for line in sys.stdin:
    run, journal, out = line.rstrip("\\n").split("\\t")
    print(report([run, "--journal", journal, "--out", out]), flush=True)
"""


class Reporter:
    """Makes reports from journals, one after the other, in ``folder``. ``close`` ends its process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._process: asyncio.subprocess.Process | None = None

    async def differs(self, stage: Stage) -> str:
        """How the server's report differs from the one of an undisturbed replay; "" when it does not."""
        near = stage.near()
        lines = await near.get(f"/run/{stage.run}/journal.jsonl")
        served, replayed = await asyncio.gather(
            near.get(f"/run/{stage.run}/{stage.script.paper}"), self._make(stage.run, lines.text)
        )
        if served.status != 200:
            return f"the report could not be fetched: status {served.status}"
        return first_difference(served.body, replayed)

    async def _make(self, run: str, lines: str) -> bytes:
        self._number += 1
        self._folder.mkdir(exist_ok=True)
        out = self._folder / f"{self._number}.html"
        url = f"sqlite:///{self._folder}/{self._number}.kit"
        journal = open_journal(url)
        import_lines(journal, lines.splitlines())
        journal.close()
        process = self._process = self._process or await _start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{run}\t{url}\t{out}\n".encode())
        await process.stdin.drain()
        while line := await process.stdout.readline():
            if line.strip() == b"0":
                return await asyncio.to_thread(out.read_bytes)
            if line.strip().isdigit():
                break
        raise RuntimeError(f"no report was made of {url}; run build.py report to see why")

    async def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            await self._process.wait()


async def _start() -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", _MAKE, stdin=pipe, stdout=pipe, env=environment
    )


async def unlike_undisturbed(stage: Stage, documents: Documents, folder: Path) -> list[str]:
    """How a run's papers differ from those of a new house that was given its journal; empty when not.

    The house is a server of its own, in ``folder``, which is made."""
    if not documents.journal:
        return []  # it could not be fetched: that has been told
    _take_over(documents.journal.decode(), folder)
    server, key = kit_server(folder)
    server.spawn()
    try:
        await server.ready()
        browser = Browser(server.url)
        await browser.get(f"/desk/{key}")
        papers = {stage.script.paper: documents.report, "journal.jsonl": documents.journal}
        found = [
            (name, first_difference(taken, (await browser.get(f"/run/{stage.run}/{name}")).body))
            for name, taken in papers.items()
        ]
    finally:
        await server.stop()
    return [f"{name} is not that of an undisturbed house: {text}" for name, text in found if text]


def _take_over(lines: str, folder: Path) -> None:
    folder.mkdir()
    journal = open_journal(str(folder / JOURNAL))
    import_lines(journal, lines.splitlines())
    journal.close()


def first_difference(one: bytes, other: bytes) -> str:
    """Where two documents begin to differ, with a few words around; "" when they are the same."""
    if one == other:
        return ""
    shorter = min(len(one), len(other))
    place = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    near = slice(max(0, place - 60), place + 60)
    seen, expected = (text[near].decode("utf-8", "replace") for text in (one, other))
    return f"the report differs at byte {place}: {seen!r}, replayed {expected!r}"
