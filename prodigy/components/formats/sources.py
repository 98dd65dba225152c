"""Which image or recording each file of an export is about, in a file that others pass over.

Folders of YOLO, Audacity, WebVTT and SubRip have a file for each image or recording, and nothing
says where that is but its name. So we write a list beside them, and read it if it is there:

    {"file": "labels/a.txt", "image": "/data/a.jpg", "width": 640, "height": 480}
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.example_rows import to_json
from ...io.lines import LineReader, shorten
from ...io.loaders.json import parse_json

NAME = "sources.jsonl"
OURS = (NAME, "data.yaml", "classes.txt")  # files beside those that it lists


def format_source(file: str, facts: Mapping[str, Any]) -> str:
    """Write a line of the list.

    file (str): The file, relative to the folder.
    facts (dict): What is known about its image or recording. None stands for nothing.
    RETURNS (str): The line, with its line break.
    """
    known = {key: value for key, value in facts.items() if value is not None}
    return f"{to_json({'file': file, **known})}\n"


def find_other(folder: Path) -> str | None:
    """Find something in a folder that no export has written.

    folder (Path): A folder with such files.
    RETURNS (str | None): A file that the list doesn't name, relative to the folder. None: all of it
        is an older export.
    """
    try:
        listed = read_sources(folder)
    except LoaderError:
        return f"a list {NAME} that is broken"
    known = {file for facts in listed.values() for file in (facts["file"], facts.get("copy"))}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_ours = name in known or name in OURS or path.is_symlink() or path.is_dir()
        if not is_ours or (path.is_dir() and path.is_symlink()):
            return name
    return None


def read_sources(folder: Path) -> dict[str, dict[str, Any]]:
    """Read the list of a folder.

    folder (Path): The folder.
    RETURNS (dict[str, dict]): File to what is said about it; empty if there is no list. Nothing in
        it was checked.
    RAISES (LoaderError): It is broken.
    """
    path = folder / NAME
    found: dict[str, dict[str, Any]] = {}
    if not path.is_file():
        return found
    lines = LineReader(path)
    for line in lines:
        try:
            value = parse_json(line) if line.strip() else {"file": ""}
        except ValueError:
            value = None
        if not isinstance(value, dict) or not isinstance(value.get("file"), str):
            raise LoaderError(
                f"Line {lines.line_number} of {path} can't be parsed",
                f'Expected {{"file": "..."}}, found {shorten(line)}. Correct it, or remove the '
                "file: images and recordings are then found by their names.",
            )
        found[value["file"]] = value
    return found
