from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from kit.briefing.model import Line
from kit.briefing.read import read_module
from kit.scenario.problems import ScenarioError
from tests.briefing.small import MODULE, PATH, REVIEW, ROOT, frame, line_of, problems, read, text

SCHEMAS = sorted((ROOT / "kit" / "briefing").glob("*.schema.json"))


def test_the_small_module_reads() -> None:
    module = read()
    assert module.key == "DET" and module.titles == {"2012": "How to Respond", "2015": "How to Respond"}
    assert module.about == Line("Two forms, and which one asks for a hold.", ("DET-04", "DET-20"))
    assert [version.key for version in module.versions] == ["plain", "287g"]
    assert (module.minutes.roll_call, module.minutes.classroom) == (7, 30)
    assert module.cards[0].placeholders == ("detainer-law", "supervisor", "ice-contact")
    assert module.cards[0].cites == ("DET-04", "DET-05", "DET-20", "DET-19")
    assert module.references[0].publisher == "Immigration and Customs Enforcement"
    assert module.check[0].options["b"].text == "I-247B".replace("B", "G")
    assert module.packet.planner.rows[0].who.text == "Chief"


def test_every_line_knows_where_it_was_written() -> None:
    module = read()
    scene = module.storyboard[0]
    assert str(scene.narration[1].where) == f"briefings/det/module.yaml:{line_of('- Form I-247G asks for')}"
    assert scene.points[1].where.line == line_of("I-247G: notice only [DET-20]")
    assert module.cards[0].parts[1].lines[0].where.line == line_of("Look at our law")


def test_the_review_stands_beside_the_module() -> None:
    review = read().review
    assert [gate.gate for gate in review.gates if gate.passed] == [1]
    assert review.initialled == {"DET-19"} and review.log[0].text == "Two words mended."


def test_without_a_review_every_gate_is_open() -> None:
    assert read(review="").review.gates == ()


def test_a_cut_holds_only_what_is_for_its_audience_and_version() -> None:
    module = read()
    officers, chiefs = module.of("officers", "287g"), module.of("commanders")
    assert [slide.id for slide in chiefs.slides] == ["s1", "s2", "s3"] and chiefs.cards == ()
    assert len(officers.slides) == 4 and [part.style for part in officers.cards[0].parts][-1] == "call"
    assert len(officers.storyboard[0].points) == 1 and len(chiefs.storyboard[0].points) == 2
    assert len(officers.packet.planner.rows) == 6 and len(chiefs.packet.planner.rows) == 5
    assert len(officers.changed) == 4 and len(chiefs.changed) == 5


def test_a_module_is_not_cut_for_strangers() -> None:
    for audience, version in (("community", ""), ("officers", "288g")):
        with pytest.raises(KeyError, match="DET has no"):
            read().of(audience, version)


WRONG = [
    (("kind: module", "kind: book"), '"kind" cannot be "book".', "Known here: module, topic."),
    (("about: ", "abuot: "), 'there cannot be a key "abuot" here.', "Did you mean about?"),
    (("key: DET", "key: 2"), '"key" must be text, not 2.', ""),
    (("key: DET", "key: Module 2"), '"key" cannot be "Module 2".', "never a number"),
    (("style: boxes", "style: box"), '"style" cannot be "box".', "Did you mean boxes?"),
    (("sides: 2", "sides: 3"), '"sides" cannot be 3.', "The maximum is 2."),
    (("for: officers, title: Stop", "for: police, title: Stop"), '"for" cannot be "police".', ""),
    (("version: plain}", "version: plane}"), 'there is no version "plane".', "Did you mean plain?"),
    (("id: s2, title: Six", "id: s1, title: Six"), 'the id "s1" was already used', "unique"),
    (
        ("ask: k1", "ask: k9"),
        's1: there is no poll or check question "k9".',
        "Known here: k1, k2, k3, k4, p1.",
    ),
    (("answer: c,", "answer: d,"), "k3: the answer d is none of its options.", "Known here: a, b, c."),
]


@pytest.mark.parametrize(("change", "message", "hint"), WRONG, ids=[change[1] for change, _, _ in WRONG])
def test_what_is_wrong_is_told_on_its_line_with_what_to_do(
    change: tuple[str, str], message: str, hint: str
) -> None:
    found = [p for p in problems(change) if message in p.message]
    assert found, [str(p) for p in problems(change)]
    assert found[0].where.line == line_of(change[1], text(change)) and hint in found[0].hint


def test_all_problems_come_at_once() -> None:
    bracket = ("ask: What first?", 'ask: "What [X] first?"')
    found = problems(bracket, ("id: s2", "id: s1"), ("answer: c,", "answer: d,"))
    assert [p.rule for p in found] == ["names", "brackets", "names"]


def test_an_audience_the_module_is_not_made_for_is_told() -> None:
    change = ("audiences: [officers, commanders]", "audiences: [commanders]")
    found = problems(change)
    assert {p.message for p in found} == {'"officers" is none of the audiences of this module.'}
    assert found[0].hint == "Known here: commanders."


def test_a_line_that_a_colon_turned_into_a_key_is_told_to_be_quoted() -> None:
    (found,) = problems(("  - Stop and call.", "  - Call [LOCAL: supervisor] and stop."))
    assert found.where.line == line_of("  - Stop and call.")
    assert "was read as a key of its own" in found.message and "double quotes" in found.hint


def test_a_heading_holds_neither_facts_nor_placeholders() -> None:
    (found,) = problems(("title: Six boxes", 'title: "Six boxes [DET-05]"'))
    assert found.message == '"title" holds no brackets.'


def test_the_folder_is_the_key_in_small_letters() -> None:
    (found,) = problems(("key: DET", "key: CON"))
    assert found.message == 'the key is CON but the folder is "det".'


def test_a_wrong_review_is_told_in_its_own_file() -> None:
    found = problems(("id: s2", "id: s1"), review=REVIEW.replace("2026-06-01}", "1 June}"))
    assert {p.where.path for p in found} == {"briefings/det/review.yaml", "briefings/det/module.yaml"}


def test_a_module_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_module(tmp_path / "det" / "module.yaml")


def test_the_shared_frame_reads() -> None:
    shared = frame()
    assert len(shared.promises) == 3 and len(shared.goals) == 2
    assert [gate.key for gate in shared.gates] == list(range(1, 10))
    assert [gate.key for gate in shared.gates_for("modules")] == [1, 2, 3, 4, 7, 8, 9]
    assert shared.placeholders["ncic-rule"].kind == "rule" and "counsel" in shared.placeholders


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_draft_7_and_describes_everything_a_writer_may_write(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#" and schema["title"]
    bare = [name for name, node in keys(schema) if not described(node, schema)]
    assert bare == []


def test_the_small_module_knows_every_key_of_its_schema() -> None:
    """So that each key is read in these tests; what a reader drops would be seen missing above."""
    schema = json.loads((ROOT / "kit/briefing/module.schema.json").read_text("utf-8"))
    names = {name for name, _ in keys(schema)} - {"community", "format"}
    assert [name for name in sorted(names) if f"{name}:" not in MODULE] == []
    assert PATH.name == "module.yaml"


def keys(node: Any) -> list[tuple[str, Any]]:
    """Every key a schema allows, with what it says about it."""
    found: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        found += list(node.get("properties", {}).items()) if isinstance(node.get("properties"), dict) else []
        for value in node.values():
            found += keys(value)
    elif isinstance(node, list):
        for value in node:
            found += keys(value)
    return found


def described(node: Any, schema: Any) -> bool:
    """Whether a key says what it is for: itself, by what it points to, or as a list of such."""
    if "$ref" in node:
        return described(schema["definitions"][node["$ref"].rsplit("/", 1)[1]], schema)
    return (
        bool(node.get("description"))
        or ("items" in node and described(node["items"], schema))
        or "const" in node
    )
