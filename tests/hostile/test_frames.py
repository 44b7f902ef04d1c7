"""Frames and streams that are no messages: cut, flipped, enormous, endless."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import struct
import zlib

import pytest

from kit.server.app import LARGEST_MESSAGE
from kit.server.framing import V1
from tests.hostile.conftest import Fort, Tried
from tests.hostile.test_messages import ended, everything, opened
from tests.server.conftest import Opened, request_frame
from tests.waiting import PATIENCE


def good() -> bytes:
    return request_frame("comm_info_request", {})


def hostile_frames() -> dict[str, bytes]:
    whole = good()
    dice = random.Random(5)
    frames = {f"cut at {n}": whole[:n] for n in range(0, len(whole) - 1, 7)}
    counts = (0, 1, 5, 7, 8, 2**31, 2**40, 2**62, 2**63 - 1, 2**64 - 1)
    frames |= {f"count {n}": struct.pack("<Q", n) + whole[8:] for n in counts}
    for at, end in itertools.product(range(6), (0, 1, 8, 2**31, 2**63, 2**64 - 1)):
        frames[f"offset {at} is {end}"] = whole[: 8 + 8 * at] + struct.pack("<Q", end) + whole[16 + 8 * at :]
    frames |= {f"noise {n}": dice.randbytes(dice.randrange(1, 400)) for n in range(20)}
    frames |= {f"bit {n}": flipped(whole, dice.randrange(len(whole) * 8)) for n in range(40)}
    frames["many offsets"] = struct.pack("<Q", 30_000) + struct.pack("<30000Q", *[240_008] * 30_000)
    frames["deep JSON"] = reframed_parts(b"[" * 100_000)
    frames["a number of a hundred thousand digits"] = reframed_parts(b"9" * 100_000)
    frames["not UTF-8"] = reframed_parts(b'{"a":"\xff\xfe"}')
    frames["nothing at all"] = b""
    return frames


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def reframed_parts(content: bytes) -> bytes:
    parts = [b"shell", b'{"msg_type":"comm_info_request"}', b"{}", b"{}", content]
    ends = list(itertools.accumulate(map(len, parts), initial=8 * 7))
    return struct.pack("<7Q", 6, *ends) + b"".join(parts)


async def test_a_hostile_frame_costs_its_own_connection_and_nothing_else(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is answered or its connection is closed, at once: a hostile count once kept servers counting."""
    page = await opened(fort)
    for data in hostile_frames().values():
        fort.app.kernel_manager.paces._buckets.clear()
        page.socket = await page.guest.attach(page.kernel)
        await page.socket.write_message(data, binary=True)
        async with asyncio.timeout(PATIENCE):
            await everything(page)
        page.socket.close()
        tried("hostile frames")
    assert await everything(await opened(fort))
    assert "Traceback" not in caplog.text


async def test_text_frames_are_read_like_others_or_closed(fort: Fort, tried: Tried) -> None:
    for text in (
        "",
        "hello",
        "{}",
        '{"header":{"msg_type":"execute_request"},"channel":"shell"}',
        "\x00" * 500,
    ):
        page = await opened(fort)
        await page.socket.write_message(text)
        await ended(page)
        tried("hostile frames")
        assert page.socket.close_code == 1007


# -- below the messages: the websocket itself --------------------------------------------------------


async def raw_line(fort: Fort, page: Opened, *more: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A websocket without a client: what is sent is up to us."""
    reader, writer = await asyncio.open_connection("127.0.0.1", fort.port)
    lines = [
        f"GET /api/kernels/{page.kernel}/channels?session_id=x HTTP/1.1", f"Host: 127.0.0.1:{fort.port}",
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Protocol: {V1}", f"Cookie: {page.guest.cookies}", *more,
    ]  # fmt: skip
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    assert head.startswith(b"HTTP/1.1 101"), head
    assert b"Server:" not in head
    return reader, writer


def ws(
    data: bytes,
    opcode: int = 2,
    *,
    fin: bool = True,
    rsv: int = 0,
    size: int | None = None,
    mask: bool = True,
) -> bytes:
    """One websocket frame, right or wrong."""
    length = len(data) if size is None else size
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    bit = 0x80 if mask else 0
    if length < 126:
        head = bytes((first, bit | length))
    elif length < 65536:
        head = bytes((first, bit | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, bit | 127)) + length.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if mask else b"") + data


def bomb() -> bytes:
    """64 MB in some kilobytes, for a server that inflates."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(b"\0" * 2**26) + packer.flush(zlib.Z_SYNC_FLUSH)


STREAMS: dict[str, bytes] = {
    "a frame larger than any message": ws(b"", size=2**62),
    "a frame a byte too large": ws(b"x" * (LARGEST_MESSAGE + 1)),
    "a message larger than any, in fragments": ws(b"x" * 60_000, fin=False)
    + 8 * ws(b"x" * 60_000, 0, fin=False),
    "a compressed bomb": ws(bomb(), rsv=4),
    "reserved bits": ws(b"x", rsv=3),
    "an unknown opcode": ws(b"x", 5),
    "an unknown control opcode": ws(b"x", 11),
    "a ping of 200 bytes": ws(b"x" * 200, 9),
    "a ping in fragments": ws(b"x", 9, fin=False),
    "an unmasked frame": ws(b"x", mask=False),
    "an end before a beginning": ws(b"x", 0),
    "two beginnings": ws(b"x", fin=False) + ws(b"x", fin=False),
    "text that is no UTF-8": ws(b"\xff\xfe", 1),
    "a close of one byte": ws(b"x", 8),
    "a close with a strange code": ws(struct.pack(">H", 9), 8),
    "plain HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 20,
}


@pytest.mark.parametrize("what", STREAMS)
async def test_a_stream_that_is_no_websocket_ends(fort: Fort, tried: Tried, what: str) -> None:
    page = await opened(fort)
    reader, writer = await raw_line(fort, page, "Sec-WebSocket-Extensions: permessage-deflate")
    writer.write(STREAMS[what])
    if what in ("an unmasked frame",):
        writer.write(ws(b"", 8))
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionResetError):
            while await reader.read(65536):
                pass
    writer.close()
    tried("hostile streams")
    assert await everything(page)


async def test_pings_and_empty_fragments_without_end_keep_nobody_waiting(fort: Fort, tried: Tried) -> None:
    other = await opened(fort, "other player")
    for flood in (ws(b"", 9), ws(b"", 2, fin=False) + 50 * ws(b"", 0, fin=False) + ws(b"", 0)):
        page = await opened(fort)
        reader, writer = await raw_line(fort, page)
        sending = asyncio.get_running_loop().create_task(flood_with(reader, writer, flood * 200, 40))
        async with asyncio.timeout(PATIENCE):
            for _ in range(5):
                assert await everything(other)
        await sending
        writer.close()
        tried("hostile streams")


async def flood_with(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes, times: int
) -> None:
    draining = asyncio.get_running_loop().create_task(reader.read(-1))
    try:
        for _ in range(times):
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(0)
    except ConnectionError:
        pass
    draining.cancel()


async def test_one_page_has_a_handful_of_connections(fort: Fort, tried: Tried) -> None:
    page = await opened(fort)
    more = [await page.guest.attach(page.kernel) for _ in range(10)]
    tried("floods of connections", 10)
    mine = [socket for socket in fort.app.sockets if socket.kernel_id == page.kernel]
    assert sum(socket.is_open for socket in mine) <= 4
    more[-1].close()
