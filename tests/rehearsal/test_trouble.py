"""A server in trouble, for real: out of disk, held still, killed. People are told, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psutil
import pytest

from kit.measurement.gathering import to_a_decision
from kit.rehearsal import link
from kit.rehearsal.cast import cast_of
from kit.rehearsal.chaos import MISHAPS, Chaos
from kit.rehearsal.ledger import compare
from kit.rehearsal.page import Said
from kit.rehearsal.play import Wish, everything_said, gather_people, people_of, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.room.room import NotSaved
from kit.scenario.model import Exercise
from kit.store.journal import Row
from kit.store.open import open_journal
from kit.store.sound import faults
from kit.testbed.serverproc import ROOT, SERVE, Server, kit_server
from kit.testbed.wire import Browser
from kit.trouble import truth
from kit.trouble.blows import blow
from kit.trouble.full import full_disk, quota, small_disk
from kit.trouble.odd_clock import OddClock

SEED = 7
HOST_SCRIPT = ROOT / "kit/server/template/kit/static/host.js"


# -- what is drawn, and what is looked at -------------------------------------------------------------


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


# -- a room in which people can act ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laptop:
    """A server whose disk is small (for root) and whose clock can be set, and four people at a decision."""

    server: Server
    stage: Stage
    clock: OddClock
    small: bool


@pytest.fixture(scope="module")
async def laptop(tmp_path_factory: pytest.TempPathFactory, exercise: Exercise) -> AsyncIterator[Laptop]:
    """One for all tests that follow; the last of them kills it."""
    folder = tmp_path_factory.mktemp("laptop")
    with small_disk(folder, "6m") as small:
        clock = OddClock(folder / "clock")
        server, key = kit_server(folder, serve=clock.start.replace(SERVE, f"{HASTY}{SERVE}"))
        server.spawn()
        try:
            await server.ready()
            script = Script(exercise, cast_of(exercise, 4, 1, SEED), SEED)
            stage = await set_up(server.url, key, script, Wish("short"), Chaos(SEED, kills=True, haste=0.05))
            await gather_people(stage)
            await to_a_decision(stage)
            yield Laptop(server, stage, clock, small)
            for page in stage.pages():
                page.hang_up()
        finally:
            await server.stop()


HASTY = "import kit.room.room; kit.room.room.PATIENCE = 0.2; "
"""The room looks often whether time has passed that its event loop did not count."""


CLAUSES = count(1)


def vote(stage: Stage) -> list[Said]:
    """Everybody votes, each time with other words; nobody waits for the answer."""
    ballot = stage.desk.view["ballot"]
    args = {
        "decision": ballot["id"],
        "option": ballot["options"][0]["key"],
        "reason": f"Clause {next(CLAUSES)}.",
        "round": ballot["round"],
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


async def test_a_phone_that_kept_its_lobby_when_play_began_is_found(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truth, "SAME_WITHIN", 0.5)
    page = laptop.stage.players[0].page
    now = page.view
    page.view = {**now, "lobby": {**now["lobby"], "here": 4}}
    assert ["lobby is" in text for text in await truth.differences(laptop.stage)] == [True]
    page.view = now


# -- out of disk -------------------------------------------------------------------------------------


async def runs_full(laptop: Laptop, trouble: AbstractContextManager[None], words: str) -> None:
    server, stage = laptop.server, laptop.stage
    before, saved = await truth.journal_of(stage), stage.desk.view["ballot"]["saved"]
    with trouble:
        said = vote(stage)
        await outcomes(stage, said, "unsaved")
        assert {one.why for one in said} == {NotSaved.outside}
        assert await truth.journal_of(stage) == before
        assert stage.desk.view["ballot"]["saved"] == saved
        note = stage.desk.send("note", {"text": "Written while the disk was full."})
        await stage.desk.until(lambda _: note.outcome == "unsaved", "the desk to be told, too")
        assert words in note.why
        await nobody_gets_in(stage)
    await outcomes(stage, said, "saved")  # the pages send it again by themselves
    await stage.desk.until(
        lambda v: v["ballot"]["saved"] == len(said) and note.outcome == "saved", "all votes"
    )
    await all_is_well(stage)
    assert server.log.read_text("utf-8", "replace").count("Traceback") == 0


async def nobody_gets_in(stage: Stage) -> None:
    """The forms at the door say why, and what was typed into them counts as no guess."""
    places = [position.id for position in stage.script.exercise.positions]
    code, resume = stage.desk.view["join"]["code"], stage.players[0].view["mine"]["resume"]
    seat = {"code": code, "position": places[-1], "step": "2", "name": "", "entry": "e" * 22}
    for path, fields in (("/join", seat), ("/join", {"code": resume}), ("/resume", {"code": resume})):
        somebody = Browser(stage.url)
        answer = await somebody.post(path, fields)
        assert (answer.status, NotSaved.outside in answer.text, somebody.cookies) == (422, True, {}), path


async def test_when_no_file_may_grow_people_are_told_and_all_is_saved_later(laptop: Laptop) -> None:
    await runs_full(laptop, quota(laptop.server, 600), "Nothing of this step was saved.")


async def test_on_a_full_disk_people_are_told_and_all_is_saved_later(laptop: Laptop) -> None:
    if not laptop.small:
        pytest.skip("this user may not mount a disk; the test with a quota says the same")
    await runs_full(laptop, full_disk(laptop.server), "The disk is full")


# -- held still --------------------------------------------------------------------------------------


async def test_a_laptop_whose_lid_is_closed_in_a_vote_answers_everybody_once_and_ends_the_vote(
    laptop: Laptop,
) -> None:
    """Twenty minutes go by, of which the server notices nothing; the vote had one."""
    stage = laptop.stage
    await stage.act("reveal")
    await stage.act("second-round", {"minutes": 1})
    await stage.decision_reaches([], 0.0)
    one, *others = vote(stage)
    await stage.players[0].page.until(lambda _: one.outcome == "saved", "a vote before the lid is closed")
    os.kill(laptop.server.pid, signal.SIGSTOP)
    late = vote(stage)
    await asyncio.gather(*(_gives_up(person.page.link) for person in stage.players))
    laptop.clock.sleep(20 * 60)
    os.kill(laptop.server.pid, signal.SIGCONT)
    await outcomes(stage, late, "saved", "refused")
    await stage.desk.until(lambda v: v["ballot"]["status"] == "closed", "the vote to end by itself")
    for said in (*others, *late):
        assert said.outcome == "saved" or "clos" in said.why, said.why
        said.expect = said.outcome
    await all_is_well(stage)
    rows = await truth.journal_of(stage)
    assert [row.by for row in rows if row.name == "voting-closed"][-1] == "clock"
    assert rows[-1].at - rows[0].at > 20 * 60_000
    assert [row.at for row in rows] == sorted(row.at for row in rows)


async def test_a_clock_that_is_set_in_a_vote_neither_ends_nor_prolongs_it(laptop: Laptop) -> None:
    stage = laptop.stage
    await stage.act("second-round", {"minutes": 1})
    await stage.decision_reaches([], 0.0)
    opened = (await truth.journal_of(stage))[-1]
    for hours in (5, -11):
        laptop.clock.set_forth(hours * 3600)
        said = vote(stage)
        await outcomes(stage, said, "saved")
        assert all(opened.at < one.at <= opened.data["closes_at"] for one in said)
    assert stage.desk.view["ballot"]["status"] == "open"
    await all_is_well(stage)


async def _gives_up(page: link.Link) -> None:
    """Until the page takes the connection for dead: that is as long as a suspended laptop is away."""
    while not page.endings:  # noqa: ASYNC110  the page's own clock runs; there is no event to wait for
        await asyncio.sleep(0.02)


# -- killed, at last ---------------------------------------------------------------------------------


async def test_a_killed_server_leaves_no_process_behind(laptop: Laptop) -> None:
    server, stage = laptop.server, laptop.stage
    answer = await Browser(server.url, stage.browser.cookies).get(f"/run/{stage.run}/report.html")
    assert answer.status == 200
    children = psutil.Process(server.pid).children(recursive=True)
    assert children  # the one that made the report, and Python's own helper beside it
    server.kill()
    await server.stop()
    gone, left = await asyncio.to_thread(psutil.wait_procs, children, 60)
    assert (len(gone), left) == (len(children), [])
