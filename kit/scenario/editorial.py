"""The kit's editorial rules as checks: each trap is one small rule with an id.

The rules follow the kit's editorial page: section 12 (the table in ``traps``), section 2 (neutral
words) and section 6 (no phone lines, no office holders).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kit.scenario.model import Exercise
from kit.scenario.passages import Passage
from kit.scenario.problems import Problem
from kit.scenario.traps import LOADED, TRAPS, Trap

NEAR = 120  # characters on each side in which an excusing word counts


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_LOADED = {word: re.compile(rf"(?i)\b(?:{word})\b") for word in LOADED}
_COMPILED = {trap.id: re.compile(trap.find) for trap in TRAPS}
SHELTER_DATA = re.compile(r"(?i)\b(?:shelter|reunif|victim|register|registration)")


def check_editorial(passages: Iterable[Passage]) -> list[Problem]:
    """Every trap and loaded word in the passages."""
    found: list[Problem] = []
    for passage in passages:
        for trap in TRAPS:
            found += trapped(trap, passage)
        found += loaded_words(passage)
    return found


def trapped(trap: Trap, passage: Passage) -> Iterator[Problem]:
    """The places where a passage steps into one trap."""
    if trap.products and passage.product not in trap.products:
        return
    if trap.cites and trap.cites <= passage.cites:
        return
    if trap.context and re.search(trap.context, passage.context + " " + " ".join(sorted(passage.cites))):
        return
    text = passage.text if trap.quoted else _without_quotes(passage.text)
    for match in _COMPILED[trap.id].finditer(text):
        near = text[max(0, match.start() - NEAR) : match.end() + NEAR]
        if not (trap.unless and re.search(trap.unless, near, re.IGNORECASE)):
            message = f"{passage.id}, {passage.part}: “{match[0].strip()}” {trap.message}"
            yield Problem(passage.where, message, trap.hint, trap.severity, trap.id)


def loaded_words(passage: Passage) -> Iterator[Problem]:
    """Loaded labels outside quotation marks."""
    text = _without_quotes(passage.text)
    for word, pattern in _LOADED.items():
        for match in pattern.finditer(text):
            message = f"{passage.id}, {passage.part}: “{match[0]}” is a loaded word in the kit's own voice."
            hint = f"Say: {LOADED[word]}. Or quote it, with who said it."
            yield Problem(passage.where, message, hint, "error", "loaded-word")


def check_capabilities(exercise: Exercise) -> list[Problem]:
    """Intelligence and Information Sharing is about threats, never about shelter or victim data (CAP-04)."""
    problems = []
    for objective in exercise.objectives:
        text = " ".join((objective.text, *(target.text for target in objective.targets)))
        if "Intelligence and Information Sharing" in objective.capabilities and SHELTER_DATA.search(text):
            message = (
                f"{objective.id}: Intelligence and Information Sharing stands for shelter or victim data."
            )
            hint = "Reunification and registration belong to Mass Care Services (CAP-04)."
            problems.append(Problem(objective.where, message, hint, "warning", "intelligence-capability"))
    return problems


def _without_quotes(text: str) -> str:
    """The text with quoted spans blanked out, so that places stay the same."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)
