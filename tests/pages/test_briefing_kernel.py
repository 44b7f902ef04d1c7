"""The kernel half of a briefing's pages: facts beside the view, found once for a room; papers at the end."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from kit.engine.commands import Actor, Role
from kit.pages import PAGES, briefing as module, open_page
from kit.pages.briefing import BriefingPage, TalkPage, cited
from kit.pages.slides import SlidesPage
from kit.pages.trainer import TrainerPage, documents_of
from kit.room.capacity import Capacity
from kit.room.patch import differences
from kit.room.visit import Visit, visiting
from tests.pages.briefing_views import DESKS, PHONES, WALLS

ANYBODY = Actor(Role.PLAYER, "s1")
HOUSE = SimpleNamespace(capacity=Capacity())


class StandIn:
    """A room that shows this view."""

    id = "r1"
    exercise = type("Exercise", (), {"slug": "det"})

    def __init__(self, view: dict[str, Any]) -> None:
        self.shown = {key: value for key, value in view.items() if key != "facts"}

    def view(self, _actor: object) -> dict[str, Any]:
        return dict(self.shown)

    def now(self) -> int:
        return 0

    def follow(self, _callback: object, *, presence: bool = False) -> Any:
        return lambda: presence

    def enter(self, _actor: object) -> None: ...

    leave = enter


def page(kind: type[TalkPage], view: dict[str, Any]) -> TalkPage:
    visit = Visit(HOUSE, StandIn(view), ANYBODY, kind.__name__)  # type: ignore[arg-type]
    return kind(visit)


@pytest.mark.parametrize(
    ("kind", "view"),
    [(BriefingPage, PHONES["right"]), (SlidesPage, WALLS["right"]), (TrainerPage, DESKS["counted"])],
    ids=["phone", "wall", "desk"],
)
def test_each_page_gets_the_facts_of_what_it_shows_and_no_others(
    kind: type[TalkPage], view: dict[str, Any]
) -> None:
    look = page(kind, view).look()
    shown = {id for section in kind.sections for id in cited(look.get(section))}
    assert {fact["id"] for fact in look["facts"]} == shown
    assert all(fact["badge"] and fact["text"] for fact in look["facts"])


def test_facts_are_searched_for_only_when_something_else_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[object] = []
    real = cited

    def counting(section: object) -> Iterator[str]:
        searched.append(section)
        return real(section)

    monkeypatch.setattr(module, "cited", counting)
    opened = page(BriefingPage, PHONES["slide"])
    first = opened.look()["facts"]
    before = len(searched)
    assert opened.look()["facts"] is first
    assert len(searched) == before
    opened._room.shown = dict(PHONES["later"])  # type: ignore[attr-defined]
    assert opened.look()["facts"] is not first


def test_what_all_phones_show_is_searched_for_facts_once_and_not_once_a_phone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched: list[object] = []

    def counting(section: object) -> Iterator[str]:
        searched.append(section)
        return cited(section)

    monkeypatch.setattr(module, "cited", counting)
    module._searched.clear()
    first = page(BriefingPage, PHONES["later"]).look()["facts"]
    before = len(searched)
    others = [page(BriefingPage, PHONES["later"]).look()["facts"] for _ in range(5)]
    assert len(searched) == before > 0
    assert all(facts is first for facts in others)


def test_the_next_slide_sends_only_its_own_facts() -> None:
    before, after = PHONES["title"], PHONES["slide"]
    opened = page(BriefingPage, before)
    first = opened.look()
    opened._room.shown = dict(after)  # type: ignore[attr-defined]
    patch = differences(first, opened.look())
    assert {"earlier", "facts"} <= set(patch["add"])
    assert len(patch["add"]["facts"]) < len(after["facts"])


def test_papers_have_addresses_and_unknown_ones_keep_their_name() -> None:
    rows = documents_of("r1", ["roster.csv", "roster.html", "new.txt"])
    assert [row["href"] for row in rows] == ["/run/r1/roster.csv", "/run/r1/roster.html", "/run/r1/new.txt"]
    assert [row["open"] for row in rows] == [False, True, False]
    assert rows[2]["title"] == "new.txt"


@pytest.mark.parametrize("name", ["briefing", "trainer", "slides"])
def test_a_notebook_opens_the_page_of_the_visit(name: str) -> None:
    view = {"briefing": PHONES, "trainer": DESKS, "slides": WALLS}[name]["slide"]
    token = visiting.set(Visit(HOUSE, StandIn(view), ANYBODY, name))  # type: ignore[arg-type]
    try:
        assert type(open_page("det")).__name__ == PAGES[name]
    finally:
        visiting.reset(token)
