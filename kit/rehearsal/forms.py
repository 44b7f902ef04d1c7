"""The forms of a page without JavaScript, as a browser sees them: what stands in them, where they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """``fields``: what would be sent as it stands; ``choices``: the values of radios and selects."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)  # names of fields that people type into

    def filled(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """What is sent when somebody fills in what they know. Raises LookupError for a choice not offered."""
        given = dict(self.fields)
        for name, value in wanted.items():
            offered = self.choices.get(name)
            if offered is not None and value not in offered:
                raise LookupError(f"expected {name} to offer {value!r}, it offers {', '.join(offered)}")
            if offered is not None or name in self.typed:
                given[name] = value
        return given


def forms_in(html: str) -> list[Form]:
    """All forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    def _field(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "option" and self._select:
            form.choices[self._select].append(value)
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = value
        elif tag == "button" and name and given.get("type", "submit") == "submit":
            form.fields.setdefault(name, value)
        elif (tag == "textarea" and name) or (tag == "input" and name and kind not in _NOT_TYPED):
            form.typed.append(name)
            form.fields[name] = value
        elif tag == "input" and name:
            self._chosen(form, name, value, kind, checked="checked" in given)

    def _chosen(self, form: Form, name: str, value: str, kind: str, *, checked: bool) -> None:
        if kind == "radio":
            form.choices.setdefault(name, []).append(value)
        if kind == "hidden" or checked:
            form.fields[name] = value


_NOT_TYPED = {"radio", "checkbox", "hidden", "submit", "button", "reset", "image"}
