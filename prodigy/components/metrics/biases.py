"""Biases of who compares responses: towards a position, and towards long responses.

Zheng et al. (2023), "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", 3.3, name both. A
length bias by itself may be a merit, as longer responses can be better. It is the difference to
what people prefer that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from .coefficients import Floats, sum_mean
from .resampling import LEVEL, N_RESAMPLES, Estimate, estimate


class Comparison(NamedTuple):
    """One judgement of responses in an order.

    order (Sequence[str]): IDs of the responses as they were shown, at least two.
    preferred (str | None): ID of the best one; None for a tie, or if there was no judgement.
    """

    order: Sequence[str]
    preferred: str | None


@dataclass(frozen=True)
class PositionBias:
    """How far the position decides.

    first (Estimate): Share of the decisions for the response in first position.
    expected (float | None): What it would be if positions didn't matter: the mean of 1 / responses.
    consistent (Estimate): Share of items with the same winner, or a tie, in both orders.
    n_decided (int): Judgements for one response.
    n_undecided (int): Ties.
    n_both (int): Items that were judged in both orders.
    n_towards_first, n_towards_last (int): Items that speak for a bias to one side.
    p_value (float | None): How probable a difference of these two numbers, or a larger one, is
        without any bias. None without such items.
    """

    first: Estimate
    expected: float | None
    consistent: Estimate
    n_decided: int
    n_undecided: int
    n_both: int
    n_towards_first: int
    n_towards_last: int
    p_value: float | None


@dataclass(frozen=True)
class LengthBias:
    """How far the length of responses goes with being preferred.

    longer (Estimate): Share of the decisions for a response that is longer than the mean of the
        others.
    p_value (float | None): How probable such a share, or one farther from 0.5, is without any bias.
    correlation (float | None): Of being preferred with the difference in length (in doublings) to
        the mean of the others, -1.0 to 1.0; 0.0 is no bias.
    odds (Estimate): By how much the odds of being preferred grow when a response is twice as long;
        1.0 is no bias. None if the longest, or the shortest, is always preferred.
    n_decided (int): Decisions between responses of different lengths.
    n_equal (int): Decisions between responses of the same length, which tell nothing.
    """

    longer: Estimate
    p_value: float | None
    correlation: float | None
    odds: Estimate
    n_decided: int
    n_equal: int


def get_binomial_p(n_hits: int, n: int, probability: float = 0.5) -> float:
    """Compute the exact two-sided binomial test.

    It is the probability of all outcomes that are at most as probable as this one.

    n_hits (int): Hits, 0 to n.
    n (int): Trials.
    probability (float): Of a hit, strictly between 0 and 1.
    RETURNS (float): The p-value, 1.0 without trials.
    RAISES (ValueError): The numbers are impossible.
    """
    if not 0 <= n_hits <= n or not 0 < probability < 1:
        raise ValueError(f"Impossible counts: {n_hits=}, {n=}, {probability=}")
    outcomes = np.arange(n + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    logs = logs[n] - logs - logs[::-1]
    logs = logs + outcomes * np.log(probability) + (n - outcomes) * np.log1p(-probability)
    # What is equally probable differs in the last digits.
    at_most = logs <= logs[n_hits] + 1e-7
    return float(min(1.0, np.exp(logs[at_most]).sum()))


def measure_position_bias(
    items: Iterable[Sequence[Comparison]], *, n_resamples: int = N_RESAMPLES, seed: int = 0
) -> PositionBias:
    """Measure how far the position of a response decides whether it is preferred.

    The test is an exact sign test over items. In an order and its reverse, an item speaks for a
    bias if both winners together stand nearer to one end; a judge that doesn't look at positions is
    as likely on either side. For two responses this is McNemar's test of the items with different
    winners. Items that were judged in one order only count by the side of the winner, which needs
    orders that were drawn at random.

    items (Iterable[Sequence[Comparison]]): The judgements of each item, one or two. Only two whose
        orders are the reverse of each other are both orders.
    n_resamples (int): See `estimate`.
    seed (int): See `estimate`.
    RETURNS (PositionBias): The figures.
    """
    wins: list[tuple[int, float]] = []  # item, and whether the first position won
    same: list[float] = []
    expected: list[float] = []
    sides = {-1: 0, 0: 0, 1: 0}
    n_undecided = 0
    for i, comparisons in enumerate(items):
        judged = [c for c in comparisons if len(c.order) > 1]
        decided = [c for c in judged if c.preferred is not None and c.preferred in c.order]
        n_undecided += len(judged) - len(decided)
        wins += [(i, float(c.preferred == c.order[0])) for c in decided]
        expected += [1 / len(c.order) for c in decided]
        both = len(judged) == 2 and list(judged[0].order) == list(reversed(judged[1].order))
        if both:
            same.append(float(judged[0].preferred == judged[1].preferred))
        if decided and (both or len(judged) == 1):
            sides[_get_side(decided)] += 1
    hits = np.array([hit for _, hit in wins])
    positions = np.array([i for i, _ in wins], dtype=np.int64)
    n_sided = sides[-1] + sides[1]
    settings: dict[str, Any] = {"n_resamples": n_resamples, "seed": seed}
    return PositionBias(
        first=estimate(sum_mean(hits, positions), **settings),
        expected=float(np.mean(expected)) if expected else None,
        consistent=estimate(sum_mean(np.array(same), np.arange(len(same))), **settings),
        n_decided=len(wins),
        n_undecided=n_undecided,
        n_both=len(same),
        n_towards_first=sides[-1],
        n_towards_last=sides[1],
        p_value=get_binomial_p(sides[-1], n_sided) if n_sided else None,
    )


def measure_length_bias(
    items: Iterable[tuple[Mapping[str, int], str | None]],
    *,
    level: float = LEVEL,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> LengthBias:
    """Measure how far the length of a response decides whether it is preferred.

    The odds come from a conditional logit model (McFadden 1974) of the response that is preferred,
    with the logarithm of the length as its only variable. For two responses it is the logistic
    regression of Dubois et al. (2024), "Length-Controlled AlpacaEval", without its other terms. The
    interval of the odds is Wald's.

    items (Iterable[tuple[Mapping[str, int], str | None]]): Lengths of the responses by ID, and the
        ID of the preferred one; None for a tie, which doesn't count.
    level (float): Share of intervals that contain the true value.
    n_resamples (int): See `estimate`.
    seed (int): See `estimate`.
    RETURNS (LengthBias): The figures.
    """
    choices: list[tuple[Floats, int]] = []
    n_equal = 0
    for lengths, preferred in items:
        if preferred is None or preferred not in lengths or len(lengths) < 2:
            continue
        if len(set(lengths.values())) == 1:
            n_equal += 1
            continue
        doublings = np.log2(1 + np.array(list(lengths.values()), dtype=float))
        choices.append((doublings, list(lengths).index(preferred)))
    further = np.array([_get_difference(*choice) for choice in choices])
    settings: dict[str, Any] = {"level": level, "n_resamples": n_resamples, "seed": seed}
    longer = np.where(further == 0, np.nan, (further > 0).astype(float))
    n_longer, n_sided = int((further > 0).sum()), int((further != 0).sum())
    size = float(np.sqrt((further**2).mean())) if n_sided else 0.0
    return LengthBias(
        longer=estimate(sum_mean(longer, np.arange(len(longer))), **settings),
        p_value=get_binomial_p(n_longer, n_sided) if n_sided else None,
        correlation=float(further.mean()) / size if size else None,
        odds=_fit_odds(choices, level),
        n_decided=len(choices),
        n_equal=n_equal,
    )


def _get_side(decided: Sequence[Comparison]) -> int:
    """RETURNS (int): -1 if the winners stand nearer to the first position, 1 to the last, or 0."""
    places = [(c.order.index(str(c.preferred)), len(c.order)) for c in decided]
    return int(np.sign(sum(2 * place - (size - 1) for place, size in places)))


def _get_difference(doublings: Floats, preferred: int) -> float:
    others = np.delete(doublings, preferred)
    return float(doublings[preferred] - others.mean())


def _fit_odds(choices: Sequence[tuple[Floats, int]], level: float) -> Estimate:
    """Fit P(i is preferred) = exp(b x_i) / sum_j exp(b x_j) by Newton's method."""
    n = len(choices)
    is_longest = [x[i] >= x.max() for x, i in choices]
    is_shortest = [x[i] <= x.min() for x, i in choices]
    if not n or all(is_longest) or all(is_shortest):
        return Estimate(None, n=n)  # the estimate is infinite
    size = max(len(x) for x, _ in choices)
    values = np.zeros((n, size))
    absent = np.ones((n, size), dtype=bool)
    for row, (x, _) in enumerate(choices):
        values[row, : len(x)] = x - x.max()
        absent[row, : len(x)] = False
    chosen = np.array([x[i] - x.max() for x, i in choices])

    def expect(slope: float) -> tuple[float, float]:
        logits = np.where(absent, -np.inf, slope * values)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        mean = (shares * values).sum(axis=1)
        variance = (shares * values**2).sum(axis=1) - mean**2
        return float((chosen - mean).sum()), float(variance.sum())

    slope = 0.0
    for _ in range(100):
        gradient, curvature = expect(slope)
        # The gradient falls steadily, but far from its zero a full step may lead too far.
        step = float(np.clip(gradient / max(curvature, 1e-12), -2, 2))
        slope += step
        if abs(step) < 1e-12:
            break
    deviation = NormalDist().inv_cdf((1 + level) / 2) / max(expect(slope)[1], 1e-12) ** 0.5
    low, value, high = np.exp(np.clip([slope - deviation, slope, slope + deviation], -700, 700))
    return Estimate(float(value), float(low), float(high), n)
