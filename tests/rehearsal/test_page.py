"""A page's own copy of the view, without a server: patches, gaps, and commands that are sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest

from kit.rehearsal.page import OpenPage, Stuck
from kit.testbed.wire import Browser

CARD = {"id": "B-D1", "status": "open", "round": 1}


class Wire:
    """Stands in for a websocket: keeps what is sent."""

    received, why = 0, ""

    def __init__(self) -> None:
        self.sent: list[Mapping[str, Any]] = []

    def send(self, comm: str, data: Mapping[str, Any]) -> None:
        assert comm == "w1"
        self.sent.append(data)


@pytest.fixture
def page() -> OpenPage:
    view = {"head": {"line": 1}, "feed": [{"id": "m1", "text": "one"}], "decision": None}
    models = {"other": {"state": {}}, "w1": {"state": {"page": "participant", "view": view, "seq": 4}}}
    page = OpenPage("P01", Browser("http://127.0.0.1:1"), {"kernel": "k", "models": models})
    page.link.socket = Wire()  # type: ignore[assignment]
    return page


def hear(page: OpenPage, **message: Any) -> None:
    page._hear("comm_msg", {"comm_id": "w1", "data": {"method": "custom", "content": message}})


def sent(page: OpenPage) -> list[Mapping[str, Any]]:
    return cast("Wire", page.link.socket).sent


def test_a_patch_replaces_sections_and_adds_to_lists(page: OpenPage) -> None:
    hear(page, kind="patch", seq=5, set={"decision": CARD}, add={"feed": [{"id": "m2", "text": "two"}]})
    assert [item["id"] for item in page.view["feed"]] == ["m1", "m2"]
    assert page.view["decision"] == CARD
    assert page.seq == 5
    assert {"m1", "m2", "B-D1 open 1 of line 1"} <= set(page.arrived)


def test_after_a_gap_the_whole_view_is_asked_for(page: OpenPage) -> None:
    hear(page, kind="patch", seq=7, set={"decision": CARD})
    assert page.view["decision"] is None
    assert sent(page) == [{"kind": "sync", "seq": 4}]
    hear(page, kind="view", seq=7, view={"head": {"line": 1}, "feed": [], "decision": CARD})
    assert (page.seq, page.gaps, page.view["feed"]) == (7, 1, [])


def test_a_patch_from_before_the_view_is_left_alone(page: OpenPage) -> None:
    hear(page, kind="patch", seq=4, set={"decision": CARD})
    assert page.view["decision"] is None
    assert sent(page) == []


def test_messages_of_other_widgets_are_not_ours(page: OpenPage) -> None:
    page._hear("comm_msg", {"comm_id": "other", "data": {"method": "custom", "content": {"kind": "view"}}})
    assert page.seq == 4


async def test_a_command_is_answered_under_its_id(page: OpenPage) -> None:
    said = page.send("raise", {"kind": "question", "text": "Who?"})
    assert sent(page)[-1]["id"] == said.id
    hear(page, kind="done", id="somebody-elses", at=1)
    assert said.outcome == ""
    hear(page, kind="refused", id=said.id, why="Not now.")
    await page.answer(said)
    assert (said.outcome, said.why) == ("refused", "Not now.")


async def test_trouble_with_the_disk_is_no_answer_yet(page: OpenPage) -> None:
    said = page.send("raise", {"kind": "question", "text": "Who?"})
    hear(page, kind="unsaved", id=said.id, why="The disk is full.")
    assert said.outcome == "unsaved"
    hear(page, kind="done", id=said.id, at=7)
    assert (said.outcome, said.at) == ("saved", 7)


async def test_waiting_ends_when_it_comes_true(page: OpenPage) -> None:
    waiting = asyncio.ensure_future(page.until(lambda view: view["decision"] is not None, "a decision"))
    await asyncio.sleep(0)
    hear(page, kind="patch", seq=5, set={"decision": CARD})
    assert await waiting > 0


async def test_waiting_in_vain_says_who_waited_for_what(page: OpenPage) -> None:
    with pytest.raises(Stuck, match="P01 waited 0 s for a miracle"):
        await page.until(lambda view: False, "a miracle", within=0)
