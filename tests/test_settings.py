from __future__ import annotations

from pathlib import Path

import pytest

from kit.settings import Settings


def test_the_usual_house_listens_to_the_room_and_keeps_its_record_on_disk() -> None:
    settings = Settings.read([], {})
    assert (settings.host, settings.port) == ("0.0.0.0", 8866)
    assert settings.journal.startswith("sqlite:///")
    assert not settings.processes
    assert settings.qr


def test_the_environment_counts_and_the_command_line_counts_more() -> None:
    environment = {"KIT_PORT": "9000", "KIT_JOURNAL": "memory:", "KIT_PROCESSES": "yes", "KIT_QR": "no"}
    settings = Settings.read(["--port", "9001"], environment)
    assert (settings.port, settings.journal, settings.processes, settings.qr) == (
        9001,
        "memory:",
        True,
        False,
    )


def test_an_address_loses_its_last_slash() -> None:
    assert Settings.read(["--address", "http://kit.example/"], {}).address == "http://kit.example"


def test_a_folder_of_exercises_may_be_another(tmp_path: Path) -> None:
    assert Settings.read(["--exercises", str(tmp_path)], {}).exercises == tmp_path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "70000"], "expected a port between 0 and 65535, got 70000"),
        (
            ["--address", "kit.example"],
            "expected an address like http://192.168.1.20:8866, got 'kit.example'",
        ),
        (["--port", "eighty"], "invalid int value"),
        (["--key", "secret"], "expected a key of 12 to 128 letters"),
        (["--key", "twelve or more/"], "expected a key of 12 to 128 letters"),
        (
            ["--behind-proxy", "proxy.example"],
            "expected the proxy's address like 127.0.0.1, got 'proxy.example'",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_words(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        Settings.read(arguments, {})
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_the_proxies_a_house_trusts_are_a_list_of_addresses() -> None:
    assert Settings.read([], {}).behind_proxy == ()
    assert Settings.read([], {"KIT_BEHIND_PROXY": "127.0.0.1, ::1"}).behind_proxy == ("127.0.0.1", "::1")


def test_a_proxy_may_be_anywhere_in_a_network_as_in_a_cluster() -> None:
    proxies = Settings.read(["--behind-proxy", "10.0.0.0/8,::1"], {}).behind_proxy
    assert all(address in proxies for address in ("10.1.2.3", "::1"))
    assert not any(address in proxies for address in ("11.1.2.3", "", "10.1.2", "::2"))
    assert "127.0.0.1" not in Settings.read([], {}).behind_proxy


def test_a_process_leaves_at_once_unless_it_is_told_to_stay_for_its_people() -> None:
    assert Settings.read([], {}).drain == 0
    assert Settings.read([], {"KIT_DRAIN": "5"}).drain == 5
