"""One layer of settings: where it comes from, what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import ConfigError


@dataclass(frozen=True)
class Layer:
    """Settings of one source.

    source (str): Where they come from, for messages: a path, or words.
    settings (Mapping): The settings.
    lines (Mapping[str, int]): Key to the line in which it stands, if there is more than one.
    errors (Sequence[ConfigError]): What is wrong with the source as a whole.
    """

    source: str
    settings: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[ConfigError] = ()

    def describe_place(self, key: str) -> str:
        """RETURNS (str): The beginning of a message about a key: its line, or nothing."""
        return f"Line {self.lines[key]}: " if key in self.lines else ""


def raise_all(errors: Sequence[ConfigError]) -> None:
    """Report everything that is wrong at once, so that nobody has to start again and again.

    errors (Sequence[ConfigError]): The errors. Nothing is raised if there are none.
    RAISES (ConfigError): The only error, or one with the titles and texts of all.
    """
    if len(errors) == 1:
        raise errors[0]
    if errors:
        texts = [str(err).replace("\n", "\n  ") for err in errors]
        raise ConfigError(f"Found {len(errors)} problems in the configuration", "\n".join(texts))
