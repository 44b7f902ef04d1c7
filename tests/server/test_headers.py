from __future__ import annotations

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from kit.server.headers import caller, document_policy, from_our_page, lab_policy, scheme, strict_policy


def rules(policy: str) -> dict[str, set[str]]:
    return {name: set(values) for name, *values in (rule.split() for rule in policy.split("; "))}


def test_our_pages_take_nothing_from_elsewhere_and_nothing_inline() -> None:
    found = rules(strict_policy("192.168.1.20:8866"))
    assert (
        found["default-src"] == found["script-src"] == found["style-src"] == found["font-src"] == {"'self'"}
    )
    assert found["connect-src"] == {"'self'", "ws://192.168.1.20:8866", "wss://192.168.1.20:8866"}
    assert found["frame-ancestors"] == found["base-uri"] == {"'none'"}


def test_voilas_template_may_do_more_but_still_only_with_us() -> None:
    found = rules(lab_policy("kit.local"))
    assert "'unsafe-eval'" in found["script-src"]
    assert not any(
        "//" in value for name, values in found.items() if name != "connect-src" for value in values
    )


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "", "x" * 300, "a\r\nSet-Cookie: b"])
def test_a_strange_host_does_not_get_into_the_policy(host: str) -> None:
    assert rules(strict_policy(host))["connect-src"] == {"'self'"}


def test_a_document_runs_in_a_sandbox() -> None:
    assert "allow-same-origin" not in rules(document_policy())["sandbox"]


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Host": "a:1", "Origin": "http://a:1"}, True),
        ({"Host": "a:1", "Origin": "http://A:1", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Host": "a:1"}, True),  # no browser
        ({"Host": "a:1", "Origin": "http://a:2"}, False),
        ({"Host": "a:1", "Origin": "http://b:1"}, False),
        ({"Host": "a:1", "Origin": "null"}, False),
        ({"Host": "a:1", "Origin": "http://a:1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Host": "a:1", "Sec-Fetch-Site": "same-site"}, False),
    ],
)
def test_a_form_is_believed_only_from_our_own_pages(headers: dict[str, str], ours: bool) -> None:
    assert from_our_page(headers) is ours


def request(peer: str, *forwarded: str, proto: str = "") -> HTTPServerRequest:
    headers = HTTPHeaders({"Host": "kit"})
    for line in forwarded:
        headers.add("X-Forwarded-For", line)
    if proto:
        headers["X-Forwarded-Proto"] = proto
    asked = HTTPServerRequest(start_line=RequestStartLine("GET", "/", "HTTP/1.1"), headers=headers)
    asked.remote_ip = peer
    return asked


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.9", ["198.51.100.1"], "192.0.2.9"),  # not our proxy: anybody can write the header
        ("10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["203.0.113.5, 198.51.100.1"], "198.51.100.1"),  # the first is only what a guest wrote
        ("10.0.0.2", ["203.0.113.5, 198.51.100.1, 10.0.0.3"], "198.51.100.1"),
        ("10.0.0.2", ["203.0.113.5", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["198.51.100.1, <script>"], "10.0.0.2"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("10.0.0.2", [""], "10.0.0.2"),
    ],
)
def test_only_the_houses_own_proxy_says_where_a_request_comes_from(
    peer: str, forwarded: list[str], found: str
) -> None:
    assert caller(request(peer, *forwarded), ("10.0.0.2", "10.0.0.3")) == found
    assert caller(request(peer, *forwarded), ()) == peer


def test_only_the_houses_own_proxy_says_that_the_browser_speaks_https() -> None:
    assert scheme(request("10.0.0.2", proto="https"), ("10.0.0.2",)) == "https"
    assert scheme(request("10.0.0.2", proto="https"), ()) == "http"
    assert scheme(request("192.0.2.9", proto="https"), ("10.0.0.2",)) == "http"
