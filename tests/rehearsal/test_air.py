from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import pytest

from kit.measurement import wifi
from kit.measurement.wifi import measure_air
from kit.testbed.air import SLOW_4G, Air, Pace, _Lane, through
from kit.testbed.serverproc import House

BRISK = Pace(0.005, 2_000_000, 1_000_000)
WORDS = bytes(range(256)) * 100


@asynccontextmanager
async def doubling() -> AsyncIterator[int]:
    """A server that answers each connection, when it has heard all, with the same twice; its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(2 * await reader.read(-1))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def say(air: Air, words: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(air.url.rpartition(":")[2]))
    writer.write(words)
    writer.write_eof()
    heard = await reader.read(-1)
    writer.close()
    return heard


@pytest.mark.parametrize("pace", [None, BRISK])
async def test_everything_comes_through_in_order_and_is_counted(pace: Pace | None) -> None:
    async with doubling() as port, through(port, pace) as air:
        heard = await asyncio.gather(*(say(air, WORDS) for _ in range(3)))
    assert heard == [2 * WORDS] * 3
    assert (air.up, air.down, air.carried) == (3 * len(WORDS), 6 * len(WORDS), 9 * len(WORDS))


async def test_a_server_that_is_not_there_ends_the_connection() -> None:
    async with doubling() as port:
        pass
    async with through(port) as air:
        assert await say(air, b"hello") == b""


async def test_a_line_sends_one_thing_after_the_other_and_delays_each_once() -> None:
    lane, now = _Lane(1000.0, 0.5), asyncio.get_running_loop().time()
    first, second = lane.due(100), lane.due(200)
    assert first >= now + 0.1 + 0.5
    assert second - first == pytest.approx(0.2)


def test_the_weak_network_is_the_one_that_lighthouse_takes() -> None:
    assert (2 * SLOW_4G.delay, SLOW_4G.down * 8, SLOW_4G.up * 8) == (0.15, 1_638_400, 750_000)


async def test_a_real_rooms_bytes_are_counted_for_each_participant(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wifi, "own_house", lambda: nullcontext(house))
    found = await measure_air(3, 1)
    assert found["join"] > 50_000  # with the page's scripts, styles and letters
    assert found["inject_most"] >= found["inject"] > 300
    assert found["decision"] > found["inject"]
