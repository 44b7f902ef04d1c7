"""What stands on the shelf beside briefings and exercises: the I Speak guide, and pages about the figures,
the sources and the history. A page that others make is registered here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from kit.engagement.read import PAGES as ENGAGEMENT, read_page
from kit.engagement.show import part
from kit.ispeak.guide import Guide, guide_for
from kit.ispeak.make import PAGES as ISPEAK
from kit.scenario.problems import ScenarioError
from kit.site.plain_pages import Plain, plain_pages
from kit.site.texts import Texts

_SHORT = {"figures-2019": "Figures"}
_ISPEAK_TITLES = {
    "i-speak-phone.html": "On a phone",
    "i-speak-card.html": "Card",
    "i-speak-poster.html": "Poster",
}
PHONE = "ispeak/i-speak-phone.html"


@dataclass(frozen=True, slots=True)
class Tool:
    """A row of the shelf: what it is, and its links (words and path)."""

    title: str
    about: str
    links: tuple[tuple[str, str], ...]


class Extra:
    """What on the shelf is no briefing and no exercise. ``public``: for people without a ticket."""

    def __init__(self, texts: Texts, *, public: bool = False) -> None:
        self.texts, self.public = texts, public

    @cached_property
    def plain(self) -> Mapping[str, Plain]:
        """Pages in the site's own frame, by name; one that cannot be read is left out, and told when made."""
        return {**self._engagement(), **plain_pages(self.texts)}

    def _engagement(self) -> dict[str, Plain]:
        found = {}
        for name in ENGAGEMENT:
            try:
                read = read_page(name)
            except ScenarioError:
                continue
            body = partial(_body, name, self.texts)
            found[name] = Plain(read.title, read.lead.text, _SHORT.get(name, ""), body=body)
        return found

    @property
    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """Pages that carry everything inside, by path."""
        return {f"ispeak/{name}": partial(self._ispeak, name) for name in ISPEAK}

    @cached_property
    def guide(self) -> Guide:
        """The I Speak guide. Raises ScenarioError for broken texts."""
        making = self.texts.making
        return guide_for(making.profile, making.rules, public=self.public)

    def _ispeak(self, name: str) -> bytes:
        return ISPEAK[name](self.guide)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The rows of the shelf."""
        speak = tuple((title, f"ispeak/{name}") for name, title in _ISPEAK_TITLES.items() if name in ISPEAK)
        about = "Somebody points at their language; you learn its name and call an interpreter."
        rows = [Tool("“I Speak” guide", about, speak)]
        rows += [
            Tool(page.title, page.lead, (("Read", f"pages/{name}.html"),))
            for name, page in self.plain.items()
        ]
        return tuple(rows)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """What the head of every page links to."""
        named = [(page.short, f"pages/{name}.html") for name, page in self.plain.items() if page.short]
        return (("I Speak", PHONE), *named)


def _body(name: str, texts: Texts) -> str:
    return part(name, texts.making.day, texts.making.facts).body
