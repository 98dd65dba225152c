"""Beginning a project: settings, data and a recipe to change."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from ..errors import RecipeError
from ..io.unfinished import create
from ..messages import msg
from ..registry import Arg, recipe
from .parts.demos import DATA

__all__ = ["init"]

# Name in the new folder, and where it comes from.
FILES: dict[str, Path] = {
    "prodigy.json": DATA / "project" / "prodigy.json",
    "guidelines.md": DATA / "project" / "guidelines.md",
    "headlines.jsonl": DATA / "headlines.jsonl",
    "patterns.jsonl": DATA / "project" / "patterns.jsonl",
    "recipe.py": DATA / "project" / "recipe.py",
}
NEXT_STEPS = [
    (
        "Highlight names",
        "prodigy ner.manual my_names blank:en headlines.jsonl --label PERSON,ORG,PLACE "
        "--patterns patterns.jsonl",
    ),
    (
        "Try the recipe, and change it",
        "prodigy headline.tone my_tones headlines.jsonl -F recipe.py",
    ),
    ("Get your answers", "prodigy db-out my_names > my_names.jsonl"),
]


@recipe("init", folder=Arg(help="Folder of the project. It is made if it doesn't exist"))
def init(folder: Path = Path()) -> None:
    """Write settings, guidelines, sample data and a sample recipe into a folder. What is there
    already stays as it is.
    """
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in FILES.items():
            _write(folder / name, source)
    except OSError as err:
        place = err.filename or folder
        raise RecipeError(
            "The project can't be written", f"{place}: {err.strerror or err}. Name another folder."
        ) from None
    lines = ["Next:"]
    if folder.resolve() != Path.cwd():
        lines.append(f"  cd {shlex.quote(os.fspath(folder))}")
    lines += [f"  {command}\n      {title}" for title, command in NEXT_STEPS]
    # As they are: a command that is broken into lines can't be copied.
    sys.stdout.write("\n".join(["", *lines, ""]))


def _write(target: Path, source: Path) -> None:
    try:
        # Never over something, not even if it appears in this moment, and never a part of it.
        create(target, source.read_bytes())
    except FileExistsError:
        msg.warn(f"{target} exists and stays as it is")
        return
    msg.good(str(target))
