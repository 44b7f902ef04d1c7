"""Appendix A: the improvement plan, drafted from what the record asks for and finished by people.

Rows come from evaluators' areas for improvement, commitments made on the concerns board, and what
participants said should be fixed. The kit fills in what was said and nothing else: no owner, date or
corrective action is made up. Keys are ``plan.<row>.<column>``; ``plan.<row>.omit`` with any text leaves
a drafted row out; ``plan.added.<name>.<column>`` adds a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kit.report.aar import PlanRow, RemarkPart
from kit.report.analysis import Analysis
from kit.report.pieces import Link
from kit.report.source import Source
from kit.report.words import PLAN_COLUMNS, TO_COMPLETE, iso_date

COLUMNS = tuple(key for key, _ in PLAN_COLUMNS)
ADDED = "plan.added."


@dataclass(frozen=True, slots=True)
class Drafted:
    """A row before people's words are laid over it; columns not given are still to be completed."""

    id: str
    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Link, ...] = ()


def plan(
    source: Source, analysis: Analysis, remarks: tuple[RemarkPart, ...]
) -> tuple[tuple[PlanRow, ...], int]:
    """The rows, and how many drafted rows an editor left out."""
    drafts = (*_areas(source, analysis), *_commitments(source), *_remarks(remarks), *_added(source))
    kept = [d for d in drafts if not source.record.edits.get(f"plan.{d.id}.omit", "").strip()]
    return tuple(_row(source, draft) for draft in kept), len(drafts) - len(kept)


def _row(source: Source, draft: Drafted) -> PlanRow:
    columns = {
        column: source.words(f"plan.{draft.id}.{column}", draft.columns.get(column) or TO_COMPLETE)
        for column in COLUMNS
    }
    return PlanRow(id=draft.id, source=draft.source, evidence=draft.evidence, **columns)


def _areas(source: Source, analysis: Analysis) -> Iterator[Drafted]:
    for objective in source.exercise.objectives:
        for note in analysis.notes[objective.id]:
            if note.kind == "improve":
                issue = source.words(f"finding.{note.id}", note.text).text
                columns = {"capability": analysis.capability_of(note, objective), "issue": issue}
                yield Drafted(f"area.{note.id}", "area", columns, analysis.traces(note))
    for note in analysis.notes[""]:
        if note.kind == "improve":
            issue = source.words(f"finding.{note.id}", note.text).text
            yield Drafted(f"area.{note.id}", "area", {"issue": issue}, analysis.traces(note))


def _commitments(source: Source) -> Iterator[Drafted]:
    for row in source.record.board:
        if row.what and row.promised:
            columns = {
                "issue": row.concern,
                "action": row.what,
                "organization": row.owner,
            }
            if iso_date(row.by):
                columns["completion"] = row.by
            elif row.by:  # a time of the story is no day on which somebody can be asked for it
                columns["action"] = f"{row.what} (promised in play: by {row.by})"
            links = (source.link("concern", row.stamp), source.link("promised", row.promised))
            yield Drafted(f"row.{row.id}", "commitment", columns, links)


def _remarks(remarks: tuple[RemarkPart, ...]) -> Iterator[Drafted]:
    for remark in remarks:
        if remark.kind == "improve":
            yield Drafted(f"remark.{remark.id}", "remark", {"issue": remark.text}, remark.evidence)


def _added(source: Source) -> Iterator[Drafted]:
    names = (
        key.removeprefix(ADDED).rpartition(".")[0] for key in source.record.edits if key.startswith(ADDED)
    )
    for name in dict.fromkeys(names):
        if name:
            yield Drafted(f"added.{name}", "added")
