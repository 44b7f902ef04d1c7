"""The desk at work: what its forms send, what it says aloud, and what it never loses."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.desk_views import BASE, STATES, desk
from tests.pages.stage import Stage
from tests.pages.test_desk_page import WIDE, press


async def click(stage: Stage, selector: str) -> None:
    await stage.page.locator(selector).first.click()
    await stage.settle()


async def button(stage: Stage, words: str) -> None:
    await stage.page.get_by_role("button", name=words).first.click()
    await stage.settle()


# -- only what is possible -------------------------------------------------------------------------


async def test_what_the_room_would_refuse_is_dashed_and_sends_nothing(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(can=["note"]), **WIDE)
    for words in ("Open decision", "Hold", "Pause", "Undo", "Reorder"):
        found = stage.page.get_by_role("button", name=words).first
        await expect(found, str(words)).to_have_attribute("aria-disabled", "true")
        await found.click(force=True)
    assert await stage.sent() == []


async def test_an_opening_with_votes_cannot_be_undone_and_says_so(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("open", undo="decision-opened B-D4"), **WIDE)
    await press(stage, "Control+z")
    assert await stage.said() == ["This cannot be undone: 19 people have voted. Use “Go back” instead."]


async def test_the_lobby_shows_a_code_and_a_qr_that_can_be_read_from_a_seat(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby"), **WIDE)
    box = await stage.page.locator(".qr-desk svg").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 140
    code = stage.page.locator(".bigcode")
    await expect(code).to_have_text("482 913")
    assert await code.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 32


async def test_the_joining_markup_of_the_house_never_becomes_markup_here(open_stage: OpenStage) -> None:
    inside = '<script>window.hacked=1</script><path d="M0 0"/>'
    evil = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    stage = await open_stage(desk("lobby", join={**BASE["join"], "qr": evil}), **WIDE)
    await expect(stage.page.locator(".qr-desk path")).to_have_count(1)
    await expect(stage.page.locator("#page script")).to_have_count(0)
    assert await stage.ask("window.hacked") is None


async def test_people_at_the_door_are_let_in_or_not(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("lobby"), **WIDE)
    await button(stage, "Let in R. Test")
    await click(stage, "button:has-text('Not now: R. Test')")
    assert await stage.commands() == [("admit", {"seat": "w1"}), ("remove-seat", {"seat": "w1"})]


# -- decisions -------------------------------------------------------------------------------------


async def test_the_time_to_vote_goes_with_the_opening(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await stage.page.locator("#now select").first.select_option("5")
    await press(stage, "Tab")
    await button(stage, "Open decision")
    assert await stage.commands() == [("open-decision", {"decision": "B-D4", "minutes": 5})]


async def test_leaving_the_majority_needs_a_reason(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("revealed"), **WIDE)
    await click(stage, "label[for=br-c]")
    await button(stage, "Take c against the majority")
    assert await stage.sent() == []
    assert "Write a reason of at least one sentence, or go with b." in await stage.words("#now")
    await expect(stage.page.locator("#or")).to_be_focused()
    await stage.page.locator("#or").fill("The crews can start now.")
    await button(stage, "Take c against the majority")
    assert await stage.commands() == [("take-branch", {"option": "c", "reason": "The crews can start now."})]


async def test_a_tie_needs_a_choice_and_a_reason(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("tie"), **WIDE)
    assert "b and c have 9 votes each." in await stage.words("#now")
    await expect(stage.page.locator("input[name=br]:checked")).to_have_count(0)
    await press(stage, "b")
    await button(stage, "Take a branch")
    assert await stage.sent() == []
    await click(stage, "label[for=br-b]")
    await stage.page.locator("#or").fill("One speaker convinced most of us.")
    await button(stage, "Take b")
    assert await stage.commands() == [
        ("take-branch", {"option": "b", "reason": "One speaker convinced most of us."})
    ]


async def test_live_counts_are_for_the_facilitator_until_revealed(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("open"), **WIDE)
    table = await stage.words("table.result")
    assert "Only you see this until you reveal it" in table
    assert "10" in table
    assert "Waiting: Legal aid 2, Sheriff 1" in await stage.words("#now")


# -- injects ---------------------------------------------------------------------------------------


async def test_an_inject_is_put_on_the_clock_at_a_room_time(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("taken"), **WIDE)
    await button(stage, "Door guard asks for a driver license")
    await click(stage, "label[for=when-clock]")
    await stage.page.locator("#when-time").fill("13:00")
    await button(stage, "Save the time")
    assert "It is 14:21 now." in await stage.words("dialog")
    await stage.page.locator("#when-time").fill("14:40")
    await button(stage, "Save the time")
    ((name, args),) = await stage.commands()
    assert name == "schedule"
    assert args == {"inject": "B8", "at": STATES["taken"]["agenda"]["started_at"] + 100 * 60_000}


async def test_skipping_asks_why(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("taken"), **WIDE)
    await press(stage, "s")
    await button(stage, "Skip it")
    assert await stage.sent() == []
    await stage.page.locator("#skip-why").fill("We are late.")
    await button(stage, "Skip it")
    assert await stage.commands() == [("skip", {"step": "B7", "reason": "We are late."})]
    await stage.answer("done", at=1, data={})
    await expect(stage.page.locator("dialog[open]")).to_have_count(0)


async def test_steps_are_moved_by_buttons(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await button(stage, "Reorder")
    await click(stage, "button:has-text('Earlier: B7')")
    await click(stage, "button:has-text('Later: B7')")
    assert await stage.commands() == [
        ("move", {"step": "B7", "before": "B-D4"}),
        ("move", {"step": "B7", "before": "B8"}),
    ]


async def test_an_own_inject_goes_to_the_chosen_positions(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await button(stage, "Add")
    await button(stage, "Add it")
    assert await stage.sent() == []
    await stage.page.locator("#add-title").fill("A bridge is closed")
    await stage.page.locator("#add-text").fill("The county closes the east bridge at nine.")
    await click(stage, "label[for=add-GB2]")
    await button(stage, "Add it")
    sent = {"title": "A bridge is closed", "text": "The county closes the east bridge at nine."}
    assert await stage.commands() == [("add-inject", {**sent, "sender": "", "channel": "", "to": ["GB2"]})]


async def test_the_audience_can_be_narrowed(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("taken"), **WIDE)
    await stage.page.locator("#now select").first.select_option("addressees")
    await button(stage, "Deliver B7")
    assert await stage.commands() == [("deliver", {"inject": "B7", "audience": "addressees"})]


# -- talk, board, lines ----------------------------------------------------------------------------


async def test_an_announcement_goes_to_everyone_or_one_position(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await press(stage, "a")
    await stage.page.keyboard.type("Ten minutes to the break.")
    await press(stage, "Enter")
    await stage.answer("done", at=1, data={})
    await expect(stage.page.locator("#announce")).to_have_value("")
    await stage.page.locator("#announce-to").select_option("GB2")
    await stage.page.locator("#announce").fill("Please come to the front.")
    await press(stage, "Enter")
    assert await stage.commands() == [
        ("announce", {"text": "Ten minutes to the break.", "to": []}),
        ("announce", {"text": "Please come to the front.", "to": ["GB2"]}),
    ]


async def test_a_raised_item_is_answered(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await button(stage, "Answer Sheriff")
    await stage.page.locator("#answer").fill("Counsel says no checks.")
    await button(stage, "Send the answer")
    assert await stage.commands() == [("answer", {"raised": "q2", "text": "Counsel says no checks."})]


async def test_a_concern_gets_an_owner_an_answer_and_a_commitment(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("board"), **WIDE)
    await press(stage, "g")
    await stage.page.locator("#own-owner").fill("ICE and CBP liaison")
    await stage.page.locator("#own-answer").fill("Nobody gets it but families.")
    await stage.page.locator("#own-what").fill("Write down who may ask")
    await stage.page.locator("#own-by").fill("Sat 12:00")
    await button(stage, "Save")
    owned = {"row": "r3", "owner": "ICE and CBP liaison", "answer": "Nobody gets it but families."}
    assert await stage.commands() == [("own", {**owned, "authority": True})]
    await stage.answer("done", at=1, data={})
    promise = {"row": "r3", "what": "Write down who may ask", "by": "Sat 12:00"}
    assert (await stage.commands())[1:] == [("commit", promise)]


async def test_not_our_authority_is_an_answer(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("board"), **WIDE)
    await press(stage, "g")
    await stage.page.locator("#own-owner").fill("Sheriff")
    await click(stage, "label[for=ours-no]")
    await stage.page.locator("#own-answer").fill("The state attorney")
    await button(stage, "Save")
    args = {"row": "r3", "owner": "Sheriff", "answer": "The state attorney", "authority": False}
    assert await stage.commands() == [("own", args)]


async def test_a_concern_is_grouped_with_a_row(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("board"), **WIDE)
    await press(stage, "1")
    await click(stage, "label[for=row-r2]")
    await button(stage, "Put it there")
    assert await stage.commands() == [("group", {"concern": "i1", "row": "r2", "text": ""})]


async def test_the_board_opens_with_the_joint_call_and_closes_after_it(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    call = {name: STATES["board"][name] for name in ("now", "msel", "ballot", "board", "incoming")}
    await stage.patch(1, **call)
    await expect(stage.page.locator("#b-h")).to_have_count(1)
    await stage.patch(2, now=BASE["now"], msel=BASE["msel"])
    await expect(stage.page.locator("#b-h")).to_have_count(0)


async def test_a_joint_call_does_not_take_the_page_from_under_somebody_who_types(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(desk(), **WIDE)
    await stage.page.locator("#note").fill("Half a thought")
    await stage.patch(1, now=STATES["board"]["now"], msel=STATES["board"]["msel"], ballot=None)
    await expect(stage.page.locator("#b-h")).to_have_count(0)
    await expect(stage.page.locator("#note")).to_be_focused()


async def test_going_back_starts_a_new_line_with_the_reason(open_stage: OpenStage) -> None:
    stage = await open_stage(desk(), **WIDE)
    await button(stage, "Go back")
    await button(stage, "Go back here to B-D2")
    await expect(stage.page.locator("#f-b"), "taken on this line").to_be_disabled()
    await click(stage, "label[for=f-c]")
    leaves = re.compile("Line 2 would leave line 1 at B-D2 with choice c[.]")
    await expect(stage.page.locator("svg.linemap")).to_have_attribute("aria-label", leaves)
    await stage.page.locator("#fork-why").fill("We want to see the queue.")
    await button(stage, "Start line 2 with c")
    why = "We want to see the queue."
    assert await stage.commands() == [("fork", {"decision": "B-D2", "option": "c", "why": why})]
    await stage.answer("done", at=1, data={})
    await expect(stage.page.locator("#n-h"), "back at the table").to_have_count(1)


async def test_an_older_line_can_be_left_too(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("forked"), **WIDE)
    await button(stage, "Go back")
    await button(stage, "Go back here to B-D3")
    await click(stage, "label[for=f-b]")
    await button(stage, "Start line 3 with b")
    assert await stage.commands() == [("fork", {"decision": "B-D3", "option": "b", "why": "", "line": 1})]


# -- the end ---------------------------------------------------------------------------------------


async def test_ending_asks_first_and_names_how_many(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("hotwash"), **WIDE)
    await button(stage, "End the exercise")
    assert await stage.sent() == []
    title = await stage.words("dialog h2")
    assert title == "End the exercise for 25 people? You can reopen it for 10 min."
    await stage.page.locator("dialog .btn.grave").click()
    assert await stage.commands() == [("end-exercise", {})]


async def test_tallies_are_shown_only_on_request_and_with_their_note(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("hotwash"), **WIDE)
    assert "The numbers are the authors’ judgement, not a measurement." in await stage.words("main")
    await button(stage, "Show the tallies to everyone")
    assert await stage.commands() == [("show-tallies", {"shown": True})]


async def test_report_texts_are_edited_and_ratings_settled(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("closed-run"), **WIDE)
    await stage.page.locator("#edit-0").fill("In our own words.")
    await button(stage, "Save Executive summary")
    assert await stage.commands() == [("edit-report", {"key": "summary", "text": "In our own words."})]
    await button(stage, "See both, settle or print both")
    await click(stage, "label[for='settle-B-O2.1-S']")
    await button(stage, "Settle the rating")
    assert len(await stage.sent()) == 1, "a reason is missing"
    await stage.page.locator("[id='settle-B-O2.1']").fill("Both saw the second reader come.")
    await button(stage, "Settle the rating")
    args = {"target": "B-O2.1", "rating": "S", "why": "Both saw the second reader come."}
    assert (await stage.commands())[1:] == [("settle-rating", args)]


async def test_the_closing_page_lists_every_document(open_stage: OpenStage) -> None:
    stage = await open_stage(desk("closed-run"), **WIDE)
    links = await stage.page.eval_on_selector_all(
        "a[download]", "all => all.map((a) => a.getAttribute('href'))"
    )
    assert links == [one["href"] for one in STATES["closed-run"]["closing"]["documents"]]
