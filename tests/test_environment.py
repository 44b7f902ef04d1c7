"""Conda's environment, the locks and the project file must say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import kit

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": 20,
    "requirements-dev.lock": 20,
    "requirements-postgres.lock": 3,
    "requirements-video.lock": 5,
}  # least packages


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def wanted(name: str) -> list[str]:
    """The packages a requirements file names."""
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)", text(name), re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """Package -> version; where it differs by Python, the one for the oldest."""
    found: dict[str, str] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\\n]+)", text(lock), re.MULTILINE):
        found.setdefault(name, version)
    return found


def environment() -> tuple[list[str], list[str]]:
    """What conda installs, and what pip does inside conda's environment."""
    dependencies = yaml.safe_load(text("environment.yml"))["dependencies"]
    (pip,) = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    return [entry for entry in dependencies if isinstance(entry, str)], pip


def test_conda_installs_the_locked_files_and_checks_their_hashes() -> None:
    conda, pip = environment()
    assert [name.split("=")[0] for name in conda] == ["python", "pip"]
    assert {"--require-hashes", "-r requirements.lock"} <= set(pip)


def test_conda_names_the_versions_of_the_lock() -> None:
    named = [entry for entry in environment()[1] if not entry.startswith("-")]
    locked = pins("requirements.lock")
    assert named == [f"{name}=={locked[name]}" for name in wanted("requirements.in")]


def test_the_oldest_python_is_the_same_everywhere() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
    assert "--python-version=3.11" in text("build.py")
    assert "python=3.11" in environment()[0]


def test_the_version_of_the_kit_is_said_once_and_the_same() -> None:
    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == kit.__version__
    assert f"## {kit.__version__}" in text("CHANGELOG.md")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes_and_no_address(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", text(lock).partition("\n")[2])
    packages = [entry for entry in entries if not entry.startswith(("#", " "))]
    assert len(packages) >= LOCKS[lock]
    assert [entry[:60] for entry in packages if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text(lock)


def test_the_locks_agree_and_hold_what_was_asked_for() -> None:
    run, develop = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name for name in run.keys() & develop.keys() if run[name] != develop[name]} == set()
    postgres = pins("requirements-postgres.lock")
    assert {name for name in run.keys() & postgres.keys() if run[name] != postgres[name]} == set()
    assert set(wanted("requirements-postgres.in")) <= postgres.keys()
    video = pins("requirements-video.lock")
    assert {name for name in run.keys() & video.keys() if run[name] != video[name]} == set()
    assert set(wanted("requirements-video.in")) <= video.keys()
    assert set(wanted("requirements.in")) <= run.keys()
    assert set(wanted("requirements-dev.in")) <= develop.keys()


def test_what_ci_runs_is_the_readmes_test_command() -> None:
    lines = [line for line in text(".ci/run").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "set -eu"
    assert lines[-1] == "python3 build.py test"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    if (ROOT / "README.md").exists():
        assert "python3 build.py test" in text("README.md")
