from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from kit.testbed import usage
from kit.testbed.usage import Usage, usage_of

# A server, its worker and the worker's helper. Each hears a line and goes on; what it says goes up.
HELPER = """
import sys
held = b"x" * 30_000_000
print(sum(range(10**7)), flush=True)
sys.stdin.readline()
"""
WORKER = """
import subprocess, sys
helper = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
helper.stdout.readline()
print("helped", flush=True)
sys.stdin.readline()
helper.communicate()
print("alone", flush=True)
sys.stdin.readline()
"""
SERVER = """
import subprocess, sys
sys.stdin.readline()
worker = subprocess.Popen(
    [sys.executable, "-c", *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
print(worker.stdout.readline(), end="", flush=True)
for line in sys.stdin:
    print(line, end="", file=worker.stdin, flush=True)
    print(worker.stdout.readline().strip() or f"ended {worker.wait()}", flush=True)
"""

ROUNDED = 0.05  # seconds: the system counts in hundredths, and rounds each process for itself
Go = Callable[[], str]


@contextmanager
def family() -> Iterator[tuple[int, Go]]:
    """A process of our own, with nobody else's children; it goes on by one step each time it is told."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, WORKER, HELPER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:

        def go() -> str:
            assert parent.stdin is not None
            assert parent.stdout is not None
            print(file=parent.stdin, flush=True)
            return parent.stdout.readline().strip()

        yield parent.pid, go
        parent.kill()


def test_whoever_comes_from_a_process_counts_with_it_also_when_they_have_ended() -> None:
    with family() as (pid, go):
        before = usage_of(pid)
        assert go() == "helped"
        worked = usage_of(pid)
        added = worked.since(before)
        assert added.memory > 25
        assert added.cpu > 0
        assert go() == "alone"  # the helper ended; its time stands with the worker
        assert usage_of(pid).cpu > worked.cpu - ROUNDED
        assert usage_of(pid).memory < worked.memory - 25
        assert go() == "ended 0"  # and now all of it with the server
        assert usage_of(pid).cpu > worked.cpu - ROUNDED
        assert psutil.Process(pid).children() == []


def test_somebody_who_ends_while_we_look_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with family() as (pid, go):
        go()
        each = usage._each
        looks: list[int] = []

        def ending(members: list[psutil.Process]) -> Iterator[Usage]:
            """The helper is looked at first; then it ends, and its time goes over to the worker."""
            looks.append(len(members))
            for member in members[::-1]:
                yield from each([member])
                if len(looks) == 1 and member is members[-1]:
                    go()

        monkeypatch.setattr(usage, "_each", ending)
        found = usage_of(pid)
        assert looks == [3, 2]
        assert found.cpu == pytest.approx(usage_of(pid).cpu, abs=ROUNDED)


def test_a_process_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], cwd=tmp_path, env=dict(os.environ)) as gone:
        gone.wait()
    with pytest.raises(psutil.NoSuchProcess):
        usage_of(gone.pid)


def test_usage_is_divided_among_people() -> None:
    assert Usage(30.0, 6.0).since(Usage(10.0, 1.0)).each(10) == Usage(2.0, 0.5)
