from __future__ import annotations

import os
import subprocess
import sys

from kit.rehearsal.usage import Usage, usage_of


def test_a_child_counts_with_its_parent() -> None:
    before = usage_of(os.getpid())
    program = "print(sum(range(10**7)), flush=True); held = b'x' * 30_000_000; input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        while (added := usage_of(os.getpid()).since(before)).memory < 25:
            assert child.poll() is None
        assert added.cpu > 0
        child.stdin.close()


def test_usage_is_divided_among_people() -> None:
    assert Usage(30.0, 6.0).since(Usage(10.0, 1.0)).each(10) == Usage(2.0, 0.5)
