"""Coefficients of agreement as functions of sums over items, so that they can be resampled.

Every coefficient here is computed from sums: how often two agreed, how frequent each category is.
`Sums` keeps what each item adds to these sums, and the function from the totals to the coefficient.
Totals of other selections of the items, such as those of a bootstrap, then cost one product of
matrices. Items are what was drawn at random: the responses of one item are rated together, so they
stay together.

Values that are None or NaN are missing. A coefficient that is undefined is NaN within this module
and None outside: without pairs, or where chance alone would explain everything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Weights = Literal["identity", "linear", "quadratic"]
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MISSING = -1


class Sums(NamedTuple):
    """A coefficient, as a function of sums over items.

    rows (ndarray): What each item adds to the sums, shape (items, columns).
    compute (callable): From totals of shape (..., columns) to coefficients of shape (...).
    """

    rows: Floats
    compute: Callable[[Floats], Floats]

    def get_value(self) -> float | None:
        """RETURNS (float | None): The coefficient over all items, None if it is undefined."""
        value = float(self.compute(self.rows.sum(axis=0)))
        return None if np.isnan(value) else value


def is_missing(value: Any) -> bool:
    """RETURNS (bool): Whether a value is None or NaN."""
    return value is None or value != value


def get_weights(n_categories: int, kind: Weights = "identity") -> Floats:
    """Make the weights that say how far two categories agree: 1.0 fully, 0.0 not at all.

    n_categories (int): Number of categories, q.
    kind (str): "identity": equal or not. For ordered categories, by how many steps k and l are
        apart: "linear" 1 - |k - l| / (q - 1), "quadratic" 1 - (k - l)² / (q - 1)².
    RETURNS (ndarray): Shape (q, q), symmetric.
    RAISES (ValueError): There are no such weights.
    """
    steps = np.abs(np.subtract.outer(np.arange(n_categories), np.arange(n_categories)))
    far = max(n_categories - 1, 1)
    if kind == "identity":
        return (steps == 0).astype(float)
    if kind == "linear":
        return 1 - steps / far
    if kind == "quadratic":
        return 1 - (steps / far) ** 2
    raise ValueError(f"Unknown weights {kind!r}. Available: identity, linear, quadratic.")


def find_categories(values: Iterable[Hashable | None], is_ordered: bool) -> list[Any]:
    """List the categories that occur.

    values (iterable): The values. Missing ones are left out.
    is_ordered (bool): Sort them, as weights need it. Otherwise they come as they were found.
    RETURNS (list): The categories.
    RAISES (ValueError): They can't be sorted.
    """
    found = list(dict.fromkeys(value for value in values if not is_missing(value)))
    if not is_ordered:
        return found
    try:
        return sorted(found)
    except TypeError as err:
        raise ValueError("These categories have no order by themselves. Pass a list.") from err


def encode(values: Sequence[Hashable | None], categories: Sequence[Hashable]) -> Codes:
    """Replace values by their positions among the categories.

    values (Sequence): The values.
    categories (Sequence): The categories, in their order.
    RETURNS (ndarray): The positions, -1 for missing values.
    RAISES (ValueError): A value is none of the categories.
    """
    codes: dict[Hashable, int] = {value: i for i, value in enumerate(categories)}
    try:
        found = [MISSING if is_missing(value) else codes[value] for value in values]
    except KeyError as err:
        raise ValueError(f"{err} is none of the categories: {list(categories)!r:.200}") from err
    return np.array(found, dtype=np.int64)


def sum_kappa(
    first: Codes, second: Codes, weights: Floats, items: Codes, shares: Floats | None = None
) -> Sums:
    """Prepare Cohen's kappa of two raters, weighted.

    With disagreement d = 1 - weights, kappa = 1 - (observed d) / (d expected from the frequencies
    of each rater). Cohen (1968), "Weighted kappa", Psychological Bulletin 70(4).

    first, second (ndarray): What both chose, as codes. Pairs with a missing value don't count.
    weights (ndarray): How far categories agree, shape (q, q).
    items (ndarray): The item that each pair belongs to, from 0.
    shares (ndarray | None): How much each pair counts. Defaults to None (1.0).
    RETURNS (Sums): The coefficient.
    """
    q = len(weights)
    known = (first != MISSING) & (second != MISSING)
    one, two = first[known], second[known]
    share = np.ones(len(one)) if shares is None else shares[known]
    apart = 1 - weights
    each = np.eye(q)
    parts = (apart[one, two, None], np.ones((len(one), 1)), each[one], each[two])
    rows = _add_up(np.hstack(parts) * share[:, None], items[known], items)

    def compute(totals: Floats) -> Floats:
        observed, n = totals[..., 0], totals[..., 1]
        by_one, by_two = totals[..., 2 : 2 + q], totals[..., 2 + q :]
        expected = ((by_one @ apart) * by_two).sum(axis=-1)
        return 1 - _divide(observed * n, expected)

    return Sums(rows, compute)


def sum_gwet(counts: Floats, weights: Floats, items: Codes) -> Sums:
    """Prepare Gwet's AC1 (identity weights) or AC2 of any number of raters.

    Gwet (2014), "Handbook of Inter-Rater Reliability", 4th ed., chapters 2 and 4. Units with a
    single value show no agreement, but count for how frequent the categories are.

    counts (ndarray): How many raters gave unit i category k, shape (units, q).
    weights (ndarray): How far categories agree, shape (q, q).
    items (ndarray): The item that each unit belongs to, from 0.
    RETURNS (Sums): The coefficient.
    """
    agreed, is_pair = _get_agreed(counts, weights)
    size = counts.sum(axis=1)
    shares = counts / np.maximum(size, 1)[:, None]
    return sum_gwet_of(agreed, is_pair, shares, weights, items)


def sum_gwet_of(
    agreed: Floats, is_pair: Floats, shares: Floats, weights: Floats, items: Codes
) -> Sums:
    """Prepare Gwet's coefficient where agreement and frequencies of each unit are known.

    agreed (ndarray): How far the raters of each unit agree, 0.0 to 1.0.
    is_pair (ndarray): 1.0 for units with at least two raters, otherwise 0.0.
    shares (ndarray): The share of each category in each unit, shape (units, q); zeros for units
        without any value.
    weights (ndarray): How far categories agree, shape (q, q).
    items (ndarray): The item that each unit belongs to, from 0.
    RETURNS (Sums): The coefficient.
    """
    q = len(weights)
    factor = weights.sum() / (q * (q - 1)) if q > 1 else np.nan
    is_any = (shares.sum(axis=1) > 0).astype(float)
    parts = ((agreed * is_pair)[:, None], is_pair[:, None], is_any[:, None], shares)
    rows = _add_up(np.hstack(parts), items, items)

    def compute(totals: Floats) -> Floats:
        observed = _divide(totals[..., 0], totals[..., 1])
        frequency = _divide(totals[..., 3:], totals[..., 2, None])
        by_chance = factor * (frequency * (1 - frequency)).sum(axis=-1)
        return _divide(observed - by_chance, 1 - by_chance)

    return Sums(rows, compute)


def sum_percent(counts: Floats, items: Codes, weights: Floats | None = None) -> Sums:
    """Prepare the share of pairs of raters who agree, averaged over units.

    counts (ndarray): How many raters gave unit i category k, shape (units, q).
    items (ndarray): The item that each unit belongs to, from 0.
    weights (ndarray | None): How far categories agree. Defaults to None (equal or not).
    RETURNS (Sums): The coefficient.
    """
    agreed, is_pair = _get_agreed(counts, np.eye(counts.shape[1]) if weights is None else weights)
    return sum_mean(np.where(is_pair > 0, agreed, np.nan), items)


def sum_alpha(counts: Floats, items: Codes) -> Sums:
    """Prepare Krippendorff's alpha for categories without an order, of any number of raters.

    Gwet (2014), "Handbook of Inter-Rater Reliability", 4th ed., chapter 2: over units with at least
    two raters, with the correction for small samples.

    counts (ndarray): How many raters gave unit i category k, shape (units, q).
    items (ndarray): The item that each unit belongs to, from 0.
    RETURNS (Sums): The coefficient.
    """
    size = counts.sum(axis=1)
    known = size > 1
    paired = counts[known]
    agreed = (paired * (paired - 1)).sum(axis=1) / np.maximum(size[known] - 1, 1)
    rows = _add_up(np.column_stack((agreed, paired)), items[known], items)

    def compute(totals: Floats) -> Floats:
        n_values = totals[..., 1:].sum(axis=-1)
        observed = _divide((n_values - 1) * totals[..., 0] + n_values, n_values**2)
        by_chance = _divide((totals[..., 1:] ** 2).sum(axis=-1), n_values**2)
        return _divide(observed - by_chance, 1 - by_chance)

    return Sums(rows, compute)


def sum_mean(values: Floats, items: Codes) -> Sums:
    """Prepare a mean.

    values (ndarray): The values. NaN is missing.
    items (ndarray): The item that each value belongs to, from 0.
    RETURNS (Sums): The mean of the values that aren't missing.
    """
    known = ~np.isnan(values)
    pairs = np.column_stack((values[known], np.ones(int(known.sum()))))
    rows = _add_up(pairs, items[known], items)
    return Sums(rows, lambda totals: _divide(totals[..., 0], totals[..., 1]))


def count_values(codes: Codes, n_categories: int) -> Floats:
    """RETURNS (ndarray): How often each category occurs in each row of codes (units, raters),
    shape (units, q)."""
    return (codes[:, :, None] == np.arange(n_categories)).sum(axis=1).astype(float)


def _get_agreed(counts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    size = counts.sum(axis=1)
    pairs = size * (size - 1)
    same = (counts * (counts @ weights.T - 1)).sum(axis=1)
    return np.where(pairs > 0, same / np.maximum(pairs, 1), 0.0), (size > 1).astype(float)


def _add_up(rows: Floats, items: Codes, all_items: Codes) -> Floats:
    """RETURNS (ndarray): The rows of each item in one, shape (items, columns)."""
    total = np.zeros((int(all_items.max()) + 1 if len(all_items) else 0, rows.shape[1]))
    np.add.at(total, items, rows)
    return total


def _divide(one: Floats, two: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(two > 0, one / two, np.nan)
