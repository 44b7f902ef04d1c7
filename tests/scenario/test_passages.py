from __future__ import annotations

from kit.scenario.model import Where
from kit.scenario.passages import frame_passages, passages
from tests.scenario.small import line_of, read, shipped


def test_every_text_of_the_small_exercise_is_a_passage() -> None:
    said = {passage.text for passage in passages(read())}
    for text in (
        *("A rumor", "People ask whether the buses come.", "What do you say?", "Say what you know."),
        *("Some wait.", "The buses fill.", "only if trust holds", "Ask counsel.", "The drivers."),
        *("Who decides? The county (DIS-01).", "The streets are full.", "The list is old.", "Hours pass."),
        *("Open. It held. The door. Sleep.", "Some left.", "Manager. You hold the plan."),
        *("Within an hour. verify write", "What would you change?", "A town by the sea."),
    ):
        assert text in said, text


def test_a_passage_knows_its_place_its_readers_and_the_facts_behind_it() -> None:
    found = {passage.text: passage for passage in passages(read())}
    option = found["Say what you know."]
    assert option.where.line == line_of("text: Say what you know.")
    assert (option.id, option.part, option.readers) == ("X-D1", "option", "players")
    assert option.cites == {"OUT-04", "DIS-01"}, "those of the decision and those its sheet names"
    assert found["Ask counsel."].readers == "facilitator"


def test_a_shipped_exercise_has_hundreds_of_passages_and_none_is_empty() -> None:
    texts = [passage.text for passage in passages(shipped("hurricane"))]
    assert len(texts) > 500 and all(texts)


def test_the_frame_has_its_own() -> None:
    said = [passage.text for passage in frame_passages(read().frame, Where("frame.yaml", 1))]
    assert "No real cases." in said and any(text.startswith("M: Major challenges.") for text in said)
