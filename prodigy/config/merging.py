"""Merging layers of settings, and making the part that the browser may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..settings import LISTS, MERGED, SECRETS


class Reset:
    """Marks a value that replaces the lower layers even where dicts are merged."""

    def __init__(self, value: Any) -> None:
        self.value = value


def merge_config(base: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """Merge one layer of settings over another.

    base (Mapping): The lower layer. It is not changed.
    layer (Mapping): The higher layer. It is not changed.
    RETURNS (dict): A new dict. Values of the higher layer win; dicts listed in MERGED are merged,
        everything else is replaced, also by None.
    """
    merged = dict(base)
    for key, value in layer.items():
        merged[key] = _merge_value(merged.get(key), value, MERGED.get(key, 0))
    return merged


def frontend_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Make the part of a configuration that may be sent to the browser.

    config (Mapping): The configuration. It is not changed.
    RETURNS (dict): The settings without secrets, and with nothing in them but JSON.
    """
    return {str(key): _to_json(value) for key, value in config.items() if key not in SECRETS}


def _merge_value(old: Any, new: Any, levels: int) -> Any:
    if isinstance(new, Reset):
        return own(new.value)
    if levels and isinstance(old, Mapping) and isinstance(new, Mapping):
        return {
            **old,
            **{key: _merge_value(old.get(key), item, levels - 1) for key, item in new.items()},
        }
    return own(new)


def own(value: Any) -> Any:
    """Copy containers, so that no layer shares them, and keep everything else as it is."""
    if isinstance(value, Mapping):
        return {key: own(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=str)  # the same order in every run, e.g. for colours of labels
    if isinstance(value, LISTS):
        return [own(item) for item in value]
    return value


def _to_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items() if key not in SECRETS}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_to_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
