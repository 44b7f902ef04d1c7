"""Connections that come in droves or never end: they give way to whoever asks for something."""

from __future__ import annotations

import asyncio

import pytest

from kit.server import porter
from tests.hostile.conftest import Tried, close_fort, open_fort, page_of
from tests.waiting import PATIENCE


async def test_many_silent_connections_give_way_to_one_that_asks(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porter, "MOST_OF_ONE_ADDRESS", 40)
    fort = await open_fort()
    lines = [await asyncio.open_connection("127.0.0.1", fort.port) for _ in range(120)]
    try:
        for _, writer in lines:
            writer.write(b"GET /join HTTP/1.1\r\nHost: ")
        tried("floods of connections", 120)
        async with asyncio.timeout(PATIENCE):
            assert (await fort.guest().ask("/health")).code == 200
        server = fort.app.server
        assert isinstance(server, porter.Porter)
        held = sum(len(mine) for mine in server._inside.values())
        assert held <= 40
    finally:
        for _, writer in lines:
            writer.close()
        await close_fort(fort)


async def test_all_connections_together_stay_below_what_the_system_allows(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.server.app.may_open_files", lambda: 30)
    fort = await open_fort()
    player = await fort.seated(fort.room, "player")
    page = await player.open(page_of(fort.room, "player"))
    lines = [await asyncio.open_connection("127.0.0.1", fort.port) for _ in range(90)]
    try:
        tried("floods of connections", 90)
        async with asyncio.timeout(PATIENCE):
            assert (await fort.guest().ask("/health")).code == 200
            await page.ping()  # whoever has a ticket and a page stays
        assert len(fort.app.server._connections) + len(fort.app.sockets) <= 31
    finally:
        for _, writer in lines:
            writer.close()
        await close_fort(fort)


@pytest.mark.parametrize(
    "drip",
    [b"GET /join HTTP/1.1\r\nX: ", b"POST /join HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\ncode"],
)
async def test_a_request_that_never_ends_is_ended(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, drip: bytes
) -> None:
    monkeypatch.setattr(porter, "HEADERS_WITHIN", 0.3)
    monkeypatch.setattr(porter, "BODY_WITHIN", 0.3)
    fort = await open_fort()
    reader, writer = await asyncio.open_connection("127.0.0.1", fort.port)
    try:
        writer.write(drip)
        tried("requests that never end")
        async with asyncio.timeout(PATIENCE):
            while await reader.read(1000):
                pass
    finally:
        writer.close()
        await close_fort(fort)


def test_a_head_and_a_body_have_half_a_minute() -> None:
    assert porter.HEADERS_WITHIN <= 30
    assert porter.BODY_WITHIN <= 30
    assert porter.may_open_files() > 500
