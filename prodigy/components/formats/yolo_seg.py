"""YOLO with outlines (segmentation): as `yolo`, but each line has the corners of a shape.

0 0.1 0.2 0.1 0.5 0.4 0.5
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.loaders.base import takes
from ...shapes import TaskType
from .pictures import OUTLINES, Holds, Picture, Shape
from .report import Report
from .yolo import read_yolo, to_parts, write_folder

HOLDS = Holds(OUTLINES)


def write_yolo_seg(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write shapes as a folder for YOLO (segmentation). Boxes are outlines of four corners.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written, or the size of an image has to be looked up
        and Pillow is missing.
    """
    return write_folder(examples, path, HOLDS, _format_outline, report)


@takes("directory")
def read_yolo_seg(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a folder of YOLO, see `read_yolo`. Outlines that are upright rectangles become boxes.

    path (str | Path): The folder.
    report (Report | None): Takes note of images that can't be used. Defaults to None.
    YIELDS (dict): An answer for each file with labels, and for each image without one.
    RAISES (LoaderError): It is no such folder, or a file is broken and there is no report.
    """
    yield from read_yolo(path, report=report)


def _format_outline(picture: Picture, shape: Shape) -> list[float]:
    return to_parts(picture, shape.figure.points)
