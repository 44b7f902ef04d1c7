"""The author's page, in JupyterLab: what the check says, the story graph, and a walk through it alone.

The walk is the real thing: the desk and a player's page on a run in memory, which nobody else sees
and which is gone with the kernel.
"""

from __future__ import annotations

import html
import sys
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import ipywidgets

from kit.engine.commands import Role
from kit.facts.base import load_facts
from kit.pages.assets import lab_module
from kit.pages.author_briefing import briefing_page
from kit.pages.author_thread import in_a_thread
from kit.pages.desk import DeskPage
from kit.pages.participant import ParticipantPage
from kit.pages.story_graph import edges, figure
from kit.room.join import Ticket, take_seat
from kit.room.room import Room
from kit.room.rooms import FACILITATOR, Rooms, in_memory
from kit.room.visit import Visit
from kit.scenario.check import Check, check_exercise
from kit.scenario.model import Exercise
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_exercise

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


def author_page(slug: str | None, folder: Path = EXERCISES) -> ipywidgets.VBox:
    """What an author sees of an exercise; of the home notebook (no slug), how to go on."""
    if slug is None:
        return ipywidgets.VBox(
            [_html("<p>Open an exercise's notebook, or serve: python3 build.py serve</p>")]
        )
    if not (folder / slug).exists() and (folder.parent / "briefings" / slug).is_dir():
        return briefing_page(slug, folder, datetime.now().astimezone().date())
    try:
        exercise = read_exercise(folder / slug / "scenario.yaml")
    except ScenarioError as problem:
        lines = "".join(f"<li>{html.escape(str(p))}</li>" for p in problem.problems)
        return ipywidgets.VBox([_html(f"<h2>This exercise cannot be read yet</h2><ul>{lines}</ul>")])
    parts = [
        _checked(exercise),
        _html(
            "<h2>The story graph</h2><p>Steps from left to right; choices above, what they bring below.</p>"
        ),
        _graph(exercise),
        _html(_links_table(exercise)),
        _html("<h2>Walk it alone</h2><p>The desk, and below it the page of one player.</p>"),
        *walk_alone(exercise, folder),
    ]
    return ipywidgets.VBox(parts)


def _checked(exercise: Exercise) -> ipywidgets.HTML:
    """The check's place: it takes seconds, and the rest of the page need not wait for it."""
    head = f"<h2>{html.escape(exercise.title)}: the check</h2>"
    place = _html(f"{head}<p role='status'>Walking every state the story can reach...</p>")

    def fill() -> None:
        try:
            place.value = head + check_html(exercise)
        except ScenarioError as problem:
            place.value = f"{head}<p>{html.escape(str(problem))}</p>"

    Thread(target=fill, daemon=True).start()
    return place


def check_html(exercise: Exercise) -> str:
    """The check's figures and problems as a table."""
    check: Check = check_exercise(exercise, load_facts(), datetime.now().astimezone().date())
    rows = "".join(
        f"<tr><th scope='row'>{form.form}</th><td>{form.states:,}</td><td>{form.paths:,}</td>"
        f"<td>{form.least} to {form.most} of {form.minutes} min</td></tr>"
        for form in check.forms
    )
    problems = (
        "".join(f"<li>{html.escape(str(p))}</li>" for p in check.problems) or "<li>No problem found.</li>"
    )
    head = "<tr><th>form</th><th>states walked</th><th>paths</th><th>minutes a path</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table><ul>{problems}</ul>"


def _graph(exercise: Exercise) -> Any:
    """Plotly's widget brings nbformat, and that jsonschema, which compiles a grammar of web addresses if
    there is one: that takes as long as all the rest of this page. Nothing here asks for it."""
    grammar = "rfc3987_syntax"
    absent = grammar not in sys.modules
    if absent:
        sys.modules[grammar] = None  # type: ignore[assignment]
    try:
        import plotly.graph_objects as go  # heavy, and only authors need it

        return go.FigureWidget(figure(exercise))
    finally:
        if absent:
            del sys.modules[grammar]


def _links_table(exercise: Exercise) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{e.source}</th><td>{e.how}</td><td>{e.target}</td></tr>"
        for e in edges(exercise)
    )
    head = "<tr><th>choice</th><th>does</th><th>step</th></tr>"
    return (
        f"<details><summary>The same as a table</summary><table><thead>{head}</thead>{rows}</table></details>"
    )


def walk_alone(exercise: Exercise, folder: Path = EXERCISES) -> tuple[DeskPage, ParticipantPage]:
    """The desk and one player's page of a run in memory."""
    rooms, room, ticket = in_a_thread(_seated(exercise, folder))
    desk = DeskPage(Visit(rooms, room, FACILITATOR, "desk"), esm=lab_module("desk"))
    visit = Visit(rooms, room, ticket.actor, "participant")
    return desk, ParticipantPage(visit, esm=lab_module("participant"))


async def _seated(exercise: Exercise, folder: Path) -> tuple[Rooms, Room, Ticket]:
    rooms, room = await in_memory(exercise.slug, folder)
    ticket = await take_seat(room, Role.PLAYER, exercise.positions[0].id, "")
    return rooms, room, ticket


def _html(text: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(text)
