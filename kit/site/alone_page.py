"""The page of an exercise for one person: how it goes, which position; then the participant's page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from kit.engine.results import TABLES
from kit.scenario.model import Exercise
from kit.site.alone import Alone
from kit.site.frame import Sheet

_KIT = Path(__file__).resolve().parents[1]
FORMS = {"short": "Short form", "full": "Full form"}


def forms(exercise: Exercise) -> tuple[str, ...]:
    """The forms to play alone, the shorter first."""
    return tuple(sorted(exercise.forms, key=lambda form: exercise.forms[form].minutes))


def path_of(exercise: Exercise, form: str) -> str:
    """The page of a form: the shorter one has the exercise's own name."""
    ending = "" if form == forms(exercise)[0] else f"-{form}"
    return f"exercises/{exercise.slug.replace('_', '-')}{ending}.html"


def table_path(exercise: Exercise, form: str) -> str:
    """The script that holds a form's table of states."""
    return path_of(exercise, form).replace(".html", ".table.js")


def form_title(exercise: Exercise, form: str) -> str:
    """What people call a form; nothing where there is only one."""
    return FORMS.get(form, form.capitalize()) if len(exercise.forms) > 1 else ""


def table_script(exercise: Exercise, form: str, dials: Mapping[str, str]) -> bytes:
    """The table as a script, because a page on a disk may not read a file. Its first line is its mark."""
    table = Alone(exercise, form, _known(exercise, dials)).table()
    written = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return table_mark(exercise, form, dials) + f"globalThis.kitTable = {written};\n".encode()


def table_mark(exercise: Exercise, form: str, dials: Mapping[str, str]) -> bytes:
    """A line that says what a table was made of: the same line, the same table."""
    made_of = repr((exercise, form, sorted(_known(exercise, dials).items()), _program()))
    return f"/* {hashlib.sha256(made_of.encode()).hexdigest()} */\n".encode()


def _known(exercise: Exercise, dials: Mapping[str, str]) -> dict[str, str]:
    return {id: value for id, value in dials.items() if id in exercise.dial_by_id}


@lru_cache(maxsize=1)
def _program() -> str:
    """A mark of the rules that make tables: who changes them gets new ones."""
    rules = [path for name in ("engine", "scenario") for path in (_KIT / name).glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted([*rules, *Path(__file__).parent.glob("alone*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sheet(exercise: Exercise, form: str) -> Sheet:
    """The page around it."""
    title = form_title(exercise, form)
    return Sheet(
        path=path_of(exercise, form),
        kind="alone",
        title=f"{exercise.title}, alone" + (f", {title.lower()}" if title else ""),
        parts={
            "exercise": exercise,
            "form": title,
            "minutes": exercise.forms[form].minutes,
            "ground": exercise.frame,
            "tables": list(_tables(exercise)),
            "others": [
                (form_title(exercise, other), exercise.forms[other].minutes, path_of(exercise, other))
                for other in forms(exercise)
                if other != form
            ],
        },
        styles="alone.css",
        scripts=(table_path(exercise, form), "alone.js"),
    )


def _tables(exercise: Exercise) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    numbered = list(enumerate(exercise.positions))
    for table, group in groupby(numbered, key=lambda row: row[1].table):
        yield TABLES.get(table, table), [(at, place.title, place.brief) for at, place in group]
