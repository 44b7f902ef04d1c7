"""A briefing given through two processes: people answer in both, and one of them stands still meanwhile."""

from __future__ import annotations

import os
import signal

from kit.measurement.gathering import compared, place
from kit.rehearsal.briefing_script import read_briefing, script_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.ledger import rows_in
from kit.rehearsal.play import Wish, rehearse
from kit.rehearsal.stage import Stage
from kit.testbed.several import NAMES, Several
from kit.testbed.wire import Browser
from tests.several.crowd import complaints

SHORT = "sle"  # a module with few slides
PEOPLE = 6


async def test_while_a_process_stands_still_the_briefing_goes_on_in_the_other_and_it_wakes_up_harmless(
    both: Several,
) -> None:
    """It accepts connections and answers nothing: the proxy finds out, and its people come over."""
    seats: set[str] = set()
    still: list[str] = []

    async def stand_still_in_the_middle(stage: Stage) -> None:
        slide = stage.desk.view["slide"]
        if slide and slide["number"] == 4 and not still:
            seats.update(place(person.page) for person in stage.players)
            still.append(next(name for name in NAMES if name != place(stage.desk)))
            os.kill(both.servers[still[0]].pid, signal.SIGSTOP)

    script = script_of(read_briefing(SHORT), PEOPLE, 0, 7)
    chaos = Chaos(kills=True, haste=0.1)
    given = rehearse(both.url, both.key, script, Wish("full"), chaos, between=[stand_still_in_the_middle])
    stage, documents = await given
    os.kill(both.servers[still[0]].pid, signal.SIGCONT)
    assert stage.findings == []
    assert seats == set(NAMES)
    assert {place(person.page) for person in stage.players} == set(NAMES) - set(still)
    found = compared(stage, rows_in(documents.journal.decode()))
    assert (found.lost, found.doubled, found.changed) == ([], [], [])
    await both.proxy_knows(still[0])
    awake = Browser(both.servers[still[0]].url, stage.browser.cookies)
    assert (await awake.get(f"/run/{stage.run}/journal.jsonl")).raw == documents.journal
    assert complaints(both) == []
