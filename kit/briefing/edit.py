"""A value put into a YAML text that people keep: everything around it, comments too, stays as it was.

The text must have passed ``kit.scenario.source.parse``, which refuses what PyYAML's composer cannot take.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

NOTHING = '""'
_TAIL = re.compile(r"(?:\s*\n[ \t]*(?:#[^\n]*)?)+\Z|[ \t]+\Z")  # comments and blank lines after a block


def put(text: str, path: Sequence[str | int], value: str) -> str:
    """The text with ``value`` (YAML, on one line) in the place of the node that ``path`` leads to.

    Raises KeyError if there is no such node."""
    start, end = _span(text, _node(_root(text), path))
    before = text[:start].rstrip(" ") if value.startswith("\n") else text[:start]
    gap = " " if before.endswith(":") and not value.startswith("\n") else ""
    return f"{before}{gap}{value}{text[end:]}"


def add_item(text: str, key: str, item: str) -> str:
    """The text with one more item (YAML, on one line) at the end of the list under a key of the root."""
    node = _node(_root(text), [key])
    if not node.value or node.flow_style:
        kept = [text[slice(*_span(text, one))] for one in node.value]
        return put(text, [key], "".join(f"\n  - {one}" for one in (*kept, item)))
    last = node.value[-1]
    _, end = _span(text, last)
    indent = " " * node.start_mark.column
    return f"{text[:end]}{_rest_of_line(text, end)}\n{indent}- {item}{_after(text, end)}"


def add_entry(text: str, key: str, name: str, value: str, comment: str = "") -> str:
    """The text with one more key (and its value, on one line) at the end of the mapping under a root key."""
    node = _node(_root(text), [key])
    lines = [f"# {comment}"] if comment else []
    lines.append(f"{name}: {value}")
    if not node.value or node.flow_style:
        pairs = [(text[slice(*_span(text, k))], text[slice(*_span(text, v))]) for k, v in node.value]
        kept = [f"{name}: {said or NOTHING}" for name, said in pairs]
        return put(text, [key], "".join(f"\n  {line}" for line in (*kept, *lines)))
    name_node, last = node.value[-1]
    _, end = _span(text, last)
    indent = " " * int(name_node.start_mark.column)
    added = "".join(f"\n{indent}{line}" for line in lines)
    return f"{text[:end]}{_rest_of_line(text, end)}{added}{_after(text, end)}"


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file so that it is there whole, old or new, whatever happens meanwhile. Raises OSError.

    ``mode``: of a new file; one that was there keeps its own."""
    path = path.resolve()  # a link stays a link
    mode = path.stat().st_mode & 0o777 if path.exists() else mode
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _rest_of_line(text: str, end: int) -> str:
    """What stands on the line after a place: a comment that belongs to it."""
    return text[end:].partition("\n")[0]


def _after(text: str, end: int) -> str:
    return text[end + len(_rest_of_line(text, end)) :]


def _root(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _node(node: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
            continue
        found = [value for key, value in node.value if key.value == step]
        if not found:
            raise KeyError(step)
        node = found[0]
    return node


def _span(text: str, node: Any) -> tuple[int, int]:
    """Where a node stands, without the comments and blank lines that a block takes along."""
    start, end = node.start_mark.index, node.end_mark.index
    tail = _TAIL.search(text[start:end])
    return start, start + tail.start() if tail else end
