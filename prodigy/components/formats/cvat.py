"""CVAT for images 1.1, the XML of CVAT itself.

    <annotations><version>1.1</version>
      <image id="0" name="a.jpg" width="640" height="480">
        <box label="CAR" xtl="47.5" ytl="171.4" xbr="156.6" ybr="238.8" occluded="0" z_order="0"/>
        <polygon label="TREE" points="10.0,20.0;200.5,30.1;90.0,150.0" occluded="0" z_order="0"/>
      </image></annotations>

See https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.faults import Row
from ...io.lines import shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target, write_text
from .cvat_shapes import HOLDS, make_claims
from .media_names import read_size
from .pictures import Picture, Shape, get_picture, make_picture
from .report import Report
from .xml_files import (
    format_number,
    has_unheld,
    iter_xml,
    make_element,
    make_start,
    read_number,
)

ROOT, IMAGE, TRACK = "annotations", "image", "track"


def write_cvat(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write boxes and polygons as XML for CVAT, with the labels of the project.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written, or the size of an image has to be looked up
        and Pillow is missing.
    """
    report = report or Report()
    n_before = report.n_done
    labels: dict[str, None] = {}

    def make_parts() -> Iterator[str]:
        # The labels stand in front of the images, and are known after them.
        with tempfile.TemporaryFile("w+", encoding="utf8", newline="\n") as images:
            for eg in examples:
                picture = get_picture(eg, HOLDS, report)
                if picture is None:
                    continue
                if any(map(has_unheld, (picture.name, *(s.label for s in picture.shapes)))):
                    report.leave_out(eg, "control")
                    continue
                labels.update((shape.label, None) for shape in picture.shapes)
                images.writelines(_format_picture(picture, report.n_done - n_before))
                report.n_done += 1
            yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n'
            yield "  <version>1.1</version>\n"
            yield from _format_meta(labels, report.n_done - n_before)
            images.seek(0)
            yield from iter(lambda: images.read(2**16), "")
            yield "</annotations>\n"

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("file")
def read_cvat(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read the images of an XML file of CVAT ("CVAT for images").

    path (str | Path): The file, `annotations.xml` of an export.
    report (Report | None): Takes note of images that can't be used, and of what is not imported:
        tags, points, lines, ellipses, cuboids and skeletons. Defaults to None.
    YIELDS (dict): An answer for each image, also of those without shapes.
    RAISES (LoaderError): It is no such file, or an image is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    yield from report.collect(_read_images(Path(path)), lambda row: [_make_task(row, report)])


def _read_images(path: Path) -> Iterator[Row]:
    root: Any = None
    number = n_tracks = 0
    try:
        for event, element in iter_xml(path, Row(str(path), None, 1)):
            if root is None:
                root = element
                if root.tag != ROOT:
                    found = f"Expected <{ROOT}>, found <{shorten(str(root.tag))}>"
                    raise LoaderError(f"{path} is no file of CVAT", found)
            if event == "end" and element.tag in (IMAGE, TRACK):
                if element.tag == IMAGE:
                    number += 1
                    yield Row(str(path), element, None, number, IMAGE)
                n_tracks += element.tag == TRACK
                element.clear()
                root.clear()  # which keeps an empty element of each image otherwise
    except LoaderError as err:
        # What breaks off is no file of which a part could be meant.
        raise LoaderError(err.title, err.text) from None
    if n_tracks and not number:
        raise LoaderError(f"{path} is about a video", 'Export it as "CVAT for images".')


def _make_task(row: Row, report: Report) -> TaskType:
    image = row.content
    row = Row(row.name, dict(image.attrib), None, row.number, IMAGE)
    size = read_size(row, read_number(image.get("width")), read_number(image.get("height")))
    claims = make_claims(row, image, report)
    return make_picture(row, image.get("name"), size, claims, report)


def _format_meta(labels: Iterable[str], n_images: int) -> Iterator[str]:
    yield "  <meta>\n    <task>\n"
    yield make_element("size", str(n_images), 6)
    yield "      <labels>\n"
    for label in labels:
        yield "        <label>\n"
        yield make_element("name", label, 10)
        yield "          <attributes></attributes>\n        </label>\n"
    yield "      </labels>\n    </task>\n  </meta>\n"


def _format_picture(picture: Picture, number: int) -> Iterator[str]:
    size = {"width": math.ceil(picture.width), "height": math.ceil(picture.height)}
    yield f"  {make_start(IMAGE, {'id': number, 'name': picture.name, **size})}\n"
    for shape in picture.shapes:
        yield from _format_shape(shape)
    yield f"  </{IMAGE}>\n"


def _format_shape(shape: Shape) -> Iterator[str]:
    is_box = shape.figure.kind == "rect"
    corners = (format_number(value) for value in shape.figure.corners)
    points = (f"{format_number(x)},{format_number(y)}" for x, y in shape.figure.points)
    place = dict(zip(("xtl", "ytl", "xbr", "ybr"), corners))
    name = "box" if is_box else "polygon"
    order = shape.span.get("z_order")
    facts = {
        "label": shape.label,
        "source": "manual",
        "occluded": int(shape.span.get("occluded") in (1, True)),
        **(place if is_box else {"points": ";".join(points)}),
        "z_order": order if type(order) is int else 0,
    }
    attributes = shape.span.get("attributes")
    found = attributes if isinstance(attributes, dict) else {}
    yield f"    {make_start(name, facts)}\n"
    for key, value in found.items():
        if not has_unheld(f"{key}{value}"):
            text = make_element("attribute", str(value)).removeprefix("<attribute>")
            yield f"      {make_start('attribute', {'name': key})}{text}"
    yield f"    </{name}>\n"
