"""The moments of play: a module opens, an inject comes, a joint call meets, a decision is made.

In each the facilitator acts, everybody's page is awaited, then all people act at the same time, and
the next moment begins when all of them are done. So the order of moments, and of each person's acts
in them, is the script's and not the network's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.rehearsal.person import Person, together
from kit.rehearsal.script import Raise, Seen
from kit.rehearsal.stage import Stage
from kit.scenario.model import Decision, Inject

Row = Mapping[str, Any]


async def module(stage: Stage, row: Row) -> None:
    """A module opens: everybody gets its opening, some positions a message of their own."""
    said = await stage.act("open-module", {"module": row["id"]})
    if any(item["kind"] == "opening" and item["title"] == row["title"] for item in stage.desk.view["feed"]):
        await stage.reaches(stage.newest("opening")["id"], stage.players, [], said.sent)
    await _opened(stage, row, said.sent)


async def bridge(stage: Stage, row: Row) -> None:
    """The words that carry a short form over what it leaves out; the module after them opens with them."""
    before = _modules_played(stage)
    said = await stage.act("bridge", {"id": row["id"]})
    await stage.reaches(stage.newest("bridge")["id"], stage.players, [], said.sent)
    for id in _modules_played(stage) - before:
        await _opened(stage, stage.row(id), said.sent)


def _modules_played(stage: Stage) -> set[str]:
    rows = stage.desk.view["msel"]
    return {row["id"] for row in rows if row["kind"] == "module" and row["status"] in ("past", "now")}


async def _opened(stage: Stage, row: Row, since: float) -> None:
    """A module is open: its private messages are out, people come and go, now and then a word to all."""
    stage.counts.modules += 1
    for private in (p for p in stage.script.exercise.privates if p.module == row["id"]):
        feed = reversed(stage.desk.view["feed"])
        item = next((i for i in feed if i["kind"] == "private" and i["text"] == private.text), None)
        if item is None:
            stage.finding(f"the desk does not show {private.id} after {row['id']} opened")
        else:
            await _delivered(stage, item["id"], (private.to,), since)
    await comings_and_goings(stage)
    if stage.counts.modules % 2:
        await stage.act("announce", {"text": stage.script.announcement(row["title"]), "to": []})


async def comings_and_goings(stage: Stage) -> None:
    """Who joins late, who steps out for the second module, who comes back after it."""
    if stage.counts.modules == 2:
        await stage.join(part for part in stage.script.cast.players if part.habits.late)
        for person in stage.voters:
            if person.part.habits.steps_out:
                await stage.say(person, "step-out", {})
                person.out = True
    elif stage.counts.modules > 2:
        for person in stage.players:
            if person.out:
                await stage.say(person, "come-back", {})
                person.out = False


async def inject(stage: Stage, row: Row) -> None:
    """An inject comes, at once or in one of the other ways a facilitator has."""
    step = stage.script.exercise.steps.get(row["id"])
    written = step if isinstance(step, Inject) else None
    number, stage.counts.injects = stage.counts.injects, stage.counts.injects + 1
    way = stage.script.way(number, written)
    if way == "added" and written is not None:
        await _add(stage, written)
        return  # the added one is next now
    if way == "leave-out":
        await stage.act("skip", {"step": row["id"], "reason": "Left out in this rehearsal."})
        return
    await _deliver(stage, row, way, written)
    if written is not None:
        await reactions(stage, written, number)
        if written.joint_call:
            await joint_call(stage, written)
        if number % 4 == 0:
            await _watch(stage)


async def _add(stage: Stage, before: Inject) -> None:
    """The facilitator writes an inject, for one position, in the words of a decision's sheet."""
    decision = next((d for d in stage.script.exercise.decisions if before.id in _ids_near(stage, d)), None)
    title, text = stage.script.own_inject(decision or stage.script.exercise.decisions[0])
    await stage.act(
        "add-inject",
        {
            "title": title,
            "text": text,
            "sender": "Facilitator",
            "channel": "in the room",
            "to": [before.to[0]],
        },
    )


def _ids_near(stage: Stage, decision: Decision) -> tuple[str, ...]:
    return next((m.steps for m in stage.script.exercise.modules if decision.id in m.steps), ())


async def _deliver(stage: Stage, row: Row, way: str, written: Inject | None) -> None:
    """Deliver, and wait until it stands on every page it is meant for."""
    if way == "hold":
        await stage.act("hold", {"step": row["id"]})
        await stage.act("release", {"step": row["id"]})
    elif way == "pause":
        await stage.act("pause")
        await stage.act("resume")
    if way == "schedule":
        await schedule(stage, row)
        return
    only = written.to if written is not None and way == "addressees" else ()
    said = await stage.act("deliver", {"inject": row["id"], "audience": "addressees" if only else ""})
    item = stage.newest("inject")
    if written is None:
        only = tuple(
            p for p in stage.script.exercise.positions_by_id if item["only"] and _is_to(stage, item, p)
        )
    await _delivered(stage, item["id"], only, said.sent)
    if way == "undo":
        await _take_back(stage, row, item["id"])


SOON = 1500  # milliseconds until a scheduled inject is due: also a busy machine can schedule it in time


async def schedule(stage: Stage, row: Row) -> None:
    """The clock is to deliver it. A server that was away when asked, or is very busy, may find the time past;
    then the facilitator does what the refusal says, and delivers it."""
    seen = stage.desk.view["feed"][-1]["id"] if stage.desk.view["feed"] else ""
    said = await stage.desk.do("schedule", {"inject": row["id"], "at": stage.clock() + SOON})
    if said.outcome == "refused" and "time is past" in said.why:
        said.expect = said.outcome
        await stage.act("deliver", {"inject": row["id"], "audience": ""})
    elif said.outcome != "saved":
        stage.finding(f"schedule {row['id']} was {said.outcome}, expected saved: {said.why}")
    await stage.desk.until(lambda v: _new_inject(v, seen), f"the clock to deliver {row['id']}")
    await stage.reaches(stage.newest("inject")["id"], stage.players, [], 0.0)


def _new_inject(view: Mapping[str, Any], seen: str) -> bool:
    last = next((i for i in reversed(view["feed"]) if i["kind"] == "inject"), None)
    ids = [item["id"] for item in view["feed"]]
    return last is not None and (not seen or ids.index(last["id"]) > ids.index(seen))


def _is_to(stage: Stage, item: Row, position: str) -> bool:
    return bool(item["to"] == f"to {stage.script.exercise.positions_by_id[position].short}")


async def _delivered(stage: Stage, item: str, only: Sequence[str], since: float) -> None:
    people = [p for p in stage.players if not only or p.part.position in only]
    if only:
        stage.kept.append((item, tuple(only)))
    await stage.reaches(item, people, stage.times.inject, since)


async def _take_back(stage: Stage, row: Row, item: str) -> None:
    """Undo a delivery: the message is marked as withdrawn everywhere; then it is delivered after all."""
    await stage.act("undo")
    await together(
        *(p.page.until(lambda v: _withdrawn(v, item), f"{item} marked withdrawn") for p in stage.players)
    )
    said = await stage.act("deliver", {"inject": row["id"]})
    await stage.reaches(stage.newest("inject")["id"], stage.players, stage.times.inject, said.sent)


def _withdrawn(view: Mapping[str, Any], item: str) -> bool:
    return any(i["id"] == item and i["withdrawn"] and not i["text"] for i in view["feed"])


async def _watch(stage: Stage) -> None:
    """The facilitator ticks the first expected action and notes it."""
    now = stage.desk.view["now"] or {}
    if now.get("watch"):
        first = now["watch"][0]
        await stage.act("see-action", {"step": first["step"], "index": first["index"], "seen": True})
        await stage.act("note", {"text": stage.script.note(first["text"])})


# -- what people say ---------------------------------------------------------------------------------


async def reactions(stage: Stage, step: Inject | Decision, number: int) -> None:
    """Everybody reacts to a step at the same time; then the facilitator answers."""
    used = stage.counsel.setdefault(stage.module, set())
    raised = stage.script.raises(step, number, [p.part for p in stage.voters], used)
    used |= {one.key for one in raised if one.kind == "counsel"}
    await together(
        *(_raise(stage, one) for one in raised),
        *(
            _write(stage, person, stage.script.notes(person.part, step.id, number))
            for person in stage.evaluators
        ),
    )
    await answer_all(stage)


async def _raise(stage: Stage, one: Raise) -> None:
    expect = "refused" if one.refused else "saved"
    await stage.say(stage.people[one.key], "raise", {"kind": one.kind, "text": one.text}, expect=expect)


async def _write(stage: Stage, person: Person, notes: Sequence[Seen]) -> None:
    """An evaluator writes notes one by one, ticks the tasks seen, and mends the first note once."""
    for note in notes:
        args = {
            "kind": note.kind,
            "text": note.text,
            "target": note.target,
            "task": note.task,
            "ref": note.ref,
        }
        await stage.say(person, "observe", args)
        if note.kind == "strength":
            await stage.say(person, "see-task", {"target": note.target, "task": note.task, "seen": True})
        if len(person.view["notes"]) == 1:
            mine = person.view["notes"][0]
            await stage.say(person, "observe", {**args, "id": mine["id"], "text": f"{note.text}."})


async def answer_all(stage: Stage) -> None:
    """The facilitator answers what was raised, in the order of who sits where, not of arrival."""
    who = stage.keys_by_seat()
    await _desk_has(
        stage, "raised", {r["id"] for p in stage.players for r in _mine(p) if r["kind"] != "concern"}
    )
    open_ = [r for r in stage.desk.view["raised"] if not r["answer"]]
    for raised in sorted(open_, key=lambda r: (who.get(r["seat"], ""), r["kind"], r["text"])):
        await stage.act("answer", {"raised": raised["id"], "text": stage.script.answer(raised["text"])})


def _mine(person: Person) -> list[dict[str, Any]]:
    return list(person.view["mine"]["raised"])


async def _desk_has(stage: Stage, section: str, ids: set[str]) -> None:
    """Wait until the desk shows what people were told is stored; its news comes in rounds."""
    await stage.desk.until(
        lambda v: ids <= {item["id"] for item in v[section]}, f"{sorted(ids)} in {section}"
    )


async def joint_call(stage: Stage, call: Inject) -> None:
    """The civil-society table brings concerns; each gets a row, an owner, an answer, perhaps a promise."""
    taken = [(played.id, played.taken) for played in stage.played]
    concerns = stage.script.concerns(call, [p.part for p in stage.voters], taken)
    await stage.act("show", {"what": "board"})
    await together(*(_raise(stage, one) for one in concerns))
    mine = [[r["id"] for r in _mine(stage.people[one.key]) if r["kind"] == "concern"] for one in concerns]
    await _desk_has(stage, "incoming", {ids[-1] for ids in mine})
    who, rows = stage.keys_by_seat(), {row["concern"]: row["id"] for row in stage.desk.view["board"]}
    for item in sorted(stage.desk.view["incoming"], key=lambda r: (who.get(r["seat"], ""), r["text"])):
        row = rows.get(item["text"], "")
        await stage.act("group", {"concern": item["id"], "row": row, "text": item["text"]})
        if not row:
            rows[item["text"]] = stage.desk.view["board"][-1]["id"]
            await _settle(stage, rows[item["text"]], item["text"])
    await stage.act("show", {"what": "auto"})


async def _settle(stage: Stage, row: str, concern: str) -> None:
    owner, (what, by) = stage.script.owner(concern), stage.script.promise(concern)
    await stage.act(
        "own", {"row": row, "owner": owner.short, "answer": stage.script.answer(concern), "authority": True}
    )
    await stage.act("commit", {"row": row, "what": what, "by": by})
