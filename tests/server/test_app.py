"""The server as a program: started, stopped, and refused its port. Each runs in a process of its own."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from kit.server.app import GOING_AWAY
from kit.testbed.serverproc import free_port
from tests.conftest import OpenWindow
from tests.server.conftest import KEY, Guest, enter
from tests.waiting import PATIENCE

PROGRAM = """
import sys
from pathlib import Path
from kit.room.rooms import Rooms
from kit.server.app import serve
from kit.settings import Settings
from kit.store.open import open_journal

port, journal, shelf, static = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
settings = Settings(host="127.0.0.1", port=port, key=sys.argv[5], exercises=shelf, static=static, qr=False)
serve(settings, Rooms(open_journal(journal), shelf), {})
"""
ROOT = Path(__file__).parents[2]

Program = asyncio.subprocess.Process
StartProgram = Callable[[int], Awaitable[Program]]


@pytest.fixture
async def start_program(tmp_path: Path, shelf: Path) -> AsyncIterator[StartProgram]:
    programs: list[Program] = []

    async def start(port: int) -> Program:
        static = str(Path(__file__).parent / "static")
        arguments = ["-c", PROGRAM, str(port), str(tmp_path / "runs.kit"), str(shelf), static, KEY]
        pipe = asyncio.subprocess.PIPE
        programs.append(
            await asyncio.create_subprocess_exec(
                sys.executable, *arguments, cwd=ROOT, stdout=pipe, stderr=pipe
            )
        )
        return programs[-1]

    yield start
    for program in programs:
        if program.returncode is None:
            program.kill()
        await program.communicate()


ANY = 0
"""The port that is free: the program says which it has."""


def complaints(errors: bytes) -> list[str]:
    """What the program wrote of trouble, but that the machine is busy."""
    return [line for line in errors.decode().splitlines() if "the event loop was held up" not in line]


async def ready(program: Program) -> str:
    """The address a server prints once it listens."""
    assert program.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await program.stdout.readline()).decode():
            if found := re.fullmatch(r"\s+(http://127\.0\.0\.1:\d+)\n", line):
                return found[1]
    raise AssertionError((await program.communicate())[1].decode())


async def test_ctrl_c_ends_it_cleanly_also_after_pages_were_made(start_program: StartProgram) -> None:
    program = await start_program(ANY)
    facilitator = Guest(await ready(program))
    await facilitator.ask(f"/desk/{KEY}")
    page = await facilitator.open("/home")  # running a notebook must not take the signals away
    program.send_signal(signal.SIGINT)
    async with asyncio.timeout(PATIENCE):
        while await page.socket.read_message() is not None:
            pass  # what was under way
    assert page.socket.close_code == GOING_AWAY
    page.socket.close()
    output, errors = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 0, errors.decode()
    assert complaints(errors) == []
    assert b"Traceback" not in output


async def test_an_occupied_port_is_a_sentence_and_not_another_port(start_program: StartProgram) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        program = await start_program(port)
        output, errors = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 2
    assert output == b""
    assert f"Port {port} cannot be used" in errors.decode()
    assert f"--port {port + 1}" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_after_a_restart_pages_come_back_by_themselves_and_tickets_still_hold(
    start_program: StartProgram, open_window: OpenWindow
) -> None:
    port = free_port()  # one that can be had twice
    first = await start_program(port)
    facilitator = Guest(await ready(first))
    await facilitator.ask(f"/desk/{KEY}")
    window = await open_window()
    await enter(window, facilitator)
    await window.page.goto(f"{facilitator.base}/home")
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    first.kill()
    await expect(window.page.locator("#net")).to_have_text("lost")
    second = await start_program(port)
    await ready(second)
    await expect(window.page.locator("#count")).to_have_text("0", timeout=60_000)  # a new kernel
    await window.page.get_by_role("button", name="Count").click()
    await expect(window.page.locator("#count")).to_have_text("1")
    second.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(second.wait(), PATIENCE) == 0
