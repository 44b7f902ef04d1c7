from __future__ import annotations

import pytest

from kit.scenario.classes import dial_classes
from kit.scenario.links import check_links
from tests.scenario.small import SHIPPED, line_of, read, shipped


def said(*changes: tuple[str, str]) -> list[str]:
    exercise = read(*changes)
    return [str(problem) for problem in check_links(exercise, dial_classes(exercise))]


@pytest.mark.parametrize("slug", SHIPPED)
def test_what_the_shipped_options_declare_is_true(slug: str) -> None:
    assert check_links(shipped(slug), dial_classes(shipped(slug))) == []


def test_true_links_are_not_complained_about() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("suppresses: [XX1]", "triggers: [XX1]"), "X-D1.b says it triggers XX1, but that never comes"),
        (("suppresses: [XX1]", "may_trigger: [XX1]"), "X-D1.b says it may trigger XX1, but that never comes"),
        (("triggers: [XX1]", "may_trigger: [XX1]"), "says it may trigger XX1, but that always comes"),
        (("triggers: [XX1]", "suppresses: [XX1]"), "X-D1.a says it suppresses XX1, but that can come"),
        (("opens: [X-D2.c]", "opens: [X-D2.a]"), "says it opens X-D2.a, but that is open whatever"),
        (("closes: [X-D2.c]", "opens: [X-D2.c]"), "says it opens X-D2.c, but that can never be open"),
        (("opens: [X-D2.c]", "closes: [X-D2.c]"), "says it closes X-D2.c, but that can still be open"),
        (("suppresses: [XX1]", "replaces: {XX1: X1}"), "X1 replaces XX1, but X1 does not always come"),
        (("triggers: [XX1]", "replaces: {XX1: X2}"), "X2 replaces XX1, but XX1 can come"),
    ],
)
def test_a_link_that_does_not_hold_is_told(change: tuple[str, str], message: str) -> None:
    found = said(change)
    assert any(message in line for line in found), found


def test_the_hint_names_the_right_word_and_the_line_is_the_options() -> None:
    (line,) = said(("triggers: [XX1]", "suppresses: [XX1]"))
    assert line.endswith("It belongs under triggers.")
    assert line.startswith(f"exercises/small/scenario.yaml:{line_of('text: Say that all is open.')}:")


def test_an_option_that_only_other_dials_open_is_looked_at_under_those() -> None:
    gated = ("text: Say that all is open.", "when: {P2: jail}\n            text: Say that all is open.")
    assert said(gated) == []
    assert "X-D1.a says it suppresses XX1" in said(gated, ("triggers: [XX1]", "suppresses: [XX1]"))[0]
