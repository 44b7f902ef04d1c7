"""No phone and no wall gets notes, a coming slide, a count or an answer too early: every byte is searched."""

from __future__ import annotations

import json

import pytest

from kit.engine.commands import Actor, Role
from kit.engine.lens import Lens
from kit.engine.refusal import Refused
from kit.engine.state import Run
from kit.engine.state_deck import Given
from kit.engine.views_trainer import briefing_seen, trainer_view
from kit.scenario.deck import ATTENDEE, Deck
from tests.engine.giving import ANA, JOIN, Give, started, whole
from tests.engine.playing import DOOR

SCREEN = Actor(Role.OBSERVER, "screen")


def secrets_of(deck: Deck, given: Given) -> dict[str, str]:
    """Texts that nobody but the trainer may have now, by where they stand."""
    secret: dict[str, str] = {}
    seen = set()
    for number, slide in enumerate(deck.slides, 1):
        secret |= {f"note {number}": note.text for note in slide.notes}
        points = [slide.alt, *(point.text for point in slide.points)]
        if number in given.shown:
            seen |= {slide.title, *points}
        else:
            secret |= {f"slide {number}.{n}": text for n, text in enumerate(points)}
    for question in deck.questions:
        asked = given.asked.get(question.id)
        if asked is None:
            secret[f"ask {question.id}"] = question.ask.text
            secret |= {f"option {question.id}.{key}": text for key, text in question.options}
        if asked is None or asked.status != "revealed":
            secret[f"why {question.id}"] = question.why.text
        if asked is not None:
            seen |= {question.ask.text, *(text for _, text in question.options), question.why.text}
    return {
        where: text
        for where, text in secret.items()
        if len(text) > 12 and not any(text in one for one in seen)
    }


def pages(game: Give) -> dict[str, str]:
    """Every page that is not the trainer's, as its bytes."""
    lens = Lens(game.run)
    seats = [seat for seat in game.run.seats.values() if seat.role is Role.PLAYER][:3]
    actors = {seat.id: Actor(Role.PLAYER, seat.id, seat.serial) for seat in seats} | {"": SCREEN}
    return {
        seat: json.dumps(briefing_seen(lens, actor, JOIN, {}), ensure_ascii=False)
        for seat, actor in actors.items()
    }


def leaks(game: Give, page: str) -> list[str]:
    return [
        where
        for where, text in secrets_of(game.deck, game.run.line.given).items()
        if json.dumps(text, ensure_ascii=False)[1:-1] in page
    ]


def assert_no_leak(game: Give) -> None:
    for seat, page in pages(game).items():
        assert leaks(game, page) == [], f"on the page of {seat or 'the wall'}"
        assert "ABCD 2345" not in page
        assert "secret-pass" not in page
        for somebody in game.run.seats.values():
            if somebody.id != seat:
                assert f'"{somebody.id}"' not in page
                assert not somebody.resume or somebody.resume not in page
        shown = json.loads(page)["question"]
        if shown and shown["status"] != "revealed":
            assert (shown["results"], shown["answer"], shown["why"], shown["why_cites"]) == (None, "", "", [])
            if seat and shown["status"] == "open":
                assert (shown["saved"], shown["of"]) == (0, 0)


@pytest.mark.parametrize(
    ("slug", "setting", "names"),
    [("det", "roll_call", "named"), ("out", "class", "anonymous"), ("int", "class", "named")],
)
def test_no_phone_and_no_wall_sees_notes_coming_slides_counts_or_answers_at_any_step(
    slug: str, setting: str, names: str
) -> None:
    game = whole(Give(slug, setting, names=names), assert_no_leak)
    game.facilitate("end-exercise")
    assert_no_leak(game)


def test_the_leak_test_finds_a_leak() -> None:
    give = started()
    page = json.dumps(trainer_view(Lens(give.run), JOIN, {}), ensure_ascii=False)
    assert {where.split()[0] for where in leaks(give, page)} >= {"note", "slide", "ask"}


def hollow(run: Run, actor: Actor) -> bool:
    view = briefing_seen(Lens(run), actor, JOIN, {})
    return not any(view[part] for part in ("slide", "earlier", "question", "answered", "feed", "handouts"))


def test_who_waits_was_closed_or_moved_sees_no_slide() -> None:
    give = started()
    give.asked("1-k1").facilitate("announce", text="Two minutes.")
    give.ask(
        DOOR, "take-seat", seat="w", role=Role.PLAYER, resume="R", position=ATTENDEE, name="W", wait=True
    )
    assert hollow(give.run, Actor(Role.PLAYER, "w"))
    give.ask(DOOR, "move-seat", seat="s1")
    assert hollow(give.run, ANA)
    assert not hollow(give.run, Actor(Role.PLAYER, "s1", 1))
    give.facilitate("remove-seat", seat="s2")
    assert hollow(give.run, Actor(Role.PLAYER, "s2", 1))
    with pytest.raises(Refused, match="no such seat"):
        briefing_seen(Lens(give.run), Actor(Role.EVALUATOR, "s1"), JOIN, {})
