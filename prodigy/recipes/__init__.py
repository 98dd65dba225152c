"""The built-in recipes, one module per kind of task.

Every module must be importable without spaCy: `prodigy RECIPE --help` imports it to read the
arguments. `prodigy --help` imports none, see `prodigy.recipe_list`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def __getattr__(name: str) -> Any:
    # Recipes of others name built-in ones as prodigy.recipes.ner.manual, without an import.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
