"""The facilitator's desk: the room's view of everything, with what only the house knows laid beside it.

The engine names facts by id; the desk shows their badges, which depend on the day. After EndEx it lists
the documents the server hands out, and the report texts that people may put into their own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import traitlets as t

from kit.engine.state import Run
from kit.facts.base import badge_on, load_facts
from kit.pages.page import Page
from kit.room.patch import View

DOCUMENTS = (  # last part of the address, label, title, about
    ("report.html", "HTML", "After-action report and improvement plan", "one file, works without internet"),
    ("report.md", "Markdown", "The same to edit", "your words are kept when you export again"),
    ("report.json", "JSON", "The same as data", "for analysis and for the next exercise"),
    ("report.ipynb", "Notebook", "The same as a notebook", "opens in JupyterLab"),
    ("journal.jsonl", "JSON lines", "The record", "every event with its time"),
)
ELEMENTS = ("Planning", "Organization", "Equipment", "Training", "Exercise")
COLUMNS = (  # of the improvement plan: the part of the report's key, title, kind of control
    ("action", "Corrective action", "text"),
    ("element", "Capability element", "choice"),
    ("organization", "Primary responsible organization", "line"),
    ("contact", "Organization POC", "line"),
    ("start", "Start date", "date"),
    ("completion", "Completion date", "date"),
)


class DeskPage(Page):
    """The desk of one run. Drawn by ``static/desk.js``."""

    page = t.Unicode("desk").tag(sync=True)
    _module = t.Unicode("/static/desk.js").tag(sync=True)
    presence = True

    def look(self) -> View:
        """Everything, with facts beside what is on the table and documents beside the end."""
        room = self._room
        view = dict(room.view(self._visit.actor))
        if view["now"]:
            today = datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone().date()
            view["now"] = {**view["now"], "facts": facts_shown(view["now"].get("cites", ()), today)}
        if view["closing"]:
            documents = view["closing"]["documents"] or documents_of(room.id)
            texts = list(texts_of(room.run))
            view["closing"] = {**view["closing"], "documents": documents, "texts": texts}
        return {**view, "capacity": self._visit.rooms.capacity.at_the_desk()}


def facts_shown(ids: Sequence[str], today: date) -> list[dict[str, str]]:
    """Facts as the desk lists them: id, badge word and style, the badge's date, title, text."""
    base = load_facts()
    shown = []
    for id in ids:
        if id in base:
            fact = base.get(id)
            badge = badge_on(fact, today)
            more = {"date": badge.as_of, "title": fact.title, "text": fact.text}
            shown.append({"id": id, "badge": badge.word, "style": badge.style, **more})
    return shown


def documents_of(run: str) -> list[dict[str, str]]:
    """What a facilitator can take away, with the addresses the server answers."""
    return [
        {"title": title, "about": about, "href": f"/run/{run}/{name}", "label": label}
        for name, label, title, about in DOCUMENTS
    ]


def texts_of(run: Run) -> Iterator[dict[str, Any]]:
    """The report texts people finish: the summary, and each row of the improvement plan by column.

    ``key`` is the report's key for ``edit-report``; ``text`` what stands there now, "" where only the
    report's draft does."""
    summary = {"key": "summary", "title": "Executive summary", "kind": "text", "group": ""}
    hint = "Leave it empty to keep the drafted words."
    yield {**summary, "text": run.edits.get("summary", ""), "hint": hint}
    for row, title, known in _plan_rows(run):
        for column, heading, kind in COLUMNS:
            key = f"plan.{row}.{column}"
            text = run.edits.get(key, known.get(column, ""))
            item = {"key": key, "title": heading, "kind": kind, "group": title, "text": text}
            yield {**item, "choices": list(ELEMENTS)} if kind == "choice" else item


def _plan_rows(run: Run) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """The rows of the improvement plan: evaluators' areas, commitments, what players want fixed."""
    for note in run.observations.values():
        if note.kind == "improve":
            yield f"area.{note.id}", f"Area for improvement: {note.text}", {}
    for row in run.board.values():
        if row.what:
            known = {"action": row.what, "organization": row.owner, "completion": row.by}
            yield f"row.{row.id}", f"Commitment: {row.text}", known
    said: set[str] = set()
    for remark in run.remarks.values():
        words = " ".join(remark.text.casefold().split())
        if remark.kind == "improve" and words not in said:
            said.add(words)
            yield f"remark.{remark.id}", f"From the hot wash: {remark.text}", {}
