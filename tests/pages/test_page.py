from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from kit.engine.commands import Actor, CastVote, Command, Raise, Role
from kit.engine.refusal import Refused
from kit.pages import open_page
from kit.pages.evaluator import EvaluatorPage
from kit.pages.page import Page, read_command
from kit.pages.participant import ParticipantPage
from kit.room.patch import differences
from kit.room.room import NotSaved, Receipt
from kit.room.visit import Visit, visiting

PLAYER = Actor(Role.PLAYER, "s7")
ID = "0b8e2a55-9d37-4f04-8c11-000000000001"
VOTE = {"kind": "command", "id": ID, "name": "cast-vote", "args": {"decision": "B-D1", "option": "b"}}


class FakeRoom:
    """As much of a room as a page needs; ``answer`` is what the next command meets."""

    def __init__(self) -> None:
        self.sections: dict[str, Any] = {
            "head": {"story": "Tue 19:00"},
            "feed": [{"id": "f1"}],
            "mine": {"vote": None},
        }
        self.followers: list[Callable[[], None]] = []
        self.submitted: list[tuple[Command, Actor, str]] = []
        self.answer: Exception | None = None
        self.present: list[str] = []
        self.wait: asyncio.Event | None = None

    def view(self, actor: Actor) -> dict[str, Any]:
        return dict(self.sections)

    def now(self) -> int:
        return 1_795_300_000_000

    def follow(self, callback: Callable[[], None], *, presence: bool = False) -> Callable[[], None]:
        self.followers.append(callback)
        return lambda: self.followers.remove(callback)

    def enter(self, actor: Actor) -> None:
        self.present.append(actor.seat)

    def leave(self, actor: Actor) -> None:
        self.present.remove(actor.seat)

    async def submit(self, command: Command, actor: Actor, id: str) -> Receipt:
        self.submitted.append((command, actor, id))
        if self.wait is not None:
            await self.wait.wait()
        if self.answer is not None:
            raise self.answer
        self.change(mine={"vote": {"option": "b"}})
        return Receipt(5, 1_780_408_931_000, {"at": 1_780_408_931_000})

    def change(self, **sections: Any) -> None:
        """The room's state moves on; followers are told."""
        self.sections = {**self.sections, **sections}
        for follower in tuple(self.followers):
            follower()


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


class Heard:
    """A page and what it told its browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.told: list[dict[str, Any]] = []
        page.send = lambda content, buffers=None: self.told.append(content)

    def say(self, content: Any) -> None:
        self.page._handle_custom_msg(content, [])

    async def answered(self) -> list[dict[str, Any]]:
        for _ in range(5):
            await asyncio.sleep(0)
        return [one for one in self.told if one["kind"] in ("done", "refused", "unsaved")]


@pytest.fixture
def heard(room: FakeRoom) -> Heard:
    visit = Visit(rooms=None, room=room, actor=PLAYER, page="participant")  # type: ignore[arg-type]
    return Heard(ParticipantPage(visit))


# -- patches ---------------------------------------------------------------------------------------


def test_a_section_that_is_the_same_object_or_equal_is_not_sent() -> None:
    head = {"story": "Tue"}
    assert differences({"head": head, "board": []}, {"head": head, "board": []}) == {}


def test_a_list_that_grew_at_its_end_is_sent_as_what_was_added() -> None:
    assert differences({"feed": [1, 2]}, {"feed": [1, 2, 3, 4]}) == {"add": {"feed": [3, 4]}}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([1, 2], [0, 1, 2]),
        ([1, 2], [1, 3, 2]),
        ([1, 2], [1]),
        ([], [1]),
        (None, [1]),
        ([1], None),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_any_other_change_is_sent_whole(before: Any, now: Any) -> None:
    assert differences({"x": before}, {"x": now}) == {"set": {"x": now}}


def test_of_a_section_only_the_fields_that_changed_are_sent_where_that_is_less() -> None:
    before = {"mine": {"brief": "Six doors.", "vote": None, "seat": "s1"}, "head": {"paused": False}}
    now = {"mine": {"brief": "Six doors.", "vote": "b", "seat": "s1"}, "head": {"paused": True}}
    assert differences(before, now) == {"mix": {"mine": {"vote": "b"}}, "set": {"head": {"paused": True}}}
    fewer = {"mine": {"brief": "Six doors.", "vote": None}, "head": before["head"]}
    assert differences(before, fewer) == {
        "set": {"mine": fewer["mine"]}
    }  # a field went: no mixing takes it away


SEATS = [{"seat": f"s{n}", "here": False} for n in range(6)]
HERE = {"seat": "s4", "here": True}
NEW = {"seat": "s9", "here": True}


@pytest.mark.parametrize(
    ("now", "rows"),
    [
        ([*SEATS[:4], HERE, SEATS[5]], [HERE]),
        ([*SEATS[:4], HERE, SEATS[5], NEW], [HERE, NEW]),
        ([{**row} for row in SEATS[:5]] + [{"seat": "s5", "here": True}], [{"seat": "s5", "here": True}]),
    ],
)
def test_of_a_list_with_keys_only_the_rows_that_changed_or_came_are_sent(
    now: list[Any], rows: list[Any]
) -> None:
    assert differences({"roster": SEATS}, {"roster": now}) == {"put": {"roster": rows}}


@pytest.mark.parametrize(
    "now",
    [
        SEATS[1:],
        [*SEATS[::-1], NEW],
        [*SEATS[:4], HERE, {"seat": "s4", "here": False}],
        [*SEATS[:5], {"name": "without a key"}],
        [{**row, "here": True} for row in SEATS],
    ],
    ids=["one left", "another order", "a key twice", "a row without a key", "most rows changed"],
)
def test_a_list_that_rows_cannot_mend_or_mend_no_cheaper_is_sent_whole(now: list[Any]) -> None:
    assert differences({"roster": SEATS}, {"roster": now}) == {"set": {"roster": now}}


def test_a_section_that_was_not_there_is_sent_even_when_it_is_none() -> None:
    assert differences({}, {"decision": None}) == {"set": {"decision": None}}


def test_what_changed_in_the_room_goes_out_once_and_is_numbered(room: FakeRoom, heard: Heard) -> None:
    room.change(head={"story": "Wed 08:00"})
    room.change()
    room.change(feed=[{"id": "f1"}, {"id": "f2"}])
    assert [{**one, "now": 0} for one in heard.told] == [
        {"kind": "patch", "now": 0, "set": {"head": {"story": "Wed 08:00"}}, "seq": 1},
        {"kind": "patch", "now": 0, "add": {"feed": [{"id": "f2"}]}, "seq": 2},
    ]


def test_the_state_of_the_widget_is_the_view_as_last_sent(room: FakeRoom, heard: Heard) -> None:
    room.change(head={"story": "Wed 08:00"})
    state = heard.page.get_state()
    assert (state["view"]["head"]["story"], state["seq"], state["page"]) == ("Wed 08:00", 1, "participant")
    assert state["_module"] == "/static/participant.js"
    assert heard.page.get_state("page") == {"page": "participant"}


def test_after_a_lost_connection_only_the_time_is_sent_if_nothing_was_missed(
    room: FakeRoom, heard: Heard
) -> None:
    room.change(head={"story": "Wed 08:00"})
    heard.told.clear()
    heard.say({"kind": "sync", "seq": 1})
    assert [(one["kind"], one["seq"], "view" in one) for one in heard.told] == [("patch", 1, False)]
    heard.say({"kind": "sync", "seq": 0})
    assert heard.told[-1]["view"]["head"] == {"story": "Wed 08:00"}
    heard.say({"kind": "sync"})
    assert heard.told[-1]["kind"] == "view"


def test_a_seat_that_is_gone_leaves_the_page_as_it_is(room: FakeRoom, heard: Heard) -> None:
    def gone(actor: Actor) -> dict[str, Any]:
        raise Refused("There is no such seat.")

    room.view = gone  # type: ignore[method-assign]
    room.change()
    assert heard.told == []


def test_a_closed_page_follows_nothing_and_is_not_present(room: FakeRoom, heard: Heard) -> None:
    assert (room.present, len(room.followers)) == (["s7"], 1)
    heard.page.close()
    heard.page.close()
    assert (room.present, room.followers) == ([], [])


# -- commands --------------------------------------------------------------------------------------


async def test_done_comes_after_the_room_has_stored_it_and_after_the_patch(
    room: FakeRoom, heard: Heard
) -> None:
    room.wait = asyncio.Event()
    heard.say(VOTE)
    assert await heard.answered() == []
    room.wait.set()
    assert [{**one, "now": 0} for one in await heard.answered()] == [
        {"kind": "done", "now": 0, "id": ID, "at": 1_780_408_931_000, "data": {"at": 1_780_408_931_000}}
    ]
    assert [one["kind"] for one in heard.told] == ["patch", "done"]
    assert room.submitted == [(CastVote(decision="B-D1", option="b"), PLAYER, ID)]


async def test_a_refusal_reaches_the_page_with_the_rooms_time(room: FakeRoom, heard: Heard) -> None:
    room.answer = Refused("Voting closed, before your choice arrived.")
    heard.say(VOTE)
    (answer,) = await heard.answered()
    assert (answer["kind"], answer["why"]) == ("refused", "Voting closed, before your choice arrived.")


async def test_disk_trouble_is_unsaved_and_never_done_and_players_are_told_no_file(
    room: FakeRoom, heard: Heard
) -> None:
    room.answer = NotSaved("The disk is full: /home/pat/runs/kit.kit cannot grow.")
    heard.say(VOTE)
    (answer,) = await heard.answered()
    assert (answer["kind"], answer["why"]) == ("unsaved", NotSaved.outside)


async def test_a_fault_of_ours_is_unsaved_so_that_nothing_is_lost(
    room: FakeRoom, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    room.answer = RuntimeError("a fault")
    heard.say(VOTE)
    (answer,) = await heard.answered()
    assert answer["kind"] == "unsaved"
    assert "a fault" in caplog.text


async def test_the_same_id_sent_again_before_its_answer_is_submitted_once(
    room: FakeRoom, heard: Heard
) -> None:
    room.wait = asyncio.Event()
    heard.say(VOTE)
    heard.say(VOTE)
    room.wait.set()
    assert len(await heard.answered()) == 1
    assert len(room.submitted) == 1
    heard.say(VOTE)
    assert len(await heard.answered()) == 2, "sent again after the answer, it is answered again"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "no-such-thing"},
        {"name": 7},
        {"name": "x" * 100},
        {"args": "b"},
        {"args": {"decision": "B-D1"}},
        {"args": {"decision": "B-D1", "option": 3}},
        {"args": {"decision": "B-D1", "option": "b", "hack": 1}},
        {"args": {"decision": "B-D1", "option": "b", "reason": "x" * 2001}},
        {"args": {"decision": "B-D1", "option": "b", "reason": "x" * 100_000}},
    ],
)
async def test_what_a_command_may_not_be_is_refused_with_a_sentence(
    room: FakeRoom, heard: Heard, change: dict[str, Any]
) -> None:
    heard.say({**VOTE, **change})
    (answer,) = await heard.answered()
    assert answer["kind"] == "refused"
    assert len(answer["why"]) > 10
    assert room.submitted == []


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        "sync",
        [],
        {},
        {"kind": "command"},
        {**VOTE, "id": 7},
        {**VOTE, "id": "x" * 65},
        {**VOTE, "id": "<b>aaaaaaaa"},
    ],
)
async def test_a_message_that_is_none_of_ours_is_dropped(room: FakeRoom, heard: Heard, message: Any) -> None:
    heard.say(message)
    assert await heard.answered() == []
    assert room.submitted == []


def test_a_page_may_not_set_what_it_is_drawn_from(heard: Heard) -> None:
    heard.page.set_state({"view": {"head": "mine"}, "page": "desk", "_module": "/static/desk.js"})
    assert heard.page.get_state()["page"] == "participant"
    assert heard.page.get_state()["view"]["head"] == {"story": "Tue 19:00"}


def test_a_command_is_read_into_the_engines_type() -> None:
    wish = {"name": "raise", "args": {"kind": "question", "text": "Is the radio ours?"}}
    assert read_command(wish) == Raise(kind="question", text="Is the radio ours?")


# -- cost ------------------------------------------------------------------------------------------


def test_a_page_is_one_widget_and_makes_no_class_of_its_own(room: FakeRoom) -> None:
    visit = Visit(rooms=None, room=room, actor=PLAYER, page="evaluator")  # type: ignore[arg-type]
    pages = [EvaluatorPage(visit) for _ in range(3)]
    assert {type(page) for page in pages} == {EvaluatorPage}
    assert {page.layout for page in pages} == {None}


# -- open_page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "kind"), [("participant", "ParticipantPage"), ("screen", "ScreenPage")])
def test_the_page_is_chosen_by_the_visit(room: FakeRoom, page: str, kind: str) -> None:
    room.exercise = type("Exercise", (), {"slug": "hurricane"})()  # type: ignore[attr-defined]
    token = visiting.set(Visit(rooms=None, room=room, actor=PLAYER, page=page))  # type: ignore[arg-type]
    try:
        assert type(open_page("hurricane")).__name__ == kind
        with pytest.raises(ValueError, match="for 'wildfire'; the visit is to a run of 'hurricane'"):
            open_page("wildfire")
    finally:
        visiting.reset(token)


def test_an_unknown_page_is_named(room: FakeRoom) -> None:
    token = visiting.set(Visit(rooms=None, room=None, actor=PLAYER, page="attic"))  # type: ignore[arg-type]
    try:
        with pytest.raises(ValueError, match="'attic'"):
            open_page()
    finally:
        visiting.reset(token)
