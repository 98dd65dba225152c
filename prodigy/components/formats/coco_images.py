"""What a COCO file says about each of its images, checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...errors import LoaderError
from ...io.faults import Row
from ...io.lines import LineReader, shorten
from ...shapes import SpanType, TaskType
from ..figures import KINDS, Figure, FigureError, is_upright, read_figure
from .masks import MaskError, Ring, decode_counts, trace_mask
from .media_names import read_size
from .pictures import ShapeClaim, make_picture
from .report import Report

LISTS = ("images", "annotations", "categories")
EXPECTED = 'Expected {"images": [...], "annotations": [...], "categories": [...]}'
N_COLLISIONS = 2
# What is read, what can be computed, and what only says where the image is from.
IMAGE_KEYS = frozenset(
    ("id", "file_name", "width", "height", "license", "flickr_url", "coco_url", "date_captured")
)
ANNOTATION_KEYS = frozenset(
    ("id", "image_id", "category_id", "bbox", "segmentation", "area", "iscrowd", "type")
    + ("attributes", "keypoints", "num_keypoints")
)
Annotation = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A COCO file.

    rows (list[Row]): The images. The content of each is the image and its annotations, which are
        pairs of their position, from 1, and what stands there.
    names (dict): Number of a category to its name, or None if several have the number.
    """

    rows: list[Row]
    names: dict[Any, Any]


def read_document(lines: LineReader, report: Report) -> Document:
    """Read a COCO file.

    lines (LineReader): The file.
    report (Report): Takes note of images and annotations that are about nothing.
    RETURNS (Document): The images with what belongs to them.
    RAISES (LoaderError): It is no COCO file.
    """
    text = lines.read()
    if not text.strip():
        raise LoaderError(f"{lines.name} is empty", EXPECTED)
    try:
        # One NaN is no reason to give up all others: whatever is no number is found later.
        content = json.loads(text, strict=False, parse_int=_parse_int)
    except (ValueError, RecursionError) as err:
        raise LoaderError(f"{lines.name} can't be parsed", f"{err}. {EXPECTED}") from None
    if isinstance(content, list) and content and all(map(_is_result, content)):
        raise LoaderError(
            f"{lines.name} has results of a detector, not annotations",
            "They don't say the names of files and categories. Load them with pycocotools "
            "(loadRes), and save the whole.",
        )
    found = content if isinstance(content, dict) else {}
    missing = [key for key in LISTS if not isinstance(found.get(key), list)]
    if missing:
        raise LoaderError(
            f"{lines.name} is no COCO file",
            f"There is no list called {' and '.join(missing)}. {EXPECTED}, found {shorten(text)}",
        )
    by_image = _group(lines, found["images"], found["annotations"], report)
    rows = list(_make_rows(lines, found["images"], by_image, report))
    lines.n_tasks = len(rows)
    return Document(rows, _name_categories(found["categories"]))


def make_tasks(row: Row, document: Document, report: Report) -> list[TaskType]:
    """Make an answer of an image.

    row (Row): The image.
    document (Document): The file.
    report (Report): Takes note of what is mended, and of what is not imported.
    RETURNS (list[dict]): The answer.
    RAISES (RowError): The image or one of its annotations is broken.
    """
    image, annotations = row.content["image"], row.content["annotations"]
    size = read_size(row, image.get("width"), image.get("height"))
    claims: list[ShapeClaim] = []
    losses = {("lost-keys", key): None for key in image.keys() - IMAGE_KEYS}
    for position, annotation in annotations:
        where = f"annotation {position}"
        if isinstance(annotation.get("id"), (int, str)):
            where += f" (id {str(annotation['id'])[:20]})"
        if "bbox" not in annotation and "segmentation" not in annotation:
            losses["lost-shapes", _name_kind(annotation)] = None
            continue
        if annotation.get("num_keypoints"):
            losses["lost-shapes", "keypoints"] = None
        losses.update({("lost-keys", key): None for key in annotation.keys() - ANNOTATION_KEYS})
        name = _find_name(row, annotation, where, document)
        for span in _make_spans(row, annotation, where, report):
            claims.append(ShapeClaim({**span, **_keep(annotation)}, name, where))
    task = make_picture(row, image.get("file_name"), size, claims, report)
    for loss, detail in losses:
        report.lose(task, loss, detail)
    number = image.get("id")
    return [{**task, "image_id": number} if isinstance(number, (int, str)) else task]


def _group(
    lines: LineReader, images: list[Any], annotations: list[Any], report: Report
) -> dict[Any, list[tuple[int, Annotation]]]:
    known = {_key(image.get("id")) for image in images if isinstance(image, dict)}
    by_image: dict[Any, list[tuple[int, Annotation]]] = {}
    ids: set[Any] = set()
    for position, annotation in enumerate(annotations, 1):
        row = Row(lines.name, annotation, None, position, "annotation")
        if not isinstance(annotation, dict):
            report.reject(row.error("value", "is no object", f"Found {shorten(repr(annotation))}"))
            continue
        image = _key(annotation.get("image_id"))
        if image is None or image not in known:
            found = f"There is no image with the id {shorten(repr(annotation.get('image_id')))}"
            report.reject(row.error("ids", "belongs to no image", found))
            continue
        number = _key(annotation.get("id"))
        if number is not None and number in ids:
            report.mend({}, "new-ids")
        ids.add(number)
        by_image.setdefault(image, []).append((position, annotation))
    return by_image


def _make_rows(
    lines: LineReader,
    images: list[Any],
    by_image: dict[Any, list[tuple[int, Annotation]]],
    report: Report,
) -> Iterator[Row]:
    counts = Counter(_key(image.get("id")) for image in images if isinstance(image, dict))
    for position, image in enumerate(images, 1):
        row = Row(lines.name, image, None, position, "image")
        if not isinstance(image, dict):
            report.reject(row.error("value", "is no object", f"Found {shorten(repr(image))}"))
        elif (number := _key(image.get("id"))) is None:
            found = f"Expected a number or a text, found {shorten(repr(image.get('id')))}"
            report.reject(row.error("ids", "has no id", found))
        elif counts[number] >= N_COLLISIONS:
            found = f"{counts[number]} images have the id {shorten(str(number))}."
            found += " There is no telling which of them an annotation belongs to."
            report.reject(row.error("ids", "has the id of another one", found))
        else:
            content = {"image": image, "annotations": by_image.get(number, [])}
            yield Row(lines.name, content, None, position, "image")


def _name_categories(categories: Iterable[Any]) -> dict[Any, Any]:
    names: dict[Any, Any] = {}
    for category in categories:
        if isinstance(category, dict):
            number, name = _key(category.get("id")), category.get("name")
            names[number] = None if number in names and names[number] != name else name
    return names


def _find_name(row: Row, annotation: Annotation, where: str, document: Document) -> Any:
    number = annotation.get("category_id")
    key = _key(number)
    if key is None or key not in document.names:
        found = f"There is no category with the id {shorten(repr(number))}: {where}"
        raise row.error("class", "has a shape without a category", found)
    return document.names[key]


def _make_spans(row: Row, annotation: Annotation, where: str, report: Report) -> list[SpanType]:
    """Make the shapes of an annotation: of its outlines or, if it has none, of its box."""
    segmentation = annotation.get("segmentation")
    if not segmentation:
        return [_make_box(row, annotation.get("bbox"), where)]
    if isinstance(segmentation, dict):
        rings, n_holes = _trace(row, segmentation, where)
        report.mend({}, "masks")
        if n_holes:
            report.lose({}, "lost-holes")
        spans: list[SpanType] = [{"type": "polygon", "points": ring} for ring in rings]
    else:
        parts = segmentation if isinstance(segmentation, list) else [segmentation]
        if all(isinstance(value, (int, float)) for value in parts):
            parts = [parts]  # Some programs leave out the outer list.
        spans = [_make_outline(row, annotation, part, where) for part in parts]
    if len(spans) > 1:
        report.mend({}, "parts")
    return spans


def _make_box(row: Row, box: Any, where: str) -> SpanType:
    if not isinstance(box, list) or len(box) != 4:
        found = f"Expected [x, y, width, height] as bbox of {where}, found {shorten(repr(box))}"
        raise row.error("shape", "has a broken box", found)
    return {"type": "rect", **dict(zip(("x", "y", "width", "height"), box))}


def _make_outline(row: Row, annotation: Annotation, part: Any, where: str) -> SpanType:
    if not isinstance(part, list) or len(part) % 2 or not part:
        found = f"Expected [x, y, x, y...] in the segmentation of {where}, "
        raise row.error("shape", "has a broken outline", f"{found}found {shorten(repr(part))}")
    points = [list(point) for point in zip(part[::2], part[1::2])]
    kind = annotation.get("type")
    if kind not in KINDS:
        if len(points) > 3 and points[0] == points[-1]:
            points.pop()  # Others close their outlines by repeating the first point.
        kind = "rect" if _is_box(points, annotation.get("bbox")) else "polygon"
    if kind == "rect":
        try:
            read_figure({"type": "rect", "points": points})
        except FigureError:
            kind = "polygon"  # It was edited by another program, which leaves our key as it is.
    return {"type": kind, "points": points}


def _is_box(points: list[Any], box: Any) -> bool:
    """Tell whether an outline is just the corners of the box."""
    try:
        figure = read_figure({"type": "polygon", "points": points})
        other = read_figure(_make_box(Row("", None), box, ""))
    except (FigureError, LoaderError):
        return False
    return is_upright(figure.points) and _are_near(figure, other)


def _are_near(a: Figure, b: Figure) -> bool:
    return all(abs(one - other) <= 0.5 for one, other in zip(a.corners, b.corners))


def _trace(row: Row, mask: dict[str, Any], where: str) -> tuple[list[Ring], int]:
    size, counts = mask.get("size"), mask.get("counts")
    try:
        if not isinstance(size, list) or len(size) != 2:
            raise MaskError('has no "size": [height, width]')
        numbers = decode_counts(counts) if isinstance(counts, str) else counts
        if not isinstance(numbers, list):
            raise MaskError('has no "counts"')
        rings, n_holes = trace_mask(numbers, *size)
        if not rings:
            raise MaskError("is empty")
    except MaskError as err:
        problem = f"The mask of {where} {err}."
        raise row.error("shape", "has a mask that can't be read", problem) from None
    return rings, n_holes


def _keep(annotation: Annotation) -> SpanType:
    kept: SpanType = {}
    for key, source in (("annotation_id", "id"), ("category_id", "category_id")):
        if type(annotation.get(source)) is int:
            kept[key] = annotation[source]
    if annotation.get("iscrowd") in (1, True):
        kept["iscrowd"] = 1
    attributes = annotation.get("attributes")
    if isinstance(attributes, dict) and attributes:
        kept["attributes"] = attributes
    return kept


def _name_kind(annotation: Annotation) -> str:
    known = ("caption", "keypoints", "segments_info")
    return next((key for key in known if key in annotation), "none")


def _key(value: Any) -> Any:
    """RETURNS (Any): An id that can be looked up, or None. 1 and "1" are different."""
    if isinstance(value, str):
        return value or None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and value == value else None


def _is_result(value: Any) -> bool:
    return isinstance(value, dict) and "score" in value and "image_id" in value


def _parse_int(digits: str) -> float:
    # Python refuses to read thousands of digits, and no pixel has so many.
    return int(digits) if len(digits) < 400 else float("inf")
