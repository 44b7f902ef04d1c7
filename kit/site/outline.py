"""Which pages a site has, and the function that makes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from kit.briefing.series import Entry, Series
from kit.site import module_page, plain_pages, series_page, shelf_page
from kit.site.files import NO_FILES, Files
from kit.site.frame import Frame
from kit.site.texts import Texts, name_of

SHELF = "index.html"


class Outline:
    """The pages of a shelf by path."""

    def __init__(self, texts: Texts, files: Files = NO_FILES) -> None:
        self.texts, self.files = texts, files

    @cached_property
    def frame(self) -> Frame:
        """What stands on every page."""
        making = self.texts.making
        promises = tuple(making.standing(text) for text in making.frame.promises)
        links = [
            ("Shelf", SHELF),
            *((page.short, f"pages/{name}.html") for name, page in self.extra.items() if page.short),
        ]
        return Frame(tuple(links), promises)

    @cached_property
    def extra(self) -> Mapping[str, plain_pages.Plain]:
        """Pages that are neither briefing nor exercise, by name."""
        return plain_pages.plain_pages(self.texts)

    @cached_property
    def modules(self) -> tuple[Entry, ...]:
        """Every form of every module."""
        return tuple(cut for module in self.texts.briefings.modules for cut in self.texts.cuts(module))

    @cached_property
    def pages(self) -> Mapping[str, Callable[[], bytes]]:
        """What makes each page, by its path."""
        found: dict[str, Callable[[], bytes]] = {SHELF: self._shelf}
        for entry in self.modules:
            found[f"briefings/{name_of(entry)}.html"] = partial(self._module, entry)
        for series in self.texts.briefings.series:
            found[f"series/{series.name}.html"] = partial(self._series, series)
        for name in self.extra:
            found[f"pages/{name}.html"] = partial(self._plain, name)
        return found

    def _shelf(self) -> bytes:
        return self.frame.draw(shelf_page.sheet(self.texts))

    def _module(self, entry: Entry) -> bytes:
        return self.frame.draw(module_page.sheet(entry, self.texts, self.files))

    def _series(self, series: Series) -> bytes:
        return self.frame.draw(series_page.sheet(series, self.texts, self.files))

    def _plain(self, name: str) -> bytes:
        return self.frame.draw(plain_pages.sheet(name, self.extra[name]))
