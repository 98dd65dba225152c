"""Bootstrap intervals: against SciPy, and how often they contain the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from prodigy.components.metrics import estimate, get_cohen_kappa, measure_pair_agreement
from prodigy.components.metrics.coefficients import sum_mean


def make_ratings(rng, n, noise):
    one = rng.integers(0, 3, n)
    return one, np.where(rng.random(n) < noise, rng.integers(0, 3, n), one)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_are_those_of_scipy(method):
    one, two = (values.tolist() for values in make_ratings(np.random.default_rng(3), 60, 0.3))
    found = measure_pair_agreement(one, two, method=method, n_resamples=20_000, seed=1).kappa
    expected = stats.bootstrap(
        (one, two),
        get_cohen_kappa,
        paired=True,
        vectorized=False,
        n_resamples=1000,
        method=method,
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx(tuple(expected), abs=0.03)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_contain_the_truth_as_often_as_they_say(method):
    rng, truth, n_hits = np.random.default_rng(5), 0.7 + 0.3 / 3, 0
    for seed in range(150):
        one, two = make_ratings(rng, 80, 0.3)
        found = measure_pair_agreement(
            one.tolist(), two.tolist(), method=method, n_resamples=300, seed=seed
        ).percent
        n_hits += found.low <= truth <= found.high
    assert 0.89 <= n_hits / 150 <= 0.99


def test_units_of_an_item_stay_together():
    one, two = make_ratings(np.random.default_rng(7), 100, 0.4)
    single = measure_pair_agreement(one.tolist(), two.tolist()).percent
    repeated = [np.repeat(values, 9).tolist() for values in (one, two)]
    items = np.repeat(np.arange(100), 9).tolist()
    together = measure_pair_agreement(*repeated, items=items).percent
    assert (together.value, together.n) == (pytest.approx(single.value), 100)
    assert (together.low, together.high) == pytest.approx((single.low, single.high), abs=0.02)


@given(
    st.lists(st.one_of(st.just(float("nan")), st.floats(-9, 9, width=16)), max_size=30),
    st.sampled_from(["bca", "percentile"]),
    st.integers(0, 5),
)
@settings(deadline=None)
def test_estimates_are_reproducible_and_in_order(values, method, seed):
    sums = sum_mean(np.array(values, dtype=float), np.arange(len(values)))
    found = estimate(sums, method=method, seed=seed, n_resamples=50)
    assert found == estimate(sums, method=method, seed=seed, n_resamples=50)
    known = [value for value in values if not np.isnan(value)]
    assert found.n == len(known)
    assert found.value == (pytest.approx(np.mean(known)) if known else None)
    if found.low is not None:
        assert min(known) - 1e-9 <= found.low <= found.high <= max(known) + 1e-9


def test_items_that_do_not_vary_have_no_interval():
    same = measure_pair_agreement(["a", "b", "a"], ["a", "b", "a"])
    assert same.percent.value == 1.0
    assert same.percent.low is None and same.percent.high is None


@pytest.mark.parametrize("wrong", [{"level": 1.0}, {"n_resamples": 0}, {"method": "t"}])
def test_impossible_intervals_are_refused(wrong):
    with pytest.raises(ValueError, match="Impossible interval"):
        estimate(sum_mean(np.array([1.0, 2.0]), np.arange(2)), **wrong)
