"""The parts that recipes are made of: sources, streams, preprocessors, storage.

Importing this package loads none of them. `prodigy.components.db` and the other modules are loaded
when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Session"]


def __getattr__(name: str) -> Any:
    if name == "Session":
        return import_module(".session", __name__).Session
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
