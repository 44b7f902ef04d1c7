"""The shipped exercises: valid, complete and consistent, as plain data and without the kit's own reader."""

from __future__ import annotations

import copy
import json
import re

import pytest
from jsonschema import Draft7Validator

from tests.scenario.shipped import (
    EXERCISES,
    ROOT,
    decisions,
    each_exercise,
    exercise,
    facts,
    frame,
    injects,
    matches,
    step_ids,
    steps,
    texts,
)

FACT_ID = re.compile(r"\b(GEN|INT|DET|CON|PRO|OUT|VIC|RET|LAN|TRF|VAW|VUL|VER|SLE|OPS|DIS|CAP|ENG)-\d{2}\b")
# What the authors counted when every branch was written.
COUNTED = ["decisions", "options", "conditional", "injects", "contingency", "wordings", "openings", "endings"]
COUNTS = {
    "enforcement_action": (8, 38, 7, 31, 17, 26, 9, 4),
    "hurricane": (9, 41, 7, 30, 15, 29, 7, 4),
    "wildfire": (9, 37, 7, 29, 15, 25, 7, 4),
}


def schema(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads((ROOT / f"kit/scenario/{name}.schema.json").read_text("utf-8")))


# -- the formats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["scenario", "frame"])
def test_the_schema_is_a_valid_schema(name: str) -> None:
    Draft7Validator.check_schema(schema(name).schema)


@each_exercise
def test_an_exercise_has_the_shape_its_schema_asks_for(slug: str) -> None:
    assert [error.message for error in schema("scenario").iter_errors(exercise(slug))] == []


def test_the_frame_has_the_shape_its_schema_asks_for() -> None:
    assert [error.message for error in schema("frame").iter_errors(frame())] == []


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ((), "notes"),
        (("clock",), "t0"),
        (("modules", 0), "name"),
        (("modules", 0, "steps", 0), "sender"),
        (("modules", 0, "steps", 1, "options", "a"), "score"),
        (("finale",), "winner"),
    ],
)
def test_the_schema_refuses_a_key_it_does_not_know(place: tuple[str | int, ...], key: str) -> None:
    data = copy.deepcopy(exercise("hurricane"))
    node = data
    for part in place:
        node = node[part]
    node[key] = "x"
    assert any(key in error.message for error in schema("scenario").iter_errors(data))


@pytest.mark.parametrize(
    "path", [*(f"exercises/{s}/scenario.yaml" for s in EXERCISES), "exercises/frame.yaml"]
)
def test_the_first_line_leads_an_editor_to_the_schema(path: str) -> None:
    first = (ROOT / path).read_text("utf-8").splitlines()[0]
    target = first.removeprefix("# yaml-language-server: $schema=")
    assert target != first
    assert ((ROOT / path).parent / target).is_file()


# -- complete ------------------------------------------------------------------------------------------


@each_exercise
def test_everything_the_authors_counted_is_there(slug: str) -> None:
    data = exercise(slug)
    options = [option for d in decisions(data) for option in d["options"].values()]
    assert {
        "decisions": len(decisions(data)),
        "options": len(options),
        "conditional": sum("when" in option for option in options),
        "injects": len(injects(data)),
        "contingency": sum(bool(i.get("contingency")) for i in injects(data)),
        "wordings": sum(len(i.get("wordings", [])) for i in injects(data)),
        "openings": sum(len(m["openings"]) - 1 for m in data["modules"] if m["openings"]),
        "endings": len(data["finale"]["endings"]),
    } == dict(zip(COUNTED, COUNTS[slug], strict=True))


@each_exercise
def test_every_position_has_a_brief_and_learns_something_alone(slug: str) -> None:
    data = exercise(slug)
    assert len(data["positions"]) == 12
    assert all(position["brief"].count(".") >= 2 for position in data["positions"].values())
    assert sorted(private["to"] for private in data["privates"].values()) == sorted(data["positions"])
    assert all(id.endswith(f"P.{private['to']}") for id, private in data["privates"].items())


@each_exercise
def test_both_tables_have_positions_and_short_names_differ(slug: str) -> None:
    positions = exercise(slug)["positions"].values()
    assert {position["table"] for position in positions} == {"government", "civil"}
    assert len({position["short"] for position in positions}) == len(positions)


@each_exercise
def test_every_inject_has_expected_actions_and_a_short_title(slug: str) -> None:
    data = exercise(slug)
    assert [i["inject"] for i in injects(data) if not i["expected"]] == []
    titles = [step["title"] for step in steps(data)]
    assert [title for title in titles if len(title.split()) > 8] == []
    assert len(set(titles)) == len(titles)


@each_exercise
def test_a_joint_call_is_for_everyone(slug: str) -> None:
    data = exercise(slug)
    calls = [i for i in injects(data) if i.get("joint_call")]
    assert len(calls) == 2
    assert all(call["to"] == list(data["positions"]) and call["channel"] == "joint call" for call in calls)


@each_exercise
def test_every_choice_says_what_it_could_bring_and_cost(slug: str) -> None:
    for decision in decisions(exercise(slug)):
        for letter, option in decision["options"].items():
            place = f"{decision['decision']}.{letter}"
            assert option["benefit"].endswith(".") and option["cost"].endswith("."), place
            tally = option["tally"].values()
            assert max(tally) > 0 > min(tally), place
            assert ("when" in option) == ("only_if" in option), place


@each_exercise
def test_a_conditional_choice_says_its_condition_in_words(slug: str) -> None:
    said = [o["only_if"] for d in decisions(exercise(slug)) for o in d["options"].values() if "only_if" in o]
    assert len(said) == 7
    assert all(words.startswith("only ") for words in said)


@each_exercise
def test_a_facilitator_sheet_is_never_empty(slug: str) -> None:
    for decision in decisions(exercise(slug)):
        talk, id = decision["talk"], decision["decision"]
        assert all(talk[part] for part in ("points", "expected", "ask", "missed", "if_asked")), id
        assert all(question.endswith("?") for question in talk["ask"]), id


@each_exercise
def test_every_objective_can_be_seen_and_leads_to_a_capability(slug: str) -> None:
    data = exercise(slug)
    known = {*step_ids(data), *data["privates"]}
    assert len(data["objectives"]) == 6
    for objective in data["objectives"]:
        assert objective["capabilities"]
        # Shelter, reunification and victim data are not threat information.
        assert "Intelligence and Information Sharing" not in objective["capabilities"]
        for target in objective["targets"]:
            assert target["tasks"] and set(target["evidence"]) <= known, target["id"]


# -- consistent ----------------------------------------------------------------------------------------


@each_exercise
@pytest.mark.parametrize(("form", "minutes"), [("full", 210), ("short", 90)])
def test_the_agenda_adds_up_to_its_form(slug: str, form: str, minutes: int) -> None:
    chosen = exercise(slug)["forms"][form]
    assert chosen["minutes"] == minutes == sum(row[1] for row in chosen["agenda"])


@each_exercise
def test_the_short_form_plays_or_stands_in_for_every_decision(slug: str) -> None:
    data = exercise(slug)
    short = data["forms"]["short"]
    played = [step for block in short["steps"].values() for step in block]
    assert set(played) <= set(step_ids(data))
    missing = [d["decision"] for d in decisions(data) if d["decision"] not in played]
    assert sorted(missing) == sorted(short["stand_ins"])
    ends = [block[-1] for block in short["steps"].values() if block]
    assert [bridge["after"] for bridge in short["bridges"]] == ends


@each_exercise
def test_the_steps_of_the_short_form_keep_the_order_of_the_full_form(slug: str) -> None:
    data = exercise(slug)
    played = [step for block in data["forms"]["short"]["steps"].values() for step in block]
    order = step_ids(data)
    assert played == sorted(played, key=order.index)


@each_exercise
def test_notes_with_one_id_say_one_thing(slug: str) -> None:
    said: dict[str, set[str]] = {}
    for decision in decisions(exercise(slug)):
        for rule in decision["dials"]:
            said.setdefault(rule["note"], set()).add(rule["text"])
            assert rule["note"].startswith(f"{decision['decision']}.n")
    assert {note for note, words in said.items() if len(words) > 1} == set()


@each_exercise
def test_every_fact_that_is_cited_exists(slug: str) -> None:
    known = facts()
    cited = {id for step in steps(exercise(slug)) for id in step["cites"]}
    named = {match[0] for _, text in texts(exercise(slug)) for match in FACT_ID.finditer(text)}
    assert cited | named <= set(known)
    assert len(cited) > 40


def test_every_fact_named_in_the_frame_or_by_another_fact_exists() -> None:
    assert {hit.rsplit(" ", 1)[1] for hit in matches(FACT_ID)} <= set(facts())


@each_exercise
def test_invented_names_on_the_register_are_used(slug: str) -> None:
    data = exercise(slug)
    story = " ".join(text for at, text in texts(data) if not at.startswith(".fiction"))
    names = [name for name in data["fiction"] if name[0].isupper() and " and " not in name]
    assert [name for name in names if name not in story] == []


def test_only_dials_of_the_frame_are_used() -> None:
    dials = [dial["id"] for dial in frame()["dials"]]
    assert dials == ["P1", "P2", "P3", "P4", "P5"]
    for slug in EXERCISES:
        assert set(exercise(slug)["dials"]) <= set(dials)
