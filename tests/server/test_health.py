"""Whoever watches the server, and how soon it is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine
from tornado.iostream import IOStream

from kit.server.porter import _InTurn


class Answered(HTTPMessageDelegate):
    """Counts requests that were answered."""

    def __init__(self) -> None:
        self.requests = 0

    def headers_received(self, start_line: object, headers: object) -> None:
        """Nothing is asked of it."""

    def finish(self) -> None:
        self.requests += 1


class Open(IOStream):
    """A connection whose other end is still there."""

    def __init__(self) -> None:
        pass

    def closed(self) -> bool:
        return False


@pytest.mark.parametrize(("path", "at_once"), [("/health", 1), ("/join", 0), ("/health/", 0)])
def test_a_proxy_that_asks_how_we_are_does_not_stand_in_line_with_those_it_brings(
    path: str, at_once: int
) -> None:
    line: list[Callable[[], None]] = []
    answered = Answered()
    request = _InTurn(answered, line.append, Open())
    request.headers_received(RequestStartLine("GET", path, "HTTP/1.1"), HTTPHeaders())
    request.finish()
    assert answered.requests == at_once
    for answer in line:
        answer()
    assert answered.requests == 1
