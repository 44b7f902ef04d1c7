from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from kit.scenario.model import ALWAYS, Condition, Links, Moment, Test
from kit.scenario.problems import ScenarioError
from kit.scenario.read import exercise_from_texts, read_exercise, read_frame, read_text, shown_path
from tests.scenario.small import FRAME, PATH, ROOT, SCENARIO, SHIPPED, line_of, problems, read, shipped

EXERCISES = ROOT / "exercises"


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_shipped_exercises_read(slug: str) -> None:
    exercise = shipped(slug)
    assert exercise.slug == slug
    assert set(exercise.forms) == {"full", "short"}
    assert all(step.where.path == f"exercises/{slug}/scenario.yaml" for step in exercise.steps.values())
    assert len({step.where.line for step in exercise.steps.values()}) == len(exercise.steps)


def test_everything_an_author_writes_arrives_in_the_model() -> None:
    exercise = read()
    assert (exercise.clock.weekday, exercise.clock.minute, exercise.clock.starts) == (3, 190, -600)
    first, second = exercise.inject("X1"), exercise.inject("XX1")
    assert first.at == Moment(-480) and first.when is ALWAYS and first.wordings[0].id == "X1"
    assert second.when == Condition((Test("word", ("wide",)),)) and second.effects.trust == -1
    assert second.contingency and not first.contingency
    decision = exercise.decision("X-D1")
    assert decision.option("a").links == Links(triggers=("XX1",), opens=("X-D2.c",))
    assert decision.option("a").delays == (("X2", 30),)
    assert decision.option("b").sets_if == ((Condition((Test("P1", ("requires",)),)), (("word", "none"),)),)
    assert decision.dials[0].tally.trust == -1 and decision.dials[0].text == "Ask counsel."
    assert decision.talk.if_asked == (("Who decides?", "The county (DIS-01)."),)
    assert exercise.decision("X-D2").option("c").when == Condition((Test("trust", at_least=1),))
    assert exercise.privates[0].to == "GX1" and exercise.frame.dials[0].label("silent") == "says nothing"
    assert exercise.discussion["both"] == ("What would you change?",)


def test_what_is_rarely_written_arrives_too() -> None:
    rule = "option: b, tally: {trust: -1}"
    exercise = read(
        (rule, f"{rule}, story_minutes: 45, close: true"),
        ("        channel: statement\n", "        channel: statement\n        audience: addressees\n"),
    )
    found = exercise.decision("X-D1").dials[0]
    assert (found.note, found.option, found.story_minutes, found.close) == ("X-D1.n1", "b", 45, True)
    assert (exercise.inject("XX1").audience, exercise.inject("X1").audience) == ("addressees", "everyone")


def test_every_node_knows_the_line_it_was_written_on() -> None:
    exercise = read()
    assert exercise.inject("XX1").where.line == line_of("- inject: XX1")
    assert exercise.decision("X-D1").option("b").where.line == line_of("text: Say what you know.")
    assert exercise.inject("X2").wordings[1].where.line == line_of("{id: X2, text")
    assert str(exercise.positions[1].where) == f"{PATH}:{line_of('CX1: {title')}"


def test_a_full_form_plays_every_step_and_a_short_one_what_it_names() -> None:
    exercise = read()
    assert exercise.forms["full"].steps == {"M1": ("X1", "X-D1", "XX1"), "M2": ("X2", "X-D2")}
    short = exercise.forms["short"]
    assert short.steps == {"M1": ("X1", "X-D1", "XX1"), "M2": ("X2",)}
    assert short.stand_ins == {"X-D2": ("c", "a")} and short.call_cut == 3
    assert short.bridges[0].after == "XX1" and short.bridges[0].minutes == 2


def test_a_problem_reads_as_file_line_message_and_hint() -> None:
    (found,) = problems(("to: [GX1]", "to: [GX9]"))
    line = line_of("to: [GX1]")
    assert str(found) == (
        f'exercises/small/scenario.yaml:{line}: unknown position GX9 in "to". Did you mean GX1?'
    )


def test_all_problems_of_a_file_are_told_at_once_in_order() -> None:
    found = problems(
        ("hazard: Storm", "hasard: Storm"),
        ("to: [CX1]", "to: [CX7]"),
        ("set: {word: wide}", "set: {wrod: wide}"),
        ("minutes: 8", "minutes: many"),
        ("opens: [X-D2.c]", "opens: [X-D2.z]"),
        ("keep: M2", "keep: M9"),
        ("id: X\n", "id: x\n"),
    )
    said = [problem.message for problem in found]
    assert len(found) == 8  # hazard is missing as well as misspelt
    assert [problem.where.line for problem in found] == sorted(problem.where.line for problem in found)
    assert any("hasard" in message for message in said) and any('"hazard" is missing' in m for m in said)


def test_the_frame_is_read_and_checked_too() -> None:
    frame = FRAME.replace("default: silent", "default: quiet").replace(
        "{P1: requires, P2", "{P7: requires, P2"
    )
    found = problems(frame=frame)
    assert {problem.where.path for problem in found} == {"exercises/frame.yaml"}
    assert len(found) == 2
    assert read_frame(EXERCISES / "frame.yaml").ratings[0].letter == "P"


def test_a_text_kept_with_a_run_gives_the_same_exercise_again() -> None:
    path = EXERCISES / "hurricane" / "scenario.yaml"
    again = exercise_from_texts(read_text(path), read_text(EXERCISES / "frame.yaml"), path)
    assert again == shipped("hurricane")


def test_a_missing_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_exercise(tmp_path / "nowhere" / "scenario.yaml")


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"a: 1\nb: \xe9t\xe9\n")
    with pytest.raises(ScenarioError, match=":2: this line is not UTF-8"):
        read_text(path)


def test_a_slug_must_be_the_name_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "storm").mkdir()
    (tmp_path / "frame.yaml").write_text(FRAME, "utf-8")
    (tmp_path / "storm" / "scenario.yaml").write_text(SCENARIO, "utf-8")
    with pytest.raises(ScenarioError, match='the slug is "small" but the folder is "storm"'):
        read_exercise(tmp_path / "storm" / "scenario.yaml")


def test_messages_never_show_the_machines_own_folders() -> None:
    assert shown_path(Path("/somewhere/deep/exercises/a/scenario.yaml")) == "exercises/a/scenario.yaml"
    assert shown_path(Path("/one/two/three/four.yaml")) == "two/three/four.yaml"


LINES = SCENARIO.splitlines(keepends=True)
WORDS = [
    "[]",
    "{}",
    "null",
    "-1",
    "99",
    "true",
    "x: y",
    "[x]",
    "{a: {b: c}}",
    "- x",
    '"',
    "*x",
    "&x 1",
    "\t",
    "𝄞",
]


def mutated(seed: int) -> str:
    """The small scenario with a few random wounds."""
    dice = random.Random(seed)
    lines = list(LINES)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[dice.randrange(len(lines))])
            case 2:
                key, colon, _ = lines[at].partition(":")
                lines[at] = f"{key}{colon} {dice.choice(WORDS)}\n"
            case 3:
                lines[at] = "  " * dice.randint(0, 3) + lines[at].lstrip()
            case 4:
                cut = dice.randrange(len(lines[at]))
                lines[at] = lines[at][:cut] + dice.choice(WORDS) + lines[at][cut + 1 :]
            case _:
                lines[at] = lines[at].replace(dice.choice(["X", "a", ":", "[", "1"]), dice.choice(WORDS), 1)
    return "".join(lines)


@given(st.integers(min_value=0))
def test_a_wounded_file_reads_or_is_refused_and_nothing_else(seed: int) -> None:
    try:
        exercise_from_texts(mutated(seed), FRAME, PATH)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.where.line >= 1 and problem.message for problem in error.problems)


def test_three_hundred_more_wounded_files_are_refused_or_read() -> None:
    refused = 0
    for seed in range(300):
        try:
            exercise_from_texts(mutated(seed), FRAME, PATH)
        except ScenarioError:
            refused += 1
    assert refused > 200, "the wounds must be deep enough to test something"
