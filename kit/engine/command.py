"""Who may ask, what a wish is, and how long its texts may be; ``commands`` lists them all."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Short = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Long = Annotated[str, Meta(max_length=10_000)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=40)]
Minutes = Annotated[int, Meta(ge=0, le=240)]


class Role(StrEnum):
    """What somebody is in the exercise; a player's in-story function is a *position*."""

    FACILITATOR = "facilitator"
    PLAYER = "player"
    EVALUATOR = "evaluator"
    OBSERVER = "observer"  # the screen, too
    CLOCK = "clock"  # the room's own timekeeper
    DOOR = "door"  # whoever lets people in


class Actor(msgspec.Struct, frozen=True):
    """Who asks. ``seat`` is a seat id for players and evaluators, else the role's own name.

    ``serial`` is the seat's at the time the ticket was given: a seat that moved has a higher one."""

    role: Role
    seat: str
    serial: int = 0


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all commands."""
