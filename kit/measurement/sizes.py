"""How much ``build.py bench`` measures: the whole, the quick form, and what a test can afford."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """``visits``: cold and warm visits of a real browser to each page. ``people``: raw participants over
    whom processor time is taken; memory is taken over all ``seats``, but for the first few.
    ``peers``: how many come first to those beside, and over how many both are taken. ``rooms``: our sizes;
    ``peer_rooms``: theirs. ``evening``: the people of the run whose report is written. ``phones``: visits
    of an old phone in a weak network, by name, "" for all others. ``air``: injects after which bytes are
    counted no further, 0 for the whole form. ``briefings``: sizes of the rooms that are briefed."""

    visits: int
    people: int
    seats: int
    peers: dict[str, tuple[int, int]]
    rooms: tuple[int, ...]
    peer_rooms: dict[str, tuple[int, ...]]
    news: int
    evening: int
    phones: dict[str, int]
    air: int
    briefings: tuple[int, ...]

    def phone(self, name: str) -> int:
        """How many pairs of visits of an old phone a contender gets."""
        return self.phones.get(name, self.phones[""])


FULL = Size(
    visits=7,
    people=100,
    seats=500,
    peers={"otree": (100, 200), "panel": (100, 200), "voila": (2, 10)},
    rooms=(30, 200, 500, 1000),
    peer_rooms={"otree": (30, 200, 500), "panel": (30, 200, 500), "voila": (30,)},
    news=8,
    evening=100,
    phones={"": 3, "panel": 2, "voila": 1},
    air=0,
    briefings=(30, 200, 500),
)
QUICK = Size(
    visits=2,
    people=50,
    seats=360,
    peers={"otree": (20, 40), "panel": (20, 40), "voila": (1, 4)},
    rooms=(30, 200),
    peer_rooms={"otree": (30,), "panel": (30,), "voila": ()},
    news=5,
    evening=0,
    phones={"": 1, "panel": 0, "voila": 0},
    air=3,
    briefings=(),
)
