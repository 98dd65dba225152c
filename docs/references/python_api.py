"""The reference of the Python API: every name that recipes may rely on, by its docstring.

Which names these are says tests/public_api.py. Each is described once, where it is best imported
from; other modules that have it, too, list it.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import GenericAlias
from typing import Any

from prodigy.registered import recipes
from prodigy.registry import import_built_ins
from references import docstrings
from references.constants import find_comment
from references.markdown import break_call, escape, make_code, make_table
from tests.public_api import PUBLIC_API

# They have names of other modules only, for recipes that import them from here.
ALIASES = ("prodigy.core", "prodigy.stream", "prodigy.preprocess")
RECIPES = "prodigy.recipes."


@dataclass
class Entry:
    """One name of the API."""

    module: str
    name: str
    value: Any
    members: list[Entry] = field(default_factory=list)

    @property
    def doc(self) -> str:
        """What is said of it, without indentation. Empty if nothing is."""
        if is_described_by_itself(self.value):
            return inspect.getdoc(self.value) or ""
        return find_comment(self.module, self.name)

    def render(self, level: int = 3) -> str:
        """Write its section."""
        parts = [f"{'#' * level} `{self.name}`\n"]
        if isinstance(self.value, property):
            parts.append(docstrings.render(self.doc))
        elif is_described_by_itself(self.value):
            parts += [make_code("py", self.signature), docstrings.render(self.doc)]
        else:
            parts += [f"{escape(to_sentence(self.doc))}\n", *show_value(self.name, self.value)]
        parts += [member.render(level + 1) for member in self.members]
        return "\n".join(part for part in parts if part)

    @property
    def signature(self) -> str:
        """The declaration, without type hints: the list below has them."""
        try:
            signature = inspect.signature(self.value)
        except (TypeError, ValueError):
            return self.name
        empty = inspect.Parameter.empty
        shown = [p.replace(annotation=empty) for p in signature.parameters.values()]
        words = split_parameters([p for p in shown if p.name not in ("self", "cls")])
        return break_call(self.name, words)


def to_sentence(comment: str) -> str:
    """Write a comment as a sentence. RETURNS (str): With a capital letter and a full stop."""
    end = "" if comment.endswith((".", ":", "?")) else "."
    return comment[:1].upper() + comment[1:] + end


def is_described_by_itself(value: Any) -> bool:
    """Tell whether something has a docstring of its own, as functions, classes and properties."""
    is_class = inspect.isclass(value) and not isinstance(value, GenericAlias)  # in 3.10, it is both
    return inspect.isroutine(value) or is_class or isinstance(value, property)


def split_parameters(parameters: list[inspect.Parameter]) -> list[str]:
    """Write parameters one by one, with the marks between their kinds.

    parameters (list[inspect.Parameter]): In their order.
    RETURNS (list[str]): As they are declared; repr of defaults that isn't code becomes "...".
    """
    words: list[str] = []
    has_star = False
    for i, one in enumerate(parameters):
        if one.kind is one.VAR_POSITIONAL:
            has_star = True
        elif one.kind is one.KEYWORD_ONLY and not has_star:
            words.append("*")
            has_star = True
        text = str(one)
        if one.default is not one.empty and not _is_code(repr(one.default)):
            text = f"{one.name}=..."
        words.append(text)
        is_last = i + 1 == len(parameters) or parameters[i + 1].kind is not one.kind
        if one.kind is one.POSITIONAL_ONLY and is_last:
            words.append("/")
    return words


def _is_code(text: str) -> bool:
    try:
        compile(text, "default", "eval")
    except SyntaxError:
        return False
    return True


def show_value(name: str, value: Any) -> Iterator[str]:
    """Write the value of a constant, if it is short enough and the same everywhere."""
    line = f"{name} = {value!r}"
    if isinstance(value, (str, int, tuple, list)) and len(line) < 240 and name[:2] != "__":
        yield make_code("python", line)


def find_entries() -> dict[str, list[Entry]]:
    """Find all names.

    RETURNS (dict[str, list[Entry]]): Module to entries, each with its members, in the order of the
        page. Nothing comes twice.
    """
    homes: dict[Any, Entry] = {}
    members: list[Entry] = []
    modules = sorted(PUBLIC_API, key=lambda name: name in ALIASES)  # those last
    found: dict[str, list[Entry]] = {module: [] for module in modules}
    for module in modules:
        for name in PUBLIC_API[module]:
            entry = Entry(module, name, resolve(module, name))
            if "." in name:
                members.append(entry)
            elif not inspect.ismodule(entry.value) and find_key(entry) not in homes:
                homes[find_key(entry)] = entry
                found[module].append(entry)
    for entry in members:
        owner = entry.name.partition(".")[0]
        home = homes[find_key(Entry(entry.module, owner, resolve(entry.module, owner)))]
        if entry.name not in [member.name for member in home.members]:
            home.members.append(entry)
    return {module: entries for module, entries in found.items() if entries}


def find_key(entry: Entry) -> Any:
    """What is the same for two entries that are one thing. Equal constants may be two."""
    if is_described_by_itself(entry.value):
        return id(entry.value)
    return (entry.name, repr(entry.value))


def resolve(module: str, name: str) -> Any:
    """Get what a name stands for.

    module (str): The module.
    name (str): The name, with dots for members of a class.
    RETURNS (Any): The value.
    """
    value: Any = importlib.import_module(module)
    for part in name.split("."):
        value = getattr(value, part)
    return value


def find_others(module: str, entries: list[Entry]) -> list[str]:
    """Names that a module has, too, but that are described elsewhere.

    module (str): The module.
    entries (list[Entry]): What is described there.
    RETURNS (list[str]): The names, sorted.
    """
    here = {entry.name for entry in entries}
    names = {name for name in PUBLIC_API[module] if "." not in name} - here
    return sorted(n for n in names if not inspect.ismodule(resolve(module, n)))


def make_module(module: str, entries: list[Entry]) -> str:
    """Write the part about a module."""
    doc = inspect.getdoc(importlib.import_module(module)) or ""
    parts = [f"## `{module}`\n", docstrings.render(doc)]
    parts += [entry.render() for entry in sorted(entries, key=lambda e: e.name.lower())]
    others = find_others(module, entries)
    if others:
        names = ", ".join(f"`{name}`" for name in others)
        parts.append(f"Also here, and described elsewhere on this page: {names}.\n")
    return "\n".join(parts)


def make_aliases() -> str:
    """Write the part about modules that only have names of others."""
    rows = []
    for module in ALIASES:
        names = sorted(name for name in PUBLIC_API[module] if "." not in name)
        rows.append([f"`{module}`", ", ".join(f"`{name}`" for name in names)])
    head = (
        "## Other places to import from\n\nPublished recipes use them; they have the same objects."
    )
    return f"{head}\n\n{make_table(['Module', 'Names'], rows)}"


def make_recipes(found: dict[str, list[Entry]]) -> str:
    """Write the table of recipes, which are functions that may be called."""
    import_built_ins()
    by_function = {id(one.func): one.name for one in recipes.values()}
    rows = []
    for module, entries in found.items():
        for entry in entries if module.startswith(RECIPES) else ():
            name = by_function.get(id(entry.value))
            if name:
                anchor = name.replace(".", "")
                rows.append([f"`{module}.{entry.name}`", f"[`{name}`](recipes.md#{anchor})"])
    head = (
        "## Recipes as functions\n\nThey take the arguments of the command line and return the "
        "components of an annotation run, or do\ntheir work and return nothing."
    )
    return f"{head}\n\n{make_table(['Function', 'Recipe'], sorted(rows))}"


def make_python_api() -> str:
    """Write the reference. RETURNS (str): Markdown, without the title of the page."""
    found = find_entries()
    import_built_ins()
    by_function = {id(one.func) for one in recipes.values()}
    parts = []
    for module, entries in found.items():
        if module not in ALIASES:
            shown = [entry for entry in entries if id(entry.value) not in by_function]
            if shown:
                parts.append(make_module(module, shown))
    return "\n".join([*parts, make_recipes(found), make_aliases()])
