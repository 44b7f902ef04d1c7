"""The checked text tree becomes the frozen model. Runs only on text without shape and name problems."""

from __future__ import annotations

from typing import Any

from kit.briefing.lines import line, typeset
from kit.briefing.model import (
    EMPTY,
    Card,
    CardPart,
    Change,
    CheckQuestion,
    Column,
    Discussion,
    Gate,
    Line,
    LogEntry,
    LogTemplate,
    Minutes,
    Module,
    Packet,
    Planner,
    PlannerRow,
    Poll,
    Question,
    Resource,
    Review,
    Scene,
    Slide,
    Version,
)
from kit.briefing.pictures import picture
from kit.scenario.source import Map, Seq
from kit.scenario.tree import mapping, nodes, number, seq, text, texts


def build_module(data: Map, review: Review) -> Module:
    """The module of a text tree. Raises ScenarioError where the tree is not of the expected shape."""
    kind = text(data, "kind")
    talk = mapping(data, "discussion")
    titles = mapping(data, "titles")
    return Module(
        key=text(data, "key"),
        title=_title(data),
        titles={year: typeset(text(titles, year)) for year in titles},
        kind="topic" if kind == "topic" else "module",
        about=_line(data, "about"),
        aim=_lines(data, "aim"),
        audiences=texts(data, "audiences"),
        versions=tuple(Version(text(v, "key"), _title(v)) for v in nodes(data, "versions")),
        minutes=_minutes(mapping(data, "minutes")),
        situation=_line(data, "situation"),
        storyboard=tuple(_scene(node) for node in nodes(data, "storyboard")),
        slides=tuple(_slide(node) for node in nodes(data, "slides")),
        polls=tuple(_poll(node) for node in nodes(data, "polls")),
        discussion=Discussion(
            *(
                tuple(_question(node) for node in nodes(talk, group))
                for group in ("officers", "leaders", "community")
            )
        ),
        references=tuple(_resource(node) for node in nodes(data, "references")),
        cards=tuple(_card(node) for node in nodes(data, "cards")),
        packet=_packet(mapping(data, "packet")),
        check=tuple(_check(node) for node in nodes(data, "check")),
        changed=tuple(_change(node) for node in nodes(data, "changed")),
        key_facts=texts(data, "key_facts"),
        review=review,
        where=data.where,
    )


def build_review(data: Map) -> Review:
    """The review of a text tree (review.yaml)."""
    return Review(
        gates=tuple(
            Gate(
                gate=number(n, "gate"),
                by=text(n, "by", ""),
                date=text(n, "date", ""),
                note=text(n, "note", ""),
                text=text(n, "text", ""),
                where=n.where,
            )
            for n in nodes(data, "gates")
        ),
        initialled=frozenset(texts(data, "initialled")),
        log=tuple(LogEntry(text(n, "date"), text(n, "by"), text(n, "text")) for n in nodes(data, "log")),
        where=data.where,
    )


def _minutes(node: Map) -> Minutes:
    return Minutes(number(node, "roll_call"), number(node, "class"))


def _scene(node: Map) -> Scene:
    return Scene(
        id=text(node, "id"),
        title=_title(node),
        points=_lines(node, "points"),
        alt=typeset(text(node, "alt")),
        narration=_lines(node, "narration"),
        stop=_line(node, "stop"),
        audiences=texts(node, "for"),
        version=text(node, "version", ""),
        picture=picture(node),
        where=node.where,
    )


def _slide(node: Map) -> Slide:
    return Slide(
        id=text(node, "id"),
        title=_title(node),
        points=_lines(node, "points"),
        notes=_lines(node, "notes"),
        alt=typeset(text(node, "alt")),
        ask=text(node, "ask", ""),
        audiences=texts(node, "for"),
        version=text(node, "version", ""),
        picture=picture(node),
        where=node.where,
    )


def _poll(node: Map) -> Poll:
    return Poll(
        id=text(node, "id"),
        ask=_line(node, "ask"),
        options=_lines(node, "options"),
        audiences=texts(node, "for"),
        version=text(node, "version", ""),
        where=node.where,
    )


def _question(node: Map) -> Question:
    return Question(_line(node, "ask"), _lines(node, "touches"), text(node, "version", ""), node.where)


def _check(node: Map) -> CheckQuestion:
    options = mapping(node, "options")
    return CheckQuestion(
        id=text(node, "id"),
        ask=_line(node, "ask"),
        options={key: _line(options, key) for key in options},
        answer=text(node, "answer"),
        why=_line(node, "why"),
        audiences=texts(node, "for"),
        version=text(node, "version", ""),
        where=node.where,
    )


def _resource(node: Map) -> Resource:
    return Resource(
        title=_title(node),
        publisher=typeset(text(node, "publisher", "")),
        about=_line(node, "about"),
        cites=texts(node, "cites"),
        version=text(node, "version", ""),
        where=node.where,
    )


def _card(node: Map) -> Card:
    return Card(
        id=text(node, "id"),
        title=_title(node),
        sides=number(node, "sides", 1),
        parts=tuple(_part(part) for part in nodes(node, "parts")),
        audiences=texts(node, "for"),
        version=text(node, "version", ""),
        where=node.where,
    )


def _part(node: Map) -> CardPart:
    style: Any = text(node, "style", "text")  # one of Style: the schema allows no other
    heading = typeset(text(node, "heading", ""))
    return CardPart(heading, style, _lines(node, "lines"), text(node, "version", ""), node.where)


def _packet(node: Map) -> Packet:
    planner, log = mapping(node, "planner"), mapping(node, "log")
    rows = tuple(
        PlannerRow(_line(row, "do"), _line(row, "who"), _line(row, "by"), text(row, "version", ""))
        for row in nodes(planner, "rows")
    )
    columns = tuple(Column(typeset(text(c, "name")), _line(c, "help")) for c in nodes(log, "columns"))
    return Packet(
        checklist=_lines(node, "checklist"),
        planner=Planner(_title(planner), _line(planner, "about"), rows),
        log=LogTemplate(_title(log), _line(log, "about"), columns),
        resources=tuple(_resource(resource) for resource in nodes(node, "resources")),
    )


def _change(node: Map) -> Change:
    return Change(_line(node, "then"), _line(node, "now"), text(node, "version", ""), node.where)


def _title(node: Map) -> str:
    return typeset(text(node, "title"))


def _line(node: Map, key: str) -> Line:
    """The line under a key; an empty one where there is none."""
    if key not in node:
        return EMPTY
    value = node[key]
    return _mapped(value) if isinstance(value, Map) else line(text(node, key), node.at(key))


def _lines(node: Map, key: str) -> tuple[Line, ...]:
    """The lines of the list under a key; a single line counts as a list of one."""
    if key in node and not isinstance(node[key], Seq):
        return (_line(node, key),)
    items = seq(node, key)
    return tuple(
        _mapped(item) if isinstance(item, Map) else line(str(item), items.at(index))
        for index, item in enumerate(items)
    )


def _mapped(node: Map) -> Line:
    """A line that is for some only: ``{text: ..., for: officers, version: 287g}``."""
    return line(
        text(node, "text"), node.at("text"), audiences=texts(node, "for"), version=text(node, "version", "")
    )
