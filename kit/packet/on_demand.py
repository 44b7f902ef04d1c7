"""One file of a packet, made when somebody asks for it by name.

The name is the one ``pack`` gives it: ``det-officers.pdf``, ``int-officers-287g-card.html``,
``det-officers-deck.html``, ``series-roll_call.docx``. Asked for again, the file is made anew only if
something it is made from has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kit.briefing.review import one_line
from kit.packet.make import make_all
from kit.packet.order import Format, Job, Order, Outcome, jobs_in

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
PICKED = "picked"
"""The name of a series that stands in no file: ``series-picked.html``."""

_NAME = re.compile(r"(?P<stem>[a-z0-9_]{1,40}(?:-[a-z0-9_]{1,40}){0,6})\.(?P<ending>html|pdf|docx|zip)")
_ENTRY = re.compile(r"[A-Z]{3}/[a-z]{1,20}/[a-z0-9]{0,20}")
_AUDIENCES = ("officers", "commanders", "community")
_VERSIONS = ("general", "287g")
_LONGEST = 40  # parts of a picked series: every briefing for every audience is 30


class NoPaper(LookupError):
    """There is no such file, or it cannot be made; the text says why, to a trainer."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A series as somebody put it together on a page. ``entries``: ``DET/officers/`` and so on."""

    title: str
    setting: str
    entries: tuple[str, ...]

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Picked | None:
        """What the fields of an address say; None if they name no part. Raises NoPaper for nonsense."""
        written = fields.get("entries", "")
        if not written:
            return None
        entries = tuple(written.split(","))
        if len(entries) > _LONGEST or not all(_ENTRY.fullmatch(entry) for entry in entries):
            raise NoPaper("The parts of this series cannot be read. Put it together again on the home page.")
        setting = "class" if fields.get("setting") == "class" else "roll_call"
        return cls(one_line(fields.get("title", ""), 200) or "Our series", setting, entries)

    def text(self) -> str:
        """The series as the text of a file."""
        lines = [
            "format: 1",
            f"title: {json.dumps(self.title, ensure_ascii=False)}",
            'about: "Put together on the home page."',
            f"setting: {self.setting}",
            "audience: officers",
            "modules:",
        ]
        for entry in self.entries:
            module, audience, version = entry.split("/")
            more = f', version: "{version}"' if version else ""
            lines.append(f"  - {{module: {module}, audience: {audience}{more}}}")
        return "\n".join(lines) + "\n"


def paper(name: str, order: Order, picked: Picked | None = None) -> tuple[bytes, str]:
    """The bytes of a file and their MIME type. ``order`` says where texts and made files stand.

    Raises NoPaper with a sentence, OSError where the folder cannot be written."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NoPaper(f"There is no paper called {name!r}. Open it from the home page.")
    stem, ending = found["stem"], found["ending"]
    wanted = replace(order, format=_format(stem, ending))
    job, wanted = _series(stem, wanted, picked) if stem.startswith("series-") else _module(stem, wanted)
    (outcome,) = make_all(wanted, [job])
    if name not in outcome.files:
        raise NoPaper(_why(name, outcome))
    return (order.out / name).read_bytes(), TYPES[ending]


def _format(stem: str, ending: str) -> Format:
    if ending == "zip":
        return "scorm12"
    if stem.endswith("-deck"):
        return "slides"
    formats: dict[str, Format] = {"html": "html", "pdf": "pdf", "docx": "docx"}
    return formats[ending]


def _module(stem: str, order: Order) -> tuple[Job, Order]:
    key, *rest = stem.split("-")
    job = jobs_in(order.places).get(key)
    audience = rest[0] if rest else ""
    if job is None or job.series or audience not in _AUDIENCES:
        raise NoPaper(f"There is no briefing called {stem!r}. Open its papers from the home page.")
    return job, replace(order, audience=audience, version=next((v for v in rest[1:] if v in _VERSIONS), ""))


def _series(stem: str, order: Order, picked: Picked | None) -> tuple[Job, Order]:
    name = re.sub(r"-(deck|scorm12)$", "", stem.removeprefix("series-"))
    jobs = jobs_in(order.places)
    if picked and name == PICKED:
        every = tuple(text for job in jobs.values() if not job.series for text in job.texts)
        order.out.mkdir(parents=True, exist_ok=True)
        path = order.out / f"{PICKED}.yaml"
        path.write_text(picked.text(), "utf-8")
        return Job(PICKED, (path, *every), path), order
    job = jobs.get(name)
    if job is None or job.series is None:
        raise NoPaper(f"There is no series called {name!r}. Open its papers from the home page.")
    return job, order


def _why(name: str, outcome: Outcome) -> str:
    if outcome.problems:
        return f"{name} cannot be made. {outcome.problems[0]}"
    return f"There is no paper called {name!r} in this briefing. Open it from the home page."
