"""Everything a user of Prodigy may have to catch.

- ProdigyError
  - RecipeError             a recipe was called with something it can't work with
  - ConfigError             a setting, a configuration file or the environment is wrong
  - LoaderError             a source can't be read or parsed (also a ValueError)
    - MediaError            an image, a recording or a video can't be shown
  - StreamError             the tasks of a stream are unusable (also a ValueError)
  - DatabaseError           the database can't be opened, read or written
    - OutageError           not at the moment: it is down, locked or full

All of them are *expected* mistakes: the command line prints their title and text and exits with
code 1. Any other exception is a bug, ours or the recipe's, and keeps its traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

USAGE_ERROR = 2  # exit code for a wrong command line


class ProdigyError(Exception):
    """A mistake that its user can fix, described for that user.

    title (str): What is wrong, in one line.
    text (str | Path | None): Where it is, what was found and how to fix it. Defaults to None.
    """

    def __init__(self, title: str = "", text: str | Path | None = None) -> None:
        self.title = str(title)
        self.text = None if text is None else str(text)
        super().__init__(self.title, self.text)

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}" if self.text else self.title


class RecipeError(ProdigyError):
    """A recipe can't run with these arguments or components."""


class ConfigError(ProdigyError):
    """A setting, a configuration file or an environment variable is wrong."""


class LoaderError(ProdigyError, ValueError):
    """A source can't be read or parsed."""


class MediaError(LoaderError):
    """An image, a recording or a video can't be shown. The title starts with the file's name.

    title (str): What is wrong.
    text (str | Path | None): Why, or what to do. Defaults to None.
    is_missing_library (bool): The file may be all right, but a library that is optional is not
        installed. Defaults to False.
    """

    def __init__(
        self, title: str = "", text: str | Path | None = None, is_missing_library: bool = False
    ) -> None:
        super().__init__(title, text)
        self.is_missing_library = is_missing_library


class StreamError(ProdigyError, ValueError):
    """The tasks of a stream are unusable."""


class DatabaseError(ProdigyError):
    """The database can't be opened, read or written."""


class OutageError(DatabaseError):
    """The database can't be used at the moment, and may be later: it is down, locked or full."""
