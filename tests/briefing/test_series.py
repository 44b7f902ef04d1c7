from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.briefing.model import Minutes, Module
from kit.briefing.read import BRIEFINGS
from kit.briefing.series import (
    Entry,
    Series,
    agenda,
    check_series,
    minutes_of,
    packet,
    read_series,
    series_from_text,
)
from kit.scenario.problems import ScenarioError
from tests.briefing.small import read

PATH = Path("briefings/series/evening.yaml")
TEXT = """\
format: 1
title: An evening
about: Two modules in an odd order.
setting: roll_call
audience: officers
modules:
  - CON
  - {module: DET, audience: commanders, version: 287g}
  - DET
"""
DET = read()
CON = replace(DET, key="CON", title="Consular Notification", versions=(), minutes=Minutes(6, 25))
MODULES: dict[str, Module] = {"DET": DET, "CON": CON}


def series(*changes: tuple[str, str]) -> Series:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return series_from_text(text, PATH)


def test_modules_come_in_any_order_for_any_audience() -> None:
    found = series()
    assert found.name == "evening"
    assert found.entries == (
        Entry("CON", "officers"),
        Entry("DET", "commanders", "287g"),
        Entry("DET", "officers"),
    )
    assert list(check_series(found, MODULES)) == []


def test_the_agenda_adds_the_minutes_up() -> None:
    assert [(row.start, row.minutes, row.title) for row in agenda(series(), MODULES)] == [
        (0, 6, "Consular Notification"),
        (6, 7, DET.title),
        (13, 7, DET.title),
    ]
    assert minutes_of(series(), MODULES) == 20
    assert minutes_of(series(("roll_call", "class")), MODULES) == 25 + 30 + 30


def test_the_packet_holds_what_each_audience_gets_each_thing_once() -> None:
    items = packet(series(("  - DET\n", "  - DET\n  - {module: DET, audience: officers}\n")), MODULES)
    assert len(items) == len(set(items))
    assert [item.id for item in items if item.kind == "card"] == ["card", "card"]  # CON's and DET's
    assert [(item.module, item.audience) for item in items if item.kind == "packet"] == [
        ("DET", "commanders")
    ]
    assert [item.kind for item in items[-2:]] == ["roster", "feedback"]


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (
            ("  - CON\n", "  - CAN\n"),
            "evening: there is no module CAN that can be used.",
            "Did you mean CON?",
        ),
        (("commanders", "community"), "evening: DET is not made for community.", "Known here: officers"),
        (("287g", "287h"), "evening: DET has no version 287h.", "Did you mean 287g?"),
        (("  - CON\n", "  - DET\n"), "evening: DET for officers comes twice.", "Leave one out."),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(change: tuple[str, str], message: str, hint: str) -> None:
    (found,) = check_series(series(change), MODULES)
    assert found.message == message and hint in found.hint and found.where.line in (7, 8, 9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("  - CON\n", "  - 3\n"), "must be"),
        (("setting: roll_call", "setting: lunch"), '"setting" cannot be "lunch".'),
        (("modules:", "moduls:"), 'there cannot be a key "moduls" here.'),
    ],
)
def test_a_text_that_is_no_series_says_why(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        series(change)
    assert message in str(caught.value)


def test_two_series_ship_one_in_the_order_of_2015() -> None:
    found = {path.stem: read_series(path) for path in sorted((BRIEFINGS / "series").glob("*.yaml"))}
    orders = {name: [entry.module for entry in one.entries] for name, one in found.items()}
    assert orders["roll_call"] == ["INT", "DET", "CON", "RET", "OUT", "VIC", "LAN", "PRO"]
    assert orders["topics"] == ["TRF", "VAW", "VUL", "LEP", "VER", "SLE"]
