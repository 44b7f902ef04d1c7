"""The shipped texts as plain data, for tests that look at them without the kit's own reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ("enforcement_action", "hurricane", "wildfire")
each_exercise = pytest.mark.parametrize("slug", EXERCISES)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED = re.compile(r"“[^”]*”")


@lru_cache
def load(path: str) -> Any:
    """The data of a YAML file, by its path from the root of the repository. Do not change it."""
    return yaml.load((ROOT / path).read_text("utf-8"), Loader=_Loader)


def exercise(slug: str) -> Any:
    return load(f"exercises/{slug}/scenario.yaml")


def frame() -> Any:
    return load("exercises/frame.yaml")


def facts() -> dict[str, Any]:
    """Every fact by id."""
    return {fact["id"]: fact for fact in load("kit/facts/facts.yaml")["facts"]}


def steps(data: Any) -> list[Any]:
    return [step for module in data["modules"] for step in module["steps"]]


def injects(data: Any) -> list[Any]:
    return [step for step in steps(data) if "inject" in step]


def decisions(data: Any) -> list[Any]:
    return [step for step in steps(data) if "decision" in step]


def step_ids(data: Any) -> list[str]:
    return [step.get("inject") or step["decision"] for step in steps(data)]


def texts(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a tree with its place."""
    if isinstance(node, str):
        yield at, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, f"{at}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{at}[{index}]")


def all_texts() -> Iterator[tuple[str, str]]:
    """Every text of everything that ships."""
    for slug in EXERCISES:
        yield from texts(exercise(slug), slug)
    yield from texts(frame(), "frame")
    yield from texts(load("kit/facts/facts.yaml"), "facts")


def matches(pattern: re.Pattern[str], *, outside_quotes: bool = False) -> list[str]:
    """Where a pattern stands in the texts."""
    found = []
    for at, text in all_texts():
        said = QUOTED.sub("", text) if outside_quotes else text
        found += [f"{at}: {match[0]}" for match in pattern.finditer(said)]
    return found
