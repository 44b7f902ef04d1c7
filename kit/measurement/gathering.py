"""People of one run who sit in several processes: how they come together, and how they vote."""

from __future__ import annotations

from collections.abc import Sequence

from kit.rehearsal.cast import cast_of
from kit.rehearsal.ledger import Comparison, Row, compare
from kit.rehearsal.page import OpenPage, Said
from kit.rehearsal.person import Person
from kit.rehearsal.play import Wish, everything_said, people_of, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.scenario.read import read_exercise
from kit.testbed.serverproc import ROOT
from kit.testbed.several import COOKIE, Several

SLUG = "hurricane"
WAVE = 20  # people who join at the same moment
BACK_WITHIN = 90.0  # seconds in which everybody must be answered again, whatever happened


async def gathered(both: Several, people: int) -> Stage:
    """A run with its people in the lobby."""
    exercise = read_exercise(ROOT / "exercises" / SLUG / "scenario.yaml")
    script = Script(exercise, cast_of(exercise, people, 0, 1), 1)
    stage = await set_up(both.url, both.key, script, Wish("short"))
    parts = stage.script.cast.players
    for first in range(0, len(parts), WAVE):
        await stage.join(parts[first : first + WAVE])
    return stage


async def to_a_decision(stage: Stage) -> None:
    """Play on until the next decision is open, on everybody's page. Raises LookupError after the last."""
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
    raise LookupError("the exercise has no further decision")


def vote(stage: Stage, person: Person, option: str) -> Said:
    """Somebody's vote goes out; nobody waits for its answer."""
    args = {"decision": stage.desk.view["ballot"]["id"], "option": option, "reason": person.key, "round": 1}
    return person.page.send("cast-vote", args)


def place(page: OpenPage) -> str:
    """The process that holds a page."""
    return page.browser.cookies[COOKIE]


async def saved(page: OpenPage, said: Said) -> None:
    """Wait until a command is saved, however often its page has to send it. Raises Stuck."""
    await page.until(lambda _: said.outcome in ("saved", "refused"), f"{said.name} to be saved")


async def all_on_the_desk(stage: Stage, count: int) -> None:
    """Wait until the desk, wherever it is, shows so many votes."""
    await stage.desk.until(lambda v: v["ballot"]["saved"] == count, "all votes on the desk")


def compared(stage: Stage, rows: Sequence[Row]) -> Comparison:
    """The rows of the journal against everything that people were told is saved."""
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    said = everything_said(stage)
    answered = {who: [one for one in said[who] if one.outcome == "saved"] for who in said}
    return compare(rows, answered, seats)
