"""Shapes in images and regions of recordings: what they are, and what is wrong with them.

How much shapes have in common is measured by their `outlines`.
Coordinates of shapes are pixels of the original image from its top left corner, floats, with y
pointing down. A pixel is a square: the first one of a row goes from 0 to 1. Times are seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeGuard, cast

from ..io.lines import shorten
from .outlines import Point, get_area

Kind = Literal["rect", "polygon", "freehand"]
Box = tuple[float, float, float, float]  # x, y, width, height

KINDS: tuple[Kind, ...] = ("rect", "polygon", "freehand")
BOX_KEYS = ("x", "y", "width", "height")
MIN_POINTS = 3  # of a polygon
# Interfaces round to 0.1, so corners of a rectangle may be that far from where they should be.
ROUNDING = 0.11
# What no image and no recording has: pixels, seconds. Beyond, floats lose what matters.
MAX_PIXELS = 10**7
MAX_SECONDS = 10**8


SPANS_SETTING = "image_manual_spans_key"


class FigureError(ValueError):
    """Something is wrong with a shape or a region: what, as the end of a sentence."""


@dataclass(frozen=True)
class Figure:
    """A shape.

    kind (str): "rect", "polygon" or "freehand".
    points (tuple[tuple[float, float], ...]): Its corners, x and y in pixels; the first one is not
        repeated at the end. Of rectangles: top left, bottom left, bottom right, top right.
    """

    kind: Kind
    points: tuple[Point, ...]

    @classmethod
    def from_box(cls, x: float, y: float, width: float, height: float) -> Figure:
        """RETURNS (Figure): A rectangle, by its top left corner and its size in pixels."""
        return cls.from_corners(x, y, x + width, y + height)

    @classmethod
    def from_corners(cls, left: float, top: float, right: float, bottom: float) -> Figure:
        """RETURNS (Figure): A rectangle, by its edges in pixels."""
        return cls("rect", ((left, top), (left, bottom), (right, bottom), (right, top)))

    @cached_property
    def corners(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge of the upright rectangle around it, in pixels."""
        xs, ys = zip(*self.points)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def box(self) -> Box:
        """Left, top, width and height of the upright rectangle around it, in pixels."""
        left, top, right, bottom = self.corners
        return left, top, right - left, bottom - top

    @cached_property
    def area(self) -> float:
        """What it covers, in square pixels. Of lines that cross, what is inside an odd number."""
        if self.kind == "rect":
            left, top, right, bottom = self.corners
            return (right - left) * (bottom - top)
        return get_area(self.points)

    def clip(self, width: float, height: float) -> Figure | None:
        """Cut off what is outside of the image, by moving its points to the edge.

        width, height (float): The size of the image in pixels.
        RETURNS (Figure | None): What is left, or None if that has no area.
        """
        moved = tuple((min(max(x, 0.0), width), min(max(y, 0.0), height)) for x, y in self.points)
        if moved == self.points:
            return self
        return None if is_flat(moved) else Figure(self.kind, moved)


def get_shapes_key(eg: Mapping[str, Any]) -> str:
    """RETURNS (str): The key with the shapes of an answer, which its settings may have renamed."""
    config = eg.get("config")
    key = config.get(SPANS_SETTING) if isinstance(config, Mapping) else None
    return key if isinstance(key, str) and key else "spans"


def read_figure(span: Mapping[str, Any]) -> Figure:
    """Get the shape of a span, however it is described.

    span (dict): A span with "points", or with "x", "y", "width" and "height", or with both, of
        which the points count. Without a "type", it is a rectangle if it has a size or if its
        points make an upright one, and a polygon otherwise.
    RETURNS (Figure): The shape. Rectangles have the points that their size says.
    RAISES (FigureError): It is no shape: no numbers, too few points, no area, an unknown type.
    """
    kind, points = span.get("type"), _read_points(span.get("points"))
    if kind is not None and kind not in KINDS:
        raise FigureError(f"is of an unknown type: {_show(kind)}")
    has_box = any(span.get(key) is not None for key in BOX_KEYS)
    if not points:
        if kind in ("polygon", "freehand"):
            raise FigureError(f"is a {kind} without points")
        if not has_box:
            raise FigureError("has neither points nor x, y, width and height")
        return _read_box(span)
    if kind is None:
        kind = "rect" if has_box or is_upright(points) else "polygon"
    if kind == "rect":
        return _make_rect(points)
    if len(points) < MIN_POINTS:
        raise FigureError(f"is a {kind} of {len(points)} points, and needs at least {MIN_POINTS}")
    if is_flat(points):
        raise FigureError("has no area: its points are all on one line")
    return Figure(cast(Kind, kind), points)


def is_flat(points: Sequence[Point]) -> bool:
    """RETURNS (bool): Whether all points are on one line, so that there is no area."""
    (ax, ay), *others = points
    far = max(others, key=lambda point: math.hypot(point[0] - ax, point[1] - ay), default=(ax, ay))
    dx, dy = far[0] - ax, far[1] - ay
    return all((x - ax) * dy == (y - ay) * dx for x, y in others)


def is_upright(points: Sequence[Point]) -> bool:
    """RETURNS (bool): Whether points are the corners of an upright rectangle, in order."""
    if len(points) != 4:
        return False
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    down = ax == bx and by == cy and cx == dx and dy == ay
    right = ay == by and bx == cx and cy == dy and dx == ax
    return (down or right) and ax != cx and ay != cy


def make_span_keys(figure: Figure) -> dict[str, Any]:
    """Describe a shape as interfaces do.

    figure (Figure): The shape.
    RETURNS (dict): "type" and "points", and of rectangles "x", "y", "width", "height" and "center".
    """
    keys: dict[str, Any] = {"type": figure.kind, "points": [list(point) for point in figure.points]}
    if figure.kind == "rect":
        x, y, width, height = (tidy(number) for number in figure.box)
        center = [tidy(x + width / 2), tidy(y + height / 2)]
        keys.update(x=x, y=y, width=width, height=height, center=center)
    return keys


def tidy(number: float) -> float:
    """RETURNS (float): A number without what arithmetic adds in the last digits: 109.1, not
    109.10000000000001. Differences below a millionth go away."""
    return round(number, 6)


def turn_box(
    corners: Sequence[float], degrees: float, center: tuple[float, float]
) -> list[list[float]]:
    """Turn a box.

    corners (Sequence[float]): Left, top, right and bottom edge in pixels.
    degrees (float): By how much, clockwise as seen on the screen.
    center (tuple[float, float]): What stays where it is.
    RETURNS (list[list[float]]): The four corners, [x, y] in pixels.
    """
    left, top, right, bottom = corners
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    turned = []
    for x, y in ((left, top), (left, bottom), (right, bottom), (right, top)):
        dx, dy = x - center[0], y - center[1]
        moved = (center[0] + dx * cosine - dy * sine, center[1] + dx * sine + dy * cosine)
        turned.append([tidy(moved[0]), tidy(moved[1])])
    return turned


def is_number(value: Any) -> TypeGuard[float]:
    """RETURNS (bool): Whether a value is a finite number, as JSON and JavaScript have them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= 1e300 and math.isfinite(value)


def compute_interval_iou(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Compute how much two regions of a recording agree: the duration that they share, divided by
    that of both together (the Jaccard index, as `outlines.get_overlap` for shapes).

    a, b (tuple[float, float]): Start and end in seconds, end exclusive.
    RETURNS (float): From 0 (nothing in common) to 1 (the same).
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    if shared <= 0:
        return 0.0
    return shared / (max(a[1], b[1]) - min(a[0], b[0]))


def _read_points(value: Any) -> tuple[Point, ...]:
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)):
        raise FigureError(f"has points that are no list: {_show(value)}")
    points = []
    for point in value:
        if (
            not isinstance(point, (list, tuple))
            or len(point) != 2
            or not all(map(is_number, point))
        ):
            raise FigureError(f"has a point that is no pair of numbers: {_show(point)}")
        if max(abs(number) for number in point) > MAX_PIXELS:
            raise FigureError(f"has a point that is in no image: {_show(point)}")
        points.append((float(point[0]), float(point[1])))
    return tuple(points)


def _read_box(span: Mapping[str, Any]) -> Figure:
    for key in BOX_KEYS:
        value = span.get(key)
        if not is_number(value) or abs(value) > MAX_PIXELS:
            raise FigureError(f"has no number as its {key}: {_show(value)}")
    x, y, width, height = (float(span[key]) for key in BOX_KEYS)
    if width <= 0 or height <= 0:
        raise FigureError(f"has no size: width {tidy(width)}, height {tidy(height)}")
    return Figure.from_corners(x, y, tidy(x + width), tidy(y + height))


def _make_rect(points: tuple[Point, ...]) -> Figure:
    figure = Figure("rect", points)
    left, top, right, bottom = figure.corners
    if right <= left or bottom <= top:
        raise FigureError(f"has no size: width {tidy(right - left)}, height {tidy(bottom - top)}")
    for x, y in points:
        near_side = min(abs(x - left), abs(x - right)) <= ROUNDING
        if not near_side or min(abs(y - top), abs(y - bottom)) > ROUNDING:
            raise FigureError("is called a rectangle, but its points make no upright one")
    return Figure.from_corners(left, top, right, bottom)


def read_times(region: Mapping[str, Any]) -> tuple[float, float]:
    """Get start and end of a region.

    region (dict): A region of a recording, with "start" and "end".
    RETURNS (tuple[float, float]): Start and end in seconds, end exclusive.
    RAISES (FigureError): They are no times, or the end does not come after the start.
    """
    for key in ("start", "end"):
        value = region.get(key)
        if not is_number(value) or value > MAX_SECONDS:
            raise FigureError(f"has no time as its {key}: {_show(value)}")
        if value < 0:
            raise FigureError(f"has a {key} before the recording begins: {value}")
    start, end = float(region["start"]), float(region["end"])
    if end <= start:
        raise FigureError(f"ends before it starts or lasts no time: {start} to {end}")
    return start, end


def match_best(scores: Iterable[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Pair items of two lists, those that agree most first, each at most once.

    scores (Iterable[tuple[float, int, int]]): How much two items agree, and their positions.
    RETURNS (list[tuple[float, int, int]]): The pairs. Of equal scores, the first positions win.
    """
    pairs, left, right = [], set(), set()
    for score, i, j in sorted(scores, key=lambda found: (-found[0], found[1], found[2])):
        if i not in left and j not in right:
            pairs.append((score, i, j))
            left.add(i)
            right.add(j)
    return pairs


def _show(value: Any) -> str:
    return f"{type(value).__name__} {shorten(repr(value))[1:-1]}"
