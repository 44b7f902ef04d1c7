from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from kit.room.patch import Patch
from kit.server import encode
from kit.server.encode import KEPT_BYTES, Once, frame, pack, told_frames
from kit.server.framing import framed, unframe
from kit.server.kernel import Told


def told(content: Any) -> dict[str, Any]:
    """A message with which a widget tells its page something."""
    data = {"method": "custom", "content": content}
    return {
        "channel": "iopub", "header": {"msg_type": "comm_msg"}, "parent_header": {}, "metadata": {},
        "content": {"comm_id": "c1", "data": data}, "buffers": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "part",
    [
        {"a": [1, 2.5, None, True, "Wörter </script>"]},
        {1: "a number as key"},
        {"half a pair": "\ud83d"},
        2**70,
    ],
)
def test_json_of_a_message_is_what_json_would_have_written(part: Any) -> None:
    assert json.loads(pack(part)) == json.loads(json.dumps(part))


def test_times_and_bytes_are_written_as_jupyter_does() -> None:
    assert json.loads(pack({"at": datetime(2026, 11, 22, tzinfo=UTC)}))["at"].startswith(
        "2026-11-22T00:00:00"
    )
    assert pack({"bytes": b"ab"}) == b'{"bytes":"YWI="}'


def test_a_section_for_many_pages_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[Any] = []

    def noting(part: Any) -> bytes:
        encoded.append(part)
        return pack(part)

    monkeypatch.setattr(encode, "_once", Once())
    monkeypatch.setattr(encode, "pack", noting)
    head, item = {"story": "Tue 19:00"}, {"id": "m7", "text": "Water on Route 4."}
    feed, rows = [item], [head]
    whole = {"kind": "patch", "seq": 3, "set": {"head": head}, "add": {"feed": feed}, "put": {"board": rows}}
    for number in range(3):
        told_frames(Told("s1", number, f"c{number}", [Patch(whole)]))
    assert [encoded.count(part) for part in (head, feed, rows)] == [1, 1, 1]


def read(content: Any) -> dict[str, Any]:
    """What comes out of the frame of something that a widget told."""
    (data,) = told_frames(Told("s1", 7, "c1", [content]))
    return unframe(data)


SECTIONS = st.dictionaries(
    st.sampled_from(["head", "feed", "mine", "decision"]),
    st.one_of(
        st.none(), st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2), max_size=2)
    ),
    max_size=3,
)


@given(
    sets=SECTIONS,
    puts=SECTIONS,
    adds=SECTIONS,
    more=st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
def test_what_a_widget_tells_is_framed_as_any_message(
    sets: dict[str, Any], puts: dict[str, Any], adds: dict[str, Any], more: dict[str, int]
) -> None:
    patch = Patch({**more, "set": sets, "put": puts, "add": adds})
    for content in (patch, dict(patch)):
        usual = unframe(frame(told(content)))
        header = {
            "msg_id": "s1_7",
            "msg_type": "comm_msg",
            "username": "kit",
            "session": "s1",
            "version": "5.3",
        }
        assert read(content) == {**usual, "header": header}


def test_messages_told_together_have_a_number_each() -> None:
    frames = told_frames(Told("s1", 7, "c1", [Patch(kind="patch", seq=1), {"kind": "done"}]))
    assert [unframe(data)["header"]["msg_id"] for data in frames] == ["s1_7", "s1_8"]
    assert [unframe(data)["content"]["data"]["content"]["kind"] for data in frames] == ["patch", "done"]


def test_a_patch_that_only_json_can_write_is_written_all_the_same() -> None:
    patch = Patch(kind="patch", why="\ud83d", set={"head": {"story": "half a pair: \ud83d"}})
    assert read(patch)["content"]["data"]["content"] == patch


def test_what_is_kept_stays_small_and_is_never_taken_for_another_thing() -> None:
    once = Once()
    for number in range(50):
        assert once.json({"text": f"{number:05}" * (KEPT_BYTES // 50)})
        assert bytes(once.json(seen := {"number": number})) == pack(seen)
    assert once._size <= KEPT_BYTES


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size: int) -> None:
    sent = framed(b"x" * size)
    assert sent[0] == 0x82
    head = {True: 2, size > 125: 4, size > 65_535: 10}[True]
    assert len(sent) == head + size
    assert int.from_bytes(sent[2:head], "big") == (size if head > 2 else 0)
    assert sent[1] == (size if head == 2 else 126 if head == 4 else 127)
