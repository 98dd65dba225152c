"""When two annotators have drawn the same shapes.

Nobody draws a box twice at exactly the same place, and a page rounds what is drawn. So shapes are
the same if their labels are, and all corners lie within half a pixel of each other. That is the
rounding, and nothing that an annotator could have meant. Whoever wants to accept more than that
says how much shapes must have in common, as intersection over union.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ...components.outlines import get_outline, get_overlap, is_figure, is_near
from ...shapes import TaskType, name_label
from ...views import FIGURES


class FigureSet:
    """Shapes of an image in any order, equal to others that are the same or close enough.

    Closeness is not transitive: of three boxes, the outer ones may be too far apart. Sets are
    therefore compared with the first of their group, by a dict that finds the earliest equal key.

    figures (Iterable[dict]): Spans of a task.
    iou (float | None): Shapes that have so much in common are the same. Defaults to None (only
        rounding is ignored).
    """

    def __init__(self, figures: Iterable[Any], iou: float | None = None) -> None:
        self._figures = [_Figure(figure) for figure in figures]
        self._iou = iou

    def __hash__(self) -> int:
        labels = Counter(figure.label for figure in self._figures)
        return hash(frozenset(labels.items()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FigureSet):
            return NotImplemented
        return len(self) == len(other) and self.count_common(other) == len(self)

    def __len__(self) -> int:
        return len(self._figures)

    def count_common(self, other: FigureSet) -> int:
        """RETURNS (int): How many shapes have a counterpart of their own in another set."""
        candidates = [
            [i for i, figure in enumerate(other._figures) if one.is_same(figure, self._iou)]
            for one in self._figures
        ]
        return _count_pairs(candidates)


class _Figure:
    """A shape, read once."""

    def __init__(self, span: Any) -> None:
        is_span = isinstance(span, dict)
        self.label = name_label(span.get("label")) if is_span else ""
        self.outline = get_outline(span) if is_span else None
        # What is no shape is the same if it says the same. NaN is not equal to itself, its name is.
        self.content = repr([span.get(key) for key in FIGURES] if is_span else span)

    def is_same(self, other: _Figure, iou: float | None) -> bool:
        if self.label != other.label:
            return False
        if self.outline is None or other.outline is None:
            return self.content == other.content
        if is_near(self.outline, other.outline):
            return True
        return iou is not None and get_overlap(self.outline, other.outline) >= iou


def _count_pairs(candidates: list[list[int]]) -> int:
    """Count how many can have one of their candidates for themselves (Kuhn's augmenting paths)."""
    taken: dict[int, int] = {}

    def find_place(one: int, tried: set[int]) -> bool:
        for place in candidates[one]:
            if place in tried:
                continue
            tried.add(place)
            if place not in taken or find_place(taken[place], tried):
                taken[place] = one
                return True
        return False

    return sum(find_place(one, set()) for one in range(len(candidates)))


def find_figure_keys(eg: TaskType) -> list[str]:
    """Find the keys of an answer that hold shapes: recipes may give "spans" another name.

    eg (dict): The answer.
    RETURNS (list[str]): Keys whose values are lists with at least one shape in them, in order.
    """
    return [
        key
        for key, value in eg.items()
        if key != "versions" and isinstance(value, list) and any(map(is_figure, value))
    ]
