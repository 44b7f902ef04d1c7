"""How the cells of a notebook are run for a page.

The notebooks that we ship are one call, which opens a page. It needs none of what Voila's executor does for
others: outputs checked against the format, tasks that look whether a process lives, a copy of the notebook.
That was a third of the server's work for a page.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from voila.execute import VoilaExecutor

from kit.server.kernel import Message, VirtualKernel

CELL_SECONDS = 60
"""How long a cell may take before its page is given up and its visitor told."""

_ONE_CALL = re.compile(r'\s*from kit\.pages import open_page\s+open_page\((?:"[\w-]*")?\)\s*')
_SHOWN = ("execute_result", "display_data", "stream")


class NotebookBroken(Exception):
    """A notebook could not be read or one of its cells failed. The text says which, and where."""


def one_call(notebook: NotebookNode) -> str:
    """The source of a notebook that is nothing but a call of ours; empty for all others."""
    cells = notebook.cells
    source = str(cells[0].source) if len(cells) == 1 and cells[0].cell_type == "code" else ""
    return source if _ONE_CALL.fullmatch(source) else ""


async def run_call(kernel: VirtualKernel, source: str, name: str) -> NotebookNode:
    """Run the one call; returns a notebook that holds what it showed. Raises NotebookBroken."""
    outputs: list[dict[str, Any]] = []
    replied: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def hear(message: Message) -> None:
        if message["msg_type"] in _SHOWN:
            outputs.append(message["content"])
        elif message["msg_type"] == "execute_reply" and not replied.done():
            replied.set_result(message["content"])

    stop = kernel.listen(hear)
    try:
        kernel.execute(source)
        reply = await asyncio.wait_for(replied, CELL_SECONDS)
    except TimeoutError:
        raise _endless(name) from None
    finally:
        stop()
    if reply["status"] == "error":
        raise _failed(name, "\n".join(reply["traceback"]))
    shown = {"cell_type": "code", "outputs": outputs}
    return NotebookNode(cells=[shown], metadata={})  # type: ignore[no-untyped-call]


async def run_all(
    notebook: NotebookNode, manager: AsyncKernelManager, name: str, *, keep_state: bool
) -> VoilaExecutor:
    """Run every cell of a notebook, which then holds what they showed. Raises NotebookBroken.

    ``keep_state``: the executor that is returned knows the state of all widgets."""
    executor = VoilaExecutor(
        notebook, km=manager, show_tracebacks=True, store_widget_state=keep_state, timeout=CELL_SECONDS
    )
    executor.kc = await executor.async_start_new_kernel_client()
    try:
        # Not async_execute: that takes the server's SIGINT and SIGTERM for itself, and drops them after.
        for index, cell in enumerate(notebook.cells):
            await executor.execute_cell(cell, None, index, store_history=False)
    except CellExecutionError as error:
        raise _failed(name, str(error.traceback)) from None
    except TimeoutError:
        raise _endless(name) from None
    finally:
        executor.kc.stop_channels()
    return executor


def _failed(name: str, trace: str) -> NotebookBroken:
    """With the last place a traceback names, as ``file:line``."""
    places = re.findall(r'File "([^"]+)", line (\d+)', trace)
    place = ":".join(places[-1]) if places else "a cell failed"
    return NotebookBroken(f"{name}: {place}\n{trace}")


def _endless(name: str) -> NotebookBroken:
    return NotebookBroken(f"{name}: expected every cell to end within {CELL_SECONDS} s")
