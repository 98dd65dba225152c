"""Settings of a training config on the command line: `--training.max_steps 500`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..errors import RecipeError


def parse_overrides(
    words: Sequence[str], example: str = "--training.max_steps 500"
) -> dict[str, Any]:
    """Read overrides.

    words (Sequence[str]): Words of the command line, e.g. ["--training.max_steps", "500"] or
        ["--training.max_steps=500"]. An option without a value stands for true.
    example (str): How one looks like, for messages.
    RETURNS (dict): Path of the setting to its value: JSON, or else a string.
    RAISES (RecipeError): A word is no override.
    """
    values: dict[str, Any] = {}
    remaining = list(words)
    while remaining:
        word = remaining.pop(0)
        name, equals, value = word[2:].partition("=")
        if not word.startswith("--") or "." not in name:
            raise RecipeError(
                f"Don't know the argument '{word}'",
                "Settings of the config start with two dashes and their section, e.g. "
                f"{example}. Add --help for all other arguments.",
            )
        if not equals:
            has_value = bool(remaining) and not remaining[0].startswith("--")
            value = remaining.pop(0) if has_value else "true"
        values[name] = _parse_value(value)
    return values


def _parse_value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
