"""The event hook `segment`: the outline of what an annotator points at.

The page calls it with a place in the picture, and draws what it returns:

    segment(ctrl, *, image, width, height, point=[x, y])
    segment(ctrl, *, image, width, height, box=[x, y, width, height])
    -> {"points": [[x, y], ...]}            no points: there is nothing to see

`image` is that of the task, a served address or a data URI. All numbers are pixels of the picture
as it is shown, of the size `width` x `height`. `make_segment_hook` makes such a hook of a function
that works on pixels, and `trace_mask` an outline of what most models return.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from fastapi import HTTPException

from ..errors import MediaError
from ..io.media.pixels import DEFAULT_SIZE, load_pixels

SEGMENT_HOOK = "segment"
TOLERANCE_PX = 0.75
MAX_SIDE_PX = 1_000_000

# Gets pixels (height, width, 3), point (x, y) or box (left, top, right, bottom); returns a mask
# (height, width), a list of points, or None.
Segmenter = Callable[..., Any]


def make_segment_hook(
    segment: Segmenter, max_size: int = DEFAULT_SIZE, tolerance: float = TOLERANCE_PX
) -> Callable[..., dict[str, Any]]:
    """Make an event hook of a function that finds things in pixels.

    segment (callable): Called as `segment(pixels, point=(x, y), box=None)` or
        `segment(pixels, point=None, box=(left, top, right, bottom))`, with an RGB array of shape
        (height, width, 3) and type uint8, and places in pixels of it. Returns a mask of the shape
        (height, width), of which all that is above 0 counts; or a list of points; or None if there
        is nothing. Of the parts of a mask, the one that is pointed at counts, or the largest.
    max_size (int): Larger pictures are made smaller, to this longest edge in pixels. Defaults to
        2048. Answers are in the pixels of the page in any case.
    tolerance (float): How far the outline may be away from the edge of a mask, in its pixels.
        Defaults to 0.75.
    RETURNS (callable): The hook, for `"event_hooks": {"segment": ...}` of a recipe.
    """

    def hook(
        ctrl: Any,
        *,
        image: str,
        width: float,
        height: float,
        point: list[float] | None = None,
        box: list[float] | None = None,
    ) -> dict[str, Any]:
        _check(image, width, height, point, box)
        try:
            pixels = load_pixels(image, max_size)
        except MediaError as err:
            raise HTTPException(422, f"{err.title}: {err.text}") from err
        n_rows, n_columns = pixels.shape[:2]
        scale = (n_columns / width, n_rows / height)
        found = segment(
            pixels,
            point=None if point is None else (point[0] * scale[0], point[1] * scale[1]),
            box=None if box is None else _find_corners(box, scale, (n_columns, n_rows)),
        )
        points = _get_points(found, pixels.shape[:2], point, scale, tolerance)
        return {"points": [[round(x / scale[0], 1), round(y / scale[1], 1)] for x, y in points]}

    return hook


def trace_mask(
    mask: Any, near: tuple[float, float] | None = None, tolerance: float = TOLERANCE_PX
) -> list[tuple[float, float]]:
    """Find the outline of a mask. Holes in it are left out.

    mask (ndarray): Numbers or truth values of shape (height, width); above 0 is inside. The pixel
        in row 0 and column 0 covers x and y from 0 to 1.
    near (tuple[float, float] | None): A place, x and y. If it lies in the mask, the part around it
        is meant. Defaults to None: the part with the largest outline.
    tolerance (float): How far the outline may be away from the edges of pixels. Defaults to 0.75.
    RETURNS (list[tuple[float, float]]): Corners of a polygon, x and y; the first one is not
        repeated. Empty if nothing is inside.
    """
    loops = _trace_loops(mask)
    if near is not None and loops:
        around = [loop for loop in loops if _measure(loop) > 0 and _is_inside(near, loop)]
        if around:
            return _simplify(min(around, key=_measure), tolerance)
    outer = max(loops, key=_measure, default=[])
    return _simplify(outer, tolerance) if outer else []


def _check(image: Any, width: Any, height: Any, point: Any, box: Any) -> None:
    """Pages may be anybody's, and the numbers decide how much is computed."""
    if not isinstance(image, str):
        raise HTTPException(422, "'image' must be an address of this server or a data URI.")
    if not all(_is_number(side) and 0 < side <= MAX_SIDE_PX for side in (width, height)):
        raise HTTPException(422, "'width' and 'height' must be those of the picture, in pixels.")
    if (point is None) == (box is None):
        raise HTTPException(422, "Either 'point' or 'box' must be given.")
    numbers, n = (point, 2) if box is None else (box, 4)
    if (
        not isinstance(numbers, (list, tuple))
        or len(numbers) != n
        or not all(map(_is_number, numbers))
    ):
        raise HTTPException(422, "'point' is [x, y] and 'box' is [x, y, width, height], in pixels.")
    x, y, *size = numbers
    if size and min(size) <= 0:
        raise HTTPException(422, "The box must have a width and a height.")
    across, down = size or (0, 0)
    if x + across < 0 or y + down < 0 or x > width or y > height:
        raise HTTPException(422, f"There is no picture at {list(numbers)}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and type(value) is not bool and math.isfinite(value)


def _find_corners(
    box: list[float], scale: tuple[float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    x, y, width, height = box
    xs = [min(max(edge * scale[0], 0.0), size[0]) for edge in (x, x + width)]
    ys = [min(max(edge * scale[1], 0.0), size[1]) for edge in (y, y + height)]
    return xs[0], ys[0], xs[1], ys[1]


def _get_points(
    found: Any,
    shape: tuple[int, int],
    point: list[float] | None,
    scale: tuple[float, float],
    tolerance: float,
) -> list[tuple[float, float]]:
    import numpy as np

    if found is None or len(found) == 0:
        return []
    array = np.asarray(found)
    if array.shape == shape:
        near = None if point is None else (point[0] * scale[0], point[1] * scale[1])
        return trace_mask(array, near, tolerance)
    if array.ndim == 2 and array.shape[1] == 2:
        return [(float(x), float(y)) for x, y in array]
    raise ValueError(
        f"The segmenter returned an array of shape {array.shape}. Expected a mask of shape "
        f"{shape}, or points of shape (n, 2)."
    )


def _trace_loops(mask: Any) -> list[list[tuple[int, int]]]:
    """Follow the edges between pixels inside and outside, with the inside on the right."""
    import numpy as np

    inside = np.pad(np.asarray(mask) > 0, 1)
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # Direction to the neighbour outside, and start and end of the edge from the pixel's corner.
    for (down, right), start, end in (
        ((-1, 0), (0, 0), (1, 0)),
        ((0, 1), (1, 0), (1, 1)),
        ((1, 0), (1, 1), (0, 1)),
        ((0, -1), (0, 1), (0, 0)),
    ):
        is_edge = inside & ~np.roll(inside, (-down, -right), (0, 1))
        for y, x in np.argwhere(is_edge) - 1:
            a = (int(x) + start[0], int(y) + start[1])
            steps.setdefault(a, []).append((int(x) + end[0], int(y) + end[1]))
    loops = []
    while steps:
        first, (*_, place) = next(iter(steps.items()))
        loop, before = [first], first
        steps[first].remove(place)
        while place != first:
            loop.append(place)
            nexts = steps[place]
            # Where two pixels touch by their corners, turn right: they are two parts.
            turn = (before[1] - place[1], place[0] - before[0])
            onward = (place[0] + turn[0], place[1] + turn[1])
            chosen = onward if onward in nexts else nexts[0]
            nexts.remove(chosen)
            if not nexts:
                del steps[place]
            before, place = place, chosen
        if not steps.get(first, True):
            del steps[first]
        loops.append(loop)
    return loops


def _measure(loop: list[tuple[int, int]]) -> float:
    """Area of a loop with the inside on the right, y downwards: holes are negative (shoelace)."""
    pairs = zip(loop, [*loop[1:], *loop[:1]])
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _is_inside(place: tuple[float, float], loop: list[tuple[int, int]]) -> bool:
    """Count the edges to the right of a place (even-odd rule). Edges are level or upright."""
    x, y = math.floor(place[0]) + 0.5, math.floor(place[1]) + 0.5
    pairs = zip(loop, [*loop[1:], *loop[:1]])
    return bool(sum(x0 > x and min(y0, y1) < y < max(y0, y1) for (x0, y0), (_, y1) in pairs) % 2)


def _simplify(loop: list[tuple[int, int]], tolerance: float) -> list[tuple[float, float]]:
    """Leave out corners that hardly matter (Douglas and Peucker 1973), of both halves of a loop."""
    import numpy as np

    points = np.array([*loop, loop[0]], float)
    far = int(np.argmax(((points - points[0]) ** 2).sum(1)))
    keep = np.zeros(len(points), bool)
    keep[[0, far, -1]] = True
    ranges = [(0, far), (far, len(points) - 1)]
    while ranges:
        first, last = ranges.pop()
        if last - first < 2:
            continue
        a, b = points[first], points[last]
        between = points[first + 1 : last]
        length = float(np.hypot(*(b - a)))
        dx, dy = b - a
        offsets = between - a
        away = (
            np.abs(dx * offsets[:, 1] - dy * offsets[:, 0]) / length
            if length
            else np.hypot(offsets[:, 0], offsets[:, 1])
        )
        if away.max() > tolerance:
            middle = first + 1 + int(away.argmax())
            keep[middle] = True
            ranges += [(first, middle), (middle, last)]
    if keep.sum() <= 3 and tolerance > 0:  # so small that nothing else would be left of it
        return _simplify(loop, 0)
    return [(float(x), float(y)) for x, y in points[keep][:-1]]
