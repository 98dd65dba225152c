"""Glicko ratings, against published numbers and the formulas written out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.ratings import Rating, get_probability_better, rate, rate_game

RATINGS = st.builds(Rating, st.floats(500, 2500), st.floats(30, 350))


def test_a_period_is_rated_as_in_the_example_of_its_inventor():
    # Glickman, "The Glicko system", http://www.glicko.net/glicko/glicko.pdf, section 3.
    games = [(Rating(1400, 30), 1.0), (Rating(1550, 100), 0.0), (Rating(1700, 300), 0.0)]
    new = rate(Rating(1500, 200), games)
    assert new.value == pytest.approx(1464, abs=0.5)
    assert new.deviation == pytest.approx(151.4, abs=0.05)


@given(RATINGS, RATINGS, st.sampled_from([0.0, 0.5, 1.0]))
def test_a_game_is_rated_by_the_formulas_of_the_paper(a, b, score):
    q = math.log(10) / 400
    g = 1 / math.sqrt(1 + 3 * q**2 * b.deviation**2 / math.pi**2)
    e = 1 / (1 + 10 ** (-g * (a.value - b.value) / 400))
    d2 = 1 / (q**2 * g**2 * e * (1 - e))
    value = a.value + q / (1 / a.deviation**2 + 1 / d2) * g * (score - e)
    deviation = max(30, math.sqrt(1 / (1 / a.deviation**2 + 1 / d2)))
    new, other = rate_game(a, b, score)
    assert new.value == pytest.approx(value)
    assert new.deviation == pytest.approx(deviation)
    # Both sides see the old rating of the other one.
    assert rate_game(b, a, 1 - score) == (other, new)


def test_without_games_a_rating_stays():
    assert rate(Rating(1432, 99), []) == Rating(1432, 99)


@given(RATINGS, RATINGS)
def test_that_one_is_better_excludes_that_the_other_one_is(a, b):
    p = get_probability_better(a, b)
    assert 0 <= p <= 1
    assert p + get_probability_better(b, a) == pytest.approx(1)


def test_probabilities_are_those_of_the_difference_of_two_normal_distributions():
    # 50 points are one standard deviation of the difference: 84.13% lie below it.
    p = get_probability_better(Rating(1550, 30), Rating(1500, 40))
    assert p == pytest.approx(0.8413, abs=1e-4)
    assert get_probability_better(Rating(1500, 0), Rating(1500, 0)) == 0.5
    assert get_probability_better(Rating(1501, 0), Rating(1500, 0)) == 1
