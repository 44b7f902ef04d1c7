"""What a server uses: memory and processor time of a process and all its children."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import psutil

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Usage:
    """``memory`` in MB: what the processes hold for themselves alone (unique set size), so that libraries
    they share with others do not count. ``cpu`` in seconds."""

    memory: float
    cpu: float

    def since(self, before: Usage) -> Usage:
        """What was added."""
        return Usage(self.memory - before.memory, self.cpu - before.cpu)

    def each(self, people: int) -> Usage:
        """Divided among people."""
        return Usage(self.memory / people, self.cpu / people)


def usage_of(pid: int) -> Usage:
    """A process and its children now. Raises psutil.NoSuchProcess when it is gone."""
    root = psutil.Process(pid)
    memory = cpu = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            cpu += times.user + times.system
            memory += process.memory_full_info().uss / MEGABYTE
    ended = root.cpu_times()
    return Usage(memory, cpu + ended.children_user + ended.children_system)
