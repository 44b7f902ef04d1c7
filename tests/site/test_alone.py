"""An exercise for one person: the table says what the engine says, on every path, and holds no secret."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

from kit.engine.commands import Actor
from kit.engine.lens import Lens
from kit.engine.views import player_view
from kit.site.alone import UNCHANGED, Alone
from kit.site.alone_page import table_script
from tests.engine.playing import SLUGS, Play, exercise_of

FORMS = [*((slug, "short") for slug in SLUGS), ("wildfire", "full")]
View = dict[str, Any]


@cache
def table_of(slug: str, form: str) -> dict[str, Any]:
    """A table, as a page reads it."""
    _mark, _, script = table_script(exercise_of(slug), form, {}).decode().partition("\n")
    found: dict[str, Any] = json.loads(script.removeprefix("globalThis.kitTable = ").removesuffix(";\n"))
    return found


class Reader:
    """Follows a table as the page does, for one position."""

    def __init__(self, table: dict[str, Any], position: int) -> None:
        self.table, self.position, self.at = table, position, 0
        self.view: View = {**table["view"], "feed": []}

    def edges(self) -> list[list[Any]]:
        row = self.table["nodes"][self.at]
        return [["", *row]] if row and isinstance(row[0], int) else row

    def move(self, letter: str = "") -> None:
        _, way, step = next(edge for edge in self.edges() if edge[0] == letter)
        head, situation, decision, *items = self.table["steps"][step]
        self.at += way
        self.view["head"] = self.table["heads"][head]
        if situation != UNCHANGED:
            self.view["situation"] = self.table["situations"][situation]
        if decision != UNCHANGED:
            self.view["decision"] = self.table["decisions"][decision]
        for item in (self.table["items"][number] for number in items):
            if self.position in item.get("for", [self.position]):
                self.view["feed"].append({key: value for key, value in item.items() if key != "for"})


def timeless(view: Any) -> Any:
    """A view without times and numbers that each playing gives anew, and without who sits where."""
    if isinstance(view, dict):
        gone = ("id", "at", "opened_at", "closes_at", "closed_at", "run", "count", "mine")
        return {key: timeless(value) for key, value in view.items() if key not in gone}
    return [timeless(part) for part in view] if isinstance(view, list) else view


def play_alone(slug: str, form: str, position: int, seed: int) -> None:
    """A random way through the real engine with one player, and the same way through the table."""
    rng = random.Random(seed)
    game = Play(slug, form, date="")
    me: Actor = game.seat(game.exercise.positions[position].id)
    game.start()
    reader = Reader(table_of(slug, form), position)
    while True:
        ballot = game.run.ballot
        letter = ""
        if ballot is not None and ballot.status == "open":
            letter = rng.choice(ballot.options)
            assert [edge[0] for edge in reader.edges()] == list(ballot.options)
            game.ask(me, "cast-vote", decision=ballot.decision, option=letter, reason="")
            game.facilitate("reveal")
            game.facilitate("take-branch", option=letter)
        elif not game.next():
            break
        reader.move(letter)
        assert timeless(reader.view) == timeless(player_view(Lens(game.run), me.seat))
    assert reader.edges() == []


@pytest.mark.parametrize(("slug", "form"), FORMS)
def test_a_way_through_the_table_shows_what_the_engine_shows_at_every_step(slug: str, form: str) -> None:
    positions = len(exercise_of(slug).positions)
    for seed in range(12):
        play_alone(slug, form, seed % positions, seed)


@pytest.mark.parametrize(("slug", "form"), FORMS)
def test_every_node_leads_to_an_ending_and_all_endings_are_told(slug: str, form: str) -> None:
    table = table_of(slug, form)
    told = {item["title"] for item in table["items"] if item["kind"] == "ending"}
    assert told <= set(table["endings"]) and len(told) >= 3
    reached = {0}
    for at, row in enumerate(table["nodes"]):
        edges = [["", *row]] if row and isinstance(row[0], int) else row
        for _, way, _ in edges:
            assert 0 <= at + way < len(table["nodes"])
            reached.add(at + way)
    assert reached == set(range(len(table["nodes"])))


def test_a_full_form_of_a_hundred_thousand_paths_weighs_half_a_megabyte() -> None:
    assert len(json.dumps(table_of("wildfire", "full"))) < 500_000


def test_the_agencys_dials_change_the_table() -> None:
    exercise = exercise_of("enforcement_action")
    silent, restricts = (Alone(exercise, "short", {"P1": value}).table() for value in ("silent", "restricts"))
    assert silent["digest"] != restricts["digest"]
