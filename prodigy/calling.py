"""Running one recipe: from its name and the words after it to a result, or to a running server."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .arguments.parser import RecipeParser
from .catalog import REMOVED, RENAMED
from .config import Run, config_warnings, running
from .errors import ProdigyError
from .logger import log
from .messages import msg
from .registered import Recipe, list_recipes, normalize
from .registry import find_recipe

if TYPE_CHECKING:
    from .app.background import OnStart

MAX_SUGGESTIONS = 3
# A dict without any of these is the result of a command.
MAIN_COMPONENTS = ("dataset", "view_id", "stream")


def call_command(
    name: str, words: Sequence[str], config: Mapping[str, Any], on_start: OnStart | None = None
) -> None:
    """Run a recipe with a command line.

    name (str): The name of the recipe.
    words (Sequence[str]): The words after it.
    config (Mapping): Settings that win over files and recipe.
    on_start (Callable | None): Called when the server is up. Defaults to None.
    RAISES (ProdigyError): There is no such recipe, or it can't work with these arguments.
    RAISES (SystemExit): Help was asked for, or the words are wrong.
    """
    found = find(name)
    parser = RecipeParser(f"prodigy {found.name}", found.arguments, found.doc)
    with running(config) as run:
        run.words = tuple(words)
        values = parser.read(words)
        log(f"RECIPE: Calling recipe '{found.name}'", values)
        with running({"skip_invalid": False} if parser.is_strict else None) as current:
            _finish(found, parser.call(found.func, values), current, on_start)


def call_function(
    name: str, args: Sequence[Any], config: Mapping[str, Any], on_start: OnStart | None = None
) -> None:
    """Run a recipe with the arguments of its function, see `call_command`."""
    found = find(name)
    with running(config) as current:
        _finish(found, found.func(*args), current, on_start)


def find(name: str) -> Recipe:
    """Find the recipe of a command.

    name (str): The name on the command line, which may be an old one.
    RETURNS (Recipe): The recipe.
    RAISES (ProdigyError): There is none. The text says which names are close.
    """
    key = normalize(name)
    found = find_recipe(name)
    if found is None and key in RENAMED:
        msg.warn(f"The recipe '{name}' is now called '{RENAMED[key]}'")
        found = find_recipe(RENAMED[key])
    if found is not None:
        return found
    if key in REMOVED:
        replacement = REMOVED[key]
        fix = f"Use {replacement} instead." if replacement else "There is no replacement for it."
        raise ProdigyError(f"The recipe '{name}' doesn't exist any more", fix)
    known = {normalize(other): other for other in list_recipes()}
    matches = difflib.get_close_matches(key, known, n=MAX_SUGGESTIONS)
    suggestion = f"Did you mean {' or '.join(known[match] for match in matches)}?\n"
    raise ProdigyError(
        f"Can't find recipe or command '{name}'",
        f"{suggestion if matches else ''}"
        "Run 'prodigy --help' to see all recipes. To use a recipe of your own, pass its Python "
        "file with -F.",
    )


def _finish(found: Recipe, result: Any, current: Run, on_start: OnStart | None = None) -> None:
    """Start the server, if the recipe returned what it needs."""
    if result is None or isinstance(result, (bool, int, str, list, tuple)):
        return
    from .core import Controller

    if isinstance(result, Mapping):
        if not any(key in result for key in MAIN_COMPONENTS):
            return  # figures that the recipe computed, not components
        result = Controller.from_components(found.name, dict(result))
    if not isinstance(result, Controller):
        return
    late = current.adopt(result.run)
    if late:
        msg.warn(
            f"These settings can't be overridden any more: {', '.join(late)}",
            f"Recipe '{found.name}' returns a Controller that was made before it was called.",
        )
    if result.recipe_name is None:  # made by the recipe itself, which can't know its name
        result.recipe_name = result.config["recipe_name"] = found.name
    for warning in config_warnings(result.config):
        msg.warn(warning)
    for name in result.exclude:
        if result.db and name not in result.db:
            msg.warn(f"Can't find '{name}', so nothing of it is excluded")
    from .app import server

    if on_start is None:
        server(result, result.config)  # other people replace it by functions of two arguments
    else:
        server(result, result.config, on_start)
