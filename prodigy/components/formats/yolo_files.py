"""The files of a YOLO folder: which image each of them is about, and what it says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.faults import Row
from ...io.lines import LineReader, shorten
from ...io.media import MIMETYPES
from ...shapes import SpanType, TaskType
from ..figures import tidy
from . import sources
from .media_names import Size, read_image_size, read_size
from .pictures import ShapeClaim, make_picture
from .report import Report

CONFIG, IMAGES, LABELS = "data.yaml", "images", "labels"
CONFIGS = (CONFIG, "data.yml", "dataset.yaml")
# One name per line, in the order of their numbers.
NAME_FILES = ("classes.txt", "obj.names", "predefined_classes.txt")
# Text files that are no labels.
OTHERS = frozenset((*NAME_FILES, "train.txt", "val.txt", "valid.txt", "test.txt", "readme.txt"))
MAX_CONFIG_BYTES = 2**20
IMAGE_SUFFIXES = tuple(suffix for suffix, kind in MIMETYPES.items() if kind.startswith("image/"))
N_BOX, N_SCORED = 5, 6  # numbers in a line: a class and a box, and the confidence of a detector
MARGIN = 1e-3  # parts may be so much beyond the edge: they were rounded

is_number = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.I).fullmatch


@dataclass(frozen=True)
class Files:
    """A folder of YOLO.

    folder (Path): The folder.
    rows (list[Row]): The files with labels. The content of each is its path, or that of an image
        that has none.
    names (dict[int, str]): Number of a class to its name. Empty if nothing says them.
    sources (dict): What is known about images, see `sources`.
    """

    folder: Path
    rows: list[Row]
    names: dict[int, Any]
    sources: dict[str, dict[str, Any]]


def find_files(folder: Path) -> Files:
    """Find the files of a folder.

    folder (Path): The folder.
    RETURNS (Files): The files.
    RAISES (LoaderError): It has no labels, or its configuration is broken.
    """
    names = _read_names(folder)
    labels = [
        path
        for path in sorted(folder.rglob("*.txt"))
        if path.is_file() and (LABELS in path.parts or path.name.lower() not in OTHERS)
    ]
    known = {_get_twin(path) for path in labels}
    images = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in IMAGE_SUFFIXES and _get_twin(path) not in known
    ]
    if names is None and not labels:
        raise LoaderError(
            f"There are no labels of YOLO in {folder}",
            f"Expected {CONFIG}, images/NAME.jpg and labels/NAME.txt.",
        )
    rows = [Row(str(path), path, 1) for path in sorted([*labels, *images])]
    return Files(folder, rows, names or {}, sources.read_sources(folder))


def make_task(row: Row, files: Files, report: Report) -> list[TaskType]:
    """Make an answer of a file with labels.

    row (Row): The file.
    files (Files): The folder.
    report (Report): Takes note of what is mended.
    RETURNS (list[dict]): The answer.
    RAISES (RowError): A line is broken, or the size of the image is not known.
    """
    path: Path = row.content
    row = Row(row.name, path.relative_to(files.folder).as_posix(), 1)
    name, size = _find_image(row, path, files)
    claims = []
    for line, number in _read_lines(path, row):
        place = Row(row.name, row.content, number)
        label, span, is_scored = _read_line(place, line, size, files.names)
        if is_scored:
            report.lose({"path": name}, "lost-keys", "confidence")
        claims.append(ShapeClaim(span, label, f"the shape on line {number}", place))
    return [make_picture(row, name, size, claims, report)]


def _read_lines(path: Path, row: Row) -> Iterator[tuple[str, int]]:
    if path.suffix.lower() != ".txt":
        return
    try:
        for line in (lines := LineReader(path)):
            if line.strip():
                yield line.strip(), lines.line_number
    except LoaderError as err:  # one broken file leaves the others
        raise row.error("encoding", "can't be read", str(err)) from None


def _read_line(
    row: Row, line: str, size: Size, names: dict[int, Any]
) -> tuple[Any, SpanType, bool]:
    cells = line.split()
    n_cells = len(cells)
    if n_cells < N_BOX or (n_cells > N_SCORED and n_cells % 2 == 0):
        raise row.error(
            "cells",
            f"has {n_cells} numbers",
            "Expected a class and x, y, width and height, or a class and at least three points, "
            f"found {shorten(line)}",
        )
    if not cells[0].isdecimal() or len(cells[0]) > 9 or not all(map(is_number, cells[1:])):
        raise row.error(
            "value",
            "has something else than numbers",
            f"Expected a class, 0 or more, and parts of the image, found {shorten(line)}",
        )
    number, parts = int(cells[0]), [float(cell) for cell in cells[1:]]
    if names and number not in names:
        found = f"Expected one of 0 to {max(names)}, found {number}. Is {CONFIG} of another export?"
        raise row.error("class", "has a class without a name", found)
    label = names.get(number, str(number))
    if n_cells <= N_SCORED:
        return label, _make_box(row, line, parts, size), n_cells == N_SCORED
    _check_parts(row, line, parts)
    points = [[tidy(x * size[0]), tidy(y * size[1])] for x, y in zip(parts[::2], parts[1::2])]
    return label, {"points": points}, False


def _make_box(row: Row, line: str, parts: Sequence[float], size: Size) -> SpanType:
    x, y, width, height = parts[:4]
    _check_parts(row, line, (x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    _check_parts(row, line, (width, height))
    left, top = (x - width / 2) * size[0], (y - height / 2) * size[1]
    sides = (left, top, width * size[0], height * size[1])
    return {"type": "rect", **dict(zip(("x", "y", "width", "height"), map(tidy, sides)))}


def _check_parts(row: Row, line: str, parts: Sequence[float]) -> None:
    if not all(-MARGIN <= part <= 1 + MARGIN for part in parts):
        raise row.error(
            "shape",
            "has a shape that is not in its image",
            f"Expected parts of width and height, from 0 to 1, found {shorten(line)}",
        )


def _find_image(row: Row, path: Path, files: Files) -> tuple[Any, Size]:
    """Find the image of a file, and its size."""
    known = files.sources.get(row.content)
    if known is not None:
        return known.get("image"), read_size(row, known.get("width"), known.get("height"))
    image = path if path.suffix.lower() in IMAGE_SUFFIXES else _find_beside(path)
    if image is None:
        raise row.error(
            "path",
            "has no image",
            f"There is no image {path.stem} beside it, nor in {IMAGES} instead of {LABELS}.",
        )
    size = read_image_size(image)
    if size is None:
        found = f"{image} can't be read. YOLO says where shapes are in parts of the image."
        raise row.error("size", "has an image of unknown size", found)
    name = os.path.realpath(image) if image.is_symlink() else str(image)
    return name, size


def _find_beside(path: Path) -> Path | None:
    # As Ultralytics does it: the last folder of this name counts.
    parts = list(path.parent.parts)
    folders = [path.parent]
    if LABELS in parts:
        place = len(parts) - 1 - parts[::-1].index(LABELS)
        folders.insert(0, Path(*parts[:place], IMAGES, *parts[place + 1 :]))
    for folder in folders:
        for suffix in IMAGE_SUFFIXES:
            for found in (folder / f"{path.stem}{suffix}", folder / f"{path.stem}{suffix.upper()}"):
                if found.is_file():
                    return found
    return None


def _get_twin(path: Path) -> str:
    """RETURNS (str): What a file with labels and its image have in common."""
    parts = [IMAGES if part == LABELS else part for part in path.with_suffix("").parts]
    return "/".join(parts)


def _read_names(folder: Path) -> dict[int, Any] | None:
    """RETURNS (dict | None): Number of a class to its name. None: nothing says them."""
    for name in CONFIGS:
        if (folder / name).is_file():
            return _read_config(folder / name)
    for path in (*(folder / name for name in NAME_FILES), *sorted(folder.rglob("obj.names"))):
        if path.is_file():
            lines = [line.strip() for line in LineReader(path)]
            while lines and not lines[-1]:
                lines.pop()
            return dict(enumerate(lines))
    return None


def _read_config(path: Path) -> dict[int, Any]:
    import srsly

    if path.stat().st_size > MAX_CONFIG_BYTES:
        raise LoaderError(f"{path} is too big", "Expected some lines with the names of classes.")
    text = LineReader(path).read()
    try:
        # Lists of references to lists of references become endless as soon as they are shown.
        events = srsly.ruamel_yaml.YAML(typ="safe", pure=True).parse(text)
        if any(isinstance(event, srsly.ruamel_yaml.events.AliasEvent) for event in events):
            raise LoaderError(f"{path} has references (*name)", "Write out what they stand for.")
        content = srsly.yaml_loads(text)
    except Exception as err:  # Its parser raises errors of many kinds.
        if isinstance(err, LoaderError):
            raise
        raise LoaderError(f"{path} can't be parsed", str(err)[:500]) from None
    names = content.get("names") if isinstance(content, dict) else None
    if isinstance(names, list):
        return dict(enumerate(names))
    if isinstance(names, dict) and all(type(key) is int and key >= 0 for key in names):
        return names
    raise LoaderError(
        f"{path} doesn't name the classes", "Expected names: with a list, or with numbers and names"
    )
