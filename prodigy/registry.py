"""All recipes by name: built-in ones, those of plug-ins and those of Python files.

A name can come from three places. Recipes registered by a file passed with -F, or by any other
Python code, win over built-in ones, and those win over plug-ins: installing a package must not
change what a documented command does. In names, "-" and "_" are the same.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from radicli import Arg

from . import plugins
from .arguments.declared import Argument, check_annotations, get_arguments
from .arguments.shared import recipe_args
from .catalog import HIDDEN, MODULES
from .errors import RecipeError
from .io.files import import_file
from .logger import log

__all__ = [
    "Arg",
    "Recipe",
    "find_recipe",
    "get_recipe",
    "is_registered",
    "list_recipes",
    "load_recipe_files",
    "recipe",
    "recipe_args",
    "set_recipe",
]

RecipeFunction = TypeVar("RecipeFunction", bound=Callable[..., Any])

BUILT_IN_PACKAGE = "prodigy.recipes"
# Later origins win over earlier ones.
ORIGINS = ("plug-in", "built-in", "file")
ANNOTATIONS_ATTR = "__recipe_annotations__"


@dataclass(frozen=True)
class Recipe:
    """A registered recipe.

    name (str): The name under which it was registered.
    func (Callable): The recipe function.
    annotations (dict): The descriptions of its arguments.
    origin (str): One of ORIGINS.
    """

    name: str
    func: Callable[..., Any]
    annotations: dict[str, Any]
    origin: str

    @cached_property
    def arguments(self) -> list[Argument]:
        """The arguments in the order of the function's parameters."""
        return get_arguments(self.func, self.annotations, self.name)

    @property
    def doc(self) -> str:
        """The docstring, empty if there is none."""
        return inspect.getdoc(self.func) or ""

    @property
    def summary(self) -> str:
        """The first sentence of the docstring."""
        first = " ".join(self.doc.split("\n\n")[0].split())
        end = first.find(". ")
        return first if end < 0 else first[: end + 1]


_recipes: dict[str, Recipe] = {}
_loading_plugin = False


def recipe(name: str, /, **annotations: Any) -> Callable[[RecipeFunction], RecipeFunction]:
    """Decorate a function to make it a recipe.

    name (str): Unique name of the recipe, by which it is called on the command line.
    **annotations (Any): Descriptions of the function's arguments: plac tuples of help, kind
        ("positional", "option" or "flag"), abbreviation and type, or Arg objects.
    RETURNS (Callable): A decorator, which returns the function unchanged. Those of Prodigy itself
        are replaced by one that logs the start of the recipe.
    RAISES (RecipeError): An argument is described that the function doesn't have.
    """

    def register(func: RecipeFunction) -> RecipeFunction:
        check_annotations(func, annotations, name)
        if _is_built_in(func):
            func = _log_start(name, func)
        _register(name, func, annotations)
        return func

    return register


def set_recipe(name: str, func: RecipeFunction) -> RecipeFunction:
    """Register a function as a recipe.

    name (str): The name of the recipe. "-" and "_" are the same in it.
    func (Callable): The recipe function.
    RETURNS (Callable): The same function.
    """
    return _register(name, func, getattr(func, ANNOTATIONS_ATTR, {}))


def get_recipe(name: str, path: str | Path | None = None) -> Callable[..., Any] | None:
    """Get a recipe function.

    name (str): The name of the recipe.
    path (str | Path | None): A Python file to import before. Defaults to None.
    RETURNS (Callable | None): The function, or None if there is no such recipe.
    """
    if path is not None:
        load_recipe_files([path])
    found = find_recipe(name)
    return found.func if found is not None else None


def list_recipes() -> list[str]:
    """List the names of all recipes.

    RETURNS (list[str]): The names of built-in recipes, those of plug-ins and those of imported
        files, sorted. Plug-ins are not imported for this, and commands that are no longer needed
        are left out.
    """
    _load_built_ins()
    names = {_normalize(name): name for name in plugins.get_recipe_names()}
    names.update({key: found.name for key, found in _recipes.items()})
    names = {key: name for key, name in names.items() if not _is_hidden(key)}
    return sorted(names.values())


def find_recipe(name: str) -> Recipe | None:
    """Find a recipe, importing as little as possible.

    name (str): The name of the recipe.
    RETURNS (Recipe | None): The recipe, or None if there is no such recipe.
    """
    key = _normalize(name)
    for load in (_load_nothing, _load_built_ins, _load_plugin):
        load(name)
        if key in _recipes and _recipes[key].origin != "plug-in":
            return _recipes[key]
    return _recipes.get(key)


def is_registered(name: str) -> bool:
    """Tell whether a recipe is known without importing anything.

    name (str): The name of the recipe.
    RETURNS (bool): Whether its function is there already.
    """
    return _normalize(name) in _recipes


def load_recipe_files(paths: Iterable[str | Path]) -> None:
    """Import Python files, so that their recipes are registered.

    paths (Iterable[str | Path]): The files, in the order in which they are imported.
    RAISES (RecipeError): A file is missing or can't be imported.
    """
    for path in paths:
        log(f"CLI: Importing file {path}")
        import_file(path)


def _register(name: str, func: RecipeFunction, annotations: dict[str, Any]) -> RecipeFunction:
    if not name or name != name.strip() or name.startswith("-") or any(c.isspace() for c in name):
        raise RecipeError(
            f"Invalid name of a recipe: {name!r}",
            "A name has no spaces and doesn't start with a dash, e.g. custom.recipe",
        )
    if not callable(func):
        raise RecipeError(f"Can't register recipe '{name}'", f"{func!r} is not a function.")
    origin = "built-in" if _is_built_in(func) else "plug-in" if _loading_plugin else "file"
    try:
        setattr(func, ANNOTATIONS_ATTR, annotations)
    except AttributeError:  # Bound methods and built-in functions have no attributes.
        pass
    key = _normalize(name)
    existing = _recipes.get(key)
    if existing is None or ORIGINS.index(origin) >= ORIGINS.index(existing.origin):
        _recipes[key] = Recipe(name, func, annotations, origin)
    return func


def _is_built_in(func: Callable[..., Any]) -> bool:
    module = getattr(func, "__module__", None) or ""
    return f"{module}.".startswith(f"{BUILT_IN_PACKAGE}.")


def _log_start(name: str, func: RecipeFunction) -> RecipeFunction:
    parameters = list(inspect.signature(func).parameters)

    @functools.wraps(func)
    def start(*args: Any, **kwargs: Any) -> Any:
        log(f"RECIPE: Starting recipe {name}", {**dict(zip(parameters, args)), **kwargs})
        return func(*args, **kwargs)

    return cast("RecipeFunction", start)


def _is_hidden(key: str) -> bool:
    return key in HIDDEN and _recipes[key].origin == "built-in"


def _normalize(name: str) -> str:
    return name.replace("_", "-")


def _load_nothing(name: str) -> None:
    """Stands for what is registered already."""


def _load_built_ins(name: str = "") -> None:
    """Import the modules of built-in recipes, the most likely one first, until a name is found."""
    prefix, key = name.split(".")[0].replace("-", "_"), _normalize(name)
    for module in sorted(MODULES, key=lambda module: module != prefix):
        importlib.import_module(f"{BUILT_IN_PACKAGE}.{module}")
        if key and key in _recipes:
            return


def _load_plugin(name: str) -> None:
    global _loading_plugin
    _loading_plugin = True
    try:
        for entry_name, func in plugins.load_recipe(name):
            set_recipe(entry_name, func)
    finally:
        _loading_plugin = False
