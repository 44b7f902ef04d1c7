"""A disk that loses its power: what it may hold afterwards, given what was written and what was synced.

The model is a hard one. What was synced is there. Of the rest anything may be there or not, whatever the
order in which it was written: each write, each of its 512-byte sectors, each change of a size, each name in a
folder. A name is safe when its folder was synced; a file's bytes, when the file was. Sectors are written
whole or not at all, and what stands beside a write is not touched by it (SQLite's "powersafe overwrite").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kit.trouble.tape import Event

SECTOR = 512
WAYS = ("nothing", "everything", "in order", "some", "sectors", "sectors and sizes")
"""How much of what was not synced the disk holds after a cut."""

Keep = Callable[[], bool]


@dataclass(slots=True)
class _File:
    """``safe``: the bytes the disk has; ``waiting``: what it may have, with the number of the event."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, Event]] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    """The names in a folder: those that the disk has, those the system shows, and what may be written yet."""

    safe: dict[str, _File] = field(default_factory=dict)
    seen: dict[str, _File] = field(default_factory=dict)
    waiting: list[tuple[int, str, _File | None]] = field(default_factory=list)  # None: unlinked


class Disk:
    """A folder ``root``, empty and safe at the start, and what is below it."""

    def __init__(self, root: Path) -> None:
        self._root = str(root.resolve())
        self._folders: dict[str, _Folder] = {self._root: _Folder()}
        self._count = 0

    def take(self, event: Event) -> None:
        """The next event of a tape."""
        number, self._count = self._count, self._count + 1
        match event.kind:
            case "write" | "truncate":
                self._file(event.at).waiting.append((number, event))
            case "make" | "folder" | "unlink":
                self._name(number, event)
            case "sync" if event.at in self._folders:
                self._sync_names(self._folders[event.at], event.begun)
            case "sync":
                _sync_bytes(self._file(event.at), event.begun)

    def _file(self, path: str) -> _File:
        folder, _, name = path.rpartition("/")
        return self._folders[folder].seen[name]

    def _name(self, number: int, event: Event) -> None:
        parent, _, name = event.at.rpartition("/")
        folder = self._folders[parent]
        if event.kind == "make" and name in folder.seen:
            return
        if event.kind == "folder":
            self._folders.setdefault(event.at, _Folder())
        new = None if event.kind == "unlink" else _File()
        if new is None:
            folder.seen.pop(name)
        else:
            folder.seen[name] = new
        folder.waiting.append((number, name, new))

    def _sync_names(self, folder: _Folder, begun: int) -> None:
        for number, name, file in folder.waiting:
            if number < begun:
                _enter(folder.safe, name, file)
        folder.waiting = [waits for waits in folder.waiting if waits[0] >= begun]

    def now(self) -> dict[str, bytes]:
        """Every file as the system shows it: path -> bytes."""
        found = {}
        for path, folder in self._folders.items():
            for name, file in folder.seen.items():
                if f"{path}/{name}" not in self._folders:
                    found[f"{path}/{name}"] = bytes(_written(file.safe, (e for _, e in file.waiting)))
        return found

    def after_a_cut(self, throw: Random, way: str, begun: Iterable[Event] = ()) -> dict[str, bytes]:
        """Every file as the disk may hold it after a cut now: path -> bytes. ``begun``: calls on the way."""
        on_the_way: dict[str, list[Event]] = {}
        for event in begun:
            if event.kind in ("write", "truncate"):
                on_the_way.setdefault(event.at, []).append(event)
        keep = _keeper(throw, way)
        found: dict[str, bytes] = {}
        self._look(self._root, (throw, way, keep), on_the_way, found)
        return found

    def _look(
        self,
        path: str,
        chance: tuple[Random, str, Keep],
        on_the_way: Mapping[str, list[Event]],
        found: dict[str, bytes],
    ) -> None:
        folder = self._folders[path]
        names = dict(folder.safe)
        for _, name, file in folder.waiting:
            if chance[2]():
                _enter(names, name, file)
        for name, file in names.items():
            where = f"{path}/{name}"
            if where in self._folders:
                self._look(where, chance, on_the_way, found)
            else:
                waiting = [event for _, event in file.waiting]
                if folder.seen.get(name) is file:
                    waiting += on_the_way.get(where, [])
                found[where] = _torn(file.safe, waiting, chance)


def _enter(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _sync_bytes(file: _File, begun: int) -> None:
    _written(file.safe, (event for number, event in file.waiting if number < begun), new=False)
    file.waiting = [waits for waits in file.waiting if waits[0] >= begun]


def _written(safe: bytearray, events: Iterable[Event], *, new: bool = True) -> bytearray:
    """The bytes after these events, in a copy unless not ``new``."""
    content = bytearray(safe) if new else safe
    for event in events:
        if event.kind == "truncate":
            _resize(content, event.place)
        else:
            _resize(content, max(len(content), event.place))
            content[event.place : event.place + len(event.data)] = event.data
    return content


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


def _keeper(throw: Random, way: str) -> Keep:
    """Says of one piece after the other whether the disk has it."""
    left = throw.randint(0, 12) if way == "in order" else 0
    share = throw.choice((0.1, 0.5, 0.9))

    def in_order() -> bool:
        nonlocal left
        left -= 1
        return left >= 0

    ways: dict[str, Keep] = {"nothing": lambda: False, "everything": lambda: True, "in order": in_order}
    return ways.get(way, lambda: throw.random() < share)


def _torn(safe: bytearray, waiting: list[Event], chance: tuple[Random, str, Keep]) -> bytes:
    throw, way, keep = chance
    pieces = [piece for event in waiting for piece in (_sectors(event) if "sectors" in way else (event,))]
    content = _written(safe, (piece for piece in pieces if keep()))
    if way == "sectors and sizes" and waiting:
        most = max(event.place + len(event.data) for event in waiting)
        end = throw.randint(len(content), max(len(content), most))  # the size was written, the bytes were not
        content.extend(throw.choice((bytes, throw.randbytes))(end - len(content)))
    return bytes(content)


def _sectors(event: Event) -> Iterable[Event]:
    """A write in the pieces that a disk writes at once."""
    if event.kind != "write":
        yield event
        return
    start, end = event.place, event.place + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        part = event.data[start - event.place : stop - event.place]
        yield Event("write", event.at, event.begun, part, start)
        start = stop
