"""Frames: how a message of the Jupyter v1 protocol lies in the bytes of a websocket, read and written.

Whoever sends them may be anybody, so nothing that a frame says of itself is believed.
"""

from __future__ import annotations

import json

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from kit.server.kernel import Message

V1 = "v1.kernel.websocket.jupyter.org"

LARGEST_HEAD = 8 * 2**10
"""Bytes of a message's header, parent and metadata; ours have 300. Each answer carries a header back."""


def unframe(data: bytes) -> Message:
    """The message in a frame. Raises ValueError if it is none."""
    count = int.from_bytes(data[:8], "little")  # of offsets; believed only if they fit, or it takes for ever
    if not 6 <= count <= len(data) // 8 - 1:
        raise ValueError(f"expected a frame of {V1}, got {len(data)} bytes that claim {count} offsets")
    try:
        channel, parts = deserialize_msg_from_ws_v1(data)  # type: ignore[no-untyped-call]
        if sum(map(len, parts[:3])) > LARGEST_HEAD:
            raise ValueError(f"a head of more than {LARGEST_HEAD} bytes")
        header, parent, metadata, content = (json.loads(part) for part in parts[:4])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"expected a frame of {V1}, got {len(data)} bytes that are none: {error}") from error
    if not all(isinstance(part, dict) for part in (header, parent, metadata, content)):
        raise ValueError("expected header, parent header, metadata and content to be objects")
    message = {"channel": channel, "header": header, "parent_header": parent, "metadata": metadata}
    return {**message, "content": content, "buffers": parts[4:]}


def framed(data: bytes) -> bytes:
    """A whole binary message of a server, neither masked nor compressed (RFC 6455, 5.2)."""
    size = len(data)
    if size < 126:
        return bytes((0x82, size)) + data
    if size < 2**16:
        return b"\x82\x7e" + size.to_bytes(2, "big") + data
    return b"\x82\x7f" + size.to_bytes(8, "big") + data
