"""The spoken side of a module: how long the video takes, and whether what is shown is also said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kit.briefing.grade import LONG_SENTENCE, reading
from kit.briefing.lines import sentences, words
from kit.briefing.model import Line, Module, Scene
from kit.scenario.problems import Problem

WORDS_A_MINUTE = 140
VIDEO_MINUTES = (3.0, 5.0)
SAID = 0.6  # share of a point's words that its scene must also say
_SMALL_WORDS = """
a an and are as at be but by can do does for from has have he her his i if in is it its may my no nor
not of on only or our own she so than that the their them then there they this to up was we what when
who will with you your
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_SAME = """
one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 twenty-four=24
forty=40 forty-eight=48 saturdays=weekend sundays=weekend weekends=weekend
"""
_FIGURES = dict(pair.split("=") for pair in _SAME.split())
_MARKS = "“”‘’().,:;!?…–"
_QUOTED = re.compile(r"“[^”]*”")
_ENDINGS = re.compile(r"(?:’s|ations?|ation|ings?|ed|es|s|ly|er|ers)\Z")


def spoken_words(module: Module) -> int:
    """The words of the video of a cut of a module."""
    return sum(len(words(line.text)) for scene in module.storyboard for line in scene.narration)


def video_minutes(module: Module) -> float:
    """How long the video of a cut takes, without pauses."""
    return spoken_words(module) / WORDS_A_MINUTE


def talk_minutes(module: Module) -> dict[str, float]:
    """How long a trainer speaks to the roll-call slides, by audience, without questions and answers."""
    return {
        audience: sum(len(words(note.text)) for slide in module.of(audience).slides for note in slide.notes)
        / WORDS_A_MINUTE
        for audience in module.audiences
    }


def check_video(module: Module) -> Iterator[Problem]:
    """The video of every cut: three to five minutes, one stop; and what a voice cannot say."""
    seen: set[str] = set()
    for audience, version in module.cuts:
        cut = module.of(audience, version)
        name = f"video for {audience}" + (f", {version}" if version else "")
        for message, hint in _whole(cut):
            if f"{version}{message}" not in seen:  # audiences mostly see the same video
                seen.add(f"{version}{message}")
                where = module.storyboard[0].where if module.storyboard else module.where
                yield Problem(where, f"{name}: {message}", hint, rule="video")
    for scene in module.storyboard:
        yield from _scene(scene)
    yield from _too_full(module)


def _too_full(module: Module) -> Iterator[Problem]:
    """Roll calls whose video and slides alone take longer than the minutes that are planned for all of it."""
    for audience, talk in talk_minutes(module).items():
        video = video_minutes(module.of(audience))
        if video + talk > module.minutes.roll_call:
            message = (
                f"roll call for {audience}: {video:.1f} minutes of video and {talk:.1f} of slides are more"
            )
            message += f" than the {module.minutes.roll_call} planned, without a question asked."
            hint = "Say less over the slides, or plan more minutes."
            yield Problem(module.where, message, hint, "warning", "roll-call")


def _whole(cut: Module) -> Iterator[tuple[str, str]]:
    least, most = VIDEO_MINUTES
    spoken = spoken_words(cut)
    minutes = spoken / WORDS_A_MINUTE
    if not least <= minutes <= most:
        bounds = f"{least * WORDS_A_MINUTE:.0f} to {most * WORDS_A_MINUTE:.0f} words"
        yield f"{spoken} words take {minutes:.1f} minutes.", f"Three to five minutes are {bounds}."
    stops = [scene.id for scene in cut.storyboard if scene.stop]
    if len(stops) != 1:
        said = ", ".join(stops) or "none"
        yield f"there must be one stop to discuss, not {len(stops)} ({said}).", "Put stop: under one scene."
    if not 6 <= len(cut.storyboard) <= 10:
        yield f"{len(cut.storyboard)} scenes.", "Six to ten."


def _scene(scene: Scene) -> Iterator[Problem]:
    yield from _unsaid(scene)
    for line in (*scene.points, *scene.narration, scene.stop):
        if line.locals:
            message = (
                f"{scene.id}: a video is made once for all agencies and cannot say [LOCAL: {line.locals[0]}]."
            )
            yield Problem(line.where, message, "Say it in general: “your card”, “your policy”.", rule="video")
    for line in scene.narration:
        if len(sentences(_QUOTED.sub("“quoted”", line.text))) > 1:
            message = f"{scene.id}: more than one sentence of narration on one line."
            hint = "One sentence a line: captions are timed by it."
            yield Problem(line.where, message, hint, "warning", "video")


def _unsaid(scene: Scene) -> Iterator[Problem]:
    for point in scene.points:
        said = {
            stem
            for line in scene.narration
            if _heard_together(line, point)
            for stem in stems(words(line.text))
        }
        wanted = {stem: word for word in words(point.text) for stem in stems([word])}
        missing = [word.strip(_MARKS) for stem, word in wanted.items() if stem not in said]
        if wanted and len(missing) > (1 - SAID) * len(wanted):
            message = f"{scene.id}: “{point.text}” is on the slide but hardly said."
            hint = f"Who listens must get it too; not said: {', '.join(missing)}."
            yield Problem(point.where, message, hint, "error", "not-said")


def _heard_together(line: Line, point: Line) -> bool:
    audiences = not line.audiences or not point.audiences or set(line.audiences) & set(point.audiences)
    return bool(audiences) and (not line.version or not point.version or line.version == point.version)


def stems(said: Iterable[str]) -> tuple[str, ...]:
    """The words that matter, cut to their stems; small numbers as figures."""
    found = []
    for word in said:
        plain = word.strip(_MARKS).lower()
        plain = _FIGURES.get(plain, plain)
        if plain and plain not in _SMALL:
            found.append(_ENDINGS.sub("", plain)[:6] or plain)
    return tuple(dict.fromkeys(found))


def check_sentences(lines: Iterable[tuple[str, Line]]) -> Iterator[Problem]:
    """Sentences too long to be taken in, each with the name of its place."""
    for name, line in lines:
        for said in sentences(line.text):
            count = len(words(said))
            if count > LONG_SENTENCE:
                message = f"{name}: a sentence of {count} words."
                yield Problem(
                    line.where, message, "Split it; twenty is a good mean.", "warning", "long-sentence"
                )


def readings(module: Module) -> dict[str, tuple[float, float, float]]:
    """Of each product of a module: (grade, words a sentence, the grade it should keep to)."""
    found: dict[str, tuple[Iterable[str], float]] = {
        "narration": ([line.text for s in module.storyboard for line in s.narration], 8),
        "guide": (guide_texts(module), 10),
    }
    for card in module.cards:
        found[card.id] = ([line.text for line in card.lines], 8)
    result = {}
    for name, (texts, bound) in found.items():
        figures = reading(texts)
        result[name] = (round(figures.grade, 1), round(figures.words_a_sentence, 1), bound)
    return result


def guide_texts(module: Module) -> list[str]:
    """What leaders and trainers read: notes, discussion, packet, what changed."""
    packet = module.packet
    return [
        *(line.text for slide in module.slides for line in slide.notes),
        *(
            line.text
            for group in module.discussion.groups.values()
            for question in group
            for line in (question.ask, *question.touches)
        ),
        *(line.text for line in packet.checklist),
        *(row.do.text for row in packet.planner.rows),
        *(line.text for change in module.changed for line in (change.then, change.now)),
    ]
