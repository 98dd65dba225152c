"""Pascal VOC: a folder with an XML file for each image.

    Annotations/a.xml
    ImageSets/Main/default.txt      their names

    <annotation><filename>a.jpg</filename><path>/data/a.jpg</path>
      <size><width>640</width><height>480</height><depth>3</depth></size>
      <object><name>CAR</name><truncated>0</truncated><difficult>0</difficult>
        <bndbox><xmin>47.5</xmin><ymin>171</ymin><xmax>156</xmax><ymax>238</ymax></bndbox>
      </object></annotation>

Edges of boxes are pixels from the top left corner, as LabelImg and CVAT write them: 0 is the edge
of the image. They have fractions where a box does. See the development kit of the challenge:
http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LoaderError
from ...io.faults import Row
from ...io.lines import check_directory, shorten
from ...io.loaders.base import takes
from ...shapes import SpanType, TaskType
from .folders import open_part_folder
from .media_names import FileNames, read_size
from .pictures import RECTS, Holds, Picture, Shape, ShapeClaim, get_picture, make_picture
from .report import Report
from .xml_files import format_number, has_unheld, make_element, parse_xml, read_number

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ANNOTATIONS, SETS = "Annotations", "ImageSets"
LIST = f"{SETS}/Main/default.txt"
FLAGS = ("truncated", "difficult", "occluded")  # 0 or 1; only those that are set are kept
POSE = "pose"
NO_POSE = "Unspecified"
HOLDS = Holds(RECTS, frozenset((*FLAGS, POSE)))
EDGES = ("xmin", "ymin", "xmax", "ymax")
KNOWN = frozenset(("name", "bndbox", "polygon", POSE, *FLAGS))
is_ours = re.compile(f"{ANNOTATIONS}|{SETS}").fullmatch


def write_voc(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write boxes as a folder of Pascal VOC. Images without boxes have files without objects.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written, or the size of an image has to be looked up
        and Pillow is missing.
    """
    report = report or Report()
    n_before = report.n_done
    names = FileNames()
    with open_part_folder(path, is_ours, _find_other) as folder:
        (folder / ANNOTATIONS).mkdir()
        (folder / SETS / "Main").mkdir(parents=True)
        with (folder / LIST).open("w", encoding="utf8") as listed:
            for eg in examples:
                picture = get_picture(eg, HOLDS, report)
                if picture is None:
                    continue
                if any(map(has_unheld, (picture.name, *(s.label for s in picture.shapes)))):
                    report.leave_out(eg, "control")
                    continue
                name = names.make(picture.name)
                text = "".join(_format_picture(picture))
                (folder / ANNOTATIONS / f"{name}.xml").write_bytes(text.encode("utf8"))
                listed.write(f"{name}\n")
                report.n_done += 1
    return report.n_done - n_before


@takes("directory")
def read_voc(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a folder of Pascal VOC: all XML files in it and in its folders.

    path (str | Path): The folder.
    report (Report | None): Takes note of files that can't be used, and of what is not imported.
        Defaults to None.
    YIELDS (dict): An answer for each file. Spans have "truncated", "difficult" and "occluded" if
        they are so, and "pose".
    RAISES (LoaderError): There are no files, or one is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    folder = check_directory(path)
    paths = sorted(found for found in folder.rglob("*.xml") if found.is_file())
    if not paths and not (folder / ANNOTATIONS).is_dir():
        raise LoaderError(f"There are no XML files in {folder}", "Expected Annotations/NAME.xml.")
    rows = (Row(str(found), found, 1) for found in paths)
    yield from report.collect(rows, lambda row: [_make_task(row, report)])


def _find_other(folder: Path) -> str | None:
    """Find something that is not of an older export, such as annotations of somebody else."""
    if not (folder / LIST).is_file():
        return ANNOTATIONS
    names = (folder / LIST).read_text(encoding="utf8", errors="replace").splitlines()
    ours = {LIST, *(f"{ANNOTATIONS}/{name}.xml" for name in names)}
    files = (found.relative_to(folder).as_posix() for found in folder.rglob("*") if found.is_file())
    return next((file for file in files if file not in ours), None)


def _format_picture(picture: Picture) -> Iterator[str]:
    yield "<annotation>\n"
    yield make_element("folder", "", 2)
    yield make_element("filename", re.split(r"[/\\]", picture.name)[-1], 2)
    yield make_element("path", picture.name, 2)
    yield "  <size>\n"
    yield make_element("width", format_number(picture.width), 4)
    yield make_element("height", format_number(picture.height), 4)
    yield make_element("depth", "3", 4)
    yield "  </size>\n"
    yield make_element("segmented", "0", 2)
    for shape in picture.shapes:
        yield from _format_object(shape)
    yield "</annotation>\n"


def _format_object(shape: Shape) -> Iterator[str]:
    yield "  <object>\n"
    yield make_element("name", shape.label, 4)
    pose = shape.span.get(POSE)
    is_pose = isinstance(pose, str) and pose and not has_unheld(pose)
    yield make_element(POSE, str(pose) if is_pose else NO_POSE, 4)
    for flag in FLAGS:
        if flag != "occluded" or shape.span.get(flag):
            yield make_element(flag, str(int(shape.span.get(flag) in (1, True))), 4)
    yield "    <bndbox>\n"
    for key, value in zip(EDGES, shape.figure.corners):
        yield make_element(key, format_number(value), 6)
    yield "    </bndbox>\n  </object>\n"


def _make_task(row: Row, report: Report) -> TaskType:
    root = parse_xml(row.content, row)
    row = Row(row.name, {"file": str(row.content)}, 1)
    if root.tag != "annotation":
        found = f"Expected <annotation>, found <{shorten(str(root.tag))}>"
        raise row.error("syntax", "is no file of Pascal VOC", found)
    size = root.find("size")
    sides = [read_number(size.findtext(key)) if size is not None else None for key in _SIZE]
    claims = [
        _make_claim(row, item, f"object {number}", report)
        for number, item in enumerate(root.findall("object"), 1)
    ]
    name = (root.findtext("path") or "").strip() or (root.findtext("filename") or "").strip()
    return make_picture(row, name, read_size(row, *sides), claims, report)


_SIZE = ("width", "height")


def _make_claim(row: Row, item: Element, where: str, report: Report) -> ShapeClaim:
    span: SpanType = {flag: 1 for flag in FLAGS if (item.findtext(flag) or "").strip() == "1"}
    pose = (item.findtext(POSE) or "").strip()
    if pose and pose != NO_POSE:
        span[POSE] = pose
    for child in item:
        if child.tag not in KNOWN:
            report.lose({}, "lost-shapes" if child.tag == "part" else "lost-keys", str(child.tag))
    polygon = item.find("polygon")
    points = _read_polygon(polygon) if polygon is not None else []
    if points:
        span.update(type="polygon", points=points)
    else:
        span.update(_read_box(row, item.find("bndbox"), where))
    name = item.findtext("name")
    # Some programs indent texts like elements.
    return ShapeClaim(span, name.strip() if name and "\n" in name else name, where)


def _read_box(row: Row, box: Element | None, where: str) -> SpanType:
    if box is None:
        raise row.error("shape", "has an object without a box", f"{where} has no <bndbox>.")
    edges = [read_number(box.findtext(key)) for key in EDGES]
    for key, edge in zip(EDGES, edges):
        if not isinstance(edge, float):
            found = f"Expected a number as {key} of {where}, found {shorten(repr(edge))}"
            raise row.error("shape", "has a broken box", found)
    left, top, right, bottom = edges
    return {"x": left, "y": top, "width": right - left, "height": bottom - top, "type": "rect"}


def _read_polygon(polygon: Element) -> list[list[Any]]:
    """Read what Roboflow and others write: <x1>, <y1>, <x2>..."""
    points = []
    number = 1
    while (x := polygon.findtext(f"x{number}")) is not None:
        points.append([read_number(x), read_number(polygon.findtext(f"y{number}"))])
        number += 1
    return points
