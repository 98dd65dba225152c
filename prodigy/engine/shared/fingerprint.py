"""What must be equal in all processes that share a queue: they serve the same recipe on the same
data. Files count by their content, as they may lie elsewhere on another machine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ...about import __version__

# Settings that decide who is asked what.
COMPARED = (
    "batch_size",
    "exclude_by",
    "feed_overlap",
    "annotations_per_task",
    "auto_exclude_current",
    "allow_work_stealing",
    "total_examples_target",
    "keep_answer_history",
)
PART_SIZE = 2**20  # bytes at both ends of a file that are looked at
MAX_FILES = 10_000  # of a folder


def make_fingerprint(
    recipe: str | None, view_id: str, words: Sequence[str], config: Mapping[str, Any], router: Any
) -> dict[str, Any]:
    """Describe what a process serves.

    recipe (str | None): Name of the recipe.
    view_id (str): The interface.
    words (Sequence[str]): The words of the command line after the recipe.
    config (Mapping): The settings.
    router (Any): The task router.
    RETURNS (dict): JSON. What differs between two of them is what differs between two processes.
    """
    found: dict[str, Any] = {
        "version of Prodigy": __version__,
        "recipe": recipe,
        "interface": view_id,
        "router": getattr(router, "__name__", type(router).__name__),
        "allowed sessions": sorted(filter(None, os.environ.get(ALLOWED, "").split(","))),
    }
    for number, word in enumerate(words, 1):
        found[f"argument {number}"] = describe_word(str(word))
    return {**found, **{f'setting "{key}"': config.get(key) for key in COMPARED}}


ALLOWED = "PRODIGY_ALLOWED_SESSIONS"


def describe_word(word: str) -> str:
    """Describe a word of a command line. What is a file or a folder counts by its content.

    word (str): The word.
    RETURNS (str): The word itself, or the sizes and a digest.
    """
    option, sign, value = word.partition("=")
    if sign and option.startswith("-"):
        return f"{option}={describe_word(value)}"
    path = Path(word)
    try:
        if path.is_file():
            return f"file of {path.stat().st_size} bytes, {_digest([path])}"
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file())
            return f"folder of {len(files)} files, {_digest(files[:MAX_FILES], path)}"
    except (OSError, ValueError):
        pass
    return word


def _digest(paths: Iterable[Path], folder: Path | None = None) -> str:
    """RETURNS (str): Made of the beginnings and the ends of a file; of a folder, of names and
    sizes."""
    digest = blake2b(digest_size=8)
    for path in paths:
        size = path.stat().st_size
        if folder is not None:
            digest.update(f"{path.relative_to(folder)}\0{size}\0".encode("utf8", "surrogateescape"))
            continue
        with path.open("rb") as file:
            digest.update(file.read(PART_SIZE))
            if size > PART_SIZE:
                file.seek(max(PART_SIZE, size - PART_SIZE))
                digest.update(file.read(PART_SIZE))
    return digest.hexdigest()


def compare(ours: Mapping[str, Any], stored: str) -> list[str]:
    """Find out what differs.

    ours (Mapping): What this process serves.
    stored (str): JSON of what the others serve.
    RETURNS (list[str]): A line for each difference.
    """
    theirs = json.loads(stored or "{}")
    return [
        f"{key}: {_show(ours, key)} here, {_show(theirs, key)} there"
        for key in dict.fromkeys((*theirs, *ours))
        if ours.get(key) != theirs.get(key)
    ]


def _show(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return (
        str(value) if isinstance(value, str) else "nothing" if value is None else json.dumps(value)
    )
