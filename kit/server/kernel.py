"""A kernel without a process: what one visitor's page needs of a notebook, inside the server.

A notebook of the kit is trusted and its visitors run no code of their own, so a page needs no process:
it needs a namespace for its cells, its own comms and its own widgets. This file knows nothing of
tornado or of websockets: messages come in through ``handle`` and ``execute`` and go out to listeners,
so a kernel could live in a worker process as well.
"""

from __future__ import annotations

import asyncio
import builtins
import logging
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from comm.base_comm import CommManager
from IPython.core.getipython import get_ipython
from IPython.display import display

from kit.server.shell import run_cell
from kit.server.whose import current_kernel

Message = dict[str, Any]
"""A message of the Jupyter protocol, version 5.3: header, parent_header, metadata, content, buffers,
msg_type and the ``channel`` it goes out on."""

Listener = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Told:
    """Messages of one widget to its page, as ``ipywidgets`` calls them: custom. ``number``: the first one's
    among all messages of the session."""

    session: str
    number: int
    comm: str
    contents: Sequence[Mapping[str, Any]]


Hearer = Callable[[Told], None]

log = logging.getLogger("kit.server")

PROTOCOL = "5.3"
LONGEST_ID, MOST_OPENED = 64, 16
"""Of a comm that a page opens: characters of its id, and how many there may be. Both stay in memory."""

_COMM_KINDS = frozenset({"comm_open", "comm_msg", "comm_close"})
_LANGUAGE = {
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "file_extension": ".py",
    "pygments_lexer": "ipython3",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "nbconvert_exporter": "python",
}

_asked_by: ContextVar[dict[str, Any]] = ContextVar("asked_by")
"""Header of the message that is being answered; messages sent meanwhile name it as their parent."""


class VirtualKernel:
    """One page of one visitor.

    ``published`` counts the comm messages sent so far, heard or not, so that a page can tell whether
    it missed one between its first paint and its websocket.
    """

    def __init__(self, kernel_id: str, notebook: str = "") -> None:
        self.id = kernel_id
        self.notebook = notebook or "notebook"
        self.session = uuid.uuid4().hex[:8]  # each message names it twice
        self.published = 0
        self.painted = -1  # how many the page had heard of when it was made; -1 once it has connected
        self.cells_run = 0
        self.closed = False
        self.comms = CommManager()
        self.opened: list[str] = []  # comms that the page opened
        self.widgets: dict[int, Any] = {}
        self.namespace: dict[str, Any] = {
            "__name__": "__main__",
            "__builtins__": builtins,
            "display": display,
            "get_ipython": get_ipython,
        }
        self._sent = 0
        self._listeners: list[tuple[Listener, Hearer | None]] = []
        self._on_end: list[Callable[[], None]] = []
        self._cells: set[asyncio.Task[None]] = set()
        self._context = copy_context()  # carries who is visiting
        self._context.run(current_kernel.set, self)

    # -- going out -------------------------------------------------------------------------------

    def on_end(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told when the kernel ends, so that nobody goes on listening to nothing. Returns how to stop."""
        self._on_end.append(callback)
        return lambda: self._on_end.remove(callback) if callback in self._on_end else None

    def listen(self, listener: Listener, hearer: Hearer | None = None) -> Callable[[], None]:
        """Call ``listener`` with every message from now on, or ``hearer`` with those that widgets tell;
        returns what ends that."""
        pair = (listener, hearer)
        self._listeners.append(pair)
        return lambda: self._listeners.remove(pair) if pair in self._listeners else None

    def tell(self, comm: str, contents: Sequence[Mapping[str, Any]]) -> None:
        """Send messages of a widget to its page. They have no parent, whoever asked for them."""
        if self.closed:
            return
        self.published += len(contents)
        told = Told(self.session, self._sent + 1, comm, contents)
        self._sent += len(contents)
        for listener, hearer in tuple(self._listeners):
            if hearer is not None:
                hearer(told)
                continue
            for content in contents:
                data = {"method": "custom", "content": content}
                listener(self._message("iopub", "comm_msg", {"data": data, "comm_id": comm}, {}))

    def publish(
        self,
        kind: str,
        content: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        buffers: list[Any] | None = None,
    ) -> None:
        """Send a message to whoever listens. From another visitor's context it has no parent."""
        if self.closed:
            return
        if kind in _COMM_KINDS:
            self.published += 1
        if self._listeners:
            parent = _asked_by.get({}) if current_kernel.get() is self else {}
            self._send(self._message("iopub", kind, content, parent, metadata or {}, buffers or []))

    def _message(
        self, channel: str, kind: str, content: dict[str, Any], parent: dict[str, Any], *more: Any
    ) -> Message:
        metadata, buffers = more or ({}, [])
        self._sent += 1
        header = {
            "msg_id": f"{self.session}_{self._sent}",
            "msg_type": kind,
            "username": "kit",
            "session": self.session,
            "date": datetime.now(UTC).isoformat(),
            "version": PROTOCOL,
        }
        return {
            "channel": channel,
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": kind,
            "parent_header": parent,
            "metadata": metadata,
            "content": content,
            "buffers": buffers,
        }

    def _send(self, message: Message) -> None:
        for listener, _ in tuple(self._listeners):
            listener(message)

    def _reply(self, kind: str, content: dict[str, Any], parent: dict[str, Any]) -> None:
        if not self.closed:
            self._send(self._message("shell", kind, {"status": "ok", **content}, parent))

    # -- coming in -------------------------------------------------------------------------------

    def handle(self, message: Message) -> bool:
        """Answer a message of the page. Code is never run here: an unknown kind is logged and dropped.

        Returns whether it was one that can be answered."""
        kind = message["header"].get("msg_type")
        if self.closed:
            return True
        if not isinstance(kind, str) or kind not in _ANSWERS:
            log.warning("kernel %s dropped a %.60r message: pages may not send it", self.id, kind)
            return False
        return bool(self._context.copy().run(self._answer, kind, message))

    def _answer(self, kind: str, message: Message) -> bool:
        """Run in the visitor's context. A page of ours asks for quiet: no busy and idle around it."""
        _asked_by.set(message["header"])
        quiet = bool(message["metadata"].get("quiet"))
        if not quiet:
            self.publish("status", {"execution_state": "busy"})
        try:
            _ANSWERS[kind](self, message)
        except Exception as error:  # content that is no such message's; comms and widgets raise many kinds
            log.warning("kernel %s: a %s could not be answered: %.200r", self.id, kind, error)
            return False
        else:
            return True
        finally:
            if not quiet:
                self.publish("status", {"execution_state": "idle"})

    def _kernel_info(self, message: Message) -> None:
        about = {"protocol_version": PROTOCOL, "implementation": "kit", "implementation_version": "1"}
        self._reply(
            "kernel_info_reply", {**about, "language_info": _LANGUAGE, "banner": ""}, message["header"]
        )

    def _comm_info(self, message: Message) -> None:
        wanted = message["content"].get("target_name")
        comms = {
            id_: {"target_name": comm.target_name}
            for id_, comm in self.comms.comms.items()
            if wanted in (None, comm.target_name)
        }
        self._reply("comm_info_reply", {"comms": comms}, message["header"])

    def _comm_opened(self, message: Message) -> None:
        """A page may ask for all its widgets by a comm of its own, and open no other."""
        content = message["content"]
        id, target = content["comm_id"], content["target_name"]
        if target not in self.comms.targets:
            raise ValueError(f"pages may not open a comm to {target!r:.60}")
        if not isinstance(id, str) or len(id) > LONGEST_ID or id in self.comms.comms:
            raise ValueError(f"expected the id of a new comm, got {id!r:.60}")
        if (
            len(self.opened) >= MOST_OPENED
        ):  # a page that came back many times: the oldest is not heard any more
            self.comms.comms.pop(self.opened.pop(0), None)
        self.opened.append(id)
        self.comms.comm_open(None, "", message)  # type: ignore[arg-type]  # a stream, which nobody reads

    def _comm_said(self, message: Message) -> None:
        data = message["content"]["data"]
        for path in data.get("buffer_paths", ()):  # ipywidgets writes a traceback for one that leads nowhere
            target = data["state"]
            for step in path[:-1]:
                target = target[step]
        method = data["method"]
        if not isinstance(method, str) or (method == "update" and not isinstance(data["state"], dict)):
            raise ValueError("expected a method, and the state of an update to be an object")
        if len(data.get("buffer_paths", ())) != len(message["buffers"]):
            raise ValueError("expected a buffer for each path")
        self.comms.comms[message["content"]["comm_id"]].handle_msg(message)

    def _comm_closed(self, message: Message) -> None:
        self.comms.comms[
            message["content"]["comm_id"]
        ]  # KeyError: no such comm, and not a line in another log
        self.comms.comm_close(None, "", message)  # type: ignore[arg-type]

    # -- cells -----------------------------------------------------------------------------------

    def execute(self, code: str) -> str:
        """Start a cell of the notebook, for the one who renders it. Returns the id of the request."""
        header = self._message("shell", "execute_request", {}, {})["header"]
        task = asyncio.get_running_loop().create_task(self._run(code, header), context=self._context.copy())
        self._cells.add(task)  # the loop itself keeps only weak references to tasks
        task.add_done_callback(self._cells.discard)
        return str(header["msg_id"])

    async def _run(self, code: str, header: dict[str, Any]) -> None:
        _asked_by.set(header)
        self.cells_run += 1
        self.publish("status", {"execution_state": "busy"})
        try:
            await run_cell(code, self.notebook, self.namespace)
            outcome: dict[str, Any] = {"status": "ok"}
        except Exception as error:  # a cell may raise anything; the renderer says what
            outcome = {"status": "error", **describe(error)}
            self.publish("error", describe(error))
        self._reply("execute_reply", {**outcome, "execution_count": self.cells_run}, header)
        self.publish("status", {"execution_state": "idle"})

    def info(self) -> str:
        """Answer a kernel_info_request that has no page behind it. Returns the id of the request."""
        header = self._message("shell", "kernel_info_request", {}, {})["header"]
        asyncio.get_running_loop().call_soon(self._kernel_info, {"header": header})
        return str(header["msg_id"])

    # -- the end ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the visitor's widgets and forget the namespace. Nothing is sent any more."""
        if self.closed:
            return
        self.closed = True
        self._listeners.clear()
        for callback in tuple(self._on_end):
            callback()
        for cell in tuple(self._cells):
            cell.cancel()
        for widget in list(self.widgets.values()):
            try:
                self._context.copy().run(widget.close)
            except Exception:  # a page's own clean-up must not keep the others open
                log.exception("kernel %s could not close %r", self.id, type(widget).__name__)
        self.widgets.clear()
        self.comms.comms.clear()
        self.namespace.clear()


_ANSWERS: dict[str, Callable[[VirtualKernel, Message], None]] = {
    "kernel_info_request": VirtualKernel._kernel_info,
    "comm_info_request": VirtualKernel._comm_info,
    "comm_open": VirtualKernel._comm_opened,
    "comm_msg": VirtualKernel._comm_said,
    "comm_close": VirtualKernel._comm_closed,
}


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as the protocol tells it: ename, evalue and the traceback's lines."""
    import traceback  # only when something went wrong

    lines = traceback.format_exception(error)
    return {
        "ename": type(error).__name__,
        "evalue": str(error),
        "traceback": [line.rstrip() for line in lines],
    }
