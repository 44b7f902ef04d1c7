"""What all briefings share (``briefings/frame.yaml``), and the day a sentence of it is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kit.scenario.frame import FormItem
from kit.scenario.source import Map
from kit.scenario.tree import mapping, nodes, number, text, texts

PlaceholderKind = Literal["text", "contact", "rule", "yes_no"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a briefing is for: the key that modules use, and what people read."""

    key: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject people look for on the shelf, with its modules (keys) and exercises (folders)."""

    key: str
    title: str
    modules: tuple[str, ...]
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewGate:
    """A review that must have happened before release. ``needed_for``: modules, languages or exercises."""

    key: int
    title: str
    needed_for: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something only the agency knows. A *contact* carries the day it was verified, a *rule* its citation."""

    key: str
    label: str
    help: str
    kind: PlaceholderKind


@dataclass(frozen=True, slots=True)
class PlaceholderGroup:
    """Placeholders (by key) that the agency page asks for together."""

    key: str
    title: str
    help: str
    placeholders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all briefings share. In ``promises`` and ``sentences``, ``{date}`` waits to be filled."""

    audiences: Mapping[str, Audience]
    topics: tuple[Topic, ...]
    goals: tuple[str, ...]
    premise: str
    may_vary: str
    promises: tuple[str, ...]
    sentences: Mapping[str, str]
    feedback: tuple[FormItem, ...]
    gates: tuple[ReviewGate, ...]
    placeholders: Mapping[str, Placeholder]
    verify_again_after_days: int
    placeholder_groups: tuple[PlaceholderGroup, ...] = ()

    def gates_for(self, what: str) -> tuple[ReviewGate, ...]:
        """The gates needed for modules, languages or exercises."""
        return tuple(gate for gate in self.gates if gate.needed_for == what)


def build_frame(data: Map) -> Frame:
    """The frame of a text tree that has passed its schema."""
    sentences = mapping(data, "sentences")
    return Frame(
        audiences={
            text(n, "key"): Audience(text(n, "key"), text(n, "title"), text(n, "about"))
            for n in nodes(data, "audiences")
        },
        topics=tuple(
            Topic(text(n, "key"), text(n, "title"), texts(n, "modules"), texts(n, "exercises"))
            for n in nodes(data, "topics")
        ),
        goals=texts(data, "goals"),
        premise=text(data, "premise"),
        may_vary=text(data, "may_vary"),
        promises=texts(data, "promises"),
        sentences={key: text(sentences, key) for key in sentences},
        feedback=tuple(
            FormItem(text(n, "key"), text(n, "text"), text(n, "kind")) for n in nodes(data, "feedback")
        ),
        gates=tuple(
            ReviewGate(number(n, "key"), text(n, "title"), text(n, "needed_for"))
            for n in nodes(data, "gates")
        ),
        placeholders={text(n, "key"): _placeholder(n) for n in nodes(data, "placeholders")},
        verify_again_after_days=number(data, "verify_again_after_days"),
        placeholder_groups=tuple(
            PlaceholderGroup(text(n, "key"), text(n, "title"), text(n, "help"), texts(n, "placeholders"))
            for n in nodes(data, "placeholder_groups")
        ),
    )


def _placeholder(node: Map) -> Placeholder:
    kind = text(node, "kind")
    kinds: dict[str, PlaceholderKind] = {
        "text": "text",
        "contact": "contact",
        "rule": "rule",
        "yes_no": "yes_no",
    }
    return Placeholder(text(node, "key"), text(node, "label"), text(node, "help"), kinds[kind])
