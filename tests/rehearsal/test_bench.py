from __future__ import annotations

from typing import Any

from kit.rehearsal.bench import table

TIMES = {"n": 30, "p50": 12.5, "p99": 80.0, "max": 81.0}
FIGURES: dict[str, Any] = {
    "date": "2026-11-21T14:00:00+00:00",
    "machine": {
        "cores": 2,
        "processor": "P",
        "python": "3.11.7",
        "browser": "Chromium 1",
        "load_before": 0.1,
    },
    "ours": {
        "interactive_ms": 270,
        "interactive_best_ms": 240,
        "memory_mb": 0.065,
        "memory_over": [300, 500],
        "cpu_s": 0.029,
        "cpu_s_with_files": 0.031,
        "weight_bytes": 98_000,
        "visits": 7,
        "people": 100,
        "rooms": {
            "30": {
                "people": 30,
                "injects": 6,
                "decisions": 3,
                "inject": TIMES,
                "opened": TIMES,
                "reveal": TIMES,
                "vote": TIMES,
                "findings": ["P03: something"],
            }
        },
    },
    "voila": {
        "interactive_ms": 3100,
        "interactive_best_ms": 2900,
        "memory_mb": 61.0,
        "cpu_s": 1.2,
        "weight_bytes": 5_700_000,
        "people": 8,
    },
    "ratios": {"interactive_ms": 11.5, "memory_mb": 938.5, "cpu_s": 41.4},
}


def test_every_figure_stands_beside_voilas_with_its_ratio() -> None:
    lines = list(table(FIGURES))
    assert any(line.split()[-3:] == ["270", "3100", "11.5x"] for line in lines)
    assert any(line.split()[-3:] == ["0.065", "61.0", "938.5x"] for line in lines)
    assert any(line.split()[-3:] == ["0.098", "5.7", "-"] for line in lines)


def test_a_room_is_printed_with_its_findings() -> None:
    text = "\n".join(table(FIGURES))
    assert "A room of 30: 6 injects, 3 decisions" in text
    assert "FINDING: P03: something" in text


def test_a_busy_machine_is_said_to_be_busy() -> None:
    assert "busy" not in "\n".join(table(FIGURES))
    busy = {**FIGURES, "machine": {**FIGURES["machine"], "load_before": 3.2}}
    assert "load 3.2" in "\n".join(table(busy))
