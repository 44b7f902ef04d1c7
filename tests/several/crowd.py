"""A room whose people came in through the proxy, and what must be true of it whatever happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing

from kit.measurement.gathering import place, saved
from kit.rehearsal.page import Said
from kit.rehearsal.person import Person
from kit.rehearsal.stage import Stage
from kit.store.open import open_journal
from kit.testbed.several import Several
from tests.waiting import until


def at(stage: Stage, name: str) -> list[Person]:
    """The players whose pages a process holds."""
    return [person for person in stage.players if place(person.page) == name]


async def all_saved(stage: Stage, sent: Sequence[Said]) -> None:
    """Wait until everybody's command is saved."""
    for person, said in zip(stage.players, sent, strict=True):
        await saved(person.page, said)
        assert said.outcome == "saved", said.why


async def all_back(stage: Stage, before: dict[str, int]) -> None:
    """Wait until every page that had to be loaded anew was, and all have their connection."""
    await until(
        lambda: all(not page.lost and page.reloads >= before.get(page.who, 0) for page in stage.pages())
    )


def reloads_expected(stage: Stage, name: str) -> dict[str, int]:
    """How often each page will have been loaded anew when ``name`` is gone."""
    return {page.who: page.reloads + (place(page) == name) for page in stage.pages()}


def votes_kept(both: Several, stage: Stage, sent: Sequence[Said]) -> None:
    """Every vote that was acknowledged is in the journal, once, and the rows have no gap."""
    with closing(open_journal(both.database.url())) as journal:
        rows = list(journal.read(stage.run))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    kept = Counter(row.command for row in rows if row.name == "vote-cast")
    assert {said.id: kept[said.id] for said in sent if said.outcome == "saved"} == {
        said.id: 1 for said in sent
    }


def complaints(both: Several) -> list[str]:
    """What went wrong inside of the processes."""
    logs = [log.read_text("utf-8", "replace") for log in both.logs()]
    return [line for log in logs for line in log.splitlines() if "Traceback" in line]
