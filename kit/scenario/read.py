"""Scenario text to the frozen model, or everything that is wrong with it, each with file and line.

The text goes through four hands: ``source`` (YAML with lines, nothing dangerous), ``schema`` (its
shape), ``references`` (its names) and ``build`` (the model). Whether the story *works*, on every path
and under every dial, is the business of ``check``.
"""

from __future__ import annotations

from pathlib import Path

from kit.scenario.build import build_exercise
from kit.scenario.build_frame import build_frame
from kit.scenario.model import Exercise, Frame, Where
from kit.scenario.problems import Problem, ScenarioError, Severity
from kit.scenario.references import check_frame_references, check_references
from kit.scenario.schema import check_shape
from kit.scenario.source import SIZE_LIMIT, Map, parse

__all__ = [
    "Problem",
    "ScenarioError",
    "Severity",
    "exercise_from_texts",
    "read_exercise",
    "read_frame",
    "read_text",
    "shown_path",
]

_HERE = Path(__file__).parent
SCENARIO_SCHEMA = _HERE / "scenario.schema.json"
FRAME_SCHEMA = _HERE / "frame.schema.json"


def read_exercise(path: Path) -> Exercise:
    """The exercise in ``exercises/<slug>/scenario.yaml``, with the frame that stands two folders up.

    Raises ScenarioError with all problems of the file (or of the frame)."""
    frame = path.parent.parent / "frame.yaml"
    exercise = exercise_from_texts(read_text(path), read_text(frame), path)
    if exercise.slug != path.parent.name:
        message = f'the slug is "{exercise.slug}" but the folder is "{path.parent.name}".'
        raise ScenarioError([Problem(exercise.where, message, "Make them the same.", rule="names")])
    return exercise


def exercise_from_texts(scenario_text: str, frame_text: str, path: Path) -> Exercise:
    """The exercise of two texts already in hand, as a run keeps them; ``path`` is only for messages.

    Raises ScenarioError with all problems."""
    frame_data = _frame_data(frame_text, path.parent.parent / "frame.yaml")
    data = parse(scenario_text, shown_path(path))
    problems = [*check_shape(data, SCENARIO_SCHEMA), *check_references(data, frame_data)]
    if problems:
        raise ScenarioError(problems)
    return build_exercise(data, build_frame(frame_data))


def read_frame(path: Path) -> Frame:
    """What all exercises share, from ``exercises/frame.yaml``. Raises ScenarioError."""
    return build_frame(_frame_data(read_text(path), path))


def read_text(path: Path) -> str:
    """The text of a file. Raises ScenarioError if it is missing, too large or not UTF-8."""
    where = Where(shown_path(path), 1)
    try:
        if not path.is_file():  # a device or a pipe would be read for ever
            path.stat()
            raise ScenarioError([Problem(where, "this is no file.", "Put the scenario's own file there.")])
        if path.stat().st_size > SIZE_LIMIT:
            message = f"the file is larger than {SIZE_LIMIT // 1_000_000} MB."
            raise ScenarioError([Problem(where, message, "Split it, or look for something pasted twice.")])
        return path.read_text("utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})."
        raise ScenarioError([Problem(where, message, "Check the name of the folder.")]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        message = "this line is not UTF-8 text."
        raise ScenarioError([Problem(Where(where.path, line), message, "Save it as UTF-8.")]) from None


def shown_path(path: Path) -> str:
    """A path as messages show it: from ``exercises`` or ``briefings`` on, never the machine's own folders."""
    parts = path.parts
    for name in ("exercises", "briefings", "kit"):
        if name in parts:
            start = len(parts) - 1 - parts[::-1].index(name)
            return "/".join(parts[start:])
    return "/".join(parts[-3:])


def _frame_data(frame_text: str, path: Path) -> Map:
    data = parse(frame_text, shown_path(path))
    problems = [*check_shape(data, FRAME_SCHEMA), *check_frame_references(data)]
    if problems:
        raise ScenarioError(problems)
    return data
