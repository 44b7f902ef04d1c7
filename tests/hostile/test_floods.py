"""One guest who asks for everything as fast as a program can: it costs them, not the room."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tornado.websocket import WebSocketClosedError

from kit.room.pace import Bucket
from kit.server import porter
from kit.server.answer import Page
from kit.server.encode import frame
from kit.server.framing import LARGEST_HEAD
from kit.server.kernels import MESSAGES_AT_ONCE
from kit.server.pace import PAGES_AT_ONCE, Turns
from kit.server.terse import LINES_AT_ONCE, Terse
from kit.site.on_demand import Learning, found_page
from kit.site.texts import Folders
from tests.hostile.conftest import EXERCISES, Fort, Tried, exchange, page_of
from tests.hostile.test_http import answer, head, raw
from tests.hostile.test_messages import ended, everything, opened
from tests.site.conftest import DAY, some_briefings
from tests.waiting import PATIENCE, until


def stopped(bucket: Bucket) -> Bucket:
    """A bucket that does not fill while a slow machine runs the test."""
    bucket.rate = 0.0
    return bucket


# -- pages ----------------------------------------------------------------------------------------------


async def test_whoever_opens_a_page_again_and_again_is_told_to_wait_and_nobody_else(
    fort: Fort, tried: Tried
) -> None:
    guest, cookie = fort.people["player"], f"kit-seat-{fort.room.id}"
    from kit.server.answer import fingerprint

    stopped(fort.app.openings.of(fingerprint(guest.jar[cookie]), 0.0)).left = 3.0
    answers = [(await guest.ask(page_of(fort.room, "player"))) for _ in range(8)]
    tried("floods of pages", len(answers))
    assert [one.code for one in answers] == [200] * 3 + [429] * 5
    assert b"Your seat and text are kept." in answers[-1].body
    assert (await fort.people["other player"].ask(page_of(fort.room, "player"))).code == 200
    for _ in range(int(PAGES_AT_ONCE) // 12):
        assert (await fort.people["facilitator"].ask(page_of(fort.room, "facilitator"))).code == 200


async def test_whoever_asks_for_a_hundred_pages_stands_behind_everybody_who_asks_for_one() -> None:
    turns = Turns(1)
    order: list[str] = []

    async def page(who: str) -> None:
        async with turns.turn(who):
            order.append(who)
            await asyncio.sleep(0)

    greedy = [asyncio.ensure_future(page("greedy")) for _ in range(100)]
    await asyncio.sleep(0)
    others = [asyncio.ensure_future(page(f"guest {n}")) for n in range(5)]
    await asyncio.sleep(0)
    greedy[50].cancel()
    await asyncio.gather(*greedy, *others, return_exceptions=True)
    assert max(order.index(f"guest {n}") for n in range(5)) <= 8
    assert order.count("greedy") == 99
    async with turns.turn("anybody"):  # whoever left gave the turn back
        pass


async def test_a_page_nobody_waits_for_any_more_is_not_made(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    paint = fort.app.renderer.paint
    monkeypatch.setattr(fort.app.renderer, "paint", lambda sheet: made.append(sheet) or paint(sheet))  # type: ignore[func-returns-value]
    monkeypatch.setattr(fort.app, "turns", turns := Turns(1))
    async with turns.turn("somebody"):
        line = head(
            f"GET {page_of(fort.room, 'player')} HTTP/1.1", f"Cookie: {fort.people['player'].cookies}"
        )
        gone = hang_ups(monkeypatch)
        lines = [await asyncio.open_connection("127.0.0.1", fort.port) for _ in range(20)]
        for _, writer in lines:
            writer.write(line)
        await until(lambda: sum(map(len, turns._lines.values())) == 20)
        for _, writer in lines:
            writer.close()
        await until(lambda: len(gone) == 20)
        tried("floods of pages", 20)
    await until(lambda: not turns._lines)
    assert made == []


def hang_ups(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Requests whose guest the server knows to have gone."""
    gone: list[Any] = []
    closed = Page.on_connection_close

    def noted(self: Page) -> None:
        closed(self)
        gone.append(self)

    monkeypatch.setattr(Page, "on_connection_close", noted)
    return gone


# -- acts and messages ----------------------------------------------------------------------------------


async def test_a_seat_gets_no_more_acts_by_opening_its_page_again(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.pages.page.COMMANDS_A_SECOND", 0.0)
    before, guest = fort.room.run.seq, await fort.seated(fort.room, "player", "GB2")
    kinds: list[str] = []
    for number in range(4):
        page = await guest.open(page_of(fort.room, "player"))
        asked: list[dict[str, Any]] = [
            {
                "kind": "command",
                "id": f"act-{number}-{n:04d}",
                "name": ("step-out", "come-back")[n % 2],
                "args": {},
            }
            for n in range(60)
        ]
        kinds += [
            one["kind"] for one in await exchange(page, *asked) if str(one.get("id")).startswith("act-")
        ]
    tried("floods of commands", 240)
    assert kinds.count("unsaved") >= 120
    assert fort.room.run.seq - before <= 121


async def test_a_ticket_gets_no_more_messages_by_opening_more_connections(fort: Fort, tried: Tried) -> None:
    pages = [await opened(fort) for _ in range(3)]
    stopped(fort.app.kernel_manager.pace(pages[0].kernel)).left = 100.0
    sent = 0
    for page in pages:
        page.socket = await page.guest.attach(page.kernel)
        with contextlib.suppress(WebSocketClosedError):
            for _ in range(60):
                await page.tell(kind="sync", seq=-1)
                sent += 1
    tried("floods of messages", sent)
    await ended(pages[-1])
    assert pages[-1].socket.close_code == 1008
    assert await everything(await opened(fort, "other player"))
    assert MESSAGES_AT_ONCE < 1000


async def test_a_message_with_a_huge_header_is_not_sent_back_with_every_answer(
    fort: Fort, tried: Tried
) -> None:
    for part in ("header", "parent_header", "metadata"):
        page = await opened(fort)
        message: dict[str, Any] = {"channel": "shell", "header": {"msg_type": "comm_info_request"}}
        message |= {"parent_header": {}, "metadata": {}, "content": {}, "buffers": []}
        message[part]["username"] = "x" * LARGEST_HEAD
        await page.socket.write_message(frame(message), binary=True)
        await ended(page)
        tried("hostile frames")
        assert page.socket.close_code == 1007


async def test_who_asks_for_everything_and_reads_nothing_is_let_go_before_the_memory_is_full(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porter, "MOST_WAITING_FOR_ONE", 50_000)
    deaf, other = [await opened(fort) for _ in range(3)], await opened(fort, "other player")
    kernels = {page.kernel for page in deaf}
    mine = [one for one in fort.app.sockets if one.kernel_id in kernels and one.is_open]
    assert len(mine) == 3
    for socket in mine:  # as if a phone in bad Wi-Fi took nothing
        assert socket.stream is not None
        socket.stream._write_buffer.append(b"x" * 16_000)
    fort.app.server.relieve()
    assert all(one.is_open for one in mine), "each of them alone is a phone that does not keep up"
    for socket in mine:
        assert socket.stream is not None
        socket.stream._write_buffer.append(b"x" * 1_000)
    fort.app.server.relieve()
    tried("floods of messages", len(mine))
    await until(lambda: not any(one.is_open for one in mine))
    await other.ping()


async def test_answers_that_nobody_takes_do_not_fill_the_memory(
    fort: Fort, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porter, "MOST_WAITING", 2**30)
    import socket

    lines = []
    for _ in range(60):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            line.connect(("127.0.0.1", fort.port))
        lines.append(line)
    for line in lines:
        with contextlib.suppress(OSError):
            line.send(head("GET /static/desk.joined.js HTTP/1.1") * 40)
    tried("floods of connections", len(lines))
    server = fort.app.server

    def waiting() -> int:
        return sum(size for size, _, _ in server._waiting())

    await until(lambda: waiting() > 2**20)
    monkeypatch.setattr(porter, "MOST_WAITING", 2**20)
    await until(lambda: waiting() <= 2**20)
    assert (await fort.guest().ask("/health")).code == 200
    for line in lines:
        line.close()


# -- the shelf ------------------------------------------------------------------------------------------


async def test_nonsense_under_learn_takes_nobodys_place_and_not_the_time_of_reports(
    tried: Tried, tmp_path: Path
) -> None:
    asked: list[Any] = []

    class Pool(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            asked.append(fn)
            return super().submit(fn, *args, **kwargs)

    folders = Folders(EXERCISES, some_briefings(tmp_path / "briefings", "det"), None)
    with Pool(1) as pool:
        learn = Learning(folders, pool, lambda: DAY)
        learn._looked = (1e12, "as it was")
        assert await learn("index.html", staff=False) is not None
        asked.clear()
        for number in range(400):
            assert await learn(f"nonsense-{number}.html", staff=False) is None
        tried("floods of pages", 400)
        assert await learn("index.html", staff=False) is not None
        assert asked == [], f"{found_page.__name__} was asked again"


# -- the log --------------------------------------------------------------------------------------------


def test_a_log_is_not_filled_by_whoever_makes_us_complain(
    tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    logger, terse = logging.getLogger("kit.test.terse"), Terse()
    logger.addFilter(terse)
    for number in range(5_000):
        logger.warning("somebody sent %r and 100%%", number)
    tried("floods of the log", 5_000)
    assert len(caplog.records) <= LINES_AT_ONCE + 2
    logger.warning("another line stands there, whatever came before")
    assert "another line" in caplog.text
    caplog.clear()
    place = max(terse._held, key=terse._held.__getitem__)
    terse._paces[place].left = 1.0
    logger.handle(logging.LogRecord("kit.test.terse", 30, place[0], place[1], "once %s", ("100 %",), None))
    assert "once 100 % (49" in caplog.text and "lines like it were left out)" in caplog.text


async def test_a_foreign_site_writes_neither_long_lines_nor_signs_for_terminals_into_the_log(
    fort: Fort, tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    long = "x" * 9_000
    page = await opened(fort)
    upgrade = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Cookie: {fort.people['player'].cookies}",
    ]  # fmt: skip
    caplog.clear()
    for origin in (f"http://{long}", "http://[", "http://\x9b2J", "http://[::1", "//", "http://a@b:x"):
        for path, more in (("/join", ()), ("/static/\x9b2J.js", ()), ("/run/x?" + long, ())):
            got = await raw(fort, head(f"POST {path} HTTP/1.1", f"Origin: {origin}", "Content-Length: 0",
                                       "Connection: close", *more))  # fmt: skip
            tried("other sites")
            assert answer(got)[0] in (403, 404, 405), (origin, path)
        reader, writer = await asyncio.open_connection("127.0.0.1", fort.port)
        line = f"GET /api/kernels/{page.kernel}/channels?session_id=x HTTP/1.1"
        writer.write(head(line, *upgrade, f"Origin: {origin}"))
        got = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        writer.close()
        tried("other sites")
        assert answer(got)[0] == 403, origin
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert lines
    assert max(map(len, lines)) < 300
    assert not [line for line in lines if not line.isprintable()]
    assert "Traceback" not in caplog.text


async def test_a_name_that_leads_here_from_the_internet_opens_no_page(fort: Fort, tried: Tried) -> None:
    """DNS rebinding: the browser of somebody in our Wi-Fi takes our pages for those of that site."""
    for host in (
        "evil.example",
        f"evil.example:{fort.port}",
        "192.168.1.20.evil.example",
        "localhost.evil.example",
    ):
        for line in (
            "GET /join",
            "GET /learn/",
            "GET /health",
            "POST /join",
            f"GET /run/{fort.room.id}",
            "GET /",
        ):
            got = await raw(
                fort, head(f"{line} HTTP/1.1", "Connection: close", "Content-Length: 0", host=host)
            )
            tried("hosts")
            assert answer(got)[0] == 421, (host, line)
            assert b"evil" not in got.partition(b"\r\n\r\n")[2]
    for host in (f"127.0.0.1:{fort.port}", "kit.local", "[::1]:80", "laptop", "192.168.1.20"):
        assert answer(await raw(fort, head("GET /join HTTP/1.1", "Connection: close", host=host)))[0] == 200


async def test_a_flood_of_requests_leaves_votes_and_news_their_turn(fort: Fort, tried: Tried) -> None:
    """Five hundred requests that come at once are answered a few at a time: what a websocket says meanwhile
    is heard between them, and somebody else's request does not wait for all of them."""
    page, server = await opened(fort), fort.app.server
    order: list[str] = []
    answer_some = server._answer_some

    def noting() -> None:
        order.append("requests")
        answer_some()

    server._answer_some = noting  # type: ignore[method-assign]
    kernel = fort.app.kernel_manager.virtual(page.kernel)
    handle = kernel.handle

    def hear(message: Any) -> bool:
        order.append("message")
        return bool(handle(message))

    kernel.handle = hear
    lines = [await asyncio.open_connection("127.0.0.1", fort.port) for _ in range(300)]
    for _, writer in lines:
        writer.write(head("GET /resume HTTP/1.1"))
    await until(lambda: bool(server._lines))
    order.append("somebody comes")
    server._stand_in_line("somebody else", lambda: order.append("somebody else"))
    await page.ping()
    for reader, writer in lines:
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()
    tried("floods of connections", len(lines))
    del server._answer_some
    last = len(order) - order[::-1].index("requests")
    assert order.index("somebody else") <= order.index("somebody comes") + 4
    assert order.index("message") < last - 3, "the websocket was heard between the requests"
