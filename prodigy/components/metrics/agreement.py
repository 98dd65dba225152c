"""Coefficients of agreement for decisions between categories.

The formulas are those of Gwet (2015), "On Krippendorff's Alpha Coefficient", for any number of
annotators per unit, missing values and nominal categories. For a unit i, `counts[i][k]` (r_ik) is
how many annotators chose category k, and r_i how many annotated it. Units with two or more
annotations are *co-incident*; only they can show agreement.

A coefficient is None where it is undefined: without co-incident units, or where chance alone would
explain everything because there is only one category.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .coefficients import (
    Floats,
    Weights,
    encode,
    find_categories,
    get_weights,
    sum_alpha,
    sum_gwet,
)

# Category to the number of annotators who chose it, for one unit.
Unit = Mapping[Hashable, int]


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree, and on what that is based.

    n_units (int): Inputs with at least one annotation.
    n_categories (int): Different categories that were chosen.
    n_coincident (int): Inputs with two or more annotations.
    n_single (int): Inputs with one annotation.
    n_annotators (int): Annotators with at least one annotation.
    average (float): Annotations per input.
    percent (float | None): Percent (simple) agreement, 0.0 to 1.0.
    alpha (float | None): Krippendorff's alpha, -1.0 to 1.0.
    ac2 (float | None): Gwet's AC2, -1.0 to 1.0.
    """

    n_units: int
    n_categories: int
    n_coincident: int
    n_single: int
    n_annotators: int
    average: float
    percent: float | None
    alpha: float | None
    ac2: float | None


def measure_agreement(values: Iterable[Mapping[str, Hashable | None]]) -> Agreement:
    """Compute all coefficients.

    values (Iterable[Mapping[str, Hashable | None]]): For each input, annotator to the category that
        he chose. None is a missing value.
    RETURNS (Agreement): The coefficients.
    """
    units: list[Unit] = []
    annotators: set[str] = set()
    for by_annotator in values:
        chosen = {name: value for name, value in by_annotator.items() if value is not None}
        if chosen:
            units.append(Counter(chosen.values()))
            annotators.update(chosen)
    sizes = [_size(unit) for unit in units]
    return Agreement(
        n_units=len(units),
        n_categories=len(_get_categories(units)),
        n_coincident=sum(size > 1 for size in sizes),
        n_single=sum(size == 1 for size in sizes),
        n_annotators=len(annotators),
        average=sum(sizes) / len(sizes) if sizes else 0.0,
        percent=get_percent_agreement(units),
        alpha=get_alpha(units),
        ac2=get_gwet_ac2(units),
    )


def get_percent_agreement(units: Sequence[Unit]) -> float | None:
    """Compute the share of pairs of annotators who chose the same, averaged over inputs.

    units (Sequence[Unit]): Category to number of annotators, for each input.
    RETURNS (float | None): 0.0 to 1.0, None without an input that two annotators have annotated.
    """
    coincident = [unit for unit in units if _size(unit) > 1]
    if not coincident:
        return None
    shares = (
        sum(n * (n - 1) for n in unit.values()) / (_size(unit) * (_size(unit) - 1))
        for unit in coincident
    )
    return sum(shares) / len(coincident)


def get_alpha(units: Sequence[Unit]) -> float | None:
    """Compute Krippendorff's alpha for nominal categories.

    units (Sequence[Unit]): Category to number of annotators, for each input.
    RETURNS (float | None): At most 1.0 (full agreement); 0.0 is what chance would bring. None if it
        is undefined.
    """
    counts = count_units(units)
    return sum_alpha(counts, np.arange(len(units))).get_value()


def get_gwet_ac2(
    units: Sequence[Unit],
    *,
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
) -> float | None:
    """Compute Gwet's AC2. With identity weights it is AC1.

    units (Sequence[Unit]): Category to number of annotators, for each input. Those with a single
        annotation count for how frequent the categories are.
    weights (str): "identity" for categories without an order, otherwise "linear" or "quadratic".
    categories (Sequence | None): All categories, in their order. Defaults to None (those that were
        chosen, sorted if there are weights).
    RETURNS (float | None): At most 1.0 (full agreement). None if it is undefined.
    RAISES (ValueError): A value is none of the categories, or they have no order.
    """
    chosen = [value for unit in units for value in unit]
    if categories is None:
        categories = find_categories(chosen, weights != "identity")
    encode(chosen, categories)  # complains about others
    counts = count_units(units, categories)
    matrix = get_weights(len(categories), weights)
    return sum_gwet(counts, matrix, np.arange(len(units))).get_value()


def get_gwet_ac1(
    units: Sequence[Unit], *, categories: Sequence[Hashable] | None = None
) -> float | None:
    """Compute Gwet's AC1, for categories without an order. See `get_gwet_ac2`."""
    return get_gwet_ac2(units, categories=categories)


def count_units(units: Sequence[Unit], categories: Sequence[Hashable] | None = None) -> Floats:
    """RETURNS (ndarray): How many annotators chose each category, shape (units, categories). The
    categories default to those that were chosen."""
    names = _get_categories(units) if categories is None else categories
    counts = np.array([[unit.get(value, 0) for value in names] for unit in units], dtype=float)
    return counts.reshape(len(units), len(names))


def _size(unit: Unit) -> int:
    return sum(unit.values())


def _get_categories(units: Iterable[Unit]) -> list[Hashable]:
    return list(dict.fromkeys(category for unit in units for category in unit))
