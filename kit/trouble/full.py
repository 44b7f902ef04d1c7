"""A disk that is full, for a server under rehearsal, and has room again.

Root has a small disk of its own (a tmpfs), and a file that takes the rest of it. Everybody else, and root
half of the time, has a quota: the system lets no file of the server grow beyond a size (RLIMIT_FSIZE), which
may end in the middle of a write. Both refuse what is written, and nothing else.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.testbed.serverproc import JOURNAL, Server

SIZE = "16m"
FILLER = "somebody-elses-film.mp4"
PIECES = (2**16, 2**12, 1)  # bytes; the disk is full to the last of them


@contextmanager
def small_disk(folder: Path, size: str = SIZE) -> Iterator[bool]:
    """A small disk at ``folder``, for a while; yields whether this user may make one."""
    made = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if os.name != "posix" or os.geteuid() != 0:
        yield False
        return
    try:
        allowed = subprocess.run(made, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    try:
        yield allowed
    finally:
        if allowed:  # lazily: the last process may still be going
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """A file takes what is left of the small disk at the server's folder, to the last byte."""
    filler = server.folder / FILLER
    with filler.open("wb", buffering=0) as film:
        for size in PIECES:
            try:
                while film.write(bytes(size)):
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def quota(server: Server, more: int = 0) -> Iterator[None]:
    """No file of the server's may grow beyond the size of its write-ahead log now and ``more`` bytes."""
    import resource  # not on Windows

    log = server.folder / f"{JOURNAL}-wal"
    size = (log.stat().st_size if log.exists() else 0) + more
    _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        if server.pid:
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, most))
