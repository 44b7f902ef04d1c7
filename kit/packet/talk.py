"""What a trainer talks with: slides and notes, the video's words, questions to discuss and to check."""

from __future__ import annotations

from collections.abc import Iterator

from kit.briefing.model import CheckQuestion, Module, Question, Resource
from kit.briefing.speech import video_minutes
from kit.packet.making import Making
from kit.packet.parts import (
    Answer,
    Block,
    Choice,
    Grid,
    Para,
    SceneNote,
    Sheet,
    SlideNote,
    Talk,
    Title,
    Words,
    plain,
)

_GROUPS = {"officers": "For officers", "leaders": "For leaders", "community": "For the community"}


def slides(cut: Module, making: Making) -> Sheet:
    """The roll-call slides, each with the trainer's notes beside it."""
    asks = {check.id: check.ask for check in cut.check} | {poll.id: poll.ask for poll in cut.polls}
    blocks: list[Block] = [
        Para(
            plain(f"{cut.minutes.roll_call} minutes at roll call, {cut.minutes.classroom} in class."), "meta"
        )
    ]
    for number, slide in enumerate(cut.slides, 1):
        ask = making.words(asks[slide.ask]) if slide.ask in asks else Words(())
        points, notes = making.all(slide.points), making.all(slide.notes)
        blocks.append(SlideNote(number, slide.title, points, notes, slide.alt, ask, slide.picture))
    if cut.polls:
        blocks.append(Title("Polls: no right answer, only where the room stands"))
    for poll in cut.polls:
        options = zip("abcdefgh", making.all(poll.options), strict=False)
        blocks.append(Choice("", making.words(poll.ask), tuple(options)))
    return Sheet("slides", "Roll-call slides and trainer’s notes", tuple(blocks))


def video(cut: Module, making: Making) -> Sheet:
    """The storyboard: what is seen, and the transcript sentence by sentence."""
    scenes = tuple(
        SceneNote(
            number,
            scene.title,
            making.all(scene.points),
            scene.alt,
            making.all(scene.narration),
            making.words(scene.stop),
            scene.picture,
        )
        for number, scene in enumerate(cut.storyboard, 1)
    )
    minutes = f"about {video_minutes(cut):.0f} minutes when read aloud"
    about = f"The words of the video in {len(scenes)} scenes, {minutes}."
    return Sheet("video", "Video: storyboard and transcript", (Para(plain(about), "meta"), *scenes))


def discussion(cut: Module, making: Making) -> Sheet:
    """Questions to discuss, what a good discussion touches, and what to read, by title."""
    sentences = making.frame.sentences
    blocks: list[Block] = [
        Para(making.standing(sentences["content_note"])),
        Para(making.standing(sentences["no_real_cases"])),
        Title("The situation"),
        Para(making.words(cut.situation)),
    ]
    for group, questions in cut.discussion.groups.items():
        if questions:
            blocks.append(Title(_GROUPS[group]))
            blocks += _talks(questions, making)
    if cut.references:
        blocks += [Title("To read, by title"), readings("References", cut.references, making)]
    return Sheet("discussion", "Discussion guide", tuple(blocks))


def check_questions(cut: Module, making: Making) -> Sheet:
    """The questions of the knowledge check, without the answers."""
    about = Para(plain("Choose one answer for each question. Your sheet stays with you."), "meta")
    choices = tuple(
        Choice(
            str(number),
            making.words(question.ask),
            tuple((key, making.words(option)) for key, option in question.options.items()),
        )
        for number, question in enumerate(cut.check, 1)
    )
    return Sheet("check", "Knowledge check", (about, *choices))


def check_answers(cut: Module, making: Making) -> Sheet:
    """The answers, with why."""
    answers = tuple(_answer(number, question, making) for number, question in enumerate(cut.check, 1))
    return Sheet("answers", "Knowledge check: answers", answers)


def changed(cut: Module, making: Making) -> Sheet:
    """What held in 2012, and what holds now or is open."""
    rows = tuple((making.words(change.then), making.words(change.now)) for change in cut.changed)
    heads = ("Then (historical)", "Now")
    table = Grid("What changed since 2012", heads, rows, share=(50, 50))
    historical = Para(making.standing(making.frame.sentences["historical"]), "meta")
    return Sheet("changed", "What changed, 2012 to now", (historical, table))


def readings(caption: str, resources: tuple[Resource, ...], making: Making) -> Grid:
    """Things to read by title and publisher; no addresses, which would rot."""
    rows = tuple(
        (
            Words((("strong", resource.title),)),
            plain(resource.publisher),
            _with(making.words(resource.about), resource.cites),
        )
        for resource in resources
    )
    if not any(resource.publisher for resource in resources):
        return Grid(caption, ("Title", "What it is for"), tuple((a, c) for a, _, c in rows), share=(38, 62))
    return Grid(caption, ("Title", "Publisher", "What it is for"), rows, share=(34, 24, 42))


def _talks(questions: tuple[Question, ...], making: Making) -> Iterator[Talk]:
    for number, question in enumerate(questions, 1):
        yield Talk(number, making.words(question.ask), making.all(question.touches))


def _answer(number: int, question: CheckQuestion, making: Making) -> Answer:
    right = making.words(question.options[question.answer])
    ask, why = making.words(question.ask), making.words(question.why)
    return Answer(str(number), ask, question.answer, right, why)


def _with(words: Words, cites: tuple[str, ...]) -> Words:
    return Words(words.pieces, tuple(dict.fromkeys((*words.cites, *cites))))
