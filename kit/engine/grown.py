"""A mapping that grows by one entry at a time, and every earlier one of it still is what it was.

A run remembers each command that was carried out. Copying thousands of them for each of a thousand votes
that wait for the disk took a third of a gigabyte; here all of these states share one dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar

V = TypeVar("V")


class Grown(Mapping[str, V]):
    """Immutable, in the order in which entries came. ``plus`` makes the next one.

    The newest one and all that it came from share a dictionary, in which entries are numbered; each sees
    as many as it has. Who makes another next one of an earlier mapping gets a copy."""

    __slots__ = ("_shared", "_size")

    def __init__(self, entries: Mapping[str, V] | None = None) -> None:
        """A mapping with these entries, which are copied."""
        given = (entries or {}).items()
        self._shared: dict[str, tuple[int, V]] = {key: (n, value) for n, (key, value) in enumerate(given)}
        self._size = len(self._shared)

    def plus(self, key: str, value: V) -> Grown[V]:
        """This mapping with one entry more, or with another value for a key that it has: at its place."""
        shared = self._shared
        tip = len(shared) == self._size  # nobody else went on from here
        if not tip or key in shared:
            shared = dict(islice(shared.items(), self._size))
        place = shared[key][0] if key in shared else len(shared)
        shared[key] = (place, value)
        new: Grown[V] = Grown.__new__(Grown)
        new._shared, new._size = shared, max(self._size, place + 1)
        return new

    def __getitem__(self, key: str) -> V:
        place, value = self._shared[key]
        if place >= self._size:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return islice(self._shared, self._size)

    def __len__(self) -> int:
        return self._size
