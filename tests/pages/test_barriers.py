"""That our way of asking axe overlooks nothing it would have said."""

from __future__ import annotations

from playwright.async_api import Page

from tests.barriers import CONTRAST, barriers
from tests.conftest import OpenWindow

HTML = """<!doctype html><html lang="en"><title>Page</title><style>
body { color: #222; background: #fff } .side { background: #333; color: #fff }
.pale { color: #ccc } p:nth-of-type(3) { color: #ddd }
</style><main><h1>Page</h1><p id="one">First</p><p id="two">Second</p></main>"""


async def asked(page: Page, change: str, *rules: str) -> list[str]:
    """What is said after a change of a page that was looked at before, and had no barrier."""
    await page.goto("about:blank")  # or its looks are known
    await page.set_content(HTML)
    assert await barriers(page, *rules) == []
    await page.evaluate(change)
    return [problem.split(" ")[0] for problem in await barriers(page, *rules)]


async def test_text_that_turns_pale_later_is_found_however_it_came_to_that(open_window: OpenWindow) -> None:
    page = (await open_window()).page
    pale = {
        "by a class": "one.className = 'pale'",
        "by a style": "one.style.color = '#ccc'",
        "by what it stands in": "one.parentElement.style.color = '#bbb'",
        "by its ground": "one.parentElement.style.background = '#333'",
        "by its place in the list": "two.insertAdjacentHTML('afterend', '<p>Third</p>')",
        "by its opacity": "one.style.opacity = 0.2",
        "by coming into sight": "two.insertAdjacentHTML('afterend', '<button class=pale>Go</button>')",
    }
    for how, change in pale.items():
        assert set(await asked(page, change, CONTRAST)) == {CONTRAST}, how
    assert await barriers(page, CONTRAST) != []  # and again, as long as it is so
    assert set(await asked(page, change)) == {CONTRAST}  # by all rules, too


async def test_text_that_was_hidden_when_first_looked_at_is_looked_at_when_it_shows(
    open_window: OpenWindow,
) -> None:
    page = (await open_window()).page
    await page.set_content(HTML.replace('id="two"', 'id="two" class="pale" hidden'))
    assert await barriers(page) == []
    await page.evaluate("two.hidden = false")
    assert len(await barriers(page)) == 1


async def test_all_other_rules_look_at_the_whole_page_each_time(open_window: OpenWindow) -> None:
    page = (await open_window()).page
    change = "two.insertAdjacentHTML('afterend', '<img src=\"data:,\">')"
    assert await asked(page, change) == ["image-alt"]
    assert await barriers(page) != []
    assert await asked(page, change, "image-alt") == ["image-alt"]
    assert await asked(page, change, CONTRAST) == []
