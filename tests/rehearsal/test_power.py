"""The power goes, on paper, at many moments of a real server's life: what may be left on the disk is opened,
whole, and holds everything that was promised. And the method is no ornament: a store that promises too early,
or does not wait for the disk, turns it red."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from kit.rehearsal.cast import cast_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.play import Wish, gather_people, set_up
from kit.rehearsal.script import Script
from kit.scenario.model import Exercise
from kit.store.sqlite import SqliteJournal
from kit.trouble import power, tape
from kit.trouble.disk import SECTOR, WAYS, Disk
from kit.trouble.power_play import watched
from kit.trouble.promises import Promise
from kit.trouble.tape import Event, TapeError, ended, forbidden, read_tape, recording

SEED = 7
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
watching = pytest.mark.skipif(bool(forbidden()), reason=f"strace may not watch here: {forbidden()}")


@watching
async def test_whenever_the_power_goes_nothing_that_was_promised_is_lost(
    tmp_path: Path, exercise: Exercise
) -> None:
    script = Script(exercise, cast_of(exercise, 3, 0, SEED), SEED)
    async with watched(tmp_path) as house:
        stage = await set_up(house.server.url, house.key, script, Wish("short"), Chaos(SEED))
        await gather_people(stage)
        for act in ("start-briefing", "start-exercise"):
            await stage.act(act)
        for number in range(6):
            await stage.act("note", {"text": f"Note {number}."})
        for page in stage.pages():
            page.hang_up()
    recorded = house.recorded(script, stage.run)
    assert sum(bool(promise.ticket) for promise in recorded.promises) == len(stage.people) > 1
    assert sum(bool(promise.command) for promise in recorded.promises) >= 9
    found = await asyncio.to_thread(power.cut, recorded, 60, SEED)
    assert found.findings == []
    assert found.cuts == 60
    assert found.torn > 25, "the disks were not only what the system had shown"
    assert found.unpromised > 0, "some cuts came between the disk and the answer"


# -- a store alone, as it is and broken --------------------------------------------------------------

WRITER = """
import os, sys
from pathlib import Path
from kit.store.journal import Row
from kit.store.sqlite import SqliteJournal

journal = SqliteJournal(Path(sys.argv[1]))
{change}
def say(turn):
    os.write(1, f"{turn:04}".encode())
for turn in range(1, 21):
    {before}
    journal.append("r1", turn - 1, [Row(turn, turn, "s", f"{turn:04}", "x", 1, '"' + "x" * 2000 + '"')])
    {after}
    if turn % 8 == 0:  # as after every thousand pages
        journal._writer.execute("pragma wal_checkpoint")
say(20)
journal.close()
""".replace("{turn:04}", "{{turn:04}}")

CAREFUL = {"change": "", "before": "", "after": "say(turn)"}


def outages(folder: Path, program: dict[str, str], cuts: int = 36) -> power.Outages:
    root, marks = folder / "disk", folder / "tape.txt"
    root.mkdir()
    file = root / "runs" / "runs.kit"
    command = [*recording(marks), sys.executable, "-c", WRITER.format(**program), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.read()
    assert ended(marks, writer.pid)
    events = read_tape(marks, root)
    said = [event for event in events if event.kind == "say" and event.data.isdigit()]
    promised = [Promise(event.begun, event.data.decode()) for event in said]
    return power.cut(power.Recording(events, promised, root, file, "r1"), cuts, SEED)


@watching
def test_a_store_that_waits_for_the_disk_keeps_its_promises(tmp_path: Path) -> None:
    found = outages(tmp_path, CAREFUL, 90)
    assert found.findings == []
    assert found.promises > 400


@watching
@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ({"change": "journal._writer.execute('pragma synchronous = off')"}, "LOST"),
        ({"change": "journal._writer.execute('pragma synchronous = normal')"}, "LOST"),
        ({"before": "say(turn)", "after": ""}, "LOST"),
    ],
    ids=["off", "normal", "told before it is stored"],
)
def test_a_store_that_promises_too_early_is_found_out(
    tmp_path: Path, fault: dict[str, str], what: str
) -> None:
    found = outages(tmp_path, {**CAREFUL, **fault})
    assert any(what in sentence for sentence in found.findings)


@watching
def test_a_new_folder_is_on_the_disk_before_anything_is_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def note(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    SqliteJournal(tmp_path / "new" / "deep" / "runs.kit").close()
    assert synced == [str(tmp_path), str(tmp_path / "new")]


# -- the model of a disk -----------------------------------------------------------------------------


def disk_of(root: Path, *kinds: tuple[str, str, bytes]) -> Disk:
    disk = Disk(root)
    for number, (kind, name, data) in enumerate(kinds):
        disk.take(Event(kind, str(root / name) if name else str(root), number, data))
    return disk


def test_what_was_synced_is_there_after_every_cut_and_what_was_not_may_be(tmp_path: Path) -> None:
    old, new = b"a" * 4 * SECTOR, b"b" * 4 * SECTOR
    made = [("make", "f", b""), ("write", "f", old), ("sync", "f", b""), ("sync", "", b"")]
    disk = disk_of(tmp_path, *made, ("write", "f", new))
    left = {disk.after_a_cut(Random(n), way)[str(tmp_path / "f")] for way in WAYS for n in range(40)}
    assert {old, new} < left
    for content in left:
        sectors = {content[n : n + SECTOR] for n in range(0, len(content), SECTOR)}
        assert sectors <= {old[:SECTOR], new[:SECTOR]}, "a sector is written whole or not at all"


def test_a_file_whose_folder_was_not_synced_may_be_gone(tmp_path: Path) -> None:
    disk = disk_of(tmp_path, ("make", "f", b""), ("write", "f", b"x"), ("sync", "f", b""))
    assert disk.after_a_cut(Random(1), "nothing") == {}
    assert disk.after_a_cut(Random(1), "everything") == {str(tmp_path / "f"): b"x"} == disk.now()


def test_a_sync_does_not_hold_for_what_was_written_while_it_ran(tmp_path: Path) -> None:
    disk = disk_of(tmp_path, ("make", "f", b""), ("sync", "", b""), ("write", "f", b"x"))
    disk.take(Event("sync", str(tmp_path / "f"), 2))  # begun before the write had ended
    assert disk.after_a_cut(Random(1), "nothing") == {str(tmp_path / "f"): b""}


def test_without_strace_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(TapeError, match="apt-get install strace"):
        recording(tmp_path / "tape.txt")


def test_where_nobody_may_be_watched_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "forbidden", lambda: "strace: PTRACE_TRACEME: Operation not permitted")
    with pytest.raises(TapeError, match=r"Operation not permitted.* allow it SYS_PTRACE"):
        recording(tmp_path / "tape.txt")
