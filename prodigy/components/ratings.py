"""Ratings of competitors from the outcomes of their comparisons: the Glicko system (Glicko-1).

A rating is a belief about a strength: a normal distribution with a mean and a deviation, which
shrinks with every game. Source: Mark E. Glickman, "The Glicko system",
http://www.glicko.net/glicko/glicko.pdf; step 2 there is `rate`, with its names in the comments.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

START_VALUE = 1500.0
START_DEVIATION = 350.0
# Where a deviation stops to shrink, so that a rating can still change (section 3 of the source).
MIN_DEVIATION = 30.0

Q = math.log(10) / 400

WIN, DRAW, LOSS = 1.0, 0.5, 0.0


@dataclass(frozen=True)
class Rating:
    """What is believed about a competitor's strength.

    value (float): Mean, in points. 400 points more mean 10 to 1 odds of winning.
    deviation (float): Standard deviation, in points ("RD"). About 95% of the belief lies within
        two deviations of the mean.
    """

    value: float = START_VALUE
    deviation: float = START_DEVIATION


def rate(
    rating: Rating,
    games: Iterable[tuple[Rating, float]],
    min_deviation: float = MIN_DEVIATION,
) -> Rating:
    """Rate a competitor after the games of one period.

    rating (Rating): The rating before the period.
    games (Iterable[tuple[Rating, float]]): For each game the opponent's rating before the period,
        and the competitor's score: 1 for a win, 0.5 for a draw, 0 for a loss.
    min_deviation (float): The deviation doesn't get below this. Defaults to 30.
    RETURNS (Rating): The new rating; without games the same.
    """
    information = surprise = 0.0
    for opponent, score in games:
        g = weigh(opponent.deviation)
        expected = 1 / (1 + 10 ** (-g * (rating.value - opponent.value) / 400))
        information += Q**2 * g**2 * expected * (1 - expected)  # sums up to 1/d^2
        surprise += g * (score - expected)
    if not information:
        return rating
    precision = 1 / rating.deviation**2 + information
    deviation = max(min_deviation, math.sqrt(1 / precision))
    return Rating(rating.value + Q / precision * surprise, deviation)


def rate_game(a: Rating, b: Rating, score: float) -> tuple[Rating, Rating]:
    """Rate both sides after one game, which is a period of its own.

    a (Rating): The rating of one side before.
    b (Rating): The rating of the other side before.
    score (float): Of the first side: 1 for a win, 0.5 for a draw, 0 for a loss.
    RETURNS (tuple[Rating, Rating]): The new ratings of both, each made of the old one of the other.
    """
    return rate(a, [(b, score)]), rate(b, [(a, 1 - score)])


def weigh(deviation: float) -> float:
    """Get how much a result counts by how well an opponent is known: "g(RD)".

    deviation (float): The opponent's deviation.
    RETURNS (float): Above 0, and 1 if the strength is known exactly.
    """
    return 1 / math.sqrt(1 + 3 * Q**2 * deviation**2 / math.pi**2)


def get_probability_better(a: Rating, b: Rating) -> float:
    """Get how sure it is that one competitor is stronger than another.

    That is not the share of games that it would win: somebody who wins 6 of 10 games is certainly
    stronger after a thousand of them.

    a (Rating): One rating.
    b (Rating): The other one.
    RETURNS (float): Probability that the first strength is the larger one, both being independent
        and normally distributed.
    """
    spread = math.hypot(a.deviation, b.deviation)
    if not spread:
        return 0.5 if a.value == b.value else float(a.value > b.value)
    return (1 + math.erf((a.value - b.value) / spread / math.sqrt(2))) / 2
