"""A run played on a server whose every write, sync and word to others goes on a tape, for ``power``."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.rehearsal.chaos import Chaos
from kit.rehearsal.figures import machine
from kit.rehearsal.play import Wish, rehearse
from kit.rehearsal.script import Script
from kit.testbed.serverproc import JOURNAL, SERVE, Server, kit_server
from kit.trouble import power
from kit.trouble.promises import promises
from kit.trouble.tape import TapeError, ended, read_tape, recording

TAPE, DISK = "tape.txt", "disk"


@dataclass(slots=True)
class Watched:
    """A server under watch. Its journal lies in a folder that the server itself has to make."""

    server: Server
    key: str
    pid: int

    def recorded(self, script: Script, run: str) -> power.Recording:
        """What it did, once it has ended. Raises TapeError."""
        tape, root = self.server.folder / TAPE, self.server.folder / DISK
        if not ended(tape, self.pid):
            raise TapeError(f"strace did not write the end of the server's process {self.pid} to {tape}")
        events = read_tape(tape, root)
        file = root / "runs" / JOURNAL
        return power.Recording(events, promises(events), root, file, run, script.exercise)


@asynccontextmanager
async def watched(folder: Path, serve: str = SERVE) -> AsyncIterator[Watched]:
    """The kit, serving under strace, until it is told to end. Raises ServerFailed or TapeError.

    ``serve``: what its Python does."""
    root = folder / DISK
    root.mkdir()
    file, tape = root / "runs" / JOURNAL, recording(folder / TAPE)
    server, key = kit_server(folder, serve=serve, before=tape, journal=file)
    server.spawn()
    try:
        await server.ready()
        yield Watched(server, key, server.pid)
    finally:
        await server.stop()


async def outages(
    script: Script, wish: Wish, chaos: Chaos, number: int
) -> tuple[power.Outages, power.Recording, list[str]]:
    """Play once, cut the power ``number`` times. Returns what was found, on what, and the findings of the
    play itself. Raises TapeError, ServerFailed or Stuck."""
    with tempfile.TemporaryDirectory(prefix="kit-power-") as name:
        async with watched(Path(name)) as house:
            port = int(house.server.url.rpartition(":")[2])
            async with chaos.blow(port, [part.key for part in script.cast.everybody]):
                stage, _ = await rehearse(house.server.url, house.key, script, wish, chaos)
        recorded = await asyncio.to_thread(house.recorded, script, stage.run)
        found = await asyncio.to_thread(power.cut, recorded, number, script.seed)
    return found, recorded, stage.findings


async def main(play: tuple[Script, Wish, Chaos], number: int, out: Path, tell: Callable[[str], None]) -> int:
    """Play, cut, tell, write ``power.json``; returns 0 when nothing was found."""
    found, recorded, findings = await outages(*play, number)
    found.findings += [f"while it was played: {sentence}" for sentence in findings]
    await asyncio.to_thread(_write, out, _as_json(found, recorded))
    calls, given, folded = _counts(recorded).values()
    tell(
        f"On the tape: {calls:,} calls, {given:,} promises; the log was folded into the file {folded} times."
    )
    power.told(found, tell)
    tell(f"Written to {out}: power.json")
    return int(bool(found.findings))


def _counts(recorded: power.Recording) -> dict[str, int]:
    calls, given = len(recorded.events), len(recorded.promises)
    return {"calls": calls, "promises": given, "log folded into the file": recorded.folded}


def _as_json(found: power.Outages, recorded: power.Recording) -> dict[str, Any]:
    return {
        "tape": _counts(recorded),
        "counts": power.counted(found),
        "findings": found.findings,
        "machine": machine(),
    }


def _write(out: Path, found: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "power.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
