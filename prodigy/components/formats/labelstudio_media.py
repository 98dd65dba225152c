"""Tasks of Label Studio about images and recordings.

Places in images are percent of width and height, times are seconds. What is said in a region is an
answer of another question about it, which has the same id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from ...io.faults import Row
from ...io.lines import shorten
from ...io.media import MIMETYPES
from ...shapes import SpanType, TaskType
from ...views import MEDIA_KEYS
from ..figures import is_number, tidy, turn_box
from . import pictures, recordings
from .media_names import make_media, read_size
from .pictures import ShapeClaim, get_picture, make_picture
from .questions import Questions
from .recordings import TEXT, TRANSCRIPT, make_recording
from .regions import CHOICES, LABELS, RELATION, TEXT_NAME, get_question
from .report import Report

Region = dict[str, Any]
RECTANGLE, POLYGON, TEXTAREA = "rectanglelabels", "polygonlabels", "textarea"
PLAIN = ("rectangle", "polygon")  # whose labels are answers of another question
SHAPE_TYPES = frozenset((RECTANGLE, POLYGON, *PLAIN))
# Of images, too, but nothing that can be a span.
OTHER_SHAPES = frozenset(
    ("brushlabels", "brush", "ellipselabels", "ellipse", "keypointlabels", "keypoint")
    + ("bitmask", "bitmasklabels", "vectorlabels", "vector")
)
LABEL_NAME, TEXT_QUESTION = "label", "transcription"
PICTURES = pictures.Holds()
RECORDINGS = recordings.Holds(texts=True, transcript=True, both=True)


def find_kind(eg: TaskType) -> str | None:
    """Find out what an answer is about.

    eg (dict): The answer.
    RETURNS (str | None): "image", "audio", or None if it is about something else, such as a text.
    """
    if pictures.is_about_shapes(eg):
        return "image"
    return "audio" if recordings.is_about_regions(eg) else None


def make_media_task(eg: TaskType, kind: str, number: int, report: Report) -> TaskType | None:
    """Make a task without an annotation, and the regions of its annotation.

    eg (dict): An accepted answer.
    kind (str): What `find_kind` said.
    number (int): Number of the task, from 1.
    report (Report): Takes note of an answer that can't be held, or not completely.
    RETURNS (dict | None): "data" and "result", or None if the answer has to be left out.
    """
    if kind == "image":
        picture = get_picture(eg, PICTURES, report)
        if picture is None:
            return None
        size = {"width": picture.width, "height": picture.height}
        result = [_make_shape(shape, size) for shape in picture.shapes]
        data: dict[str, Any] = {"image": picture.name, **size}
    else:
        recording = recordings.get_recording(eg, RECORDINGS, report)
        if recording is None:
            return None
        if any(not region.label and not region.text for region in recording.regions):
            report.leave_out(eg, "no-label")
            return None
        result = list(_make_regions(recording, f"{number}-"))
        data = {recording.key: recording.name}
    for i, region in enumerate(result, 1):
        region.setdefault("id", f"{number}-{i}")
    return {"data": data, "result": result}


def find_medium(row: Row, regions: Sequence[Region]) -> tuple[str, str] | None:
    """Find out what the regions of an annotation are about.

    row (Row): The task.
    regions (Sequence[dict]): The regions.
    RETURNS (tuple[str, str] | None): "image", "audio" or "video", and the key of the data. None if
        they are about a text.
    """
    data = row.content["data"]
    kinds = {key: _get_kind(key, value) for key, value in data.items() if isinstance(value, str)}
    if any(map(_is_of_image, regions)):
        wanted: tuple[str, ...] = ("image",)
    elif any(map(_has_channel, regions)):
        wanted = ("video", "audio")
    else:
        names = {region.get("to_name") for region in regions} | {TEXT_NAME}
        if any(kinds.get(name, "x") is None for name in names if isinstance(name, str)):
            return None
        wanted = ("image", "video", "audio")
    for kind in wanted:
        found = next((key for key, value in kinds.items() if value == kind), None)
        if found is not None:
            return kind, found
    if "image" in wanted and len(wanted) > 1:
        return None
    # Addresses need no extension.
    return (wanted[-1], next(iter(kinds), "")) if len(kinds) == 1 else (wanted[-1], "")


def make_media_answer(
    row: Row, kind: str, key: str, regions: Sequence[Region], questions: Questions, report: Report
) -> TaskType:
    """Make an answer about an image or a recording.

    row (Row): The task.
    kind (str): "image", "audio" or "video".
    key (str): Key of its path or address in the data.
    regions (Sequence[dict]): The regions of an annotation.
    questions (Questions): The questions of the file.
    report (Report): Takes note of what is mended, and of what is not imported.
    RETURNS (dict): The answer.
    RAISES (RowError): Something is wrong with it.
    """
    name = row.content["data"].get(key)
    if kind != "image":
        return _make_recording(row, kind, name, regions, questions)
    size = _find_size(row, regions)
    if size is None:
        return {**make_media(row, name, "image"), "spans": [], "_view_id": pictures.VIEW_ID}
    claims = list(_make_claims(row, regions, questions, size, report))
    return make_picture(row, name, size, claims, report)


def find_media_losses(
    task: TaskType, regions: Sequence[Region], kind: str
) -> Iterator[tuple[str, str]]:
    """Find what an answer about an image or a recording can't hold.

    task (dict): The task.
    regions (Sequence[dict]): The regions of its annotation.
    kind (str): "image", "audio" or "video".
    YIELDS (tuple[str, str]): What is lost, a key of `LOSSES`, and of which type it is.
    """
    found: dict[tuple[str, str], None] = {}
    for region in regions:
        name, value = str(region.get("type")), region.get("value")
        is_place = _is_shape(region) if kind == "image" else _is_of_recording(region)
        is_text = kind != "image" and name == TEXTAREA
        if name == RELATION:
            found["lost-relations", ""] = None
        elif region.get("item_index"):
            found["lost-shapes", "further pages"] = None
        elif name in OTHER_SHAPES:
            found["lost-shapes", name] = None
        elif not is_place and not is_text and name != CHOICES:
            found["lost-regions", name] = None
        elif name == CHOICES and isinstance(value, dict) and ("start" in value or "x" in value):
            found["lost-per-region", name] = None
    if task.get("predictions"):
        found["lost-predictions", ""] = None
    yield from found


def _make_shape(shape: pictures.Shape, size: dict[str, float]) -> Region:
    width, height = size["width"], size["height"]
    kind = RECTANGLE if shape.figure.kind == "rect" else POLYGON
    if kind == RECTANGLE:
        x, y, across, down = shape.figure.box
        value: dict[str, Any] = {"x": 100 * x / width, "y": 100 * y / height}
        value.update(width=100 * across / width, height=100 * down / height, rotation=0)
    else:
        points = [[100 * x / width, 100 * y / height] for x, y in shape.figure.points]
        value = {"points": points, "closed": True}
    original = {"original_width": width, "original_height": height, "image_rotation": 0}
    names = {"from_name": LABEL_NAME, "to_name": "image", "type": kind}
    return {**names, **original, "value": {**value, kind: [shape.label]}}


def _make_regions(recording: recordings.Recording, prefix: str) -> Iterator[Region]:
    for number, region in enumerate(recording.regions, 1):
        place = {"start": region.start, "end": region.end, "channel": 0}
        common = {"id": f"{prefix}{number}", "to_name": recording.key}
        if region.label:
            value: dict[str, Any] = {**place, LABELS: [region.label]}
            yield {**common, "from_name": LABEL_NAME, "type": LABELS, "value": value}
        if region.text:
            value = {**place, TEXT: [region.text]}
            yield {**common, "from_name": TEXT_QUESTION, "type": TEXTAREA, "value": value}
    if recording.transcript:
        names = {"from_name": TEXT_QUESTION, "to_name": recording.key, "type": TEXTAREA}
        number = len(recording.regions) + 1
        yield {**names, "id": f"{prefix}{number}", "value": {TEXT: [recording.transcript]}}


def _make_claims(
    row: Row,
    regions: Sequence[Region],
    questions: Questions,
    size: tuple[float, float],
    report: Report,
) -> Iterator[ShapeClaim]:
    labelled = {region.get("id") for region in regions if region.get("type") not in PLAIN}
    for number, region in enumerate(regions, 1):
        if not _is_shape(region) or region.get("item_index"):
            continue
        kind, value, where = region["type"], region["value"], f"region {number}"
        if kind in PLAIN and region.get("id") in labelled:
            continue  # The same shape comes once more, with its labels.
        names = value.get(kind)
        span = _make_span(row, value, size, where, report)
        for name in names if isinstance(names, list) and names else [None]:
            label = questions.name_label(get_question(region), name) if name else name
            yield ShapeClaim(span, label, where)


def _make_span(
    row: Row, value: dict[str, Any], size: tuple[float, float], where: str, report: Report
) -> SpanType:
    width, height = size
    if "points" in value:
        points = value["points"]
        if not isinstance(points, list) or not all(map(_is_pair, points)):
            found = f"Expected pairs of numbers as points of {where}, found {shorten(repr(points))}"
            raise row.error("shape", "has a broken polygon", found)
        scaled = [[tidy(x * width / 100), tidy(y * height / 100)] for x, y in points]
        return {"type": "polygon", "points": scaled}
    sides: list[Any] = [value.get(key) for key in ("x", "y", "width", "height")]
    turn = value.get("rotation") or 0
    if not all(map(is_number, (*sides, turn))):
        found = (
            f"Expected numbers as x, y, width and height of {where}, found {shorten(str(value))}"
        )
        raise row.error("shape", "has a broken box", found)
    x, y, across, down = (
        tidy(side * whole / 100) for side, whole in zip(sides, (width, height, width, height))
    )
    if turn % 360 and across > 0 and down > 0:
        report.mend({}, "rotated")
        corners = (x, y, x + across, y + down)
        # Around the upper left corner, which is where it was.
        return {"type": "polygon", "points": turn_box(corners, turn, (x, y))}
    return {"type": "rect", "x": x, "y": y, "width": across, "height": down}


def _find_size(row: Row, regions: Sequence[Region]) -> tuple[float, float] | None:
    """RETURNS (tuple | None): The size of an image; None if nobody says it and nobody needs it."""
    data = row.content["data"]
    keys = ("original_width", "original_height")
    for region in regions:
        if all(region.get(key) is not None for key in keys):
            return read_size(row, *(region[key] for key in keys))
    if all(is_number(data.get(key)) for key in ("width", "height")):
        return read_size(row, data["width"], data["height"])
    if any(map(_is_shape, regions)):
        return read_size(row, *(regions[0].get(key) for key in keys))
    return None


def _make_recording(
    row: Row, kind: str, name: Any, regions: Sequence[Region], questions: Questions
) -> TaskType:
    texts: dict[Any, str] = {}
    whole: list[str] = []
    spans: list[recordings.Region] = []
    labelled = {r.get("id") for r in regions if _is_of_recording(r) and r["type"] != TEXTAREA}
    for region in regions:
        if region.get("type") != TEXTAREA:
            continue
        value = region.get("value")
        text = _join_text(row, value)
        if isinstance(value, dict) and "start" not in value:
            whole.append(text)
        elif region.get("id") in labelled:
            number = region.get("id")
            texts[number] = f"{texts[number]}\n{text}" if number in texts else text
        elif isinstance(value, dict):
            spans.append(_make_region(value, "", text))
    for region in regions:
        if not _is_of_recording(region) or region["type"] == TEXTAREA:
            continue
        value = region["value"]
        names = value.get(region["type"])
        if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
            found = f"Expected a list of labels, found {shorten(repr(names))}"
            raise row.error("no-label", "has a region without a label", found)
        for label in names or [""]:
            shown = questions.name_label(get_question(region), label)
            spans.append(_make_region(value, shown, texts.get(region.get("id"), "")))
    if whole and not spans:
        return make_recording(row, kind, name, [], "\n".join(whole))
    answer = make_recording(row, kind, name, spans)
    answer[recordings.SPANS].sort(key=lambda span: (span["start"], span["end"]))
    return {**answer, TRANSCRIPT: "\n".join(whole)} if whole else answer


def _make_region(value: dict[str, Any], label: str, text: str) -> recordings.Region:
    return recordings.Region(value.get("start"), value.get("end"), label, text, {})  # type: ignore[arg-type]


def _join_text(row: Row, value: Any) -> str:
    found = value.get(TEXT) if isinstance(value, dict) else None
    given = found if isinstance(found, list) else [found]
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) < len(given):
        problem = f"Expected a list of texts, found {shorten(repr(found))}"
        raise row.error("value", "has a broken transcript", problem)
    return "\n".join(texts)


def _is_shape(region: Region) -> bool:
    kind, value = region.get("type"), region.get("value")
    if not isinstance(value, dict):
        return False
    is_labelled = kind == LABELS and ("points" in value or {"x", "width"} <= value.keys())
    return kind in SHAPE_TYPES or is_labelled


def _is_of_image(region: Region) -> bool:
    return _is_shape(region) or region.get("type") in OTHER_SHAPES


def _is_of_recording(region: Region) -> bool:
    value = region.get("value")
    is_known = region.get("type") in (LABELS, TEXTAREA)
    return is_known and isinstance(value, dict) and "start" in value


def _has_channel(region: Region) -> bool:
    value = region.get("value")
    return "original_length" in region or (isinstance(value, dict) and "channel" in value)


def _is_pair(point: Any) -> bool:
    return isinstance(point, (list, tuple)) and len(point) == 2 and all(map(is_number, point))


def _get_kind(key: str, value: str) -> str | None:
    """RETURNS (str | None): "image", "audio", "video", or None for what looks like a text."""
    suffix = PurePosixPath(value.split("?")[0].strip()).suffix.lower() if len(value) < 2000 else ""
    kind = MIMETYPES.get(suffix, "").partition("/")[0]
    if kind in MEDIA_KEYS and not any(c.isspace() for c in suffix):
        is_path = "/" in value or "\\" in value or " " not in value.strip()
        return kind if key != TEXT_NAME and is_path else None
    return key if key in MEDIA_KEYS else None
