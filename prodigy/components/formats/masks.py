"""Masks of pixels as polygons: run lengths are decoded, and the edges of the pixels traced.

The polygons run along the edges of pixels, so what they cover is exactly the mask. Nothing else
than NumPy is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

MAX_MASK_PIXELS = 2**28
Ring = list[list[float]]


class MaskError(ValueError):
    """A mask can't be read: what is wrong with it, as the end of a sentence."""


def decode_counts(text: str) -> list[int]:
    """Decode the run lengths of COCO, which are written in characters.

    text (str): The characters: six bits each, from "0" on. Five are a part of a number, the lowest
        first, the sixth says that there is more. From the fourth number on, they are differences to
        the one before the last. See `rleFrString` in maskApi.c of the COCO API.
    RETURNS (list[int]): How many pixels are outside, inside, outside...
    RAISES (MaskError): There are other characters, or it breaks off.
    """
    counts: list[int] = []
    value = shift = 0
    for char in text:
        bits = ord(char) - 48
        if not 0 <= bits < 64:
            raise MaskError(f"has {char!r} in its counts")
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        if bits & 16:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value = shift = 0
    if shift:
        raise MaskError("has counts that break off")
    return counts


def trace_mask(
    counts: Sequence[Any], height: int, width: int, *, by_column: bool = True
) -> tuple[list[Ring], int]:
    """Make polygons of a mask.

    counts (Sequence[int]): How many pixels are outside, inside, outside..., from the top left.
    height, width (int): The size of the mask in pixels.
    by_column (bool): The pixels of a column follow each other, as in COCO. Otherwise, those of a
        row. Defaults to True.
    RETURNS (tuple[list, int]): A polygon for each part, a list of [x, y] with the origin in the top
        left corner of the mask, and how many holes they have that are not left out. Pixels that
        touch at a corner only are different parts.
    RAISES (MaskError): The counts are no numbers of pixels, or don't fill the mask.
    """
    if not all(type(n) is int and n >= 0 for n in (*counts, height, width)):
        raise MaskError("has counts that are no numbers of pixels")
    if height * width > MAX_MASK_PIXELS:
        raise MaskError(f"is too big: {width} x {height} pixels")
    if sum(counts) != height * width:
        raise MaskError(f"has {sum(counts)} pixels, and should have {width} x {height}")
    inside = np.arange(len(counts)) % 2 == 1
    flat = np.repeat(inside, np.array(counts, dtype=np.int64))
    mask = flat.reshape(width, height).T if by_column else flat.reshape(height, width)
    rings = [_straighten(ring) for ring in _link(_find_edges(mask))]
    outer = [ring for ring in rings if _get_signed_area(ring) > 0]
    return outer, len(rings) - len(outer)


Corner = tuple[int, int]


def _find_edges(mask: Any) -> dict[Corner, list[Corner]]:
    """RETURNS (dict): Start to ends of the edges between inside and outside, with the inside at
    the right hand."""
    padded = np.pad(mask, 1)
    core = padded[1:-1, 1:-1]
    edges: dict[Corner, list[Corner]] = {}
    sides = (  # the neighbour, and where its edge goes from and to, from the corner of the pixel
        (padded[:-2, 1:-1], (0, 0), (1, 0)),
        (padded[1:-1, 2:], (1, 0), (1, 1)),
        (padded[2:, 1:-1], (1, 1), (0, 1)),
        (padded[1:-1, :-2], (0, 1), (0, 0)),
    )
    for neighbours, (ax, ay), (bx, by) in sides:
        rows, columns = np.nonzero(core & ~neighbours)
        for y, x in zip(rows.tolist(), columns.tolist()):
            edges.setdefault((x + ax, y + ay), []).append((x + bx, y + by))
    return edges


def _link(edges: dict[Corner, list[Corner]]) -> list[list[Corner]]:
    rings = []
    while edges:
        start = before = next(iter(edges))
        here = edges[start][0]
        _take(edges, start, here)
        ring = [start]
        while here != start:
            ring.append(here)
            ends = edges[here]
            # Where two pixels touch at a corner, turn right: stay at the same pixel.
            dx, dy = here[0] - before[0], here[1] - before[1]
            right = (here[0] - dy, here[1] + dx)
            end = right if right in ends else ends[0]
            _take(edges, here, end)
            before, here = here, end
        rings.append(ring)
    return rings


def _take(edges: dict[Corner, list[Corner]], start: Corner, end: Corner) -> None:
    edges[start].remove(end)
    if not edges[start]:
        del edges[start]


def _straighten(ring: list[Corner]) -> Ring:
    """RETURNS (list): The corners only, without what is between them on straight lines."""
    corners = zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]])
    return [
        [float(here[0]), float(here[1])]
        for before, here, after in corners
        if (here[0] - before[0], here[1] - before[1]) != (after[0] - here[0], after[1] - here[1])
    ]


def _get_signed_area(ring: Ring) -> float:
    """RETURNS (float): The area in pixels; negative if it is a hole."""
    pairs = zip(ring, [*ring[1:], ring[0]])
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2
