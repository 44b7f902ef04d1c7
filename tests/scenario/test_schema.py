from __future__ import annotations

import pytest

from tests.scenario.small import line_of, problems, text

WRONG_SHAPES = [
    (
        ("        minutes: 2\n", "        minuts: 2\n"),
        'there cannot be a key "minuts" here.',
        "Did you mean minutes?",
    ),
    (("title: Watch", "title: [Watch]"), '"title" must be text, not a list.', ""),
    (
        ("opening_minutes: 2", "opening_minutes: two"),
        '"opening_minutes" must be a whole number, not "two".',
        "",
    ),
    (("table: civil", "table: civic"), '"table" cannot be "civic".', "Did you mean civil?"),
    (("life: 2, trust: 2", "life: 5, trust: 2"), '"life" cannot be 5.', "The maximum is 2."),
    (("contingency: true", "contingency: maybe"), '"contingency" must be true or false, not "maybe".', ""),
    (("format: 1", "format: 2"), '"format" must be 1, not 2.', ""),
]


@pytest.mark.parametrize(("change", "message", "hint"), WRONG_SHAPES, ids=[m for _, m, _ in WRONG_SHAPES])
def test_a_wrong_shape_is_told_on_its_line_in_plain_words(
    change: tuple[str, str], message: str, hint: str
) -> None:
    found = [p for p in problems(change) if p.message == message]
    assert found, [str(p) for p in problems(change)]
    assert found[0].where.line == line_of(change[1], text(change))
    assert found[0].hint == hint


def test_a_missing_key_is_told_where_its_owner_starts() -> None:
    (found,) = problems(("        from: Press\n", ""))
    assert '"from" is missing' in found.message
    assert found.where.line == line_of("- inject: XX1")


def test_a_flag_with_a_name_that_cannot_be_one_is_the_only_one_told() -> None:
    (found, *others) = problems(("  door: {values", "  Door: {values"), ("door: open", "word: wide"))
    assert 'there cannot be a key "Door"' in found.message
    assert all("Door" in p.message or "door" in p.message for p in others)


def test_a_story_time_that_is_none_says_what_one_looks_like() -> None:
    (found,) = problems(('at: "-8:00"', "at: noon"))
    assert found.message == '"at" cannot be "noon".' and "day 3" in found.hint


def test_an_inject_without_words_is_told_so() -> None:
    (found,) = problems(("        text: A reporter reads your sentence back.\n", ""))
    assert '"text" is missing' in found.message
