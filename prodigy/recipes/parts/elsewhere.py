"""Recipes that a module is known by, but that live in another one which is slower to import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def import_when_used(module: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Make a module's `__getattr__`, for names that others import from it.

    module (str): The module that gets it.
    homes (Mapping[str, str]): Name to where it is: "module.name" within `prodigy.recipes`.
    RETURNS (Callable): The function. Type checkers need the imports, too, under TYPE_CHECKING.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, own_name = homes[name].split(".")
        return getattr(import_module(f"prodigy.recipes.{home}"), own_name)

    return get
