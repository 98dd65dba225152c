"""Position and length biases: judges with a known bias are found out, fair ones are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.linear_model import LogisticRegression

from prodigy.components.metrics import (
    Comparison,
    get_binomial_p,
    measure_length_bias,
    measure_position_bias,
)


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.5, 0.25, 0.9]))
@settings(deadline=None)
def test_the_binomial_test_is_that_of_scipy(hits, misses, probability):
    expected = stats.binomtest(hits, hits + misses, probability).pvalue if hits + misses else 1.0
    assert get_binomial_p(hits, hits + misses, probability) == pytest.approx(expected, abs=1e-9)


def judge_both(choose, n, ids="ab"):
    orders = [list(ids), list(reversed(ids))]
    return [[Comparison(order, choose(i, order)) for order in orders] for i in range(n)]


@pytest.mark.parametrize("ids", ["ab", "abc"])
def test_a_judge_that_always_prefers_the_first_position_is_found_out(ids):
    bias = measure_position_bias(judge_both(lambda i, order: order[0], 20, ids))
    assert (bias.first.value, bias.expected) == (1.0, pytest.approx(1 / len(ids)))
    assert bias.consistent.value == 0.0
    assert (bias.n_towards_first, bias.n_towards_last) == (20, 0)
    assert bias.p_value == pytest.approx(2 * 0.5**20)


def test_a_judge_that_looks_at_the_response_has_no_position_bias():
    bias = measure_position_bias(judge_both(lambda i, order: "ab"[i % 3 == 0], 60))
    assert (bias.first.value, bias.consistent.value) == (0.5, 1.0)
    assert bias.p_value is None
    assert (bias.n_both, bias.n_decided, bias.n_undecided) == (60, 120, 0)


def test_a_judge_that_guesses_is_not_accused_more_often_than_by_chance():
    rng = np.random.default_rng(1)
    found = [
        measure_position_bias(judge_both(lambda i, o: rng.choice(o), 40), n_resamples=2).p_value
        for _ in range(200)
    ]
    assert np.mean(np.array(found) < 0.05) < 0.08


def test_single_orders_count_by_the_side_of_the_winner():
    bias = measure_position_bias([[Comparison("ab", "a")]] * 6 + [[Comparison("ab", None)]])
    assert (bias.n_towards_first, bias.n_undecided, bias.n_both) == (6, 1, 0)
    assert bias.consistent.value is None
    assert bias.p_value == pytest.approx(2 * 0.5**6)


def test_ties_in_one_order_only_are_inconsistent():
    items = [[Comparison("ab", "a"), Comparison("ba", None)], [Comparison("ab", None)] * 1]
    bias = measure_position_bias(items)
    assert (bias.consistent.value, bias.n_both) == (0.0, 1)
    assert (bias.n_towards_first, bias.n_towards_last) == (1, 0)


def make_choices(slope, n=400, size=2, seed=0):
    rng = np.random.default_rng(seed)
    for lengths in rng.integers(1, 3000, (n, size)):
        shares = np.exp(slope * np.log2(1 + lengths))
        preferred = int(rng.choice(size, p=shares / shares.sum()))
        yield {str(i): int(length) for i, length in enumerate(lengths)}, str(preferred)


def test_the_odds_are_those_of_a_logistic_regression():
    choices = list(make_choices(0.8))
    odds = measure_length_bias(choices).odds
    x = np.array([[np.log2(1 + c["0"]) - np.log2(1 + c["1"])] for c, _ in choices])
    y = np.array([preferred == "0" for _, preferred in choices])
    model = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12).fit(x, y)
    assert odds.value == pytest.approx(np.exp(model.coef_[0, 0]), rel=1e-4)
    assert odds.low < np.exp(0.8) < odds.high


@pytest.mark.parametrize("slope", [-0.7, 0.0, 0.7])
def test_the_preference_for_length_is_found_among_three_responses(slope):
    bias = measure_length_bias(make_choices(slope, 800, size=3))
    assert bias.odds.low < np.exp(slope) < bias.odds.high
    assert np.sign(bias.correlation) == np.sign(slope) or slope == 0
    assert (bias.p_value < 0.001) == (slope != 0)


def test_length_needs_decisions_between_different_lengths():
    items = [({"a": 4, "b": 4}, "a"), ({"a": 4, "b": 9}, None), ({"a": 4}, "a"), ({"a": 1}, "z")]
    bias = measure_length_bias(items)
    assert (bias.n_decided, bias.n_equal) == (0, 1)
    assert (bias.longer.value, bias.p_value, bias.correlation) == (None, None, None)
    always = measure_length_bias([({"a": 4, "b": 9}, "b")] * 5)
    assert (always.longer.value, always.odds.value) == (1.0, None)
    assert always.correlation == pytest.approx(1.0)
