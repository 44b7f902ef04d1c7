"""A server in trouble, for real: killed, out of disk, held still. People are told, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from pathlib import Path

import psutil
import pytest

from kit.rehearsal import link, truth
from kit.rehearsal.cast import cast_of
from kit.rehearsal.chaos import MISHAPS, Chaos
from kit.rehearsal.cli import judge
from kit.rehearsal.kills import blow
from kit.rehearsal.ledger import compare
from kit.rehearsal.ordeal import FAULTS, Ordeal, bear
from kit.rehearsal.page import Said
from kit.rehearsal.play import Wish, everything_said, gather_people, people_of, rehearse, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.serverproc import ROOT, Server, kit_server
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.rehearsal.wire import Browser
from kit.room.room import NotSaved
from kit.scenario.model import Exercise
from kit.store.journal import Row
from kit.store.open import open_journal
from kit.store.sound import faults

SEED = 7
HOST_SCRIPT = ROOT / "kit/server/template/kit/static/host.js"


# -- killed ------------------------------------------------------------------------------------------


async def test_a_few_kills_with_all_habits_on_lose_and_double_nothing(exercise: Exercise) -> None:
    ordeal = Ordeal(exercise, 2, people=4, evaluators=1, seed=SEED, habits=True, report_every=2, haste=0.05)
    tally, counts = await bear(ordeal)
    assert {name: getattr(tally, name) for name in FAULTS} == {name: [] for name in FAULTS}
    assert counts["kills"] >= 2
    assert counts["reload"] > 0
    assert counts["reports compared"] == 1
    assert counts["commands acknowledged"] > 100


def test_the_same_seed_kills_at_the_same_message() -> None:
    assert [blow(7, n, 8) for n in range(50)] == [blow(7, n, 8) for n in range(50)]
    assert [blow(7, n, 8) for n in range(50)] != [blow(8, n, 8) for n in range(50)]


def test_the_same_seed_draws_the_same_mishaps_and_every_one_is_met() -> None:
    def drawn(seed: int) -> list[str]:
        return [Chaos(seed, people=True).mishap("P01", "vote", n) for n in range(80)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert set(drawn(7)) == set(MISHAPS)
    assert {Chaos(7).mishap("P01", "vote", n) for n in range(80)} == {""}


def test_pages_of_a_rehearsal_wait_as_the_real_ones_do() -> None:
    script = HOST_SCRIPT.read_text("utf-8")
    waits = ", ".join(f"{1000 * seconds:g}" for seconds in link.WAITS)
    assert f"const WAITS = [{waits}];" in script
    for name in ("LOOK_EVERY", "ANSWER_WITHIN", "QUIET_FOR", "GIVE_UP_AFTER"):
        assert f"const {name} = {1000 * getattr(link, name):g};" in script


def test_a_journal_that_is_not_whole_is_told(tmp_path: Path) -> None:
    file = tmp_path / "runs.kit"
    journal = open_journal(str(file))
    journal.append("r1", 0, [Row(n, 1, "s", "c", "vote-cast", 1, "{}") for n in (1, 2, 3)])
    journal.close()
    assert faults(file) == ["run r1: the command c stands there 3 times as vote-cast"]
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("delete from events where seq = 2")
        rows.commit()
    assert "run r1: expected rows 1 to 2, they are numbered 1 to 3" in faults(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * 300 + whole[len(whole) // 2 + 300 :])
    assert len(faults(file)) > 0


async def test_a_killed_server_leaves_no_process_behind(tmp_path: Path, exercise: Exercise) -> None:
    async with room_at_a_vote(tmp_path, exercise) as (server, stage):
        answer = await Browser(server.url, stage.browser.cookies).get(f"/run/{stage.run}/report.html")
        assert answer.status == 200
        children = psutil.Process(server.pid).children(recursive=True)
        assert children  # the one that made the report, and Python's own helper beside it
        server.kill()
        await server.stop()
        gone, left = await asyncio.to_thread(psutil.wait_procs, children, 10)
        assert (len(gone), left) == (len(children), [])


# -- a room in which people can act ------------------------------------------------------------------


@asynccontextmanager
async def room_at_a_vote(folder: Path, exercise: Exercise) -> AsyncIterator[tuple[Server, Stage]]:
    """A server with its journal in ``folder``, and four people with a decision in front of them."""
    server, key = kit_server(folder)
    server.spawn()
    try:
        await server.ready()
        script = Script(exercise, cast_of(exercise, 4, 1, SEED), SEED)
        stage = await set_up(server.url, key, script, Wish("short"), Chaos(SEED, kills=True, haste=0.05))
        await gather_people(stage)
        for name in ("start-briefing", "start-exercise"):
            await stage.act(name)
        while (row := stage.next_row()) is not None and row["kind"] != "decision":
            acts = {
                "module": ("open-module", "module"),
                "inject": ("deliver", "inject"),
                "bridge": ("bridge", "id"),
            }
            act, names = acts[row["kind"]]
            await stage.act(act, {names: row["id"]})
        assert row is not None
        await stage.act("open-decision", {"decision": row["id"], "minutes": 0})
        yield server, stage
        for page in stage.pages():
            page.hang_up()
    finally:
        await server.stop()


def vote(stage: Stage) -> list[Said]:
    """Everybody votes; nobody waits for the answer."""
    ballot = stage.desk.view["ballot"]
    args = {
        "decision": ballot["id"],
        "option": ballot["options"][0]["key"],
        "reason": "One clause.",
        "round": 1,
    }
    return [person.page.send("cast-vote", args) for person in stage.players]


async def outcomes(stage: Stage, said: list[Said], *wanted: str) -> None:
    for person, one in zip(stage.players, said, strict=True):
        await person.page.until(lambda _, one=one: one.outcome in wanted, f"{one.name} to be {wanted}")  # type: ignore[misc]


async def all_is_well(stage: Stage) -> None:
    rows = await truth.journal_of(stage)
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    assert compare(rows, everything_said(stage), seats).clean
    assert await truth.differences(stage) == []


# -- out of disk -------------------------------------------------------------------------------------


@contextmanager
def no_file_may_grow(server: Server) -> Iterator[None]:
    """The system refuses the server every byte it wants to write, as with a quota (RLIMIT_FSIZE)."""
    _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, most))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """A file takes what is left of a small disk, to the last byte."""
    filler = server.folder / "somebody-elses-film.mp4"
    with filler.open("wb", buffering=0) as film:
        for size in (2**16, 2**12, 1):
            try:
                while film.write(bytes(size)):
                    pass
            except OSError:
                continue
    yield
    filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, in memory; only root may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)]
    try:
        allowed = subprocess.run(made, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("this user may not mount a disk; the test with a quota says the same")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # the last process may still be going


Trouble = Callable[[Server], AbstractContextManager[None]]


async def runs_full(folder: Path, exercise: Exercise, trouble: Trouble, words: str) -> None:
    async with room_at_a_vote(folder, exercise) as (server, stage):
        before = await truth.journal_of(stage)
        with trouble(server):
            said = vote(stage)
            await outcomes(stage, said, "unsaved")
            assert {one.why for one in said} == {NotSaved.outside}
            assert await truth.journal_of(stage) == before
            assert stage.desk.view["ballot"]["saved"] == 0
            note = stage.desk.send("note", {"text": "Written while the disk was full."})
            await stage.desk.until(lambda _: note.outcome == "unsaved", "the desk to be told, too")
            assert words in note.why
        await outcomes(stage, said, "saved")  # the pages send it again by themselves
        await stage.desk.until(
            lambda v: v["ballot"]["saved"] == len(said) and note.outcome == "saved", "all votes"
        )
        await all_is_well(stage)
        await stage.act("reveal")
        assert server.log.read_text("utf-8", "replace").count("Traceback") == 0


async def test_when_no_file_may_grow_people_are_told_and_all_is_saved_later(
    tmp_path: Path, exercise: Exercise
) -> None:
    await runs_full(tmp_path, exercise, no_file_may_grow, "Nothing of this step was saved.")


async def test_on_a_full_disk_people_are_told_and_all_is_saved_later(
    small_disk: Path, exercise: Exercise
) -> None:
    await runs_full(small_disk, exercise, full_disk, "The disk is full")


# -- held still --------------------------------------------------------------------------------------


async def test_a_server_held_still_for_a_while_answers_everybody_once_afterwards(
    tmp_path: Path, exercise: Exercise
) -> None:
    async with room_at_a_vote(tmp_path, exercise) as (server, stage):
        os.kill(server.pid, signal.SIGSTOP)
        said = vote(stage)
        await asyncio.gather(*(_gives_up(person.page.link) for person in stage.players))
        os.kill(server.pid, signal.SIGCONT)
        await outcomes(stage, said, "saved")
        await all_is_well(stage)
        times = [row.at for row in await truth.journal_of(stage)]
        assert times == sorted(times)


async def _gives_up(page: link.Link) -> None:
    """Until the page takes the connection for dead: that is as long as a suspended laptop is away."""
    while not page.endings:  # noqa: ASYNC110  the page's own clock runs; there is no event to wait for
        await asyncio.sleep(0.02)


# -- bad networks ------------------------------------------------------------------------------------


async def test_behind_a_network_that_cuts_in_mid_frame_nothing_is_lost(
    exercise: Exercise, tmp_path: Path
) -> None:
    chaos = Chaos(SEED, weather="wire", haste=0.05)
    script = Script(exercise, cast_of(exercise, 4, 1, SEED), SEED)
    server, key = kit_server(tmp_path)
    server.spawn()
    try:
        await server.ready()
        people = [part.key for part in script.cast.everybody]
        async with chaos.blow(int(server.url.rpartition(":")[2]), people):
            stage, documents = await rehearse(server.url, key, script, Wish("short"), chaos)
    finally:
        await server.stop()
    figures, clean = judge(stage, documents)
    assert figures["findings"] == []
    assert clean
    assert chaos.counts["cut: reset"] > 0
    assert chaos.counts["connection back"] > 0
