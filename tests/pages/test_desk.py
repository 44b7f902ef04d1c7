"""The kernel's half of the desk: facts, documents and the texts people may edit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest

import kit.__main__ as house
from kit.engine import commands as c
from kit.engine.commands import Actor, Command, Role
from kit.engine.views_trainer import DOCUMENTS as OF_BRIEFINGS
from kit.facts.base import load_facts
from kit.pages import trainer
from kit.pages.desk import DOCUMENTS, DeskPage, facts_shown, texts_of
from kit.report.cited import facts_on
from kit.report.draft import draft
from kit.report.gather import gather
from kit.room.join import take_seat
from kit.room.room import Room, recorded
from kit.room.rooms import FACILITATOR, Rooms
from kit.room.visit import Visit
from kit.store.journal import Journal
from kit.store.open import open_journal
from tests.pages.conftest import OpenStage
from tests.pages.stage import Scene

EXERCISES = Path(__file__).parents[2] / "exercises"


class Run:
    """A run in memory whose facilitator and people do one thing after another."""

    def __init__(self, journal: Journal, rooms: Rooms, room: Room) -> None:
        self.journal, self.rooms, self.room = journal, rooms, room
        self.count = 0
        self.page = DeskPage(Visit(rooms, room, FACILITATOR, "desk"))

    async def do(self, *wishes: Command, actor: Actor = FACILITATOR) -> None:
        for wish in wishes:
            self.count += 1
            await self.room.submit(wish, actor, f"wish-{self.count:06}")

    def view(self) -> dict[str, Any]:
        return dict(self.page.look())

    async def until_the_end(self) -> None:
        """One decision, one thing of each kind that goes into the improvement plan, EndEx."""
        player = (await take_seat(self.room, Role.PLAYER, "GB2", "")).actor
        watcher = (await take_seat(self.room, Role.EVALUATOR, "", "")).actor
        await self.do(c.StartExercise(), c.OpenModule("M1"), c.Deliver("B1"), c.OpenDecision("B-D1"))
        await self.do(c.CastVote("B-D1", "b"), c.Raise("concern", "Who decides at the door?"), actor=player)
        await self.do(c.CloseVoting(), c.Reveal(), c.TakeBranch("b"))
        await self.do(c.Observe("improve", "Nobody called the camps."), actor=watcher)
        concern = next(iter(self.room.run.raised))
        await self.do(c.Group(concern), c.Own("r1", "Sheriff"), c.Commit("r1", "Post the rule", "Sat 12:00"))
        await self.do(c.OpenHotWash())
        await self.do(
            c.Remark("improve", "Call earlier."), c.Remark("improve", " call  EARLIER. "), actor=player
        )
        await self.do(c.EndExercise())


@pytest.fixture
async def run() -> AsyncIterator[Run]:
    journal = open_journal("memory:")
    rooms = Rooms(journal, EXERCISES)
    made = Run(journal, rooms, await rooms.create(c.CreateRun("hurricane", date="2026-11-21")))
    yield made
    made.page.close()
    await rooms.close()


async def test_facts_stand_beside_what_is_on_the_table(run: Run) -> None:
    await run.do(c.StartExercise(), c.OpenModule("M1"))
    assert run.view()["now"]["facts"] == []
    await run.do(c.Deliver("B1"))
    facts = run.view()["now"]["facts"]
    assert [fact["id"] for fact in facts] == ["OUT-08", "DIS-08", "DIS-09"]
    assert {fact["style"] for fact in facts} <= {
        "inforce",
        "historical",
        "contested",
        "unknown",
        "amended",
        "kind",
    }
    assert all(fact["title"] and fact["badge"] for fact in facts)


def test_a_badge_turns_with_the_day_and_an_unknown_id_is_left_out() -> None:
    (today,) = facts_shown(["OUT-08", "XXX-01"], date(2026, 11, 21))
    assert today["id"] == "OUT-08"
    assert facts_shown(["DIS-01"], date(2026, 6, 1)) != facts_shown(["DIS-01"], date(2036, 6, 1))


async def test_documents_are_the_ones_the_house_makes(run: Run) -> None:
    await run.until_the_end()
    made = house.documents(run.journal, None)  # type: ignore[arg-type]  # no pool is needed to list them
    assert {name for name, *_ in DOCUMENTS} | set(OF_BRIEFINGS) == set(made)
    assert set(OF_BRIEFINGS) == set(trainer.DOCUMENTS)
    links = [one["href"] for one in run.view()["closing"]["documents"]]
    assert links == [f"/run/{run.room.id}/{name}" for name, *_ in DOCUMENTS]


async def test_every_text_to_edit_is_a_key_of_the_report(run: Run) -> None:
    await run.until_the_end()
    events = [recorded(row) for row in run.journal.read(run.room.id)]
    record = gather(run.room.exercise, run.room.id, events)
    report = draft(record, run.room.exercise, facts_on(load_facts(), date(2026, 11, 21)), UTC)
    columns = ("action", "element", "organization", "contact", "start", "completion")
    keys = {getattr(row, column).key for row in report.plan for column in columns} | {report.summary.key}
    texts = list(texts_of(run.room.run))
    assert {text["key"] for text in texts} == keys
    assert len(texts) == 1 + 3 * len(columns), "the same remark twice is one row"


async def test_a_commitment_fills_what_it_says_and_an_edit_replaces_it(run: Run) -> None:
    await run.until_the_end()
    owner = {text["key"]: text["text"] for text in texts_of(run.room.run)}
    assert owner["plan.row.r1.organization"] == "Sheriff"
    await run.do(c.EditReport("plan.row.r1.organization", "County Sheriff’s Office"))
    closing = run.view()["closing"]
    texts = {text["key"]: text["text"] for text in closing["texts"]}
    assert texts["plan.row.r1.organization"] == "County Sheriff’s Office"


async def test_every_real_state_is_drawn_without_a_complaint(run: Run, open_stage: OpenStage) -> None:
    stage = await open_stage(Scene("desk", run.view()), width=1366, height=768, touch=False)
    steps: list[Command] = [
        *(c.StartBriefing(), c.StartExercise(), c.OpenModule("M1"), c.Deliver("B1")),
        *(c.OpenDecision("B-D1"), c.CloseVoting(), c.Reveal(), c.TakeBranch("b", "Nobody voted.")),
        *(c.Fork("B-D1", "c", "To see."), c.OpenHotWash(), c.EndExercise()),
    ]
    titles = []
    for step in steps:
        await run.do(step)
        await stage.tell({"kind": "view", "view": run.view(), "seq": 1})
        titles.append((await stage.ask("document.title")).split(".")[0])
    assert [line for line in stage.console if line.startswith("error")] == []
    assert titles == [
        *("Briefing", "Play", "Play", "Play"),
        *("Decision open, 0 of 0 voted", "Voting closed", "Choose the branch", "Play"),
        *("Play", "Hot wash", "Closed"),
    ]
