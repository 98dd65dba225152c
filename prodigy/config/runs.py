"""Resolving: from all layers to the settings of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..settings import get_defaults
from .checking import check_layer, check_path, unquote_numbers
from .environment import read_variables
from .merging import merge_config, own
from .reading import read_files, read_overrides

_overrides: ContextVar[Mapping[str, Any] | None] = ContextVar("overrides", default=None)


def get_config() -> dict[str, Any]:
    """Read and combine the configuration of the user.

    RETURNS (dict): The settings from the defaults, the files and the environment. A new dict on
        every call; missing files are fine.
    RAISES (ConfigError): A file isn't valid JSON or a setting has a wrong type or value.
    """
    return resolve_config(overrides={})


def resolve_config(
    recipe_config: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the configuration of one run from all its layers, once.

    recipe_config (Mapping | None): The "config" that the recipe returned. It is not changed.
    overrides (Mapping | None): What the caller of the recipe wants to override. Not changed.
        None: what `overriding` says.
    RETURNS (dict): All settings, checked, in dicts and lists of their own.
    RAISES (ConfigError): A setting has a wrong type or value; the message names its source.
    """
    layers = read_files()
    layers.append(("the config returned by the recipe", unquote_numbers(recipe_config)))
    layers.extend(read_overrides())
    overrides = _overrides.get() if overrides is None else overrides
    layers.append(("the config overrides", unquote_numbers(overrides)))
    layers.extend(read_variables())
    config = own(get_defaults())
    for source, layer in layers:
        config = merge_config(config, check_layer(layer, source))
    for key in ("instructions", "global_css_dir", "javascript_dir"):
        check_path(key, config.get(key))
    return config


@contextmanager
def overriding(overrides: Mapping[str, Any]) -> Iterator[None]:
    """Override settings of whatever controller is made inside, e.g. by the recipe itself.

    overrides (Mapping): The settings. They win over those of the files and of the recipe.
    """
    token = _overrides.set(overrides)
    try:
        yield
    finally:
        _overrides.reset(token)
