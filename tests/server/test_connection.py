from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, strategies as st
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from kit.room.patch import Patch
from kit.server import connection, kernels
from kit.server.app import LARGEST_MESSAGE
from kit.server.encode import frame
from kit.server.framing import V1, unframe
from kit.server.guard import CLOSE_POLICY, CLOSE_UNREADABLE
from kit.server.kernel import Message
from tests.server.conftest import House, Opened, request_frame
from tests.waiting import PATIENCE

TEXT = st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3)


@given(content=TEXT, metadata=TEXT, buffers=st.lists(st.binary(max_size=20), max_size=3))
def test_what_is_framed_is_read_again(
    content: dict[str, str], metadata: dict[str, str], buffers: list[bytes]
) -> None:
    message: Message = {"channel": "iopub", "header": {"msg_type": "comm_msg"}, "parent_header": {}}
    message |= {"metadata": metadata, "content": content, "buffers": buffers}
    assert unframe(frame(message)) == message


@given(data=st.binary(max_size=80))
def test_whatever_else_arrives_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="expected"):
        unframe(data)


async def page_of(house: House) -> Opened:
    room = await house.run()
    return await (await house.player(room)).open(f"/run/{room.id}")


async def test_a_click_is_answered_and_a_reconnect_finds_the_same_kernel(house: House) -> None:
    page = await page_of(house)
    await page.tell(kind="count")
    await page.hear("comm_msg")
    page.socket.close()
    page.socket = await page.guest.attach(page.kernel)
    await page.tell(kind="count")
    assert (await page.hear("comm_msg"))["data"]["state"] == {"n": 2}


async def test_a_page_learns_on_coming_back_how_many_messages_it_should_have_had(house: House) -> None:
    page = await page_of(house)
    first = house.app.kernel_manager.virtual(page.kernel).published  # a page that was just made knows it
    await page.tell(kind="count")
    await page.hear("comm_msg")
    again = Opened(page.guest, page.kernel, page.model, {}, await page.guest.attach(page.kernel))
    assert (await again.hear("status"))["published"] == first + 1


async def test_what_comes_late_over_a_connection_the_page_gave_up_does_not_count(house: House) -> None:
    page = await page_of(house)
    given_up, page.socket = page.socket, await page.guest.attach(page.kernel)
    late = Opened(page.guest, page.kernel, page.model, {}, given_up)
    with suppress(WebSocketClosedError):
        await late.tell(kind="count")
    await page.ping()
    await page.tell(kind="count")
    assert (await page.hear("comm_msg"))["data"]["state"] == {"n": 1}


async def test_pushes_go_to_every_page_and_each_gets_its_own(house: House) -> None:
    one, other = await page_of(house), await page_of(house)
    await one.tell(kind="everybody", words="B5")
    heard = [(await page.hear("comm_msg")) for page in (one, other)]
    assert [message["comm_id"] for message in heard] == [one.model, other.model]
    words = {message["data"]["content"]["words"] for message in heard}
    assert len(words) == 2  # each names its own seat


async def test_nobody_else_may_attach_look_or_end(house: House) -> None:
    mine, other = await page_of(house), await page_of(house)
    with pytest.raises(HTTPClientError) as refused:
        await other.guest.attach(mine.kernel)
    assert refused.value.code == 403
    assert (await other.guest.ask(f"/api/kernels/{mine.kernel}")).code == 403
    assert (await other.guest.ask(f"/voila/api/shutdown/{mine.kernel}", {})).code == 403
    assert (await house.guest().ask(f"/api/kernels/{mine.kernel}")).code == 403
    await mine.ping()


async def test_the_facilitator_may_not_attach_to_a_players_kernel_either(house: House) -> None:
    mine = await page_of(house)
    with pytest.raises(HTTPClientError) as refused:
        await (await house.facilitator()).attach(mine.kernel)
    assert refused.value.code == 403


async def test_another_sites_page_may_not_connect(house: House) -> None:
    page = await page_of(house)
    with pytest.raises(HTTPClientError) as refused:
        await page.guest.attach(page.kernel, Origin="http://evil.example")
    assert refused.value.code == 403


@pytest.mark.parametrize("kind", ["execute_request", "inspect_request", "input_reply", "debug_request", ""])
async def test_messages_that_run_or_read_code_are_dropped(
    house: House, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = await page_of(house)
    await page.send(kind, {"code": "stolen = 1", "silent": False})
    await page.ping()
    kernel = house.app.kernel_manager.virtual(page.kernel)
    assert kernel is not None
    assert "stolen" not in kernel.namespace
    assert kernel.cells_run == 1
    assert f"a page sent {kind!r}" in caplog.text


async def test_a_message_to_another_pages_widget_reaches_nobody(house: House) -> None:
    mine, other = await page_of(house), await page_of(house)
    data = {"method": "custom", "content": {"kind": "count"}}
    await mine.send("comm_msg", {"comm_id": other.model, "data": data})
    await mine.ping()
    kernel = house.app.kernel_manager.virtual(other.kernel)
    assert kernel is not None
    assert [widget.n for widget in kernel.widgets.values() if hasattr(widget, "n")] == [0]


async def closed(page: Opened) -> int | None:
    """The reason the server gives for closing, once it has closed."""
    async with asyncio.timeout(PATIENCE):
        while await page.socket.read_message() is not None:
            pass
    return page.socket.close_code


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, b"not a frame"])
async def test_garbage_closes_the_connection_and_hurts_nobody_else(house: House, data: bytes) -> None:
    page, other = await page_of(house), await page_of(house)
    await page.socket.write_message(data, binary=True)
    assert await closed(page) == CLOSE_UNREADABLE
    await other.ping()


async def test_a_message_that_is_too_long_closes_the_connection(house: House) -> None:
    page = await page_of(house)
    await page.send("comm_msg", {"comm_id": "x", "data": {"text": "x" * LARGEST_MESSAGE}})
    assert await closed(page) == 1009


async def test_a_flood_of_messages_closes_the_connection(house: House) -> None:
    page, other = await page_of(house), await page_of(house)
    house.app.kernel_manager.pace(page.kernel).rate = 0.0  # whatever time it takes to send them
    for _ in range(int(kernels.MESSAGES_AT_ONCE) + 100):
        await page.socket.write_message(request_frame("comm_info_request", {}), binary=True)
    assert await closed(page) == CLOSE_POLICY
    await other.ping()


async def test_a_page_that_does_not_keep_up_is_given_up_and_the_room_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "WAITING_BYTES", 1000)
    slow = await page_of(house)
    await slow.ping()
    monkeypatch.undo()
    other = await page_of(house)
    for _ in range(200):
        await other.tell(kind="everybody", words="x" * 20_000)
        await other.hear("comm_msg")
        if "does not keep up" in caplog.text:
            break
    assert "does not keep up" in caplog.text
    await other.ping()


async def test_a_page_that_sleeps_is_not_sent_each_state_but_asks_for_the_newest_when_it_wakes(
    house: House,
) -> None:
    page, last = await page_of(house), 600
    kernel = house.app.kernel_manager.virtual(page.kernel)
    assert kernel is not None
    (socket,) = [one for one in house.app.sockets if one.kernel_id == page.kernel]
    for number in range(1, last + 1):  # in one go: nobody reads meanwhile
        kernel.tell(page.model, [Patch(kind="patch", seq=number, set={"feed": "x" * 20_000})])
    kernel.tell(page.model, [{"kind": "done"}])
    assert socket.waiting < connection.LATE_BYTES + 2 * 20_000
    heard: list[dict[str, Any]] = []
    while not heard or heard[-1].get("seq") != last:
        heard.append((await page.hear("comm_msg"))["data"]["content"])
    patches = [content["seq"] for content in heard if "set" in content]
    assert patches == list(range(1, len(patches) + 1))
    assert len(patches) < last
    assert heard[len(patches) :] == [{"kind": "done"}, {"kind": "patch", "seq": last}]


async def test_a_page_whose_connection_has_just_ended_is_told_no_more_and_that_is_no_error(
    house: House,
) -> None:
    page = await page_of(house)
    kernel = house.app.kernel_manager.virtual(page.kernel)
    assert kernel is not None
    (socket,) = [one for one in house.app.sockets if one.kernel_id == page.kernel]
    assert socket.ws_connection is not None
    socket.ws_connection.stream.close()  # tornado tells its handler in the next turn of the loop
    kernel.tell(page.model, [Patch(kind="patch", seq=1, set={"feed": "news"})])
    assert socket.waiting == 0


async def test_a_failing_callback_does_not_end_the_connection(house: House) -> None:
    page = await page_of(house)
    await page.tell(kind="fail")
    await page.tell(kind="count")
    assert (await page.hear("comm_msg"))["data"]["state"] == {"n": 1}


@pytest.mark.parametrize("content", [{}, {"comm_id": 3, "data": None}, {"comm_id": {}, "target_name": []}])
@pytest.mark.parametrize("kind", ["comm_open", "comm_msg", "comm_close"])
async def test_a_message_without_its_content_hurts_nobody(
    house: House, kind: str, content: dict[str, object]
) -> None:
    page = await page_of(house)
    await page.send(kind, content)
    await page.ping()


async def test_only_the_protocol_we_speak_is_spoken(house: House) -> None:
    page = await page_of(house)
    assert page.socket.selected_subprotocol == V1
