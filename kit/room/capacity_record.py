"""What this computer was measured to carry, as a file beside the journal.

It is about the computer, so it says which one, and which version of the kit: of another it says nothing.
"""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypedDict

import msgspec

from kit import __version__

FILE = "capacity.json"


class Step(msgspec.Struct, frozen=True):
    """One size of the room. Milliseconds at the 99th percentile; ``trouble``: a sentence, or ""."""

    people: int
    inject: float = 0.0
    vote: float = 0.0
    trouble: str = ""


class Record(msgspec.Struct, frozen=True):
    """What was measured. ``people``: the largest room that was carried, 0 for none; ``least``: no larger one
    was tried, so that it carries at least so many. ``air``: bytes over the network for one person, by
    occasion. ``busy``: the share of the processors that other programs used; ``battery``: it ran on one."""

    at: str  # ISO date and time with its zone
    kit: str
    machine: str
    people: int
    least: bool
    steps: tuple[Step, ...]
    air: dict[str, float] = {}
    busy: float = 0.0
    battery: bool = False


class Known(TypedDict):
    """The record for a page. ``stale``: why it may no longer be true, as data: "" | kit | computer."""

    people: int
    least: bool
    date: str  # ISO date
    inject: float
    vote: float
    beyond: int  # the size that was too much, 0 where none was
    trouble: str
    stale: Literal["", "kit", "computer"]
    busy: float
    battery: bool
    air: dict[str, float]


def this_machine() -> str:
    """The computer in words that change when it is another one: processor, cores, memory."""
    with suppress(ValueError, OSError, AttributeError):
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return f"{_processor()}, {os.cpu_count()} cores, {gigabytes:.0f} GB"
    return f"{_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return platform.processor() or platform.machine()


def keep(folder: Path, record: Record) -> Path:
    """Write the record into the journal's folder, whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path, fresh = folder / FILE, folder / f"{FILE}.new"
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    fresh.replace(path)
    return path


def kept(folder: Path | None) -> Record | None:
    """The record in a journal's folder; None where there is none that can be read."""
    if folder is None:
        return None
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return None


def known(record: Record) -> Known:
    """A record as pages get it."""
    carried = next((step for step in record.steps if step.people == record.people), Step(0))
    beyond = record.steps[-1] if record.steps and not record.least else Step(0)
    return {
        "people": record.people,
        "least": record.least,
        "date": _date(record.at),
        "inject": carried.inject,
        "vote": carried.vote,
        "beyond": beyond.people,
        "trouble": beyond.trouble,
        "stale": "computer"
        if record.machine != this_machine()
        else "kit"
        if record.kit != __version__
        else "",
        "busy": record.busy,
        "battery": record.battery,
        "air": record.air,
    }


def _stale(record: Record) -> Literal["", "kit", "computer"]:
    if record.machine != this_machine():
        return "computer"
    return "kit" if record.kit != __version__ else ""


def _date(at: str) -> str:
    with suppress(ValueError):
        return datetime.fromisoformat(at).date().isoformat()
    return date.min.isoformat()
