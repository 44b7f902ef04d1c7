"""The papers of a briefing: its roster to print and sign, its questions with counts, its feedback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kit.engine.results import FEW as FEWEST
from kit.engine.state import Run
from kit.engine.state_deck import Asked
from kit.engine.views_deck import results
from kit.report.paper import Block, Bullets, Column, Heading, Paper, Para, Row, Section, Span, Spans, Table
from kit.report.roster import Person, Roster, clock, how
from kit.report.words import FEW, FEW_NOTE, MONTHS
from kit.scenario.deck import Deck, DeckQuestion
from kit.scenario.frame import FormItem

HIDDEN = "fewer than 3, or it would tell another count"


def roster_paper(roster: Roster, limits: str) -> Paper:
    """The roster: who, when, and a place to sign; a score only where the trainer chose one."""
    people = (
        _people(roster) if roster.named else (_lone(f"{_count(roster.count)} took part. No names are kept."),)
    )
    return _paper(roster, "Roster", "roster", limits, (Section("people", "Who took part", people),))


def questions_paper(roster: Roster, run: Run, deck: Deck, limits: str) -> Paper:
    """Every question that was asked, with what the room answered; then what was asked from the floor."""
    asked = [_asked(run, deck.by_id[one.question], one) for one in run.line.given.asked.values()]
    blocks = [block for part in asked for block in part] or [_lone("No question was asked.")]
    sections = [Section("questions", "What was asked, and answered", tuple(blocks))]
    note = (_lone(FEW_NOTE, "meta"),) if run.setup.names == "anonymous" and asked else ()
    sections[0] = Section("questions", sections[0].title, (*note, *blocks))
    raised = [
        (_text(item.text), _meta(f" Answer: {item.answer}" if item.answer else " Not answered in writing."))
        for item in run.raised.values()
    ]
    floor: tuple[Block, ...] = (Bullets(tuple((said, answer) for said, answer in raised)),)
    if raised:
        sections.append(Section("floor", "Questions from the floor", floor))
    return _paper(roster, "Questions and answers", "questions", limits, tuple(sections))


def feedback_paper(roster: Roster, run: Run, deck: Deck, limits: str) -> Paper:
    """What people thought of the briefing: each statement's answers, and their words without names."""
    given = [answers for _, answers in run.feedback.values()]
    count = _number(len(given), run)
    blocks: list[Block] = [_lone(f"Forms filled in: {count}.")]
    scales = [item for item in deck.feedback if item.kind == "scale"]
    if given:
        rows = tuple(_scale(item, given, run) for item in scales)
        columns = (
            Column("Statement", share=46),
            *(Column(str(n), "n") for n in range(1, 6)),
            Column("Mean", "n"),
        )
        caption = "1: strongly disagree. 5: strongly agree."
        blocks.append(Table(caption, columns, rows, kind="wide"))
    for item in deck.feedback:
        words = [str(one[item.key]).strip() for one in given if item.kind == "text" and one.get(item.key)]
        if words:
            blocks += [Heading(3, item.text), Bullets(tuple((_text(said),) for said in sorted(words)))]
    return _paper(
        roster, "Feedback", "feedback", limits, (Section("feedback", "What people said", tuple(blocks)),)
    )


def _paper(roster: Roster, what: str, id: str, limits: str, sections: tuple[Section, ...]) -> Paper:
    day = f"{roster.day.day} {MONTHS[roster.day.month - 1]} {roster.day.year}"
    times = "–".join(filter(None, (clock(roster.started), clock(roster.ended))))
    told = [day, times, roster.place, roster.audience, roster.setting, roster.sponsor]
    about = Section("about", "The briefing", (_about(roster),))
    subtitle = " · ".join(filter(None, told))
    return Paper(id, roster.title, what, subtitle, (roster.title, "", day), limits, (about, *sections))


def _about(roster: Roster) -> Table:
    started, ended = clock(roster.started) or "not yet", clock(roster.ended) or "not yet"
    rows = [
        ("Modules", roster.modules),
        ("Began, ended", f"{started}, {ended}"),
        ("People", str(roster.count)),
    ]
    lines = tuple(Row(((Span(head, "strong"),), _spans(text))) for head, text in rows)
    return Table("The briefing", (Column("", share=24), Column("")), lines, kind="overview")


def _people(roster: Roster) -> tuple[Block, ...]:
    columns = [Column("Name"), Column("Joined", "n"), Column("Signed in")]
    if roster.scored:
        columns.append(Column("Right answers", "n"))
    columns.append(Column("Signature", share=30))
    rows = tuple(Row(tuple(_cells(person, scored=roster.scored))) for person in roster.people)
    if not rows:
        return (_lone("Nobody has joined."),)
    return (Table("Who took part", tuple(columns), rows, kind="wide", quiet=True),)


def _cells(person: Person, *, scored: bool) -> Iterator[Spans]:
    yield _spans(person.name or "no name given")
    yield _spans(clock(person.joined))
    yield _spans(how(person))
    if scored:
        yield _spans("" if person.right is None else f"{person.right} of {person.checks}")
    yield ()


def _asked(run: Run, question: DeckQuestion, asked: Asked) -> list[Block]:
    """One question with its counts; the right answer is named, because this paper is the trainer's."""
    rows = []
    for row in results(run, asked):
        right: Spans = (Span(" – right answer", "strong"),) if row["key"] == question.answer else ()
        votes = HIDDEN if row["votes"] is None else str(row["votes"])
        share = "" if row["share"] is None else f"{row['share']} %"
        rows.append(
            Row(((Span(row["key"], "key"), *_spans(f" {row['text']}"), *right), _spans(votes), _spans(share)))
        )
    columns = (Column("Choice", share=64), Column("Answers", "n"), Column("Share", "n"))
    kind = "Poll" if question.kind == "poll" else "Check"
    saved = f"{kind}. Answered: {_number(len(asked.answers), run)}"
    saved += f" of {asked.of}." if asked.of and run.setup.names == "named" else "."
    blocks: list[Block] = [Heading(3, question.ask.text), _lone(saved, "meta")]
    blocks.append(Table(question.ask.text, columns, tuple(rows), quiet=True))
    if question.why.text:
        blocks.append(Para((Span("Why: ", "strong"), Span(question.why.text), *_cites(question.why.cites))))
    return blocks


def _scale(item: FormItem, given: Sequence[Mapping[str, int | str]], run: Run) -> Row:
    marks = [mark for answers in given if isinstance(mark := answers.get(item.key), int)]
    counts = [marks.count(n) for n in range(1, 6)]
    mean = f"{sum(marks) / len(marks):.1f}" if marks else ""
    hidden = run.setup.names == "anonymous" and any(0 < count < FEWEST for count in counts)
    cells = [("" if hidden else str(count)) for count in counts]
    few = run.setup.names == "anonymous" and len(marks) < FEWEST
    return Row((_spans(item.text), *(_spans(cell) for cell in cells), _spans(FEW if few and marks else mean)))


def _number(count: int, run: Run) -> str:
    return FEW if run.setup.names == "anonymous" and 0 < count < FEWEST else str(count)


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _text(text: str) -> Span:
    return Span(text)


def _meta(text: str) -> Span:
    return Span(text, "meta")


def _spans(text: str) -> Spans:
    return (Span(text),) if text else ()


def _cites(ids: Sequence[str]) -> Spans:
    return tuple(Span(f" {id}", "tag") for id in ids)


def _lone(text: str, kind: str = "body") -> Para:
    return Para((Span(text),), kind)
