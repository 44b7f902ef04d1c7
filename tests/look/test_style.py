"""Styles that stand inside a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.look.icons import BADGES, ICONS, symbols
from kit.look.style import COMMENT, FONT_FACE, LOOK, css_string, faces, joined


def test_a_face_is_taken_only_if_the_text_has_its_letters() -> None:
    latin, missing = faces("abc")
    assert latin.count("@font-face") == 1 and not missing
    assert faces("abc \u0628")[0].count("@font-face") == 3


@pytest.mark.parametrize("text", ["Tiếng Việt", "Łódź"])
def test_letters_beyond_latin_bring_the_next_family_along(text: str) -> None:
    """As data in a file, too: the stack names it."""
    found, _ = faces(text)
    assert found.count('"Public Sans"') == 1 and '"Public Sans More"' in found
    assert '--sans: "Public Sans", "Public Sans More",' in (LOOK / "tokens.css").read_text("utf-8")


def test_the_first_family_claims_no_range() -> None:
    """Chromium asks the system for a stand-in as long as one face of a family has a range and is not loaded:
    seventeen questions on a participant's page, each of which held it up."""
    rules = FONT_FACE.findall(COMMENT.sub("", (LOOK / "base.css").read_text("utf-8")))
    first = [rule for rule in rules if '"Public Sans";' in rule]
    assert len(first) == 2 and not any("unicode-range" in rule for rule in first)


def test_the_styles_name_no_file_and_no_font() -> None:
    style = joined([LOOK / "tokens.css", LOOK / "base.css", LOOK / "paper.css"])
    assert "@font-face" not in style and "url(" not in style and "/*" not in style


def test_a_missing_font_is_named_and_left_out(tmp_path: Path) -> None:
    sheet = tmp_path / "base.css"
    sheet.write_text('@font-face { font-family: "X"; src: url("gone.woff2"); unicode-range: U+0000-00FF; }')
    assert faces("abc", sheet) == ("", (tmp_path / "gone.woff2",))


def test_a_css_string_holds_anything() -> None:
    assert css_string('a"</style>\n') == '"a\\22 \\3c \\2f style\\3e \\a "'


def test_every_badge_has_its_icon() -> None:
    assert set(BADGES.values()) <= set(ICONS)
    assert all(f'id="i-{name}"' in symbols() for name in ICONS)
