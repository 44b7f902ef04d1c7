"""Whole runs over real HTTP and websockets: each exercise in both forms, and one of them twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from kit.rehearsal import moments
from kit.rehearsal.cast import LABEL, SPONSOR, cast_of
from kit.rehearsal.ledger import Row, rows_in, story
from kit.rehearsal.person import together
from kit.rehearsal.play import Documents, Wish, gather_people, rehearse, set_up
from kit.rehearsal.script import Script
from kit.rehearsal.stage import Stage
from kit.scenario.model import Exercise
from kit.testbed.serverproc import House
from kit.trouble.cli import judge

SEED = 7
SLUGS = ("hurricane", "enforcement_action", "wildfire")
FORMS = ("full", "short")
MINI = "roundtable"


@dataclass
class Played:
    stage: Stage
    documents: Documents

    @property
    def rows(self) -> list[Row]:
        return rows_in(self.documents.journal.decode())

    @property
    def story(self) -> list[str]:
        return story(self.rows, {person.seat: key for key, person in self.stage.people.items()})

    def named(self, name: str) -> list[Row]:
        return [row for row in self.rows if row.name == name]


async def play(
    house: House, exercise: Exercise, wish: Wish, *, players: int = 3, forks: bool = False
) -> Played:
    script = Script(exercise, cast_of(exercise, players, 1, SEED), SEED, forks)
    return Played(*await rehearse(house.url, house.key, script, wish))


@pytest.fixture(scope="module")
async def runs(house: House, exercises: dict[str, Exercise]) -> dict[tuple[str, str], Played]:
    """Seven runs on one server, up to four at the same time, each with its own people."""
    played: dict[tuple[str, str], Played] = {}
    for form in FORMS:
        slugs = [*SLUGS, MINI] if form == "full" else SLUGS
        asked = [play(house, exercises[slug], Wish(form)) for slug in slugs]
        played |= dict(zip([(slug, form) for slug in slugs], await asyncio.gather(*asked), strict=True))
    return played


@pytest.fixture(scope="module")
async def crowd(house: House, exercises: dict[str, Exercise]) -> list[Played]:
    """A run with all habits and with forks, twice, with the same seed."""
    wish = Wish("short", names="named", admission="approve")
    asked = [play(house, exercises["hurricane"], wish, players=6, forks=True) for _ in range(2)]
    return list(await asyncio.gather(*asked))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_run_ends_with_nothing_lost_and_a_report(
    runs: dict[tuple[str, str], Played], slug: str, form: str
) -> None:
    played = runs[slug, form]
    figures, clean = judge(played.stage, played.documents)
    assert figures["journal"] == {"lost": [], "doubled": [], "changed": [], "unasked": []}
    assert figures["findings"] == []
    assert clean
    report = played.documents.report.decode()
    assert SPONSOR in report
    assert LABEL in report
    assert len(played.named("exercise-ended")) == 1
    assert len(played.named("ending-reached")) == 1


def test_a_mini_exercise_is_played_from_join_to_report(runs: dict[tuple[str, str], Played]) -> None:
    played = runs[MINI, "full"]
    figures, clean = judge(played.stage, played.documents)
    assert clean and figures["findings"] == [] and figures["journal"]["lost"] == []
    assert len(played.named("ending-reached")) == 1
    assert "Posture dials" not in played.documents.report.decode(), "no dial changes a mini-exercise"


def test_every_decision_of_the_full_form_was_voted_on_and_taken(
    runs: dict[tuple[str, str], Played], exercises: dict[str, Exercise]
) -> None:
    for slug in SLUGS:
        taken = {row.data["decision"] for row in runs[slug, "full"].named("branch-taken")}
        assert taken == {decision.id for decision in exercises[slug].decisions}


def test_ties_overrides_and_second_rounds_happen(runs: dict[tuple[str, str], Played]) -> None:
    for slug in SLUGS:
        played = runs[slug, "full"]
        assert {row.data["how"] for row in played.named("branch-taken")} == {"majority", "override", "tie"}
        assert played.named("second-round-opened")


def test_the_same_seed_tells_the_same_story(crowd: list[Played]) -> None:
    assert crowd[0].story == crowd[1].story
    assert len(crowd[0].story) > 100


def test_another_exercise_tells_another_story(runs: dict[tuple[str, str], Played]) -> None:
    assert runs["hurricane", "short"].story != runs["wildfire", "short"].story


def test_a_crowd_with_all_habits_loses_nothing(crowd: list[Played]) -> None:
    for played in crowd:
        figures, clean = judge(played.stage, played.documents)
        assert figures["findings"] == []
        assert clean
        assert figures["connections"]["moved_to_another_device"] == 1
        assert figures["counts"]["lines"] > 1
        assert figures["counts"]["commands"]["refused_as_expected"] >= 6
        assert {"stepped-out", "came-back", "seat-moved", "seat-admitted"} <= set(
            figures["counts"]["events_by_name"]
        )


def test_a_private_message_reached_its_position_and_nobody_else(
    runs: dict[tuple[str, str], Played], exercises: dict[str, Exercise]
) -> None:
    played, exercise = runs["hurricane", "full"], exercises["hurricane"]
    for private in exercise.privates:
        got = {p.part.position for p in played.stage.players if _has(p.page.items, private.text)}
        assert got <= {private.to}
        assert not _has(played.stage.screen.items, private.text)
    assert any(_has(p.page.items, q.text) for q in exercise.privates for p in played.stage.players)


def _has(items: dict[str, dict[str, Any]], text: str) -> bool:
    return any(item["text"] == text for item in items.values())


def test_the_server_had_no_trouble(house: House, runs: Any, crowd: Any) -> None:
    assert house.complaints() == []


async def test_an_inject_whose_time_is_past_on_a_busy_machine_is_delivered_by_hand(
    house: House, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "SOON", -60_000)
    stage = await set_up(house.url, house.key, Script(exercise, cast_of(exercise, 1, 0, SEED), SEED), Wish())
    await gather_people(stage)
    await stage.act("start-briefing")
    await stage.act("start-exercise")
    row = stage.next_row()
    assert row is not None
    await stage.act("open-module", {"module": row["id"]})
    inject = next(row for row in stage.desk.view["msel"] if row["kind"] == "inject")
    await moments.schedule(stage, inject)
    await together(*(page.leave() for page in stage.pages()))
    assert stage.findings == []
    assert [said.outcome for said in stage.desk.said.values()][-2:] == ["refused", "saved"]
