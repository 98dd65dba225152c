"""Prodigy: a scriptable, local-first annotation tool.

Names and submodules are imported when they are used, so that `import prodigy` and
`prodigy --help` are quick and need neither spaCy nor the web server.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .about import __version__

if TYPE_CHECKING:
    from .cli import serve
    from .components.loaders import get_loader, get_stream
    from .config import get_config
    from .core import Controller
    from .hashing import set_hashes
    from .logger import log
    from .protocols import ControllerComponentsDict
    from .registry import Arg, get_recipe, list_recipes, recipe, recipe_args, set_recipe
    from .schemas import get_schema

__all__ = [
    "Arg",
    "Controller",
    "ControllerComponentsDict",
    "__version__",
    "get_config",
    "get_loader",
    "get_recipe",
    "get_schema",
    "get_stream",
    "list_recipes",
    "log",
    "recipe",
    "recipe_args",
    "serve",
    "set_hashes",
    "set_recipe",
]

_HOMES = {
    "Arg": "registry",
    "Controller": "core",
    "ControllerComponentsDict": "protocols",
    "get_config": "config",
    "get_loader": "components.loaders",
    "get_recipe": "registry",
    "get_schema": "schemas",
    "get_stream": "components.loaders",
    "list_recipes": "registry",
    "log": "logger",
    "recipe": "registry",
    "recipe_args": "registry",
    "serve": "cli",
    "set_hashes": "hashing",
    "set_recipe": "registry",
}

_SUBMODULES = (
    "about",
    "app",
    "cli",
    "components",
    "config",
    "core",
    "errors",
    "hashing",
    "models",
    "preprocess",
    "protocols",
    "recipes",
    "registry",
    "schemas",
    "stream",
    "structured_types",
    "types",
    "util",
)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _SUBMODULES:
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})
