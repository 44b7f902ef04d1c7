"""Whose comm, whose widget: makes ipywidgets serve many visitors in one process.

ipywidgets was written for one person a process. Three places know "the" kernel, and all three are
made to be replaced: ``comm.create_comm``, ``comm.get_comm_manager`` and the callback for constructed
widgets. A comm keeps the kernel it was made for, so a push from somebody else's callback reaches the
right person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import comm
import ipywidgets
from comm.base_comm import BaseComm, CommManager
from ipywidgets import Widget
from ipywidgets.widgets.widget import _remove_buffers

from kit.server.kernel import Message, VirtualKernel
from kit.server.shell import KitShell
from kit.server.whose import current_kernel

log = logging.getLogger("kit.server")

CONTROL = "jupyter.widget.control"
"""The target through which a front end asks for the state of all widgets. The target ``jupyter.widget``
is left unregistered: a page must not create widgets."""


class VisitorComm(BaseComm):
    """A comm that belongs to one kernel for good. ``kernel`` is the name ipywidgets looks for."""

    def __init__(self, *args: Any, kernel: VirtualKernel, **kwargs: Any) -> None:
        self.kernel = kernel
        super().__init__(*args, **kwargs)

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **keys: Any,
    ) -> None:
        self.kernel.publish(
            msg_type, {"data": data or {}, "comm_id": self.comm_id, **keys}, metadata, buffers
        )

    def tell(self, contents: Sequence[Mapping[str, Any]]) -> None:
        """Send a widget's messages to its page, together. As ``ipywidgets.Widget.send`` for each of them,
        but without what is of no use to a page of ours: a third of the time."""
        self.kernel.tell(self.comm_id, contents)

    def close(self, *args: Any, **kwargs: Any) -> None:
        """Close in its own kernel's name, whoever asks for it: the comm managers differ."""
        before = current_kernel.set(self.kernel)
        try:
            if self.comm_id in self.kernel.comms.comms or kwargs.get("deleting"):
                super().close(*args, **kwargs)
        finally:
            current_kernel.reset(before)


class _Installed:
    """What stood there before, for code that runs outside of every page. One set a process."""

    create_comm: Callable[..., BaseComm] | None = None
    get_comm_manager: Callable[[], CommManager] | None = None


def install() -> KitShell:
    """Put the replacements in place, once a process. Returns the shell that cells run in."""
    import ipykernel.ipkernel  # noqa: F401  it replaces the same two functions at import: let it go first

    if comm.create_comm is not _create_comm:
        _Installed.create_comm = comm.create_comm
        _Installed.get_comm_manager = comm.get_comm_manager
        comm.create_comm = _create_comm
        comm.get_comm_manager = _get_comm_manager
        Widget.on_widget_constructed(_own)
    shell: KitShell = KitShell.instance()
    return shell


def welcome(kernel: VirtualKernel) -> None:
    """Give a new kernel its own answer to "all widgets, please"."""
    kernel.comms.register_target(CONTROL, partial(_control_opened, kernel))


def _create_comm(*args: Any, **kwargs: Any) -> BaseComm:
    kernel = current_kernel.get()
    if kernel is not None:
        return VisitorComm(*args, kernel=kernel, **kwargs)
    assert _Installed.create_comm is not None
    return _Installed.create_comm(*args, **kwargs)


def _get_comm_manager() -> CommManager:
    kernel = current_kernel.get()
    if kernel is not None:
        return kernel.comms
    assert _Installed.get_comm_manager is not None
    return _Installed.get_comm_manager()


def _own(widget: ipywidgets.Widget) -> None:
    """Note whose widget this is; by ``id()``, as some widgets cannot be hashed."""
    kernel = current_kernel.get()
    if kernel is not None:
        kernel.widgets[id(widget)] = widget


def _control_opened(kernel: VirtualKernel, control: BaseComm, _message: Message) -> None:
    control.on_msg(partial(_control_asked, kernel, control))


def _control_asked(kernel: VirtualKernel, control: BaseComm, message: Message) -> None:
    method = message["content"]["data"].get("method")
    if method != "request_states":
        log.warning("kernel %s: expected request_states on %s, got %r", kernel.id, CONTROL, method)
        return
    states = {
        widget.model_id: _state(widget) for widget in kernel.widgets.values() if widget.comm is not None
    }
    states, paths, buffers = _remove_buffers(states)
    control.send({"method": "update_states", "states": states, "buffer_paths": paths}, buffers=buffers)


def _state(widget: Any) -> dict[str, Any]:
    return {
        "model_name": widget._model_name,
        "model_module": widget._model_module,
        "model_module_version": widget._model_module_version,
        "state": widget.get_state(),
    }
