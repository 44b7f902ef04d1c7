"""Pictures in a module's text."""

from __future__ import annotations

from kit.look.drawing import Bar, Days, Glyph, Picture, svg
from tests.briefing.small import line_of, problems, read

ALT = "alt: Two sheets side by side.\n"


def with_picture(text: str) -> tuple[str, str]:
    return ALT, f"{ALT}    picture: {text}\n"


def test_a_scene_has_the_picture_its_text_names() -> None:
    module = read(
        with_picture("{arrange: pair, of: [{draw: form, text: I-247A}, {of: [{draw: clock, at: 5 p.m.}]}]}")
    )
    clock = Picture("row", (Glyph("clock", at="5 p.m."),))
    assert module.storyboard[0].picture == Picture("pair", (Glyph("form", text="I-247A"), clock))
    assert module.storyboard[2].picture is None


def test_every_setting_of_a_picture_is_read() -> None:
    picture = read().storyboard[1].picture
    assert picture is not None
    days = Days(
        ("Friday", "Saturday"),
        (Bar("Friday 5 p.m.", "Saturday 5 p.m.", "Ours", ("Saturday",)),),
        "Saturday 9 a.m.",
        "Then",
    )
    box = Picture("row", (Glyph("box", inside="telephone", faded=True),), faded=True)
    assert (picture.arrange, picture.columns, picture.label) == ("grid", 2, "All of it")
    assert picture.of == (
        Glyph("clock", label="5 p.m.", at="5 p.m.", accent=True),
        Glyph("form", text="I-247A", crossed=True),
        Glyph("checklist", count=2, ticked=1),
        Glyph("days", days=days),
        box,
    )
    assert svg(picture).count("<text") == 9


def test_an_unknown_glyph_is_told_with_its_line_and_the_nearest_name() -> None:
    change = with_picture("\n      of:\n        - {draw: door}\n        - {draw: clok}")
    (problem,) = problems(change)
    assert str(problem.where) == f"briefings/det/module.yaml:{line_of('alt: Two sheets side by side.') + 4}"
    assert 'there is no glyph "clok"' in problem.message
    assert "clock" in problem.hint


def test_a_picture_of_wrong_shape_is_told_like_any_other_text() -> None:
    (problem,) = problems(with_picture("{arrange: heap, of: [{draw: door}]}"))
    assert '"arrange" cannot be "heap"' in problem.message
    (problem,) = problems(with_picture("{of: [{draw: door, colour: red}]}"))
    assert 'there cannot be a key "colour" here' in problem.message
    (problem,) = problems(with_picture("{of: [{draw: key, text: Mine}]}"))
    assert "nothing can stand inside a key" in problem.message
