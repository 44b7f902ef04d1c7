"""The shape of a text, checked against its JSON Schema, with every finding put back on its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.scenario.model import Where
from kit.scenario.problems import Problem, did_you_mean
from kit.scenario.source import Map

if TYPE_CHECKING:
    from jsonschema import ValidationError

_TYPES = {
    "object": "keys and values",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def check_shape(data: Map, schema: Path) -> list[Problem]:
    """Everything in ``data`` that the JSON Schema file (draft-07) does not allow.

    A text in good shape, the usual case, is passed by a compiled schema; only a faulty one pays for
    the slower reading that finds every fault."""
    if _passes(schema)(data):
        return []
    return [p for error in _all_errors(schema, data) for p in _problems(error, data)]


@lru_cache(maxsize=8)
def _passes(schema: Path) -> Any:
    import fastjsonschema  # heavy, and only needed when a text is read

    compiled = fastjsonschema.compile(json.loads(schema.read_text("utf-8")), use_default=False)

    def passes(data: Map) -> bool:
        try:
            compiled(data)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return passes


def _all_errors(schema: Path, data: Map) -> Iterator[ValidationError]:
    from jsonschema import Draft7Validator  # heavy, and only needed for a faulty text

    yield from Draft7Validator(json.loads(schema.read_text("utf-8"))).iter_errors(data)


def _problems(error: ValidationError, data: Map) -> Iterator[Problem]:
    """One problem, or those of the nearest alternative where the schema offers several."""
    if error.context:
        yield from (p for inner in _nearest(error) for p in _problems(inner, data))
        return
    where, node = _find(data, list(error.absolute_path))
    if error.validator == "additionalProperties" and isinstance(node, Map):
        yield from _strangers(error, node)
        return
    message, hint = _words(error)
    yield Problem(where, message, hint, rule="shape")


def _strangers(error: ValidationError, node: Map) -> Iterator[Problem]:
    """A problem for each key that a mapping may not have."""
    schema: Any = error.schema
    known, patterns = list(schema.get("properties", {})), list(schema.get("patternProperties", {}))
    for key in node:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            hint = did_you_mean(key, known) if known else f"Names here look like {patterns[0]}"
            yield Problem(node.at(key), f'there cannot be a key "{key}" here.', hint, rule="shape")


def _nearest(error: ValidationError) -> list[ValidationError]:
    """The errors of the alternative that fits best: it breaks deepest down, then least often."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)

    def distance(inner: list[ValidationError]) -> tuple[int, int, int]:
        shallow = sum(len(e.path) == 0 and e.validator in ("type", "required") for e in inner)
        return (shallow, -max(len(e.path) for e in inner), len(inner))

    return min(branches.values(), key=distance)


def _words(error: ValidationError) -> tuple[str, str]:
    name = next((str(p) for p in reversed(error.absolute_path) if isinstance(p, str)), "this file")
    value: Any = error.instance
    wants: Any = error.validator_value
    match error.validator:
        case "required":
            missing = [key for key in wants if key not in value]
            return f"{_quoted(missing)} missing in {name}.", "Add it."
        case "type":
            kinds = " or ".join(_TYPES.get(k, k) for k in ([wants] if isinstance(wants, str) else wants))
            return f'"{name}" must be {kinds}, not {_shown(value)}.', ""
        case "enum":
            hint = did_you_mean(str(value), [str(w) for w in wants])
            return f'"{name}" cannot be {_shown(value)}.', hint
        case "minItems" | "minLength" | "minProperties":
            return f'"{name}" must not be empty or so short.', f"At least {wants}."
        case "pattern":
            return f'"{name}" cannot be {_shown(value)}.', f"Expected: {_described(error) or wants}"
        case "const":
            return f'"{name}" must be {wants}, not {_shown(value)}.', ""
        case "minimum" | "maximum":
            return f'"{name}" cannot be {_shown(value)}.', f"The {error.validator} is {wants}."
        case _:
            return f'"{name}": {error.message[:200]}.', ""


def _described(error: ValidationError) -> str:
    schema: Any = error.schema
    return str(schema.get("description", "")) if isinstance(schema, dict) else ""


def _quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys) + (" is" if len(keys) == 1 else " are")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + '..."'


def _find(data: Map, path: list[str | int]) -> tuple[Where, object]:
    """The node at a path and the line it stands on."""
    node: Any = data
    where = data.where
    for part in path:
        where, node = node.at(part), node[part]
    return where, node
