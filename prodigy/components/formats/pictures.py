"""What an answer says about its image: which shapes are in it. And the opposite: making answers of
shapes as other programs claim them, each of which is checked before anybody believes it.

All formats with shapes take their content from here, so that they agree about what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ... import views
from ...io.faults import Row
from ...io.lines import shorten
from ...shapes import SpanType, TaskType, name_label
from ..figures import Figure, FigureError, get_shapes_key, make_span_keys, read_figure
from ..outlines import is_figure
from .gold import is_binary
from .media_names import Size, find_image_size, get_media_name, make_media
from .report import Report

SHAPE_VIEWS = views.find_views_about(views.SHAPES)
VIEW_ID = "image_manual"
# What interfaces write. Of these, "color" and "id" say nothing about the image.
SPAN_KEYS = frozenset((*views.FIGURES, "type", "center", "color", "id", "suggested", "answer"))
RECTS, OUTLINES, FREEHAND = ("rect",), ("rect", "polygon"), ("rect", "polygon", "freehand")


@dataclass(frozen=True)
class Shape:
    """A shape in an image.

    label (str): Its label.
    figure (Figure): What it covers, in pixels. None of it is outside of the image.
    span (dict): The span as it was annotated, for further keys.
    """

    label: str
    figure: Figure
    span: SpanType


@dataclass(frozen=True)
class Picture:
    """The content of one answer.

    eg (dict): The answer, unchanged.
    name (str): Path or address of the image.
    width, height (float): The size of the image in pixels; int if they are whole.
    shapes (list[Shape]): The shapes, in their order.
    """

    eg: TaskType
    name: str
    width: float
    height: float
    shapes: list[Shape]


@dataclass(frozen=True)
class Holds:
    """What a format can hold of shapes.

    kinds (tuple[str, ...]): Types of shapes: `RECTS`, `OUTLINES` or `FREEHAND`. Others become
        boxes or polygons, and that is counted.
    keys (frozenset[str]): Further keys of spans.
    """

    kinds: tuple[str, ...] = OUTLINES
    keys: frozenset[str] = frozenset()


def get_picture(eg: TaskType, holds: Holds, report: Report) -> Picture | None:
    """Find out what an answer says about its image, if a format can hold it.

    eg (dict): The answer. Without "answer", it counts as accepted. It is not changed.
    holds (Holds): What the format can hold.
    report (Report): Takes note of an answer that can't be held, or not completely.
    RETURNS (Picture | None): The content, or None if the answer has to be left out.
    RAISES (ProdigyError): The size of the image has to be looked up, and Pillow is missing.
    """
    reason = _check(eg)
    if reason is not None:
        report.leave_out(eg, reason)
        return None
    size = find_image_size(eg)
    if size is None:
        report.leave_out(eg, "no-size")
        return None
    shapes: list[Shape] = []
    is_clipped = False
    for span in _iter_shapes(eg, report):
        label = name_label(span.get("label"))
        try:
            found = read_figure(span)
            figure = found.clip(*size)
        except FigureError:
            figure = None
        if figure is None or not label:
            report.leave_out(eg, "shape" if figure is None else "no-label", [span])
            return None
        is_clipped = is_clipped or figure is not found
        shapes.append(Shape(label, figure, span))
    name = get_media_name(eg, "image", report)
    if name is None:
        report.leave_out(eg, "no-image")
        return None
    if is_clipped:
        report.mend(eg, "clipped")
    for loss, detail in dict.fromkeys(_find_losses(eg, shapes, holds)):
        report.lose(eg, loss, detail)
    return Picture(eg, name, *size, shapes)


def is_about_shapes(eg: TaskType) -> bool:
    """RETURNS (bool): Whether an answer is about shapes: by its interface, or by its spans.

    Where nothing tells the interface, an empty list beside an image without words says that
    somebody looked, and that there is nothing in the image.
    """
    spans, view_id = eg.get(get_shapes_key(eg)), views.get_view_id(eg)
    if view_id in SHAPE_VIEWS:
        return True
    if "image" not in eg or not isinstance(spans, list):
        return False
    return any(map(is_figure, spans)) or (not spans and view_id is None and "tokens" not in eg)


@dataclass(frozen=True)
class ShapeClaim:
    """What a file says about a shape.

    span (dict): The shape as spans describe it, with "points" or "x", "y", "width" and "height",
        and keys of the format that are kept. Whatever is no number is an error.
    label (Any): The label. What is no label (see `shapes.is_label`) is an error.
    where (str): Where it stands, for errors.
    place (Row | None): The line, if it is another one than that of the row. Defaults to None.
    """

    span: SpanType
    label: Any
    where: str
    place: Row | None = None


def make_picture(
    row: Row, name: Any, size: Size, claims: Iterable[ShapeClaim], report: Report
) -> TaskType:
    """Make an answer of what a file says about an image.

    row (Row): The row, for errors.
    name (Any): What the file says is the path or the address of the image.
    size (tuple[float, float]): Width and height of the image in pixels.
    claims (Iterable[ShapeClaim]): The shapes.
    report (Report): Takes note of what is mended.
    RETURNS (dict): The answer, for the manual interface of images.
    RAISES (RowError): A claim can't be true.
    """
    media = make_media(row, name, "image")
    spans = [_check_claim(claim.place or row, claim, size, report) for claim in claims]
    width, height = size
    return {**media, "width": width, "height": height, "spans": spans, "_view_id": VIEW_ID}


def _check_claim(row: Row, claim: ShapeClaim, size: Size, report: Report) -> SpanType:
    label = name_label(claim.label)
    if not label:
        raise row.error(
            "no-label",
            "has a shape without a label",
            f"Expected a text as label of {claim.where}, found {shorten(repr(claim.label))}.",
        )
    try:
        figure = read_figure(claim.span)
    except FigureError as err:
        found = f"{claim.where[:1].upper()}{claim.where[1:]} {err}."
        raise row.error("shape", "has a shape that can't be drawn", found) from None
    clipped = figure.clip(*size)
    if clipped is None:
        left, top, right, bottom = figure.corners
        raise row.error(
            "shape",
            "has a shape that is not in its image",
            f"The image has {size[0]} x {size[1]} pixels, and {claim.where} is from {left}, {top} "
            f"to {right}, {bottom}.",
        )
    if clipped is not figure and _is_moved(figure, clipped):
        report.mend({}, "clipped", [claim.span])
    others = {key: value for key, value in claim.span.items() if key not in SPAN_KEYS}
    return {"label": label, **make_span_keys(clipped), **others}


def _is_moved(a: Figure, b: Figure) -> bool:
    """Tell whether shapes differ by more than what comes from parts of a size and back."""
    return any(
        abs(one - other) > 1e-6 for p, q in zip(a.points, b.points) for one, other in zip(p, q)
    )


def _check(eg: TaskType) -> str | None:
    answer = eg.get("answer") or "accept"
    if answer in ("ignore", "reject"):
        return answer
    if not isinstance(eg.get("image"), str) or not eg["image"].strip():
        return "no-image"
    view_id, spans = views.get_view_id(eg), eg.get(get_shapes_key(eg))
    if spans is not None and not isinstance(spans, list):
        return "shape"
    if not is_about_shapes(eg):
        has_categories = any(key in eg for key in ("options", "accept", "label"))
        return "not-categories" if has_categories else "not-shapes"
    return "binary" if views.is_binary(view_id) or is_binary(eg) else None


def _iter_shapes(eg: TaskType, report: Report) -> Iterator[SpanType]:
    """Yield the spans that are shapes, or should be."""
    is_manual = views.get_view_id(eg) in SHAPE_VIEWS
    for span in eg.get(get_shapes_key(eg)) or ():
        if not isinstance(span, dict):
            yield {}
        elif span.get("answer") == "reject":
            continue
        elif span.get("suggested") is True:
            report.lose(eg, "lost-suggestions")
        elif "start" in span and not is_figure(span) and not is_manual:
            report.lose(eg, "lost-text-spans")
        else:
            yield span


def _find_losses(eg: TaskType, shapes: Iterable[Shape], holds: Holds) -> Iterator[tuple[str, str]]:
    for shape in shapes:
        kind = shape.figure.kind
        if kind not in holds.kinds:
            is_box = holds.kinds == RECTS
            yield ("lost-outlines" if is_box else "lost-freehand"), ""
        for key in shape.span.keys() - SPAN_KEYS - holds.keys:
            yield "lost-keys", key
    if any(isinstance(eg.get(key), list) for key in ("options", "accept")):
        yield "lost-categories", ""
