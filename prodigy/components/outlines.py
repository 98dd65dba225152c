"""Outlines of shapes in images: where they are, whether two are the same, how much they overlap.

An outline is a closed polygon of at least three points (x, y) in pixels of the image, the first one
not repeated. What is inside is told by the even-odd rule, as for a line that crosses itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Outline = tuple[Point, ...]
Edge = tuple[Point, Point]

# Shapes are stored with one decimal, and a hand moves by whole pixels: less is no difference.
TOLERANCE_PX = 0.5
_SIDES = ("x", "y", "width", "height")


def get_outline(span: Mapping[str, Any]) -> Outline | None:
    """Get the outline of a shape, from its points or from the sides of its box.

    span (dict): A span with "points", or with "x", "y", "width" and "height".
    RETURNS (tuple[Point, ...] | None): The outline, or None if the span is no shape with an area,
        or has numbers that are none, such as NaN.
    """
    points = span.get("points")
    if isinstance(points, Sequence) and not isinstance(points, str) and len(points) >= 3:
        outline = tuple(filter(None, map(_read_point, points)))
        return outline if len(outline) == len(points) else None
    sides = [span.get(key) for key in _SIDES]
    if not all(map(_is_number, sides)):
        return None
    x, y, width, height = (float(side) for side in sides if side is not None)
    return ((x, y), (x, y + height), (x + width, y + height), (x + width, y))


def is_figure(span: Any) -> bool:
    """Tell whether something looks like a shape in an image, which a span of a text does not.

    span (Any): An item of a list of a task.
    RETURNS (bool): Whether it has points, or the sides of a box.
    """
    if not isinstance(span, Mapping):
        return False
    return isinstance(span.get("points"), Sequence) or all(key in span for key in _SIDES)


def is_near(a: Outline, b: Outline, tolerance: float = TOLERANCE_PX) -> bool:
    """Tell whether two outlines have the same corners, wherever they begin and whichever way round.

    tolerance (float): How far corners may be apart in x and in y, in pixels, inclusive. Defaults to
        half a pixel.
    """
    if len(a) != len(b):
        return False
    if any(abs(p - q) > tolerance for p, q in zip(_find_box(a), _find_box(b), strict=True)):
        return False
    limit = tolerance + 1e-9  # 10.5 - 10.0 is not always 0.5 after arithmetic
    for one in (b, b[::-1]):
        for start in range(len(one)):
            turned = one[start:] + one[:start]
            if all(
                abs(p[0] - q[0]) <= limit and abs(p[1] - q[1]) <= limit
                for p, q in zip(a, turned, strict=True)
            ):
                return True
    return False


def get_overlap(a: Outline, b: Outline) -> float:
    """Measure how much two outlines have in common: intersection over union (Jaccard index).

    RETURNS (float): From 0.0 (nothing) to 1.0 (the same area); 0.0 if neither has an area.

    Exact, by a sweep: between two neighbouring heights at which an outline has a corner, or two
    edges cross, all edges are straight and in the same order, so that lengths in the middle times
    the height are areas.
    """
    left, right = _find_box(a), _find_box(b)
    if left[2] <= right[0] or right[2] <= left[0] or left[3] <= right[1] or right[3] <= left[1]:
        return 0.0
    edges_a, edges_b = _get_edges(a), _get_edges(b)
    heights = sorted({y for _, y in (*a, *b)} | set(_find_crossings(edges_a + edges_b)))
    both = either = 0.0
    for top, bottom in pairwise(heights):
        middle = (top + bottom) / 2
        ranges_a, ranges_b = _cut(edges_a, middle), _cut(edges_b, middle)
        common = _measure_common(ranges_a, ranges_b)
        both += common * (bottom - top)
        either += (_measure(ranges_a) + _measure(ranges_b) - common) * (bottom - top)
    return both / either if either > 0 else 0.0


def get_area(outline: Outline) -> float:
    """Measure the area of an outline, with the even-odd rule where it crosses itself.

    RETURNS (float): The area in square pixels, by the sweep of `get_overlap`.
    """
    edges = _get_edges(outline)
    heights = sorted({y for _, y in outline} | set(_find_crossings(edges)))
    return sum(
        _measure(_cut(edges, (top + bottom) / 2)) * (bottom - top)
        for top, bottom in pairwise(heights)
    )


def _read_point(point: Any) -> Point | None:
    if isinstance(point, (list, tuple)) and len(point) == 2 and all(map(_is_number, point)):
        return (float(point[0]), float(point[1]))
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _find_box(outline: Outline) -> tuple[float, float, float, float]:
    xs, ys = zip(*outline, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def _get_edges(outline: Outline) -> list[Edge]:
    """Edges from top to bottom. Level ones bound nothing from the side."""
    edges = pairwise((*outline, outline[0]))
    return [(p, q) if p[1] < q[1] else (q, p) for p, q in edges if p[1] != q[1]]


def _find_crossings(edges: list[Edge]) -> Iterable[float]:
    """Heights at which two edges cross, apart from their ends."""
    ordered = sorted(edges, key=lambda edge: edge[0][1])
    for i, (p, q) in enumerate(ordered):
        for r, s in ordered[i + 1 :]:
            if r[1] >= q[1]:
                break  # so do all that follow
            dx, dy, ex, ey = q[0] - p[0], q[1] - p[1], s[0] - r[0], s[1] - r[1]
            across = dx * ey - dy * ex
            if across == 0:
                continue
            t = ((r[0] - p[0]) * ey - (r[1] - p[1]) * ex) / across
            u = ((r[0] - p[0]) * dy - (r[1] - p[1]) * dx) / across
            if 0 < t < 1 and 0 < u < 1:
                yield p[1] + t * dy


def _cut(edges: list[Edge], y: float) -> list[tuple[float, float]]:
    """Ranges of x inside of an outline at a height where it has no corner."""
    xs = sorted(
        p[0] + (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]) for p, q in edges if p[1] < y < q[1]
    )
    return list(zip(xs[::2], xs[1::2], strict=False))


def _measure(ranges: list[tuple[float, float]]) -> float:
    return sum(end - start for start, end in ranges)


def _measure_common(a: list[tuple[float, float]], b: list[tuple[float, float]]) -> float:
    return sum(
        max(0.0, min(end, other_end) - max(start, other_start))
        for start, end in a
        for other_start, other_end in b
    )
