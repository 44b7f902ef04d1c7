from __future__ import annotations

import asyncio
import threading

import psutil

from kit.server.kernels import KERNELS_PER_OWNER
from tests.server.conftest import House, Opened
from tests.server.test_connection import page_of
from tests.waiting import until


def own_threads() -> int:
    """Threads that are not the test's own HTTP client looking up names."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


async def gone(house: House, page: Opened) -> bool:
    return (await page.guest.ask(f"/api/kernels/{page.kernel}")).code == 404


async def test_a_kernel_outlives_its_last_websocket_for_a_moment_only(house: House) -> None:
    house.app.kernel_manager.grace = 0.2
    page = await page_of(house)
    page.socket.close()
    await until(lambda: page.kernel not in house.app.kernel_manager)
    assert await gone(house, page)
    assert house.app.kernel_manager.owners == {}


async def test_a_page_that_came_back_in_time_keeps_its_kernel(house: House) -> None:
    manager = house.app.kernel_manager
    page = await page_of(house)
    await page.ping()
    page.socket.close()
    await until(lambda: page.kernel in manager._ends)
    page.socket = await page.guest.attach(page.kernel)
    await page.ping()
    assert page.kernel not in manager._ends
    assert not await gone(house, page)


async def test_a_page_that_never_connects_is_forgotten(house: House) -> None:
    house.app.kernel_manager.patience = 0.2
    room = await house.run()
    page = await (await house.player(room)).ask(f"/run/{room.id}")
    assert b'"kernel":"' in page.body  # there was one; on a busy machine it may be gone by now
    await until(lambda: not len(house.app.kernel_manager))


async def test_a_page_that_is_left_ends_its_kernel_at_once(house: House) -> None:
    page = await page_of(house)
    assert (await page.guest.ask(f"/voila/api/shutdown/{page.kernel}", {})).code == 204
    assert await gone(house, page)


async def test_one_browser_holds_so_many_pages_and_the_oldest_gives_way(house: House) -> None:
    room = await house.run()
    guest = await house.player(room)
    pages = [await guest.open(f"/run/{room.id}") for _ in range(KERNELS_PER_OWNER + 1)]
    assert await gone(house, pages[0])
    assert not await gone(house, pages[1])
    assert len(house.app.kernel_manager) == KERNELS_PER_OWNER


async def test_a_page_costs_no_thread_no_process_and_no_socket_but_its_own(house: House) -> None:
    room = await house.run()
    guests = [await house.player(room) for _ in range(12)]
    this = psutil.Process()
    await page_of(house)  # what the first page sets up for all
    before = own_threads(), len(this.children()), len(house.app.kernel_manager)
    files = this.num_fds()
    await asyncio.gather(*(guest.ask(f"/run/{room.id}") for guest in guests))
    after = own_threads(), len(this.children()), len(house.app.kernel_manager)
    assert after == (before[0], before[1], before[2] + 12)
    pages = [await guest.open(f"/run/{room.id}") for guest in guests]
    assert this.num_fds() - files <= 2 * len(pages) + 4  # both ends of each websocket are in this process


async def test_closing_the_server_ends_every_kernel(house: House) -> None:
    pages = [await page_of(house) for _ in range(3)]
    kernels = [house.app.kernel_manager.virtual(page.kernel) for page in pages]
    await house.app.close()
    assert [kernel is not None and kernel.closed for kernel in kernels] == [True] * 3
