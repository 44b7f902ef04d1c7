"""A reviewer's initials beside a module (``review.yaml``): who read what, when, and whether it says so still.

With a signature goes the fingerprint of the text that was read. When the text changes later, the signature
is outdated and its gate is open again; a file signed by hand, without a fingerprint, cannot tell.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kit.briefing.build import build_review
from kit.briefing.edit import add_item, put
from kit.briefing.model import Gate, Module, Review
from kit.briefing.passages import pieces
from kit.scenario.problems import ScenarioError
from kit.scenario.schema import check_shape
from kit.scenario.source import parse

EMPTY = """\
# yaml-language-server: $schema=../../kit/briefing/review.schema.json
format: 1
gates: []
initialled: []
log: []
"""
_INITIALS = re.compile(r"[^\W\d_](?:[ .-]?[^\W\d_]){0,4}\.?")


@dataclass(frozen=True, slots=True)
class Signing:
    """What a reviewer signs: gates by number, facts by id, with initials, day and a note."""

    by: str
    day: date
    gates: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""


def fingerprint(module: Module) -> str:
    """Twelve signs that change when a sentence, a source or an answer does; layout does not count."""
    told = [module.key, module.title]
    for piece in pieces(module):
        line = piece.line
        told += [piece.id, piece.part, line.text, *line.cites, *line.audiences, line.version]
    told += [f"{check.id}={check.answer}" for check in module.check]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:12]


def judged(module: Module) -> Module:
    """The module with those gates outdated whose text has changed since they were signed."""
    if not any(gate.text for gate in module.review.gates):
        return module
    now = fingerprint(module)
    gates = tuple(
        replace(gate, outdated=bool(gate.by and gate.text and gate.text != now))
        for gate in module.review.gates
    )
    return replace(module, review=replace(module.review, gates=gates))


def why_not(signing: Signing, today: date) -> str:
    """What is wrong with a signature, in a sentence; "" if it can stand."""
    if not _INITIALS.fullmatch(signing.by):
        return "Write your initials: two to five letters, and no name."
    if signing.day > today:
        return f"{signing.day} is still to come. Write the day on which you read it."
    if not signing.gates and not signing.facts:
        return "Choose what you have read."
    return ""


def signed(written: str, signing: Signing, text: str) -> str:
    """The review file with a signature in it; ``text``: the fingerprint of what was read.

    ``written``: the file as it is, "" for none. Raises ScenarioError if the file is broken."""
    given = _checked(written or EMPTY)
    found = written or EMPTY
    for number in signing.gates:
        gate = Gate(number, signing.by, signing.day.isoformat(), signing.note, text)
        found = _with_gate(found, given, gate)
        given = _checked(found)
    if signing.facts:
        known = sorted(given.initialled | set(signing.facts))
        found = put(found, ["initialled"], f"[{', '.join(known)}]")
    return _logged(found, signing, _told("Signed", signing))


def taken_back(written: str, signing: Signing) -> str:
    """The review file without these signatures: the gates are open again, the facts wait for initials."""
    given, found = _checked(written or EMPTY), written or EMPTY
    for number in signing.gates:
        found = _with_gate(found, given, Gate(number))
    if signing.facts:
        left = sorted(given.initialled - set(signing.facts))
        found = put(found, ["initialled"], f"[{', '.join(left)}]")
    return _logged(found, signing, _told("Took back", signing))


def _with_gate(found: str, given: Review, gate: Gate) -> str:
    numbers = [known.gate for known in given.gates]
    line = f"{{gate: {gate.gate}, by: {_q(gate.by)}, date: {_q(gate.date)}, note: {_q(gate.note)}"
    line += f", text: {_q(gate.text)}}}" if gate.text else "}"
    if gate.gate in numbers:
        return put(found, ["gates", numbers.index(gate.gate)], line)
    return add_item(found, "gates", line)


def _told(verb: str, signing: Signing) -> str:
    gates = f"gate {', '.join(map(str, signing.gates))}" if signing.gates else ""
    facts = f"facts {', '.join(signing.facts)}" if signing.facts else ""
    note = f" {signing.note}" if signing.note else ""
    return f"{verb} {' and '.join(part for part in (gates, facts) if part)}.{note}"


def _logged(found: str, signing: Signing, said: str) -> str:
    line = f"{{date: {_q(signing.day.isoformat())}, by: {_q(signing.by)}, text: {_q(said)}}}"
    result = add_item(found, "log", line)
    _checked(result)
    return result


def _checked(written: str) -> Review:
    data = parse(written, "review.yaml")
    problems = check_shape(data, Path(__file__).with_name("review.schema.json"))
    if problems:
        raise ScenarioError(problems)
    return build_review(data)


def one_line(text: str, most: int) -> str:
    """What somebody typed, on one line, without signs that no text has."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].rstrip()


def known_only(chosen: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """What was chosen of what can be chosen, in the order in which it is offered."""
    wanted = set(chosen)
    return tuple(one for one in known if one in wanted)


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
