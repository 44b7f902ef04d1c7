"""Which pages a site has, and the function that makes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path

from kit.briefing.series import Entry, Series
from kit.scenario.model import Exercise
from kit.site import alone_page, module_page, plain_pages, series_page, shelf_page
from kit.site.extra import Extra
from kit.site.files import NO_FILES, Files
from kit.site.frame import Frame
from kit.site.texts import Texts, name_of

SHELF = "index.html"


class Outline:
    """The pages of a shelf by path. ``staff``: also the exercises, whose pages hold every branch."""

    def __init__(
        self, texts: Texts, files: Files = NO_FILES, *, videos: Path | None = None, staff: bool = True
    ) -> None:
        self.texts, self.files, self.videos, self.staff = texts, files, videos, staff
        self.extra = Extra(texts, public=not staff)

    @cached_property
    def frame(self) -> Frame:
        """What stands on every page."""
        making = self.texts.making
        promises = tuple(making.standing(text) for text in making.frame.promises)
        return Frame((("Shelf", SHELF), *self.extra.links), promises)

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
        for name in self.extra.plain:
            found[f"pages/{name}.html"] = partial(self._plain, name)
        found |= self.extra.files
        for exercise, form in self.alone:
            found[alone_page.path_of(exercise, form)] = partial(self._alone, exercise, form)
        return found

    @cached_property
    def alone(self) -> tuple[tuple[Exercise, str], ...]:
        """Every exercise in every form, to play alone."""
        shelf = self.texts.exercises.exercises if self.staff else ()
        return tuple((exercise, form) for exercise in shelf for form in alone_page.forms(exercise))

    @property
    def tables(self) -> Mapping[str, Callable[[], bytes]]:
        """What makes the tables of states beside the exercises' pages, by path; seconds of computing each."""
        dials = self.texts.making.profile.dials
        return {
            alone_page.table_path(exercise, form): partial(alone_page.table_script, exercise, form, dials)
            for exercise, form in self.alone
        }

    @property
    def marks(self) -> Mapping[str, Callable[[], bytes]]:
        """The first line of each of these tables, which says what it is made of."""
        dials = self.texts.making.profile.dials
        return {
            alone_page.table_path(exercise, form): partial(alone_page.table_mark, exercise, form, dials)
            for exercise, form in self.alone
        }

    def _shelf(self) -> bytes:
        return self.frame.draw(shelf_page.sheet(self.texts, self.extra.tools, staff=self.staff))

    def _module(self, entry: Entry) -> bytes:
        return self.frame.draw(module_page.sheet(entry, self.texts, self.files, self.videos))

    def _series(self, series: Series) -> bytes:
        return self.frame.draw(series_page.sheet(series, self.texts, self.files))

    def _plain(self, name: str) -> bytes:
        return self.frame.draw(plain_pages.sheet(name, self.extra.plain[name]))

    def _alone(self, exercise: Exercise, form: str) -> bytes:
        return self.frame.draw(alone_page.sheet(exercise, form))
