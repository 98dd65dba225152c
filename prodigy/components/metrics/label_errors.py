"""Which labels are most likely wrong, and what more answers would bring.

Everything here works on what models say about items that they were not trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
# Where a curve has reached this, more data can't be told from none.
MIN_ERROR = 1e-6
# The 97.5 % quantiles of Student's t, from one degree of freedom on; the last one also for more.
STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


@dataclass(frozen=True)
class Doubt:
    """A label that is probably wrong.

    index (int): Position of the item.
    given (int): The class that somebody gave it.
    suggested (int): The class that the model is confident of.
    probability (float): Of the suggested class, 0 to 1.
    margin (float): Probability of the given class minus that of the suggested one, -1 to 1. The
        lower, the more likely the label is wrong.
    """

    index: int
    given: int
    suggested: int
    probability: float
    margin: float


def find_label_errors(given: Array, probabilities: Array) -> list[Doubt]:
    """Find labels that are probably wrong, by confident learning.

    A model is confident of a class if it gives it at least the probability that items with this
    label get on average. An item is doubtful if the model is confident of a class, and the most
    probable of those is not the given one. See Northcutt, Jiang and Chuang (2021), "Confident
    Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, section 3 (the off-diagonals of
    the confident joint, ranked by normalized margin).

    given (ndarray): Shape (n,), int: the class of each item.
    probabilities (ndarray): Shape (n, k), rows that add up to 1: what a model says that was not
        trained on the item.
    RETURNS (list[Doubt]): The doubtful ones, the most likely wrong first.
    RAISES (ValueError): The shapes don't fit each other.
    """
    given, probabilities = np.asarray(given, dtype=int), np.asarray(probabilities, dtype=float)
    if probabilities.ndim != 2 or given.shape != probabilities.shape[:1]:
        raise ValueError(f"Shapes don't fit: {given.shape} and {probabilities.shape}")
    n, k = probabilities.shape
    if not n:
        return []
    if given.min() < 0 or given.max() >= k:
        raise ValueError(f"Classes are numbers from 0 to {k - 1}")
    thresholds = np.full(k, np.inf)
    for label in np.unique(given):
        thresholds[label] = probabilities[given == label, label].mean()
    # Averages of equal numbers may end above them.
    is_confident = probabilities >= thresholds - 1e-12
    suggested = np.where(is_confident, probabilities, -1.0).argmax(axis=1)
    doubtful = np.flatnonzero(is_confident.any(axis=1) & (suggested != given))
    own = probabilities[doubtful, given[doubtful]]
    other = probabilities[doubtful, suggested[doubtful]]
    order = np.lexsort((doubtful, own - other))
    return [
        Doubt(
            int(doubtful[i]),
            int(given[doubtful[i]]),
            int(suggested[doubtful[i]]),
            float(other[i]),
            float(own[i] - other[i]),
        )
        for i in order
    ]


@dataclass(frozen=True)
class Curve:
    """How the error falls with the number of answers: error(n) = scale * n ** -rate.

    scale (float): The error after one answer, if the curve held that early.
    rate (float): At least 0. 0 is a curve that has become flat.
    doubt (float | None): Half the 95 % interval of the rate, by how far the points are from the
        curve. None with two points, through which any curve goes.
    """

    scale: float
    rate: float
    doubt: float | None = None

    def error(self, n: float) -> float:
        """RETURNS (float): The error after `n` answers, 0 to 1."""
        return min(1.0, self.scale * n**-self.rate)

    def gain(self, n: float, more: float) -> float:
        """RETURNS (float): How far the error falls from `n` answers to `n + more`."""
        return self.error(n) - self.error(n + more)

    def bound_gain(self, n: float, more: float) -> tuple[float, float] | None:
        """RETURNS (tuple[float, float] | None): The 95 % interval of `gain`. None if unknown."""
        if self.doubt is None:
            return None
        ends = (max(0.0, self.rate - self.doubt), self.rate + self.doubt)
        low, high = (self.error(n) * (1.0 - (1.0 + more / n) ** -rate) for rate in ends)
        return low, high


def fit_curve(sizes: Sequence[float], errors: Sequence[float]) -> Curve:
    """Fit a power law to errors after growing numbers of answers.

    Learning curves mostly follow one: Hestness et al. (2017), "Deep Learning Scaling is
    Predictable, Empirically"; Viering and Loog (2022), "The Shape of Learning Curves: a Review".
    Fitted by least squares of the logarithms; curves that rise count as flat.

    sizes (Sequence[float]): Numbers of answers, at least two different ones above 0.
    errors (Sequence[float]): The error with each of them, 0 to 1.
    RETURNS (Curve): The curve.
    RAISES (ValueError): There are too few points.
    """
    if len(sizes) != len(errors) or len(set(sizes)) < 2 or min(sizes) <= 0:
        raise ValueError("A curve needs two different numbers of answers above 0")
    x, y = np.log(np.asarray(sizes, float)), np.log(np.maximum(errors, MIN_ERROR))
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    rate = max(0.0, -slope)
    doubt, n_free = None, len(x) - 2
    if n_free > 0:
        left = y - y.mean() - slope * (x - x.mean())
        quantile = STUDENT[min(n_free, len(STUDENT)) - 1]
        doubt = quantile * float(np.sqrt((left**2).sum() / n_free / spread))
    return Curve(float(np.exp(y.mean() + rate * x.mean())), rate, doubt)
