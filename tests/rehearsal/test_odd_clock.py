from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kit.testbed.serverproc import ROOT
from kit.trouble.blows import ASLEEP, KINDS, blow
from kit.trouble.odd_clock import BEFORE, HOUR, JUMPS, ZONE, OddClock, jump

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo(ZONE)).timestamp()

READS = """
import sys
from kit.trouble.odd_clock import obey
obey(sys.argv[1])
import time
from time import time as taken_by_name
for _ in sys.stdin:
    boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**9
    print(int(taken_by_name()), time.time_ns() // 10**9, boot, int(time.monotonic()), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the clock that counts sleep is Linux's")
def test_a_process_sees_its_clocks_set_while_it_runs(tmp_path: Path) -> None:
    clock = OddClock(tmp_path / "clock")
    command = [sys.executable, "-c", READS, str(clock.path)]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        seen = []
        for ahead, asleep in ((0, 0), (-5 * HOUR, 0), (0, 1200)):
            clock.set_forth(ahead)
            clock.sleep(asleep)
            reader.stdin.write("\n")
            reader.stdin.flush()
            seen.append([int(word) for word in reader.stdout.readline().split()])
        reader.stdin.close()
    first, set_back, slept = seen
    assert [round((b - a) / 60) for a, b in zip(first, set_back, strict=True)] == [-300, -300, 0, 0]
    assert [round((b - a) / 60) for a, b in zip(set_back, slept, strict=True)] == [20, 20, 20, 0]


def test_jumps_go_hours_forth_and_back_and_to_just_before_midnight_and_the_end_of_summer_time() -> None:
    there = {how: datetime.fromtimestamp(NOON + jump(how, 0.5, NOON), ZoneInfo(ZONE)) for how in JUMPS}
    assert [there[how].strftime("%m-%d %H:%M:%S") for how in JUMPS] == [
        "11-22 17:00:00", "11-22 07:00:00", "11-21 23:59:58", "11-01 01:59:58",
    ]  # fmt: skip
    change = there["summer time"]
    assert (
        change.utcoffset() != datetime.fromtimestamp(change.timestamp() + BEFORE, ZoneInfo(ZONE)).utcoffset()
    )


def test_a_clock_that_is_ahead_is_right_again_before_a_start_and_one_that_is_behind_is_not(
    tmp_path: Path,
) -> None:
    clock = OddClock(tmp_path / "clock")
    clock.set_forth(HOUR)
    clock.sleep(60)
    clock.put_right()
    assert (clock.wall, clock.asleep) == (60, 60)
    clock.set_forth(-HOUR)
    clock.put_right()
    assert (clock.wall, clock.asleep) == (60 - HOUR, 60)


def test_every_kind_of_blow_is_drawn_and_a_closed_lid_never_lasts_longer_than_a_time_limit() -> None:
    drawn = [blow(7, number, 8, KINDS) for number in range(200)]
    assert drawn == [blow(7, number, 8, KINDS) for number in range(200)]
    assert {one.kind for one in drawn} == set(KINDS)
    assert {one.again is None for one in drawn if one.kind == "clock jump"} == {True, False}
    assert max(one.lasts + one.share * ASLEEP for one in drawn) < 15 * 60
    assert {blow(7, number, 8).kind for number in range(50)} == {"kill"}
