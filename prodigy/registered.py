"""The names of all recipes, and those that are there already, without importing any.

Kept apart from `registry`, which declares and finds recipes and therefore needs all that describes
arguments: listing names must be quick.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import plugins
from .catalog import HIDDEN
from .recipe_list import BUILT_IN

if TYPE_CHECKING:
    from .arguments.declared import Argument

BUILT_IN_PACKAGE = "prodigy.recipes"
# Later origins win over earlier ones.
ORIGINS = ("plug-in", "built-in", "file")


class Recipe:
    """A registered recipe.

    name (str): The name under which it was registered.
    func (Callable): The recipe function.
    annotations (dict): The descriptions of its arguments.
    origin (str): One of ORIGINS.
    """

    def __init__(
        self, name: str, func: Callable[..., Any], annotations: dict[str, Any], origin: str
    ) -> None:
        self.name = name
        self.func = func
        self.annotations = annotations
        self.origin = origin

    @cached_property
    def arguments(self) -> list[Argument]:
        """The arguments in the order of the function's parameters."""
        from .arguments.declared import get_arguments

        return get_arguments(self.func, self.annotations, self.name)

    @property
    def doc(self) -> str:
        """The docstring, empty if there is none."""
        import inspect

        return inspect.getdoc(self.func) or ""

    @property
    def summary(self) -> str:
        """The first sentence of the docstring."""
        first = " ".join(self.doc.split("\n\n")[0].split())
        end = first.find(". ")
        return first if end < 0 else first[: end + 1]


# By normalized name. Built-in recipes and plug-ins get here when their module is imported.
recipes: dict[str, Recipe] = {}


def normalize(name: str) -> str:
    """Write a name in the way by which recipes are compared: "-" and "_" are the same in it.

    name (str): The name of a recipe.
    RETURNS (str): The name with dashes.
    """
    return name.replace("_", "-")


def list_recipes() -> list[str]:
    """List the names of all recipes.

    RETURNS (list[str]): The names of built-in recipes, those of plug-ins and those of imported
        files, sorted. Nothing is imported for this, and commands that are no longer needed are
        left out.
    """
    own = {key: found for key, found in recipes.items() if found.origin != "plug-in"}
    names = {normalize(name): name for name in plugins.get_recipe_names()}
    names.update({key: found.name for key, found in recipes.items() if key not in own})
    names.update({normalize(name): name for name in BUILT_IN})
    names.update({key: found.name for key, found in own.items()})
    hidden = {key for key in HIDDEN if key not in own or own[key].origin == "built-in"}
    return sorted(name for key, name in names.items() if key not in hidden)


def get_registered(name: str) -> Recipe | None:
    """Get a recipe that is there without importing anything.

    name (str): The name of the recipe.
    RETURNS (Recipe | None): The recipe, or None if there is none, or only one of a plug-in, which
        may have to give way to a built-in recipe.
    """
    found = recipes.get(normalize(name))
    return None if found is not None and found.origin == "plug-in" else found
