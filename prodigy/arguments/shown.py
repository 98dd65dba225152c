"""How an argument is shown in usage, help and documentation: the name of its value, its default.

The name of a value says what to put there: `--label LABELS`, `--exclude DATASETS`, `--width WIDTH`,
`--output PATH`. It follows from the type and the name of the argument, in recipes of others, too,
unless the recipe itself names it.
"""

from __future__ import annotations

import re
from typing import Any

from ..util import get_labels, split_string
from .converters import parse_bool, parse_object
from .declared import REQUIRED, Argument

# What the values of arguments are, whose names say what is done with them.
VALUE_NAMES = {"exclude": "DATASETS"}
LIST_CONVERTERS = (get_labels, split_string)
UNSAFE = r"[\s\[\]()%]+"  # argparse fails when it wraps usage lines in which a value contains these
MAX_CHOICES_LENGTH = 40  # characters; longer lists stand in the help text only


def get_metavar(argument: Argument) -> str:
    """Name the value of an argument.

    argument (Argument): The argument.
    RETURNS (str): What stands for the value, without spaces: argparse can't wrap others.
    """
    if argument.metavar:
        return re.sub(UNSAFE, "-", argument.metavar).strip("-") or _upper(argument.name)
    if argument.kind in ("positional", "rest"):
        return argument.name
    reader = argument.reader
    if reader.choices:
        choices = "{" + ",".join(reader.choices) + "}"
        is_short = len(choices) <= MAX_CHOICES_LENGTH and not re.search(UNSAFE, choices)
        return choices if is_short else _upper(argument.name)
    if reader.convert is parse_bool:
        return "{true,false}"
    if reader.convert is parse_object:
        return "JSON"
    if reader.container is not None or reader.convert in LIST_CONVERTERS:
        return VALUE_NAMES.get(argument.name) or _plural(_upper(argument.name))
    return "PATH" if reader.is_path else _upper(argument.name)


def show_default(argument: Argument) -> str | None:
    """Write the default of an argument as it would stand on the command line.

    argument (Argument): The argument.
    RETURNS (str | None): The default, or None if there is none, or nothing worth to be shown.
    """
    default = argument.default
    if argument.kind == "flag" or default is REQUIRED or default in (None, "", [], (), {}):
        return None
    if isinstance(default, (list, tuple, set, frozenset)):
        return ",".join(_show(item) for item in default)
    return _show(default)


def describe(argument: Argument) -> str:
    """Describe an argument in the help: what it does, its choices and its default.

    argument (Argument): The argument.
    RETURNS (str): One or several sentences.
    """
    notes = []
    if argument.reader.choices and not get_metavar(argument).startswith("{"):
        notes.append(f"choose from: {', '.join(argument.reader.choices)}")
    default = show_default(argument)
    if default is not None:
        notes.append(f"default: {default}")
    return " ".join([argument.help, f"({'; '.join(notes)})" if notes else ""]).strip()


def _show(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(getattr(value, "value", value))


def _upper(name: str) -> str:
    return name.strip("_").upper() or "VALUE"


def _plural(name: str) -> str:
    if name.endswith(("S", "DATA")):
        return name
    return f"{name[:-1]}IES" if name.endswith("Y") and name[-2:-1] not in "AEIOU" else f"{name}S"
