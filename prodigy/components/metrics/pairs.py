"""Agreement of two raters, with confidence intervals: percent, Cohen's kappa, Gwet's AC1 or AC2."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .coefficients import (
    Codes,
    Sums,
    Weights,
    count_values,
    encode,
    find_categories,
    get_weights,
    is_missing,
    sum_gwet,
    sum_kappa,
    sum_percent,
)
from .resampling import Estimate, estimate


@dataclass(frozen=True)
class PairAgreement:
    """How far two raters agree.

    percent (Estimate): Share of units with the same value, 0.0 to 1.0.
    kappa (Estimate): Cohen's kappa, with the weights.
    ac (Estimate): Gwet's AC1, with weights AC2.
    n_both, n_one, n_none (int): Units with values of both raters, of one of them, and of none.
    """

    percent: Estimate
    kappa: Estimate
    ac: Estimate
    n_both: int
    n_one: int
    n_none: int


def get_cohen_kappa(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    *,
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
) -> float | None:
    """Compute Cohen's kappa of two raters.

    first, second (Sequence): What both said about each unit, of the same length. Units with None or
        NaN don't count.
    weights (str): "identity" for categories without an order, otherwise "linear" or "quadratic",
        by steps between the categories. See `get_weights`.
    categories (Sequence | None): All categories, in their order. Defaults to None (those that
        occur, sorted if there are weights).
    RETURNS (float | None): -1.0 to 1.0, None if it is undefined.
    RAISES (ValueError): The lengths differ, a value is none of the categories, or they have no
        order.
    """
    codes, found = _encode(first, second, weights, categories)
    matrix, items = get_weights(len(found), weights), np.arange(len(codes))
    return sum_kappa(codes[:, 0], codes[:, 1], matrix, items).get_value()


def measure_pair_agreement(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    *,
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
    items: Sequence[Hashable] | None = None,
    **settings: Any,
) -> PairAgreement:
    """Measure the agreement of two raters with confidence intervals.

    first, second (Sequence): What both said about each unit, of the same length. None and NaN are
        missing values.
    weights (str): See `get_cohen_kappa`.
    categories (Sequence | None): See `get_cohen_kappa`.
    items (Sequence | None): What each unit belongs to, if several were drawn together. Defaults to
        None (each unit was drawn by itself).
    **settings: Of the intervals, see `estimate`: level, n_resamples, method, seed.
    RETURNS (PairAgreement): The figures.
    RAISES (ValueError): See `get_cohen_kappa`.
    """
    codes, found = _encode(first, second, weights, categories)
    if items is not None and len(items) != len(codes):
        raise ValueError(f"There are {len(codes)} units, but {len(items)} items.")
    numbers: dict[Hashable, int] = {}
    places = range(len(codes)) if items is None else items
    groups = np.array([numbers.setdefault(it, len(numbers)) for it in places], dtype=np.int64)
    matrix, counts = get_weights(len(found), weights), count_values(codes, len(found))
    sizes = counts.sum(axis=1)

    def measure(sums: Sums) -> Estimate:
        return estimate(sums, **settings)

    return PairAgreement(
        percent=measure(sum_percent(counts, groups)),
        kappa=measure(sum_kappa(codes[:, 0], codes[:, 1], matrix, groups)),
        ac=measure(sum_gwet(counts, matrix, groups)),
        n_both=int((sizes == 2).sum()),
        n_one=int((sizes == 1).sum()),
        n_none=int((sizes == 0).sum()),
    )


def _encode(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    weights: Weights,
    categories: Sequence[Hashable] | None,
) -> tuple[Codes, list[Any]]:
    """RETURNS (tuple): Codes of shape (units, 2), and the categories."""
    if len(first) != len(second):
        raise ValueError(f"The raters have {len(first)} and {len(second)} values.")
    if categories is None:
        # As everywhere, a category that only occurs beside a missing value is one, too.
        found = find_categories([*first, *second], weights != "identity")
    else:
        found = list(dict.fromkeys(value for value in categories if not is_missing(value)))
    return np.column_stack((encode(first, found), encode(second, found))), found
