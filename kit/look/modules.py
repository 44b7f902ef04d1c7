"""A page's modules in their order, and in one file: many small files cost a phone more than one does.

The server joins pages when it starts, the static site joins them to scripts that run from a disk, and
JupyterLab gets a page's modules one by one; all of them take the order from here.

This is no bundler for any JavaScript. It knows the few forms that the kit's own modules are written in,
and says in words what it does not know, when the server starts. A joined file does what the modules do
apart: each is run once, after those it imports, in a scope of its own.

Known are, at the start of a line: ``import { a, b as c } from "./x.js";``, ``import "./x.js";``,
``export * from "./x.js";``, ``export const`` or ``function`` or ``class`` with a name, ``export default``
with a value, and at the end of a file ``export { a, b as c };``. What is exported is given on when its module
has run, so it may not change afterwards: ``export let`` is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

IMPORT = re.compile(r"""^[ \t]*(?:import|export)\b[^'"();]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)
"""A static import or a re-export of another file, and that file as it is written."""

_NOTES = re.compile(r"^/\*(?!!).*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
"""Comments that start a line are for whoever reads the file itself; phones need not load them. A licence
(``/*!``) stays."""

_NAME = r"[A-Za-z_$][\w$]*"
_LIST = re.compile(rf"^({_NAME})(?:\s+as\s+({_NAME}))?$")
_IMPORTS = re.compile(r"""^import\s*(?:\{([^}]*)\}\s*from\s*)?["']([^"']+)["'];?""", re.MULTILINE)
_STARS = re.compile(r"""^export\s*\*\s*from\s*["']([^"']+)["'];?""", re.MULTILINE)
_NAMED = re.compile(rf"^export\s+(?=(?:const|(?:async\s+)?function\b\s*\*?|class)\s*({_NAME}))", re.MULTILINE)
_DEFAULT = re.compile(r"^export\s+default\s+(?!(?:async\s+)?function\b|class\b)", re.MULTILINE)
_AT_END = re.compile(r"(?:^|(?<=[;}]))export\s*\{([^}]*)\}\s*;?\s*\Z", re.MULTILINE)
_LEFT_OVER = re.compile(
    r"""^[ \t]*(?:import|export)\b(?!\s*[(.]).*|\bimport\.meta\b|\bimport\(\s*["'`]\.""", re.MULTILINE
)


class CannotBundle(ValueError):
    """Modules that cannot be joined. The text names the file, what stands there, and what to write."""


@dataclass(slots=True)
class _Module:
    """A module taken apart. ``given``: from an exported name to the JavaScript that is its value."""

    name: str
    scope: str
    body: str
    taken: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        given = ", ".join(one if one == value else f"{one}: {value}" for one, value in self.given.items())
        lines = [f"/* ==== {self.name} ==== */", f"const {self.scope} = (() => {{", *self.taken]
        return "\n".join([*lines, self.body.strip(), f"return {{ {given} }};", "})();"])


def imports(name: str, text: str) -> list[str]:
    """The names of the files that a module imports, as seen from the folder of all files."""
    return [resolve(name, found) for found in IMPORT.findall(text)]


def resolve(importer: str, found: str) -> str:
    """``vendor/a.js`` importing ``../b.js`` means ``b.js``."""
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / found).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)


def in_order(entry: str, read: Callable[[str], str | None]) -> list[str]:
    """A module and all that it imports, each after those it imports. ``read`` gives a file's text, or None.

    Raises CannotBundle for a file that is not there, and for modules that import each other in a circle."""
    done: dict[str, None] = {}

    def add(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            circle = " -> ".join((*importers[importers.index(name) :], name))
            raise CannotBundle(f"{name} imports itself: {circle}. Move what they share to a file of its own.")
        if name in done:
            return
        text = read(name)
        if text is None:
            by = f" by {importers[-1]}" if importers else ""
            raise CannotBundle(f"{name} is imported{by}, and there is no such file.")
        for imported in imports(name, text):
            add(imported, (*importers, name))
        done[name] = None

    add(entry, ())
    return list(done)


def bundle(entry: str, read: Callable[[str], str | None]) -> str:
    """One module that does what ``entry`` does with all that it imports. Raises CannotBundle."""
    modules: dict[str, _Module] = {}
    for name in in_order(entry, read):
        modules[name] = _take_apart(name, read(name) or "", modules)
    last = modules[entry]
    end = [f"export default {last.scope}.default;"] if "default" in last.given else []
    return "\n\n".join([*(module.text() for module in modules.values()), *end]) + "\n"


def classic(entry: str, read: Callable[[str], str | None]) -> str:
    """A plain script that does what ``entry`` does with all that it imports: pages opened from a disk may not
    load modules. It leaves no names behind. Raises CannotBundle, also if ``entry`` exports a page."""
    text = bundle(entry, read)
    if "\nexport default " in text:
        raise CannotBundle(f"{entry} exports a page; expected a script that only does something.")
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def _take_apart(name: str, text: str, earlier: dict[str, _Module]) -> _Module:
    module = _Module(name, f"$module{len(earlier)}", "")
    text = _NOTES.sub("", text)

    def import_(found: re.Match[str]) -> str:
        names, source = found.groups()
        if names is not None:
            other = _known(source)
            pairs = _pairs(name, names)
            for wanted, _ in pairs:
                if wanted not in other.given:
                    raise CannotBundle(
                        f"{name} imports {wanted} from {other.name}, which does not export it."
                    )
            taken = ", ".join(one if one == here else f"{one}: {here}" for one, here in pairs)
            module.taken.append(f"const {{ {taken} }} = {other.scope};")
        return ""

    def star(found: re.Match[str]) -> str:
        other = _known(found[1])
        for one in other.given:
            if one != "default":
                _give(module, one, f"{other.scope}.{one}")
        return ""

    def named(found: re.Match[str]) -> str:
        _give(module, found[1], found[1])
        return ""

    def default(_found: re.Match[str]) -> str:
        _give(module, "default", "$default")
        return "const $default = "

    def at_end(found: re.Match[str]) -> str:
        for here, outside in _pairs(name, found[1]):
            _give(module, outside, here)
        return ""

    def _known(source: str) -> _Module:
        other = earlier.get(resolve(name, source)) if source.startswith(("./", "../")) else None
        if other is None:
            raise CannotBundle(f"{name} imports {source!r}: expected a file of ours, as ./page.js.")
        return other

    for pattern, change in (
        (_IMPORTS, import_), (_STARS, star), (_NAMED, named), (_DEFAULT, default), (_AT_END, at_end),
    ):  # fmt: skip
        text = pattern.sub(change, text)
    left = _LEFT_OVER.search(text)
    if left is not None:
        raise CannotBundle(
            f"{name}: {left[0].strip()[:80]!r} cannot be joined. Known are import {{ }} from, export * from, "
            "export const, function or class with a name, export default with a value, and export {} at the "
            "end."
        )
    module.body = text
    return module


def _give(module: _Module, name: str, value: str) -> None:
    if module.given.setdefault(name, value) != value:
        raise CannotBundle(f"{module.name} exports {name} twice. Give one of them another name.")


def _pairs(module: str, names: str) -> list[tuple[str, str]]:
    """From ``a, b as c``: (a, a), (b, c)."""
    pairs = []
    for one in filter(None, (part.strip() for part in names.split(","))):
        found = _LIST.match(one)
        if found is None:
            raise CannotBundle(f"{module}: expected names in {{ }}, got {one!r}.")
        pairs.append((found[1], found[2] or found[1]))
    return pairs
