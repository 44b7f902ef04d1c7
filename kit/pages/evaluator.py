"""The evaluator's sheet: observe, see tasks done, rate."""

from __future__ import annotations

import traitlets as t

from kit.pages.page import Page


class EvaluatorPage(Page):
    """An evaluator's sheet. Drawn by ``static/evaluator.js``."""

    page = t.Unicode("evaluator").tag(sync=True)
    _module = t.Unicode("/static/evaluator.js").tag(sync=True)
