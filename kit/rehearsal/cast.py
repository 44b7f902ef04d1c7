"""Who plays in a rehearsal, and their habits: all drawn from one seed.

Nothing here depends on time. A choice is drawn from ``dice(seed, ...)`` with words that name the
occasion, so that it comes out the same however the people's messages were mixed on the wire.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.scenario.model import Exercise, Position
from kit.testbed.dice import dice

LABEL = "(rehearsal, scripted)"
SPONSOR = "Scripted rehearsal"


@dataclass(frozen=True, slots=True)
class Habits:
    """What sets somebody apart from a person who joins in time, votes once and stays."""

    late: bool = False  # joins when the second module has opened
    mistypes: bool = False  # types a wrong code first
    reloads: bool = False  # reloads the page while a vote is on its way, now and then
    wanders: bool = False  # moves to another device with the resume code
    steps_out: bool = False  # steps out for one module
    talks: bool = False  # raises questions more often than others


@dataclass(frozen=True, slots=True)
class Part:
    """One scripted person. ``key`` is P01, P02, ... for players, E01, ... for evaluators."""

    key: str
    role: str  # player | evaluator
    position: str  # "" for evaluators
    name: str
    habits: Habits = Habits()


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody but the facilitator. ``by_hand``: positions of people whom the facilitator seats."""

    players: tuple[Part, ...]
    evaluators: tuple[Part, ...]
    by_hand: tuple[str, ...] = ()

    @property
    def everybody(self) -> tuple[Part, ...]:
        """Players first, then evaluators."""
        return (*self.players, *self.evaluators)


def cast_of(exercise: Exercise, players: int, evaluators: int, seed: int) -> Cast:
    """People for an exercise: every position once before any twice, both tables from the start.

    Raises ValueError for fewer than one player or evaluators below zero."""
    if players < 1 or evaluators < 0:
        raise ValueError(f"expected at least 1 player and 0 evaluators, got {players} and {evaluators}")
    positions = [position.id for position in _in_turn(exercise, seed)]
    habits = _habits(players, seed)
    parts = tuple(
        Part(f"P{n + 1:02d}", "player", positions[n % len(positions)], f"Player {n + 1}", habits[n])
        for n in range(players)
    )
    watching = tuple(Part(f"E{n + 1:02d}", "evaluator", "", f"Evaluator {n + 1}") for n in range(evaluators))
    return Cast(parts, watching, tuple(positions[-1:]) if players >= BY_HAND_FROM else ())


BY_HAND_FROM = 8  # with so many players, one more comes without a device


def _in_turn(exercise: Exercise, seed: int) -> list[Position]:
    """Positions in a drawn order, one of each table in turn."""
    throw = dice(seed, "positions")
    tables: dict[str, list[Position]] = {}
    for position in exercise.positions:
        tables.setdefault(position.table, []).append(position)
    for seats in tables.values():
        throw.shuffle(seats)
    return list(_alternating(list(tables.values())))


def _alternating(tables: list[list[Position]]) -> Iterable[Position]:
    for n in range(max(map(len, tables))):
        yield from (seats[n] for seats in tables if n < len(seats))


def _habits(players: int, seed: int) -> list[Habits]:
    """One person of each habit as far as there are people; with many, one in eight of some habits."""
    order = list(range(players))
    dice(seed, "habits").shuffle(order)
    whose: dict[int, set[str]] = {n: set() for n in order}
    names = ("reloads", "late", "talks", "wanders", "steps_out", "mistypes")
    for name, person in zip(names, order[1:], strict=False):  # order[0] has no habit: a majority can form
        whose[person].add(name)
    for n, person in enumerate(order[len(names) + 1 :]):
        if n % 4 == 0:
            whose[person].add("talks" if n % 8 else "reloads")
    return [Habits(**dict.fromkeys(sorted(whose[n]), True)) for n in range(players)]
