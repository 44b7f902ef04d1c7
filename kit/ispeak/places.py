"""Where languages are spoken (``places.yaml``): countries lead to languages, as hints and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_text, shown_path
from kit.scenario.schema import check_shape
from kit.scenario.source import parse
from kit.scenario.tree import nodes, text, texts, word_pairs

PLACES = Path(__file__).with_name("places.yaml")


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its English name and by its ``own`` names (language -> name); the most spoken first."""

    name: str
    languages: tuple[str, ...]
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """Countries by English name, and what languages call themselves (id -> name)."""

    countries: tuple[Country, ...]
    names: Mapping[str, str]


@lru_cache(maxsize=2)
def read_places(path: Path = PLACES) -> Places:
    """The places of a file. Raises ScenarioError with all that is wrong."""
    data = parse(read_text(path), shown_path(path))
    problems = check_shape(data, path.with_name("places.schema.json"))
    if problems:
        raise ScenarioError(problems)
    countries = tuple(
        Country(text(node, "name"), texts(node, "languages"), dict(word_pairs(node, "own")))
        for node in nodes(data, "countries")
    )
    return Places(countries, dict(word_pairs(data, "languages")))
