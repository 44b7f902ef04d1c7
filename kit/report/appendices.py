"""Appendices B to E and the parts on talk: participants, feedback, MSEL as played, facts, concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kit.report.aar import (
    CommentRow,
    ConcernPart,
    FeedbackPart,
    FeedbackRow,
    MselRow,
    ParticipantRow,
    RaisedPart,
    RemarkPart,
)
from kit.report.pieces import FactLine, Link
from kit.report.record import Seat
from kit.report.source import Source
from kit.report.words import ROLES, STATES, TABLES
from kit.scenario.clock import story_label
from kit.scenario.model import Decision, Module, Moment

# -- B: participants -------------------------------------------------------------------------------


def participants(source: Source) -> tuple[ParticipantRow, ...]:
    """Positions that were played, in the exercise's order; in an anonymous run without numbers."""
    seated: dict[str, list[Seat]] = defaultdict(list)
    for seat in source.record.seats:
        if seat.role == "player":
            seated[seat.position].append(seat)
    return tuple(
        ParticipantRow(
            table=TABLES.get(position.table, position.table),
            position=position.title,
            names=_names(source, seated[position.id]),
            count=None if source.privacy.anonymous else len(seated[position.id]),
        )
        for position in source.exercise.positions
        if seated[position.id]
    )


def roles(source: Source) -> tuple[ParticipantRow, ...]:
    """How many people had each role; players by table."""
    groups: dict[tuple[str, str], list[Seat]] = {}
    for seat in source.record.seats:
        position = source.exercise.positions_by_id.get(seat.position)
        table = TABLES.get(position.table, "") if position and seat.role == "player" else ""
        groups.setdefault((seat.role, table), []).append(seat)
    return tuple(
        ParticipantRow(table, ROLES.get(role, role), _signed(source, seats), source.privacy.few(len(seats)))
        for (role, table), seats in sorted(
            groups.items(), key=lambda group: (group[0][0] != "player", group[0])
        )
    )


def _signed(source: Source, seats: list[Seat]) -> tuple[str, ...]:
    """Evaluators as they are numbered, with the name they sign with."""
    if source.privacy.anonymous:
        return ()
    evaluators = (seat for seat in seats if seat.role == "evaluator" and seat.name)
    return tuple(f"{source.privacy.evaluator(seat.id)}: {seat.name}" for seat in evaluators)


def _names(source: Source, seats: list[Seat]) -> tuple[str, ...]:
    if source.privacy.policy != "named":
        return ()
    return tuple(sorted(seat.name for seat in seats if seat.name))


# -- C: feedback -----------------------------------------------------------------------------------


def feedback(source: Source) -> FeedbackPart:
    """Means, counts and comments of the feedback forms.

    In an anonymous run nothing that fewer than three people answered is shown, comments included."""
    forms, items = source.record.feedback, source.exercise.frame.feedback
    few = source.privacy.few
    rows, comments, withheld = [], [], False
    for item in items:
        answers = [form.answers[item.key] for form in forms if item.key in form.answers]
        shown = few(len(answers))
        withheld = withheld or (bool(answers) and shown is None)
        if item.kind == "scale":
            numbers = [value for value in answers if isinstance(value, int)]
            mean = round(sum(numbers) / len(numbers), 2) if numbers and few(len(numbers)) else None
            rows.append(FeedbackRow(item.key, item.text, mean, few(len(numbers))))
        else:
            texts = sorted((str(a).strip() for a in answers if str(a).strip()), key=str.casefold)
            comments.append(CommentRow(item.key, item.text, tuple(texts) if shown else ()))
    return FeedbackPart(few(len(forms)), tuple(rows), tuple(comments), withheld)


# -- D: MSEL as played -----------------------------------------------------------------------------


def msel(source: Source) -> tuple[MselRow, ...]:
    """Every step of the form in order with what became of it, and injects written during play."""
    rows = [
        _step_row(source, module, step)
        for module, steps in source.exercise.played(source.record.setup.form)
        for step in steps
    ]
    return (*rows, *_added_rows(source))


def _step_row(source: Source, module: Module, id: str) -> MselRow:
    step = source.exercise.steps[id]
    status, links = _fate(source, id)
    objectives = ", ".join(o.id for o in source.objectives_of.get(id, ()))
    if isinstance(step, Decision):
        event = f"Decision: {step.title}"
        return MselRow(id, module.id, "", event, "", "", "", step.talk.expected, objectives, status, links)
    return MselRow(
        id=id,
        module=module.id,
        story=_story(source, id, step.at),
        event=step.title,
        sender=step.sender,
        to=_positions(source, step.to),
        channel=step.channel,
        expected=step.expected,
        objective=objectives,
        status=status,
        links=links,
    )


def _story(source: Source, id: str, at: Moment) -> str:
    """The time it was delivered at in the story, else the time the author printed."""
    told = next((m.stamp.story for m in source.record.messages if m.ref == id and m.kind == "inject"), "")
    return told or story_label(source.exercise.clock, at.minutes, at.exact)


def _fate(source: Source, id: str) -> tuple[str, tuple[Link, ...]]:
    """What became of a step on each line, as one sentence with links."""
    found: list[tuple[str, Link]] = []
    for message in source.record.messages:
        if message.ref == id and message.kind == "inject":
            word = "delivered, then taken back" if message.withdrawn else "delivered"
            found.append((word, source.link(word, message.stamp)))
    for skip in source.record.skips:
        if skip.step == id:
            word = f"skipped: {skip.reason}" if skip.reason else "skipped"
            found.append((word, source.link("skipped", skip.stamp)))
    for decided in source.record.decided:
        if decided.decision == id:
            word = f"{decided.option} taken" if decided.taken else "opened, no branch taken"
            found.append((word, source.link(word, decided.taken or decided.opened)))
    if not found:
        return "did not come", ()
    return "; ".join(dict.fromkeys(word for word, _ in found)), tuple(link for _, link in found)


def _added_rows(source: Source) -> Iterator[MselRow]:
    for message in source.record.messages:
        if message.added:
            to = _positions(source, message.to)
            link = source.link("delivered", message.stamp)
            yield MselRow(
                id=message.ref,
                module="",
                story=message.stamp.story,
                event=f"{message.title} (written during play)",
                sender=message.sender,
                to=to,
                channel=message.channel,
                expected=(),
                objective="",
                status="delivered, then taken back" if message.withdrawn else "delivered",
                links=(link,),
            )


def _positions(source: Source, ids: tuple[str, ...]) -> str:
    known = source.exercise.positions_by_id
    if not ids or len(ids) == len(known):
        return "everyone"
    return ", ".join(known[id].short or known[id].title if id in known else id for id in ids)


# -- E: facts --------------------------------------------------------------------------------------


def facts(source: Source) -> tuple[FactLine, ...]:
    """Every fact that an inject or decision played in this run cites, with where it was cited."""
    cited: dict[str, list[str]] = defaultdict(list)
    for id, step in source.exercise.steps.items():
        if id in source.steps_played:
            for fact in step.cites:
                cited[fact].append(id)
    return tuple(replace(source.facts(id), cited_by=tuple(cited[id])) for id in sorted(cited))


# -- talk ------------------------------------------------------------------------------------------


def concerns(source: Source) -> tuple[ConcernPart, ...]:
    """The concerns board, with how many people raised each row."""
    return tuple(_concern_parts(source))


def _concern_parts(source: Source) -> Iterator[ConcernPart]:
    privacy = source.privacy
    for row in source.record.board:
        mine = [item for item in source.record.raised if item.row == row.id]
        links = [source.link("concern", row.stamp)]
        if row.promised:
            links.append(source.link("promised", row.promised))
        yield ConcernPart(
            id=row.id,
            concern=row.concern,
            count=privacy.few(len(mine)),
            origin=", ".join(sorted({privacy.position(item.seat) for item in mine} - {""})),
            owner=row.owner,
            answer=row.answer,
            commitment=row.what,
            by=row.by,
            state=STATES.get(row.state, row.state),
            evidence=tuple(links),
        )


def raised(source: Source) -> tuple[RaisedPart, ...]:
    """What players raised and is not on the board, in order."""
    who, link = source.privacy.who, source.link
    return tuple(
        RaisedPart(item.kind, who(item.seat), item.text, item.answer, link("raised", item.stamp))
        for item in source.record.raised
        if not item.row
    )


def remarks(source: Source) -> tuple[RemarkPart, ...]:
    """Hot-wash remarks; the same words said twice are one row."""
    groups: dict[tuple[str, str], list[int]] = {}
    said = source.record.remarks
    for place, remark in enumerate(said):
        groups.setdefault((remark.kind, " ".join(remark.text.casefold().split())), []).append(place)
    parts = []
    for places in groups.values():
        first = said[places[0]]
        who = sorted({source.privacy.who(said[i].seat) for i in places} - {""})
        links = tuple(source.link("hot wash", said[i].stamp) for i in places)
        count = source.privacy.few(len(places))
        parts.append(RemarkPart(first.id, first.kind, first.text.strip(), ", ".join(who), count, links))
    return tuple(parts)
