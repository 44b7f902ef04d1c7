"""A house with everything in it: a run in play, a briefing, the shelf, papers, videos, the agency's page; and
somebody of every kind, also those whose tickets are old, stolen or forged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kit.engine.commands import Role
from kit.pages.agency import AgencyPage
from kit.room.briefings import Briefings
from kit.room.join import Ticket, resume_seat
from kit.room.room import Room
from kit.server.app import KitApp
from kit.site.on_demand import Learning
from kit.site.texts import Folders
from kit.store.memory import MemoryJournal
from tests.hostile.conftest import EXERCISES, Fort, close_fort, open_fort
from tests.server.conftest import Guest
from tests.site.conftest import some_briefings, some_exercises

DAY = date(2026, 7, 1)
SECRET_VALUES = {"ice-contact": "Invented contact desk", "interpreter-code": "INVENTEDCODE77"}
AGENCY = (
    "format: 1\nvalues:\n"
    f'  ice-contact: {{value: "{SECRET_VALUES["ice-contact"]}", verified: "2026-06-30"}}\n'
    f'  interpreter-code: "{SECRET_VALUES["interpreter-code"]}"\n'
    '  detainer-clock: {value: "Thirty-one invented hours", citation: "Order 7"}\n'
)


@dataclass
class Town:
    """The house, its folder, its briefing, and a browser for everybody by name."""

    fort: Fort
    folder: Path
    briefing: Room
    people: dict[str, Guest]


async def _press(name: str, fields: Mapping[str, str]) -> tuple[bytes, str]:
    """Makes one paper."""
    if name == "det-officers.html":
        return b"<h1>A packet with every answer in it</h1>", "text/html; charset=utf-8"
    raise LookupError(f"There is no paper called {name!r}.")


@asynccontextmanager
async def open_town(folder: Path) -> AsyncIterator[Town]:
    """Serve all there is to serve."""
    folders = Folders(
        some_exercises(folder / "exercises", "figures_clinic"),
        some_briefings(folder / "briefings", "det"),
        folder / "agency.yaml",
    )
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    (folder / "videos").mkdir()
    (folder / "videos" / "det-officers-video.mp4").write_bytes(b"\0" * 200_000)
    videos = KitApp.videos
    KitApp.videos = property(lambda app: folder / "videos")  # type: ignore[method-assign, assignment]
    try:
        fort = await open_fort()
    finally:
        KitApp.videos = videos  # type: ignore[method-assign]
    with ThreadPoolExecutor(1) as pool:
        fort.app.papers = _press
        fort.app.learning = Learning(folders, pool, lambda: DAY)
        house = Briefings(MemoryJournal(), folders.briefings, EXERCISES)
        fort.app.agency = AgencyPage(house, EXERCISES, lambda: DAY)
        try:
            briefing = await fort.run(slug="det", names="named")
            yield Town(fort, folder, briefing, await _everybody(fort, briefing))
        finally:
            await close_fort(fort)


async def _everybody(fort: Fort, briefing: Room) -> dict[str, Guest]:
    other = await fort.run()
    people = {role: await fort.seated(fort.room, role, "GB8") for role in ("player", "evaluator", "screen")}
    people["facilitator"] = await fort.seated(fort.room, "facilitator")
    people["neighbor"] = await fort.seated(other, "player")
    people["attendee"] = fort.guest()
    form = {"step": "position", "code": briefing.code, "position": "participant", "name": "Ana Reyes"}
    assert (await people["attendee"].ask("/join", form)).code == 303
    people["old device"] = await fort.seated(fort.room, "player", "GB8")
    await resume_seat(fort.rooms, fort.room.run.players()[-1].resume)
    people["closed seat"] = await fort.seated(fort.room, "player", "GB8")
    await fort.facilitate("remove-seat", seat=fort.room.run.players()[-1].id)
    people["stranger"] = fort.guest()
    await fort.facilitate("start-exercise")
    run, seat = fort.room.id, people["player"].jar[f"kit-seat-{fort.room.id}"]
    people["thief"] = fort.guest()  # of a player's ticket, which is put where others stand
    people["thief"].jar = {"kit-desk": seat, f"kit-screen-{run}": seat, f"kit-seat-{briefing.id}": seat}
    people["forger"] = fort.guest()
    false = fort.app.door.sign(Ticket("", "facilitator", Role.FACILITATOR))[:-2] + "AA"
    people["forger"].jar = dict.fromkeys(("kit-desk", f"kit-seat-{run}", f"kit-screen-{run}"), false)
    return people
