"""After trouble: is the journal whole, is all in it that people were told, does everybody see the same?

Three witnesses are asked: the file itself (a copy of it, as the killed server left it), the journal as
the new server tells it, folded here into a state and its views, and pages that are opened anew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kit.engine.codec import VERSIONS, decode
from kit.engine.commands import Actor, Role
from kit.engine.events import Recorded
from kit.engine.evolve import fold
from kit.engine.lens import Lens
from kit.engine.state import Run
from kit.engine.views import evaluator_view, player_view
from kit.engine.views_trainer import briefing_seen
from kit.rehearsal.ledger import Comparison, Row, compare, rows_in
from kit.rehearsal.page import OpenPage, Said, Stuck, open_page
from kit.rehearsal.person import Person, together
from kit.rehearsal.play import everything_said, people_of
from kit.rehearsal.stage import FACILITATOR, Stage
from kit.room.past import given
from kit.scenario.deck import Briefing
from kit.store.open import open_journal
from kit.store.sound import copy, faults
from kit.testbed.serverproc import JOURNAL

SAME_WITHIN = 60.0  # seconds until every page must show the same
NOT_COMPARED = {"join", "facts"}
"""An address and its picture: they are the same, and long; and facts, which depend on the day and which a
page gets beside its view: those are compared with a new page's."""


def left_behind(folder: Path, run: str) -> tuple[list[str], list[Row]]:
    """What is wrong with the journal a killed server left in ``folder``, and the rows of a run in it.

    Looked at in a copy: the new server shall find the file as it was left."""
    with tempfile.TemporaryDirectory(prefix="kit-copy-") as copied:
        for name in (JOURNAL, f"{JOURNAL}-wal"):
            if (folder / name).exists():
                shutil.copyfile(folder / name, Path(copied) / name)
        return _in_copy(Path(copied), run)


def living(folder: Path, run: str) -> tuple[list[str], list[Row]]:
    """The same of a server that goes on writing: in a copy that SQLite makes meanwhile."""
    with tempfile.TemporaryDirectory(prefix="kit-copy-") as copied:
        copy(folder / JOURNAL, Path(copied) / JOURNAL)
        return _in_copy(Path(copied), run)


def _in_copy(folder: Path, run: str) -> tuple[list[str], list[Row]]:
    found = faults(folder / JOURNAL)
    journal = open_journal(f"sqlite:///{folder}/{JOURNAL}")
    rows = [Row(r.seq, r.at, r.by, r.command, r.name, json.loads(r.data)) for r in journal.read(run)]
    journal.close()
    times = [row.at for row in rows]
    return found + ([] if times == sorted(times) else [f"run {run}: its times go back"]), rows


def acknowledged(stage: Stage) -> dict[str, list[Said]]:
    """What people have been told is saved, up to now, by who sent it."""
    said = everything_said(stage)
    return {who: [one for one in said[who] if one.outcome == "saved"] for who in said}


def against(
    stage: Stage, rows: Sequence[Row], answered: Mapping[str, Sequence[Said]] | None = None
) -> Comparison:
    """The rows against what had been acknowledged when they were read, by default all that is now. What has
    no answer yet may be there."""
    answered = acknowledged(stage) if answered is None else answered
    seats = {FACILITATOR: FACILITATOR, **{person.key: person.seat for person in people_of(stage)}}
    found = compare(rows, answered, {who: seats[who] for who in answered})
    found.unasked.clear()
    return found


async def journal_of(stage: Stage) -> list[Row]:
    """The run's journal as the server tells it now."""
    answer = await stage.near().get(f"/run/{stage.run}/journal.jsonl")
    return rows_in(answer.text)


def folded(stage: Stage, rows: Sequence[Row]) -> Run:
    """The state that follows from a journal."""
    played = stage.script.exercise
    if isinstance(played, Briefing):  # a series has no notebook of its own, and the house says so
        played = given(played.deck, rows[0].data["slug"], rows[0].data["entries"])
    return fold(played, [_recorded(row) for row in rows])


def _recorded(row: Row) -> Recorded:
    event = decode(row.name, VERSIONS.get(row.name, 1), json.dumps(row.data))
    return Recorded(row.seq, row.at, row.by, row.command, event)


async def differences(stage: Stage) -> list[str]:
    """Who sees something else than the journal, or than a page opened now; empty when nobody does.

    Waits until what is on its way has arrived. Call it when nobody is doing anything."""
    run = folded(stage, await journal_of(stage))
    lens = Lens(run)
    expected = {person.key: _plain(_view(lens, person)) for person in people_of(stage)}
    found: list[str] = []
    await together(
        *(_settles(found, person.page, expected[person.key]) for person in people_of(stage)),
        *(_opens(found, stage, person, expected[person.key]) for person in people_of(stage)),
        _same_desk(found, stage),
    )
    return found


async def same_everywhere(stage: Stage) -> None:
    """Between moments, when trouble is to be expected: everybody must see the same."""
    if stage.chaos.on and people_of(stage):
        stage.findings += await differences(stage)
        stage.chaos.note("all pages compared")


def _view(lens: Lens, person: Person) -> Mapping[str, Any]:
    seat = lens.run.seats[person.seat]
    if isinstance(lens.run.exercise, Briefing):
        return briefing_seen(lens, Actor(seat.role, seat.id, seat.serial), {}, {})
    return evaluator_view(lens, seat.id) if seat.role is Role.EVALUATOR else player_view(lens, seat.id)


def _plain(view: Mapping[str, Any]) -> dict[str, Any]:
    sections: dict[str, Any] = json.loads(json.dumps(view))
    if "mine" in sections:  # a journal that leaves the house holds no codes
        sections["mine"].pop("resume")
    return {name: value for name, value in sections.items() if name not in NOT_COMPARED}


async def _settles(found: list[str], page: OpenPage, expected: Mapping[str, Any]) -> None:
    try:
        await page.until(lambda view: _plain(view) == expected, "the state of the journal", SAME_WITHIN)
    except Stuck as problem:
        found.append(f"{problem}: {_where(_plain(page.view), expected)}")


async def _opens(found: list[str], stage: Stage, person: Person, expected: Mapping[str, Any]) -> None:
    """Somebody's page, opened anew, is the same; so is the code with which the seat is taken back."""
    page = await open_page(f"{person.key}, opened anew,", stage.near(person.browser), person.page.path)
    await _settles(found, page, expected)
    if page.view["mine"]["resume"] != person.view["mine"]["resume"]:
        found.append(f"{person.key}: a page opened anew shows another resume code")
    try:
        same = partial(_same_facts, page)
        await person.page.until(same, "the facts of a page opened anew", SAME_WITHIN)
    except Stuck as problem:
        found.append(str(problem))
    await page.leave()


def _same_facts(page: OpenPage, view: Mapping[str, Any]) -> bool:
    return bool(view.get("facts") == page.view.get("facts"))


async def _same_desk(found: list[str], stage: Stage) -> None:
    """Desk and screen against new ones; who is here depends on which pages are open."""
    for page in (stage.desk, stage.screen):
        new = await open_page(f"{page.name}, opened anew,", stage.near(), page.path)
        same = partial(_look_alike, page, new)
        try:
            await page.until(same, "a new page's state", SAME_WITHIN)
        except Stuck as problem:
            found.append(f"{problem}: {_where(_shown(page), _shown(new))}")
        await new.leave()


def _look_alike(page: OpenPage, new: OpenPage, _view: object) -> bool:
    return _shown(page) == _shown(new)


def _shown(page: OpenPage) -> dict[str, Any]:
    """What a desk or a screen shows, without who has a page open just now."""
    view = _plain(page.view)
    if "roster" in view:
        view["roster"] = [{**row, "here": None} for row in view["roster"]]
        view["screen"] = {**view["screen"], "open": None}
    return view


def _where(seen: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """The first section that differs, shortly."""
    for name in sorted({*seen, *expected}):
        if seen.get(name) != expected.get(name):
            shown, meant = (json.dumps(view.get(name))[:300] for view in (seen, expected))
            return f"{name} is {shown}, expected {meant}"
    return "no section differs any more"
