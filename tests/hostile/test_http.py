"""Requests that no browser makes: paths, hosts, headers, bodies, methods, and connections that dawdle."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from typing import Any
from urllib.parse import quote

import pytest

from kit.server.app import LARGEST_BODY
from tests.hostile.conftest import KEY, Fort, Tried, page_of
from tests.waiting import PATIENCE

HEAD_END = b"\r\n\r\n"


async def raw(fort: Fort, data: bytes, *, within: float = PATIENCE) -> bytes:
    """What comes back for some bytes, until the server hangs up or stops to answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", fort.port)
    got = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(within):
            got = await reader.read(-1)
    writer.close()
    return got


def head(line: str, *more: str, host: str = "kit.local") -> bytes:
    return "\r\n".join([line, f"Host: {host}", *more, "", ""]).encode("latin-1")


def answer(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body of the first answer in some bytes."""
    top, _, body = data.partition(HEAD_END)
    first, *lines = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]) if first.startswith("HTTP/1.") else 0, headers, body


SECRET_FILES = (
    "etc/passwd", "runs/kit.kit", "kit/server/app.py", "exercises/hurricane/scenario.yaml",
    "exercises/hurricane/exercise.ipynb", "requirements.lock", ".git/config", "frame.yaml", "build.py",
)  # fmt: skip
UPS = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "....//", "..;/", "%c0%ae%c0%ae/",  # noqa: E501
    "..%00/", "./../", "//", "/", "%2f", "%5c%5c", "file:///", "C:/", "~/", "\u2025/",
)  # fmt: skip
ROOTS = (
    "/", "/static/", "/static/v-000000000000/", "/notebook/", "/run/x/", "/run/{run}/", "/voila/static/",
    "/voila/templates/lab/static/", "/voila/labextensions/", "/voila/files/", "/voila/render/", "/files/",
    "/api/contents/", "/nbextensions/", "/voila/api/themes/", "/desk/",
)  # fmt: skip
MARKS = (
    b"root:",
    b"SQLite format",
    b"TBKJ",
    b"slug: hurricane",
    b"nbformat",
    b"--hash=sha256",
    b"[core]",
    b"def main",
)


@pytest.mark.parametrize("who", ["nobody", "player"])
async def test_no_path_leads_out_of_the_kits_own_addresses(fort: Fort, tried: Tried, who: str) -> None:
    cookies = f"Cookie: {fort.people[who].cookies or 'a=b'}"
    served = []
    files = SECRET_FILES if who == "nobody" else SECRET_FILES[::3]
    for root, up, file in itertools.product(ROOTS, UPS, files):
        path = root.format(run=fort.room.id) + up * 3 + file
        line = f"GET {quote(path, safe='/%;:.~')} HTTP/1.1"
        served.append((path, line))
    for some in batches(served, 60):
        piped = b"".join(head(line, cookies) for _, line in some[:-1])
        got = await raw(fort, piped + head(some[-1][1], cookies, "Connection: close"))
        tried("paths", len(some))
        assert not [mark for mark in MARKS if mark in got]
        assert got.count(b"HTTP/1.1 ") == len(some)
        assert b"HTTP/1.1 200" not in got
        assert b"HTTP/1.1 5" not in got


def batches(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


async def test_not_even_the_facilitator_reads_files_by_a_crooked_path(fort: Fort, tried: Tried) -> None:
    cookies = f"Cookie: {fort.people['facilitator'].cookies}"
    roots = ("/static/", "/notebook/", "/voila/static/", "/voila/templates/lab/static/")
    lines = [
        f"GET {quote(root + up * 4 + file, safe='/%;:.~')} HTTP/1.1"
        for root, up, file in itertools.product(roots, UPS, SECRET_FILES[:6])
    ]
    for some in batches(lines, 60):
        piped = b"".join(head(line, cookies) for line in some[:-1])
        got = await raw(fort, piped + head(some[-1], cookies, "Connection: close"))
        tried("paths", len(some))
        assert not [mark for mark in MARKS if mark in got], some
        codes = {int(code) for code in re.findall(rb"HTTP/1.1 (\d{3}) ", got)}
        assert codes <= {400, 403, 404}, some
        assert got.count(b"HTTP/1.1 ") == len(some)


CLOSED = (
    "/api", "/api/kernels", "/api/kernelspecs", "/api/sessions", "/api/contents", "/api/contents/home.ipynb",
    "/api/terminals", "/api/status", "/api/me", "/api/config/x", "/api/shutdown", "/api/security/csp-report",
    "/terminals/websocket/1", "/lab", "/tree", "/login", "/logout", "/metrics", "/voila", "/voila/",
    "/voila/render/home.ipynb", "/voila/render/hurricane/exercise.ipynb", "/voila/tree", "/voila/api/contents",  # noqa: E501
    "/voila/files/x.png", "/voila/query/00000000-0000-0000-0000-000000000000", "/voila/custom.css",
    "/custom/custom.css", "/files/home.ipynb", "/nbextensions/x.js", "/kernelspecs/python3/logo.svg",
    "/home.ipynb", "/hurricane/scenario.yaml", "/.git/config", "/.env", "/server-status", "/debug/pprof", "/robots.txt",  # noqa: E501
    "/run/{run}/journal.sqlite", "/run/{run}/..", "/run/{run}/report.html/x", "/health/x", "/desk", "/desk/",
)  # fmt: skip


async def test_addresses_of_jupyter_and_others_are_not_there(fort: Fort, tried: Tried) -> None:
    open_to = []
    for path, who, method in itertools.product(
        CLOSED, ("player", "facilitator"), ("GET", "POST", "PUT", "DELETE")
    ):
        lines = (f"Cookie: {fort.people[who].cookies}", "Content-Length: 0", "Connection: close")
        status, headers, _ = answer(
            await raw(fort, head(f"{method} {path.format(run=fort.room.id)} HTTP/1.1", *lines))
        )
        tried("paths")
        if status not in (403, 404, 405) or "server" in headers:
            open_to.append((method, path, who, status))
    assert open_to == []


METHODS = (
    "TRACE",
    "OPTIONS",
    "CONNECT",
    "PUT",
    "PATCH",
    "DELETE",
    "PROPFIND",
    "HEAD",
    "get",
    "BREW",
    "X" * 300,
)


async def test_methods_we_do_not_know_are_refused(fort: Fort, tried: Tried) -> None:
    for method, path in itertools.product(
        METHODS, ("/", "/join", "/home", "/health", f"/run/{fort.room.id}")
    ):
        got = await raw(fort, head(f"{method} {path} HTTP/1.1", "X-Secret: echo-me", "Connection: close"))
        status, headers, _ = answer(got)
        tried("methods")
        assert status in (400, 403, 404, 405, 0), (method, path)
        assert b"echo-me" not in got
        assert "allow-origin" not in str(headers)


HOSTS = (
    "evil.example",
    "evil.example:80@kit",
    "127.0.0.1\t",
    "a b",
    "",
    "[::1",
    "x" * 5000,
    "kit.local/..",
    "kit;script-src *",
)


async def test_a_strange_host_gets_into_no_address_and_no_policy(fort: Fort, tried: Tried) -> None:
    for host, path in itertools.product(
        HOSTS, ("/", "/join", f"/run/{fort.room.id}", f"/desk/{KEY}", "/nowhere")
    ):
        got = await raw(fort, head(f"GET {path} HTTP/1.1", "Connection: close", host=host))
        status, headers, body = answer(got)
        tried("hosts")
        assert status in (200, 303, 400, 404, 421)
        assert status in (400, 404, 421) or "evil" not in host
        assert "://" not in headers.get("location", "")
        assert b"evil.example" not in body
        policy = headers.get("content-security-policy", "")
        assert "script-src *" not in policy
        assert ("evil.example" in policy) is ("ws://evil.example " in policy)
    for line in (
        "GET http://evil.example/home HTTP/1.1",
        "GET //evil.example/home HTTP/1.1",
        "GET evil HTTP/1.1",
        "GET * HTTP/1.1",
    ):
        tried("hosts")
        status, headers, _ = answer(await raw(fort, head(line, "Connection: close")))
        assert status in (400, 404)
        assert "location" not in headers


TURNS = (
    "//evil.example",
    "/\\evil.example",
    "%0d%0aSet-Cookie: a=b",
    "%0aX: y",
    "..//evil.example",
    "\u2028",
    "javascript:alert(1)",
)


async def test_nobody_is_led_elsewhere_and_no_line_gets_into_a_head(fort: Fort, tried: Tried) -> None:
    for turn, pattern, site in itertools.product(
        TURNS,
        (
            "/run/{}",
            "/desk/{}",
            "/join?code={}",
            "/run/" + fort.room.id + "/screen?pass={}",
            "/home?next={}",
            "/{}",
        ),
        ("cross-site", "same-origin"),
    ):
        path = quote(pattern.format(turn), safe="/%?=:\\")
        got = await raw(fort, head(f"GET {path} HTTP/1.1", f"Sec-Fetch-Site: {site}", "Connection: close"))
        status, headers, body = answer(got)
        tried("redirects")
        assert status in (200, 303, 400, 403, 404, 422), path
        assert "set-cookie" not in headers
        assert "x" not in headers
        assert not headers.get("location", "/").startswith(("//", "/\\", "http", "javascript"))
        assert b"url=//" not in body
        assert b'href="javascript' not in body


SMUGGLED = (
    ("CL and TE", ["Content-Length: 5", "Transfer-Encoding: chunked"], b"0\r\n\r\nGET /home HTTP/1.1\r\n\r\n"),  # noqa: E501
    ("TE and CL", ["Transfer-Encoding: chunked", "Content-Length: 5"], b"0\r\n\r\n"),
    ("two lengths", ["Content-Length: 5", "Content-Length: 6"], b"hello!"),
    ("two lengths in one", ["Content-Length: 5, 6"], b"hello!"),
    ("a negative length", ["Content-Length: -1"], b""),
    ("a length with a plus", ["Content-Length: +5"], b"hello"),
    ("a length with letters", ["Content-Length: 5x"], b"hello"),
    ("a length in other digits", ["Content-Length: \u00b2"], b"hello"),
    ("an enormous length", [f"Content-Length: {10**30}"], b"hello"),
    ("a body one too large", [f"Content-Length: {LARGEST_BODY + 1}"], b"x" * (LARGEST_BODY + 1)),
    ("chunks larger than a body", ["Transfer-Encoding: chunked"], b"ffffff\r\n" + b"x" * 300_000),
    ("many small chunks", ["Transfer-Encoding: chunked"], b"1\r\nx\r\n" * (LARGEST_BODY + 1)),
    ("a negative chunk", ["Transfer-Encoding: chunked"], b"-1\r\nx\r\n0\r\n\r\n"),
    ("a chunk of no size", ["Transfer-Encoding: chunked"], b"zz\r\nx\r\n0\r\n\r\n"),
    ("an endless chunk line", ["Transfer-Encoding: chunked"], b"1;" + b"x" * 100_000),
    ("a strange encoding", ["Transfer-Encoding: xchunked"], b"5\r\nhello\r\n0\r\n\r\n"),
    ("two encodings", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], b"0\r\n\r\n"),
    ("a folded header", ["X: a", " b"], b""),
    ("a space before the colon", ["Content-Length : 5"], b"hello"),
    ("a header without a colon", ["nonsense"], b""),
    ("a NUL in a header", ["X: a\x00b"], b""),
    ("a huge header", ["X: " + "a" * 70_000], b""),
    ("very many headers", [f"X-{n}: a" for n in range(5_000)], b""),
    ("huge cookies", ["Cookie: " + "; ".join(f"c{n}=v" for n in range(4_000))], b""),
    ("a packed body", ["Content-Encoding: gzip", "Content-Length: 5"], b"\x1f\x8bxxx"),
    ("many parts", ["Content-Type: multipart/form-data; boundary=a", "Content-Length: 54000"], b"--a\r\n\r\n\r\n" * 6_000),  # noqa: E501
    ("parts without an end", ["Content-Type: multipart/form-data; boundary=a", "Content-Length: 3"], b"--a"),
    ("a boundary of nothing", ["Content-Type: multipart/form-data; boundary=", "Content-Length: 3"], b"--a"),
    ("very many fields", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 60000"], b"a=b&" * 15_000),  # noqa: E501
    ("a field that is no UTF-8", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 9"], b"code=%ff%"),  # noqa: E501
)  # fmt: skip


@pytest.mark.parametrize(("what", "lines", "body"), SMUGGLED, ids=[one[0] for one in SMUGGLED])
async def test_a_body_or_head_that_is_none_is_refused_and_nothing_follows_it(
    fort: Fort, tried: Tried, what: str, lines: list[str], body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    got = await raw(fort, head("POST /join HTTP/1.1", *lines, "Connection: close") + body)
    tried("bodies and heads")
    status = answer(got)[0]
    assert status in (0, 400, 405, 413, 422, 429), got[:200]
    assert got.count(b"HTTP/1.1 ") <= 2
    assert b"HTTP/1.1 200" not in got
    assert b"HTTP/1.1 5" not in got
    assert "Traceback" not in caplog.text
    assert (await fort.guest().ask("/health")).code == 200


async def test_another_site_can_neither_post_nor_open_a_websocket(fort: Fort, tried: Tried) -> None:
    player = fort.people["player"]
    page = await player.open(page_of(fort.room, "player"))
    for origin in (
        "http://evil.example",
        "null",
        f"http://127.0.0.1:{fort.port}.evil.example",
        "http://127.0.0.1:1",
        "file://",
    ):
        lines = (f"Cookie: {player.cookies}", f"Origin: {origin}", "Connection: close", "Content-Length: 0")
        host = f"127.0.0.1:{fort.port}"
        for path in ("/join", "/resume", f"/voila/api/shutdown/{page.kernel}"):
            tried("other sites")
            assert answer(await raw(fort, head(f"POST {path} HTTP/1.1", *lines, host=host)))[0] == 403
        tried("other sites", 2)
        assert (
            answer(await raw(fort, head(f"DELETE /api/kernels/{page.kernel} HTTP/1.1", *lines, host=host)))[0]
            == 403
        )
        with pytest.raises(Exception, match="403"):
            await player.attach(page.kernel, Origin=origin)
    await page.ping()
