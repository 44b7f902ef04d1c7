from __future__ import annotations

import pytest

from kit.server.headers import document_policy, from_our_page, lab_policy, strict_policy


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
