from __future__ import annotations

import pytest

from kit.rehearsal.figures import machine, quantile, summary


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_quantile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert quantile(list(range(1, 101)), share) == value


def test_one_value_is_every_quantile() -> None:
    assert summary([12.345]) == {"n": 1, "p50": 12.3, "p99": 12.3, "max": 12.3}


def test_nothing_measured_is_said_as_nothing() -> None:
    assert summary([]) == {"n": 0}


def test_the_machine_has_cores_and_a_python() -> None:
    where = machine()
    assert where["cores"] > 0
    assert where["python"].startswith("3.")
