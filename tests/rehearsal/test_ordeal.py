"""Everything that can befall a run, at once and for real. Nothing is lost or doubled."""

from __future__ import annotations

from kit.scenario.model import Exercise
from kit.trouble.blows import KINDS, Kind
from kit.trouble.ordeal import FAULTS, Ordeal, bear

SEED = 9
MINI = "roundtable"  # one exercise after the other, and longer ones, are for ``build.py rehearse``


async def test_whatever_befalls_server_people_and_network_nothing_is_lost_or_doubled(
    exercises: dict[str, Exercise],
) -> None:
    """A kill, a full disk, a clock that is set and a closed lid, while people reload, drop out and tap
    twice behind connections that are cut in the middle of frames."""
    befalls: dict[Kind, int] = {"full disk": 1, "clock jump": 1, "closed lid": 1}
    ordeal = Ordeal(
        exercises[MINI], 1, people=3, evaluators=1, seed=SEED, form="full", habits=True, weather="wire",
        haste=0.05, report_every=99, troubles=befalls,
    )  # fmt: skip
    tally, counts = await bear(ordeal)
    assert {name: getattr(tally, name) for name in FAULTS} == {name: [] for name in FAULTS}
    assert {kind: tally.blows[kind] >= times for kind, times in ordeal.blows.items()} == dict.fromkeys(
        KINDS, True
    )
    assert counts["reload"] > 0
    assert counts["cut: reset"] > 0
    assert counts["connection back"] > 0
    assert counts["runs compared with an undisturbed house"] == counts["runs"] == 1
    assert counts["commands acknowledged"] > 60
