"""An agency's own values (``agency.yaml``): what fills the placeholders, and what still stands in the way.

The kit supplies no phone number, no contact and no local rule; an agency does. Everything here is a
function of the profile, the module and the day, so that printing, pages and tests agree on what may
leave the house.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kit.briefing.expiry import turn_of
from kit.briefing.frame import Frame, Placeholder
from kit.briefing.model import LOCAL, NOWHERE, Card, Line, Module, Review, Where
from kit.briefing.read import shaped
from kit.facts.base import FactBase
from kit.facts.status import Fact, blocked
from kit.scenario.frame import Dial
from kit.scenario.problems import Problem, ScenarioError, did_you_mean
from kit.scenario.read import read_text
from kit.scenario.source import Map
from kit.scenario.tree import mapping, text

EXPIRY_GATE = 9
"""The review gate "Expiry date set" (editorial rules, part 11)."""
AGENCY = Path(__file__).resolve().parents[2] / "agency.yaml"


@dataclass(frozen=True, slots=True)
class Value:
    """What an agency says for a placeholder. ``verified`` is for contacts, ``citation`` for rules."""

    text: str
    verified: date | None = None
    citation: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        """As printed on a card."""
        if self.citation:
            return f"{self.text} ({self.citation})"
        return f"{self.text} (verified {self.verified:%Y-%m-%d})" if self.verified else self.text


@dataclass(frozen=True, slots=True)
class Profile:
    """An agency: values by placeholder, settings by posture dial. An empty one fills nothing."""

    values: Mapping[str, Value] = field(default_factory=dict)
    dials: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a release is judged by: the shared frame, the fact base, the day."""

    frame: Frame
    facts: FactBase
    today: date


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a card from release. ``key``: of the placeholder, fact, gate or card."""

    kind: Literal["placeholder", "fact", "review", "size"]
    key: str
    message: str

    def __str__(self) -> str:
        return self.message


def read_profile(path: Path, frame: Frame, dials: Sequence[Dial]) -> Profile:
    """The profile in a file. Raises ScenarioError with all that is wrong; empty values are not wrong."""
    return profile_from_text(read_text(path), Path(path.name), frame, dials)


def profile_from_text(written: str, path: Path, frame: Frame, dials: Sequence[Dial]) -> Profile:
    """The profile of a text; ``path`` is only for messages. Raises ScenarioError."""
    data = shaped(written, path, "agency")
    problems = [*_unknown_values(data, frame), *_unknown_dials(data, dials)]
    values = {}
    for key in mapping(data, "values"):
        try:
            values[key] = _value(mapping(data, "values"), key)
            _check_yes_no(values[key], frame.placeholders.get(key))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    chosen = mapping(data, "dials")
    return Profile(values, {id: text(chosen, id) for id in chosen})


def profile_text(profile: Profile, frame: Frame, dials: Sequence[Dial]) -> str:
    """The profile as the text of an ``agency.yaml``, every placeholder with its help; reads back the same."""
    lines = [
        "# yaml-language-server: $schema=kit/briefing/agency.schema.json",
        "# Your agency's own values for the placeholders on cards. Empty ones print as review copies only.",
        "format: 1",
        "",
        "dials:",
    ]
    for dial in dials:
        known = ", ".join(value.key for value in dial.values)
        lines += [f"  {dial.id}: {profile.dials.get(dial.id, dial.default)}  # {dial.title}: {known}"]
    lines += ["", "values:"]
    for place in frame.placeholders.values():
        lines += [
            f"  # {place.label}. {place.help}",
            f"  {place.key}: {value_text(place, profile.values.get(place.key, Value('')))}",
        ]
    return "\n".join(lines) + "\n"


def value_text(place: Placeholder, value: Value) -> str:
    """A value as YAML on one line, in the form of its placeholder's kind."""
    said = json.dumps(value.text, ensure_ascii=False)
    if place.kind in ("text", "yes_no"):
        return said
    if place.kind == "rule":
        return f"{{value: {said}, citation: {json.dumps(value.citation, ensure_ascii=False)}}}"
    return f'{{value: {said}, verified: "{value.verified or ""}"}}'


def version_for(module: Module, profile: Profile) -> str:
    """The version of a module that fits an agency: that for 287(g) where the dial P2 says there is one."""
    keys = [version.key for version in module.versions]
    agreement = profile.dials.get("P2", "none") != "none"
    return "287g" if agreement and "287g" in keys else next(iter(keys), "")


def gaps(keys: Iterable[str], profile: Profile, rules: Rules) -> tuple[Obstacle, ...]:
    """Which of these placeholders are empty, half filled or out of date; each says what to do."""
    found = (_gap(rules.frame.placeholders.get(key), key, profile, rules) for key in dict.fromkeys(keys))
    return tuple(gap for gap in found if gap)


def card_gaps(card: Card, profile: Profile, rules: Rules) -> tuple[Obstacle, ...]:
    """What a profile lacks for a card, with its standing sentences."""
    return gaps((*card.placeholders, *LOCAL.findall(rules.frame.sentences["counsel"])), profile, rules)


def release(card: Card, profile: Profile, review: Review, rules: Rules) -> tuple[Obstacle, ...]:
    """Everything that stands between a card and its release; () if it may be printed for use.

    As long as something stands here, the card prints only as a review copy that says so on its face."""
    return (*card_gaps(card, profile, rules), *_facts(card, review, rules), *_gates(review, rules))


def filled(line: Line, profile: Profile) -> Iterator[tuple[Literal["text", "filled", "empty"], str]]:
    """A line in pieces for print: words, an agency's value, or the key of a placeholder still empty."""
    for kind, piece in line.pieces:
        value = profile.values.get(piece) if kind == "local" else None
        if kind == "text":
            yield "text", piece
        elif value and value.text:
            yield "filled", str(value)
        else:
            yield "empty", piece


def _gap(place: Placeholder | None, key: str, profile: Profile, rules: Rules) -> Obstacle | None:
    value = profile.values.get(key)
    name = f"{place.label} ({key})" if place else key
    if value is None or not value.text:
        hint = f" {place.help}" if place else ""
        return Obstacle("placeholder", key, f"{name} is empty.{hint}")
    if place and place.kind == "rule" and not value.citation:
        return Obstacle("placeholder", key, f"{name} has no citation. Write where the rule stands.")
    if place and place.kind == "contact":
        return _contact_gap(name, key, value, rules)
    return None


def _contact_gap(name: str, key: str, value: Value, rules: Rules) -> Obstacle | None:
    limit = rules.frame.verify_again_after_days
    if value.verified is None:
        message = f"{name} has no day of verification. Try it, then write the day."
    elif value.verified > rules.today:
        message = f"{name} was verified on {value.verified}, which is still to come. Correct the day."
    elif (rules.today - value.verified).days > limit:
        message = f"{name} was last verified on {value.verified}, more than {limit} days ago. Try it again."
    else:
        return None
    return Obstacle("placeholder", key, message)


def _facts(card: Card, review: Review, rules: Rules) -> Iterator[Obstacle]:
    for id in card.cites:
        if id not in rules.facts:
            yield Obstacle("fact", id, f"{id} is not in the fact base.")
            continue
        fact = rules.facts.get(id)
        why = blocked(fact, "job-aid", review.initialled) or _expired(fact, review, rules)
        if why:
            yield Obstacle("fact", id, why)


def _expired(fact: Fact, review: Review, rules: Rules) -> str:
    """Why a fact that has turned to unknown keeps a card back: nobody has looked at it since.

    Who signs the gate on expiry after that day releases it with the dashed badge (editorial, 3 and 11)."""
    turn = turn_of(fact)
    if turn is None or turn.day > rules.today:
        return ""
    signed = [gate.date for gate in review.gates if gate.gate == EXPIRY_GATE and gate.passed]
    if not signed or max(signed) >= turn.day.isoformat():
        return ""  # an open gate keeps the card back by itself
    return (
        f"{fact.id} is UNKNOWN since {turn.day} ({turn.why}). Check it, then let gate {EXPIRY_GATE} be signed"
        " anew; the card keeps the badge UNKNOWN."
    )


def _gates(review: Review, rules: Rules) -> Iterator[Obstacle]:
    known = {gate.gate: gate for gate in review.gates}
    for gate in rules.frame.gates_for("modules"):
        signed = known.get(gate.key)
        if signed and signed.outdated:
            since = f"{signed.by} signed it on {signed.date}, and the text has changed since"
            yield Obstacle(
                "review", str(gate.key), f"Review gate {gate.key} is open again: {gate.title}. {since}."
            )
        elif not (signed and signed.passed):
            yield Obstacle("review", str(gate.key), f"Review gate {gate.key} is open: {gate.title}.")


def _value(node: Map, key: str) -> Value:
    inner, where = node[key], node.at(key)
    if not isinstance(inner, Map):
        return Value(str(inner or "").strip(), where=where)
    said = str(inner.get("verified") or "")
    try:
        verified = date.fromisoformat(said) if said else None
    except ValueError:
        message = f'{key}: "{said}" is not a day.'
        raise ScenarioError([Problem(inner.at("verified"), message, "Write it like 2026-11-22.")]) from None
    return Value(
        str(inner.get("value") or "").strip(), verified, str(inner.get("citation") or "").strip(), where
    )


def _check_yes_no(value: Value, place: Placeholder | None) -> None:
    if place and place.kind == "yes_no" and value.text not in ("", "yes", "no"):
        message = f'{place.key}: "{value.text}" is neither yes nor no.'
        raise ScenarioError([Problem(value.where, message, "Write yes or no, or leave it empty.")])


def _unknown_values(data: Map, frame: Frame) -> Iterator[Problem]:
    values = mapping(data, "values")
    for key in values:
        if key not in frame.placeholders:
            hint = did_you_mean(key, frame.placeholders) or "The list is in briefings/frame.yaml."
            yield Problem(values.at(key), f'there is no placeholder "{key}".', hint, rule="placeholder")


def _unknown_dials(data: Map, dials: Sequence[Dial]) -> Iterator[Problem]:
    chosen = mapping(data, "dials")
    known = {dial.id: [value.key for value in dial.values] for dial in dials}
    for id in chosen:
        if id not in known:
            yield Problem(chosen.at(id), f"there is no dial {id}.", did_you_mean(id, known), rule="names")
        elif text(chosen, id) not in known[id]:
            message = f'the dial {id} cannot be "{text(chosen, id)}".'
            yield Problem(chosen.at(id), message, did_you_mean(text(chosen, id), known[id]), rule="names")
