"""What differs between one house and another, read once from the command line and the environment.

Every option can be given as ``--port 8000`` or as ``KIT_PORT=8000``; the command line wins.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

_HOME = Path(__file__).resolve().parent.parent
_KEY = re.compile(r"[A-Za-z0-9_-]{12,128}")


class Proxies(tuple[str, ...]):
    """Addresses (``127.0.0.1``) and networks (``10.0.0.0/8``); an address is in it if one of them has it."""

    def __contains__(self, address: object) -> bool:
        try:
            return any(ip_address(str(address)) in ip_network(one) for one in self)
        except ValueError:
            return False


_NO_PROXIES = Proxies()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to serve.

    ``journal`` is the URL of the record (``sqlite:///path/file.kit``, ``postgresql://user@host/database`` for
    several processes, or ``memory:``). ``key`` is the secret
    in the facilitator's private link; empty means one that is made once and kept in the journal.
    ``address`` is what people are told to type when it is not this computer's own address in the local
    network (``http://kit.example``). ``processes`` lets notebooks that ask for one have a real kernel.
    ``behind_proxy`` holds the addresses or networks of reverse proxies whose X-Forwarded-For and -Proto are
    believed. ``drain``: seconds between being told to stop and the end; meanwhile ``/health`` says that the
    process is leaving, so that a proxy sends nobody new.
    """

    journal: str = "sqlite:///runs/kit.kit"
    host: str = "0.0.0.0"
    port: int = 8866
    address: str = ""
    key: str = ""
    exercises: Path = _HOME / "exercises"
    briefings: Path = _HOME / "briefings"
    static: Path = _HOME / "kit" / "pages" / "static"
    processes: bool = False
    behind_proxy: Proxies = _NO_PROXIES
    drain: float = 0.0
    qr: bool = True

    @classmethod
    def read(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
        """Settings from both sources. Ends the program with a sentence if one cannot be used."""
        parser = _parser(environment)
        given = parser.parse_args(arguments)
        if not 0 <= given.port <= 65535:
            parser.error(f"expected a port between 0 and 65535, got {given.port}")
        if given.address and not given.address.startswith(("http://", "https://")):
            parser.error(f"expected an address like http://192.168.1.20:8866, got {given.address!r}")
        if given.key and not _KEY.fullmatch(given.key):
            parser.error("expected a key of 12 to 128 letters, digits, - and _, so that nobody guesses it")
        return cls(
            journal=given.journal,
            host=given.host,
            port=given.port,
            address=given.address.rstrip("/"),
            key=given.key,
            exercises=given.exercises.resolve(),
            briefings=given.briefings.resolve(),
            processes=given.processes,
            behind_proxy=_addresses(parser, given.behind_proxy),
            drain=given.drain,
            qr=given.qr,
        )


def _addresses(parser: argparse.ArgumentParser, text: str) -> Proxies:
    """The addresses in a list with commas. Ends the program with a sentence if one is none."""
    found = [one.strip() for one in text.split(",") if one.strip()]
    for one in found:
        try:
            ip_network(one)
        except ValueError:
            parser.error(
                f"expected the proxy's address like 127.0.0.1, got {one!r}; a network is like 10.0.0.0/8"
            )
    return Proxies(found)


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    def from_environment(name: str, otherwise: object) -> object:
        return environment.get(f"KIT_{name.upper()}", otherwise)

    def on(name: str, *, otherwise: bool) -> bool:
        return str(from_environment(name, otherwise)).lower() in {"1", "true", "yes", "on"}

    usual = Settings()
    parser = argparse.ArgumentParser(
        prog="kit", description="Run exercises for a whole room from this computer."
    )
    add = parser.add_argument
    add("--journal", default=from_environment("journal", usual.journal), help="where the record is kept")
    add("--host", default=from_environment("host", usual.host), help="interface to listen on")
    add("--port", type=int, default=from_environment("port", usual.port))
    add("--address", default=from_environment("address", ""), help="address people type, if it is another")
    add("--key", default=from_environment("key", ""), help="secret of the facilitator's private link")
    add("--exercises", type=Path, default=from_environment("exercises", usual.exercises))
    add("--briefings", type=Path, default=from_environment("briefings", usual.briefings))
    add("--processes", action="store_true", default=on("processes", otherwise=False),
        help="allow notebooks that ask for it a kernel process of their own")  # fmt: skip
    add("--behind-proxy", default=from_environment("behind_proxy", ""), metavar="ADDRESSES",
        help="addresses or networks of a proxy in front, whose X-Forwarded-For is believed")  # fmt: skip
    add("--drain", type=float, default=from_environment("drain", usual.drain), metavar="SECONDS",
        help="stay this long after being told to stop, while a proxy sends people elsewhere")  # fmt: skip
    add("--no-qr", dest="qr", action="store_false", default=on("qr", otherwise=True),
        help="print no QR code in the terminal")  # fmt: skip
    return parser
