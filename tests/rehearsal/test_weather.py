"""The network's weather: drawn from a seed, and done to real connections of this machine."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kit.testbed.proxy import Proxy
from kit.testbed.weather import KINDS, Fate, Kind, fate
from tests.waiting import until

SENT = bytes(range(256)) * 40


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_weather(kind: Kind) -> None:
    drawn = [fate(kind, 7, "P01", n) for n in range(50)]
    assert drawn == [fate(kind, 7, "P01", n) for n in range(50)]
    if kind != "calm":
        assert drawn != [fate(kind, 8, "P01", n) for n in range(50)]
        assert drawn != [fate(kind, 7, "P02", n) for n in range(50)]


def test_calm_weather_does_nothing() -> None:
    assert fate("calm", 7, "P01", 0) == Fate()


def test_every_kind_of_end_is_met_in_awful_weather() -> None:
    met = {fate("awful", 7, "P01", n).ends for n in range(200)}
    assert met == {"", "reset", "end", "silence", "deaf", "mute"}


@asynccontextmanager
async def echo_behind(fate: Fate) -> AsyncIterator[tuple[str, Counter[str], list[bytes]]]:
    """A server that sends back what it gets, behind a proxy. Gives address, counts, and what it got."""
    got: list[bytes] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1024):
                got.append(data)
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            got.append(b"<reset>")
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    proxy = Proxy(server.sockets[0].getsockname()[1], lambda _: fate)
    await proxy.start()
    try:
        yield proxy.url, proxy.counts, got
    finally:
        await proxy.close()
        server.close()


async def dial(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))


async def test_in_calm_weather_every_byte_comes_through_and_the_end_too() -> None:
    async with echo_behind(Fate()) as (url, counts, _):
        reader, writer = await dial(url)
        writer.write(SENT)
        writer.write_eof()
        assert await reader.read(-1) == SENT
        assert counts == {"connections": 1}
        writer.close()


async def test_delays_and_stalls_lose_nothing() -> None:
    async with echo_behind(Fate(delay=0.001, rate=10_000_000, stall_after=500, stall=0.01)) as (
        url,
        counts,
        _,
    ):
        reader, writer = await dial(url)
        writer.write(SENT)
        writer.write_eof()
        assert await reader.read(-1) == SENT
        assert counts["stalled"] == 1
        writer.close()


async def test_an_end_comes_in_mid_message_at_the_byte_that_was_drawn() -> None:
    async with echo_behind(Fate(ends="end", ends_after=777)) as (url, counts, got):
        reader, writer = await dial(url)
        writer.write(SENT)
        assert await reader.read(-1) == b""
        await until(lambda: b"".join(got).removesuffix(b"<reset>") == SENT[:777])
        assert counts["cut: end"] == 1
        writer.close()


async def test_a_reset_is_a_reset() -> None:
    async with echo_behind(Fate(ends="reset", ends_after=10)) as (url, counts, _):
        reader, writer = await dial(url)
        writer.write(SENT)
        with pytest.raises(ConnectionResetError):
            await reader.read(-1)
        assert counts["cut: reset"] == 1
        writer.close()


@pytest.mark.parametrize(
    ("ends", "server_hears", "person_hears"),
    [("deaf", True, False), ("mute", False, True), ("silence", False, False)],
)
async def test_half_a_connection_dies_and_nobody_is_told(
    ends: str, server_hears: bool, person_hears: bool
) -> None:
    # The first ten bytes go up and come down: after twenty bytes something dies.
    async with echo_behind(Fate(ends=ends, ends_after=20)) as (url, counts, got):  # type: ignore[arg-type]
        reader, writer = await dial(url)
        writer.write(SENT[:10])
        assert await reader.readexactly(10) == SENT[:10]
        await until(lambda: sum(counts.values()) == 2)
        writer.write(b"more")
        if server_hears:
            await until(lambda: got[-1] == b"more")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        assert (b"more" in got) == server_hears
        writer.close()


async def test_a_server_that_is_away_is_away_behind_the_proxy_too() -> None:
    proxy = Proxy(9, lambda _: Fate())
    await proxy.start()
    reader, writer = await dial(proxy.url)
    with pytest.raises(ConnectionResetError):
        await reader.read(-1)
    writer.close()
    await proxy.close()
