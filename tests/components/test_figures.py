"""Shapes and regions as numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.figures import (
    Figure,
    FigureError,
    compute_interval_iou,
    make_span_keys,
    match_best,
    read_figure,
    read_times,
)
from prodigy.components.outlines import get_area, get_overlap

NAN, INF = float("nan"), float("inf")
# The rectangle that the documentation of tasks shows.
SEED = {
    "type": "rect",
    "x": 47.5,
    "y": 171.4,
    "width": 109.1,
    "height": 67.4,
    "points": [[47.5, 171.4], [47.5, 238.8], [156.6, 238.8], [156.6, 171.4]],
    "center": [102.05, 205.1],
}
coordinates = st.floats(0, 1000).map(lambda number: round(number, 1))
boxes = st.tuples(coordinates, coordinates, st.floats(0.1, 500), st.floats(0.1, 500))


def test_a_rectangle_is_the_same_by_its_size_and_by_its_points():
    sizes = {key: SEED[key] for key in ("x", "y", "width", "height")}
    for span in (SEED, sizes, {"points": SEED["points"]}, {**sizes, "points": []}):
        assert make_span_keys(read_figure(span)) == SEED


def test_points_without_a_type_are_a_polygon_unless_they_make_a_rectangle():
    assert read_figure({"points": [[0, 0], [4, 0], [4, 3]]}).kind == "polygon"
    assert read_figure({"points": [[0, 0], [4, 0], [4, 3], [0, 3]]}).kind == "rect"
    assert read_figure({"points": [[0, 0], [4, 1], [4, 3], [0, 3]]}).kind == "polygon"
    named = {"type": "polygon", "points": [[0, 0], [0, 3], [4, 3], [4, 0]]}
    assert read_figure(named).kind == "polygon"


@pytest.mark.parametrize(
    ("span", "what"),
    [
        ({}, "neither points nor x"),
        ({"type": "ellipse", "points": [[0, 0]]}, "unknown type"),
        ({"type": 3}, "unknown type"),
        ({"type": "polygon", "points": [[0, 0], [4, 4]]}, "polygon of 2 points"),
        ({"type": "freehand"}, "without points"),
        ({"type": "polygon", "points": [[0, 0], [1, 1], [2, 2]]}, "no area"),
        ({"type": "polygon", "points": [[5, 5], [5, 5], [5, 5]]}, "no area"),
        ({"points": [["0", "1"], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [[NAN, 1], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [[INF, 1], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [[True, 1], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [[10**400, 1], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [[1e200, 1], [2, 3], [4, 5]]}, "in no image"),
        ({"points": [[0, 0, 0], [2, 3], [4, 5]]}, "no pair of numbers"),
        ({"points": [0, 0, 4, 4]}, "no pair of numbers"),
        ({"points": "0,0 4,4"}, "are no list"),
        ({"x": 1, "y": 1, "width": 0, "height": 5}, "no size"),
        ({"x": 1, "y": 1, "width": -2, "height": 5}, "no size"),
        ({"x": 1, "y": 1, "width": 2}, "no number as its height"),
        ({"x": 1, "y": "1", "width": 2, "height": 2}, "no number as its y"),
        ({"x": 1, "y": NAN, "width": 2, "height": 2}, "no number as its y"),
        ({"type": "rect", "points": [[0, 0], [0, 5], [9, 9], [5, 0]]}, "no upright one"),
        ({"type": "rect", "points": [[0, 0], [0, 5]]}, "no size"),
    ],
)
def test_what_is_no_shape(span, what):
    with pytest.raises(FigureError, match=what):
        read_figure(span)


@given(box=boxes)
def test_boxes_come_back_from_the_keys_of_spans(box):
    figure = Figure.from_box(*box)
    again = read_figure(make_span_keys(figure))
    assert again.kind == "rect"
    assert all(abs(a - b) < 1e-5 for a, b in zip(figure.corners, again.corners))


@given(a=boxes, b=boxes)
def test_exact_areas_agree_with_those_of_boxes(a, b):
    one, other = Figure.from_box(*a), Figure.from_box(*b)
    assert math.isclose(one.area, get_area(one.points), rel_tol=1e-6)
    left, top, right, bottom = one.corners
    width = min(right, other.corners[2]) - max(left, other.corners[0])
    height = min(bottom, other.corners[3]) - max(top, other.corners[1])
    shared = max(width, 0) * max(height, 0)
    expected = shared / (one.area + other.area - shared)
    assert get_overlap(one.points, other.points) == pytest.approx(expected, abs=1e-6)


@given(points=st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=12))
def test_areas_of_any_polygon_agree_with_counted_pixels(points):
    """Compares with counting: for each of 60 x 60 places, whether it is inside (odd crossings)."""
    figure = Figure("polygon", tuple(points))
    n_inside, n = 0, 60
    for row in range(n):
        y = (row + 0.5) * 1000 / n
        crossings = [
            a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])
            for a, b in zip(points, [*points[1:], points[0]])
            if (a[1] > y) != (b[1] > y)
        ]
        n_inside += sum(
            sum(x < (column + 0.5) * 1000 / n for x in crossings) % 2 for column in range(n)
        )
    assert figure.area == pytest.approx(n_inside * (1000 / n) ** 2, abs=0.06 * 1000**2)


def test_many_points_take_no_time():
    circle = tuple(
        (500 + 400 * math.cos(i / 5000 * 2 * math.pi), 500 + 400 * math.sin(i / 5000 * 2 * math.pi))
        for i in range(5000)
    )
    assert Figure("freehand", circle).area == pytest.approx(math.pi * 400**2, rel=1e-4)


def test_clipping():
    assert Figure.from_box(-5, 2, 10, 3).clip(100, 100).box == (0, 2, 5, 3)
    assert Figure.from_box(-5, 2, 4, 3).clip(100, 100) is None
    figure = Figure.from_box(0, 0, 100, 100)
    assert figure.clip(100, 100) is figure


@pytest.mark.parametrize(
    ("region", "what"),
    [
        ({"start": 1, "end": 1}, "lasts no time"),
        ({"start": 2, "end": 1}, "before it starts"),
        ({"start": -1, "end": 1}, "before the recording"),
        ({"start": NAN, "end": 1}, "no time as its start"),
        ({"start": 0, "end": INF}, "no time as its end"),
        ({"start": "0", "end": 1}, "no time as its start"),
        ({"start": 0, "end": 1e12}, "no time as its end"),
        ({"start": 0}, "no time as its end"),
    ],
)
def test_what_is_no_region(region, what):
    with pytest.raises(FigureError, match=what):
        read_times(region)


def test_regions():
    assert read_times({"start": 0, "end": 1.5}) == (0.0, 1.5)
    assert compute_interval_iou((0, 2), (1, 3)) == pytest.approx(1 / 3)
    assert compute_interval_iou((0, 1), (1, 3)) == 0
    assert match_best([(0.2, 0, 0), (0.9, 1, 0), (0.5, 0, 1)]) == [(0.9, 1, 0), (0.5, 0, 1)]
