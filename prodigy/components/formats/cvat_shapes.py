"""The shapes of an image in XML of CVAT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...io.faults import Row
from ...io.lines import shorten
from ...shapes import SpanType
from ..figures import is_number, turn_box
from .masks import MaskError, trace_mask
from .pictures import Holds, ShapeClaim
from .report import Report
from .xml_files import read_number

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

HOLDS = Holds(keys=frozenset(("occluded", "z_order", "attributes")))
EDGES = ("xtl", "ytl", "xbr", "ybr")
KINDS = ("box", "polygon", "mask")
# Of shapes that are read: what is known, and what only says how they were drawn.
KNOWN = frozenset((*EDGES, "label", "source", "occluded", "z_order", "rotation", "points"))
KNOWN |= {"rle", "left", "top", "width", "height"}


def make_claims(row: Row, image: Element, report: Report) -> list[ShapeClaim]:
    """Get the shapes that an image is said to have.

    row (Row): The image, for errors.
    image (Element): What the file says.
    report (Report): Takes note of what is mended, and of what is not imported.
    RETURNS (list[ShapeClaim]): The shapes.
    RAISES (RowError): One of them is broken.
    """
    claims: list[ShapeClaim] = []
    losses: dict[tuple[str, str], None] = {}
    for number, element in enumerate(image, 1):
        if element.tag == "tag":
            losses["lost-categories", ""] = None
        elif element.tag not in KINDS:
            losses["lost-shapes", str(element.tag)] = None
        else:
            where = f"{element.tag} {number}"
            losses.update({("lost-keys", key): None for key in set(element.keys()) - KNOWN})
            for span in _make_spans(row, element, where, report):
                claims.append(ShapeClaim(span, element.get("label"), where))
    for loss, detail in losses:
        report.lose({}, loss, detail)
    return claims


def _make_spans(row: Row, element: Element, where: str, report: Report) -> list[SpanType]:
    kept: SpanType = {"occluded": 1} if element.get("occluded") == "1" else {}
    order = element.get("z_order") or "0"
    if order.lstrip("-").isdecimal() and len(order) < 10 and int(order):
        kept["z_order"] = int(order)
    attributes = {str(item.get("name")): item.text or "" for item in element.iterfind("attribute")}
    if attributes:
        kept["attributes"] = attributes
    if element.tag == "box":
        return [{**_read_box(row, element, where, report), **kept}]
    if element.tag == "polygon":
        points = [
            [read_number(part) for part in point.split(",")]
            for point in (element.get("points") or "").split(";")
            if point.strip()
        ]
        return [{"type": "polygon", "points": points, **kept}]
    rings = _read_mask(row, element, where, report)
    report.mend({}, "masks")
    if len(rings) > 1:
        report.mend({}, "parts")
    return [{"type": "polygon", "points": ring, **kept} for ring in rings]


def _read_box(row: Row, element: Element, where: str, report: Report) -> SpanType:
    edges = [read_number(element.get(key)) for key in EDGES]
    turn = read_number(element.get("rotation") or "0")
    for key, value in zip((*EDGES, "rotation"), (*edges, turn)):
        if not is_number(value):
            found = f"Expected a number as {key} of {where}, found {shorten(repr(value))}"
            raise row.error("shape", "has a broken box", found)
    left, top, right, bottom = edges
    if turn % 360 and right > left and bottom > top:
        report.mend({}, "rotated")
        center = ((left + right) / 2, (top + bottom) / 2)
        return {"type": "polygon", "points": turn_box(edges, turn, center)}
    return {"type": "rect", "x": left, "y": top, "width": right - left, "height": bottom - top}


def _read_mask(row: Row, element: Element, where: str, report: Report) -> list[Any]:
    sides = [element.get(key) or "" for key in ("left", "top", "width", "height")]
    counts = [part.strip() for part in (element.get("rle") or "").split(",")]
    try:
        if not all(part.isdecimal() and len(part) < 10 for part in (*sides, *counts)):
            raise MaskError("has something else than numbers")
        left, top, width, height = map(int, sides)
        rings, n_holes = trace_mask(list(map(int, counts)), height, width, by_column=False)
        if not rings:
            raise MaskError("is empty")
    except MaskError as err:
        found = f"The mask of {where} {err}."
        raise row.error("shape", "has a mask that can't be read", found) from None
    if n_holes:
        report.lose({}, "lost-holes")
    return [[[x + left, y + top] for x, y in ring] for ring in rings]
