"""Typed looks into a text tree: each says what it expects, and fails with the line when it is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from kit.scenario.model import ALWAYS, Condition, Test, Where
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.source import Map, Seq

_TRUST = re.compile(r"([<>])=([-+]?\d+)\Z")


def fail(where: Where, message: str, hint: str = "") -> NoReturn:
    """Raise ScenarioError with this one problem."""
    raise ScenarioError([Problem(where, message, hint, rule="shape")])


def text(node: Map, key: str, default: str | None = None) -> str:
    """The text under a key, without spaces at its ends. A number is taken as it is written."""
    value = node.get(key, default)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        fail(node.at(key), f'"{key}" must be text.')
    return str(value).strip()


def number(node: Map, key: str, default: int | None = None) -> int:
    """The whole number under a key."""
    value = node.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        fail(node.at(key), f'"{key}" must be a whole number.')
    return value


def flag(node: Map, key: str) -> bool:
    """Whether a key is there and true."""
    value = node.get(key, False)
    if not isinstance(value, bool):
        fail(node.at(key), f'"{key}" must be true or false.')
    return value


def texts(node: Map, key: str) -> tuple[str, ...]:
    """The list of texts under a key; a single text counts as a list of one, nothing as none."""
    value = node.get(key)
    if value is None:
        return ()
    if not isinstance(value, Seq):
        return (text(node, key),)
    for index, item in enumerate(value):
        if not isinstance(item, str | int | float) or isinstance(item, bool):
            fail(value.at(index), f'"{key}" must be a list of texts.')
    return tuple(str(item).strip() for item in value)


def mapping(node: Map, key: str) -> Map:
    """The mapping under a key; an empty one where the key is missing."""
    value = node.get(key)
    if value is None:
        return Map(node.path, node.line)
    if not isinstance(value, Map):
        fail(node.at(key), f'"{key}" must be keys and values.')
    return value


def seq(node: Map, key: str) -> Seq:
    """The list under a key; an empty one where the key is missing."""
    value = node.get(key)
    if value is None:
        return Seq(node.path, node.line)
    if not isinstance(value, Seq):
        fail(node.at(key), f'"{key}" must be a list.')
    return value


def nodes(node: Map, key: str) -> Iterator[Map]:
    """The mappings of the list under a key."""
    items = seq(node, key)
    for index, item in enumerate(items):
        if not isinstance(item, Map):
            fail(items.at(index), f'"{key}" must be a list of keys and values.')
        yield item


def pairs(node: Map, key: str) -> Iterator[tuple[str, Map]]:
    """The names and mappings under a key."""
    for name, item in mapping(node, key).items():
        if not isinstance(item, Map):
            fail(mapping(node, key).at(name), f'"{name}" must be keys and values.')
        yield name, item


def word_pairs(node: Map, key: str) -> tuple[tuple[str, str], ...]:
    """A mapping of names to texts, as pairs in the order written."""
    inner = mapping(node, key)
    return tuple((name, text(inner, name)) for name in inner)


def number_pairs(node: Map, key: str) -> tuple[tuple[str, int], ...]:
    """A mapping of names to whole numbers, as pairs in the order written."""
    inner = mapping(node, key)
    return tuple((name, number(inner, name)) for name in inner)


def condition(node: Map, key: str = "when") -> Condition:
    """The condition under a key; the one that always holds where there is none."""
    when = mapping(node, key)
    return _condition(when) if when else ALWAYS


def _condition(when: Map) -> Condition:
    tests = tuple(_test(when, key) for key in when if key != "any")
    return Condition(tests, tuple(_condition(part) for part in nodes(when, "any")))


def _test(when: Map, key: str) -> Test:
    if key != "trust":
        return Test(key, texts(when, key))
    low, high = None, None
    for bound in texts(when, key):
        match = _TRUST.match(bound)
        if match is None:
            fail(when.at(key), f'trust cannot be "{bound}".', 'Write ">=1" or "<=-2".')
        if match[1] == ">":
            low = int(match[2])
        else:
            high = int(match[2])
    return Test("trust", at_least=low, at_most=high)
