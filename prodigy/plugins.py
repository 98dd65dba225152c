"""Recipes of installed packages, found through the entry-point group `prodigy_recipes`.

Their names are read from the metadata of the packages. A plug-in is only imported when its recipe
is called, and one that can't be imported gets a warning and stops nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from .logger import log
from .messages import msg

RECIPES_GROUP = "prodigy_recipes"


def get_recipe_names() -> list[str]:
    """Get the names under which plug-ins offer recipes, without importing them.

    RETURNS (list[str]): The names, in the order of installation.
    """
    return [entry.name for entry in _entries()]


def get_package_name(recipe_name: str) -> str:
    """Get the package that offers a recipe.

    recipe_name (str): The name of the recipe.
    RETURNS (str): Name of the package, empty if it is unknown.
    """
    for entry in _entries():
        if _is_same(entry.name, recipe_name):
            return entry.dist.name if entry.dist is not None else ""
    return ""


def load_recipe(name: str) -> list[tuple[str, Callable[..., Any]]]:
    """Import the plug-ins that may offer a recipe.

    name (str): The name of the recipe.
    RETURNS (list[tuple[str, Callable]]): Names and functions of recipes. Plug-ins that can't be
        imported are left out, and so are modules, which register their recipes themselves.
    """
    # A module may register any name, so it must be imported to know.
    chosen = [entry for entry in _entries() if _is_same(entry.name, name) or not entry.attr]
    loaded = [(entry.name, _load(entry)) for entry in chosen]
    return [(name, func) for name, func in loaded if callable(func)]


def _entries() -> Iterator[EntryPoint]:
    yield from entry_points(group=RECIPES_GROUP)


def _load(entry: EntryPoint) -> Any:
    log(f"CLI: Importing plug-in {entry.name} ({entry.value})")
    try:
        return entry.load()
    except Exception as err:  # Code of others: whatever is wrong there, the rest has to work.
        package = f" of {entry.dist.name}" if entry.dist is not None else ""
        msg.warn(
            f"Can't load the recipe plug-in '{entry.name}'{package}",
            f"{type(err).__name__}: {err}. Try to update or to uninstall the package.",
        )
        return None


def _is_same(one: str, two: str) -> bool:
    return one.replace("_", "-") == two.replace("_", "-")
