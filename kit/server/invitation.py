"""How people get in, in words and as a picture: for the terminal, the desk and the wall."""

from __future__ import annotations

import io
import socket
from dataclasses import dataclass

import segno

from kit.room.join import Door, spaced
from kit.room.room import Room
from kit.server.gate import screen_ticket
from kit.settings import Settings


@dataclass(frozen=True, slots=True)
class Invitation:
    """``base`` is the address people type, with its scheme: ``http://192.168.1.20:8866``."""

    base: str
    key: str
    door: Door

    @property
    def address(self) -> str:
        """The address as it is read aloud: without the scheme, where the browser adds it by itself."""
        return self.base.removeprefix("http://")

    @property
    def desk_link(self) -> str:
        return f"{self.base}/desk/{self.key}"

    def describe(self, room: Room) -> dict[str, str]:
        """What a run's desk and screen show about joining. The screen link is a secret of the desk."""
        link = f"{self.base}/join?code={room.code}"
        return {
            "address": self.address,
            "link": link,
            "code": spaced(room.code),
            "staff_code": room.run.setup.staff_code,
            "qr": qr_picture(link),
            "screen_link": f"{self.base}/run/{room.id}/screen?pass={self.door.sign(screen_ticket(room.id))}",
            "starts": "",
        }

    def banner(self, *, qr: bool) -> str:
        """What stands in the terminal when the server is ready."""
        picture = f"\n{qr_in_text(self.base)}" if qr else ""
        return (
            f"\nThe kit is running. Press Ctrl C to stop it.\n\n"
            f"  Your private link, for the facilitator only:\n    {self.desk_link}\n\n"
            f"  People join at:\n    {self.base}\n{picture}"
        )


def base_address(settings: Settings, port: int) -> str:
    """What people type, with its scheme: the address that was set, or this computer's own."""
    host = settings.host if settings.host not in {"", "0.0.0.0", "::"} else lan_address()
    return settings.address or f"http://{host}:{port}"


def lan_address() -> str:
    """This computer's address in the local network. Nothing is sent: a UDP socket is only pointed
    at a documentation address (RFC 5737) to ask which of our addresses it would use."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:  # no network at all
            return "127.0.0.1"


def qr_picture(text: str) -> str:
    """A QR code as an SVG file of its own, black on white, its quiet zone inside."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, omitsize=True, light="#fff")
    return out.getvalue().decode()


def qr_in_text(text: str) -> str:
    """A QR code drawn with block characters."""
    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=out, compact=True)
    return out.getvalue()
