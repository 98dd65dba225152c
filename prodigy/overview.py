"""What `prodigy` says without a recipe: a greeting, or the list of all recipes (`--help`)."""

from __future__ import annotations

import textwrap

from . import registered
from .about import __version__
from .catalog import MODULES
from .plugins import get_package_name
from .recipe_list import BUILT_IN
from .registered import BUILT_IN_PACKAGE, list_recipes, normalize

USAGE = """usage: prodigy RECIPE [ARGUMENTS ...] [-F FILE[,FILE ...]] [--workers N]

A scriptable annotation tool that runs on your own machine.

Run 'prodigy RECIPE --help' to see the arguments of a recipe. To use recipes of your own, pass
their Python files with -F. With --workers N, a recipe serves from N processes, which share
PostgreSQL. 'prodigy --version' prints the version.
"""
GREETING = f"""Prodigy {__version__}, an annotation tool that runs on your own machine.

Three commands to try:

  prodigy demo             Highlight names in sample headlines, in your browser.
  prodigy init my_project  Write a folder with settings, data and a recipe to change.
  prodigy ner.manual my_names blank:en ./texts.jsonl --label PERSON,ORG
                           Highlight names in texts of your own.

'prodigy --help' lists all recipes, 'prodigy RECIPE --help' says what one of them takes, and
'prodigy completion' completes them in your shell.
"""
INDENT = "  "
# Longer names get their description on the next line.
NAME_WIDTH = 24
LINE_WIDTH = 96


def format_overview() -> str:
    """Format the usage and all recipes with the first sentences of their docstrings.

    RETURNS (str): The text. Recipes are grouped by topic and sorted by name.
    """
    groups: dict[str, list[str]] = {heading: [] for heading in MODULES.values()}
    for name in list_recipes():
        heading, summary = _describe(name)
        groups.setdefault(heading, []).append(_format_line(name, summary))
    sections = [f"{heading}\n{''.join(lines)}" for heading, lines in groups.items() if lines]
    return "\n".join([USAGE, *sections])


def _describe(name: str) -> tuple[str, str]:
    """RETURNS (tuple[str, str]): The heading under which a recipe is listed, and its summary."""
    known = registered.recipes.get(normalize(name))
    if known is not None and known.origin == "file":
        return "Your recipes", known.summary
    if name in BUILT_IN:
        module, summary = BUILT_IN[name]
        return MODULES[module], summary
    if known is not None:
        module = known.func.__module__.removeprefix(f"{BUILT_IN_PACKAGE}.")
        return MODULES.get(module, "Plug-ins"), known.summary
    # Plug-ins are listed without importing them, so all that is known is their package.
    return "Plug-ins", f"From the package {get_package_name(name)}"


def _format_line(name: str, summary: str) -> str:
    start = f"{INDENT}{name:<{NAME_WIDTH}}"
    if len(name) >= NAME_WIDTH:
        start = f"{INDENT}{name}\n{' ' * (len(INDENT) + NAME_WIDTH)}"
    width = LINE_WIDTH - len(INDENT) - NAME_WIDTH
    lines = textwrap.wrap(summary, width) or [""]
    return f"\n{' ' * (len(INDENT) + NAME_WIDTH)}".join([start + lines[0], *lines[1:]]) + "\n"
