"""Throw-away virtual environments for those we are measured beside, each with pinned versions.

They lie under ``.bench`` beside ``.venv``, are named after what they hold, used again as long as that does
not change, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.testbed.serverproc import ROOT

PINS = Path(__file__).with_name("peers")
HOME = ROOT / ".bench"
DONE = "complete"  # a file in an environment that pip has finished
MAKE_WITHIN = 600.0  # seconds for pip
RETRIES = 1


class NotMeasured(Exception):
    """A contender cannot take part; the text says why, and the rest goes on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How environments may be had: ``make`` those that are missing, or ``fresh`` ones in any case."""

    make: bool = True
    fresh: bool = False
    home: Path = HOME
    pins: Path = PINS


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that is there. ``version``: of the package it was made for; ``python``: its own."""

    programs: Path
    version: str
    python: str

    @property
    def path(self) -> str:
        """The PATH under which its programs are found first."""
        return f"{self.programs}{os.pathsep}{os.environ.get('PATH', '')}"


def environment(name: str, wanted: Wanted, newest: Sequence[str] = ()) -> Environment:
    """The environment for the package ``name``, made from its pins when it is not there.

    ``newest``: Pythons to prefer, as "3.12", when this computer has them. Raises NotMeasured."""
    pins = wanted.pins / f"{name}.txt"
    python = next(_pythons(newest))
    digest = hashlib.sha256(f"{pins.read_text('utf-8')}{python}".encode()).hexdigest()[:12]
    place = wanted.home / f"{name}-{digest}"
    if not (place / DONE).exists() or wanted.fresh:
        if not wanted.make:
            raise NotMeasured(f"{name} is not installed here; the full `build.py bench` installs it")
        _make(name, place, python, pins)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    version, _, own = (place / DONE).read_text("utf-8").partition(" ")
    return Environment(programs, version, own)


def _pythons(newest: Sequence[str]) -> Iterator[str]:
    """Pythons of these versions that start, then the one that runs this."""
    for version in newest:
        kept = sorted(
            Path.home().glob(f".pyenv/versions/{version}.*/bin/python")
        )  # it keeps them off the PATH
        for program in filter(None, [shutil.which(f"python{version}"), *map(str, kept)]):
            if subprocess.run([program, "-c", ""], capture_output=True).returncode == 0:
                yield program
    yield getattr(sys, "_base_executable", sys.executable)


def _make(name: str, place: Path, python: str, pins: Path) -> None:
    """Make an environment and fill it. Raises NotMeasured with what pip said last."""
    shutil.rmtree(place, ignore_errors=True)
    own = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    pip = [own, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
    _run(name, [python, "-m", "venv", str(place)])
    _run(name, [*pip, "install", "--retries", str(RETRIES), "--timeout", "10", "-r", str(pins)])
    said = _run(name, [own, "-c", _ASK.replace("NAME", name)])
    (place / DONE).write_text(said.strip(), "utf-8")


_ASK = "import sys; from importlib.metadata import version; print(version('NAME'), sys.version.split()[0])"


def _run(name: str, command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MAKE_WITHIN)
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"{name} could not be installed within {MAKE_WITHIN:g} s") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        last = (errors or done.stderr.splitlines() or ["nothing was said"])[-1]
        raise NotMeasured(f"{name} could not be installed: {re.sub(r'https?://[^ ]+', 'the index', last)}")
    return done.stdout
