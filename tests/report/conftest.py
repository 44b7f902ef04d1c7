"""One evening, played once for all tests of the report."""

from __future__ import annotations

import pytest

from kit.report.aar import AfterActionReport
from tests.report.evening import Evening, evening, report_of


@pytest.fixture(scope="session")
def played() -> Evening:
    """The evening, with positions but no names; tests must not play on with it."""
    return evening()


@pytest.fixture(scope="session")
def report(played: Evening) -> AfterActionReport:
    """The evening's report, as drafted."""
    return report_of(played)


@pytest.fixture(scope="session")
def anonymous() -> AfterActionReport:
    """The report of the same evening played anonymously."""
    return report_of(evening(names="anonymous"))
