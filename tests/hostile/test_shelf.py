"""What briefings brought to the server: the shelf, its videos, papers, the agency's forms.

Odd names and ranges, links that lead away, forms from elsewhere, two who save at once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from kit.briefing.agency import profile_from_text
from kit.briefing.read import read_frame
from kit.scenario.read import read_frame as read_exercise_frame
from tests.hostile.conftest import EXERCISES, Tried
from tests.hostile.test_http import UPS, answer, head, raw
from tests.hostile.town import SECRET_VALUES, Town, open_town

VIDEO = "/learn/videos/det-officers-video.mp4"
SIZE = 200_000


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with open_town(tmp_path_factory.mktemp("town")) as town:
        yield town


RANGES = (
    "bytes=0-", "bytes=-1", "bytes=-0", "bytes=5-2", "bytes=0-0", f"bytes={SIZE}-", f"bytes={SIZE - 1}-",
    "bytes=99999999999999999999999-", f"bytes=0-{'9' * 6000}", f"bytes=-{'9' * 6000}", "bytes=\u00b2-",
    "bytes=-", "bytes", "items=0-1", "bytes=0x10-", "bytes=+1-2", "bytes= 1 - 2 ", "bytes=1-2,3-4",
    "bytes=--1", "bytes=1--2",
    "bytes=" + ",".join(f"{n}-{n}" for n in range(2_000)), "bytes=" + "0-," * 5_000, "bytes=0-1;bytes=0-1",
)  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_range_of_a_video_is_a_range_of_it_or_refused(
    town: Town, tried: Tried, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    for wanted in RANGES:
        lines = (f"Range: {wanted}", "Connection: close")
        status, headers, body = answer(await raw(town.fort, head(f"{method} {VIDEO} HTTP/1.1", *lines)))
        tried("ranges of videos")
        assert status in (200, 206, 416), wanted[:40]
        assert len(body) <= SIZE
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in ("private, no-cache", "no-store") or status == 416
        if status == 206:
            assert len(body) == (int(headers["content-length"]) if method == "GET" else 0)
    assert "Traceback" not in caplog.text


async def test_a_browser_that_has_a_video_is_not_sent_it_again_and_one_made_anew_is(
    town: Town, tried: Tried
) -> None:
    first = await town.people["stranger"].ask(VIDEO)
    again = await town.people["stranger"].ask(VIDEO, If_None_Match=first.headers["ETag"])
    assert (first.code, again.code, again.body) == (200, 304, b"")
    (town.folder / "videos" / "det-officers-video.mp4").write_bytes(b"\1" * SIZE)
    anew = await town.people["stranger"].ask(VIDEO, If_None_Match=first.headers["ETag"])
    assert (anew.code, anew.body[:1]) == (200, b"\1")
    tried("ranges of videos", 2)


async def test_no_link_among_the_videos_leads_to_another_file(town: Town, tried: Tried) -> None:
    videos = town.folder / "videos"
    (videos / "deeper").mkdir(exist_ok=True)
    (videos / "deeper" / "x.txt").write_text(SECRET_VALUES["interpreter-code"])
    targets = (
        "../agency.yaml",
        str(town.folder / "agency.yaml"),
        "deeper/x.txt",
        "/etc/passwd",
        "loop.txt",
        "/dev/zero",
    )
    for number, target in enumerate(targets):
        (videos / f"link-{number}.txt").symlink_to(target)
    (videos / "loop.txt").symlink_to("loop.txt")
    names = [f"link-{n}.txt" for n in range(len(targets))] + [
        "loop.txt",
        "deeper",
        "deeper/x.txt",
        "agency.yaml",
    ]
    for name in names:
        got = await town.people["stranger"].ask(f"/learn/videos/{name}")
        tried("hostile folders")
        assert got.code in (403, 404), name
        assert not any(secret.encode() in got.body for secret in SECRET_VALUES.values())


ROOTS = (
    "/learn/videos/",
    "/learn/",
    "/packets/",
    "/agency/",
    "/agency/values/",
    "/agency/review/",
    "/notebook/",
)
FILES = ("agency.yaml", "briefings/det/review.yaml", "etc/passwd")


async def test_no_name_of_a_video_a_page_a_paper_or_a_form_leads_to_a_file(town: Town, tried: Tried) -> None:
    cookies = f"Cookie: {town.people['facilitator'].cookies}"
    lines = [
        f"GET {quote(root + up * 3 + file, safe='/%;:.~')} HTTP/1.1"
        for root, up, file in itertools.product(ROOTS, UPS, FILES)
    ]
    for start in range(0, len(lines), 60):
        some = lines[start : start + 60]
        piped = b"".join(head(line, cookies) for line in some[:-1])
        got = await raw(town.fort, piped + head(some[-1], cookies, "Connection: close"))
        tried("paths", len(some))
        assert got.count(b"HTTP/1.1 ") == len(some)
        assert b"HTTP/1.1 200" not in got and b"HTTP/1.1 5" not in got
        assert b"root:" not in got and not any(one.encode() in got for one in SECRET_VALUES.values())


# -- the agency's forms ----------------------------------------------------------------------------------


async def post(town: Town, path: str, fields: dict[str, str], **headers: str) -> HTTPResponse:
    guest = town.people["facilitator"]
    named = {
        "Cookie": guest.cookies,
        "Origin": guest.base,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = HTTPRequest(guest.base + path, "POST", named, body=urlencode(fields), follow_redirects=False)
    return await AsyncHTTPClient().fetch(request, raise_error=False)


async def seen(town: Town, group: str) -> str:
    body = (await town.people["facilitator"].ask(f"/agency/values/{group}")).body.decode()
    return body.partition('name="seen" value="')[2].partition('"')[0]


def kept(town: Town) -> dict[str, str]:
    frame, dials = read_frame(), read_exercise_frame(EXERCISES / "frame.yaml").dials
    text = (town.folder / "agency.yaml").read_text("utf-8")
    found = profile_from_text(text, Path("agency.yaml"), frame, dials).values
    return {key: value.text for key, value in found.items()}


async def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(town: Town, tried: Tried) -> None:
    groups = {"people": "counsel", "language": "interpreter-line"}
    marks = {group: await seen(town, group) for group in groups}
    saved = await asyncio.gather(
        *(post(town, f"/agency/values/{group}", {key: f"Desk {n}", "seen": marks[group]})
          for n in range(6) for group, key in groups.items())
    )  # fmt: skip
    tried("agency forms", len(saved))
    codes = [one.code for one in saved]
    assert (codes.count(303), codes.count(409)) == (2, 10)
    values = kept(town)
    assert all(values[key].startswith("Desk ") for key in groups.values())
    assert [path.name for path in town.folder.iterdir() if path.name.startswith(".")] == [], (
        "nothing left over"
    )


async def test_a_form_full_of_anything_writes_values_of_one_line_and_leads_nowhere_else(
    town: Town, tried: Tried
) -> None:
    typed = (
        'x"\nformat: 9', "&a *a", "!!python/name:os", "{{x}}", "- x", "\x00\x1b[2J", "x" * 9_000,
        "\u2028y: z", "'", '\\"', "#", "? :", "\ufeffx", "| >", "---",
    )  # fmt: skip
    for number, value in enumerate(typed):
        fields = {
            "counsel": value, "seen": await seen(town, "people"), "after": "//evil.example", "nonsense": "x",
            "format": "9", "__class__": "x", f"x{number}": "y" * 40_000,
        }  # fmt: skip
        got = await post(town, "/agency/values/people", fields)
        tried("agency forms")
        assert (got.code, got.headers["Location"]) == (303, "/agency/values/people?saved=people")
        assert (
            kept(town)["counsel"]
            == " ".join(value.replace("\x00\x1b", " ").replace("\ufeff", " ").split())[:400]
        )
    values = kept(town)
    assert values["interpreter-code"] == SECRET_VALUES["interpreter-code"]
    got = await post(town, "/agency/values/people", {"counsel": "x" * 70_000, "seen": ""})
    assert got.code == 413 or got.code >= 400
    assert (town.folder / "agency.yaml").stat().st_mode & 0o777 == 0o644, (
        "a file that was there keeps its rights"
    )


async def test_no_other_page_of_the_same_computer_or_of_another_site_fills_in_a_form(
    town: Town, tried: Tried
) -> None:
    before = (town.folder / "agency.yaml").read_bytes()
    port = town.fort.port
    for origin, site in itertools.product(
        (
            f"http://127.0.0.1:{port + 1}",
            "http://localhost",
            "null",
            "http://evil.example",
            f"http://127.0.0.1:{port}@e",
        ),
        ("same-site", "cross-site", "same-origin"),
    ):
        for path in ("/agency/values/people", "/agency/dials", "/agency/review/det"):
            fields = {"counsel": "theirs", "seen": await seen(town, "people"), "P2": "jail"}
            got = await post(town, path, fields, Origin=origin, Sec_Fetch_Site=site)
            tried("other sites")
            assert got.code == 403, (origin, site, path)
    assert (town.folder / "agency.yaml").read_bytes() == before


async def test_a_new_agency_file_is_for_its_owner_only(town: Town, tried: Tried) -> None:
    path = town.folder / "agency.yaml"
    path.unlink()
    got = await post(town, "/agency/values/people", {"counsel": "Desk", "seen": await seen(town, "people")})
    tried("agency forms")
    assert got.code == 303
    assert path.stat().st_mode & 0o777 == 0o600
