"""The appendices of the report: improvement plan, participants, feedback, MSEL as played, facts, fiction."""

from __future__ import annotations

from collections.abc import Iterator

from kit.report.aar import AfterActionReport, MselRow, PlanRow
from kit.report.charts import feedback_chart
from kit.report.paper import Block, Bullets, Column, Heading, Row, Section, Span, Table
from kit.report.spans import badge, cells, joined, line, links, meta, number, paragraphs, table, text, written
from kit.report.words import ELEMENTS, FEW_NOTE, PLAN_COLUMNS, plural

PLAN_SHARES = (12, 20, 20, 9, 12, 9, 8, 10)


def back(report: AfterActionReport) -> tuple[Section, ...]:
    """Appendices A to E and the register of what is fact and what is fiction."""
    return (
        _plan(report),
        _participants(report),
        _feedback(report),
        _msel(report),
        _facts(report),
        _register(report),
    )


def _plan(report: AfterActionReport) -> Section:
    columns = (
        Column("No.", "n"),
        *(Column(title, share=share) for (_, title), share in zip(PLAN_COLUMNS, PLAN_SHARES, strict=True)),
    )
    rows = tuple(_plan_row(place, row) for place, row in enumerate(report.plan, 1))
    left = (
        f" {plural(report.left_out, 'drafted row was', 'drafted rows were')} left out."
        if report.left_out
        else ""
    )
    note = (
        "Drafted from evaluators' areas for improvement, commitments and the hot wash. "
        f"Owners and dates are people's to set.{left} Capability element: {ELEMENTS}."
    )
    blocks: list[Block] = [line(note, kind="meta")]
    if rows:
        blocks.append(Table("Improvement plan", columns, rows, head=1, kind="ip", quiet=True))
    else:
        blocks.append(line("No area for improvement, commitment or remark was recorded."))
    return Section("plan", "Appendix A. Improvement plan", tuple(blocks), across=True, sheet=True)


def _plan_row(place: int, row: PlanRow) -> Row:
    columns = (row.capability, row.issue, row.action, row.element, row.organization, row.contact)
    shown = [written(column) for column in (*columns, row.start, row.completion)]
    shown[1] = joined(shown[1], *links(row.evidence))
    return cells(str(place), *shown, id=f"p-{row.id}")


def _participants(report: AfterActionReport) -> Section:
    named = report.names == "named"
    heads: list[str | Column] = ["Table", "Position"]
    heads += ["Names"] if named else []
    heads += [] if report.names == "anonymous" else [Column("Players", "n")]
    rows = [
        (
            row.table,
            row.position,
            *((", ".join(row.names),) if named else ()),
            *(() if report.names == "anonymous" else (number(row.count),)),
        )
        for row in report.participants
    ]
    found = table("Positions that were played", heads, rows)
    counted = table(
        "People by role",
        ("Role", "Table or names", Column("People", "n")),
        [(r.position, r.table or ", ".join(r.names), number(r.count)) for r in report.roles],
    )
    blocks: list[Block] = [Table(found.caption, found.columns, found.rows, head=1), counted]
    blocks.append(line("Organizations behind the positions are for the sponsor to add.", kind="meta"))
    return Section("participants", "Appendix B. Exercise participants", tuple(blocks), sheet=True)


def _feedback(report: AfterActionReport) -> Section:
    part = report.feedback
    blocks: list[Block] = [line(f"{plural(part.forms, 'feedback form')} came in.")]
    if part.withheld:
        blocks.append(line(FEW_NOTE, kind="meta"))
    chart = feedback_chart(report)
    if chart:
        blocks.append(chart)
    for row in part.comments:
        if row.comments:
            blocks.append(Heading(3, row.question))
            blocks.append(Bullets(tuple(text(comment) for comment in row.comments)))
    return Section("feedback", "Appendix C. Participant feedback", tuple(blocks))


def _msel(report: AfterActionReport) -> Section:
    heads = (
        "ID",
        "Story time",
        "Event",
        "From",
        "To",
        "By",
        "Expected action",
        "Objective",
        Column("As played", share=18),
    )
    rows = [
        (
            row.id,
            row.story,
            row.event,
            row.sender,
            row.to,
            row.channel,
            "; ".join(row.expected),
            row.objective,
            tuple(_fate(row)),
        )
        for row in report.msel
    ]
    found = table("Master scenario events list as played", heads, rows)
    shown = Table(found.caption, found.columns, found.rows, quiet=True, kind="ip")
    return Section("msel", "Appendix D. MSEL as played", (shown,), across=True, sheet=True)


def _fate(row: MselRow) -> Iterator[Span]:
    """What became of a step: the links say it; a reason stands beside them."""
    yield from links(row.links) if row.links else text(row.status)
    _, colon, reason = row.status.partition(": ")
    if colon:
        yield meta(reason)


def _facts(report: AfterActionReport) -> Section:
    if not report.facts:
        return Section("facts", "Appendix E. Facts cited", (line("No fact was cited by what was played."),))
    heads = (
        Column("Status on the day of the run, fact", share=56),
        Column("Authority", share=30),
        "Cited by",
    )
    rows = [cells(badge(f), f.cite, ", ".join(f.cited_by), id=f"f-{f.id}") for f in report.facts]
    found = table("Facts cited", heads, rows)
    note = "Status on the day of the run. Where a fact has several, the most cautious one shows."
    shown = Table(found.caption, found.columns, found.rows, kind="sentences", quiet=True)
    return Section("facts", "Appendix E. Facts cited", (line(note, kind="meta"), shown), sheet=True)


def _register(report: AfterActionReport) -> Section:
    blocks: list[Block] = [
        Heading(3, "Invented for this exercise"),
        Bullets(tuple(text(name) for name in report.fiction)),
        line("What Appendix E lists is fact, with a status and a date. All else is invented."),
        Heading(3, "Limits"),
        *(block for limit in report.limits for block in paragraphs(limit)),
    ]
    return Section("register", "Fact and fiction", tuple(blocks))
