"""What a process did to its files and said to others, in order: recorded by strace, read back here.

strace stops the process at every system call it is asked for, and writes it down before it lets it go on; so
the order of the lines is the order in which things can have depended on each other. A call that ran while
others went on stands on two lines; ``Event.begun`` says where it began.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CALLS = (
    "pwrite64,write,pwritev,pwritev2,writev,sendto,sendmsg,sendfile,ftruncate,truncate,fallocate,"
    "copy_file_range,fsync,fdatasync,sync_file_range,openat,open,creat,unlink,unlinkat,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir"
)
LONGEST = 2**20  # bytes of one call: more than a server sends at once
WRITTEN_WITHIN = 10.0  # seconds until strace has written the end down
MISSING = (
    "Power cuts need strace, which tells what reached the disk when; it is not here. On Debian: apt-get"
    " install strace. On Fedora: dnf install strace. Elsewhere than on Linux this cannot be rehearsed."
)


class TapeError(Exception):
    """A tape that cannot be made or read; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Event:
    """A call that has ended. ``begun``: how many others had ended when it began; its own number, if none
    ended meanwhile. ``at``: a file's or folder's path, or for what was said the name of a pipe or socket."""

    kind: str  # write | truncate | sync | make | folder | unlink | say
    at: str
    begun: int
    data: bytes = b""
    place: int = 0  # of a write: where; of a truncate: the new size


def recording(tape: Path) -> list[str]:
    """What to put in front of a command so that what it does is written to ``tape``. Raises TapeError.

    The command keeps its process id, and strace goes when it goes (``-DD``)."""
    strace = shutil.which("strace")
    if strace is None:
        raise TapeError(MISSING)
    if said := forbidden():
        raise TapeError(f"strace may not watch a program here: {said}. In a container, allow it SYS_PTRACE.")
    looks = ["-DD", "-f", "--seccomp-bpf", "-y", "-xx", "-s", str(LONGEST)]
    return [strace, *looks, "-A", "-o", str(tape), "-e", f"trace={CALLS}", "-e", "signal=none"]


@cache
def forbidden() -> str:
    """What strace says where the system does not let it watch anybody, as in some containers; else ""."""
    tried = ["strace", "-f", "-e", "trace=write", "true"]
    try:
        done = subprocess.run(tried, capture_output=True, text=True)
    except OSError:
        return ""  # it is not here, which ``recording`` says
    return done.stderr.strip().partition("\n")[0] if done.returncode else ""


def ended(tape: Path, pid: int) -> bool:
    """Wait until the end of process ``pid`` stands on the tape; whether it does."""
    mark = re.compile(rf"^{pid} +\+\+\+ (exited|killed)".encode(), re.MULTILINE)
    until = time.monotonic() + WRITTEN_WITHIN
    while time.monotonic() < until:
        with tape.open("rb") as file:
            file.seek(max(0, tape.stat().st_size - 4096))
            if mark.search(file.read()):
                return True
        time.sleep(0.02)
    return False


def read_tape(tape: Path, root: Path) -> list[Event]:
    """What happened to files and folders below ``root``, and all that was said to pipes and sockets.

    Raises TapeError for a call on those files that a disk here knows nothing about."""
    begun: dict[str, tuple[int, str]] = {}
    events: list[Event] = []
    with tape.open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            who, _, call = line.rstrip("\n").partition(" ")
            call = call.lstrip()
            if call.endswith("<unfinished ...>"):
                begun[who] = (len(events), call.removesuffix("<unfinished ...>"))
                continue
            start = len(events)
            if call.startswith("<... "):
                start, first = begun.pop(who, (start, ""))
                call = first + call.partition(" resumed>")[2]
            try:
                events += _events(call, str(root.resolve()), start)
            except ValueError as problem:
                raise TapeError(f"{tape.name}:{number}: {problem}") from problem
    return events


_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE = re.compile(r"(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*|[^>]*)>")
_NUMBERS = re.compile(r", (-?\d+)")
_WRITES = ("pwrite64", "ftruncate", "fsync", "fdatasync", "openat", "unlink", "unlinkat", "mkdir", "mkdirat")
_SAYS = ("write", "writev", "sendto", "sendmsg", "sendfile")


def _events(call: str, root: str, begun: int) -> Iterator[Event]:
    """The event of one line; none for what failed, or does not matter. Raises ValueError."""
    found = _CALL.match(call)
    if found is None or int(found[3]) < 0:
        return
    name, rest, result = found[1], found[2], int(found[3])
    handle = _HANDLE.search(rest)
    at = _plain(handle[1]) if handle else ""
    texts = [_bytes(text) for text, _ in _TEXT.findall(rest)]
    if name in _SAYS and not at.startswith("/"):
        yield Event("say", at, begun, b"".join(texts)[:result])
        return
    named = name in ("openat", "unlink", "unlinkat", "mkdir", "mkdirat")
    path = _joined(at, texts[0].decode()) if named and texts else at
    if not (path == root or path.startswith(f"{root}/")):
        return
    if name not in _WRITES:
        raise ValueError(f"expected only {', '.join(_WRITES)} below {root}, got {name} of {path}")
    yield from _of_file(name, rest, Event(_KINDS[name], path, begun, *_body(name, rest, texts, result)))


_KINDS = {
    "pwrite64": "write",
    "ftruncate": "truncate",
    "fsync": "sync",
    "fdatasync": "sync",
    "openat": "make",
    "unlink": "unlink",
    "unlinkat": "unlink",
    "mkdir": "folder",
    "mkdirat": "folder",
}


def _body(name: str, rest: str, texts: Sequence[bytes], result: int) -> tuple[bytes, int]:
    numbers = [int(n) for n in _NUMBERS.findall(_TEXT.sub("", rest))]
    match name:
        case "pwrite64":
            return texts[0][:result], numbers[-1]
        case "ftruncate":
            return b"", numbers[-1]
        case _:
            return b"", 0


def _of_file(name: str, rest: str, event: Event) -> Iterator[Event]:
    if name == "openat" and "O_TRUNC" in rest:
        raise ValueError(f"expected no file below to be emptied when it is opened, got {event.at}")
    if name != "openat" or "O_CREAT" in rest:
        yield event


def _joined(folder: str, path: str) -> str:
    return path if path.startswith("/") else f"{folder}/{path}"


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _plain(text: str) -> str:
    return _bytes(text).decode("utf-8", "replace") if text.startswith("\\x") else text
