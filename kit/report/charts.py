"""The report's charts: rows of the report turned into figures, each with its words and its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kit.report import figures
from kit.report.aar import AfterActionReport, DecisionPart, Entry, LinePart
from kit.report.paper import Chart, Column
from kit.report.pieces import Score
from kit.report.spans import number, table
from kit.report.words import listed, plural, signed

LANES = ("Injects", "Decisions", "Evaluators", "Players")
KINDS = {
    "inject": ("Injects", "inject"),
    "private": ("Injects", "private"),
    "strength": ("Evaluators", "strength"),
    "improve": ("Evaluators", "improve"),
    "note": ("Evaluators", "note"),
    "raised-question": ("Players", "raised"),
    "raised-authority": ("Players", "raised"),
    "raised-counsel": ("Players", "raised"),
    "raised-concern": ("Players", "raised"),
    "commitment": ("Players", "commitment"),
}


def timeline_chart(report: AfterActionReport) -> Chart | None:
    """Injects, decisions, notes and what players raised, over room time; None before anything happened."""
    points = [
        figures.Point(e.local, *KINDS[e.kind], f"{e.time} {e.title}")
        for e in report.timeline
        if e.kind in KINDS
    ]
    spans = list(_spans(report))
    if not points and not spans:
        return None
    lanes = [lane for lane in LANES if (lane == "Decisions" and spans) or any(p.lane == lane for p in points)]
    counts = [(lane, sum(p.lane == lane for p in points) or len(spans)) for lane in lanes]
    said = listed([f"{count} under {lane.lower()}" for lane, count in counts])
    return Chart(
        id="chart-timeline",
        caption="What happened when, in room time",
        alt=f"Timeline of the run in room time: {said}. The record below lists every entry.",
        figure=figures.timeline(points, spans, lanes),
        table=table(
            "Entries on the timeline", ("Lane", Column("Entries", "n")), [(a, str(b)) for a, b in counts]
        ),
    )


def _spans(report: AfterActionReport) -> Iterator[figures.Span]:
    """Each decision from its opening to its branch."""
    opened: dict[str, Entry] = {}
    for entry in report.timeline:
        if entry.kind == "opened":
            opened[entry.link] = entry
        elif entry.kind == "taken" and entry.link in opened:
            start = opened[entry.link]
            label = entry.title.rpartition(": ")[2].removesuffix(" taken")
            text = f"{start.time} to {entry.time} {entry.ref} {entry.title}"
            yield figures.Span(start.local, entry.local, "Decisions", text, f"{entry.ref} {label}")


def votes_chart(report: AfterActionReport) -> Chart | None:
    """How each decision's votes were divided; None where no shares may be shown."""
    parts = [part for part in report.decisions if part.how != "fork" and _shares(part)]
    if not parts:
        return None
    rows = [
        (f"{part.id} {part.title}" + (f", line {part.line}" if part.line > 1 else ""), _shares(part))
        for part in parts
    ]
    cells = [
        (_name(part), bar.option, number(bar.votes), f"{bar.share}%")
        for part in parts
        for bar in part.rounds[-1].bars
    ]
    closest = min(parts, key=lambda part: max(bar.share or 0 for bar in part.rounds[-1].bars))
    top = max(bar.share or 0 for bar in closest.rounds[-1].bars)
    alt = (
        f"Share of votes per option in {plural(len(parts), 'decision')}. "
        f"The most divided was {closest.id}, where the leading option had {top}%."
    )
    heads = ("Decision", "Option", Column("Votes", "n"), Column("Share", "n"))
    return Chart(
        id="chart-votes",
        caption="How the votes were divided. Solid: the branch taken.",
        alt=alt,
        figure=figures.votes(rows, [_name(part) for part in parts]),
        table=table("Votes per decision and option", heads, cells),
    )


def _name(part: DecisionPart) -> str:
    return f"{part.id}, line {part.line}" if part.line > 1 else part.id


def _shares(part: DecisionPart) -> list[figures.Share]:
    bars = part.rounds[-1].bars if part.rounds else ()
    total = sum(bar.votes or 0 for bar in bars)
    if not total or any(bar.share is None for bar in bars):
        return []
    return [
        figures.Share(
            bar.option, 100 * (bar.votes or 0) / total, bar.taken, f"{bar.option} {bar.share}%: {bar.text}"
        )
        for bar in bars
    ]


def tally_chart(report: AfterActionReport) -> Chart | None:
    """The running sums of the tallies after each decision, a path a line; None without decisions."""
    order = list(dict.fromkeys(step.decision for part in report.lines for step in part.steps))
    if not order:
        return None
    paths = [(f"line {part.number}", _sums(part, order)) for part in report.lines]
    numbers = (Column("Life", "n"), Column("Trust", "n"), Column("Legal", "n"))
    cells = [
        (str(part.number), step.decision, step.option, *_signed(step.total))
        for part in report.lines
        for step in part.steps
    ]
    ends = [
        f"line {p.number} ends at {', '.join(_signed(p.steps[-1].total))}" for p in report.lines if p.steps
    ]
    return Chart(
        id="chart-tallies",
        caption=f"Tallies, summed over the decisions. {report.tally_note}",
        alt=f"Running sums of life safety, trust and legal exposure: {'; '.join(ends)}.",
        figure=figures.tallies(order, paths),
        table=table("Tallies after each decision", ("Line", "Decision", "Taken", *numbers), cells),
    )


def _sums(part: LinePart, order: Sequence[str]) -> dict[str, list[int | None]]:
    """The sums in the order of the axis; of what a line shares with its parent only the last step."""
    ids = [step.decision for step in part.steps]
    start = max(0, ids.index(part.decision) - 1) if part.decision in ids else 0
    totals = {step.decision: step.total for step in part.steps[start:]}
    return {
        "life": [totals[id].life if id in totals else None for id in order],
        "trust": [totals[id].trust if id in totals else None for id in order],
        "legal": [totals[id].legal if id in totals else None for id in order],
    }


def _signed(score: Score) -> tuple[str, str, str]:
    return signed(score.life), signed(score.trust), signed(score.legal)


def feedback_chart(report: AfterActionReport) -> Chart | None:
    """Mean agreement with each statement; None where no mean may be shown."""
    rows = [(row.text, row.mean, row.count) for row in report.feedback.rows if row.mean is not None]
    if not rows:
        return None
    cells = [
        (row.text, "not shown" if row.mean is None else f"{row.mean:.1f}", number(row.count))
        for row in report.feedback.rows
    ]
    low, high = min(mean for _, mean, _ in rows), max(mean for _, mean, _ in rows)
    return Chart(
        id="chart-feedback",
        caption="Mean agreement, 1 (strongly disagree) to 5 (strongly agree)",
        alt=f"Mean agreement with {plural(len(rows), 'statement')}, between {low:.1f} and {high:.1f} of 5.",
        figure=figures.feedback([(text, mean) for text, mean, _ in rows]),
        table=table("Feedback", ("Statement", Column("Mean", "n"), Column("Answers", "n")), cells),
    )
