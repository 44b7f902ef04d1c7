from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kit.room.patch import Patch
from kit.server import encode
from kit.server.connection import framed, unframe
from kit.server.encode import KEPT_BYTES, Once, frame, pack


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
    whole = {
        "kind": "patch",
        "seq": 3,
        "set": {"head": head},
        "add": {"feed": [item]},
        "put": {"board": [head]},
    }
    encode.frame(told(Patch(whole)))
    encode.frame(told(Patch(whole)))
    assert (encoded.count(head), encoded.count(item)) == (1, 1)


def test_a_patch_is_framed_as_any_message() -> None:
    patch = Patch(
        kind="patch", seq=3, set={"head": {"story": "Tue"}, "decision": None}, add={"feed": [{"id": "m7"}]}
    )
    assert unframe(frame(told(patch))) == unframe(frame(told({**patch})))
    assert unframe(frame(told(patch)))["content"]["data"]["content"] == patch


def test_a_patch_that_only_json_can_write_is_written_all_the_same() -> None:
    patch = Patch(kind="patch", why="\ud83d", set={"head": {"story": "half a pair: \ud83d"}})
    assert unframe(frame(told(patch)))["content"]["data"]["content"] == patch


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
