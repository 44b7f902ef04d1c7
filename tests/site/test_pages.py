"""Pages of the static site as people use them: from a disk, in a real browser, with no network."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.barriers import barriers
from tests.site.conftest import OpenPage

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
DET = "briefings/det-officers.html"
ALONE = "exercises/ngo-committee.html"
SOMEBODY = "National organizations"


async def sideways(page: Page) -> int:
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def test_a_stranger_finds_a_module_by_word_subject_audience_and_minutes(open_page: OpenPage) -> None:
    page = await open_page("index.html")
    rows = page.locator("[data-row]:visible")
    everything = await page.locator("[data-row]").count()
    await expect(rows).to_have_count(everything)
    await page.get_by_label("Search").fill("detaíner")
    await expect(page.locator("#found")).to_contain_text(f"of {everything} shown")
    await expect(
        rows.get_by_role("heading", name="How to Respond to an Immigration Detainer")
    ).to_be_visible()
    await page.get_by_label("Up to 7 minutes").check()
    await expect(page.locator("#found")).to_contain_text("Nothing fits")
    await page.get_by_label("Any").check()
    await page.get_by_label("Search").fill("")
    await page.get_by_label("Subject").select_option("Custody, detainers, consular notice")
    await expect(page.locator("#found")).to_contain_text(f"1 of {everything} shown")
    await page.get_by_label("Subject").select_option("Any subject")
    await page.get_by_label("Community", exact=True).check()
    await expect(page.get_by_role("link", name="Community : ")).to_be_visible()
    await expect(rows).not_to_have_count(everything)


async def test_answers_are_checked_kept_and_told_on_the_shelf(open_page: OpenPage) -> None:
    page = await open_page(DET, viewport=PHONE)
    first = page.locator("fieldset[data-question]").first
    await first.get_by_role("button", name="Check my answer").click()
    await expect(first.get_by_role("status")).to_have_text("Choose one first.")
    right = await first.get_attribute("data-answer")
    wrong = "a" if right != "a" else "b"
    await first.locator(f"label[for$='-{wrong}']").click()
    await first.get_by_role("button", name="Check my answer").click()
    await expect(first.get_by_role("status")).to_contain_text("not the best answer")
    await expect(first.get_by_text("Your answer, not right")).to_be_visible()
    await first.locator(f"label[for$='-{right}']").click()
    await first.get_by_role("button", name="Check my answer").click()
    await expect(first.get_by_role("status")).to_have_text("That is right, on another try.")
    await expect(page.get_by_text("1 of 5 right, 4 not answered yet.")).to_be_visible()
    await page.reload()
    await expect(first.get_by_text("Your answer, right")).to_be_visible()
    await expect(first.locator(f"input[value='{right}']")).to_be_checked()
    await page.get_by_role("link", name="Shelf").click()
    await expect(page.get_by_text("Begun: 1 of 5 answered")).to_be_visible()
    await page.go_back()
    await page.get_by_role("button", name="Start again").click()
    await expect(page.get_by_text("1 of 5 right")).to_be_hidden()


async def test_who_stopped_reading_is_shown_the_way_back_and_not_moved(open_page: OpenPage) -> None:
    page = await open_page(DET, viewport=PHONE)
    await expect(page.locator("#go-on")).to_be_hidden()
    await page.locator("#discussion").scroll_into_view_if_needed()
    await page.wait_for_function(
        "() => localStorage.getItem('kit.place.briefings/det-officers') === 'discussion'"
    )
    await page.goto(page.url)
    await expect(page.locator("#go-on")).to_contain_text("You stopped at: Discussion guide.")
    assert await page.evaluate("scrollY") == 0
    await page.locator("#go-on a").click()
    await expect(page).to_have_url(f"{page.url.split('#')[0]}#discussion")
    await expect(page.locator("#discussion")).to_be_in_viewport()


async def test_a_module_reads_without_scripts(open_page: OpenPage) -> None:
    page = await open_page(DET, java_script_enabled=False)
    first = page.locator("fieldset[data-question]").first
    await first.get_by_text("The answer to question 1, and why").click()
    await expect(first.locator(".why .right")).to_be_visible()
    await expect(page.locator(".board-slide:visible").nth(7)).to_be_attached()
    await expect(page.get_by_role("button", name="Check my answer")).to_have_count(0)


async def test_the_slides_go_one_by_one_and_print_whole(open_page: OpenPage) -> None:
    page = await open_page(DET)
    slides = page.locator(".board-slide:visible")
    await expect(slides).to_have_count(1)
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name="A form on the desk", exact=True)).to_be_visible()
    await page.emulate_media(media="print")
    await expect(slides.nth(7)).to_be_attached()


async def test_text_size_and_colors_are_kept_from_page_to_page(open_page: OpenPage) -> None:
    page = await open_page("pages/help.html")
    await page.get_by_text("Text size and colors").click()
    await page.get_by_label("200%").check()
    await page.get_by_label("Dark").check()
    await page.get_by_role("link", name="Shelf").click()
    await expect(page.locator("html[data-text='200'][data-scheme='dark']")).to_have_count(1)


@pytest.mark.parametrize(
    "path", ["index.html", DET, "series/pair.html", "pages/help.html", "pages/feedback.html"]
)
async def test_every_kind_of_page_is_sound_by_axe_and_fits_320_pixels(open_page: OpenPage, path: str) -> None:
    page = await open_page(path, viewport=NARROW, color_scheme="dark")
    assert await sideways(page) <= 0
    assert await barriers(page) == []


async def play(page: Page, choose: int) -> str:
    """Play to the end, always by the option with this number; returns the ending's title."""
    go, choices = page.locator("#bar .btn.strong"), page.locator(".ballot .choice label")
    while not await page.locator("#after").is_visible():  # the bar changes in the very click
        if await go.is_visible():
            await go.click()
        else:
            await choices.first.wait_for()
            await expect(page.locator(".ballot input:checked")).to_have_count(0)
            await choices.nth(min(choose, await choices.count() - 1)).click()
            await page.get_by_role("button", name="Save my choice").click()
            await expect(page.locator(".act .state")).to_contain_text("Saved ")
    return await page.locator("#after > p").first.inner_text()


async def begin(page: Page, position: str) -> None:
    await page.locator("label", has_text=position).first.click()
    await page.get_by_role("button", name="Begin", exact=True).click()
    await expect(page.locator(".me .pos")).to_be_visible()


async def test_an_exercise_is_played_to_two_endings_with_the_paths_not_taken(
    open_page: OpenPage,
) -> None:
    page = await open_page(ALONE, viewport=PHONE)
    await begin(page, SOMEBODY)
    ends = await play(page, 0)
    assert "Your story ended as" in ends
    taken = page.locator("#after .card")
    await expect(taken.nth(2)).to_be_visible()
    await expect(taken.first.get_by_text("You chose: ")).to_be_visible()
    await expect(taken.first.get_by_text("Paths you did not take")).to_be_visible()
    assert await barriers(page) == []
    await taken.first.get_by_role("button", name="Go back and try another").click()
    await expect(page.locator("#decision")).to_be_visible()
    await expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert await play(page, 9) != ends


async def test_an_exercise_goes_on_where_it_stopped_with_the_saved_choice(
    open_page: OpenPage,
) -> None:
    page = await open_page(ALONE, viewport=PHONE)
    assert await barriers(page) == []
    await begin(page, SOMEBODY)
    go = page.locator("#bar .btn.strong")
    while await go.is_visible():  # the bar changes in the very click
        await go.click()
    await page.locator(".ballot .choice label").nth(1).click()
    await page.get_by_role("button", name="Save my choice").click()
    await expect(go).to_have_text("Go on with b")
    question = await page.locator("#dq").inner_text()  # the choice that was saved stands below it
    assert await sideways(page) <= 0
    assert await barriers(page) == []
    await page.reload()
    await expect(page.get_by_text("You stopped on ")).to_be_visible()
    await page.get_by_role("button", name="Go on where you stopped").click()
    await expect(page.locator("#dq")).to_have_text(question)
    await expect(page.locator("#vote-b")).to_be_checked()
    await expect(go).to_have_text("Go on with b")
    await go.click()
    await expect(page.get_by_text("What happened next")).to_be_visible()
    await page.get_by_role("button", name="Stop for now").click()
    await expect(page.get_by_role("heading", name="You have begun")).to_be_visible()


async def test_an_exercise_plays_where_nothing_can_be_kept(open_page: OpenPage) -> None:
    page = await open_page("exercises/figures-clinic.html")
    refuse = "() => { throw new DOMException('no', 'SecurityError'); }"
    await page.add_init_script(
        f"for (const how of ['getItem', 'setItem', 'removeItem', 'key']) Storage.prototype[how] = {refuse};"
    )
    await page.reload()
    await page.get_by_role("button", name="Begin", exact=True).click()
    assert "Your story ended as" in await play(page, 0)
