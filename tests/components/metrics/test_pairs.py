"""Kappa and Gwet's coefficients against scikit-learn and irrCAC, on tables with missing values."""

import json
import warnings
from collections import Counter
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from prodigy.components.metrics import (
    get_alpha,
    get_cohen_kappa,
    get_gwet_ac1,
    get_gwet_ac2,
    get_percent_agreement,
    measure_pair_agreement,
)
from prodigy.components.metrics.coefficients import get_weights

TABLES = json.loads((Path(__file__).parent / "irrcac.json").read_text("utf8"))
SCALE = [1, 2, 3, 4, 5]
WEIGHTS = ("identity", "linear", "quadratic")

ratings = st.one_of(st.none(), st.just(float("nan")), st.sampled_from(SCALE))
pairs = st.lists(st.tuples(ratings, ratings), max_size=60)


def is_known(value):
    return value is not None and not isnan(value)


def ask_sklearn(known, weights):
    one, two = zip(*known)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it is undefined
        name = None if weights == "identity" else weights
        value = cohen_kappa_score(one, two, labels=SCALE, weights=name)
    return None if np.isnan(value) else float(value)


@given(pairs, st.sampled_from(WEIGHTS))
@settings(deadline=None)
def test_kappa_is_that_of_scikit_learn(rows, weights):
    one, two = [row[0] for row in rows], [row[1] for row in rows]
    found = get_cohen_kappa(one, two, weights=weights, categories=SCALE)
    known = [row for row in rows if is_known(row[0]) and is_known(row[1])]
    expected = ask_sklearn(known, weights) if known else None
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


@pytest.mark.parametrize("table", TABLES)
def test_coefficients_are_those_of_irrcac(table):
    units = [Counter(value for value in row if value is not None) for row in table["rows"]]
    categories = range(1, table["categories"] + 1)
    for weights in WEIGHTS:
        found = get_gwet_ac2(units, weights=weights, categories=categories)
        assert found == pytest.approx(table[weights], abs=1e-9)
    assert get_gwet_ac1(units, categories=categories) == pytest.approx(table["identity"], abs=1e-9)
    assert get_percent_agreement(units) == pytest.approx(table["percent"], abs=1e-9)
    if not isnan(table["alpha"]) and len(set().union(*units)) > 1:
        assert get_alpha(units) == pytest.approx(table["alpha"], abs=1e-9)


def get_gwet_by_definition(rows, weights):
    """Pair by pair, as Gwet's book defines it, with every value of the scale as a category."""
    matrix, q = get_weights(len(SCALE), weights), len(SCALE)
    agreed, frequency, n_any = [], np.zeros(q), 0
    for row in rows:
        values = [SCALE.index(value) for value in row if is_known(value)]
        n_any += bool(values)
        for value in values:
            frequency[value] += 1 / len(values)
        if len(values) == 2:
            agreed.append(matrix[values[0], values[1]])
    if not agreed:
        return None
    frequency /= n_any
    by_chance = matrix.sum() / (q * (q - 1)) * sum(f * (1 - f) for f in frequency)
    return (np.mean(agreed) - by_chance) / (1 - by_chance)


@given(pairs, st.sampled_from(WEIGHTS))
@settings(deadline=None)
def test_pairs_are_measured_as_defined(rows, weights):
    one, two = [row[0] for row in rows], [row[1] for row in rows]
    scale = {"weights": weights, "categories": SCALE}
    found = measure_pair_agreement(one, two, **scale, n_resamples=20)
    expected = get_gwet_by_definition(rows, weights)
    assert found.ac.value == (None if expected is None else pytest.approx(expected, abs=1e-9))
    assert found.kappa.value == get_cohen_kappa(one, two, **scale)
    same = [a == b for a, b in rows if is_known(a) and is_known(b)]
    assert found.percent.value == (pytest.approx(np.mean(same)) if same else None)
    assert found.n_both == len(same)
    assert found.n_both + found.n_one + found.n_none == len(rows)


def test_weights_need_an_order():
    with pytest.raises(ValueError, match="no order"):
        get_cohen_kappa(["a", 1], ["a", 1], weights="linear")
    assert get_cohen_kappa(["a", 1], ["a", 1]) == 1.0
    with pytest.raises(ValueError, match="7 is none of the categories"):
        get_cohen_kappa([1, 7], [1, 2], categories=SCALE)
    with pytest.raises(ValueError, match="2 and 1 values"):
        get_cohen_kappa([1, 2], [1])
    with pytest.raises(ValueError, match="Unknown weights"):
        get_cohen_kappa([1, 2], [1, 2], weights="cubic")
