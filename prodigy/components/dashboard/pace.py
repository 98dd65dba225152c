"""How long an answer takes, and how long the rest will."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from ..metrics.coefficients import Floats, Sums
from ..metrics.resampling import Estimate, estimate
from .tally import TENTHS, TIMED, UNDATED, Tally

MAX_BLOCKS = 400
MIN_BLOCKS = 3  # fewer don't tell how much the speed varies


def find_median(durations: Counter[int]) -> float | None:
    """RETURNS (float | None): The median of times, given in tenths of a second, in seconds."""
    n = sum(durations.values())
    if not n:
        return None
    seen, low = 0, None
    for tenths in sorted(durations):
        seen += durations[tenths]
        if low is None and 2 * seen >= n:
            low = tenths
        if 2 * seen > n:
            assert low is not None
            return (low + tenths) / 20
    return None


def estimate_seconds(tally: Tally) -> Estimate:
    """Estimate how many seconds an answer takes on average, with a 95 % interval.

    Answers that one annotator gives in a row resemble each other, so what is drawn in the bootstrap
    are stretches of work of one annotator: quarters of an hour, or longer ones if these are many.

    tally (Tally): The counts.
    RETURNS (Estimate): Seconds. No interval with fewer than MIN_BLOCKS stretches.
    """
    timed = {key: cell for key, cell in tally.cells.items() if cell[TIMED]}
    width = 1
    while len(blocks := _join(timed, width)) > MAX_BLOCKS and width < 2**16:
        width *= 2
    if not blocks:
        return Estimate(None)
    rows = np.array(list(blocks.values()), dtype=float)

    def compute(totals: Floats) -> Floats:
        n = totals[..., 1]
        return np.where(n > 0, totals[..., 0] / np.maximum(n, 1) / 10, np.nan)

    found = estimate(Sums(rows, compute), method="percentile")
    n = int(rows[:, 1].sum())
    if len(blocks) < MIN_BLOCKS:
        return Estimate(found.value, n=n)
    return Estimate(found.value, found.low, found.high, n)


def _join(timed: dict[tuple[str, int], list[int]], width: int) -> dict[Any, list[int]]:
    blocks: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for (name, quarter), cell in timed.items():
        block = blocks[name, UNDATED if quarter == UNDATED else quarter // width]
        block[0] += cell[TENTHS]
        block[1] += cell[TIMED]
    return blocks


def estimate_left(left: int | None, seconds: dict[str, Any]) -> dict[str, Any] | None:
    """Say how long the rest takes, in hours of work of all annotators together, pauses not counted.

    left (int | None): Answers that are left, None if that is not known.
    seconds (dict): What one takes: "value", "low" and "high" in seconds.
    RETURNS (dict | None): "value", "low" and "high" in seconds. None if it can't be told.
    """
    if left is None or seconds["value"] is None:
        return None
    ends = {key: seconds[key] for key in ("value", "low", "high")}
    return {key: None if value is None else round(left * value) for key, value in ends.items()}
