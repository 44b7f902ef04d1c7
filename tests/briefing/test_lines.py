from __future__ import annotations

import pytest

from kit.briefing.lines import bracket_faults, line, sentences, typeset, words
from kit.briefing.model import NOWHERE


def test_facts_leave_the_text_and_stand_behind_it() -> None:
    found = line("The form asks. [DET-01, DET-20]", NOWHERE)
    assert (found.text, found.cites, found.locals) == ("The form asks.", ("DET-01", "DET-20"), ())


def test_facts_of_two_sentences_are_collected_once_each() -> None:
    found = line("One. [DET-01] Two. [DET-01, DET-02]", NOWHERE)
    assert (found.text, found.cites) == ("One. Two.", ("DET-01", "DET-02"))


def test_a_placeholder_stays_in_the_text_and_splits_it_into_pieces() -> None:
    found = line("Call [LOCAL: supervisor] now. [DET-01]", NOWHERE)
    assert found.locals == ("supervisor",) and found.cites == ("DET-01",)
    assert list(found.pieces) == [("text", "Call "), ("local", "supervisor"), ("text", " now.")]


def test_a_line_that_is_only_a_placeholder_has_one_piece() -> None:
    assert list(line("[LOCAL: counsel]", NOWHERE).pieces) == [("local", "counsel")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ask [agency counsel].", "[agency counsel] is neither."),
        ("Call [LOCAL: The Boss].", "[LOCAL: The Boss] is not a placeholder."),
        ("So it is (DET-01).", "DET-01 stands in the sentence."),
        ("So it is [DET-01.", "a square bracket stands alone."),
        ("So it is. [DET-1]", "[DET-1] is neither."),
    ],
)
def test_brackets_that_are_neither_facts_nor_placeholders_are_told(text: str, said: str) -> None:
    assert said in [message for message, _ in bracket_faults(text)]


def test_good_brackets_are_let_pass() -> None:
    assert list(bracket_faults("Call [LOCAL: supervisor] under 287(g). [DET-01, DET-20]")) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two.", 2),
        ("One", 1),
        ("See 8 U.S.C. 1373 and the U.S. Code.", 1),
        ("See No. 5 of the list. No. Never.", 3),
        ("He says: “I am a U.S. citizen.” She writes.", 2),
        ("Is it an I-247A? Then read on!", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


def test_words_are_those_read_aloud() -> None:
    assert words("Call [LOCAL: ice-contact] – now, I-247A.") == ("Call", "placeholder", "now,", "I-247A.")


def test_straight_marks_are_set_as_printers_set_them() -> None:
    assert typeset("""It's "so" - 'yes', and "no".""") == "It’s “so” – ‘yes’, and “no”."
    assert typeset("“Set already’s”") == "“Set already’s”"
