"""What every answer says about itself, and whether a request comes from one of our own pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}")

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that, browsers send "Origin: null" with our own forms, and the check of the
    # origin could not tell them from a foreign page. Other sites are told nothing either way.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

NEVER_KEPT = "no-store"
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


def strict_policy(host: str) -> str:
    """The content policy of our own pages. No inline script or style, nothing from elsewhere."""
    return _policy(host, {"script-src": "", "style-src": "", "img-src": " data:", "font-src": ""})


def lab_policy(host: str) -> str:
    """For an author's notebook with stock widgets: Voila's lab template needs inline and compiled script."""
    more = {
        "script-src": " 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src": " 'unsafe-inline'",
        "img-src": " data: blob:",
        "font-src": " data:",
        "worker-src": " blob:",
    }
    return _policy(host, more)


def _policy(host: str, more: Mapping[str, str]) -> str:
    # Some phones' 'self' does not cover ws:, so the same host is named.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    own = "; ".join(f"{name} 'self'{extra}" for name, extra in {**more, "connect-src": sockets}.items())
    closed = "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    return f"default-src 'self'; {own}; {closed}"


def from_our_page(headers: Mapping[str, str]) -> bool:
    """Whether a POST may be believed: it comes from this very host, or from no browser at all."""
    if headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc.lower() == headers.get("Host", "").lower()
    except ValueError:  # "http://[" is no address at all
        return False


HERE_ONLY = (".local", ".lan", ".home", ".home.arpa", ".internal", ".intranet", ".localhost", ".test")
"""Endings of names that nobody can have in the names of the internet (RFC 6762, 8375, 6761; ICANN)."""


@lru_cache(maxsize=256)
def is_ours(host: str, address: str) -> bool:
    """Whether a browser may know us by the name in ``Host``: a number, a name of the local network, or that
    of ``address``, which the house was told to have.

    Any other name may belong to a site whose owner lets it lead here, so that the browser of somebody in our
    Wi-Fi takes our pages for that site's own and shows them to it (DNS rebinding)."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    known = (urlsplit(address).hostname or "").rstrip(".")
    return "." not in name or name == known or name.endswith(HERE_ONLY) or _is_address(name)


def from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether another site's link led here; strict cookies are then not sent with this request."""
    return headers.get("Sec-Fetch-Site") == "cross-site"


def caller(request: HTTPServerRequest, proxies: Collection[str]) -> str:
    """The address a request comes from: the connection's own, and if that is a proxy the house trusts, the
    last one in X-Forwarded-For that is none. Anybody can write that header; only a trusted one is read."""
    peer = request.remote_ip or ""
    if peer in proxies:
        hops = ",".join(request.headers.get_list("X-Forwarded-For")).split(",")
        for hop in (hop.strip() for hop in reversed(hops)):
            if hop in proxies:
                continue
            return hop if _is_address(hop) else peer
    return peer


def scheme(request: HTTPServerRequest, proxies: Collection[str]) -> str:
    """How the browser speaks: http or https, as a trusted proxy says it."""
    if (request.remote_ip or "") in proxies:
        return request.headers.get("X-Forwarded-Proto", "http").strip().lower()
    return str(request.protocol)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def document_policy() -> str:
    """For a report, which carries its styles and charts inside: it may run them, far from our cookies."""
    return (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; "
        "img-src data: blob:; font-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        "sandbox allow-scripts allow-modals allow-downloads allow-popups"
    )
