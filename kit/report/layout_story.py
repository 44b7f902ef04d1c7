"""The middle of the report: decisions, timeline and replay, paths not taken, lines, ratings, talk."""

from __future__ import annotations

from collections.abc import Iterator

from kit.report.aar import AfterActionReport, DecisionPart, Entry, LinePart, ObjectivePart
from kit.report.charts import tally_chart, timeline_chart, votes_chart
from kit.report.paper import (
    Block,
    Bullets,
    Column,
    Heading,
    Pair,
    Quotes,
    Result,
    Row,
    Section,
    Span,
    Spans,
    Table,
    Tallies,
    Votes,
)
from kit.report.pieces import FactLine, Path, RoundPart, Verdict
from kit.report.replay import replay
from kit.report.spans import (
    BREAK,
    badge,
    cells,
    joined,
    key,
    line,
    links,
    meta,
    number,
    paragraphs,
    rating,
    scored,
    strong,
    table,
    tag,
    text,
)
from kit.report.words import FEW, HOW, RAISED, REMARKS_RULE, TALLY_ENDS, day, sentence, times


def story(report: AfterActionReport) -> tuple[Section, ...]:
    """The sections between the analysis and the appendices; empty ones are left out."""
    sections = (
        _decisions(report),
        _timeline(report),
        _record(report),
        _paths(report),
        _lines(report),
        _disagreements(report),
        _concerns(report),
        _hot_wash(report),
    )
    return tuple(section for section in sections if section.blocks)


# -- decisions -------------------------------------------------------------------------------------


def _decisions(report: AfterActionReport) -> Section:
    posture = "; ".join(f"{dial}: {setting}" for dial, setting in report.dials)
    blocks: list[Block] = [line(f"Posture dials of this run. {posture}.", kind="meta")] if posture else []
    chart = votes_chart(report)
    if chart:
        blocks.append(chart)
    for part in report.decisions:
        blocks += _decision(report, part)
    return Section("decisions", "Decisions", tuple(blocks), sheet=True)


def _decision(report: AfterActionReport, part: DecisionPart) -> Iterator[Block]:
    number_of = f"line {part.line}" if len(report.lines) > 1 else ""
    times = f"{part.opened} to {part.closed} in the room" if part.closed else f"{part.opened} in the room"
    said = ", ".join(p for p in (f"{part.story} in the story" if part.story else "", times, number_of) if p)
    yield Heading(3, part.question, part.anchor, joined(tag(part.id), meta(f"{said}{_turnout(part)}")))
    for round_part in part.rounds if part.how != "fork" else ():
        yield _result(part, round_part)
    yield from _taken(part)
    yield Pair((*_reasons(part), *_brought(report, part)), tuple(_known(part)))


def _turnout(part: DecisionPart) -> str:
    last = part.rounds[-1] if part.rounds else None
    if last is None or part.how == "fork" or last.voted is None or last.of is None:
        return ""
    return f", {last.voted} of {last.of} voted" if last.of else f", {last.voted} voted"


def _result(part: DecisionPart, shown: RoundPart) -> Result:
    caption = f"Votes, round {shown.number}" if len(part.rounds) > 1 else "Votes"
    rows = tuple(
        Votes(
            key=bar.option,
            text=bar.text,
            votes=number(bar.votes),
            share="" if bar.share is None else f"{bar.share}%",
            percent=bar.share,
            most=bar.most,
            taken=bar.taken,
        )
        for bar in shown.bars
    )
    hidden = any(bar.votes is None for bar in shown.bars)
    note = f"{FEW[0].upper()}{FEW[1:]} people: the number is not shown." if hidden else ""
    return Result(caption, rows, note)


def _taken(part: DecisionPart) -> Iterator[Block]:
    if not part.option:
        yield line("No branch was taken.", kind="meta")
        return
    how = f"Taken {HOW.get(part.how, part.how)}."
    yield line(key(part.option, taken=True), strong(how), f"Reason: “{part.why}”" if part.why else "")
    yield from paragraphs(part.consequence)
    yield line(*links(part.evidence), kind="meta")


def _reasons(part: DecisionPart) -> Iterator[Block]:
    for minority, title, shown in ((True, "Minority reasons", 8), (False, "Reasons for the branch taken", 4)):
        mine = [reason for reason in part.reasons if reason.minority is minority]
        if mine:
            yield Heading(4, title)
            items = tuple((r.text, joined(key(r.option) if r.option else "", meta(r.who))) for r in mine)
            yield Quotes(items, shown)
    if not part.reasons:
        yield Heading(4, "Reasons")
        yield line("No reason was written.", kind="meta")


def _brought(report: AfterActionReport, part: DecisionPart) -> Iterator[Block]:
    if part.score:
        yield Heading(4, "What it brought", after=(meta(TALLY_ENDS),))
        yield Tallies(part.score.life, part.score.trust, part.score.legal)
        yield line(report.tally_note, kind="meta")
    if part.dial_notes:
        yield line(f"Posture dials in play: {'; '.join(part.dial_notes)}.", kind="meta")


def _known(part: DecisionPart) -> Iterator[Block]:
    """The facts cited, without their dates (Appendix E has them), and the last injects seen."""
    if part.known:
        yield Heading(4, "What was known")
        yield Bullets(tuple(_fact(fact) for fact in part.known))
    if part.seen:
        yield line("Seen since the decision before:", *links(part.seen), kind="meta")


def _fact(fact: FactLine) -> Spans:
    status, id, title, *_ = badge(fact)
    return (status, Span(id.text, "link", f"#f-{fact.id}"), title)


# -- timeline --------------------------------------------------------------------------------------


def _timeline(report: AfterActionReport) -> Section:
    charts = [chart for chart in (timeline_chart(report), tally_chart(report)) if chart]
    return Section("timeline", "Timeline and replay", (*charts, replay(report)), sheet=True)


def _record(report: AfterActionReport) -> Section:
    several = len(report.lines) > 1
    columns = (
        Column("Room", share=8),
        Column("Story", share=13),
        *((Column("Line", "n"),) if several else ()),
        Column("What happened"),
    )
    rows = tuple(_entry(entry, several=several) for entry in report.timeline)
    shown = Table("The record, entry by entry", columns, rows, head=1, quiet=True, kind="record")
    return Section("record", "The record, entry by entry", (shown,))


def _entry(entry: Entry, *, several: bool) -> Row:
    heading = Span(entry.title, "link", f"#{entry.link}") if entry.link else strong(entry.title)
    ref = (
        entry.ref
        if entry.kind in ("inject", "private", "opened", "voting-closed", "taken", "skipped")
        else ""
    )
    words = joined(tag(ref) if ref else "", heading, entry.text)
    middle = (str(entry.line),) if several else ()
    return cells(entry.time, entry.story, *middle, words, id=entry.id)


# -- paths not taken, lines ------------------------------------------------------------------------


def _paths(report: AfterActionReport) -> Section:
    blocks: list[Block] = []
    for part in report.decisions:
        if part.paths and part.option and part.how != "fork":
            blocks.append(_path_table(part))
    if blocks:
        note = (
            f"What the authors say each option would have brought. Tallies: {TALLY_ENDS}. {report.tally_note}"
        )
        blocks.insert(0, line(note, kind="meta"))
    return Section("paths", "Paths not taken", tuple(blocks), sheet=True)


def _path_table(part: DecisionPart) -> Table:
    heads = (
        Column("Option", share=30),
        Column("What it would have brought", share=45),
        "Tallies, next steps",
    )
    head = joined(
        tag(part.id), strong(part.title), meta("Taken:"), key(part.option, taken=True), meta(part.option_text)
    )
    rows = [(_path_option(path), _path_words(path), _path_steps(path)) for path in part.paths]
    found = table(f"{part.id}: options not taken", heads, rows)
    return Table(found.caption, found.columns, found.rows, quiet=True, over=head, kind="sentences")


def _path_option(path: Path) -> Spans:
    closed = (meta(f"Could not be chosen: {path.closed}."),) if path.closed else ()
    return joined(key(path.option), path.text, *closed)


def _path_words(path: Path) -> Spans:
    clauses = [f"For it: {path.benefit.rstrip('.')}." if path.benefit else ""]
    clauses.append(f"Against it: {path.cost.rstrip('.')}." if path.cost else "")
    gains = " ".join(clause for clause in clauses if clause)
    return joined(path.consequence, meta(gains) if gains else "")


def _path_steps(path: Path) -> Spans:
    return joined(scored(path.score), meta(sentence("; ".join(path.brings))) if path.brings else "")


def _lines(report: AfterActionReport) -> Section:
    if len(report.lines) < 2:
        return Section("lines", "Lines of the story", ())
    heads = ["Decision", *(f"Line {part.number}" for part in report.lines)]
    ids = dict.fromkeys(step.decision for part in report.lines for step in part.steps)
    rows: list[tuple[Spans | str, ...]] = [
        (text(id), *(_step_of(part, id) for part in report.lines)) for id in ids
    ]
    rows.append(("Tallies in all", *(scored(p.steps[-1].total) if p.steps else "none" for p in report.lines)))
    rows.append(("Ending", *(part.ending or "not reached" for part in report.lines)))
    rows.append(("What held", *(part.held or "" for part in report.lines)))
    rows.append(("What it cost", *(part.cost or "" for part in report.lines)))
    found = table("Lines of the story side by side", heads, rows)
    shown = Table(found.caption, found.columns, found.rows, quiet=True, kind="wide")
    return Section("lines", "Lines of the story", (*(_why_back(p) for p in report.lines if p.parent), shown))


def _step_of(part: LinePart, decision: str) -> Spans:
    step = next((step for step in part.steps if step.decision == decision), None)
    return joined(key(step.option, taken=True), scored(step.score)) if step else text("not reached")


def _why_back(part: LinePart) -> Block:
    words = f"Line {part.number} leaves line {part.parent} at {part.decision} and takes {part.option}."
    return line(words, f"“{part.why}”" if part.why else "", *(links((part.link,)) if part.link else ()))


# -- disagreements, concerns, hot wash -------------------------------------------------------------


def _disagreements(report: AfterActionReport) -> Section:
    raters = {g.evaluator for o in report.objectives for v in _verdicts(o) for g in v.given}
    if not report.disagreements:
        same = (line("Evaluators' ratings do not differ."),) if len(raters) > 1 else ()
        return Section("disagreements", "Rating disagreements", same)
    rows = [
        (
            d.key,
            joined(
                *(
                    joined(
                        f"{g.evaluator}:",
                        rating(g.letter),
                        f"“{g.why}”" if g.why else "",
                        *links((g.link,)),
                        BREAK,
                    )
                    for g in d.given
                )
            ),
            joined(rating(d.settled), d.why) if d.settled else text("not settled"),
        )
        for d in report.disagreements
    ]
    heads = (Column("Target or capability", share=24), Column("Given", share=48), "Settled as")
    found = table("Rating disagreements", heads, rows)
    note = line("Evaluators rated without seeing each other's ratings. Both are kept.", kind="meta")
    shown = Table(found.caption, found.columns, found.rows, quiet=True)
    return Section("disagreements", "Rating disagreements", (note, shown))


def _verdicts(part: ObjectivePart) -> tuple[Verdict, ...]:
    return (*part.capabilities, *(target.verdict for target in part.targets))


def _concerns(report: AfterActionReport) -> Section:
    blocks: list[Block] = []
    if report.concerns:
        heads = ("Raised", "Concern", "Owner and answer", "Commitment", "By", "State")
        rows = [
            (
                number(c.count),
                joined(c.concern, meta(c.origin) if c.origin else "", *links(c.evidence[:1])),
                joined(strong(c.owner) if c.owner else "No owner", c.answer),
                joined(c.commitment, *links(c.evidence[1:])),
                day(c.by),
                c.state,
            )
            for c in report.concerns
        ]
        found = table("Concerns and commitments", heads, rows)
        blocks.append(Table(found.caption, found.columns, found.rows, head=1, quiet=True, kind="wide"))
    if report.raised:
        blocks.append(Heading(3, "Also raised by players"))
        blocks.append(
            Bullets(
                tuple(
                    joined(
                        strong(f"{RAISED.get(r.kind, r.kind)}:"),
                        r.text,
                        meta(f"({r.who})") if r.who else "",
                        f"Answer: {r.answer}" if r.answer else "",
                        *links((r.link,)),
                    )
                    for r in report.raised
                )
            )
        )
    return Section("concerns", "Concerns and commitments", tuple(blocks))


def _hot_wash(report: AfterActionReport) -> Section:
    if not report.remarks:
        return Section("hot-wash", "Hot wash", ())
    blocks: list[Block] = [line(REMARKS_RULE, kind="meta")]
    for kind, title in (
        ("strength", "Strengths participants named"),
        ("improve", "What participants would fix"),
    ):
        mine = [remark for remark in report.remarks if remark.kind == kind]
        if mine:
            blocks.append(Heading(3, title))
            blocks.append(Bullets(tuple(_remark(r.text, r.who, r.count, links(r.evidence)) for r in mine)))
    return Section("hot-wash", "Hot wash", tuple(blocks))


def _remark(words: str, who: str, count: int | None, trail: Spans) -> Spans:
    said = f"said {times(count)}" if count and count > 1 else ""
    about = "; ".join(part for part in (who, said) if part)
    return joined(words, meta(f"({about})") if about else "", *trail)
