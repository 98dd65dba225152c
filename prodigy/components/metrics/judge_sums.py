"""The sums behind the agreement of a judge with people, and of people with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from .coefficients import (
    Floats,
    Sums,
    Weights,
    count_values,
    encode,
    sum_gwet,
    sum_gwet_of,
    sum_kappa,
    sum_mean,
    sum_percent,
)
from .opinions import Question


@dataclass
class Units:
    """What was said about one question. All lists have one element per unit."""

    question: Question
    categories: list[Any]
    matrix: Floats
    weights: Weights
    items: list[int] = field(default_factory=list)
    judged: list[Any] = field(default_factory=list)
    told: list[list[Any]] = field(default_factory=list)  # by people in the order of their names


def is_several(units: Units) -> Any:
    """RETURNS (ndarray): Whether several people answered each unit, as booleans."""
    return np.array([sum(v is not None for v in told) > 1 for told in units.told], dtype=bool)


def sum_judge(units: Units, n_items: int) -> dict[str, Sums]:
    """Prepare the agreement of the judge with people.

    units (Units): What was said.
    n_items (int): Items in all, so that the coefficients of several questions can be joined.
    RETURNS (dict[str, Sums]): "judge percent", "judge kappa" and "judge ac".
    """
    q, matrix = len(units.categories), units.matrix
    items = np.array(units.items, dtype=np.int64)
    judged = encode(units.judged, units.categories)
    told = encode_told(units)
    counts = count_values(told, q)
    shares = counts / counts.sum(axis=1, keepdims=True)
    rows, columns = np.nonzero(told >= 0)
    size = counts.sum(axis=1)
    agreed = (shares @ matrix)[np.arange(len(judged)), judged]
    mixed = (shares + np.eye(q)[judged]) / 2
    ones = np.ones(len(judged))
    found = {
        "judge percent": sum_mean(shares[np.arange(len(judged)), judged], items),
        "judge kappa": sum_kappa(
            told[rows, columns], judged[rows], matrix, items[rows], 1 / size[rows]
        ),
        "judge ac": sum_gwet_of(agreed, ones, mixed, matrix, items),
    }
    return {name: _pad(one, n_items) for name, one in found.items()}


def sum_ceiling(units: Units, n_items: int) -> dict[str, Sums]:
    """Prepare the agreement of people with each other, where the judge has answered, too.

    units (Units): What was said.
    n_items (int): See `sum_judge`.
    RETURNS (dict[str, Sums]): "ceiling percent", "ceiling kappa", "ceiling ac", and as "gap" the
        percent agreement of the judge minus that of people.
    """
    several = is_several(units)
    items = np.array(units.items, dtype=np.int64)[several]
    told = encode_told(units)[several]
    judged = encode(units.judged, units.categories)[several]
    counts = count_values(told, len(units.categories))
    size = counts.sum(axis=1)
    first, second, at = [], [], []
    for one, two in combinations(range(told.shape[1]), 2):
        rows = np.nonzero((told[:, one] >= 0) & (told[:, two] >= 0))[0]
        first.append(told[rows, one])
        second.append(told[rows, two])
        at.append(rows)
    none = [np.zeros(0, dtype=np.int64)]
    pairs = [np.concatenate(part or none) for part in (first, second, at)]
    weight = 2 / (size * (size - 1))
    same = counts[np.arange(len(judged)), judged] / size
    among = ((counts * (counts - 1)).sum(axis=1)) / (size * (size - 1))
    found = {
        "ceiling percent": sum_percent(counts, items),
        "ceiling kappa": sum_kappa(
            pairs[0], pairs[1], units.matrix, items[pairs[2]], weight[pairs[2]]
        ),
        "ceiling ac": sum_gwet(counts, units.matrix, items),
        "gap": sum_mean(same - among, items),
    }
    return {name: _pad(one, n_items) for name, one in found.items()}


def encode_told(units: Units) -> Any:
    """RETURNS (ndarray): What people said as codes, shape (units, people)."""
    flat = encode([value for told in units.told for value in told], units.categories)
    return flat.reshape(len(units.told), -1)


def _pad(sums: Sums, n_items: int) -> Sums:
    """Give a coefficient rows for all items, so that several of them can be resampled together."""
    missing = n_items - len(sums.rows)
    return Sums(np.pad(sums.rows, ((0, missing), (0, 0))), sums.compute)


def mean_of(parts: Sequence[Sums]) -> Sums:
    """RETURNS (Sums): The mean of coefficients that have rows for the same items."""
    ends = np.cumsum([part.rows.shape[1] for part in parts])[:-1]

    def compute(totals: Floats) -> Floats:
        columns = np.split(totals, ends, axis=-1)
        return np.mean([part.compute(c) for part, c in zip(parts, columns)], axis=0)

    return Sums(np.hstack([part.rows for part in parts]), compute)
