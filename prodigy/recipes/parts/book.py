"""The documentation as a website: where it is, and the server that shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from ...errors import RecipeError
from ...messages import msg

__all__ = ["TITLE_PAGE", "Book", "make_handler", "prepare_book"]

PACKAGE = Path(__file__).parents[2]
TITLE_PAGE = "index"


@dataclass(frozen=True)
class Book:
    """A book that is built.

    folder (Path): Where its pages are.
    groups (dict[str, list[tuple[str, str]]]): Headline to names and titles of pages.
    """

    folder: Path
    groups: dict[str, list[tuple[str, str]]]

    @property
    def pages(self) -> list[str]:
        """The names of all pages, in their order."""
        return [name for pages in self.groups.values() for name, _ in pages]


def prepare_book(package: Path = PACKAGE) -> Book:
    """Find the book. In a clone, where pages may have changed, it is built if it isn't current.

    package (Path): Folder of this package.
    RETURNS (Book): The book.
    RAISES (RecipeError): If there is none.
    """
    script = package.parent / "docs" / "book" / "build.py"
    # Beside an installed package, a folder "docs" would be that of somebody else.
    if (package.parent / "pyproject.toml").exists() and script.exists():
        if subprocess.run([sys.executable, str(script)], check=False).returncode:
            msg.warn("The book isn't current: pages may say what was true before")
    folder = package / "book"
    try:
        contents = json.loads((folder / "contents.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RecipeError(
            "The documentation isn't built",
            "In a clone, run: pip install -e '.[docs]'. The same pages are in its folder docs.",
        ) from None
    groups = {
        title: [(name, words) for name, words in pages]
        for title, pages in contents["groups"].items()
    }
    return Book(folder, groups)


class QuietHandler(SimpleHTTPRequestHandler):
    """Answers requests for files, and says nothing about it in the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Leave it out."""


def make_handler(folder: Path) -> partial[QuietHandler]:
    """Make what answers requests.

    folder (Path): What it answers with.
    RETURNS (partial[QuietHandler]): For a server of `http.server`.
    """
    return partial(QuietHandler, directory=str(folder))
