"""What a server uses: memory and processor time of a process and all its children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psutil

MEGABYTE = 2**20
LOOKS = 20  # at a family in which somebody has ended meanwhile, until one look finds everybody


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
    """A process and its children now. Raises psutil.NoSuchProcess when it is gone.

    The time of whoever has ended stands with the parent that waited for it, wherever in the family (on
    Linux; elsewhere it is lost, as it is when nobody waited). So somebody who ends while we go round would
    count twice or not at all: then we go round again."""
    root = psutil.Process(pid)
    for _ in range(LOOKS):
        before = _family(root)
        found = list(_each(before))
        if len(found) == len(before) and _family(root) == before:
            break
    return Usage(sum(one.memory for one in found), sum(one.cpu for one in found))


def _family(root: psutil.Process) -> list[psutil.Process]:
    """The process and all that come from it; compared by number and by when they began."""
    return [root, *root.children(recursive=True)]


def _each(family: list[psutil.Process]) -> Iterator[Usage]:
    for process in family:
        try:
            times = process.cpu_times()
            memory = 0.0 if process.status() == psutil.STATUS_ZOMBIE else process.memory_full_info().uss
        except psutil.NoSuchProcess:
            if process is family[0]:
                raise
            continue
        cpu = times.user + times.system + times.children_user + times.children_system
        yield Usage(memory / MEGABYTE, cpu)
