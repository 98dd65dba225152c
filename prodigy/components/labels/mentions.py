"""Files that name a label: patterns, lists of labels, settings. They are found, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from .places import is_named

SETTINGS_FILES = ("prodigy.json", ".prodigy.json")
MAX_SIZE = 20_000_000  # bytes; pattern files are small, data is not
MAX_FILES = 2000


class Mention(NamedTuple):
    """A line that names a label.

    path (Path): The file.
    line (int): Number of the line, from 1.
    what (str): What kind of file it is.
    """

    path: Path
    line: int
    what: str


def find_mentions(label: str, folders: Iterable[Path]) -> Iterator[Mention]:
    """Look for a label in files with patterns, labels and settings.

    label (str): The label.
    folders (Iterable[Path]): Where to look, also in their own folders, but no deeper.
    YIELDS (Mention): Lines, in the order of the files.
    """
    for path in _find_files(folders):
        try:
            lines = path.read_text(encoding="utf8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        if path.name in SETTINGS_FILES:
            marks = {json.dumps(label), json.dumps(label, ensure_ascii=False)}
            found, what = (lambda line: any(m in line for m in marks)), "settings"  # noqa: B023
        elif path.suffix == ".jsonl":
            found, what = (lambda line: _is_pattern(line, label)), "patterns"
        else:
            found, what = (lambda line: line.strip() == label), "labels"
        for number, line in enumerate(lines, 1):
            if found(line):
                yield Mention(path, number, what)


def _is_pattern(line: str, label: str) -> bool:
    if '"pattern"' not in line:
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "pattern" in row and is_named(row.get("label"), label)


def _find_files(folders: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for folder in folders:
        for pattern in ("*", "*/*"):
            try:
                paths = sorted(folder.glob(pattern))
            except OSError:  # a folder that can't be read
                continue
            for path in paths:
                if len(found) < MAX_FILES and _is_wanted(path, folder):
                    found[path.resolve()] = None
    return list(found)


def _is_wanted(path: Path, folder: Path) -> bool:
    if path.name not in SETTINGS_FILES and path.suffix not in (".jsonl", ".txt"):
        return False
    if path.parent != folder and path.parent.name.startswith("."):
        return False
    try:
        return path.is_file() and path.stat().st_size <= MAX_SIZE
    except OSError:
        return False
