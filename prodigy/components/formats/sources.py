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
from ...io.lines import LineReader, shorten
from ...io.loaders.json import parse_json
from .rows import to_json

NAME = "sources.jsonl"


def format_source(file: str, facts: Mapping[str, Any]) -> str:
    """Write a line of the list.

    file (str): The file, relative to the folder.
    facts (dict): What is known about its image or recording. None stands for nothing.
    RETURNS (str): The line, with its line break.
    """
    known = {key: value for key, value in facts.items() if value is not None}
    return f"{to_json({'file': file, **known})}\n"


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
