"""The shelf: everything there is, by audience, minutes and topic, with a search box where scripts run."""

from __future__ import annotations

from typing import Any

from kit.briefing.model import Module
from kit.briefing.series import Series, minutes_of
from kit.scenario.citations import badge_counts
from kit.scenario.model import Exercise
from kit.site import alone_page
from kit.site.counts import counted, in_order, reviewed
from kit.site.extra import Tool
from kit.site.frame import NAME, Sheet, as_time
from kit.site.module_page import form_title
from kit.site.texts import Texts, facts_of, name_of


def sheet(texts: Texts, tools: tuple[Tool, ...], *, staff: bool) -> Sheet:
    """The first page. ``staff``: with the exercises to play alone."""
    shelf, making = texts.briefings, texts.making
    rows = [_module(module, texts) for module in shelf.modules]
    parts: dict[str, Any] = {
        "groups": [
            ("modules", "Briefings", [row for row in rows if row["kind"] == "module"]),
            ("topics", "Training topics", [row for row in rows if row["kind"] == "topic"]),
            ("series", "Series", [_series(series, texts) for series in shelf.series]),
            (
                "alone",
                "Exercises for one person",
                [_exercise(e, texts) for e in texts.exercises.exercises if staff],
            ),
        ],
        "tools": tools,
        "topics": making.frame.topics,
        "premise": making.frame.premise,
        "audiences": list(making.frame.audiences.values()),
        "broken": [broken.slug for broken in (*shelf.broken, *texts.exercises.broken)],
    }
    return Sheet("index.html", "shelf", NAME, parts)


def _module(module: Module, texts: Texts) -> dict[str, Any]:
    cuts = list(texts.cuts(module))
    return {
        "kind": module.kind,
        "topics": _topics(texts, module.key),
        "key": module.key,
        "title": module.title,
        "about": texts.making.words(module.about),
        "minutes": module.minutes.roll_call,
        "time": f"{module.minutes.roll_call} minutes at roll call, {module.minutes.classroom} in class",
        "audiences": " ".join(dict.fromkeys(cut.audience for cut in cuts)),
        "links": [(form_title(cut, module, texts.making), f"briefings/{name_of(cut)}") for cut in cuts],
        "counts": counted(facts_of(module), texts.making),
        "reviewed": reviewed(module, texts.making),
    }


def _series(series: Series, texts: Texts) -> dict[str, Any]:
    modules = texts.briefings.by_key
    minutes = minutes_of(series, modules)
    where = "at roll call" if series.setting == "roll_call" else "in class"
    ids = {id for entry in series.entries for id in facts_of(modules[entry.module])}
    return {
        "kind": "series",
        "topics": "",
        "key": "",
        "title": series.title,
        "about": series.about,
        "minutes": minutes,
        "time": f"{len(series.entries)} modules, {minutes} minutes {where}",
        "audiences": " ".join(dict.fromkeys(entry.audience for entry in series.entries)),
        "links": [("Open the series", f"series/{series.name}")],
        "counts": counted(ids, texts.making),
        "reviewed": None,
    }


def _exercise(exercise: Exercise, texts: Texts) -> dict[str, Any]:
    forms = alone_page.forms(exercise)
    known = badge_counts(exercise, texts.making.facts, texts.making.day)
    links = [
        (alone_page.form_title(exercise, form) or "Try it alone", alone_page.path_of(exercise, form)[:-5])
        for form in forms
    ]
    parts = f"{len(exercise.positions)} positions, {len(exercise.decisions)} decisions"
    return {
        "kind": "exercise",
        "topics": _topics(texts, exercise.slug),
        "key": "",
        "title": exercise.title,
        "about": exercise.about,
        "minutes": exercise.forms[forms[0]].minutes,
        "time": f"{parts}; in a room {' or '.join(as_time(exercise.forms[form].minutes) for form in forms)}",
        "audiences": "officers commanders community",
        "links": links,
        "counts": in_order(known),
        "reviewed": None,
    }


def _topics(texts: Texts, name: str) -> str:
    """The subjects under which people look for a module (by its key) or an exercise (by its folder)."""
    topics = texts.briefings.frame.topics
    return " ".join(topic.key for topic in topics if name in (*topic.modules, *topic.exercises))
