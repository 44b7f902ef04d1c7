"""A native reader's initials put beside the rows that were read (``languages.yaml``), as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kit.briefing.edit import put
from kit.ispeak.languages import LANGUAGES, languages_from_text
from kit.scenario.source import parse
from kit.scenario.tree import nodes, text


def initialled(written: str, ids: Sequence[str], by: str, day: date, path: Path = LANGUAGES) -> str:
    """The text of the rows with initials beside some of them, for the very sentences that stand there now.

    ``by`` "" takes initials back. Raises LookupError for an id that is no row, ScenarioError for a broken
    text; ``path`` is only for messages."""
    rows = {row.id: row for row in languages_from_text(written, path).rows}
    for id in ids:
        if id not in rows:
            raise LookupError(id)
    order = [text(node, "id") for node in nodes(parse(written, path.name), "rows")]
    found = written
    for id in ids:
        said = {"by": by, "date": day.isoformat() if by else "", "read": rows[id].sentence if by else ""}
        line = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items())
        found = put(found, ["rows", order.index(id), "review"], f"{{{line}}}")
    languages_from_text(found, path)
    return found
