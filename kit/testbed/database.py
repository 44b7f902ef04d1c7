"""A PostgreSQL server of our own, with a data folder that is thrown away: for tests and measurements.

It listens on a Unix socket in its folder and nowhere else, runs under another user where we are root
(PostgreSQL refuses to), and is ended by its process id. It can be killed and started again, as real ones are.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil

READY_WITHIN = 120.0
USERS = ("postgres", "nobody")  # the first that there is runs the server, where we are root
SECRET = "for-tests-only"  # of the user ``guest``; all others come in without one

_RULES = "local all guest scram-sha-256\nlocal all all trust\n"
_DEBIAN = Path("/usr/lib/postgresql")


class NoDatabase(Exception):
    """PostgreSQL is not here, or did not start; the text says what to do."""


def programs() -> Path:
    """The folder with initdb and postgres: on the PATH, or where Debian puts them, the newest first.

    Raises NoDatabase."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = [folder for folder in _DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if not versions:
        raise NoDatabase(
            "PostgreSQL is needed here, its server included. On Debian: apt-get install postgresql."
            " On Fedora: dnf install postgresql-server. On macOS: brew install postgresql."
        )
    return max(versions, key=lambda folder: float(folder.parent.name))


class Database:
    """One server. ``start`` and ``stop`` may be called in turn; the data stay until the folder goes."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._programs = programs()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._as_whom = _another_user(folder)
        if not (folder / "data").exists():
            self._make()

    def _make(self) -> None:
        command = [
            str(self._programs / "initdb"), "--pgdata", str(self.folder / "data"), "--username", "kit",
            "--encoding", "UTF8", "--no-locale", "--auth", "trust", "--no-sync",
        ]  # fmt: skip
        made = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, **self._as_whom)
        if made.returncode:
            raise NoDatabase(f"initdb failed. It said:\n{made.stdout}{made.stderr}")
        (self.folder / "data" / "pg_hba.conf").write_text(_RULES)

    def url(self, database: str = "postgres", *, user: str = "kit", **more: str) -> str:
        """The journal's URL. ``more`` are libpq's parameters."""
        return f"postgresql://{quote(user)}@/{database}?{urlencode({'host': str(self.folder), **more})}"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / ".s.PGSQL.5432"

    @property
    def pid(self) -> int:
        """Of the server's first process. 0 when it does not run."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it, and wait until it lets people in. Raises NoDatabase."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **self._settings}
        chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *chosen]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._as_whom
            )
        until = time.monotonic() + READY_WITHIN
        while not self.ask("select 1"):
            if self._process.poll() is not None or time.monotonic() > until:
                said = (self.folder / "server.log").read_text("utf-8", "replace")[-2000:]
                self.stop()
                raise NoDatabase(f"PostgreSQL did not start. It said:\n{said}")
            time.sleep(0.05)

    def ask(self, statement: str) -> str:
        """What the server answers, as text; "" if it does not. By its own client, so that no driver of
        ours is tested with itself."""
        command = [*self._client(), "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        return done.stdout.strip() if done.returncode == 0 else ""

    def hold(self, statement: str, database: str = "postgres") -> subprocess.Popen[str]:
        """A client that has done this, and stays as it is until it is told more, or ended."""
        pipe = subprocess.PIPE
        command = self._client(database)
        client = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=self.folder)
        assert client.stdin is not None and client.stdout is not None
        client.stdin.write(f"{statement}; select 'held';\n")
        client.stdin.flush()
        client.stdout.readline()
        return client

    def _client(self, database: str = "postgres") -> list[str]:
        client = str(self._programs / "psql")
        return [client, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url(database)]

    def freeze(self) -> None:
        """All of its processes stand still, as when its disk does not answer; connections stay open."""
        for process in self._family():
            process.suspend()

    def thaw(self) -> None:
        """They go on."""
        for process in self._family():
            process.resume()

    def _family(self) -> list[psutil.Process]:
        first = psutil.Process(self.pid)
        return [first, *first.children(recursive=True)]

    def stop(self, *, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it: SIGQUIT at once and without a shutdown, as when the power goes; SIGINT in good order."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(how)
            self._process.wait()
            self._process = None


def _another_user(folder: Path) -> dict[str, Any]:
    """How Popen starts a program as somebody who is not root; that somebody then owns the folder."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    someone = next((known[name] for name in USERS if name in known), None)
    if someone is None:
        raise NoDatabase("PostgreSQL refuses to run as root, and there is no user postgres or nobody here.")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, someone.pw_uid, someone.pw_gid)
    return {"user": someone.pw_uid, "group": someone.pw_gid, "extra_groups": []}


@contextmanager
def own_database(settings: Mapping[str, str] | None = None) -> Iterator[Database]:
    """A server that runs, in a folder that is gone afterwards. ``settings`` are PostgreSQL's.

    Raises NoDatabase."""
    with tempfile.TemporaryDirectory(prefix="kit-pg-") as name:  # short: a socket's path has 107 bytes
        Path(name).chmod(0o755)
        database = Database(Path(name), settings or {})
        try:
            database.start()
            yield database
        finally:
            database.stop()


if __name__ == "__main__":
    with own_database() as shown:
        sys.stdout.write(f"{shown.url()}\n")
