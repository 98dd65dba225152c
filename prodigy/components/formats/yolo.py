"""YOLO, as Ultralytics reads it: a folder with a text file for each image.

    data.yaml               path of the images, names of the classes
    images/a.jpg            links to the images, where there are files
    labels/a.txt            a line per box: class, centre, width and height, as parts of the image

    0 0.500000 0.250000 0.100000 0.300000

See https://docs.ultralytics.com/datasets/detect/ and, for outlines, /segment/. A file must not have
both, so boxes and outlines are two formats; both are read by either.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ...io.lines import check_directory
from ...io.loaders.base import takes
from ...shapes import TaskType
from . import sources
from .folders import open_part_folder
from .media_names import DATA_URI, FileNames
from .pictures import RECTS, Holds, Picture, Shape, get_picture
from .report import Report
from .yolo_files import CONFIG, IMAGES, LABELS, find_files, make_task

HOLDS = Holds(RECTS)
CLASSES = "classes.txt"
is_ours = re.compile(f"{CONFIG}|{CLASSES}|{sources.NAME}|{IMAGES}|{LABELS}").fullmatch
FormatShape = Callable[[Picture, Shape], list[float]]


def write_yolo(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write boxes as a folder for YOLO (detection). Images without boxes have empty files.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written, or the size of an image has to be looked up
        and Pillow is missing.
    """
    return write_folder(examples, path, HOLDS, _format_box, report)


@takes("directory")
def read_yolo(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a folder of YOLO: boxes, outlines or both. Also the layout of Darknet and CVAT.

    path (str | Path): The folder with `data.yaml`, `classes.txt` or `obj.names` in it. Without any
        of them, classes are named by their numbers.
    report (Report | None): Takes note of images that can't be used. Defaults to None.
    YIELDS (dict): An answer for each file with labels, and for each image without one.
    RAISES (LoaderError): It is no such folder, or a file is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    files = find_files(check_directory(path))
    yield from report.collect(files.rows, lambda row: make_task(row, files, report))


def write_folder(
    examples: Iterable[TaskType],
    path: str | Path,
    holds: Holds,
    format_shape: FormatShape,
    report: Report | None,
) -> int:
    """Write a folder for YOLO.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder.
    holds (Holds): What can be written.
    format_shape (callable): Makes the numbers of a shape, as parts of width and height.
    report (Report | None): Takes note of what is left out.
    RETURNS (int): The number of examples written.
    """
    report = report or Report()
    n_before = report.n_done
    classes: dict[str, int] = {}
    names = FileNames()
    with open_part_folder(path, is_ours, _find_other) as folder:
        for place in (IMAGES, LABELS):
            (folder / place).mkdir()
        with (folder / sources.NAME).open("w", encoding="ascii") as listed:
            for eg in examples:
                picture = get_picture(eg, holds, report)
                if picture is None:
                    continue
                if any(re.search(r"[\r\n]", shape.label) for shape in picture.shapes):
                    report.leave_out(eg, "label")
                    continue
                name = names.make(picture.name)
                lines = []
                for shape in picture.shapes:
                    number = classes.setdefault(shape.label, len(classes))
                    parts = (f"{part:.12g}" for part in format_shape(picture, shape))
                    lines.append(f"{number} {' '.join(parts)}\n")
                file = f"{LABELS}/{name}.txt"
                (folder / file).write_text("".join(lines), encoding="ascii")
                copy = _put_image(picture, folder / IMAGES / name)
                facts = {"image": picture.name, "width": picture.width, "height": picture.height}
                listed.write(sources.format_source(file, {**facts, "copy": copy}))
                report.n_done += 1
        (folder / CONFIG).write_text(_format_config(classes), encoding="utf8")
        text = "".join(f"{label}\n" for label in classes)
        (folder / CLASSES).write_text(text, encoding="utf8", errors="replace")
    return report.n_done - n_before


def to_parts(picture: Picture, points: Iterable[tuple[float, float]]) -> list[float]:
    """RETURNS (list[float]): Points as parts of width and height of the image, x and y in turn."""
    return [part for x, y in points for part in (x / picture.width, y / picture.height)]


def _format_box(picture: Picture, shape: Shape) -> list[float]:
    x, y, width, height = shape.figure.box
    return to_parts(picture, [(x + width / 2, y + height / 2), (width, height)])


def _format_config(classes: Iterable[str]) -> str:
    # JSON strings are YAML strings. Without a "path", paths start where this file is.
    names = "".join(f"  {i}: {json.dumps(label)}\n" for i, label in enumerate(classes))
    return f"train: {IMAGES}\nval: {IMAGES}\nnames:{' {}' if not names else ''}\n{names}"


def _put_image(picture: Picture, place: Path) -> str | None:
    """Put an image where programs look for it: a link to its file, or the bytes of its task.

    RETURNS (str | None): Where it is, relative to the folder, if it is no link.
    """
    image = picture.eg["image"]
    place = place.with_name(place.name + Path(picture.name.split("?")[0]).suffix[:8])
    if image.startswith(DATA_URI) and ";base64," in image[:200]:
        with suppress(binascii.Error, ValueError):
            place.write_bytes(base64.b64decode(image.partition(",")[2]))
            return f"{IMAGES}/{place.name}"
    elif os.path.isfile(picture.name):
        with suppress(OSError):  # Some systems have no links. The list says where it is.
            place.symlink_to(os.path.abspath(picture.name))
    return None


def _find_other(folder: Path) -> str | None:
    # A data set of somebody has the same names, and must not be replaced.
    return sources.find_other(folder) if (folder / sources.NAME).is_file() else CONFIG
