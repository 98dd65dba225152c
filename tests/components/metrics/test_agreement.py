"""Coefficients of agreement, against published and independently computed values."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.metrics import (
    get_alpha,
    get_gwet_ac2,
    get_percent_agreement,
    measure_agreement,
)


def table(text):
    """One word per unit, one letter per annotator, a dot for a missing value."""
    return [
        {str(i): value for i, value in enumerate(word) if value != "."} for word in text.split()
    ]


@pytest.mark.parametrize(
    ("units", "percent", "alpha", "ac2"),
    [
        ("AAA AB. BBB CCA B.. AAB", 0.533333, 0.338983, 0.337568),
        ("aa ar rr aa", 0.75, 0.533333, 0.529412),
    ],
)
def test_coefficients_have_the_known_values(units, percent, alpha, ac2):
    result = measure_agreement(table(units))
    assert (result.percent, result.alpha, result.ac2) == pytest.approx(
        (percent, alpha, ac2), abs=5e-7
    )


def test_counts_describe_the_annotations():
    result = measure_agreement(table("AAA AB. BBB CCA B.. AAB"))
    assert (result.n_units, result.n_categories, result.n_annotators) == (6, 3, 3)
    assert (result.n_coincident, result.n_single, result.average) == (5, 1, 2.5)


@pytest.mark.parametrize("units", ["", "A. .B", "AA AA", "..", "A"])
def test_undefined_coefficients_are_none(units):
    result = measure_agreement(table(units))
    assert result.alpha is None
    assert result.ac2 is None
    assert result.percent in (None, 1.0)


def get_alpha_by_coincidences(units):
    """The definition by the matrix of coincidences, which is another way to compute the same."""
    matrix = {}
    for values in (list(unit.values()) for unit in units):
        for i, j in product(range(len(values)), repeat=2):
            if i != j:
                key = values[i], values[j]
                matrix[key] = matrix.get(key, 0) + 1 / (len(values) - 1)
    totals = {}
    for (one, _), n in matrix.items():
        totals[one] = totals.get(one, 0) + n
    n = sum(totals.values())
    observed = sum(count for (one, two), count in matrix.items() if one != two)
    expected = sum(
        totals[one] * totals[two] for one, two in product(totals, repeat=2) if one != two
    ) / (n - 1)
    return 1 - observed / expected


@given(
    st.lists(
        st.dictionaries(st.sampled_from("123456"), st.sampled_from("ABC"), min_size=1), min_size=1
    )
)
def test_alpha_equals_its_other_definition(units):
    counts = [
        {value: list(unit.values()).count(value) for value in set(unit.values())} for unit in units
    ]
    alpha, percent = get_alpha(counts), get_percent_agreement(counts)
    if alpha is not None:
        paired = [unit for unit in units if len(unit) > 1]
        assert alpha == pytest.approx(get_alpha_by_coincidences(paired), abs=1e-9)
        assert alpha <= 1 + 1e-12
    if percent is not None:
        assert 0 <= percent <= 1
    ac2 = get_gwet_ac2(counts)
    assert ac2 is None or ac2 <= 1 + 1e-12
