from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """build.py as a module that believes to live in an empty folder with two locks."""
    spec = importlib.util.spec_from_file_location("kit_build", ROOT / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    places: dict[str, Any] = {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": Path(sys.executable)}
    places["STAMP"] = tmp_path / ".venv" / "kit-packages.json"
    for name, value in places.items():
        monkeypatch.setattr(module, name, value)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "requirements-dev.lock").write_text("b==1\n")
    (tmp_path / "requirements-postgres.lock").write_text("c==1\n")
    (tmp_path / "requirements-video.lock").write_text("d==1\n")
    yield module


@pytest.fixture
def installed(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been installed, instead of installing it."""
    asked: list[list[str]] = []
    monkeypatch.setattr(build, "install", asked.append)
    return asked


def test_an_old_python_is_told_which_one_is_needed(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is \d"):
        build.main(["serve"])


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--help"], 0), (["sevre"], 2)])
def test_usage_is_printed_without_setting_anything_up(
    build: ModuleType,
    installed: list[list[str]],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    assert build.main(arguments) == code
    assert "Usage: python3 build.py COMMAND" in capsys.readouterr().out
    assert installed == []


def test_usage_names_exactly_the_commands_there_are(build: ModuleType) -> None:
    assert re.findall(r"^  ([a-z]+) ", build.USAGE, re.MULTILINE) == list(build.COMMANDS)


@pytest.mark.parametrize("command", ["serve", "check", "video", "report", "rehearse", "bench", "shots"])
def test_each_command_of_the_kit_leads_to_a_function_of_the_kit(build: ModuleType, command: str) -> None:
    module, _, function = build.COMMANDS[command][0].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_packages_are_installed_only_when_a_lock_has_changed(
    build: ModuleType, installed: list[list[str]], tmp_path: Path
) -> None:
    build.set_up(build.RUN)
    build.set_up(build.RUN)
    assert installed == [build.RUN]
    build.set_up(build.DEVELOP)
    build.set_up(build.RUN)
    assert installed == [build.RUN, build.DEVELOP]
    (tmp_path / "requirements.lock").write_text("a==2\n")
    build.set_up(build.DEVELOP)
    build.set_up(build.RUN)
    assert installed == [build.RUN, build.DEVELOP, build.DEVELOP]
    assert json.loads(build.STAMP.read_text())["requirements.lock"] == hashlib.sha256(b"a==2\n").hexdigest()


def test_an_installation_that_failed_is_tried_again(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(locks: list[str]) -> None:
        sys.exit("no")

    monkeypatch.setattr(build, "install", fail)
    for _ in range(2):
        with pytest.raises(SystemExit):
            build.set_up(build.RUN)
    assert not build.STAMP.exists()


def test_a_file_that_is_not_the_locked_one_is_not_installed_and_pips_last_words_are_shown(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "kit_stranger-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            "kit_stranger-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: kit-stranger\nVersion: 1"
        )
    (tmp_path / "requirements.lock").write_text(f"kit-stranger==1 --hash=sha256:{'0' * 64}\n")
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        build.install(["requirements.lock"])
    assert "DO NOT MATCH THE HASHES" in str(stopped.value)
    assert "Could not install the packages" in str(stopped.value)
    assert "once, about a minute" in capsys.readouterr().out


def test_a_venv_whose_python_is_gone_is_made_anew(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build.works()
    monkeypatch.setattr(build, "PYTHON", Path("/nowhere/python"))
    assert not build.works()


def test_notebooks_in_any_folder_can_import_kit(build: ModuleType, tmp_path: Path) -> None:
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    build.put_kit_on_path()
    assert (packages / "kit.pth").read_text() == f"{tmp_path}\n"


def notebook(folder: Path, **cell: object) -> Path:
    path = folder / "exercises" / "hurricane" / "exercise.ipynb"
    path.parent.mkdir(parents=True)
    content = {"cells": [{"cell_type": "code", "source": [], "outputs": [], "execution_count": None, **cell}]}
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("stain", [{"outputs": [{"text": "Ana"}]}, {"execution_count": 3}])
def test_outputs_in_notebooks_are_named_and_taken_out(
    build: ModuleType, tmp_path: Path, stain: dict[str, object]
) -> None:
    path = notebook(tmp_path, **stain)
    assert build.stained_notebooks(fix=False) == ["outputs in exercises/hurricane/exercise.ipynb"]
    assert build.strip([]) == 0
    assert build.stained_notebooks(fix=False) == []
    assert "Ana" not in path.read_text()


def test_a_clean_notebook_is_left_as_it_is(build: ModuleType, tmp_path: Path) -> None:
    path = notebook(tmp_path)
    before = path.read_bytes()
    build.strip([])
    assert path.read_bytes() == before


def test_a_driver_for_postgresql_is_installed_for_whoever_names_such_a_journal(
    build: ModuleType, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "go_inside", lambda arguments: 0)
    build.main(["serve", "--journal", "runs.kit", "--address=http://postgres.example"])
    build.main(["serve", "--journal=postgresql://kit@db/kit"])
    monkeypatch.setenv("KIT_JOURNAL", "postgres://kit@db/kit")
    build.STAMP.unlink()
    build.main(["report"])
    assert installed == [build.RUN, [*build.RUN, build.POSTGRES], [*build.RUN, build.POSTGRES]]


@pytest.fixture
def bare(build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with none of the programs, whose PATH is this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build, "PLACES", ())
    monkeypatch.setitem(build.PROGRAMS, "strace", ("strace",))  # also where the tests run without it
    return tmp_path


def test_missing_programs_are_named_with_the_command_that_brings_them(
    build: ModuleType, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="apt-get install chromium postgresql haproxy strace"):
        build.find_programs()
    (bare / "google-chrome").touch(mode=0o755)
    with pytest.raises(SystemExit, match="apt-get install postgresql haproxy strace"):
        build.find_programs()
    (bare / "sbin").mkdir()
    (bare / "sbin" / "haproxy").touch()
    monkeypatch.setattr(build, "PLACES", (f"{bare}/sb*",))
    with pytest.raises(SystemExit, match=r"apt-get install postgresql strace\."):
        build.find_programs()


def test_root_on_debian_gets_them_installed_and_is_told(
    build: ModuleType, bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = bare / "apt-get"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {bare}/asked\n')
    fake.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    build.find_programs()
    asked = (bare / "asked").read_text().splitlines()
    assert asked == [
        "-qq update",
        "-qq install -y --no-install-recommends chromium postgresql haproxy strace",
    ]
    assert "Installing Debian's chromium, postgresql, haproxy, strace" in capsys.readouterr().out


def test_a_video_is_made_as_far_as_can_be_where_its_packages_cannot_be_had(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def install(locks: list[str]) -> None:
        asked.append(locks)
        if build.VIDEO in locks:
            sys.exit("Could not install the packages.")

    monkeypatch.setattr(build, "install", install)
    monkeypatch.setattr(build, "go_inside", lambda arguments: 7)
    assert build.main(["video", "DET"]) == 7
    assert asked == [build.RUN, [build.VIDEO]]
    said = capsys.readouterr().err
    assert (
        "Could not install the packages.\nGoing on without the packages of requirements-video.lock." in said
    )
    assert build.main(["serve"]) == 7
    assert asked[2:] == [], "nobody else waits for them"
