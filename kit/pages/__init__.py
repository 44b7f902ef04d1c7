"""What people see, one widget a role. A notebook calls ``open_page`` and nothing else.

``page`` is the kernel half of every page (view, patches, commands); ``static/page.js`` the other half.
``participant``, ``evaluator``, ``screen`` and ``desk`` are the pages of an exercise, ``briefing``, ``slides``
and ``trainer`` those of a briefing; ``home`` is the shelf. ``assets`` packs a page's modules and styles for
JupyterLab.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kit.room.visit import visiting

if TYPE_CHECKING:
    from kit.pages.page import Page

# Only the page that is opened is imported: its file is the whole list of what it needs.
PAGES = {
    "participant": "ParticipantPage",
    "evaluator": "EvaluatorPage",
    "screen": "ScreenPage",
    "desk": "DeskPage",
    "home": "HomePage",
    "briefing": "BriefingPage",
    "trainer": "TrainerPage",
    "slides": "SlidesPage",
}


def open_page(slug: str | None = None) -> Page | Any:
    """The page for whoever is visiting; without a visit, in JupyterLab, the author's page.

    ``slug`` names the exercise of the notebook; None is the home page's. Raises ValueError when the
    visit is for another exercise or for no known page."""
    visit = visiting.get()
    if visit is None:
        return _author_page(slug)
    if visit.page not in PAGES:
        raise ValueError(f"Expected one of the pages {', '.join(PAGES)}; the visit is for {visit.page!r}.")
    if slug is not None and visit.room is not None and visit.room.exercise.slug != slug:
        raise ValueError(
            f"This notebook is for {slug!r}; the visit is to a run of {visit.room.exercise.slug!r}."
        )
    module = import_module(f"kit.pages.{visit.page}")
    return getattr(module, PAGES[visit.page])(visit)


def _author_page(slug: str | None) -> Any:
    if find_spec("kit.pages.author") is None:
        raise NotImplementedError(
            "Nobody is visiting, and this version has no author's page. "
            "Open the exercise with: python3 build.py serve"
        )
    return import_module("kit.pages.author").author_page(slug)
