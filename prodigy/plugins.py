"""Recipes of installed packages, found through the entry-point group `prodigy_recipes`.

Their names are read from the metadata of the packages. A plug-in is only imported when its recipe
is called, and one that can't be imported gets a warning and stops nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

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
    if _may_exist():
        from importlib.metadata import entry_points

        yield from entry_points(group=RECIPES_GROUP)


def _may_exist() -> bool:
    """Look for the group in the metadata of all packages.

    That takes a tenth of importing what reads them, and most people have no plug-in.
    """
    if any(hasattr(finder, "find_distributions") for finder in _foreign_finders()):
        return True
    return any(_mentions_group(place or os.curdir) for place in sys.path)


def _foreign_finders() -> Iterator[Any]:
    from importlib.machinery import PathFinder

    return (finder for finder in sys.meta_path if finder is not PathFinder)


def _mentions_group(place: str) -> bool:
    try:
        names = os.listdir(place)
    except NotADirectoryError:
        return True  # A zip file, which may hold anything.
    except OSError:
        return False
    group = RECIPES_GROUP.encode()
    for name in names:
        if not name.lower().endswith((".dist-info", ".egg-info", "egg-info")):
            continue
        try:
            with open(os.path.join(place, name, "entry_points.txt"), "rb") as file:
                if group in file.read():
                    return True
        except OSError:  # Most packages have none.
            pass
    return False


def _load(entry: EntryPoint) -> Any:
    from .logger import log
    from .messages import msg

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
