"""The screen of a briefing: what stands on the wall. It sees what everyone may see, and sends nothing."""

from __future__ import annotations

import traitlets as t

from kit.pages.briefing import TalkPage


class SlidesPage(TalkPage):
    """The projector's page of a briefing. Drawn by ``static/slides.js``."""

    page = t.Unicode("slides").tag(sync=True)
    _module = t.Unicode("/static/slides.js").tag(sync=True)
    sections = ("slide", "question")
