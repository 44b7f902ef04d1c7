"""From a Record to the After-Action Report: pure, so that the same journal gives the same report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import tzinfo

from kit.report import appendices, choices, summary
from kit.report.aar import SCHEMA, AfterActionReport
from kit.report.analysis import Analysis
from kit.report.chronicle import chronicle
from kit.report.pieces import Definition, Words
from kit.report.plan import plan
from kit.report.record import Record
from kit.report.source import Facts, Source, run_day
from kit.report.words import day
from kit.scenario.model import Exercise


def draft(record: Record, exercise: Exercise, facts: Facts, zone: tzinfo | None) -> AfterActionReport:
    """The report of a run, with people's edits laid over the drafted texts.

    ``facts`` gives a fact's line with its badge on the day of the run (``cited.facts_on``); ``zone`` is
    the time zone in which clock times are printed, None for that of this machine."""
    source = Source(record, exercise, facts, zone)
    analysis = Analysis(source)
    table1 = analysis.table1()
    remarks = appendices.remarks(source)
    rows, left_out = plan(source, analysis, remarks)
    final = record.edits.get("status", "").strip().casefold() == "final"
    return AfterActionReport(
        schema=SCHEMA,
        run=record.setup.run,
        title=summary.title(source),
        status="final" if final else "draft",
        date=day(record.setup.date or run_day(record, zone).isoformat()),
        place=record.setup.place,
        sponsor=record.setup.sponsor,
        names=record.setup.names,
        events=record.events,
        overview=summary.overview(source),
        summary=source.words("summary", summary.summary(source, analysis, table1, len(rows))),
        letters=summary.letters(table1),
        to_settle=analysis.to_settle(),
        table1=table1,
        definitions=_definitions(exercise),
        objectives=analysis.objectives,
        unplaced=analysis.unplaced(),
        decisions=choices.decisions(source),
        timeline=chronicle(source),
        lines=choices.lines(source),
        disagreements=analysis.disagreements(),
        concerns=appendices.concerns(source),
        raised=appendices.raised(source),
        remarks=remarks,
        plan=rows,
        left_out=left_out,
        participants=appendices.participants(source),
        roles=appendices.roles(source),
        feedback=appendices.feedback(source),
        msel=appendices.msel(source),
        facts=appendices.facts(source),
        fiction=exercise.fiction,
        dials=_dials(record, exercise),
        tally_note=exercise.frame.tally_note,
        limits=(exercise.frame.limits, *exercise.frame.promises),
    )


def _definitions(exercise: Exercise) -> tuple[Definition, ...]:
    return tuple(Definition(r.letter, r.name, r.definition, r.short) for r in exercise.frame.ratings)


def _dials(record: Record, exercise: Exercise) -> tuple[tuple[str, str], ...]:
    """The posture of the run in words; dials that were not set have their default.

    None for an exercise that no dial changes."""
    return tuple(
        (f"{dial.id} {dial.title}", dial.label(record.setup.dials.get(dial.id, dial.default)))
        for dial in exercise.frame.dials
        if exercise.dials
    )


def editable(part: object) -> Iterator[Words]:
    """Every text of a report that people may change, in the order of the report."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from editable(item)
    elif is_dataclass(part):
        for name in part.__dataclass_fields__:  # ``fields`` makes a list anew for each of thousands of parts
            yield from editable(getattr(part, name))
