"""A room whose people came in through the proxy, and what must be true of it whatever happened."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing

from kit.rehearsal.cast import cast_of
from kit.rehearsal.page import OpenPage, Said
from kit.rehearsal.people import Person
from kit.rehearsal.play import Wish, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.serverproc import ROOT
from kit.rehearsal.several import COOKIE, Several
from kit.rehearsal.stage import Stage
from kit.scenario.read import read_exercise
from kit.store.open import open_journal

SLUG = "hurricane"


async def gathered(both: Several, people: int) -> Stage:
    """A run with its people in the lobby."""
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    stage = await set_up(
        both.url, both.key, Script(exercise, cast_of(exercise, people, 0, 1), 1), Wish("short")
    )
    await stage.join(stage.script.cast.players)
    return stage


async def to_a_decision(stage: Stage) -> None:
    """Play on until the next decision is open, on everybody's page."""
    if stage.desk.view["head"]["phase"] == "lobby":
        await stage.act("start-briefing")
        await stage.act("start-exercise")
    while (row := stage.next_row()) is not None:
        match row["kind"]:
            case "module":
                await stage.act("open-module", {"module": row["id"]})
            case "inject":
                await stage.act("deliver", {"inject": row["id"]})
            case "bridge":
                await stage.act("bridge", {"id": row["id"]})
            case _:
                await stage.act("open-decision", {"decision": row["id"], "minutes": 0})
                return await stage.decision_reaches([], 0.0)
    raise AssertionError("the exercise has no further decision")


def vote(stage: Stage, person: Person, option: str) -> Said:
    """Somebody's vote goes out; nobody waits for its answer."""
    args = {"decision": stage.desk.view["ballot"]["id"], "option": option, "reason": person.key, "round": 1}
    return person.page.send("cast-vote", args)


def place(page: OpenPage) -> str:
    """The process a page is on."""
    return page._browser.cookies[COOKIE]


def at(stage: Stage, name: str) -> list[Person]:
    """The players whose pages a process holds."""
    return [person for person in stage.players if place(person.page) == name]


async def saved(page: OpenPage, said: Said) -> None:
    """Wait until a command is saved, however often its page has to send it."""
    await page.until(lambda _: said.outcome in ("saved", "refused"), f"{said.name} to be saved")
    assert said.outcome == "saved", said.why


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens on pages."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def all_back(stage: Stage, before: dict[str, int]) -> None:
    """Wait until every page that had to be loaded anew was, and all have their connection."""
    await until(
        lambda: all(not page.lost and page.reloads >= before.get(page.who, 0) for page in stage.pages())
    )


def reloads_expected(stage: Stage, name: str) -> dict[str, int]:
    """How often each page will have been loaded anew when ``name`` is gone."""
    return {page.who: page.reloads + (place(page) == name) for page in stage.pages()}


def votes_kept(both: Several, stage: Stage, sent: Sequence[Said]) -> None:
    """Every vote that was acknowledged is in the journal, once, and the rows have no gap."""
    with closing(open_journal(both.database.url())) as journal:
        rows = list(journal.read(stage.run))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    kept = Counter(row.command for row in rows if row.name == "vote-cast")
    assert {said.id: kept[said.id] for said in sent if said.outcome == "saved"} == {
        said.id: 1 for said in sent
    }


def complaints(both: Several) -> list[str]:
    """What went wrong inside of the processes."""
    logs = [log.read_text("utf-8", "replace") for log in both.logs()]
    return [line for log in logs for line in log.splitlines() if "Traceback" in line]
