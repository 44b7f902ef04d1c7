"""On whose behalf a page is being made.

Whoever serves a notebook sets ``visiting`` in the context the notebook runs in; the page reads it. In
JupyterLab nobody sets it, and the notebook opens the author's page.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from kit.engine.commands import Actor
from kit.room.room import Room
from kit.room.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opened which page of which run. ``page``: home, participant, evaluator, desk or screen."""

    rooms: Rooms
    room: Room | None
    actor: Actor
    page: str


visiting: ContextVar[Visit | None] = ContextVar("visiting", default=None)
