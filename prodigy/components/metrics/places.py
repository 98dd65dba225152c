"""What annotators marked, in texts, images or recordings, and which of it is the same.

Offsets of texts are the same or not. Boxes, outlines and times are never drawn twice at exactly the
same place, so they are the same from a certain intersection over union on. They are paired one to
one, those that have most in common first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...shapes import TaskType, name_label
from ...views import REGIONS, SHAPES, find_views_about
from ..figures import (
    Figure,
    FigureError,
    compute_interval_iou,
    get_shapes_key,
    match_best,
    read_figure,
    read_times,
)
from ..outlines import get_overlap, is_figure

SHAPE_VIEWS, REGION_VIEWS = find_views_about(SHAPES), find_views_about(REGIONS)
REGIONS_KEY = "audio_spans"
NO_LABEL = "NONE"


class Mark(NamedTuple):
    """Something in an image or a recording.

    place (Figure | tuple[float, float]): Pixels, or start and end in seconds.
    label (str): Its label.
    """

    place: Any
    label: str


class Pair(NamedTuple):
    """What two annotators have marked at the same place, or only one of them.

    label, other (str): The labels, or NO_LABEL.
    iou (float | None): How much they have in common, from 0 to 1. None if it was not measured.
    """

    label: str
    other: str
    iou: float | None = None


class Kind(NamedTuple):
    """A kind of marks.

    read (callable): Gets the marks of an answer.
    measure (callable): Measures how much two places have in common, from 0 to 1.
    """

    read: Callable[[TaskType], list[Mark]]
    measure: Callable[[Any, Any], float]


def find_kind(view_id: str, examples: Iterable[TaskType]) -> Kind | None:
    """Find out what kind of marks answers have.

    view_id (str): The interface in which they were made.
    examples (Iterable[dict]): The answers, for interfaces that may be about anything.
    RETURNS (Kind | None): The kind, or None for spans of texts.
    """
    if view_id in SHAPE_VIEWS:
        return SHAPE_MARKS
    if view_id in REGION_VIEWS:
        return REGION_MARKS
    for eg in examples:
        if eg.get(REGIONS_KEY):
            return REGION_MARKS
        if "image" in eg and any(map(is_figure, eg.get(get_shapes_key(eg)) or ())):
            return SHAPE_MARKS
    return None


def align_marks(
    kind: Kind, reference: Sequence[Mark], other: Sequence[Mark], threshold: float
) -> list[Pair]:
    """Pair marks one to one: those with the same label first, then those with another one.

    kind (Kind): What they are.
    reference, other (Sequence[Mark]): The marks of both annotators.
    threshold (float): How much a pair must at least have in common, intersection over union. 0: any
        overlap counts.
    RETURNS (list[Pair]): The pairs, and marks without a partner.
    """
    scores = []
    for i, one in enumerate(reference):
        for j, two in enumerate(other):
            iou = kind.measure(one.place, two.place)
            if iou > 0 and iou >= threshold:
                scores.append((iou, i, j))
    same = match_best(s for s in scores if reference[s[1]].label == other[s[2]].label)
    left, right = {i for _, i, _ in same}, {j for _, _, j in same}
    rest = match_best(s for s in scores if s[1] not in left and s[2] not in right)
    found = [*same, *rest]
    left, right = {i for _, i, _ in found}, {j for _, _, j in found}
    return [
        *(Pair(reference[i].label, other[j].label, iou) for iou, i, j in found),
        *(Pair(one.label, NO_LABEL) for i, one in enumerate(reference) if i not in left),
        *(Pair(NO_LABEL, two.label) for j, two in enumerate(other) if j not in right),
    ]


def _read_shapes(eg: TaskType) -> list[Mark]:
    return _read(eg.get(get_shapes_key(eg)), read_figure)


def _read_regions(eg: TaskType) -> list[Mark]:
    return _read(eg.get(REGIONS_KEY), read_times)


def _read(spans: Any, read: Callable[[Mapping[str, Any]], Any]) -> list[Mark]:
    marks = []
    for span in spans or ():
        try:
            marks.append(Mark(read(span), name_label(span.get("label"))))
        except FigureError:
            continue  # spans of a text beside the image
    return marks


def _measure_shapes(one: Figure, two: Figure) -> float:
    return get_overlap(one.points, two.points)


SHAPE_MARKS = Kind(_read_shapes, _measure_shapes)
REGION_MARKS = Kind(_read_regions, compute_interval_iou)
