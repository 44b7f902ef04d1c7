"""The trainer's desk: a briefing from the side of who gives it, with facts and papers laid beside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import traitlets as t

from kit.pages.briefing import TalkPage
from kit.room.patch import View

DOCUMENTS = {  # last part of the address: label, title, about
    "roster.csv": ("CSV", "Roster", "for the training file; opens in any spreadsheet"),
    "roster.pdf": (
        "PDF",
        "Roster to file",
        "made by a browser on this computer, with tags for screen readers",
    ),
    "roster.html": ("Open, print", "Roster to print", "prints, or saves as PDF from the print dialog"),
    "questions.html": ("Open, print", "Questions and answers", "what was asked, counts without names"),
    "feedback.html": ("Open, print", "Feedback", "what people said about the briefing"),
    "journal.jsonl": ("JSON lines", "The record", "every event with its time"),
}


class TrainerPage(TalkPage):
    """The desk of one briefing. Drawn by ``static/trainer.js``."""

    page = t.Unicode("trainer").tag(sync=True)
    _module = t.Unicode("/static/trainer.js").tag(sync=True)
    presence = True
    sections = ("slide", "notes", "question", "live", "answered")

    def look(self) -> View:
        """Everything, and after the end the papers with their addresses."""
        view = dict(super().look())
        if view["closing"]:
            papers = documents_of(self._room.id, view["closing"]["documents"])
            view["closing"] = {**view["closing"], "documents": papers}
        return {**view, "capacity": self._visit.rooms.capacity.at_the_desk()}


def documents_of(run: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """What a trainer can take away, with the addresses the server answers. ``open``: read and printed in the
    browser; the others are files to save. A paper nobody described is listed by its name."""
    rows = []
    for name in names:
        label, title, about = DOCUMENTS.get(name, ("Save", name, ""))
        opens = name.endswith(".html")
        rows.append(
            {"title": title, "about": about, "href": f"/run/{run}/{name}", "label": label, "open": opens}
        )
    return rows
