"""The After-Action Report as a paper: what stands where, in the order of HSEEP's template.

First the brief and the overview, then the analysis; ``layout_story`` and ``layout_back`` have the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.report.aar import AfterActionReport, ObjectivePart, SummaryRow
from kit.report.draft import editable
from kit.report.layout_back import back
from kit.report.layout_story import story
from kit.report.paper import Block, Bullets, Column, Heading, Paper, Para, Row, Section, Span, Spans, Table
from kit.report.pieces import Finding, TargetPart, Verdict
from kit.report.spans import (
    BREAK,
    LETTERS,
    cells,
    joined,
    line,
    links,
    meta,
    paragraphs,
    rating,
    strong,
    table,
    tag,
    text,
    verdict_spans,
    written,
)
from kit.report.words import (
    FEW_NOTE,
    INSUFFICIENT,
    NOT_RATED,
    TABLE1_RULE,
    TARGETS_ONLY,
    TITLE,
    TO_COMPLETE,
    UNRATED,
    plural,
)


def lay_out(report: AfterActionReport) -> Paper:
    """The paper of a report."""
    final = report.status == "final"
    where = ", ".join(part for part in (report.place, report.date) if part)
    return Paper(
        id=report.run,
        title=report.title,
        kicker=TITLE,
        subtitle=where,
        running=(f"{report.title}, after-action report", "FINAL" if final else "DRAFT", report.date),
        limits=report.limits[0] if report.limits else "",
        sections=(_brief(report), _overview(report), _analysis(report), *story(report), *back(report)),
    )


# -- in brief --------------------------------------------------------------------------------------


def _brief(report: AfterActionReport) -> Section:
    blocks: list[Block] = [*paragraphs(report.summary, "lead")]
    letters = [joined(rating(letter), str(count)) for letter, count in report.letters]
    blocks.append(Para(joined(strong("Ratings"), *letters), "ratings"))
    written_by_people = sum(words.edited for words in editable(report))
    edited = (
        f" {plural(written_by_people, 'text was', 'texts were')} written by people."
        if written_by_people
        else ""
    )
    blocks.append(
        line(
            f"Drafted from {report.events} recorded events; edited by people before it is final.{edited} "
            "Every rating and finding leads to its evidence.",
            kind="meta",
        )
    )
    if report.names == "anonymous":
        blocks.append(line(FEW_NOTE, kind="meta"))
    if report.to_settle and report.status != "final":
        blocks.append(Heading(3, "To settle before this report is final"))
        blocks.append(Bullets(tuple(text(point) for point in report.to_settle)))
    return Section("brief", "In brief", tuple(blocks), sheet=True, ruled=True)


def _overview(report: AfterActionReport) -> Section:
    rows = tuple(cells(row.label, written(row.value)) for row in report.overview)
    shown = Table(
        "Exercise overview", (Column("Item", share=27), Column("This exercise")), rows, kind="overview"
    )
    return Section("overview", "Exercise overview", (shown,))


# -- analysis --------------------------------------------------------------------------------------


def _analysis(report: AfterActionReport) -> Section:
    blocks: list[Block] = [
        _table1(report),
        line(TABLE1_RULE, kind="meta"),
        Heading(3, "Ratings definitions"),
        _definitions(report),
    ]
    for part in report.objectives:
        blocks += _objective(part)
    if report.unplaced:
        blocks.append(Heading(3, "Notes that belong to no single objective"))
        blocks.append(Bullets(tuple(_finding_line(finding) for finding in report.unplaced)))
    return Section("analysis", "Analysis of core capabilities", tuple(blocks), sheet=True)


def _table1(report: AfterActionReport) -> Table:
    columns = (
        Column("Objective", share=10),
        Column("Core capability", share=33),
        *(Column(letter, "rc") for letter in "PSMU"),
        Column("Evidence", share=25),
    )
    rows = tuple(_table1_row(row) for row in report.table1)
    caption = "Table 1. Summary of core capability performance"
    return Table(caption, columns, rows, head=1, kind="t1", id="table-1")


def _table1_row(row: SummaryRow) -> Row:
    objective = (Span(row.objective, "link", f"#o-{row.objective}"),)
    evidence = f"{plural(row.notes, 'note')}, {plural(row.votes, 'vote')}"
    trail = (Span(evidence, "link", f"#o-{row.objective}"),)
    capability = text(row.capability)
    letters = {given.letter for given in row.verdict.given} if row.verdict.state == "differ" else set()
    if row.verdict.letter or letters:
        shown = letters or {row.verdict.letter}
        marks = tuple(_mark(letter) if letter in shown else () for letter in "PSMU")
        note = joined(*trail, BREAK, meta("evaluators differ")) if letters else trail
        return Row((objective, capability, *marks, note))
    if row.targets:
        marks = tuple(
            tuple(Span(t.id, "tag") for t in row.targets if t.letter == letter) for letter in "PSMU"
        )
        return Row((objective, capability, *marks, joined(*trail, BREAK, meta(TARGETS_ONLY))))
    said = NOT_RATED if row.playable else f"{NOT_RATED} in this form"
    if row.verdict.state == "unrated":
        return Row((objective, capability, text(said), joined(*trail, BREAK, meta(UNRATED))), covers={2: 4})
    return Row((objective, capability, text(said), text(INSUFFICIENT)), covers={2: 4})


def _mark(letter: str) -> Spans:
    return (rating(letter), Span(LETTERS[letter], "hidden"))


def _definitions(report: AfterActionReport) -> Table:
    rows = [(joined(rating(d.letter), d.name), d.text) for d in report.definitions]
    found = table("Ratings definitions", (Column("Rating", share=30), "Definition"), rows)
    return Table(found.caption, found.columns, found.rows, kind="sentences", quiet=True)


def _objective(part: ObjectivePart) -> Iterator[Block]:
    before = joined(tag(part.id), *([] if part.playable else [meta(f"{NOT_RATED.lower()} in this form")]))
    yield Heading(3, part.text, f"o-{part.id}", before)
    for verdict in part.capabilities:
        yield line(
            strong(verdict.key.partition("/")[2]), verdict_spans(verdict), *_reasons(verdict), kind="rated"
        )
    yield from paragraphs(part.conclusion)
    yield _targets(part)
    if part.strengths or part.areas:
        yield Heading(4, "Strengths")
        yield from _findings(part.strengths, "No strength was noted.")
        yield Heading(4, "Areas for improvement")
        yield from _areas(part.areas)
    else:
        yield Heading(4, "Strengths and areas for improvement")
        yield line("None was noted.", kind="meta")
    if part.other:
        yield Heading(4, "Other notes")
        yield from _findings(part.other, "")


def _reasons(verdict: Verdict) -> Iterator[Span]:
    """Why a rating is what it is: people's settlement first, then what each evaluator said."""
    if verdict.state == "settled":
        yield from joined(_quoted(verdict.why), *(links((verdict.link,)) if verdict.link else ()))
    for given in verdict.given:
        several = len(verdict.given) > 1 or verdict.state == "settled"
        who = (f"{given.evaluator}:", rating(given.letter)) if several else ()
        yield from joined(*who, _quoted(given.why), *links((given.link,)))


def _quoted(why: str) -> str:
    return f"“{why}”" if why else ""


def _targets(part: ObjectivePart) -> Table:
    heads = (
        Column("Capability target", share=38),
        Column("Critical tasks", share=32),
        Column("Rating and explanation"),
    )
    rows = [
        (
            joined(tag(target.id), target.text),
            tuple(_tasks(target)),
            joined(verdict_spans(target.verdict), *_reasons(target.verdict)),
        )
        for target in part.targets
    ]
    found = table(f"Targets and critical tasks of {part.id}", heads, rows)
    return Table(found.caption, found.columns, found.rows, kind="sentences", quiet=True)


def _tasks(target: TargetPart) -> Iterator[Span]:
    """Each task on its line; those seen lead to who saw them."""
    for task in target.tasks:
        if task is not target.tasks[0]:
            yield BREAK
        yield Span(f"{task.text}:", "text")
        yield from links(task.seen) if task.seen else (meta("not recorded"),)


def _findings(findings: tuple[Finding, ...], none: str) -> Iterator[Block]:
    if findings:
        yield Bullets(tuple(_finding_line(finding) for finding in findings))
    elif none:
        yield line(none, kind="meta")


def _finding_line(finding: Finding) -> Spans:
    about = ", ".join(part for part in (finding.target, finding.task) if part)
    return joined(
        written(finding.text),
        meta(f"({about}; {finding.evaluator})" if about else f"({finding.evaluator})"),
        *links(finding.evidence),
    )


def _areas(areas: tuple[Finding, ...]) -> Iterator[Block]:
    if not areas:
        yield line("No area for improvement was noted.", kind="meta")
        return
    rows = [
        (
            _finding_line(area),
            written(area.reference) if area.reference else text(TO_COMPLETE),
            written(area.analysis) if area.analysis else text(TO_COMPLETE),
        )
        for area in areas
    ]
    heads = (Column("Area for improvement", share=46), Column("Reference", share=25), "Analysis")
    found = table("Areas for improvement", heads, rows)
    yield Table(found.caption, found.columns, found.rows, kind="sentences", quiet=True)
