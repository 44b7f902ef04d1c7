"""The facts behind a module: they exist, and are told as sure as they are and no surer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.briefing.model import Module
from kit.briefing.passages import Piece, pieces
from kit.facts.base import Fact, FactBase
from kit.facts.status import STATUS_STYLE, blocked
from kit.scenario.citations import OVER, is_over
from kit.scenario.model import Where
from kit.scenario.problems import Problem, did_you_mean

# Words that tell a reader that courts differ, or that a rule does not hold everywhere.
_HEDGED = re.compile(
    r"(?i)\b(?:courts?|judges?|rulings?|appeals?|split|disagree|contest|debated|unsettled|dispute|"
    r"for now|lawsuits?|sued|suits?|challeng|injunction|enjoin|stay(?:ed)?\b|settlement|depends?|"
    r"var(?:y|ies)|each side|counsel|lawyer|not (?:final|settled)|some states|critics|changing|in flux)"
)
_UNSURE = re.compile(
    r"(?i)\b(?:could not confirm|not confirmed|unconfirmed|not known|unknown|unclear|whether|verify|check|"
    r"ask|no longer sure|may have changed|as of|not sure)\b"
)


def check_facts(module: Module, base: FactBase) -> Iterator[Problem]:
    """Everything wrong with the facts a module names."""
    yield from _listed(module, base)
    units: dict[str, str] = {}
    for piece in pieces(module):
        units[piece.unit] = f"{units.get(piece.unit, '')} {piece.line.text}"
    for piece in pieces(module):
        for id in piece.line.cites:
            if id not in base:
                message = f"{piece.id}, {piece.part}: names {id}, which is not in the fact base."
                yield Problem(piece.line.where, message, did_you_mean(id, base.facts), rule="facts")
            else:
                yield from _told(piece, base.get(id), units[piece.unit])


def facts_behind(module: Module, base: FactBase) -> tuple[str, ...]:
    """The ids of all facts a module cites, lists or initials, as far as they exist, in order."""
    ids = {id for piece in pieces(module) for id in piece.line.cites} | set(module.key_facts)
    return tuple(sorted(id for id in ids if id in base))


def _told(piece: Piece, fact: Fact, unit: str) -> Iterator[Problem]:
    """How one fact is told in its place."""
    where, at = piece.line.where, f"{piece.id}, {piece.part}:"
    why = blocked(fact, "open-question" if piece.part == "question" else "other")
    if why:
        yield Problem(where, f"{at} {why}", "Ask it instead.", rule="fact-blocked")
    if piece.part == "then" or not piece.claims:
        return
    if is_over(fact) and not OVER.search(piece.line.text):
        hint = "Say that it was rescinded, replaced or is historical, and when."
        yield Problem(
            where, f"{at} {fact.id} ({fact.badge}) is told as if it still held.", hint, rule="fact-over"
        )
    style = STATUS_STYLE.get(fact.badge)
    if style == "contested" and piece.part != "resource" and not _HEDGED.search(unit):
        hint = "Say that courts differ, where it holds, or that counsel must be asked."
        yield Problem(
            where, f"{at} {fact.id} ({fact.badge}) is told as settled.", hint, "warning", "fact-contested"
        )
    spoken = piece.product == "card" or piece.part == "narration"  # elsewhere the badge stands beside it
    if style == "unknown" and spoken and not _UNSURE.search(unit):
        hint = "Say that we could not confirm it."
        yield Problem(where, f"{at} {fact.id} (UNKNOWN) is told as certain.", hint, "warning", "fact-unknown")


def _listed(module: Module, base: FactBase) -> Iterator[Problem]:
    review = module.review
    lists: tuple[tuple[str, tuple[str, ...], Where], ...] = (
        ("key_facts", module.key_facts, module.where),
        ("initialled", tuple(sorted(review.initialled)), review.where),
    )
    for name, ids, where in lists:
        for id in ids:
            if id not in base:
                message = f"{name} names {id}, which is not in the fact base."
                yield Problem(where, message, did_you_mean(id, base.facts), rule="facts")
    used = {id for piece in pieces(module) for id in piece.line.cites}
    for id in module.key_facts:
        if id in base and id not in used:
            message = f"{id} is a key fact, but no line leans on it."
            yield Problem(module.where, message, "Cite it where it is said.", "warning", "key-fact")
