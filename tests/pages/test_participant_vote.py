from __future__ import annotations

from playwright.async_api import expect

from tests.pages.conftest import OpenStage
from tests.pages.player_views import BALLOT, BASE, CLOSED, NOW, PLAY_OPEN, REVEALED, STATES, view
from tests.pages.playing import REASON, choose_and_write, player, show

# -- voting ----------------------------------------------------------------------------------------


async def test_saved_stands_only_after_the_journal_has_the_vote(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save my choice").click()
    await stage.settle()
    assert "Sending…" in await stage.words(".act")
    assert "Saved" not in await stage.words("#decision")
    sent = await stage.sent()
    assert [(one["name"], one["args"]) for one in sent] == [
        ("cast-vote", {"decision": "B-D1", "option": "b", "reason": REASON, "round": 1})
    ]
    await stage.answer("done", at=NOW, data={})
    assert "Saved 14:02:11. You can still change it." in await stage.words(".act")
    await stage.page.wait_for_function("() => stage.said.includes('Saved 14:02:11.')")


async def test_a_vote_without_a_choice_is_not_sent_and_says_so(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.page.get_by_role("button", name="Save my choice").click()
    await stage.settle()
    assert await stage.sent() == []
    assert "Choose one before you save." in await stage.words("fieldset.choices")
    await expect(stage.page.locator("#vote-a")).to_be_focused()


async def test_a_saved_vote_without_a_reason_asks_for_one(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["no-reason"]))
    assert "Saved 14:02:11. Add your reason while voting is open." in await stage.words(".act")


async def test_a_changed_choice_is_not_called_saved(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["saved"]))
    assert "You can still change it." in await stage.words(".act")
    await stage.page.locator("label[for=vote-c]").click()
    await stage.settle()
    assert "Saved 14:02:11 with b. Your change is not saved yet." in await stage.words(".act")
    await stage.patch(1, mine={**STATES["saved"]["mine"], "counsel_left": 0})
    await expect(stage.page.locator("#vote-c"), "a patch must not undo a choice").to_be_checked()


async def test_a_late_vote_says_when_voting_closed_and_keeps_the_words(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save my choice").click()
    why = "Voting closed at 14:06, before your choice arrived. It was not counted."
    await stage.answer("refused", why=why)
    assert why in await stage.words(".act")
    await stage.patch(1, decision=CLOSED)
    assert why in await stage.words("#decision")
    assert "You chose b." in await stage.words("#decision")
    assert "Saved" not in await stage.words("#decision")


async def test_disk_trouble_is_not_called_saved(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save my choice").click()
    await stage.answer("unsaved", why="The disk is full.")
    assert "Not saved yet. It is kept on this phone. The disk is full." in await stage.words(".act")


async def test_a_vote_waits_while_play_is_paused_and_goes_out_when_it_goes_on(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["paused"]))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save when play goes on").click()
    await stage.settle()
    assert await stage.sent() == []
    assert "It is sent when play goes on." in await stage.words(".act")
    await stage.patch(1, head=PLAY_OPEN["head"])
    assert [one["name"] for one in await stage.sent()] == ["cast-vote"]


async def test_the_second_vote_shows_the_first_choice_and_keeps_the_reason(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    second = STATES["second"]
    await stage.patch(1, decision=second["decision"], mine=second["mine"])
    assert "Vote again. Your first choice was b." in await stage.words("#decision")
    await expect(stage.page.locator("input[name=vote]:checked")).to_have_count(0)
    await expect(stage.page.locator("#why")).to_have_value(REASON)


IN_WORDS = {
    "taken": "Most chose b: 12 of 22. The exercise goes on with b.",
    "override": "Most chose b: 12 of 22. The facilitator goes on with c: “The state asked for one voice.”",
    "tie": "a and b have 9 votes each. The facilitator decides and says why.",
    "few": "Fewer than 3 people chose this. The number is not shown.",
    "closed-without": "You saved no choice.",
    "second": "Vote again. Your first choice was b.",
    "withdrawn": "Taken back by the facilitator. Please disregard it.",
    "stepped-out": "Your seat is kept. Come back when you like.",
    "moved": "This seat moved to another device",
    "waiting": "The facilitator lets people in one by one. Keep this page open.",
    "went-back": "The exercise now tries choice c. What happened before is kept.",
    "paused": "You can read and write. Sending waits.",
    "empty": "They appear here by themselves",
}


async def test_every_state_is_said_in_words(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    for name, sentence in IN_WORDS.items():
        await show(stage, STATES[name])
        assert sentence in " ".join((await stage.words("main")).split()), name


async def test_a_decision_folds_away_when_the_story_has_moved_on(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["moved-on"]))
    await expect(stage.page.locator("#decision")).to_have_count(0)
    await stage.page.get_by_text("Last decision: Rumor or assurance").click()
    assert "The exercise goes on with b." in await stage.words("[aria-label='Last decision']")


async def test_a_room_of_many_gives_many_reasons_and_the_first_of_each_choice_lead(
    open_stage: OpenStage,
) -> None:
    reasons = [{"key": "a", "text": f"Reason {n}", "table": ""} for n in range(50)]
    reasons.append({"key": "c", "text": "The only one for c", "table": ""})
    stage = await open_stage(player(view(decision={**REVEALED, "reasons": reasons})))
    assert "The only one for c" in await stage.words("#decision")
    assert "Reason 30" not in await stage.words("#decision")
    await stage.page.get_by_text("45 more reasons").click()
    assert "Reason 30" in await stage.words("#decision")


async def test_the_result_is_a_table_with_numbers_and_bars_for_the_eye_only(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["revealed"]))
    rows = await stage.texts("table.result tbody tr")
    assert [row.split()[-2:] for row in rows] == [["2", "9%"], ["12", "55%"], ["5", "23%"], ["3", "14%"]]
    bar = stage.page.locator(".most .bar")
    await expect(bar).to_have_attribute("aria-hidden", "true")
    assert await bar.evaluate("node => node.style.getPropertyValue('--share')") == "55%"


async def test_an_observer_sees_the_question_and_no_ballot(open_stage: OpenStage) -> None:
    stage = await open_stage(player(STATES["observer"]))
    assert BALLOT["question"] in await stage.words("#decision")
    await expect(stage.page.locator("input[name=vote], button:has-text('Raise')")).to_have_count(0)


async def test_the_last_minute_is_said_once_and_shown_to_who_has_not_saved(open_stage: OpenStage) -> None:
    ends = BALLOT["closes_at"]
    stage = await open_stage(player(PLAY_OPEN, now=ends - 60_100))
    assert "1 min left" in await stage.words(".heading")
    await stage.pass_time(200)
    await stage.page.wait_for_function("() => stage.said.includes('1 minute left.')")
    assert "1 minute left to choose. Ask for more with Raise." in await stage.words("#decision")
    assert (await stage.said()).count("1 minute left.") == 1


# -- nothing is lost -------------------------------------------------------------------------------


async def test_half_typed_words_survive_patches_reloads_and_new_views(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.page.locator("label[for=vote-c]").click()
    await stage.page.locator("#why").press_sequentially("Four hours is short if")
    await stage.patch(1, feed=[*BASE["feed"], {**BASE["feed"][-1], "id": "f9"}])
    await stage.patch(2, decision={**BALLOT, "saved": 20}, mine={**BASE["mine"], "vote": None})
    await expect(stage.page.locator("#why"), "focus was stolen while typing").to_be_focused()
    await expect(stage.page.locator("#why")).to_have_value("Four hours is short if")
    await stage.load()
    await expect(stage.page.locator("#why")).to_have_value("Four hours is short if")
    await expect(stage.page.locator("#vote-c")).to_be_checked()


async def test_what_is_sent_without_a_connection_goes_out_once_it_is_back_with_the_same_id(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.link("lost", retry_at=NOW)
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save when connected").click()
    await stage.settle()
    assert await stage.sent() == []
    assert "Not saved yet. It is kept on this phone." in await stage.words(".act")
    assert "No connection" in await stage.words(".net-banner")
    assert "Decision, as of 14:02" in await stage.words("#decision")
    await stage.link("open")
    sent = await stage.sent()
    assert [one["name"] for one in sent] == ["cast-vote"]
    await stage.link("lost")
    await stage.link("open")
    assert [one["id"] for one in await stage.sent()] == [sent[0]["id"]] * 2
    await stage.answer("done", at=NOW, data={})
    await stage.link("lost")
    await stage.link("open")
    assert len(await stage.sent()) == 2, "what is stored is not sent again"


async def test_what_had_no_answer_is_sent_again_after_a_reload(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await choose_and_write(stage)
    await stage.page.get_by_role("button", name="Save my choice").click()
    await stage.settle()
    first = await stage.sent()
    await stage.load()
    again = await stage.sent()
    assert again == first
    await stage.answer("done", at=NOW, data={})
    await stage.load()
    assert await stage.sent() == []


async def test_a_newer_vote_takes_the_place_of_one_without_an_answer(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.link("lost")
    for letter in ("a", "b"):
        await stage.page.locator(f"label[for=vote-{letter}]").click()
        await stage.page.get_by_role("button", name="Save when connected").click()
    await stage.link("open")
    assert [one["args"]["option"] for one in await stage.sent()] == ["b"]


async def test_another_seat_on_the_same_phone_does_not_see_this_seats_words(open_stage: OpenStage) -> None:
    stage = await open_stage(player(PLAY_OPEN))
    await stage.page.locator("#why").fill("Only mine")
    await show(stage, view(decision=BALLOT, mine={"seat": "s8"}))
    await expect(stage.page.locator("#why")).to_have_value("")


async def test_a_patch_that_is_missing_makes_the_page_ask_for_the_whole(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.evaluate("stage.syncs.length = 0")
    await stage.patch(3, head={**BASE["head"], "story": "Wed 08:00"})
    assert await stage.ask("stage.syncs") == [{"kind": "sync", "seq": 0}]
    assert await stage.words(".me .clock") == "Tue 19:00"
    await show(stage, view(head={"story": "Wed 08:00"}), seq=3)
    assert await stage.words(".me .clock") == "Wed 08:00"


async def test_the_banner_counts_down_and_tries_now(open_stage: OpenStage) -> None:
    stage = await open_stage(player())
    await stage.page.evaluate("stage.link('lost', { retry_at: Date.now() + 3900 })")
    banner = stage.page.locator(".net-banner")
    await expect(banner).to_contain_text("Keep writing; your words stay on this phone. Trying again in 4 s.")
    for seconds in (3, 1):  # twice: the first might be drawn for another reason
        await stage.pass_time(1000 if seconds == 3 else 2000)
        await expect(banner).to_contain_text(f"Trying again in {seconds} s.")
    await stage.page.get_by_role("button", name="Try now").click()
    assert await stage.ask("stage.retried") == 1
    await expect(stage.page.locator("[role=status]")).to_have_count(2)
