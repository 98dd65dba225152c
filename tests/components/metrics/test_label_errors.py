"""Labels that are probably wrong, and curves of learning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.metrics.label_errors import find_label_errors, fit_curve


def find_by_definition(given_classes, probabilities):
    """The definition of the paper, item by item."""
    k = probabilities.shape[1]
    thresholds = [
        np.mean([p[j] for p, y in zip(probabilities, given_classes, strict=True) if y == j] or [9])
        for j in range(k)
    ]
    found = set()
    for i, (p, y) in enumerate(zip(probabilities, given_classes, strict=True)):
        confident = [j for j in range(k) if p[j] >= thresholds[j] - 1e-12]
        if confident and max(confident, key=lambda j: (p[j], -j)) != y:
            found.add(i)
    return found


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(2, 5))
def test_doubts_are_those_of_the_definition(seed, n, k):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(k), size=n)
    classes = rng.integers(0, k, size=n)
    doubts = find_label_errors(classes, probabilities)
    assert {doubt.index for doubt in doubts} == find_by_definition(classes, probabilities)
    margins = [doubt.margin for doubt in doubts]
    assert margins == sorted(margins)
    for doubt in doubts:
        assert doubt.given == classes[doubt.index] != doubt.suggested
        assert doubt.probability == probabilities[doubt.index, doubt.suggested]


def test_what_was_changed_is_found_first():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, size=600)
    probabilities = 0.1 * rng.dirichlet(np.ones(3), size=600) + 0.9 * np.eye(3)[truth]
    labels = truth.copy()
    wrong = rng.choice(600, size=40, replace=False)
    labels[wrong] = (truth[wrong] + 1) % 3
    assert {doubt.index for doubt in find_label_errors(labels, probabilities)} == set(wrong)


@pytest.mark.parametrize(
    ("classes", "probabilities"), [([0, 1], [[1.0, 0.0]]), ([2], [[0.5, 0.5]]), ([0], [0.5])]
)
def test_impossible_input_is_refused(classes, probabilities):
    with pytest.raises(ValueError, match=r"fit|Classes"):
        find_label_errors(classes, probabilities)


def test_nothing_is_doubted_in_nothing():
    assert find_label_errors([], np.zeros((0, 3))) == []


@given(st.floats(0.05, 1.0), st.floats(0.0, 1.0))
def test_power_law_is_found_again(scale, rate):
    sizes = [50, 100, 200, 400]
    curve = fit_curve(sizes, [scale * n**-rate for n in sizes])
    assert curve.scale == pytest.approx(scale, rel=1e-6)
    assert curve.rate == pytest.approx(rate, abs=1e-6)
    expected = scale * 400**-rate - scale * 500**-rate
    assert curve.gain(400, 100) == pytest.approx(expected, abs=1e-9)


def test_curve_that_gets_worse_is_flat():
    assert fit_curve([10, 20, 40], [0.1, 0.2, 0.3]).gain(40, 100) == 0


@pytest.mark.parametrize("sizes", [[], [10], [10, 10], [0, 10]])
def test_curve_needs_two_sizes(sizes):
    with pytest.raises(ValueError, match="two different"):
        fit_curve(sizes, [0.1] * len(sizes))
