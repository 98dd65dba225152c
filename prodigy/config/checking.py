"""Checking settings against the table, and saying what is wrong with them."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..settings import LISTS, RENAMED, SETTINGS, UNSET, Setting
from .environment import LOG_LEVELS, allowed_sessions, get_log_level
from .layers import Layer
from .merging import Reset

ORIGIN = re.compile(r"https?://([^\s/?#@:\[\]]+|\[[\da-f:.]+\])(:\d+)?/?", re.IGNORECASE)
PATHS = ("instructions", "global_css_dir", "javascript_dir")


def check_layer(layer: Layer) -> tuple[dict[str, Any], list[ConfigError]]:
    """Compare a layer with the table.

    layer (Layer): The layer.
    RETURNS (tuple[dict, list[ConfigError]]): The valid settings, old names replaced by new ones,
        and everything that is wrong.
    """
    errors = list(layer.errors)
    checked: dict[str, Any] = {}
    if not isinstance(layer.settings, Mapping):
        title = f"Invalid configuration in {layer.source}"
        found = f"Expected a dict of settings, found {_shorten(layer.settings)}."
        return checked, [*errors, ConfigError(title, found)]
    for key, value in layer.settings.items():
        new_key = RENAMED.get(key, key)
        if new_key != key and new_key in layer.settings:
            continue
        setting = SETTINGS.get(new_key)
        if setting is not None:
            if value is None and not setting.nullable:
                # Recipes pass on options that were not set. Null takes back what lower layers say.
                if setting.default is not UNSET:
                    checked[new_key] = Reset(setting.default)
                continue
            if not setting.accepts(value):
                errors.append(_explain_value(setting, key, value, layer))
                continue
        checked[new_key] = value
    return checked, errors


def unquote_numbers(layer: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Code passes on numbers as it got them, e.g. port="9000" from a command line."""
    if not isinstance(layer, Mapping):
        return {} if layer is None else layer
    unquoted = dict(layer)
    for key, value in layer.items():
        setting = SETTINGS.get(RENAMED.get(key, key))
        if setting and isinstance(value, str) and not setting.accepts(value):
            number = _parse_number(value)
            if number is not None and setting.accepts(number):
                unquoted[key] = number
    return unquoted


def _parse_number(text: str) -> int | float | None:
    for parse in (int, float):
        try:
            return parse(text)
        except ValueError:
            pass
    return None


def _explain_value(setting: Setting, key: str, value: Any, layer: Layer) -> ConfigError:
    place = layer.describe_place(key)
    text = f"{place}Expected {setting.expected}, found {_shorten(value)}."
    if isinstance(value, str) and setting.choices:
        text += _suggest(value, setting.choices)
    if isinstance(value, str) and _accepts_unquoted(setting, value):
        text += f" Remove the quotes: {json.dumps(key)}: {value.lower()}"
    return ConfigError(f'Invalid setting "{key}" in {layer.source}', text)


def _accepts_unquoted(setting: Setting, value: str) -> bool:
    try:
        return setting.accepts(json.loads(value.lower()))
    except ValueError:
        return False


def _suggest(value: str, choices: tuple[str, ...]) -> str:
    matches = difflib.get_close_matches(value.lower(), choices, n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""


def check_paths(config: Mapping[str, Any]) -> list[ConfigError]:
    """Check that the files exist which settings name.

    config (Mapping): All settings.
    RETURNS (list[ConfigError]): An error for each one that doesn't.
    """
    errors = []
    for key in PATHS:
        value = config.get(key)
        if value and not Path(value).expanduser().exists():
            kind = "folder" if key.endswith("_dir") else "file"
            title = f'Can\'t find the {kind} of the setting "{key}"'
            place = f"{Path(value).absolute()} doesn't exist."
            fix = "Relative paths start at the working directory."
            errors.append(ConfigError(title, f"{place} {fix}"))
    return errors


def check_origins(config: Mapping[str, Any]) -> list[ConfigError]:
    """Check that the setting "cors" lists origins as browsers send them.

    config (Mapping): All settings.
    RETURNS (list[ConfigError]): An error for each item that isn't one.
    """
    allowed = config.get("cors")
    items = [str(item) for item in allowed] if isinstance(allowed, LISTS) else []
    title = 'Invalid origin in the setting "cors"'
    fix = 'Expected scheme, host and port like "https://label.example:8000"; true allows all.'
    return [
        ConfigError(title, f"Found {_shorten(item)}. {fix}")
        for item in items
        if not ORIGIN.fullmatch(item)
    ]


def config_warnings(config: Mapping[str, Any]) -> list[str]:
    """Find settings that are valid, but probably not what was meant.

    config (Mapping): The resolved configuration.
    RETURNS (list[str]): Messages for the person who starts the server.
    """
    warnings = []
    sessions, per_task = allowed_sessions(), config.get("annotations_per_task")
    if per_task and sessions and per_task > len(sessions):
        warnings.append(
            f'The setting "annotations_per_task" is {per_task:g}, but only {len(sessions)} '
            f"sessions may connect ({', '.join(sessions)}), so no task gets that many answers."
        )
    if per_task and config.get("feed_overlap"):
        warnings.append('"annotations_per_task" is set, so "feed_overlap" has no effect.')
    level = os.environ.get("PRODIGY_LOGGING", "").strip()
    if get_log_level() and level.lower() not in LOG_LEVELS:
        warnings.append(f"PRODIGY_LOGGING is '{level}', expected {' or '.join(LOG_LEVELS)}.")
    return warnings


def _shorten(value: Any) -> str:
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
