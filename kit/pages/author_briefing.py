"""The author's page of a briefing, in JupyterLab: what the check says, and a walk through it alone.

The walk is the real thing, as that of an exercise is (see ``author``).
"""

from __future__ import annotations

import html
from datetime import date
from pathlib import Path

import ipywidgets

from kit.briefing.agency import AGENCY
from kit.briefing.check_all import Places, check_briefings
from kit.briefing.check_text import module_lines
from kit.engine.commands import Role
from kit.engine.refusal import Refused
from kit.facts.base import load_facts
from kit.pages.assets import lab_module
from kit.pages.author_thread import in_a_thread
from kit.pages.briefing import BriefingPage
from kit.pages.trainer import TrainerPage
from kit.room.join import Ticket, take_seat
from kit.room.room import Room
from kit.room.rooms import FACILITATOR, Rooms, in_memory
from kit.room.visit import Visit
from kit.scenario.deck import ATTENDEE, SERIES


def briefing_page(key: str, exercises: Path, today: date) -> ipywidgets.VBox:
    """What an author sees of a briefing; ``key`` is the module's in small letters, or "series"."""
    parts = [
        _html(
            f"<h2>{html.escape(key)}: the check</h2><pre>{html.escape(checked(key, exercises, today))}</pre>"
        )
    ]
    try:
        walk = walk_alone(key, exercises)
    except Refused as problem:
        parts.append(_html(f"<p>It cannot be given yet. {html.escape(problem.sentence)}</p>"))
        return ipywidgets.VBox(parts)
    title = "<h2>Give it alone</h2><p>The trainer's desk, and below it the phone of one participant.</p>"
    return ipywidgets.VBox([*parts, _html(title), *walk])


def checked(key: str, exercises: Path, today: date) -> str:
    """What ``build.py check`` says of a module or, for "series", of all series."""
    places = Places(exercises, exercises.parent / "briefings", AGENCY)
    names = [path.stem for path in (places.briefings / "series").glob("*.yaml")] if key == SERIES else [key]
    checks, more = check_briefings(places, names, load_facts(), today)
    return "\n".join([*(line for check in checks for line in module_lines(check)), *more])


def walk_alone(key: str, exercises: Path) -> tuple[TrainerPage, BriefingPage]:
    """The trainer's desk and one phone of a run in memory. Raises Refused."""
    rooms, room, ticket = in_a_thread(_seated(key, exercises))
    desk = TrainerPage(Visit(rooms, room, FACILITATOR, "trainer"), esm=lab_module("trainer"))
    phone = BriefingPage(Visit(rooms, room, ticket.actor, "briefing"), esm=lab_module("briefing"))
    return desk, phone


async def _seated(key: str, exercises: Path) -> tuple[Rooms, Room, Ticket]:
    series = sorted(path.stem for path in (exercises.parent / "briefings" / "series").glob("*.yaml"))
    rooms, room = await in_memory(series[0] if key == SERIES and series else key, exercises)
    return rooms, room, await take_seat(room, Role.PLAYER, ATTENDEE, "")


def _html(text: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(text)
