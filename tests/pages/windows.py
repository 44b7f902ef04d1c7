"""Windows that are used again: opening one costs more than all that most tests do in it.

A browser's process begins, compiles the page and the font, and asks for every file. A window that is given
back goes to an empty page, so that nothing of a test runs on; the next test gets a page that is loaded anew,
in its size and scheme, with nothing in the device's storage. ``test_stage.py`` shows that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser

from tests.conftest import Window, window_in


@dataclass(frozen=True)
class Look:
    """How a window looks: its size in pixels, the scheme its reader prefers, and whether it is a phone's."""

    width: int = 390
    height: int = 844
    scheme: Literal["light", "dark"] = "light"
    touch: bool | None = None  # None: what is narrow is a phone's

    @property
    def phone(self) -> bool:
        return self.width < 800 if self.touch is None else self.touch


@dataclass
class Windows:
    """The windows of one browser, those in no use apart."""

    browser: Browser
    free: dict[bool, list[Window]] = field(default_factory=lambda: defaultdict(list))

    async def take(self, look: Look) -> Window:
        """A window in this look, that has asked for nothing."""
        free = self.free[look.phone]
        window = free.pop() if free else await self._open(phone=look.phone)
        await window.page.set_viewport_size({"width": look.width, "height": look.height})
        await window.page.emulate_media(color_scheme=look.scheme)
        return window

    async def give_back(self, window: Window, look: Look) -> None:
        """Empty a window for the next test."""
        for page in window.context.pages[1:]:
            await page.close()
        await window.page.goto("about:blank")  # when it is there, all that was told before has been heard
        await window.page.mouse.move(0, 0)
        self.free[look.phone].append(window)

    async def close(self) -> None:
        """Close all windows."""
        for window in [one for some in self.free.values() for one in some]:
            await window.context.close()

    async def _open(self, *, phone: bool) -> Window:
        options = {"has_touch": phone, "is_mobile": phone, "reduced_motion": "reduce", "timezone_id": "UTC"}
        return await window_in(self.browser, **options)
