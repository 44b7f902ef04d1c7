"""What the home page says about each exercise: pure functions from the model to plain rows.

Conditions go to the page as data, so that it can say at once what a change of the dials changes:
``{"all": {"P1": ["requires"]}, "any": [...]}`` with the dials only, because flags are not known before
play. ``None`` stands for a condition that asks for no dial.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypedDict

from kit.facts.base import FactBase
from kit.scenario.citations import badge_counts
from kit.scenario.model import Condition, Decision, Exercise, Form, Frame, Inject
from kit.scenario.msel import msel


class FormCard(TypedDict):
    """One length of play."""

    name: str
    minutes: int
    modules: list[str]
    decisions: int
    calls: int
    played: list[str]  # ids of the decisions played


class ExerciseCard(TypedDict):
    """One exercise on the shelf and in set-up."""

    slug: str
    title: str
    about: str
    hazard: str
    languages: list[str]
    positions: int
    decisions: int
    objectives: int
    facts: dict[str, int]  # badge style: how many
    forms: list[FormCard]
    dials: list[str]  # ids of the dials that change this exercise
    changes: list[dict[str, Any]]  # {decision, title, note, text, when, closes}
    paths: dict[str, list[int]] | None  # form: least and most minutes at default dials, once walked


class DialCard(TypedDict):
    """A posture dial and its settings in neutral words."""

    id: str
    title: str
    default: str
    values: list[dict[str, str]]  # {key, label}


def card(exercise: Exercise, facts: FactBase, today: date) -> ExerciseCard:
    """An exercise as the shelf and the set-up page show it."""
    return {
        "slug": exercise.slug,
        "title": exercise.title,
        "about": exercise.about,
        "hazard": exercise.hazard,
        "languages": list(exercise.languages),
        "positions": len(exercise.positions),
        "decisions": len(exercise.decisions),
        "objectives": len(exercise.objectives),
        "facts": badge_counts(exercise, facts, today),
        "forms": [form_card(exercise, form) for form in exercise.forms.values()],
        "dials": list(exercise.dials),
        "changes": list(changes(exercise)),
        "paths": None,
    }


def form_card(exercise: Exercise, form: Form) -> FormCard:
    """A length of play with what is in it."""
    steps = [exercise.steps[step] for _, ids in exercise.played(form.name) for step in ids]
    decisions = [step.id for step in steps if isinstance(step, Decision)]
    return {
        "name": form.name,
        "minutes": form.minutes,
        "modules": [exercise.modules_by_id[id].title for id in form.modules],
        "decisions": len(decisions),
        "calls": sum(isinstance(step, Inject) and step.joint_call for step in steps),
        "played": decisions,
    }


def changes(exercise: Exercise) -> Iterator[dict[str, Any]]:
    """What the dials change, decision by decision; rules with the same words are one row each time."""
    for decision in exercise.decisions:
        for rule in decision.dials:
            when = asked_of_dials(rule.when, exercise)
            if when is not None and (rule.text or rule.close):
                closes = rule.option if rule.close else None
                row = {"decision": decision.id, "title": decision.title, "note": rule.note}
                yield {**row, "text": rule.text, "when": when, "closes": closes}


def asked_of_dials(condition: Condition, exercise: Exercise) -> dict[str, Any] | None:
    """The part of a condition that asks for dials, as data; None where it asks for none."""
    all_of = {test.key: list(test.values) for test in condition.tests if test.key in exercise.dial_by_id}
    any_of = [asked_of_dials(part, exercise) for part in condition.any_of]
    known = [part for part in any_of if part is not None]
    if not all_of and not known:
        return None
    # one alternative that asks for no dial can hold under every setting
    return {"all": all_of, "any": known if len(known) == len(any_of) else []}


def dial_cards(frame: Frame) -> list[DialCard]:
    """The posture dials with neutral words for each setting."""
    return [
        {
            "id": dial.id,
            "title": dial.title,
            "default": dial.default,
            "values": [{"key": value.key, "label": value.label} for value in dial.values],
        }
        for dial in frame.dials
    ]


def warning_cards(exercise: Exercise) -> list[dict[str, Any]]:
    """Combinations of dials that a law of the host state may forbid."""
    return [
        {"when": asked_of_dials(warning.when, exercise), "text": warning.text}
        for warning in exercise.frame.warnings
    ]


def paper_rows(exercise: Exercise) -> list[dict[str, Any]]:
    """The MSEL of the longest form, for reading and printing; each row names the forms it is played in."""
    longest = max(exercise.forms.values(), key=lambda form: form.minutes)
    steps = {form: {step for _, ids in exercise.played(form) for step in ids} for form in exercise.forms}
    return [
        {
            "id": entry.step,
            "module": entry.module,
            "time": entry.time,
            "title": entry.synopsis,
            "text": entry.text,
            "sender": entry.sender,
            "to": ", ".join(entry.to),
            "method": entry.method,
            "expected": list(entry.expected),
            "kind": entry.kind,
            "objectives": list(entry.objectives),
            "forms": [form for form, played in steps.items() if entry.step in played],
        }
        for entry in msel(exercise, longest.name)
    ]
