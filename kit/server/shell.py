"""How cells run: compiled once a source, run in the visitor's own namespace, ``await`` allowed at the top.

There is one IPython shell for the whole process, because IPython has room for one. It only does what
libraries ask of it: ``display()``, formatting, events, and telling about an error in a widget's callback.
"""

from __future__ import annotations

import ast
import inspect
import io
import linecache
import logging
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any, TextIO

from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell

from kit.server.whose import current_kernel

log = logging.getLogger("kit.server")

_in_cell: ContextVar[bool] = ContextVar("in_cell", default=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A compiled cell: its statements, and its last expression apart, whose value is shown."""

    body: CodeType
    last: CodeType | None


@lru_cache(maxsize=256)
def compile_cell(source: str, notebook: str) -> Cell:
    """Compile a cell once for all visitors. Tracebacks show its lines under the notebook's name."""
    text = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    name = f"{notebook}, cell {abs(hash(source)) % 10_000:04d}"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    tree = ast.parse(text, name)
    shown: ast.expr | None = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        shown = tree.body.pop().value  # type: ignore[attr-defined]
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    body = compile(tree, name, "exec", flags=flags)
    return Cell(body, compile(ast.Expression(shown), name, "eval", flags=flags) if shown else None)


async def run_cell(source: str, notebook: str, namespace: dict[str, Any]) -> None:
    """Run a cell in a namespace and publish its value. Raises whatever the cell raises."""
    _in_cell.set(True)
    cell = compile_cell(source, notebook)
    await _run(cell.body, namespace)
    if cell.last is not None:
        value = await _run(cell.last, namespace)
        if value is not None:
            _show(value)


async def _run(code: CodeType, namespace: dict[str, Any]) -> Any:
    value = eval(code, namespace)  # a trusted notebook's own cell
    return await value if code.co_flags & inspect.CO_COROUTINE else value


def _show(value: Any) -> None:
    """The value of a cell's last expression, in every form it offers (a widget offers its view)."""
    formatter = KitShell.instance().display_formatter
    assert formatter is not None
    data, metadata = formatter.format(value)  # type: ignore[no-untyped-call]
    kernel = current_kernel.get()
    if data and kernel is not None:
        content = {"data": data, "metadata": metadata, "execution_count": kernel.cells_run}
        kernel.publish("execute_result", content)


class VisitorDisplay(DisplayPublisher):
    """``display()`` goes to the visitor on whose behalf it is called."""

    def publish(self, data: Any, metadata: Any = None, *args: Any, **how: Any) -> None:
        """Send what is displayed, or new data for what was displayed under a name."""
        kernel = current_kernel.get()
        if kernel is None:
            log.info("display() outside of a page: %s", data.get("text/plain", ""))
            return
        kind = "update_display_data" if how.get("update") else "display_data"
        content = {"data": data, "metadata": metadata or {}, "transient": how.get("transient") or {}}
        kernel.publish(kind, content)

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell has shown."""
        kernel = current_kernel.get()
        if kernel is not None:
            kernel.publish("clear_output", {"wait": wait})


class KitShell(InteractiveShell):
    """The process's one shell: no history file, no profile folder, no completer, ``sys`` left alone."""

    display_pub_class = VisitorDisplay
    _own_namespace: dict[str, Any]

    @property
    def user_ns(self) -> dict[str, Any]:
        """The namespace of the visitor in hand (magics in an author's cells ask for it)."""
        kernel = current_kernel.get()
        return kernel.namespace if kernel is not None else self._own_namespace

    @user_ns.setter
    def user_ns(self, namespace: dict[str, Any]) -> None:
        self._own_namespace = namespace

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Called by ipywidgets when a callback of a page raised: a line for the log, not for the page."""
        kernel = current_kernel.get()
        where = kernel.notebook if kernel is not None else "no page"
        log.error("a page's callback failed (%s)", where, exc_info=sys.exc_info())

    def _nothing(self, *args: Any, **kwargs: Any) -> None:
        """Parts of an interactive terminal that a server has no use for."""

    init_ipython_dir = init_profile_dir = init_virtualenv = init_history = _nothing
    init_sys_modules = init_user_ns = init_completer = init_pdb = init_logstart = _nothing
    init_pushd_popd_magic = save_sys_module_state = restore_sys_module_state = _nothing
    atexit_operations = _nothing


class CellOutput(io.TextIOBase):
    """Stands in for ``sys.stdout``: what a cell prints goes to its page, all else to the terminal."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        """Print, for a cell or for the server."""
        kernel = current_kernel.get()
        if kernel is not None and _in_cell.get() and not kernel.closed:
            kernel.publish("stream", {"name": "stdout", "text": text})
            return len(text)
        return self.terminal.write(text)

    def flush(self) -> None:
        """Nothing of a cell's waits."""
        self.terminal.flush()

    def isatty(self) -> bool:
        """As the terminal says."""
        return self.terminal.isatty()
