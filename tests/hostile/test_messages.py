"""Messages of the Jupyter protocol that no page of ours sends, and frames that are none."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import struct
from typing import Any

import pytest
from tornado.websocket import WebSocketClosedError

from kit.server.kernel import MOST_OPENED
from tests.hostile.conftest import ROLES, Fort, Tried, close_fort, heard, open_fort, page_of, plainly
from tests.server.conftest import Opened, request_frame, write_notebook
from tests.waiting import PATIENCE

RUNS_CODE = "import os; os.environ['HOSTILE'] = 'yes'"


async def opened(fort: Fort, role: str = "player") -> Opened:
    return await fort.people[role].open(page_of(fort.room, role))


async def everything(page: Opened) -> list[tuple[str, dict[str, Any]]]:
    """All messages until what was sent before has been handled, or the line is closed."""
    said: list[tuple[str, dict[str, Any]]] = []
    try:
        await page.send("comm_info_request", {})
    except WebSocketClosedError:
        return said
    async with asyncio.timeout(PATIENCE):
        while isinstance(data := await page.socket.read_message(), bytes):
            said.append(heard(data))
            if said[-1][0] == "comm_info_reply":
                break
    return said


REQUESTS: dict[str, dict[str, Any]] = {
    "execute_request": {"code": RUNS_CODE, "silent": False, "store_history": True, "allow_stdin": False},
    "complete_request": {"code": "import os; os.", "cursor_pos": 14},
    "inspect_request": {"code": "open_page", "cursor_pos": 3, "detail_level": 1},
    "history_request": {"hist_access_type": "tail", "n": 100, "output": True, "raw": True},
    "is_complete_request": {"code": "1"},
    "input_reply": {"value": "yes"},
    "interrupt_request": {},
    "shutdown_request": {"restart": True},
    "debug_request": {"seq": 1, "type": "request", "command": "initialize", "arguments": {}},
    "create_subshell_request": {},
    "usage_request": {},
    "execute_reply": {"status": "ok"},
    "status": {"execution_state": "dead"},
    "stream": {"name": "stdout", "text": "x"},
    "display_data": {"data": {"text/html": "<script>alert(1)</script>"}},
    "comm_info_reply": {"comms": {}},
    "": {},
    "__class__": {},
    "_comm_opened": {},
    "x" * 10_000: {},
}


def halves(items: list[Any]) -> tuple[list[Any], list[Any]]:
    """As many as a page may send before it is cut off."""
    return items[: len(items) // 2], items[len(items) // 2 :]


@pytest.mark.parametrize("role", ROLES)
async def test_no_page_runs_code_or_asks_about_it(
    fort: Fort, tried: Tried, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    for channel in (b"shell", b"contr", b"stdin", b"iopub"):
        for some in halves(list(REQUESTS.items())):
            page = await opened(fort, role)
            for kind, content in some:
                frame = request_frame(kind, content).replace(b"shell", channel, 1)
                await page.socket.write_message(frame, binary=True)
                tried("kernel requests")
            answered = {kind for kind, _ in await everything(page)}
            assert answered <= {"comm_info_reply", "status", "comm_msg"}
            page.socket.close()
    assert "HOSTILE" not in os.environ
    assert max(len(record.getMessage()) for record in caplog.records if record.name == "kit.server") < 400


async def test_a_message_kind_that_is_no_text_is_dropped(fort: Fort, tried: Tried) -> None:
    kinds: tuple[Any, ...] = (None, 7, [], {}, ["execute_request"], True)
    for kind in kinds:
        page = await opened(fort)
        await page.send(kind, {})
        assert await everything(page)
        tried("kernel requests")


async def test_nobody_is_told_of_anothers_widgets(fort: Fort, tried: Tried) -> None:
    pages = {role: await opened(fort, role) for role in ROLES}
    ids = {role: page.model for role, page in pages.items()}
    for role, page in pages.items():
        others = [id for other, id in ids.items() if other != role]
        await page.send("comm_open", control("asks-for-all"))
        await page.send("comm_msg", {"comm_id": "asks-for-all", "data": {"method": "request_states"}})
        for other in others:
            for data in (
                {"method": "request_state"},
                {"method": "custom", "content": {"kind": "sync", "seq": -1}},
            ):
                await page.send("comm_msg", {"comm_id": other, "data": data})
            await page.send("comm_close", {"comm_id": other, "data": {}})
        said = await everything(page)
        tried("other people's widgets", 1 + 3 * len(others))
        states = [c["data"]["states"] for _, c in said if c.get("data", {}).get("method") == "update_states"]
        assert [set(one) for one in states] == [{page.model}]
        assert [other for other in others if other in plainly(said)] == []
    for page in pages.values():
        assert await everything(page), "its own page still answers"


def control(id: Any) -> dict[str, Any]:
    return {"comm_id": id, "target_name": "jupyter.widget.control", "data": {}}


OPENINGS: tuple[dict[str, Any], ...] = (
    {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"_model_name": "TextModel"}}},
    {"comm_id": "a", "target_name": "jupyter.widget.version", "data": {}},
    {"comm_id": "a", "target_name": "x" * 100_000, "data": {}},
    {"comm_id": "a", "target_name": "line one\nWARNING line two", "data": {}},
    {"comm_id": "a", "target_name": None, "data": {}},
    {"comm_id": "a", "target_name": ["jupyter.widget.control"], "data": {}},
    {"target_name": "jupyter.widget.control"}, {"comm_id": "a"}, {},
    control(None), control(7), control([]), control({}), control("x" * 65), control("x" * 200_000),
)  # fmt: skip


async def test_a_page_creates_no_widgets_and_opens_no_strange_comms(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    page = await opened(fort)
    kernel = fort.app.kernel_manager.virtual(page.kernel)
    before = set(kernel.comms.comms), set(kernel.widgets)
    caplog.clear()
    for opening in (*OPENINGS, control(page.model)):
        await page.send("comm_open", opening)
        tried("comm requests")
    assert await everything(page)
    assert (set(kernel.comms.comms), set(kernel.widgets)) == before
    lines = complaints(caplog)
    assert len(lines) == len(OPENINGS) + 1
    assert max(map(len, lines)) < 400
    assert not any("\n" in line for line in lines), "a guest can write lines into the log"
    assert "Traceback" not in caplog.text


async def test_a_page_that_opens_comms_for_ever_keeps_a_handful(fort: Fort, tried: Tried) -> None:
    page = await opened(fort)
    kernel = fort.app.kernel_manager.virtual(page.kernel)
    for number in range(150):
        await page.send("comm_open", control(f"comm-{number}"))
    await everything(page)
    tried("comm requests", 150)
    assert len(kernel.comms.comms) <= MOST_OPENED + 1


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of guests: not that the machine is busy."""
    told = [one for one in caplog.records if one.levelno >= logging.WARNING and one.filename != "upkeep.py"]
    return [record.getMessage() for record in told]


UPDATES: tuple[dict[str, Any], ...] = (
    {"method": "update", "state": {"view": {"mine": {"role": "facilitator"}}}},
    {"method": "update", "state": {"_esm": "alert(1)", "_module": "/static/desk.js", "page": "desk"}},
    {"method": "update", "state": {"seq": 99, "comm": None, "_visit": None, "closed": True}},
    {"method": "update", "state": {"view": None}, "buffer_paths": [["view"]]},
    {"method": "update", "state": {}, "buffer_paths": [["view", "mine", 0, "x"]]},
    {"method": "update", "state": [], "buffer_paths": 7},
    {"method": "echo_update", "state": {"page": "desk"}}, {"method": "close"}, {"method": None},
    {"method": []},
    {"method": "request_state"}, {},
)  # fmt: skip


async def test_what_a_page_is_drawn_from_cannot_be_set_by_it(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    for role in ROLES:
        page = await opened(fort, role)
        widget = next(iter(fort.app.kernel_manager.virtual(page.kernel).widgets.values()))
        before = widget.get_state()
        for data in UPDATES:
            await page.send("comm_msg", {"comm_id": page.model, "data": data})
            tried("set traits")
        await page.send("comm_msg", {"comm_id": page.model, "data": None})
        await page.send("comm_msg", {"comm_id": page.model})
        assert await everything(page)
        assert widget.get_state() == before
    assert "Traceback" not in caplog.text


async def test_a_page_that_keeps_sending_what_no_page_sends_is_cut_off_and_not_written_about(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    page = await opened(fort)
    caplog.clear()
    with contextlib.suppress(WebSocketClosedError):
        for _ in range(190):
            await page.send("execute_request", {"code": RUNS_CODE})
    await ended(page)
    tried("floods of messages", 190)
    assert page.socket.close_code == 1008
    assert len(complaints(caplog)) <= 25


async def test_a_flood_of_messages_ends_its_own_connection_and_writes_one_line(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    page, other = await opened(fort), await opened(fort, "other player")
    fort.app.kernel_manager.pace(page.kernel).rate = 0.0  # whatever time it takes to send them
    caplog.clear()
    with contextlib.suppress(WebSocketClosedError):
        for _ in range(3000):
            await page.tell(kind="sync", seq=0)
    await ended(page)
    tried("floods of messages", 3000)
    assert page.socket.close_code == 1008
    assert len(complaints(caplog)) == 1
    assert await everything(other)


async def ended(page: Opened) -> None:
    """The server has hung up."""
    async with asyncio.timeout(PATIENCE):
        while await page.socket.read_message() is not None:
            pass


# -- a notebook with a kernel process -----------------------------------------------------------------


async def test_a_real_kernel_is_guarded_as_well(tried: Tried, tmp_path: Any, shelf: Any) -> None:
    """Jupyter's own connection reads ``count`` offsets, however many a frame claims."""
    write_notebook(shelf / "process.ipynb", "1 + 1", kit={"kernel": "process"})
    fort = await open_fort(exercises=shelf, processes=True)
    try:
        facilitator = await fort.seated(fort.room, "facilitator")
        answer = await facilitator.ask("/notebook/process.ipynb")
        assert answer.code == 200
        (kernel,) = fort.app.kernel_manager.list_kernel_ids()
        whole = request_frame("comm_info_request", {})
        outsider = await fort.seated(fort.room, "player")
        with pytest.raises(Exception, match="403"):
            await outsider.attach(kernel)
        for data in (struct.pack("<Q", 2**62) + whole[8:], b"", "text", whole[:50]):
            socket = await facilitator.attach(kernel)
            await socket.write_message(data, binary=isinstance(data, bytes))
            tried("a real kernel")
            async with asyncio.timeout(PATIENCE):
                while await socket.read_message() is not None:
                    pass
            assert socket.close_code in (1007, 1008)
        socket = await facilitator.attach(kernel)
        for kind, content in REQUESTS.items():
            if kind not in ("shutdown_request", "x" * 10_000):
                await socket.write_message(request_frame(kind, content), binary=True)
                tried("a real kernel")
        await socket.write_message(request_frame("kernel_info_request", {}), binary=True)
        kinds = set()
        async with asyncio.timeout(PATIENCE):
            while isinstance(raw := await socket.read_message(), bytes):
                kinds.add(heard(raw)[0])
                if "kernel_info_reply" in kinds:
                    break
        assert kinds <= {"status", "kernel_info_reply"}
    finally:
        await close_fort(fort)
