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
from pathlib import Path
from typing import Any, TypeVar, cast

from radicli import Arg

from . import plugins, registered
from .arguments.declared import check_annotations
from .arguments.shared import recipe_args
from .catalog import MODULES
from .errors import RecipeError
from .io.files import import_file
from .logger import log
from .recipe_list import BUILT_IN
from .registered import (
    BUILT_IN_PACKAGE,
    ORIGINS,
    Recipe,
    get_registered,
    list_recipes,
    normalize,
)

__all__ = [
    "Arg",
    "Recipe",
    "find_recipe",
    "get_loaded_files",
    "get_recipe",
    "import_built_ins",
    "list_recipes",
    "load_recipe_files",
    "recipe",
    "recipe_args",
    "set_recipe",
]

RecipeFunction = TypeVar("RecipeFunction", bound=Callable[..., Any])

ANNOTATIONS_ATTR = "__recipe_annotations__"


_loading_plugin = False
_loaded_files: dict[str, None] = {}  # in their order


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


def find_recipe(name: str) -> Recipe | None:
    """Find a recipe, importing as little as possible.

    name (str): The name of the recipe.
    RETURNS (Recipe | None): The recipe, or None if there is no such recipe.
    """
    for load in (_load_nothing, _load_built_in, _load_plugin):
        load(name)
        if found := get_registered(name):
            return found
    return registered.recipes.get(normalize(name))


def import_built_ins() -> None:
    """Import the modules of all built-in recipes, for whoever needs to see all functions."""
    for module in MODULES:
        importlib.import_module(f"{BUILT_IN_PACKAGE}.{module}")


def load_recipe_files(paths: Iterable[str | Path]) -> None:
    """Import Python files, so that their recipes are registered.

    paths (Iterable[str | Path]): The files, in the order in which they are imported.
    RAISES (RecipeError): A file is missing or can't be imported.
    """
    for path in paths:
        log(f"CLI: Importing file {path}")
        import_file(path)
        _loaded_files[str(Path(path).expanduser().resolve())] = None


def get_loaded_files() -> list[str]:
    """RETURNS (list[str]): Absolute paths of the Python files that were imported, for processes
    that need the same recipes and components."""
    return list(_loaded_files)


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
    key = normalize(name)
    existing = registered.recipes.get(key)
    if existing is None or ORIGINS.index(origin) >= ORIGINS.index(existing.origin):
        registered.recipes[key] = Recipe(name, func, annotations, origin)
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


def _load_nothing(name: str) -> None:
    """Stands for what is registered already."""


def _load_built_in(name: str) -> None:
    key = normalize(name)
    for other, (module, _) in BUILT_IN.items():
        if normalize(other) == key:
            importlib.import_module(f"{BUILT_IN_PACKAGE}.{module}")


def _load_plugin(name: str) -> None:
    global _loading_plugin
    _loading_plugin = True
    try:
        for entry_name, func in plugins.load_recipe(name):
            set_recipe(entry_name, func)
    finally:
        _loading_plugin = False
