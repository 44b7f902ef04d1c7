from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from kit.store.journal import Row, StoreError
from kit.store.lines import export, import_lines
from kit.store.memory import MemoryJournal
from tests.store.contract import rows

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


def exported(data: str = '{"option":"a"}') -> list[str]:
    journal = MemoryJournal()
    journal.append("r1", 0, rows(1, 3, data=data))
    return list(export(journal, "r1"))


@given(st.lists(st.dictionaries(TEXTS, VALUES), max_size=4))
def test_a_run_comes_back_from_its_lines_as_it_was(events: list[dict[str, object]]) -> None:
    journal, other = MemoryJournal(), MemoryJournal()
    journal.append("r1", 0, [Row(n, n, "s1", "c1", "x", 1, json.dumps(e)) for n, e in enumerate(events, 1)])
    lines = list(export(journal, "r1"))
    assert all(len(line.splitlines()) == 1 and line.encode() for line in lines)
    assert import_lines(other, lines) == "r1"
    assert meaning(other) == meaning(journal)
    assert list(export(other, "r1")) == lines


def meaning(journal: MemoryJournal) -> list[tuple[Row, object]]:
    return [(replace(row, data=""), json.loads(row.data)) for row in journal.read("r1")]


def test_data_in_the_shortest_spelling_comes_back_to_the_letter() -> None:
    data = '{"text":"Où sont les bus? 🚌","n":[1,2.5,-0.0,null]}'
    other = MemoryJournal()
    import_lines(other, exported(data))
    assert list(other.read("r1")) == rows(1, 3, data=data)


def test_the_lines_are_json_that_other_tools_can_read() -> None:
    head, first, *_ = [json.loads(line) for line in exported()]
    assert head == {"kit": "journal", "format": 1, "run": "r1", "documents": 0, "rows": 3}
    assert first["data"] == {"option": "a"}
    assert list(first) == ["seq", "at", "by", "command", "name", "version", "data"]


def test_empty_lines_and_line_ends_do_not_matter() -> None:
    journal = MemoryJournal()
    import_lines(journal, ["\r\n", *(line + "\r\n" for line in exported()), "\n"])
    assert journal.last("r1") == 3


def test_a_run_the_journal_already_has_is_refused_whole() -> None:
    journal = MemoryJournal()
    journal.append("r1", 0, rows(1, 1, by="ours"))
    with pytest.raises(StoreError, match="The run r1 is already in this journal"):
        import_lines(journal, exported())
    assert list(journal.read("r1")) == rows(1, 1, by="ours")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:-1], "expected rows 1 to 3, got 2. Was the file cut short"),
        (lambda lines: [*lines[:-1], lines[-1][:20]], r"journal.jsonl:4: expected JSON"),
        (lambda lines: [lines[0], lines[1], lines[3], lines[2]], "expected rows 1 to 3"),
        (lambda lines: [lines[0].replace('"rows":3', '"rows":9000000000000'), *lines[1:]], "cut short"),
        (lambda lines: lines[1:], r"journal.jsonl:1: expected \{\"kit\":\"journal\""),
        (lambda lines: [], "journal.jsonl:1: expected JSON, got ''"),
        (lambda lines: ["[1]"], "Is it a journal of this kit"),
        (lambda lines: [lines[0].replace('"format":1', '"format":2'), *lines[1:]], "has format 2"),
        (lambda lines: [lines[0], lines[1].replace('"at":', '"at":"'), lines[2]], "expected JSON"),
        (lambda lines: [lines[0], lines[1].replace('"seq":1', '"seq":true')], "Wrong or missing: seq"),
        (lambda lines: [lines[0], '{"seq": 1}'], "missing: at, by, command, name, version"),
        (lambda lines: [lines[0], lines[1].replace('"data"', '"date"')], "missing: data"),
    ],
)
def test_lines_that_are_no_whole_run_are_refused_with_the_line(change: object, told: str) -> None:
    journal = MemoryJournal()
    assert callable(change)
    with pytest.raises(StoreError, match=told):
        import_lines(journal, change(exported()))
    assert journal.runs() == []


def test_half_a_surrogate_pair_does_no_harm() -> None:
    data = '{"text":"\\ud83d"}'
    other = MemoryJournal()
    import_lines(other, [line.encode().decode() for line in exported(data)])
    assert [row.data for row in other.read("r1")] == [data] * 3


def test_a_runs_name_that_is_not_unicode_is_refused() -> None:
    lines = exported()
    with pytest.raises(StoreError, match="not Unicode"):
        import_lines(MemoryJournal(), [lines[0].replace("r1", "\\ud83d"), *lines[1:]])


SNAPSHOT = '{"scenario":"id: B\\n"}'


def exported_with_scenario() -> list[str]:
    journal = MemoryJournal()
    journal.append("r1", 0, rows(1, 2))
    journal.put("scenario/5b0c", SNAPSHOT)
    journal.put("secret/door", "geheim")
    return list(export(journal, "r1", ["scenario/5b0c"]))


def test_a_run_takes_the_scenario_it_was_played_from_along_and_no_secret() -> None:
    lines, other = exported_with_scenario(), MemoryJournal()
    assert "geheim" not in "".join(lines)
    import_lines(other, lines)
    assert other.get("scenario/5b0c") == SNAPSHOT
    assert list(other.read("r1")) == rows(1, 2)


def test_a_scenario_already_there_is_left_and_another_text_of_it_refused() -> None:
    same, changed = MemoryJournal(), MemoryJournal()
    same.put("scenario/5b0c", SNAPSHOT)
    changed.put("scenario/5b0c", "{}")
    import_lines(same, exported_with_scenario())
    with pytest.raises(StoreError, match="another text of scenario/5b0c"):
        import_lines(changed, exported_with_scenario())
    assert (changed.get("scenario/5b0c"), changed.runs()) == ("{}", [])


def test_a_document_that_is_not_there_cannot_be_exported() -> None:
    with pytest.raises(KeyError, match="scenario/none"):
        list(export(MemoryJournal(), "r1", ["scenario/none"]))


def test_a_line_that_is_no_document_is_refused_where_one_was_announced() -> None:
    lines = exported_with_scenario()
    with pytest.raises(StoreError, match=r'journal.jsonl:2: expected {"key":...,"text":...}, got '):
        import_lines(MemoryJournal(), [lines[0], *lines[2:]])
