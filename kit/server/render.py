"""From a notebook to a page: run its cells for one visitor, then paint the result.

The cells run in the visitor's kernel first. Then it is known what they show: widgets of ours make a
page of the kit's own small template, complete at first paint. Stock widgets of an author's cells need
Voila's unmodified ``lab`` template, which is only given to facilitators.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from ipywidgets.widgets.widget import _remove_buffers
from jupyter_client.jsonutil import json_default
from markupsafe import Markup
from nbformat import NotebookNode
from voila.exporter import VoilaExporter
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from kit.room.clock import WallClock
from kit.room.visit import visiting
from kit.server.assets import HOST, Assets
from kit.server.cells import NotebookBroken, one_call, run_all, run_call
from kit.server.kernel import VirtualKernel
from kit.server.kernels import VIRTUAL, Owner

if TYPE_CHECKING:
    from kit.server.app import KitApp

log = logging.getLogger("kit.server")

TEMPLATES = Path(__file__).parent / "template"

DEVICES = {
    "participant": "hand", "desk": "desk", "screen": "screen",
    "briefing": "hand", "trainer": "desk", "slides": "screen",
}  # fmt: skip
"""From the trait ``page`` of a widget to the device its styles are made for; all others are sheets."""

FONT = "fonts/public-sans-latin-wght-normal.woff2"
"""Every page's own letters: asked for with the styles, not after them."""

_UNPAINTED = frozenset(
    "_esm _css _html _module _anywidget_id _model_name _model_module _model_module_version _view_name "  # noqa: SIM905
    "_view_module _view_module_version _view_count _dom_classes layout tabbable tooltip".split()
)
"""Traits a page of ours has no use for: code comes by its address, and the rest is for other front ends."""

_PROCESS_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "JUPYTER_PATH",
    "TMPDIR",
)
"""What a real kernel learns of our environment. The rest, passwords among it, stays here."""

_FROM_ELSEWHERE = re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is wanted: a notebook below the folder of exercises, for whom, under which title."""

    notebook: str
    title: str
    owner: Owner
    lab: bool = False  # may fall back on Voila's own template
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Painted:
    """A finished page. ``loose`` when it needs the looser content policy of Voila's template."""

    html: str
    kernel_id: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Showing:
    """The widgets of a kernel after its cells ran. ``published``: comm messages so far, -1 if unknown."""

    states: dict[str, dict[str, Any]]
    published: int = -1
    ours: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "ours", {id_: state for id_, state in self.states.items() if state.get("_module")}
        )

    @property
    def stock(self) -> list[str]:
        """Names of widgets that our template cannot show."""
        others = (state for state in self.states.values() if not state.get("_module"))
        return sorted({str(state.get("_model_name")) for state in others} - {"LayoutModel"})


class Renderer:
    """Renders every page of the server."""

    def __init__(self, app: KitApp) -> None:
        self.app = app
        self._notebooks: dict[Path, tuple[int, NotebookNode]] = {}
        self._exporter = VoilaExporter(
            template_paths=[str(TEMPLATES / "kit")],
            template_name="kit",
            config=app.config,
            contents_manager=app.contents_manager,
            theme="light",
            base_url="/",
            show_margins=False,
            mathjax_url="",
            default_preprocessors=[],  # they rewrite cells for other templates and validate each time
        )

    async def paint(self, sheet: Sheet) -> Painted:
        """Run the notebook in a kernel of its own and paint the page. Raises ``NotebookBroken``."""
        notebook = self._read(sheet.notebook)
        kernels = self.app.kernel_manager
        name = self._kernel_name(notebook, sheet.notebook)
        folder = str(Path(sheet.notebook).parent)
        kernel_id = await kernels.open(
            sheet.owner, name, path=folder, notebook=sheet.notebook, env=_closed_environment()
        )
        try:
            notebook, showing = await self._run(notebook, kernel_id, sheet.notebook)
            if showing.stock and sheet.lab:
                return Painted(await self._lab(notebook, kernel_id, sheet), kernel_id, loose=True)
            if showing.stock:
                log.warning(
                    "%s: %s are left out: only facilitators get stock widgets", sheet.notebook, showing.stock
                )
            return Painted(await self._ours(notebook, kernel_id, sheet, showing), kernel_id)
        except BaseException:
            await kernels.end(kernel_id)
            raise

    # -- running -----------------------------------------------------------------------------------

    def _read(self, name: str) -> NotebookNode:
        """A notebook, not to be changed; read again only when the file changed."""
        try:
            path = self.app.notebook(name)
            changed = path.stat().st_mtime_ns
            if self._notebooks.get(path, (0,))[0] != changed:
                read = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
                self._notebooks[path] = changed, read
        except Exception as error:  # nbformat raises many kinds; all mean the file cannot be used
            raise NotebookBroken(
                f"{name}: expected a notebook, got {type(error).__name__}: {error}"
            ) from error
        return self._notebooks[path][1]

    def _kernel_name(self, notebook: NotebookNode, name: str) -> str:
        """Virtual, unless its metadata say ``{"kit": {"kernel": "process"}}`` and the house agrees."""
        if notebook.metadata.get("kit", {}).get("kernel") != "process":
            return VIRTUAL
        if not self.app.settings.processes:
            raise NotebookBroken(
                f"{name}: asks for a kernel process; start the server with --processes to allow it"
            )
        return str(notebook.metadata.get("kernelspec", {}).get("name", "python3"))

    async def _run(self, notebook: NotebookNode, kernel_id: str, name: str) -> tuple[NotebookNode, Showing]:
        """A copy of the notebook with what its cells showed, and the widgets."""
        kernel = self.app.kernel_manager.virtual(kernel_id)
        if kernel is not None and (source := one_call(notebook)):
            return await run_call(kernel, source, name), _live(kernel)
        notebook = copy.deepcopy(notebook)
        manager = self.app.kernel_manager.get_kernel(kernel_id)
        executor = await run_all(notebook, manager, name, keep_state=kernel is None)
        if kernel is not None:
            return notebook, _live(kernel)
        return notebook, Showing({id_: dict(state) for id_, state in executor.widget_state.items()})

    # -- painting ----------------------------------------------------------------------------------

    async def _ours(self, notebook: NotebookNode, kernel_id: str, sheet: Sheet, showing: Showing) -> str:
        assets = self.app.assets
        states = showing.ours
        kind = next((str(state.get("page")) for state in states.values()), "")
        device = DEVICES.get(kind, "sheet")
        scripts = _scripts(assets, {id_: str(state["_module"]) for id_, state in states.items()})
        state, published = _embedded(kernel_id, showing, scripts.sources)
        if (kernel := self.app.kernel_manager.virtual(kernel_id)) is not None:
            kernel.painted = published
        page = {
            "title": sheet.title,
            "lang": sheet.lang,
            "device": device,
            "css": assets.styles(kind, device),
            "modules": scripts.modules,
            "font": assets.url(FONT) if FONT in assets else "",
            "host": scripts.host,
            "views": {id_: Markup(state.get("_html", "")) for id_, state in states.items()},
            "state": state,
        }
        return str(await self._exporter.template.render_async(nb=notebook, sheet=page))

    async def _lab(self, notebook: NotebookNode, kernel_id: str, sheet: Sheet) -> str:
        app = self.app
        page_config = get_page_config(
            base_url="/", settings=app.app.settings, log=app.log, voila_configuration=app.voila_configuration
        )
        page_config["fullMathjaxUrl"] = "/static/no-mathjax.js"  # Voila names a public address here
        page = _LabPage(
            voila_configuration=app.voila_configuration,
            traitlet_config=app.config,
            notebook_path=sheet.notebook,
            template_paths=app.template_paths,
            contents_manager=app.contents_manager,
            base_url="/",
            page_config=page_config,
        )
        page.executed = notebook
        await page.initialize()
        html = await page.generate_content_str(kernel_id, None)
        return _FROM_ELSEWHERE.sub("", html)


class _LabPage(NotebookRenderer):
    """Voila's own page around cells that ran already."""

    executed: NotebookNode

    async def load_notebook(self, path: str) -> NotebookNode:
        return self.executed

    async def _jinja_kernel_start(self, nb: NotebookNode, kernel_id: str, kernel_future: Any) -> str:
        return kernel_id

    async def _jinja_cell_generator(self, nb: NotebookNode, kernel_id: str) -> Any:
        for cell in nb.cells:
            yield cell


@dataclass(frozen=True, slots=True)
class Scripts:
    """The addresses of a page's scripts: what the browser runs, what it loads beside, and each widget's."""

    host: str
    modules: list[str]
    sources: dict[str, str]


def _scripts(assets: Assets, asked: dict[str, str]) -> Scripts:
    """One file for a page of one module, as all of ours are. Pages of several modules get each file by
    itself: joined, what two of them share would run twice. The host is always apart: it is small, and
    opens the connection while the browser still reads the rest."""
    host = assets.url(HOST)
    joined = {assets.joined(url) for url in asked.values()}
    if len(joined) == 1 and (only := next(iter(joined))):
        return Scripts(assets.joined(host), [only], dict.fromkeys(asked, only))
    sources = {id_: assets.versioned(url) for id_, url in asked.items()}
    modules = dict.fromkeys(url for source in (host, *sources.values()) for url in assets.modules(source))
    return Scripts(host, [url for url in modules if url != host], sources)


def _live(kernel: VirtualKernel) -> Showing:
    """The widgets of a virtual kernel as they are now."""
    widgets = (widget for widget in kernel.widgets.values() if widget.comm is not None)
    return Showing({widget.model_id: widget.get_state() for widget in widgets}, kernel.published)


def _embedded(kernel_id: str, showing: Showing, sources: dict[str, str]) -> tuple[Markup, int]:
    """The state of our widgets as JSON that may stand in a page: no ``<`` in it, so it ends no script.

    And how many messages of the kernel it knows of; -1 if the page has to ask."""
    models = {}
    published = showing.published
    for id_, state in showing.ours.items():
        plain, _paths, buffers = _remove_buffers({key: state[key] for key in state if key not in _UNPAINTED})
        published = -1 if buffers else published  # bytes cannot stand here: the page will ask for them
        models[id_] = {"module": sources[id_], "state": plain}
    visit = visiting.get()
    room = visit.room if visit is not None else None
    now = room.now() if room is not None else WallClock().now()
    page = {"kernel": kernel_id, "published": published, "now": now, "models": models}
    text = json.dumps(page, default=json_default, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c")), published  # escaped for a script of data


def _closed_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PROCESS_ENVIRONMENT if name in os.environ}
