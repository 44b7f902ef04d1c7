"""A journal always means the same thing."""

from __future__ import annotations

import random

import pytest

from kit.engine.codec import UnknownEvent, decode, encode
from kit.engine.events import EVENTS, name_of
from kit.engine.evolve import LINE, RUN, fold
from tests.engine.playing import SLUGS, Play

STORED = """
run-created seat-taken seat-moved seat-admitted seat-removed position-changed stepped-out came-back
briefing-started exercise-started play-paused play-resumed hot-wash-opened tallies-shown
exercise-ended exercise-reopened module-opened inject-delivered steps-passed stood-in step-skipped
step-held step-released step-moved inject-scheduled inject-added clock-shifted bridge-read
ending-reached line-forked act-undone decision-opened voting-extended vote-cast voting-closed
results-revealed results-hidden second-round-opened branch-taken announced message-withdrawn raised
raised-answered concern-grouped row-owned commitment-made row-settled note-made action-seen
screen-shown observation-made task-seen target-rated rating-settled remark-made feedback-given
report-edited slide-shown question-opened question-closed question-revealed question-answered
"""


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_folding_the_stored_text_gives_the_run_that_was_played(slug: str, seed: int) -> None:
    rng = random.Random(seed)
    game = Play(slug)
    game.seat_all()
    game.start()

    def sometimes_go_back(play: Play) -> None:
        taken = [d for (n, d) in play.run.turns if n == play.run.line.number and d in play.run.line.ballots]
        free = play.run.ballot is None or play.run.ballot.status == "taken"
        if taken and free and len(play.run.lines) < 2 and rng.random() < 0.05:
            decision = rng.choice(taken)
            options = list(play.run.line.ballots[decision].options)
            options.remove(play.run.line.ballots[decision].taken)
            play.facilitate("fork", decision=decision, option=rng.choice(options), why="What if?")

    game.play_out(rng, sometimes_go_back)
    game.facilitate("open-hot-wash")
    game.facilitate("end-exercise")
    assert fold(game.exercise, game.through_codec()) == game.run
    assert game.run.line.ending


def test_every_event_is_folded_by_one_function() -> None:
    assert set(LINE) & set(RUN) == set()
    assert set(EVENTS.values()) - set(LINE) - set(RUN) == {EVENTS["run-created"]}


def test_stored_names_never_change() -> None:
    """Renaming one of these would make every journal written before unreadable."""
    assert sorted(EVENTS) == sorted(STORED.split())


def test_an_event_of_a_newer_kit_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnknownEvent, match="newer one"):
        decode("vote-weighed", 1, "{}")
    game = Play()
    name, version, data = encode(game.records[0].event)
    with pytest.raises(UnknownEvent, match="version 9"):
        decode(name, version + 8, data)
    assert name_of(decode(name, version, data)) == "run-created"


def test_a_damaged_event_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="damaged"):
        decode("note-made", 1, '{"type": "note-made", "id": 4}')
