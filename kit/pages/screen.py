"""The screen: what stands on the wall. It sees what players may see, and sends nothing."""

from __future__ import annotations

import traitlets as t

from kit.pages.page import Page


class ScreenPage(Page):
    """The projector's page. Drawn by ``static/screen.js``."""

    page = t.Unicode("screen").tag(sync=True)
    _module = t.Unicode("/static/screen.js").tag(sync=True)
