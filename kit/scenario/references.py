"""Every name an author uses must exist: positions, steps, flags and their values, dials, options, forms.

Works on the plain text tree, so it finds all wrong names even in a file whose shape is wrong elsewhere;
whatever does not have the expected shape is passed over here and reported by ``schema``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kit.scenario.model import Where
from kit.scenario.problems import Problem, did_you_mean
from kit.scenario.source import Map, Seq

HINTS_LIMIT = 200

BLOCKS = ("welcome", "break", "hotwash", "feedback", "slack")
_TRUST = re.compile(r"[<>]=[-+]?\d\Z")
_LINKS = ("triggers", "may_trigger", "suppresses")


def check_references(data: Map, frame: Map) -> list[Problem]:
    """All names in a scenario text that lead nowhere or stand for two things."""
    names = _Names(data, frame)
    for check in (_head, _objectives, _modules, _finale, _forms):
        check(data, names)
    return names.problems


def check_frame_references(frame: Map) -> list[Problem]:
    """The same for the frame that all exercises share."""
    names = _Names(Map(frame.path, 1), frame)
    for warning in maps(frame.get("warnings")):
        names.condition(warning)
    for dial in maps(frame.get("dials")):
        keys = [value.get("key") for value in maps(dial.get("values"))]
        default = dial.get("default")
        if isinstance(default, str) and default not in keys:
            names.unknown(dial.at("default"), f"setting {default}", default, [str(key) for key in keys])
    return names.problems


def maps(value: object) -> Iterator[Map]:
    """The mappings in a list; nothing for anything else."""
    if isinstance(value, Seq):
        yield from (item for item in value if isinstance(item, Map))


def entries(value: object) -> Iterator[tuple[str, Map]]:
    """The pairs of a mapping whose values are mappings."""
    if isinstance(value, Map):
        yield from ((key, item) for key, item in value.items() if isinstance(item, Map))


def words(holder: Map, key: str) -> Iterator[tuple[Where, str]]:
    """The texts of a list (or a single text) with their places."""
    value = holder.get(key)
    if isinstance(value, str):
        yield holder.at(key), value
    elif isinstance(value, Seq):
        yield from ((value.at(i), item) for i, item in enumerate(value) if isinstance(item, str))


def steps_of(data: Map) -> Iterator[Map]:
    """Every step of every module."""
    for module in maps(data.get("modules")):
        yield from maps(module.get("steps"))


def keys_of(value: object) -> list[str]:
    """The keys of a mapping; nothing for anything else."""
    return list(value) if isinstance(value, Map) else []


@dataclass(slots=True)
class _Names:
    """What exists in a scenario, and the problems found so far."""

    data: Map
    frame: Map
    problems: list[Problem] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    injects: list[str] = field(default_factory=list)
    decisions: dict[str, list[str]] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)  # of flags
    dials: dict[str, list[str]] = field(default_factory=dict)
    taken: dict[str, Where] = field(default_factory=dict)

    def __post_init__(self) -> None:
        data = self.data
        self.positions = keys_of(data.get("positions"))
        for step in steps_of(data):
            if isinstance(step.get("inject"), str):
                self.injects.append(step["inject"])
            elif isinstance(step.get("decision"), str):
                self.decisions[step["decision"]] = keys_of(step.get("options"))
        self.modules = [m["id"] for m in maps(data.get("modules")) if isinstance(m.get("id"), str)]
        for flag, node in entries(data.get("flags")):
            self.values[flag] = [word for _, word in words(node, "values")]
        for dial in maps(self.frame.get("dials")):
            if isinstance(dial.get("id"), str):
                self.dials[dial["id"]] = [str(v.get("key")) for v in maps(dial.get("values"))]

    @property
    def steps(self) -> list[str]:
        return [*self.injects, *self.decisions]

    def error(self, where: Where, message: str, hint: str = "") -> None:
        self.problems.append(Problem(where, message, hint, rule="names"))

    def unknown(self, where: Where, what: str, word: str, known: Iterable[str]) -> None:
        # only for those somebody will read: looking for the nearest name takes milliseconds each
        hint = did_you_mean(word, known) if len(self.problems) < HINTS_LIMIT else ""
        self.error(where, f"unknown {what}.", hint)

    def one_of(self, holder: Map, key: str, known: Iterable[str], what: str) -> None:
        """Every text under ``key`` must be among ``known``."""
        known = list(known)
        for where, word in words(holder, key):
            if word not in known:
                self.unknown(where, f'{what} {word} in "{key}"', word, known)

    def claim(self, where: Where, id: object) -> None:
        """An id may stand for one thing only."""
        if not isinstance(id, str):
            return
        if id in self.taken:
            self.error(
                where, f"the id {id} is already used in {self.taken[id]}.", "Give one of them another id."
            )
        self.taken.setdefault(id, where)

    def condition(self, holder: Map, key: str = "when") -> None:
        """A ``when``: keys are flags, dials or trust; values are among theirs."""
        when = holder.get(key)
        if isinstance(when, Map):
            self._clauses(when)

    def _clauses(self, when: Map) -> None:
        for key in when:
            if key == "any":
                for part in maps(when["any"]):
                    self._clauses(part)
            elif key == "trust":
                self._trust(when)
            elif key in self.values or key in self.dials:
                known = self.values.get(key) or self.dials.get(key, [])
                self.one_of(when, key, known, "value")
            else:
                self.unknown(
                    when.at(key), f'flag or dial {key} in "when"', key, [*self.values, *self.dials, "trust"]
                )

    def _trust(self, when: Map) -> None:
        for where, text in words(when, "trust"):
            if not _TRUST.match(text):
                self.error(where, f'trust cannot be "{text}".', 'Write ">=1" or "<=-2".')

    def sets(self, holder: Map, key: str = "set") -> None:
        """A ``set``: flags and one of their values each."""
        node = holder.get(key)
        for flag in keys_of(node):
            if flag not in self.values:
                self.unknown(node.at(flag), f'flag {flag} in "{key}"', flag, self.values)  # type: ignore[union-attr]
            else:
                self.one_of(node, flag, self.values[flag], "value")  # type: ignore[arg-type]


def _head(data: Map, names: _Names) -> None:
    names.one_of(data, "dials", names.dials, "dial")
    for position in names.positions:
        names.claim(data["positions"].at(position), position)
    for _, flag in entries(data.get("flags")):
        names.one_of(flag, "keep", [*names.steps, *names.modules], "step or module")
    for id, private in entries(data.get("privates")):
        names.claim(private.where, id)
        names.one_of(private, "to", names.positions, "position")
        names.one_of(private, "module", names.modules, "module")


def _objectives(data: Map, names: _Names) -> None:
    evidence = [*names.steps, *keys_of(data.get("privates"))]
    for objective in maps(data.get("objectives")):
        names.claim(objective.at("id"), objective.get("id"))
        names.one_of(objective, "evidence", evidence, "step or private inject")
        for target in maps(objective.get("targets")):
            names.claim(target.at("id"), target.get("id"))
            names.one_of(target, "evidence", evidence, "step or private inject")


def _modules(data: Map, names: _Names) -> None:
    for module in maps(data.get("modules")):
        names.claim(module.at("id"), module.get("id"))
        _wordings(module, "openings", names)
        for step in maps(module.get("steps")):
            if "inject" in step:
                _inject(step, names)
            else:
                _decision(step, names)


def _wordings(holder: Map, key: str, names: _Names, owner: object = None) -> None:
    """Ids are new (the default may carry its owner's), conditions name what exists, the last has none."""
    items = list(maps(holder.get(key)))
    for item in items:
        if item.get("id") != owner or owner is None:
            names.claim(item.at("id"), item.get("id"))
        names.condition(item)
    if items and items[-1].get("when"):
        hint = "The last one is the default: leave its condition out, or add a plain one after it."
        names.error(items[-1].at("when"), f'the last of "{key}" has a condition.', hint)
    for item in items[:-1]:
        if not item.get("when"):
            hint = "Nothing after it can ever come; give it a condition or move it to the end."
            names.error(item.where, f'{item.get("id")} in "{key}" has no condition.', hint)


def _inject(step: Map, names: _Names) -> None:
    names.claim(step.at("inject"), step.get("inject"))
    names.one_of(step, "to", names.positions, "position")
    names.condition(step)
    _wordings(step, "wordings", names, step.get("inject"))
    effects = step.get("effects")
    if isinstance(effects, Map):
        names.sets(effects)


def _decision(step: Map, names: _Names) -> None:
    names.claim(step.at("decision"), step.get("decision"))
    for _, option in entries(step.get("options")):
        _option(option, names)
    for rule in maps(step.get("dials")):
        names.condition(rule)
        names.one_of(rule, "option", keys_of(step.get("options")), "option")


def _option(option: Map, names: _Names) -> None:
    names.condition(option)
    names.sets(option)
    for extra in maps(option.get("set_if")):
        names.condition(extra)
        names.sets(extra)
    for key in _LINKS:
        names.one_of(option, key, names.injects, "inject")
    options = [f"{id}.{letter}" for id, letters in names.decisions.items() for letter in letters]
    for key in ("opens", "closes"):
        names.one_of(option, key, options, "option")
    _known_keys(option, "delays", names.injects, "inject", names)
    _known_keys(option, "replaces", names.injects, "inject", names)
    replaces = option.get("replaces")
    for inject in keys_of(replaces):
        names.one_of(replaces, inject, names.injects, "inject")  # type: ignore[arg-type]


def _known_keys(holder: Map, key: str, known: Iterable[str], what: str, names: _Names) -> None:
    node = holder.get(key)
    for word in keys_of(node):
        if word not in known:
            names.unknown(node.at(word), f'{what} {word} in "{key}"', word, known)  # type: ignore[union-attr]


def _finale(data: Map, names: _Names) -> None:
    finale = data.get("finale")
    if isinstance(finale, Map):
        _wordings(finale, "endings", names)
        _wordings(finale, "tails", names)


def _forms(data: Map, names: _Names) -> None:
    for _, form in entries(data.get("forms")):
        _agenda(form, names)
        _known_keys(form, "steps", names.modules, "module", names)
        _known_keys(form, "stand_ins", names.decisions, "decision", names)
        for module in keys_of(form.get("steps")):
            names.one_of(form["steps"], module, names.steps, "step")
        for decision in keys_of(form.get("stand_ins")):
            if decision in names.decisions:
                names.one_of(form["stand_ins"], decision, names.decisions[decision], "option")
        for bridge in maps(form.get("bridges")):
            names.claim(bridge.at("id"), bridge.get("id"))
            names.one_of(bridge, "after", [*names.steps, *names.modules], "step or module")
        names.one_of(form, "rated", _ratable(data), "objective or target")


def _agenda(form: Map, names: _Names) -> None:
    agenda = form.get("agenda")
    for index, row in enumerate(agenda if isinstance(agenda, Seq) else ()):
        if (
            isinstance(row, Seq)
            and row
            and isinstance(row[0], str)
            and row[0] not in (*names.modules, *BLOCKS)
        ):
            known = [*names.modules, *BLOCKS]
            names.unknown(form["agenda"].at(index), f'block {row[0]} in "agenda"', row[0], known)


def _ratable(data: Map) -> list[str]:
    found: list[Any] = []
    for objective in maps(data.get("objectives")):
        found += [objective.get("id"), *(t.get("id") for t in maps(objective.get("targets")))]
    return [id for id in found if isinstance(id, str)]
