"""Lessons for a learning system: the package as SCORM 1.2 wants it, and a real runtime that plays it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.async_api import Browser, BrowserContext, FrameLocator, Page, expect

from kit.briefing.read import BRIEFINGS
from kit.briefing.series import Entry, read_series
from kit.packet.scorm import package
from kit.packet.subject import Subject
from tests.barriers import barriers
from tests.conftest import window_in
from tests.packet.hand import SHIPPED, making, shipped

HERE = Path(__file__).parent
RUNTIME = HERE / "vendor" / "scorm-again" / "scorm12.min.js"
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def detainer(mastery: int = 0, videos: Path | None = None) -> bytes:
    return package(
        Subject((Entry("DET", "officers"),), {"DET": shipped("det")}, making()), mastery, videos
    ).body


def unpacked(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def manifest(files: dict[str, bytes]) -> ElementTree.Element:
    return ElementTree.fromstring(files["imsmanifest.xml"])


def test_the_manifest_names_every_file_and_no_other() -> None:
    assert set(unpacked(detainer())) == {"imsmanifest.xml", "index.html", "det-officers-card.html"}
    for mastery in (0, 80):
        files = unpacked(detainer(mastery))
        named = [node.attrib["href"] for node in manifest(files).iter(f"{CP}file")]
        assert sorted(named) == sorted(set(files) - {"imsmanifest.xml"}) and len(named) == len(set(named))


def test_the_manifest_has_the_shape_of_scorm_1_2() -> None:
    root = manifest(unpacked(detainer(80)))
    assert [node.tag for node in root] == [
        f"{CP}{name}" for name in ("metadata", "organizations", "resources")
    ]
    assert [root[0].findtext(f"{CP}{name}") for name in ("schema", "schemaversion")] == ["ADL SCORM", "1.2"]
    assert root[1].get("default") == root[1][0].get("identifier")
    (item,), (resource,) = root.iter(f"{CP}item"), root.iter(f"{CP}resource")
    assert item.get("identifierref") == resource.get("identifier")
    assert item.findtext(f"{ADL}masteryscore") == "80"
    assert (resource.get("type"), resource.get(f"{ADL}scormtype")) == ("webcontent", "sco")
    assert resource.get("href") == "index.html"
    ids = [node.get("identifier") for node in root.iter() if node.get("identifier")]
    assert len(ids) == len(set(ids))


def test_without_a_mastery_score_nobody_can_fail() -> None:
    assert b"masteryscore" not in unpacked(detainer())["imsmanifest.xml"]


def test_a_series_is_one_package_with_a_lesson_for_each_module() -> None:
    series = read_series(BRIEFINGS / "series" / "roll_call.yaml")
    modules = {key.upper(): shipped(key) for key in SHIPPED}
    files = unpacked(package(Subject(series.entries, modules, making(), series), 0, None).body)
    starts = [node.get("href") for node in manifest(files).iter(f"{CP}resource")]
    assert len(starts) == len(series.entries) and all(start in files for start in starts)
    assert len(list(manifest(files).iter(f"{CP}item"))) == len(series.entries)


def test_the_same_lesson_makes_the_same_file() -> None:
    assert detainer() == detainer()


def test_a_video_beside_goes_into_the_package(tmp_path: Path) -> None:
    for name in ("det-video.mp4", "det-video.vtt", "det-video-poster.png", "int-video.mp4"):
        (tmp_path / name).write_bytes(name.encode())
    files = unpacked(detainer(videos=tmp_path))
    assert {"det-video.mp4", "det-video.vtt", "det-video-poster.png"} < set(files)
    page = files["index.html"].decode()
    assert '<source src="det-video.mp4"' in page and 'kind="captions"' in page and "int-video" not in page


def test_the_runtime_of_the_tests_is_the_file_that_was_published() -> None:
    assert hashlib.sha256(RUNTIME.read_bytes()).hexdigest() in (RUNTIME.parent / "README.md").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A learning system on this machine, with the detainer lesson unpacked in it."""
    root = tmp_path_factory.mktemp("lms")
    for name, body in unpacked(detainer()).items():
        path = root / "course" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
    (root / "index.html").write_bytes((HERE / "lms.html").read_bytes())
    (root / "scorm12.min.js").write_bytes(RUNTIME.read_bytes())

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def learner(chromium: Browser) -> AsyncIterator[BrowserContext]:
    window = await window_in(chromium, viewport={"width": 1100, "height": 900})
    await window.page.close()
    yield window.context
    await window.context.close()
    assert window.errors == []


async def opened(learner: BrowserContext, address: str) -> tuple[Page, FrameLocator]:
    page = await learner.new_page()
    await page.goto(address)
    lesson = page.frame_locator("iframe")
    await lesson.locator("[aria-current]").wait_for()
    return page, lesson


async def core(page: Page, **when: str) -> dict[str, Any]:
    """What the learning system has kept, as soon as it has kept this."""
    await page.wait_for_function(
        """when => {
      const { core } = JSON.parse(localStorage.getItem("cmi") || '{"core": {}}');
      return Object.entries(when).every(([name, value]) => core[name] === value);
    }""",
        arg=when,
    )
    kept: dict[str, Any] = json.loads(await page.evaluate("localStorage.getItem('cmi')"))
    return {**kept["core"], "suspend_data": kept["suspend_data"]}


async def read_on(lesson: FrameLocator, times: int) -> None:
    for _ in range(times):
        await lesson.locator(".step:not([hidden]) [data-move='1']").click()


async def answer(lesson: FrameLocator, *, wrong: int = 0) -> None:
    for number, check in enumerate(shipped("det").of("officers").check):
        choice = check.answer
        if number < wrong:
            choice = next(key for key in check.options if key != check.answer)
        form = lesson.locator(f"[data-question='{check.id}']")
        await form.locator(f"label[for='{check.id}-{choice}']").click()
        await form.get_by_role("button", name="Check").click()
        await expect(form.locator(".told")).to_contain_text(f"{choice} is ")


READ = 5
"""Parts to read in this lesson: what it is about, the words, the slides, what changed, the card."""


async def test_a_learner_reads_leaves_comes_back_and_completes_with_a_score(
    learner: BrowserContext, site: str
) -> None:
    page, lesson = await opened(learner, site)
    await core(page, lesson_status="incomplete")
    await read_on(lesson, 3)
    await page.goto("about:blank")  # the lesson is left in the middle
    await page.goto(f"{site}/scorm12.min.js")  # no lesson: a look at what the system has kept
    await core(page, lesson_location="changed", lesson_status="incomplete", exit="suspend")
    page, lesson = await opened(learner, site)
    await expect(lesson.locator("[aria-current]")).to_have_attribute("data-part", "changed")
    await expect(lesson.locator(".is-read")).to_have_count(3)

    await read_on(lesson, READ - 3)
    await answer(lesson, wrong=1)
    of = len(shipped("det").of("officers").check)
    done = await core(page, lesson_status="completed")
    assert (done["score"]["raw"], done["score"]["min"], done["score"]["max"]) == (
        str(round(100 * (of - 1) / of)),
        "0",
        "100",
    )
    assert len(done["suspend_data"]) < 4096
    await read_on(lesson, 1)
    await expect(lesson.locator("#result")).to_contain_text(f"{of - 1} of {of} right")

    before = await page.evaluate("calls.length")
    await page.locator("iframe").evaluate("frame => { frame.src = 'about:blank' }")
    await page.wait_for_function("calls.includes('LMSFinish')")
    assert await page.evaluate("calls.length") > before
    last = await core(page, exit="")
    assert re.fullmatch(r"\d{2,4}:\d\d:\d\d(\.\d\d?)?", last["session_time"])


async def test_who_fails_may_take_the_check_again_and_pass(learner: BrowserContext, site: str) -> None:
    page, lesson = await opened(learner, f"{site}/?mastery=80")
    await read_on(lesson, READ)
    await answer(lesson, wrong=2)
    await core(page, lesson_status="failed")
    await read_on(lesson, 1)
    await expect(lesson.locator("#result")).to_contain_text("You need 80 percent")
    await lesson.get_by_role("button", name="Take the check again").click()
    await answer(lesson)
    assert (await core(page, lesson_status="passed"))["score"]["raw"] == "100"
    await page.reload()  # looking in again takes nothing away
    await page.wait_for_function("calls.includes('LMSCommit')")
    await core(page, lesson_status="passed")


async def test_a_system_that_refuses_is_named_to_the_learner(learner: BrowserContext, site: str) -> None:
    _, lesson = await opened(learner, f"{site}/?refuse")
    await expect(lesson.locator("#state")).to_contain_text(
        "did not take something (LMSInitialize: Out of order). Tell whoever runs it."
    )
    await read_on(lesson, READ)
    await answer(lesson)  # the lesson itself goes on


async def test_without_a_learning_system_everything_can_be_read_and_nothing_is_recorded(
    learner: BrowserContext, tmp_path: Path
) -> None:
    for name, body in unpacked(detainer()).items():
        (tmp_path / name).write_bytes(body)
    page, asked = await learner.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto((tmp_path / "index.html").as_uri())
    await expect(page.locator("#state")).to_contain_text("Not connected to a learning system")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("start", "check"):
        await page.locator("#menu summary").click()
        await page.locator(f"[data-part={part}]").click()
        await expect(page.locator(f"#{part}")).to_be_visible()
        assert await barriers(page) == []
    await page.locator("#menu summary").click()
    await page.locator("[data-part=slides]").click()
    await page.locator("#slides .ids a").first.click()  # a fact's id leads to the fact
    await expect(page.locator(".fact:target, #facts:not([hidden]) .fact").first).to_be_visible()
    assert [url for url in asked if not url.startswith((tmp_path.as_uri(), "data:"))] == []
    assert await page.evaluate("localStorage.length") == 0


async def test_without_a_script_the_whole_lesson_is_there(chromium: Browser, tmp_path: Path) -> None:
    window = await window_in(chromium, java_script_enabled=False)
    page = window.page
    (tmp_path / "index.html").write_bytes(unpacked(detainer())["index.html"])
    await page.goto((tmp_path / "index.html").as_uri())
    for step in await page.locator(".step").all():
        await expect(step).to_be_visible()
    await window.context.close()
