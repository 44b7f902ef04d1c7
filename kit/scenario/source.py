"""YAML text to plain values that remember their lines, without trusting the text.

A scenario may come from anybody, so the events of the parser are put together here, without
recursion: aliases (which can blow a small file up), tags (which can name Python objects), repeated
keys and deep nesting are refused, and the C composer, which crashes on deep nesting, is not used.
Plain words mean what they say: only ``true``, ``false``, ``null`` and decimal numbers are not
text, so ``no``, ``on`` and ``0:40`` need no quotes.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from kit.scenario.model import Where
from kit.scenario.problems import Problem, ScenarioError

SIZE_LIMIT = 2_000_000
DEPTH_LIMIT = 40
PROBLEMS_LIMIT = 200

_INT = re.compile(r"[-+]?\d{1,15}\Z")
_FLOAT = re.compile(r"[-+]?\d{1,15}\.\d{1,15}\Z")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Map(dict[str, Any]):
    """A YAML mapping: a dict that knows its own line and the line of every key."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.lines: dict[str, int] = {}

    @property
    def where(self) -> Where:
        """Where the mapping starts."""
        return Where(self.path, self.line)

    def at(self, key: str) -> Where:
        """Where a key stands; the mapping itself for a key that is not there."""
        return Where(self.path, self.lines.get(key, self.line))


class Seq(list[Any]):
    """A YAML sequence: a list that knows its own line and the line of every item."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.lines: list[int] = []

    def at(self, index: int) -> Where:
        """Where an item stands."""
        return Where(self.path, self.lines[index])


def parse(text: str, path: str) -> Map:
    """The mapping a YAML text holds. Raises ScenarioError with everything that is wrong in it.

    A mistake of syntax ends the reading, so that one comes alone and last."""
    if len(text) > SIZE_LIMIT or len(text.encode("utf-8", "replace")) > SIZE_LIMIT:
        message = f"the file is larger than {SIZE_LIMIT // 1_000_000} MB."
        raise ScenarioError(
            [Problem(Where(path, 1), message, "Split it, or look for something pasted twice.")]
        )
    composer = _Composer(path)
    try:
        for event in yaml.parse(text, Loader=_Parser):
            composer.take(event)
    except yaml.YAMLError as error:
        composer.problems.append(_syntax(error, text, path))
    except UnicodeError:
        message = "the text holds a half character that cannot be stored."
        composer.problems.append(Problem(Where(path, 1), message, "Save the file as UTF-8.", rule="yaml"))
    except _TooDeep:
        pass
    if composer.problems:
        raise ScenarioError(composer.problems)
    if not isinstance(composer.root, Map):
        message = "the file is empty or not a list of keys."
        raise ScenarioError([Problem(Where(path, 1), message, "Start it with format: 1.")])
    return composer.root


class _TooDeep(Exception):
    """Reading stops here; the problem is already noted."""


class _Composer:
    """Puts parser events together to Maps and Seqs; the stack stands in for recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Any = None
        self.documents = 0
        self.problems: list[Problem] = []
        self._stack: list[Map | Seq] = []
        self._keys: list[str | None] = []

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            hint = "Write the text out; the file stays readable and cannot grow by itself."
            self.problem(_line(event), f"the alias *{event.anchor} is not allowed.", hint)
            self._place(None, _line(event))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.problem(_line(event), "a second document starts here.", "One file holds one document.")

    def problem(self, line: int, message: str, hint: str = "") -> None:
        """Note a problem on a line of this file. After many, reading stops: nobody mends more at once."""
        self.problems.append(Problem(Where(self.path, line), message, hint, rule="yaml"))
        if len(self.problems) >= PROBLEMS_LIMIT:
            raise _TooDeep

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        if event.tag is not None:
            self.problem(line, f"the tag {event.tag} is not allowed.", "Leave it out; text is text.")
        if self._wants_key():
            self._key(event.value, line)
            return
        self._place(_value(event), line)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        line = _line(event)
        if event.tag is not None:
            self.problem(line, f"the tag {event.tag} is not allowed.", "Leave it out.")
        if self._wants_key():
            self.problem(line, "a key must be a word, not a list or a mapping.", "Is a quote missing?")
            self._keys[-1] = f"?{line}"
        new = Map(self.path, line) if isinstance(event, yaml.MappingStartEvent) else Seq(self.path, line)
        self._place(new, line)
        self._stack.append(new)
        self._keys.append(None)
        if len(self._stack) > DEPTH_LIMIT:
            self.problem(line, f"the nesting is deeper than {DEPTH_LIMIT} levels.", "Is a bracket missing?")
            raise _TooDeep

    def _wants_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1], Map) and self._keys[-1] is None

    def _key(self, key: str, line: int) -> None:
        top = self._stack[-1]
        assert isinstance(top, Map)
        if key in top.lines:
            hint = "Only one of the two can count; delete or rename one."
            self.problem(line, f'the key "{key}" was already used on line {top.lines[key]}.', hint)
        top.lines.setdefault(key, line)
        self._keys[-1] = key

    def _place(self, value: Any, line: int) -> None:
        if not self._stack:
            self.root = value if self.documents < 2 else self.root
            return
        top = self._stack[-1]
        if isinstance(top, Seq):
            top.append(value)
            top.lines.append(line)
            return
        key = self._keys[-1]
        if key is None:  # an alias in the place of a key
            self._keys[-1] = f"?{line}"
            return
        top.setdefault(key, value)
        self._keys[-1] = None


def _line(event: yaml.Event) -> int:
    mark: Any = event.start_mark
    return int(mark.line) + 1


def _value(event: yaml.ScalarEvent) -> object:
    """A plain number, true, false or null is that; everything else is text."""
    text: str = event.value
    if event.style:  # quoted or a block
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _syntax(error: yaml.YAMLError, text: str, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark else text[: position or 0].count("\n") + 1
    hint = "Look at indentation, quotes and colons on this line and the one above."
    return Problem(Where(path, line), f"this is not valid YAML: {said}.", hint, rule="yaml")
