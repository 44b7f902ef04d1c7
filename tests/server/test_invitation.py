from __future__ import annotations

import ipaddress
import re
from dataclasses import replace

from kit.server.invitation import base_address, lan_address, qr_picture
from kit.settings import Settings
from tests.server.conftest import KEY, House


def test_people_are_told_the_address_that_was_set_or_this_computers_own() -> None:
    assert base_address(Settings(address="https://kit.example"), 8866) == "https://kit.example"
    assert base_address(Settings(host="127.0.0.1"), 9000) == "http://127.0.0.1:9000"
    assert base_address(Settings(host="0.0.0.0"), 8866) == f"http://{lan_address()}:8866"


def test_this_computers_address_is_an_address() -> None:
    assert ipaddress.ip_address(lan_address())


async def test_the_desk_can_say_how_people_join(house: House) -> None:
    room = await house.run()
    assert room.join["address"] == f"127.0.0.1:{house.app.port}"
    assert room.join["link"] == f"{house.base}/join?code={room.code}"
    assert room.join["code"].replace(" ", "") == room.code
    assert room.join["staff_code"] == room.run.setup.staff_code


async def test_the_terminal_shows_the_private_link_and_the_address_for_people(house: House) -> None:
    banner = house.app.invitation.banner(qr=True)
    assert f"{house.base}/desk/{KEY}\n" in banner
    assert f"    {house.base}\n" in banner
    assert "█" in banner
    assert "█" not in house.app.invitation.banner(qr=False)
    assert KEY not in replace(house.app.invitation, key="other").banner(qr=False)


def test_the_picture_is_an_svg_of_its_own_with_its_quiet_zone() -> None:
    picture = qr_picture("http://192.168.1.20:8866/join?code=482913")
    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    size = re.search(r'viewBox="0 0 (\d+) \1"', picture)
    assert size is not None
    assert (int(size[1]) - 8 - 21) % 4 == 0  # a QR code is 21 + 4n wide; four modules of quiet on each side
