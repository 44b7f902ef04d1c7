"""The checked text tree becomes the frozen model. Runs only on text without shape and name problems."""

from __future__ import annotations

from kit.scenario import clock
from kit.scenario.build_decision import build_decision
from kit.scenario.model import (
    AgendaItem,
    Bridge,
    Effects,
    Ending,
    Exercise,
    Finale,
    Flag,
    Form,
    Frame,
    Inject,
    Module,
    Moment,
    Objective,
    Position,
    PrivateInject,
    StoryClock,
    Target,
    Wording,
)
from kit.scenario.source import Map
from kit.scenario.tree import (
    condition,
    fail,
    flag,
    mapping,
    nodes,
    number,
    pairs,
    seq,
    text,
    texts,
    word_pairs,
)


def build_exercise(data: Map, frame: Frame) -> Exercise:
    """The exercise of a text tree. Raises ScenarioError where the tree is not of the expected shape."""
    modules = tuple(_module(node) for node in nodes(data, "modules"))
    steps = [step for node in nodes(data, "modules") for step in nodes(node, "steps")]
    discussion = mapping(data, "discussion")
    return Exercise(
        id=text(data, "id"),
        slug=text(data, "slug"),
        title=text(data, "title"),
        about=text(data, "about"),
        hazard=text(data, "hazard", ""),
        setting=text(data, "setting"),
        fiction=texts(data, "fiction"),
        languages=texts(data, "languages"),
        clock=_clock(mapping(data, "clock")),
        frame=frame,
        dials=texts(data, "dials"),
        flags=tuple(_flag(id, node) for id, node in pairs(data, "flags")),
        positions=tuple(_position(id, node) for id, node in pairs(data, "positions")),
        objectives=tuple(_objective(node) for node in nodes(data, "objectives")),
        modules=modules,
        injects=tuple(_inject(step) for step in steps if "inject" in step),
        privates=tuple(_private(id, node) for id, node in pairs(data, "privates")),
        decisions=tuple(build_decision(step) for step in steps if "inject" not in step),
        finale=_finale(mapping(data, "finale")),
        forms={name: _form(name, node, modules) for name, node in pairs(data, "forms")},
        expected_overall=texts(data, "expected_overall"),
        discussion={table: texts(discussion, table) for table in discussion},
        where=data.where,
    )


def _clock(node: Map) -> StoryClock:
    try:
        weekday, minute = clock.read_zero(text(node, "zero"))
    except ValueError as error:
        fail(node.at("zero"), f"{error}.")
    starts = _moment(node, "starts").minutes
    return StoryClock(weekday, minute, starts, text(node, "before", ""), text(node, "after", ""))


def _moment(node: Map, key: str) -> Moment:
    try:
        return clock.read_moment(text(node, key))
    except ValueError as error:
        fail(node.at(key), f"{error}.")


def _flag(id: str, node: Map) -> Flag:
    values = texts(node, "values")
    if not values:
        fail(node.at("values"), f"the flag {id} has no values.", "The first one is how it starts.")
    return Flag(id, values, text(node, "keep"), text(node, "meaning", ""), node.where)


def _position(id: str, node: Map) -> Position:
    table = text(node, "table")
    return Position(id, text(node, "title"), text(node, "short"), table, text(node, "brief"), node.where)


def _objective(node: Map) -> Objective:
    return Objective(
        text(node, "id"),
        text(node, "text"),
        texts(node, "capabilities"),
        texts(node, "evidence"),
        tuple(_target(target) for target in nodes(node, "targets")),
        text(node, "watch_for", ""),
        node.where,
    )


def _target(node: Map) -> Target:
    evidence = texts(node, "evidence")
    return Target(text(node, "id"), text(node, "text"), texts(node, "tasks"), evidence, node.where)


def _module(node: Map) -> Module:
    steps = (text(step, "inject" if "inject" in step else "decision") for step in nodes(node, "steps"))
    return Module(
        text(node, "id"),
        text(node, "title"),
        text(node, "span", ""),
        tuple(_wording(opening) for opening in nodes(node, "openings")),
        number(node, "opening_minutes", 0),
        tuple(steps),
        text(node, "key_issues", ""),
        node.where,
    )


def _wording(node: Map) -> Wording:
    return Wording(text(node, "id"), text(node, "text"), condition(node), node.where)


def _inject(node: Map) -> Inject:
    id = text(node, "inject")
    effects = mapping(node, "effects")
    wordings = tuple(_wording(wording) for wording in nodes(node, "wordings"))
    return Inject(
        id=id,
        title=text(node, "title"),
        at=_moment(node, "at"),
        sender=text(node, "from"),
        channel=text(node, "channel"),
        to=texts(node, "to"),
        minutes=number(node, "minutes"),
        wordings=wordings or (Wording(id, text(node, "text"), where=node.at("text")),),
        when=condition(node),
        effects=Effects(number(effects, "trust", 0), word_pairs(effects, "set")),
        contingency=flag(node, "contingency"),
        joint_call=flag(node, "joint_call"),
        audience=text(node, "audience", "everyone"),
        expected=texts(node, "expected"),
        cites=texts(node, "cites"),
        where=node.where,
    )


def _private(id: str, node: Map) -> PrivateInject:
    return PrivateInject(id, text(node, "to"), text(node, "module"), text(node, "text"), node.where)


def _finale(node: Map) -> Finale:
    endings = tuple(
        Ending(
            text(ending, "id"),
            text(ending, "title"),
            text(ending, "text"),
            text(ending, "held"),
            text(ending, "cost"),
            condition(ending),
            ending.where,
        )
        for ending in nodes(node, "endings")
    )
    if not endings:
        fail(node.where, "the exercise has no endings.", "Add at least one under finale.")
    tails = tuple(_wording(tail) for tail in nodes(node, "tails"))
    return Finale(number(node, "minutes"), endings, tails, texts(node, "discuss"))


def _form(name: str, node: Map, modules: tuple[Module, ...]) -> Form:
    """Without ``steps`` a form plays everything; with them, only what they name."""
    agenda = tuple(_agenda(node))
    blocks = {item.what for item in agenda}
    played = tuple(module for module in modules if module.id in blocks)
    chosen = mapping(node, "steps")
    steps = {m.id: texts(chosen, m.id) if chosen else m.steps for m in played}
    stand_ins = mapping(node, "stand_ins")
    bridges = (
        Bridge(text(b, "id"), text(b, "after"), text(b, "text"), number(b, "minutes", 2))
        for b in nodes(node, "bridges")
    )
    return Form(
        name=name,
        minutes=number(node, "minutes"),
        agenda=agenda,
        modules=tuple(module.id for module in played),
        steps=steps,
        stand_ins={decision: texts(stand_ins, decision) for decision in stand_ins},
        bridges=tuple(bridges),
        call_cut=number(node, "call_cut", 0),
        rated=texts(node, "rated"),
        where=node.where,
    )


def _agenda(node: Map) -> list[AgendaItem]:
    rows = seq(node, "agenda")
    items: list[AgendaItem] = []
    for index, row in enumerate(rows):
        match row:
            case [str(what), int(minutes)] if not isinstance(minutes, bool):
                items.append(AgendaItem(what, minutes))
            case _:
                fail(rows.at(index), "a row of the agenda is [block, minutes].", "For example [M1, 38].")
    return items
