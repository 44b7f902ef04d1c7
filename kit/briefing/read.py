"""Briefing texts to the frozen model, or everything that is wrong with them, each with file and line.

Text goes through the hands that exercises go through: ``scenario.source`` (YAML with lines, nothing
dangerous), ``scenario.schema`` (its shape), ``references`` (its names), ``build`` (the model). Whether a
module is complete, true to its facts and plain is the business of ``check``.
"""

from __future__ import annotations

from pathlib import Path

from kit.briefing.build import build_module, build_review
from kit.briefing.frame import Frame, build_frame
from kit.briefing.model import Module, Review, Where
from kit.briefing.references import check_quotes, check_references
from kit.briefing.review import judged
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_text, shown_path
from kit.scenario.schema import check_shape
from kit.scenario.source import Map, parse

__all__ = ["BRIEFINGS", "module_from_texts", "read_frame", "read_module", "shaped", "shown_path"]

BRIEFINGS = Path(__file__).resolve().parents[2] / "briefings"
_HERE = Path(__file__).parent


def read_module(path: Path) -> Module:
    """The module in ``briefings/<key>/module.yaml``, with the review beside it.

    Without a review.yaml every gate is open. Raises ScenarioError with all problems of both files."""
    review = path.with_name("review.yaml")
    return module_from_texts(read_text(path), read_text(review) if review.exists() else "", path)


def module_from_texts(module_text: str, review_text: str, path: Path) -> Module:
    """The module of two texts already in hand ("" for no review); ``path`` names folder and messages.

    Raises ScenarioError with all problems."""
    problems: list[Problem] = []
    review = Review(where=Where(shown_path(path.with_name("review.yaml")), 1))
    if review_text:
        try:
            review = build_review(shaped(review_text, path.with_name("review.yaml"), "review"))
        except ScenarioError as error:
            problems += error.problems
    try:
        data = shaped(module_text, path, "module")
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    problems += check_references(data)
    if data["key"].lower() != path.parent.name:
        message = f'the key is {data["key"]} but the folder is "{path.parent.name}".'
        problems.append(
            Problem(data.at("key"), message, "The folder is the key in small letters.", rule="names")
        )
    if problems:
        raise ScenarioError(problems)
    return judged(build_module(data, review))


def read_frame(path: Path = BRIEFINGS / "frame.yaml") -> Frame:
    """What all briefings share. Raises ScenarioError."""
    return build_frame(shaped(read_text(path), path, "frame"))


def shaped(text: str, path: Path, schema: str) -> Map:
    """The tree of a text that fits ``kit/briefing/<schema>.schema.json``. Raises ScenarioError."""
    data = parse(text, shown_path(path))
    problems = check_quotes(data) or check_shape(data, _HERE / f"{schema}.schema.json")
    if problems:
        raise ScenarioError(problems)
    return data
