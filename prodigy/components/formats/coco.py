"""COCO: one JSON object with images, annotations and categories.

    {"images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [x, y, width, height],
                      "segmentation": [[x, y, x, y, ...]], "area": 12.5, "iscrowd": 0}],
     "categories": [{"id": 1, "name": "CAR"}]}

Pixels are floats from the top left, as ours. Each shape also says its "type", so that rectangles
and what was drawn freehand come back as what they were. See https://cocodataset.org/#format-data.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.example_rows import to_json
from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...shapes import TaskType
from ..figures import tidy
from .base import Target, write_text
from .coco_images import make_tasks, read_document
from .entries import open_reported
from .pictures import FREEHAND, Holds, Picture, Shape, get_picture
from .report import Report

# What comes from a COCO file and goes there again: numbers, and what else it says about a shape.
KEPT = frozenset(("annotation_id", "category_id", "iscrowd", "attributes"))
HOLDS = Holds(FREEHAND, KEPT)


def write_coco(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write shapes in images as one COCO file, with boxes and outlines.

    Numbers of images, annotations and categories that come from a COCO file stay, if no other has
    them already.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written, or the size of an image has to be looked up
        and Pillow is missing.
    """
    report = report or Report()
    n_before = report.n_done
    images, annotations, categories = _Numbers(), _Numbers(), _Categories()

    def make_parts() -> Iterator[str]:
        # Annotations come after all images, and are too many to be kept in memory.
        with tempfile.TemporaryFile("w+", encoding="ascii") as later:
            yield '{"images":['
            for eg in examples:
                picture = get_picture(eg, HOLDS, report)
                if picture is None:
                    continue
                image_id = images.take(eg.get("image_id"))
                yield f"{_comma(images)}\n{to_json(_make_image(picture, image_id))}"
                for shape in picture.shapes:
                    number = annotations.take(shape.span.get("annotation_id"))
                    category = categories.find(shape.label, shape.span.get("category_id"))
                    made = _make_annotation(shape, number, image_id, category)
                    later.write(f"{_comma(annotations)}\n{to_json(made)}")
                report.n_done += 1
            yield '\n],\n"annotations":['
            later.seek(0)
            yield from iter(lambda: later.read(2**16), "")
        yield '\n],\n"categories":['
        yield ",".join(f"\n{to_json(row)}" for row in categories.list())
        yield "\n]}\n"

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_coco(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read the images of a COCO file with their boxes, polygons and masks. Parsed as a whole.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of images that can't be used, and of what is not imported.
        Defaults to None.
    YIELDS (dict): An answer for each image, also of those without annotations.
    RAISES (LoaderError): The file is no COCO file, or an image is broken and there is no report.
    """
    lines, report = open_reported(path, report)
    document = read_document(lines, report)
    yield from report.collect(document.rows, lambda row: make_tasks(row, document, report))


class _Numbers:
    """Numbers from 1, each given once."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._next = 1

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, wanted: Any) -> int:
        """RETURNS (int): The number that is wanted, if it is one and free, or another."""
        number = wanted if type(wanted) is int and wanted > 0 else None
        if number is None or number in self._taken:
            while self._next in self._taken:
                self._next += 1
            number = self._next
        self._taken.add(number)
        return number


class _Categories:
    """The labels and their numbers."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._numbers = _Numbers()

    def find(self, label: str, wanted: Any) -> int:
        if label not in self._ids:
            self._ids[label] = self._numbers.take(wanted)
        return self._ids[label]

    def list(self) -> list[dict[str, Any]]:
        rows = sorted((number, label) for label, number in self._ids.items())
        return [{"id": number, "name": label, "supercategory": ""} for number, label in rows]


def _comma(numbers: _Numbers) -> str:
    return "," if len(numbers) > 1 else ""


def _make_image(picture: Picture, image_id: int) -> dict[str, Any]:
    # Programs make masks of that size, so it has to be a whole number.
    width, height = math.ceil(picture.width), math.ceil(picture.height)
    return {"id": image_id, "file_name": picture.name, "width": width, "height": height}


def _make_annotation(shape: Shape, number: int, image_id: int, category: int) -> dict[str, Any]:
    figure, attributes = shape.figure, shape.span.get("attributes")
    return {
        "id": number,
        "image_id": image_id,
        "category_id": category,
        "bbox": [tidy(value) for value in figure.box],
        "segmentation": [[value for point in figure.points for value in point]],
        "area": tidy(figure.area),
        "iscrowd": int(shape.span.get("iscrowd") in (1, True)),
        "type": figure.kind,
        **({"attributes": attributes} if isinstance(attributes, dict) and attributes else {}),
    }
