"""Decisions, their options, dial rules and talking sheets: text tree to model."""

from __future__ import annotations

from kit.scenario.model import Decision, DialRule, Links, Option, Talk, Tally
from kit.scenario.source import Map
from kit.scenario.tree import (
    condition,
    fail,
    flag,
    mapping,
    nodes,
    number,
    number_pairs,
    pairs,
    text,
    texts,
    word_pairs,
)


def build_decision(node: Map) -> Decision:
    """One decision step. Raises ScenarioError where the tree is not of the expected shape."""
    options = tuple(_option(key, option) for key, option in pairs(node, "options"))
    if len(options) < 2:
        fail(node.at("options"), f"{node.get('decision')} has fewer than two options.", "A choice needs two.")
    return Decision(
        id=text(node, "decision"),
        title=text(node, "title"),
        question=text(node, "question"),
        minutes=number(node, "minutes"),
        options=options,
        dials=tuple(_rule(rule) for rule in nodes(node, "dials")),
        talk=_talk(mapping(node, "talk")),
        cites=texts(node, "cites"),
        where=node.where,
    )


def _option(key: str, node: Map) -> Option:
    return Option(
        key=key,
        text=text(node, "text"),
        consequence=text(node, "consequence"),
        benefit=text(node, "benefit"),
        cost=text(node, "cost"),
        tally=_tally(node),
        sets=word_pairs(node, "set"),
        sets_if=tuple((condition(extra), word_pairs(extra, "set")) for extra in nodes(node, "set_if")),
        story_minutes=number(node, "story_minutes", 0),
        delays=number_pairs(node, "delays"),
        when=condition(node),
        only_if=text(node, "only_if", ""),
        links=Links(
            triggers=texts(node, "triggers"),
            may_trigger=texts(node, "may_trigger"),
            suppresses=texts(node, "suppresses"),
            opens=texts(node, "opens"),
            closes=texts(node, "closes"),
            replaces=word_pairs(node, "replaces"),
        ),
        where=node.where,
    )


def _rule(node: Map) -> DialRule:
    return DialRule(
        note=text(node, "note", ""),
        when=condition(node),
        text=text(node, "text", ""),
        option=text(node, "option") if "option" in node else None,
        tally=_tally(node),
        story_minutes=number(node, "story_minutes", 0),
        close=flag(node, "close"),
        where=node.where,
    )


def _tally(node: Map) -> Tally:
    tally = mapping(node, "tally")
    return Tally(number(tally, "life", 0), number(tally, "trust", 0), number(tally, "legal", 0))


def _talk(node: Map) -> Talk:
    if_asked = tuple((text(pair, "q"), text(pair, "a")) for pair in nodes(node, "if_asked"))
    return Talk(
        points=texts(node, "points"),
        expected=texts(node, "expected"),
        ask=texts(node, "ask"),
        missed=text(node, "missed", ""),
        if_asked=if_asked,
    )
