from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from kit.scenario.problems import ScenarioError
from kit.scenario.source import DEPTH_LIMIT, SIZE_LIMIT, Map, Seq, parse


def said(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_mapping_key_and_item_knows_its_line() -> None:
    data = parse("a: 1\nb:\n  c: x\n  d:\n    - one\n    - {e: 2}\n", "f.yaml")
    assert data.at("a").line == 1 and data.at("b").line == 2
    inner = data["b"]
    assert isinstance(inner, Map) and inner.at("d").line == 4
    items = inner["d"]
    assert isinstance(items, Seq) and [items.at(0).line, items.at(1).line] == [5, 6]
    assert str(items[1].where) == "f.yaml:6"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0:40", "0:40"),
        ("no", "no"),
        ("on", "on"),
        ("2026-06-01", "2026-06-01"),
        ("0x1F", "0x1F"),
        ("true", True),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("<=-2", "<=-2"),
        ("9" * 400, "9" * 400),
    ],
)
def test_a_plain_word_means_what_it_says(written: str, value: object) -> None:
    assert parse(f"a: {written}", "f.yaml")["a"] == value


def test_a_key_used_twice_is_refused_with_both_lines() -> None:
    (line,) = said("a: 1\nb: 2\na: 3")
    assert line.startswith('f.yaml:3: the key "a" was already used on line 1.')


def test_all_repeated_keys_are_told_at_once() -> None:
    assert len(said("a: 1\na: 2\nb: {c: 1, c: 2}\n")) == 2


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x", "a: &a [*a]", "*x : 1", "a: *nothing"])
def test_an_alias_is_refused(text: str) -> None:
    assert any("alias" in line for line in said(text))


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert "alias" in said("a0: &a0 [x]\n" + "\n".join(levels))[0]


@pytest.mark.parametrize(
    "text", ["a: !!python/name:os.system x", "!!map {a: 1}", "a: !secret x", "a: !!seq []"]
)
def test_a_tag_is_refused(text: str) -> None:
    assert any("tag" in line for line in said(text))


@pytest.mark.parametrize("nest", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_does_not_crash(nest: str) -> None:
    text = "a: " + nest * 100_000 if nest != "- " else "a:\n  " + nest * 20_000
    assert any("nesting" in line for line in said(text))


def test_nesting_up_to_the_limit_is_fine() -> None:
    depth = DEPTH_LIMIT - 1
    parse("a: " + "[" * depth + "]" * depth, "f.yaml")


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 2 MB" in said("a: " + "x" * SIZE_LIMIT)[0]


@pytest.mark.parametrize("text", ["", "# only a comment", "- a", "word", "null"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert "empty or not a list of keys" in said(text)[0]


def test_a_second_document_is_refused() -> None:
    assert "second document" in said("a: 1\n---\nb: 2")[0]


def test_a_mistake_of_syntax_has_its_line() -> None:
    assert said("a: 1\nb: [1\nc: 2\n")[0].startswith("f.yaml:3:")


@given(st.text(max_size=200))
def test_any_text_reads_or_is_refused_with_reasons(text: str) -> None:
    try:
        parse(text, "f.yaml")
    except ScenarioError as error:
        assert error.problems and all(problem.where.line >= 1 for problem in error.problems)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"\n #%@?~", max_size=80))
def test_any_yaml_like_text_reads_or_is_refused_with_reasons(text: str) -> None:
    try:
        parse(text, "f.yaml")
    except ScenarioError as error:
        assert error.problems
