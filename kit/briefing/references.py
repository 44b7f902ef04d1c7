"""The names in a module's text tree: brackets, ids, audiences, versions, and what points to what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.briefing.lines import bracket_faults
from kit.briefing.pictures import check_pictures
from kit.scenario.model import Where
from kit.scenario.problems import Problem, did_you_mean
from kit.scenario.source import Map, Seq
from kit.scenario.tree import mapping, nodes, texts

# What is printed as a heading or read by a machine holds no facts and no placeholders.
_BARE = ("title", "heading", "alt", "publisher", "name")
_LISTS = ("cites", "key_facts")
_WITH_IDS = ("storyboard", "slides", "polls", "cards", "check")


def check_quotes(data: Map) -> list[Problem]:
    """A line with a colon and no quotes is read as a key; told here, as no other message would help."""
    found = []
    for node in _maps(data):
        for key in node:
            if "[LOCAL" in key or len(key.split()) > 3:
                message = f"“{key[:40]}” was read as a key of its own: a colon or a comma splits the line."
                hint = 'Put the whole text in double quotes: "…".'
                found.append(Problem(node.at(key), message, hint, rule="yaml"))
    return found


def check_references(data: Map) -> list[Problem]:
    """Everything wrong with the names in a module of good shape."""
    names = [*_brackets(data), *_twins(data), *_versions(data), *_audiences(data), *_pointers(data)]
    return [*names, *check_pictures(data)]


def _brackets(data: Map) -> Iterator[Problem]:
    for key, text, where in _texts(data):
        if key in _LISTS:
            continue
        for message, hint in bracket_faults(text):
            yield Problem(where, message, hint, rule="brackets")
        if key in _BARE and "[" in text:
            message = f'"{key}" holds no brackets.'
            yield Problem(where, message, "Cite the fact in a line beside it.", rule="brackets")


def _twins(data: Map) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for key in _WITH_IDS:
        for node in nodes(data, key):
            id = node["id"]
            if id in seen:
                message = f'the id "{id}" was already used on line {seen[id]}.'
                yield Problem(node.at("id"), message, "Ids are unique in a module.", rule="names")
            seen.setdefault(id, node.line)


def _versions(data: Map) -> Iterator[Problem]:
    known = [node["key"] for node in nodes(data, "versions")]
    for node in _maps(data):
        said = node.get("version")
        if said is not None and said not in known:
            hint = did_you_mean(said, known) or 'List it under "versions" first.'
            yield Problem(node.at("version"), f'there is no version "{said}".', hint, rule="names")


def _audiences(data: Map) -> Iterator[Problem]:
    known = texts(data, "audiences")
    for node in _maps(data):
        for said in texts(node, "for"):
            if said not in known:
                message = f'"{said}" is none of the audiences of this module.'
                yield Problem(node.at("for"), message, did_you_mean(said, known), rule="names")


def _pointers(data: Map) -> Iterator[Problem]:
    for node in nodes(data, "check"):
        options = mapping(node, "options")
        if node["answer"] not in options:
            message = f"{node['id']}: the answer {node['answer']} is none of its options."
            yield Problem(node.at("answer"), message, did_you_mean(node["answer"], options), rule="names")
    questions = [node["id"] for key in ("check", "polls") for node in nodes(data, key)]
    for node in nodes(data, "slides"):
        if "ask" in node and node["ask"] not in questions:
            message = f'{node["id"]}: there is no poll or check question "{node["ask"]}".'
            yield Problem(node.at("ask"), message, did_you_mean(node["ask"], questions), rule="names")


def _maps(data: Map) -> Iterator[Map]:
    """Every mapping of a tree."""
    stack: list[Any] = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, Map):
            yield node
        stack += list(node.values()) if isinstance(node, Map) else node if isinstance(node, Seq) else []


def _texts(data: Map) -> Iterator[tuple[str, str, Where]]:
    """Every text of a tree with its key and its place; an item of a list has the key of the list."""
    stack: list[tuple[str, Any, Where]] = [("", data, data.where)]
    while stack:
        key, node, where = stack.pop()
        if isinstance(node, Map):
            stack += [(name, value, node.at(name)) for name, value in node.items()]
        elif isinstance(node, Seq):
            stack += [(key, value, node.at(index)) for index, value in enumerate(node)]
        elif isinstance(node, str):
            yield key, node, where
