"""Outlines of shapes: reading, nearness and overlap."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from prodigy.components.outlines import get_outline, get_overlap, is_figure, is_near

SQUARE = ((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0))
STAR = ((50.0, 0.0), (80.0, 95.0), (2.0, 36.0), (98.0, 36.0), (20.0, 95.0))


def move(outline, dx, dy=0.0):
    return tuple((x + dx, y + dy) for x, y in outline)


def test_outline_of_a_box_does_not_need_points():
    span = {"x": 47.5, "y": 171.4, "width": 109.1, "height": 67.4}
    outline = get_outline(span)
    expected = [[47.5, 171.4], [47.5, 238.8], [156.6, 238.8], [156.6, 171.4]]
    for point, other in zip(outline, expected, strict=True):
        assert point == pytest.approx(other)
    assert get_outline({**span, "points": None}) == outline
    assert get_outline({"points": expected}) == tuple(map(tuple, expected))


@pytest.mark.parametrize(
    "span",
    [
        {},
        {"start": 1, "end": 2},
        {"points": [[0, 0], [1, 1]]},
        {"points": [[0, 0], [1, math.nan], [2, 2]]},
        {"points": [[0, 0], [1], [2, 2]]},
        {"points": [[0, 0], [1, "2"], [2, 2]]},
        {"points": "abc"},
        {"x": 1, "y": 2, "width": math.inf, "height": 3},
        {"x": 1, "y": True, "width": 2, "height": 3},
    ],
)
def test_what_is_no_shape_has_no_outline(span):
    assert get_outline(span) is None


def test_shapes_are_told_from_spans_of_a_text():
    assert is_figure({"points": [[0, 0]]})
    assert is_figure({"x": 0, "y": 0, "width": 1, "height": 1})
    assert not is_figure({"start": 0, "end": 4, "label": "A"})
    assert not is_figure("points")


def test_near_means_all_corners_within_half_a_pixel():
    assert is_near(SQUARE, move(SQUARE, 0.1))
    assert is_near(SQUARE, move(SQUARE, 0.5, -0.5))
    assert not is_near(SQUARE, move(SQUARE, 0.6))
    assert is_near(SQUARE, move(SQUARE, 3), tolerance=3)


def test_near_does_not_depend_on_the_first_corner_or_the_direction():
    assert is_near(SQUARE, SQUARE[2:] + SQUARE[:2])
    assert is_near(SQUARE, SQUARE[::-1])
    # The same corners in another order are another shape.
    assert not is_near(SQUARE, (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]))
    assert not is_near(SQUARE, SQUARE[:3])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (SQUARE, SQUARE, 1),
        (SQUARE, move(SQUARE, 5), 1 / 3),
        (SQUARE, move(SQUARE, 10), 0),
        (SQUARE, move(SQUARE, 20), 0),
        (SQUARE, SQUARE[:3], 0.5),
        (SQUARE, ((2, 2), (2, 4), (4, 4), (4, 2)), 0.04),
        # A triangle that is wider than the square from a quarter of its height on.
        (SQUARE, ((5, -5), (-5, 10), (15, 10)), 575 / 6 / (100 + 150 - 575 / 6)),
        (((0, 0), (5, 0), (10, 0)), ((0, 0), (5, 0), (10, 0)), 0),
        (STAR, STAR, 1),
    ],
)
def test_overlap_is_exact(a, b, expected):
    assert get_overlap(a, b) == pytest.approx(expected)
    assert get_overlap(b, a) == pytest.approx(expected)


def test_overlap_of_shapes_with_holes_by_crossing():
    # Two triangles that meet in the middle: half of the square.
    hourglass = ((0, 0), (10, 0), (0, 10), (10, 10))
    assert get_overlap(SQUARE, hourglass) == pytest.approx(0.5)


points = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(st.lists(points, min_size=3, max_size=8), st.lists(points, min_size=3, max_size=8))
def test_overlap_is_that_of_drawn_pixels(a, b):
    exact = get_overlap(tuple(a), tuple(b))
    assert 0 <= exact <= 1 + 1e-9
    drawn = [rasterize(outline) for outline in (a, b)]
    both, either = (
        sum(combine(*drawn).histogram()[1:])
        for combine in (ImageChops.logical_and, ImageChops.logical_or)
    )
    if either > 40_000:  # pixels are too coarse for slivers
        assert exact == pytest.approx(both / either, abs=0.05)


def rasterize(outline, scale=10):
    """Even-odd, as the union of triangles from one corner in which each pixel toggles."""
    size = (61 * scale, 61 * scale)
    image = Image.new("1", size)
    first = outline[0]
    for p, q in zip(outline[1:], outline[2:], strict=False):
        triangle = Image.new("1", size)
        corners = [(x * scale, y * scale) for x, y in (first, p, q)]
        ImageDraw.Draw(triangle).polygon(corners, fill=1)
        image = ImageChops.logical_xor(image, triangle)
    return image
