"""Checking settings against the table, and saying what is wrong with them."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..settings import RENAMED, SETTINGS, UNSET, Setting
from .environment import LOG_LEVELS, allowed_sessions, get_log_level
from .merging import Reset


def check_layer(layer: Mapping[str, Any], source: str) -> dict[str, Any]:
    if not isinstance(layer, Mapping):
        raise ConfigError(
            f"Invalid configuration in {source}",
            f"Expected a dict of settings, found {_shorten(layer)}.",
        )
    checked: dict[str, Any] = {}
    for key, value in layer.items():
        new_key = RENAMED.get(key, key)
        if new_key != key and new_key in layer:
            continue
        setting = SETTINGS.get(new_key)
        if setting is not None:
            if value is None and not setting.nullable:
                # Recipes pass on options that were not set. Null takes back what lower layers say.
                if setting.default is not UNSET:
                    checked[new_key] = Reset(setting.default)
                continue
            _check_setting(setting, key, value, source)
        checked[new_key] = value
    return checked


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


def _check_setting(setting: Setting, key: str, value: Any, source: str) -> None:
    if setting.accepts(value):
        return
    text = f"Expected {setting.expected}, found {_shorten(value)}."
    if isinstance(value, str) and setting.choices:
        text += _suggest(value, setting.choices)
    if isinstance(value, str) and not setting.accepts(value) and _accepts_unquoted(setting, value):
        text += f" Remove the quotes: {json.dumps(key)}: {value.lower()}"
    raise ConfigError(f'Invalid setting "{key}" in {source}', text)


def _accepts_unquoted(setting: Setting, value: str) -> bool:
    try:
        return setting.accepts(json.loads(value.lower()))
    except ValueError:
        return False


def _suggest(value: str, choices: tuple[str, ...]) -> str:
    matches = difflib.get_close_matches(value.lower(), choices, n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""


def check_path(key: str, value: Any) -> None:
    if not value or Path(value).expanduser().exists():
        return
    kind = "folder" if key.endswith("_dir") else "file"
    raise ConfigError(
        f'Can\'t find the {kind} of the setting "{key}"',
        f"{Path(value).absolute()} doesn't exist. Relative paths start at the working directory.",
    )


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
