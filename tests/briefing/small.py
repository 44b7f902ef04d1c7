"""A small module as text (``small.yaml``), with everything the format knows, for tests to break."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from kit.briefing.check import ModuleCheck, check_module
from kit.briefing.frame import Frame
from kit.briefing.model import Module
from kit.briefing.read import module_from_texts, read_frame
from kit.facts.base import load_facts
from kit.scenario.frame import Dial
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame

ROOT = Path(__file__).resolve().parents[2]
PATH = Path("briefings/det/module.yaml")
DAY = date(2026, 7, 1)

MODULE = (Path(__file__).parent / "small.yaml").read_text("utf-8")
REVIEW = """\
format: 1
gates:
  - {gate: 1, by: AB, date: 2026-06-01}
  - {gate: 2, by: "", date: ""}
  - {gate: 3}
  - {gate: 4}
  - {gate: 7}
  - {gate: 8}
  - {gate: 9}
initialled: [DET-19]
log:
  - {date: 2026-06-01, by: AB, text: Two words mended.}
"""


def text(*changes: tuple[str, str]) -> str:
    """The small module with pieces replaced; each piece must be there."""
    changed = MODULE
    for old, new in changes:
        assert old in changed, f"not in the small module: {old}"
        changed = changed.replace(old, new, 1)
    return changed


def read(*changes: tuple[str, str], review: str = REVIEW) -> Module:
    """The small module with pieces of its text replaced."""
    return module_from_texts(text(*changes), review, PATH)


def problems(*changes: tuple[str, str], review: str = REVIEW) -> tuple[Problem, ...]:
    """What the reader says about the small module with pieces replaced; () if it reads."""
    try:
        read(*changes, review=review)
    except ScenarioError as error:
        return error.problems
    return ()


def check(*changes: tuple[str, str], review: str = REVIEW, day: date = DAY) -> ModuleCheck:
    """The check of the small module with pieces replaced."""
    return check_module(read(*changes, review=review), frame(), load_facts(), day)


def rules(*changes: tuple[str, str], review: str = REVIEW) -> list[str]:
    """The rules the small module breaks with pieces replaced."""
    return [problem.rule for problem in check(*changes, review=review).problems]


def line_of(piece: str, changed: str = MODULE) -> int:
    """The line on which a piece of the text first stands."""
    return changed[: changed.index(piece)].count("\n") + 1


@lru_cache
def frame() -> Frame:
    """The shipped frame of the briefings."""
    return read_frame()


@lru_cache
def dials() -> tuple[Dial, ...]:
    """The shipped posture dials."""
    return read_exercise_frame(ROOT / "exercises" / "frame.yaml").dials
