from __future__ import annotations

from kit.report.aar import AfterActionReport, Entry


def of(report: AfterActionReport, kind: str) -> list[Entry]:
    return [entry for entry in report.timeline if entry.kind == kind]


def test_entries_stand_in_the_order_of_the_journal_with_ids_of_their_own(report: AfterActionReport) -> None:
    numbers = [int(entry.id[1:].partition("-")[0]) for entry in report.timeline]
    assert numbers == sorted(numbers)
    assert len({entry.id for entry in report.timeline}) == len(report.timeline)


def test_no_single_vote_and_no_joining_is_an_entry(report: AfterActionReport) -> None:
    assert not {"vote-cast", "seat-taken"} & {entry.kind for entry in report.timeline}
    assert of(report, "voting-closed")[0].text == "14 of 14 voted."


def test_what_happened_in_the_room_is_told(report: AfterActionReport) -> None:
    for kind in (
        "play",
        "pause",
        "resume",
        "module",
        "skipped",
        "withdrawn",
        "announcement",
        "fork",
        "hot-wash",
        "closed",
    ):
        assert of(report, kind), kind


def test_an_inject_says_from_whom_and_to_whom(report: AfterActionReport) -> None:
    first = of(report, "inject")[0]
    assert first.text.startswith("Camp residents, messages to Farm-worker group. A message goes around")


def test_times_of_story_and_room_stand_side_by_side(report: AfterActionReport) -> None:
    first = of(report, "inject")[0]
    assert (first.story, first.time) == ("Mon 05:10", "12:24")
    assert first.local.startswith("2026-12-09 12:24:")


def test_a_branch_taken_leads_to_its_decision(report: AfterActionReport) -> None:
    assert {entry.link for entry in of(report, "taken")} == {part.anchor for part in report.decisions}


def test_a_remark_is_signed_by_position(report: AfterActionReport) -> None:
    assert of(report, "remark-strength")[0].title == "Hot wash: strength, Emergency Management"
