"""Completing the command line in a shell: recipes, their options, datasets and files.

The shell calls `prodigy` with the line so far in its environment (the protocol of argcomplete).
Of the recipes, only the one on the line is imported.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import argcomplete
from argcomplete.completers import FilesCompleter
from argcomplete.lexers import split_line

from .arguments.declared import Argument
from .arguments.parser import RecipeParser
from .errors import ProdigyError
from .registered import list_recipes
from .registry import find_recipe, load_recipe_files

# Arguments that name datasets; a source may be a file, too.
DATASETS = ("dataset", "datasets", "set_id", "sets", "in_sets", "exclude")
DATASETS_OR_FILES = ("source",)


Split = Callable[[Sequence[str]], tuple[list[str], list[str]]]


def complete(split: Split) -> None:
    """Answer the shell and exit. Returns if it didn't ask.

    split (Callable): Takes the files of -F out of the words of a command line.
    """
    words, is_found = _words_so_far(), False
    parser = argparse.ArgumentParser(prog="prodigy", add_help=False)
    if words and (found := _find(words, split)):
        parser, is_found = found, True
    else:
        parser.add_argument("-F", metavar="FILE").completer = FilesCompleter(["py"])  # type: ignore[attr-defined]
        parser.add_argument("--help", action="store_true")
        parser.add_argument("--version", action="store_true")
        parser.add_argument("recipe", nargs="?", choices=list_recipes())
    argcomplete.autocomplete(parser, always_complete_options=True if is_found else "long")


def _words_so_far() -> list[str]:
    line = os.environ.get("COMP_LINE", "")
    point = int(os.environ.get("COMP_POINT", len(line)))
    try:
        return list(split_line(line, point)[3])[1:]
    except Exception:  # A line that no shell could read has nothing to complete.
        return []


def _find(words: list[str], split: Split) -> argparse.ArgumentParser | None:
    """RETURNS: A parser for the whole line with its recipe; None if no recipe is on it yet."""
    if words[-1] == "-F":
        return None
    try:
        files, rest = split(words)
        load_recipe_files(files)
        name = next((word for word in rest if not word.startswith("-")), None)
        found = find_recipe(name) if name else None
    except (ProdigyError, SystemExit):
        return None
    if found is None or not name:
        return None
    parser = RecipeParser(f"prodigy {found.name}", found.arguments, found.doc)
    by_name = {argument.name: argument for argument in found.arguments}
    for action in parser._actions:
        argument = by_name.get(action.dest)
        if argument is not None:
            action.completer = _completer_of(argument)  # type: ignore[attr-defined]
    # The name of the recipe is the first positional argument of the line.
    first = parser.add_argument("(recipe)", choices=[name])
    parser._actions.remove(first)
    parser._actions.insert(0, first)
    parser._positionals._group_actions.remove(first)
    parser._positionals._group_actions.insert(0, first)
    parser.add_argument("-F", metavar="FILE")
    return parser


def _completer_of(argument: Argument) -> Any:
    if argument.reader.choices:
        return lambda **_: list(argument.reader.choices)
    if argument.name in DATASETS:
        return _list_datasets
    if argument.name in DATASETS_OR_FILES:
        return lambda prefix, **rest: [
            *(f"dataset:{name}" for name in _list_datasets()),
            *FilesCompleter()(prefix, **rest),
        ]
    return FilesCompleter()


def _list_datasets(**_: Any) -> Iterable[str]:
    from .components.db import connect

    try:
        return connect().datasets
    except Exception:  # Nothing to complete is better than a traceback in the middle of a line.
        return []
