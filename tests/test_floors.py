"""No package that serves strangers is older than its last security fix that we know of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLOORS = {  # package: the oldest version we may run, and what an older one lets happen
    "voila": ("0.5.6", "CVE-2024-30265: any file of the laptop could be downloaded"),
    "jupyter-server": ("2.21.1", "CVE-2026-44727: stored script; CVE-2026-35397: other folders; CVE-2026-86049: tokens in logs"),  # noqa: E501
    "nbconvert": ("7.17.2", "CVE-2025-53000, CVE-2026-39377, CVE-2026-39378, and file names that lead out of a folder"),  # noqa: E501
    "tornado": ("6.6.1", "CVE-2026-82397, CVE-2026-103261 and addresses of many percents: requests that keep the server busy; links out of a folder"),  # noqa: E501
    "jinja2": ("3.1.6", "CVE-2025-27516: templates that reach out of their sandbox"),
    "jupyterlab": ("4.6.2", "CVE-2026-73415, CVE-2026-73417, CVE-2026-73627"),
}  # fmt: skip


DEEPER = {  # what others of ours bring: the lock that names it, the oldest version, and why
    "lxml": ("requirements.lock", "6.1.0", "CVE-2026-41066: a document that reads files of the laptop"),
    "h11": ("requirements.lock", "0.16.0", "CVE-2025-43859: bodies that end elsewhere than a proxy thinks"),
    "fonttools": ("requirements-video.lock", "4.60.2", "CVE-2025-66034: a font that writes files"),
}


def number(version: str) -> tuple[int, ...]:
    """A version to compare; pre-releases are none of ours."""
    assert re.fullmatch(r"\d+(\.\d+)*", version), f"expected a released version, got {version}"
    return tuple(map(int, version.split(".")))


def versions(file: str, package: str) -> list[str]:
    """Every version of a package that a file names, whatever stands before it."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return re.findall(rf"^[\s-]*{re.escape(package)}[=>]=([\w.]+)", text, re.MULTILINE)


@pytest.mark.parametrize("package", FLOORS)
@pytest.mark.parametrize("file", ["requirements.in", "requirements.lock", "environment.yml"])
def test_nothing_older_than_its_last_security_fix_is_asked_for_locked_or_installed(
    file: str, package: str
) -> None:
    floor, why = FLOORS[package]
    found = versions(file, package)
    assert found, f"{file} names no version of {package}"
    for version in found:
        assert number(version) >= number(floor), f"{file}: {package} {version} is below {floor}. {why}"


@pytest.mark.parametrize("package", DEEPER)
def test_what_others_bring_is_no_older_than_its_last_security_fix(package: str) -> None:
    file, floor, why = DEEPER[package]
    found = versions(file, package)
    assert found, f"{file} names no version of {package}; take it out of this list"
    assert all(number(version) >= number(floor) for version in found), f"{package} is below {floor}. {why}"


@pytest.mark.parametrize("package", FLOORS)
def test_what_runs_here_is_no_older_either(package: str) -> None:
    from importlib.metadata import version

    assert number(version(package)) >= number(FLOORS[package][0])


def test_versions_are_compared_as_numbers() -> None:
    assert number("6.10.0") > number("6.5.8")
    with pytest.raises(AssertionError):
        number("2.21.1rc1")
