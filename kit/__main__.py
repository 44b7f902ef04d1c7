"""Where the parts meet: the journal, the rooms, the server and the documents they hand out.

Only this file (and ``build.py``, which calls it) knows all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from kit.ispeak.make import PAGES as GUIDE
from kit.ispeak.on_demand import guide_page
from kit.packet.browser import Browser, BrowserError
from kit.packet.on_demand import Picked, paper
from kit.packet.order import Order, Places
from kit.pages.agency import AgencyPage
from kit.report.make import FORMATS, report_file
from kit.report.roster_files import FILES, briefing_file
from kit.room.capacity import Capacity, in_use
from kit.room.room import Room, recorded
from kit.room.rooms import Rooms
from kit.scenario.problems import ScenarioError
from kit.server.answer import Trouble
from kit.server.app import serve
from kit.settings import Settings
from kit.site.on_demand import Learning
from kit.site.texts import Folders
from kit.store.journal import Journal, StoreError
from kit.store.lines import export
from kit.store.open import folder_of, open_journal

TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "ipynb": "application/x-ipynb+json",
    "csv": "text/csv; charset=utf-8",
}


MEASURE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from kit.measurement.capacity import main
sys.exit(main(sys.argv[1:]))
"""


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop; returns the exit code."""
    settings = Settings.read(arguments, os.environ)
    try:
        journal = open_journal(settings.journal)
    except StoreError as problem:
        print(problem.sentence, file=sys.stderr)
        return 2
    rooms = Rooms(journal, settings.exercises, briefings=settings.briefings)
    rooms.capacity = capacity(settings, rooms)
    rooms.read_shelf()  # a second of reading: now, and not while somebody waits for the first page
    with contextlib.suppress(ScenarioError):  # the home page says what is wrong with it
        rooms.read_briefings()
    # A report takes a second of computing: in a process of its own, so that no page waits for it.
    with (
        TemporaryDirectory(prefix="kit-papers-") as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_the_server) as pool,
    ):
        papers = partial(_paper, pool, settings, Path(folder))
        agency = AgencyPage(rooms.briefings, settings.exercises, _today)
        serve(settings, rooms, documents(journal, pool), papers, agency, learning(settings, pool))
    journal.close()
    return 0


def capacity(settings: Settings, rooms: Rooms) -> Capacity:
    """What this computer was measured to carry, and how to measure it: in a process apart."""
    home = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", MEASURE, str(home), "--journal", settings.journal, "--tell"]
    return Capacity(folder_of(settings.journal), command, lambda: in_use(rooms.live()))


def learning(settings: Settings, pool: ProcessPoolExecutor) -> Learning:
    """The shelf that everybody may read under ``/learn/``."""
    home = settings.briefings.parent
    folders = Folders(settings.exercises, settings.briefings, home / "agency.yaml")
    return Learning(folders, pool, _today, home / "videos")


def _today() -> date:
    return datetime.now().astimezone().date()


def end_with_the_server() -> None:
    """Called in the process that makes reports: a server that is killed cannot end it, and it would stay
    for ever, with its 80 MB."""
    server = parent_process()
    if server is not None:
        Thread(target=_outlive, args=(server.sentinel,), daemon=True).start()


def _outlive(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)


def documents(
    journal: Journal, pool: ProcessPoolExecutor
) -> dict[str, Callable[[Room], Awaitable[tuple[bytes, str]]]]:
    """What a facilitator can take away from a run, by file name. Each raises Trouble where a run has none."""
    kinds = {f"report.{kind}": partial(_report, journal, pool, kind) for kind in FORMATS}
    kinds |= {name: partial(_of_briefing, journal, pool, name) for name in FILES}
    kinds["roster.pdf"] = partial(_roster_pdf, journal, pool)
    return {**kinds, "journal.jsonl": partial(_journal, journal)}


async def _report(journal: Journal, pool: ProcessPoolExecutor, kind: str, room: Room) -> tuple[bytes, str]:
    if room.is_briefing:
        raise Trouble(
            404, "There is no such document", "A briefing has a roster, and no after-action report."
        )
    events = [recorded(row) for row in journal.read(room.id)]
    loop = asyncio.get_running_loop()
    made = await loop.run_in_executor(pool, report_file, kind, room.id, room.exercise, events)
    return made, TYPES[kind]


async def _of_briefing(
    journal: Journal, pool: ProcessPoolExecutor, name: str, room: Room
) -> tuple[bytes, str]:
    if not room.is_briefing:
        raise Trouble(
            404, "There is no such document", "An exercise has an after-action report, and no roster."
        )
    events = [recorded(row) for row in journal.read(room.id)]
    loop = asyncio.get_running_loop()
    made = await loop.run_in_executor(pool, briefing_file, name, room.exercise, events)
    return made, TYPES[name.rpartition(".")[2]]


async def _roster_pdf(journal: Journal, pool: ProcessPoolExecutor, room: Room) -> tuple[bytes, str]:
    page, _ = await _of_briefing(journal, pool, "roster.html", room)
    try:
        made = await asyncio.get_running_loop().run_in_executor(pool, _printed, page)
    except BrowserError as problem:
        told = f"The roster to print and the one for a spreadsheet are there all the same. {problem}"
        raise Trouble(503, "No PDF could be made on this computer", told) from problem
    return made, "application/pdf"


def _printed(page: bytes) -> bytes:
    """An HTML page as a tagged PDF. Raises BrowserError where no browser is there to print it."""
    with TemporaryDirectory(prefix="kit-print-") as folder, Browser() as browser:
        path = Path(folder) / "page.html"
        path.write_bytes(page)
        return browser.pdf(path)


async def _journal(journal: Journal, room: Room) -> tuple[bytes, str]:
    scenario = f"scenario/{room.run.setup.scenario}"
    lines = "".join(f"{_without_codes(line)}\n" for line in export(journal, room.id, [scenario]))
    return lines.encode(), "application/jsonl; charset=utf-8"


async def _paper(
    pool: ProcessPoolExecutor, settings: Settings, folder: Path, name: str, fields: Mapping[str, str]
) -> tuple[bytes, str]:
    """A file of a packet, or of the I Speak guide, with the agency's values as they are today.

    Raises LookupError with a sentence."""
    loop = asyncio.get_running_loop()
    if name in GUIDE:
        make = partial(guide_page, name, settings.briefings, settings.exercises, _today())
        return await loop.run_in_executor(pool, make), TYPES["html"]
    agency = settings.briefings.parent / "agency.yaml"
    order = Order(
        Places(settings.exercises, settings.briefings),
        _today(),
        folder,
        agency=agency if agency.exists() else None,
    )
    return await loop.run_in_executor(pool, paper, name, order, Picked.of(fields))


def _without_codes(line: str) -> str:
    """A line as it leaves the house: codes that open a seat are no part of the record people pass on."""
    if '"seat-taken"' not in line and '"run-created"' not in line:
        return line
    row = json.loads(line)
    for secret in ("resume", "staff_code"):
        if secret in row.get("data", {}):
            row["data"][secret] = ""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":  # by the module's own name, so that other processes find its functions
    from kit.__main__ import main as named

    sys.exit(named(sys.argv[1:]))
