"""The smallest page: a counter, and a word from everybody to everybody."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets
from IPython.display import display

from kit.room.visit import visiting

open_pages: list[Little] = []


class Little(ipywidgets.DOMWidget):  # type: ignore[misc]
    _model_name = traitlets.Unicode("AnyModel").tag(sync=True)
    _model_module = traitlets.Unicode("anywidget").tag(sync=True)
    _model_module_version = traitlets.Unicode("~0.11.*").tag(sync=True)
    _view_name = traitlets.Unicode("AnyView").tag(sync=True)
    _view_module = traitlets.Unicode("anywidget").tag(sync=True)
    _view_module_version = traitlets.Unicode("~0.11.*").tag(sync=True)
    _esm = traitlets.Unicode("export default { render() {} } // not embedded").tag(sync=True)
    _module = traitlets.Unicode("/static/little.js").tag(sync=True)
    _html = traitlets.Unicode("<p>Painted before any script.</p>").tag(sync=True)
    page = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("</script><script>alert(1)</script>").tag(sync=True)
    n = traitlets.Int(0).tag(sync=True)
    hands = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        visit = visiting.get()
        super().__init__(page=visit.page if visit else "nobody")
        self.who = visit.actor.seat if visit else ""
        self.on_msg(self.told)
        open_pages.append(self)

    def told(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content["kind"] == "count":
            self.n += 1
        elif content["kind"] == "everybody":
            for page in open_pages:
                page.send({"words": f"{content['words']} for {page.who}"})
        elif content["kind"] == "fail":
            raise RuntimeError("a page's callback that fails")

    def close(self) -> None:
        if self in open_pages:
            open_pages.remove(self)
        super().close()


def open_little() -> None:
    display(Little())  # type: ignore[no-untyped-call]
