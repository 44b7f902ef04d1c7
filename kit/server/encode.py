"""Messages as JSON and as frames; what goes to many pages at once is encoded once.

An inject changes the same sections on five hundred pages. The room makes these sections once and shares
them, and a ``Patch`` promises that they are never changed in place: so their JSON is kept for a moment,
by the identity of the section, and only copied into the frame of each page.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from jupyter_client.jsonutil import json_default
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from kit.room.patch import Patch

KEPT_BYTES = 2**20
"""How much JSON is kept, all in all. A round of news for a full room is a small part of it."""

_encode = msgspec.json.Encoder(enc_hook=json_default).encode


def pack(part: Any) -> bytes:
    """A part of a message as JSON. What msgspec does not take, as half of a surrogate pair, json does."""
    try:
        return _encode(part)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(part, default=json_default, separators=(",", ":")).encode()


class Once:
    """JSON of things that many messages share. Holds on to them, so that an identity is not given twice."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Any, msgspec.Raw]] = {}
        self._size = 0

    def json(self, thing: Any) -> msgspec.Raw:
        """The JSON of a thing that never changes."""
        kept = self._kept.get(id(thing))
        return kept[1] if kept is not None else self._keep(thing)

    def _keep(self, thing: Any) -> msgspec.Raw:
        data = pack(thing)
        if self._size + len(data) > KEPT_BYTES:
            self._kept.clear()
            self._size = 0
        self._size += len(data)
        self._kept[id(thing)] = (thing, raw := msgspec.Raw(data))
        return raw

    def patch(self, patch: Patch) -> dict[str, Any]:
        """A patch with its shared parts as JSON."""
        parts: dict[str, Any] = {**patch}
        if "set" in patch:
            parts["set"] = {name: self.json(section) for name, section in patch["set"].items()}
        for how in ("put", "add"):
            if how in patch:
                parts[how] = {name: list(map(self.json, items)) for name, items in patch[how].items()}
        return parts


_once = Once()


def frame(message: dict[str, Any]) -> bytes:
    """A message as one websocket frame of the Jupyter protocol v1."""
    parts = [pack(message["header"]), pack(message["parent_header"]), pack(message["metadata"])]
    parts += [_content(message["content"]), *map(bytes, message["buffers"])]
    framed: bytes = serialize_msg_to_ws_v1(parts, message["channel"])  # type: ignore[no-untyped-call]
    return framed


def _content(content: dict[str, Any]) -> bytes:
    data = content.get("data")
    if isinstance(data, dict) and isinstance(patch := data.get("content"), Patch):
        try:
            return _encode({**content, "data": {**data, "content": _once.patch(patch)}})
        except (TypeError, ValueError, RecursionError):
            pass  # json must write it, which takes no ready parts
    return pack(content)
