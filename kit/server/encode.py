"""Messages as JSON and as frames; what goes to many pages at once is encoded once.

An inject changes the same sections on five hundred pages. The room makes these sections once and shares
them, and a ``Patch`` promises that they are never changed in place: so their JSON is kept for a moment,
by the identity of the section, and only copied into the frame of each page. What else stands in a frame
is the same but for three numbers, and is not encoded at all.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import msgspec
from jupyter_client.jsonutil import json_default
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from kit.room.patch import Patch
from kit.server.kernel import Told

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
        self._kept: dict[int, tuple[Any, bytes]] = {}
        self._size = 0

    def json(self, thing: Any) -> bytes:
        """The JSON of a thing that never changes."""
        kept = self._kept.get(id(thing))
        return kept[1] if kept is not None else self._keep(thing)

    def _keep(self, thing: Any) -> bytes:
        data = pack(thing)
        if self._size + len(data) > KEPT_BYTES:
            self._kept.clear()
            self._size = 0
        self._size += len(data)
        self._kept[id(thing)] = (thing, data)
        return data

    def patch(self, patch: Patch) -> bytes:
        """The JSON of a patch, put together from that of its shared parts."""
        members = [pack(rest)[1:-1]] if (rest := {k: v for k, v in patch.items() if k not in _SHARED}) else []
        for how in _SHARED:
            if how in patch:
                named = [b"%b:%b" % (self.json(name), self.json(what)) for name, what in patch[how].items()]
                members.append(b'"%b":{%b}' % (how.encode(), b",".join(named)))
        return b"{%b}" % b",".join(members)


_SHARED = ("set", "mix", "put", "add")
_once = Once()


def told_frames(told: Told) -> list[bytes]:
    """What a widget tells its page, as ``frame`` would have it: a frame of the protocol for each message."""
    session, comm = told.session.encode(), told.comm.encode()
    return [
        _told_frame(b"%b_%d" % (session, number), session, comm, content)
        for number, content in enumerate(told.contents, told.number)
    ]


def _told_frame(id: bytes, session: bytes, comm: bytes, content: Mapping[str, Any]) -> bytes:
    header = b'{"msg_id":"%b","msg_type":"comm_msg","username":"kit","session":"%b","version":"5.3"}'
    header %= (id, session)
    text = _once.patch(content) if isinstance(content, Patch) else pack(content)
    start = len(_CHANNEL) + _OFFSETS.size
    metadata = start + len(header) + 2
    body = b'{"comm_id":"%b","data":{"method":"custom","content":%b}}' % (comm, text)
    offsets = _OFFSETS.pack(
        6, _OFFSETS.size, start, start + len(header), metadata, metadata + 2, metadata + 2 + len(body)
    )
    return b"".join((offsets, _CHANNEL, header, b"{}{}", body))


_CHANNEL = b"iopub"
_OFFSETS = struct.Struct("<7Q")  # how many follow, then where each part begins, and where the last one ends


def frame(message: dict[str, Any]) -> bytes:
    """A message as one websocket frame of the Jupyter protocol v1."""
    parts = [pack(message["header"]), pack(message["parent_header"]), pack(message["metadata"])]
    parts += [pack(message["content"]), *map(bytes, message["buffers"])]
    framed: bytes = serialize_msg_to_ws_v1(parts, message["channel"])  # type: ignore[no-untyped-call]
    return framed
