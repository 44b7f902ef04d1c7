from __future__ import annotations

from collections.abc import Callable

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from kit.server.encode import frame
from kit.server.framing import unframe
from kit.testbed.serverproc import House
from kit.testbed.thin import read
from kit.testbed.wire import Browser, pack, unpack


def test_what_we_send_is_what_jupyter_reads() -> None:
    data = pack("comm_msg", {"comm_id": "c", "data": {"text": "¿Quién?"}}, "s1")
    channel, parts = deserialize_msg_from_ws_v1(data)  # type: ignore[no-untyped-call]
    assert (channel, len(parts)) == ("shell", 4)
    message = unframe(data)
    assert message["header"]["session"] == "s1"
    assert message["content"] == {"comm_id": "c", "data": {"text": "¿Quién?"}}


def test_what_the_server_sends_is_what_we_read() -> None:
    message = {"header": {"msg_type": "comm_msg"}, "parent_header": {}, "metadata": {}, "content": {"a": "ñ"}}
    data = frame({**message, "buffers": [b"12"], "channel": "iopub"})
    assert unpack(data) == read(data) == ("comm_msg", {"a": "ñ"})


def test_text_that_is_no_text_is_read_as_a_browser_reads_it() -> None:
    message = {"header": {"msg_type": "comm_msg"}, "parent_header": {}, "metadata": {}, "buffers": []}
    data = frame({**message, "content": {"half": "\ud83d"}, "channel": "iopub"})
    assert read(data) == ("comm_msg", {"half": "\ud83d"})


@pytest.mark.parametrize("data", [b"", b"short", b"\xff" * 64])
@pytest.mark.parametrize("reads", [unpack, read])
def test_a_frame_that_is_none_is_said_to_be_none(data: bytes, reads: Callable[[bytes], object]) -> None:
    with pytest.raises(ValueError, match="expected a frame"):
        reads(data)


async def test_cookies_and_redirects_are_followed_as_a_browser_does(house: House) -> None:
    browser = Browser(house.url)
    answer = await browser.get(f"/desk/{house.key}")
    assert (answer.status, answer.path) == (200, "/home")
    assert browser.cookies
    assert "kit-state" in answer.text


async def test_a_server_that_is_not_there_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError, match="no answer"):
        await Browser("http://127.0.0.1:9").get("/")
