"""The participant's page: what a player sees and does."""

from __future__ import annotations

import traitlets as t

from kit.pages.page import Page


class ParticipantPage(Page):
    """A player's page, phone first. Drawn by ``static/participant.js``."""

    page = t.Unicode("participant").tag(sync=True)
    _module = t.Unicode("/static/participant.js").tag(sync=True)
