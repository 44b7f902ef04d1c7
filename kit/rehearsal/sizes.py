"""How much ``build.py bench`` measures: the whole, the quick form, and what a test can afford."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """``visits``: cold and warm visits of a real browser to each page. ``people``: raw participants over
    whom processor time is taken; memory is taken over ``more`` of them, after ``filled`` have come.
    ``peers``: the same two numbers for those we are measured beside, by name. ``rooms``: room sizes of ours;
    ``peer_rooms``: of theirs. ``evening``: the people of the run whose report is written."""

    visits: int
    people: int
    filled: int
    more: int
    peers: dict[str, tuple[int, int]]
    rooms: tuple[int, ...]
    peer_rooms: dict[str, tuple[int, ...]]
    news: int
    evening: int


FULL = Size(
    visits=9,
    people=100,
    filled=300,
    more=200,
    peers={"otree": (100, 200), "panel": (100, 200), "voila": (2, 10)},
    rooms=(30, 200, 500, 1000),
    peer_rooms={"otree": (30, 200, 500), "panel": (30, 200, 500), "voila": (30, 200)},
    news=8,
    evening=100,
)
QUICK = Size(
    visits=3,
    people=50,
    filled=260,
    more=100,
    peers={"otree": (20, 40), "panel": (20, 40), "voila": (1, 4)},
    rooms=(30, 200),
    peer_rooms={"otree": (30,), "panel": (30,), "voila": ()},
    news=5,
    evening=0,
)
