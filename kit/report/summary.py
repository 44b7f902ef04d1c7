"""The exercise overview and the executive summary, counted from the record.

Each sentence states numbers or quotes; none judges. People may replace any of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from kit.report.aar import OverviewRow, SummaryRow
from kit.report.analysis import Analysis
from kit.report.record import Stamp
from kit.report.source import Source, run_day
from kit.report.words import TO_COMPLETE, day, listed, plural, span, times

ACROSS = ("Planning", "Public Information and Warning", "Operational Coordination")
"""The three core capabilities of all mission areas (fact CAP-01)."""

MISSION_AREAS: Mapping[str, tuple[str, ...]] = {
    "Intelligence and Information Sharing": ("Prevention", "Protection"),
    "Interdiction and Disruption": ("Prevention", "Protection"),
    "Screening, Search, and Detection": ("Prevention", "Protection"),
    "Forensics and Attribution": ("Prevention",),
    "Access Control and Identity Verification": ("Protection",),
    "Cybersecurity": ("Protection",),
    "Physical Protective Measures": ("Protection",),
    "Risk Management for Protection Programs and Activities": ("Protection",),
    "Supply Chain Integrity and Security": ("Protection",),
    "Community Resilience": ("Mitigation",),
    "Long-Term Vulnerability Reduction": ("Mitigation",),
    "Risk and Disaster Resilience Assessment": ("Mitigation",),
    "Threats and Hazards Identification": ("Mitigation",),
    "Infrastructure Systems": ("Response", "Recovery"),
    "Critical Transportation": ("Response",),
    "Environmental Response/Health and Safety": ("Response",),
    "Fatality Management Services": ("Response",),
    "Fire Management and Suppression": ("Response",),
    "Logistics and Supply Chain Management": ("Response",),
    "Mass Care Services": ("Response",),
    "Mass Search and Rescue Operations": ("Response",),
    "On-Scene Security, Protection, and Law Enforcement": ("Response",),
    "Operational Communications": ("Response",),
    "Public Health, Healthcare, and Emergency Medical Services": ("Response",),
    "Situational Assessment": ("Response",),
    "Economic Recovery": ("Recovery",),
    "Health and Social Services": ("Recovery",),
    "Housing": ("Recovery",),
    "Natural and Cultural Resources": ("Recovery",),
}
"""Core capability to mission areas, after facts CAP-02 and CAP-03."""
ORDER = ("Prevention", "Protection", "Mitigation", "Response", "Recovery")


def title(source: Source) -> str:
    """What the exercise is called on the report."""
    return source.record.setup.name.strip() or source.exercise.title


def overview(source: Source) -> tuple[OverviewRow, ...]:
    """The eleven rows of HSEEP's exercise overview."""
    exercise, setup = source.exercise, source.record.setup
    name = title(source)
    rows = (
        ("name", "Exercise name", name if name == exercise.title else f"{name} ({exercise.title})"),
        ("dates", "Exercise dates", _dates(source)),
        ("scope", "Scope", _scope(source)),
        ("mission", "Mission areas", _mission_areas(source)),
        ("capabilities", "Core capabilities", "; ".join(capabilities(source))),
        ("objectives", "Objectives", f"{', '.join(o.id for o in exercise.objectives)}; see Table 1"),
        ("hazard", "Threat or hazard", exercise.hazard),
        ("scenario", "Scenario", f"Invented. {exercise.about}"),
        ("sponsor", "Sponsor", setup.sponsor or TO_COMPLETE),
        ("organizations", "Participating organizations", _organizations(source)),
        ("contact", "Point of contact", TO_COMPLETE),
    )
    return tuple(OverviewRow(label, source.words(f"overview.{key}", text)) for key, label, text in rows)


def capabilities(source: Source) -> tuple[str, ...]:
    """The core capabilities of the exercise, once each, in its order."""
    return tuple(dict.fromkeys(c for o in source.exercise.objectives for c in o.capabilities))


def _when(source: Source, kind: str, *, last: bool = False) -> Stamp | None:
    stamps = [turn.stamp for turn in source.record.turns if turn.kind == kind]
    return (stamps[-1] if last else stamps[0]) if stamps else None


def _dates(source: Source) -> str:
    start, end = _when(source, "play"), _when(source, "closed", last=True)
    when = day(source.record.setup.date or run_day(source.record, source.zone).isoformat())
    if start is None:
        return f"{when}; play did not begin"
    until = source.clock(end.at) if end else "not ended"
    return f"{when}, {source.clock(start.at)} to {until}"


def _scope(source: Source) -> str:
    start, end = _when(source, "play"), _when(source, "closed", last=True)
    length = span((end.at - start.at) // 60_000) if start and end else "not ended"
    parts = (
        f"Discussion-based tabletop, {source.record.setup.form} form",
        length,
        players(source),
        source.record.setup.place,
    )
    return ", ".join(part for part in parts if part)


def players(source: Source) -> str:
    """ "24 players in 12 positions"."""
    seats = [seat for seat in source.record.seats if seat.role == "player"]
    positions = {seat.position for seat in seats}
    return f"{plural(source.privacy.few(len(seats)), 'player')} in {plural(len(positions), 'position')}"


def _mission_areas(source: Source) -> str:
    found = {area for c in capabilities(source) for area in MISSION_AREAS.get(c, ())}
    if not found:
        return "All" if any(c in ACROSS for c in capabilities(source)) else TO_COMPLETE
    return ", ".join(area for area in ORDER if area in found)


def _organizations(source: Source) -> str:
    positions = len({seat.position for seat in source.record.seats if seat.role == "player"})
    policy = {
        "named": "Names and positions.",
        "positions": "Positions only; no names were recorded.",
        "anonymous": "Positions only; the run was anonymous.",
    }
    note = policy.get(source.privacy.policy, "")
    return f"{plural(positions, 'position')}, Appendix B. {note}".strip()


# -- executive summary -----------------------------------------------------------------------------


def summary(source: Source, analysis: Analysis, table1: tuple[SummaryRow, ...], actions: int) -> str:
    """The drafted executive summary: one paragraph of counted sentences."""
    sentences = (
        _played(source),
        _choices(source),
        _notes(source),
        _most(source, analysis, "strength", "strengths"),
        _most(source, analysis, "improve", "areas for improvement"),
        _ratings(table1, analysis),
        _board(source),
        _actions(actions),
    )
    return " ".join(text for text in sentences if text)


def _played(source: Source) -> str:
    taken = [d for d in source.record.decided if d.taken and d.how != "fork"]
    back = len(source.record.lines) - 1
    text = f"{players(source)} took {plural(len(taken), 'decision')}"
    if back:
        text += f" and went back {times(back)} to try another branch"
    return f"{text}."


def _choices(source: Source) -> str:
    taken = [d for d in source.record.decided if d.taken]
    majority = sum(d.how == "majority" for d in taken)
    others = [
        f"{verb} {times(count)}"
        for verb, how in (("broke a tie", "tie"), ("took another branch with a reason", "override"))
        if (count := sum(d.how == how for d in taken))
    ]
    if not taken:
        return ""
    again = sum(len(d.rounds) > 1 for d in taken if d.how != "fork")
    parts = [f"{plural(majority, 'decision')} followed the majority"]
    parts += [f"the facilitator {listed(others)}"] if others else []
    parts += [f"{plural(again, 'decision')} had a second vote"] if again else []
    return f"{'; '.join(parts)}."


def _notes(source: Source) -> str:
    notes = source.record.observations
    if not notes:
        return "No evaluator's note was recorded."
    count = {kind: sum(n.kind == kind for n in notes) for kind in ("strength", "improve")}
    rest = len(notes) - sum(count.values())
    parts = [plural(count["strength"], "strength"), plural(count["improve"], "area") + " for improvement"]
    parts += [plural(rest, "other note")] if rest else []
    evaluators = len({n.seat for n in notes})
    return f"{plural(evaluators, 'evaluator')} wrote {plural(len(notes), 'timed note')}: {listed(parts)}."


def _most(source: Source, analysis: Analysis, kind: str, words: str) -> str:
    """Which objective most notes of a kind were made for; nothing when two share the first place."""
    counts = {o.id: sum(n.kind == kind for n in analysis.notes[o.id]) for o in source.exercise.objectives}
    top = max(counts.values(), default=0)
    leaders = [o for o in source.exercise.objectives if counts[o.id] == top]
    if top < 2 or len(leaders) != 1:
        return ""
    return f"Most {words} were noted for {leaders[0].id}, {_lower(leaders[0].text)} ({top})."


def _lower(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].lower() + text[1:]


def letters(table1: tuple[SummaryRow, ...]) -> tuple[tuple[str, int], ...]:
    """How many rows of Table 1 have each letter; "-" counts the rows without one."""
    return tuple(
        (letter, sum((row.verdict.letter or "-") == letter for row in table1))
        for letter in ("P", "S", "M", "U", "-")
    )


def _ratings(table1: tuple[SummaryRow, ...], analysis: Analysis) -> str:
    counts = dict(letters(table1))
    rated = [f"{count} {letter}" for letter, count in counts.items() if count and letter != "-"]
    total = plural(len(table1), "pair") + " of objective and core capability"
    text = f"Of {total}, {listed(rated)} were rated" if rated else f"None of {total} was rated"
    text += f"; {counts['-']} have none." if rated and counts["-"] else "."
    single = {
        target.id for row in table1 if not row.verdict.letter for target in row.targets if target.letter
    }
    if single:
        text += f" {plural(len(single), 'single target')} {'was' if len(single) == 1 else 'were'} rated."
    open_ones = sum(not d.settled for d in analysis.disagreements())
    return text + (
        f" Evaluators differ on {plural(open_ones, 'rating')} not yet settled." if open_ones else ""
    )


def _board(source: Source) -> str:
    rows = source.record.board
    if not rows:
        return ""
    owned = sum(bool(row.owner) and row.authority for row in rows)
    promised = sum(bool(row.what) for row in rows)
    outside = sum(not row.authority for row in rows)
    parts = [f"{owned} got an owner", f"{promised} a commitment"]
    parts += [f"{outside} lay outside the authority of those present"] if outside else []
    return f"Of {plural(len(rows), 'concern')} on the joint calls, {listed(parts)}."


def _actions(actions: int) -> str:
    if not actions:
        return ""
    return f"Appendix A drafts {plural(actions, 'corrective action')} for people to complete."
