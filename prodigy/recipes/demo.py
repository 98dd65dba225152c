"""Trying every interface with data that comes along."""

from __future__ import annotations

import difflib
import shlex
import sys
from typing import Any

from ..arguments.parser import RecipeParser
from ..components.stream import get_stream
from ..config import ensure_home
from ..errors import RecipeError
from ..messages import msg, out
from ..registry import Arg, find_recipe, recipe
from ..types import RecipeSettingsType
from .parts.demos import DATA, DEMOS, SOURCE, Demo, make_recordings

__all__ = ["demo"]

FIRST = "ner_manual"


@recipe(
    "demo",
    interface=Arg(help="Interface to try, e.g. choice or image_manual"),
    list_all=Arg("--list", "-L", help="List the interfaces and what is to be done in them"),
)
def demo(interface: str = FIRST, list_all: bool = False) -> RecipeSettingsType | None:
    """Try an interface with data that comes along. The answers go into a dataset of their own."""
    if list_all:
        out.table([(name, row.does) for name, row in DEMOS.items()])
        return None
    name = interface.strip().replace("-", "_").replace(".", "_").lower()
    row = DEMOS.get(name)
    if row is None:
        matches = difflib.get_close_matches(name, DEMOS, n=3)
        suggestion = f"Did you mean {' or '.join(matches)}? " if matches else ""
        raise RecipeError(
            f"There is no interface '{interface}' to try",
            f"{suggestion}All of them: {', '.join(DEMOS)}",
        )
    return _start(name, row)


def _start(name: str, row: Demo) -> RecipeSettingsType:
    dataset = f"demo_{name}"
    source = str(_find_data(row.data))
    msg.info(row.does)
    if not row.command:
        return _show(name, row, dataset, source)
    called, *words = shlex.split(row.command)
    words = [dataset, *(source if word == SOURCE else word for word in words)]
    # As it is: a command that is broken into lines can't be copied.
    sys.stderr.write(f"  The same by hand: prodigy {shlex.join([called, *words])}\n")
    found = find_recipe(called)
    assert found is not None, called
    parser = RecipeParser(f"prodigy {called}", found.arguments, found.doc)
    result: RecipeSettingsType = parser.call(found.func, parser.read(words))
    return result


def _show(name: str, row: Demo, dataset: str, source: str) -> RecipeSettingsType:
    view_id = "blocks" if "blocks" in row.config else name
    config: dict[str, Any] = dict(row.config)
    return {"dataset": dataset, "view_id": view_id, "stream": get_stream(source), "config": config}


def _find_data(name: str) -> Any:
    if name == "recordings":
        return make_recordings(ensure_home() / "demo" / name)
    return DATA / name
