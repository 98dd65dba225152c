"""Short import path of `prodigy.components.preprocess`."""

from __future__ import annotations

from typing import Any

from .components import preprocess as _module


def __getattr__(name: str) -> Any:
    return getattr(_module, name)
