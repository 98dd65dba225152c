"""Confidence intervals by the bootstrap: how much a figure would vary with other items.

Items are drawn with replacement. What an item adds to the sums of a coefficient is mostly the same
for many items, so instead of single items it is drawn how often each kind of item occurs, which is
a multinomial distribution. That takes milliseconds for thousands of items.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np

from .coefficients import Floats, Sums

Method = Literal["bca", "percentile"]

LEVEL = 0.95
N_RESAMPLES = 2000
CHUNK = 4_000_000  # numbers that are drawn at once
MIN_DEFINED = 0.5  # of the resamples; with fewer of them there is no interval


@dataclass(frozen=True)
class Estimate:
    """A figure and how sure it is.

    value (float | None): The figure, None if it is undefined.
    low, high (float | None): Ends of its confidence interval. None where the items don't vary, for
        example if all of them agree: then they don't tell how sure the figure is.
    n (int): Items that it is based on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


def estimate(
    sums: Sums,
    *,
    level: float = LEVEL,
    n_resamples: int = N_RESAMPLES,
    method: Method = "bca",
    seed: int = 0,
) -> Estimate:
    """Compute a coefficient with its bootstrap confidence interval over items.

    Efron and Tibshirani (1993), "An Introduction to the Bootstrap", 13.3 (percentile) and 14.3
    (BCa: bias-corrected and accelerated). Resamples in which the coefficient is undefined are left
    out; where BCa is undefined, the percentile interval is given.

    sums (Sums): The coefficient. Items that add nothing are not drawn.
    level (float): Share of intervals that contain the true value, between 0 and 1.
    n_resamples (int): How many times the items are drawn.
    method (str): "bca" or "percentile".
    seed (int): The same seed gives the same interval.
    RETURNS (Estimate): The figure and its interval.
    RAISES (ValueError): The level, the number or the method are impossible.
    """
    if not 0 < level < 1 or n_resamples < 1 or method not in ("bca", "percentile"):
        raise ValueError(f"Impossible interval: {level=}, {n_resamples=}, {method=}")
    rows = sums.rows[np.any(sums.rows != 0, axis=1)]
    value = sums.get_value()
    if value is None or len(rows) < 2:
        return Estimate(value, n=len(rows))
    # Sums of fractions differ in the last digits, which makes them no other kind of item.
    kinds, counts = np.unique(np.round(rows, 12), axis=0, return_counts=True)
    drawn = _draw(Sums(kinds, sums.compute), counts, n_resamples, seed)
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < MIN_DEFINED * n_resamples or np.ptp(defined) < 1e-12:
        return Estimate(value, n=len(rows))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        tails = _correct(tails, Sums(kinds, sums.compute), counts, value, defined)
    low, high = np.quantile(defined, tails)
    return Estimate(value, float(low), float(high), len(rows))


def _draw(sums: Sums, counts: Any, n_resamples: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    n, kinds = int(counts.sum()), len(counts)
    step = max(1, CHUNK // kinds)
    parts = []
    for start in range(0, n_resamples, step):
        size = min(step, n_resamples - start)
        often = rng.multinomial(n, counts / n, size=size)
        parts.append(sums.compute(often @ sums.rows))
    return np.concatenate(parts)


def _correct(tails: Floats, sums: Sums, counts: Any, value: float, drawn: Floats) -> Floats:
    """RETURNS (ndarray): The two quantiles that BCa takes instead of these."""
    normal = NormalDist()
    # Half of those that are equal, as the drawn figures are often discrete.
    close = np.isclose(drawn, value, rtol=0, atol=1e-12)
    below = float(np.mean((drawn < value) & ~close) + np.mean(close) / 2)
    if not 0 < below < 1:
        return tails
    bias = normal.inv_cdf(below)
    without = sums.compute(counts @ sums.rows - sums.rows)
    if np.isnan(without).any():
        return tails
    differences = np.average(without, weights=counts) - without
    spread = float(counts @ differences**2)
    if spread <= 0:
        return tails
    acceleration = float(counts @ differences**3) / (6 * spread**1.5)
    shifted = bias + np.array([normal.inv_cdf(float(tail)) for tail in tails])
    scale = 1 - acceleration * shifted
    if (scale <= 0).any():
        return tails
    return np.array([normal.cdf(float(z)) for z in bias + shifted / scale])
