"""What the facilitator sees in each state: Hurricane Odell in the EOC room, from the fixtures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.pages.stage import Scene

View = dict[str, Any]

FIXTURES = Path(__file__).parent / "fixtures"


def _read(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"desk-{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]


_FILES = {
    path.stem.removeprefix("desk-"): _read(path.stem.removeprefix("desk-"))
    for path in FIXTURES.glob("desk-*.json")
}
BASE: View = _FILES["base"]["view"]
STATES: dict[str, View] = {name: {**BASE, **doc["view"]} for name, doc in sorted(_FILES.items())}
NOW: dict[str, int] = {name: doc["now"] for name, doc in _FILES.items()}


def desk(state: str = "base", **sections: Any) -> Scene:
    """The desk in a state, with some sections changed."""
    return Scene("desk", {**STATES[state], **sections}, now=NOW[state])
