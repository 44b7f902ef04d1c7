"""A small room with a real server and real processes of people: what is measured, and what is kept."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import pytest

from kit.measurement import full_room
from kit.measurement.crowd import CrowdFailed, crowd, shared_out
from kit.measurement.full_room import Room, paced, room_of, times_of, walked
from kit.rehearsal.ledger import rows_in
from kit.testbed.serverproc import House
from kit.testbed.thin import ThinBrowser

PEOPLE = 5


@pytest.fixture(scope="module")
def two_processes() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full_room, "processes_for", lambda people: 2)
        yield


async def test_a_room_with_pauses_measures_everybody_and_loses_no_vote(
    house: House, two_processes: None
) -> None:
    async with room_of(house, PEOPLE, breath=0.0) as room:
        await paced(room)
        times, journal = times_of(room), await room.compared()
        troubles = await room.crowd.everything("troubles")
    assert times["inject"]["n"] == PEOPLE * room.done["inject"]
    assert times["vote"]["n"] == times["reveal"]["n"] == PEOPLE * room.done["decision"]
    assert times["reload"]["n"] == PEOPLE
    assert journal["votes_in_journal"] == journal["votes_acknowledged"] == PEOPLE * room.done["decision"]
    assert journal["wrong"] == room.stage.findings == troubles == []


async def test_people_who_reloaded_go_on_with_the_run(house: House, two_processes: None) -> None:
    async with room_of(house, PEOPLE, breath=0.0) as room:
        await room.crowd.everything("reload", 0.0)
        await _next_inject(room)
        assert len(room.times["inject"]) == PEOPLE


async def _next_inject(room: Room) -> None:
    while not room.done["inject"]:
        row = room.stage.next_row()
        assert row is not None
        await room.step(row)


async def test_an_hour_is_the_whole_form_to_its_end(house: House, two_processes: None) -> None:
    async with room_of(house, PEOPLE, breath=0.0) as room:
        await walked(room)
        journal = await room.compared()
        phase = room.stage.desk.view["head"]["phase"]
    assert phase == "closed"
    assert room.stage.findings == journal["wrong"] == []
    assert len(room.times["command"]) == 3 * PEOPLE


async def test_a_vote_that_the_journal_does_not_have_is_found(
    house: House, two_processes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_the_last_vote(text: str) -> list[Any]:
        rows = rows_in(text)
        last = max(n for n, row in enumerate(rows) if row.name == "vote-cast")
        return [row for n, row in enumerate(rows) if n != last]

    monkeypatch.setattr(full_room, "rows_in", without_the_last_vote)
    async with room_of(house, PEOPLE, breath=0.0) as room:
        while not room.done["decision"]:
            await room.step(room.stage.next_row() or {})
        journal = await room.compared()
    assert journal["votes_in_journal"] == PEOPLE - 1
    assert len(journal["wrong"]) == 1
    assert "cast-vote" in journal["wrong"][0]


# -- people in processes of their own ----------------------------------------------------------------


class Host:
    def __init__(self, name: str) -> None:
        self.name = name

    async def who(self) -> list[tuple[str, int]]:
        return [(self.name, os.getpid())]

    async def fail(self) -> None:
        raise ValueError(f"{self.name} will not")

    async def vanish(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def test_each_share_lives_in_a_process_of_its_own_that_ends_with_the_crowd() -> None:
    async with crowd(Host, [("a",), ("b",)]) as people:
        answers = await people.everything("who")
        with pytest.raises(CrowdFailed, match="a will not"):
            await people.ask("fail")
        assert await people.spent() > 0
    assert [name for name, _ in answers] == ["a", "b"]
    for _, pid in answers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_process_that_dies_is_trouble_and_not_a_long_wait() -> None:
    async with crowd(Host, [("a",)]) as people:
        with pytest.raises(CrowdFailed, match="ended by itself"):
            await people.ask("vanish")


def test_people_are_dealt_out_evenly() -> None:
    assert shared_out([1, 2, 3, 4, 5], 2) == [[1, 3, 5], [2, 4]]


# -- the thin websocket ------------------------------------------------------------------------------


async def test_a_thin_websocket_is_refused_as_any_other(house: House) -> None:
    with pytest.raises(ConnectionError, match=r"was not opened: HTTP/1\.1 40"):
        await ThinBrowser(house.url).connect("no-such-kernel", lambda kind, content: None)


async def test_a_thin_line_puts_frames_of_all_sizes_together() -> None:
    from kit.testbed.thin import ThinLine

    heard: list[bytes] = []
    line = ThinLine(b"", lambda data, at: heard.append(data), lambda why: None)
    big = bytes(range(256)) * 300
    frames = [b"\x82\x03abc", b"\x82\x7e\x01\x00" + big[:256], b"\x02\x02he", b"\x80\x03llo"]
    frames.append(b"\x82\x7f" + len(big).to_bytes(8, "big") + big)
    stream = b"HTTP/1.1 101 Switching\r\n\r\n" + b"".join(frames)
    for n in range(0, len(stream), 7):  # as badly cut as a network may
        line.data_received(stream[n : n + 7])
    assert heard == [b"abc", big[:256], b"hello", big]
    assert asyncio.get_running_loop().is_running()
