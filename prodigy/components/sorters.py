"""Sorters: of a stream of scored tasks, keep the ones most worth an annotator's time.

A stream may be endless, so nothing is ever sorted as a whole: each sorter looks at one task at a
time and drops those that score low compared to the ones before. About half of the tasks pass.

The merit of a task, 0 to 1, says how much it is wanted:

- prefer_uncertain:   1 - |score - middle| / the larger distance from middle to 0 or 1,
                      where middle = 0.5 + bias
- prefer_high_scores: score + bias
- prefer_low_scores:  1 - score + bias

Two algorithms decide by the merit. "probability" lets a task pass with its merit as the
probability. "ema" doesn't depend on the scale of the scores: it compares the merit to exponential
moving averages of merit and variance. One standard deviation above the average always passes, one
below never does, and the average itself passes half of the time.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..errors import StreamError
from ..logger import log
from ..shapes import TaskType
from .stream import Stream

__all__ = [
    *["ExpMovingAverage", "Probability", "find_with_terms", "prefer_high_scores"],
    *["prefer_low_scores", "prefer_uncertain"],
]


ScoredTask = tuple[float, TaskType]

EMA_WEIGHT = 0.1  # of the newest merit in the moving averages
MIN_VARIANCE = 1e-6
MIN_PROBABILITY = 0.05  # so that constant scores of 0 or 1 neither block nor flood the annotator
MAX_DROPPED_IN_A_ROW = 1000


class Probability:
    """Let each task pass with its score as the probability, but at least 5 % and at most 95 %.

    stream (Iterable[tuple]): Tuples of a score from 0 to 1 and a task. Consumed lazily.
    """

    def __init__(self, stream: Iterable[ScoredTask]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[TaskType]:
        return _sift(self._stream, self._get_probability)

    def _get_probability(self, merit: float) -> float:
        return min(1.0 - MIN_PROBABILITY, max(MIN_PROBABILITY, merit))


class ExpMovingAverage:
    """Let tasks pass whose scores are high compared to the scores that came shortly before.

    stream (Iterable[tuple]): Tuples of a score, on any scale, and a task. Consumed lazily.
    """

    def __init__(self, stream: Iterable[ScoredTask]) -> None:
        self._stream = stream
        self._mean: float | None = None
        self._variance = 0.0

    def __iter__(self) -> Iterator[TaskType]:
        return _sift(self._stream, self._get_probability)

    def _get_probability(self, merit: float) -> float:
        if self._mean is None:
            self._mean = merit
        difference = merit - self._mean
        n_deviations = difference / math.sqrt(self._variance + MIN_VARIANCE)
        self._mean += EMA_WEIGHT * difference
        self._variance = (1 - EMA_WEIGHT) * (self._variance + EMA_WEIGHT * difference**2)
        return 0.5 + 0.5 * n_deviations


ALGORITHMS: dict[str, Callable[[Iterable[ScoredTask]], Iterable[TaskType]]] = {
    "ema": ExpMovingAverage,
    "probability": Probability,
}


def prefer_uncertain(
    stream: Iterable[ScoredTask], bias: float = 0.0, algorithm: str = "ema"
) -> Iterator[TaskType]:
    """Prefer tasks whose score is close to 0.5, where the model knows least.

    stream (Iterable[tuple]): Tuples of a score from 0 to 1 and a task.
    bias (float): Added to 0.5, e.g. 0.1 to prefer scores close to 0.6. Defaults to 0.0.
    algorithm (str): "ema" (exponential moving average, default) or "probability".
    YIELDS (dict): About half of the tasks, in their order.
    """
    middle = 0.5 + bias
    widest = max(middle, 1.0 - middle)
    return _prefer(stream, lambda score: 1.0 - abs(score - middle) / widest, algorithm)


def prefer_high_scores(
    stream: Iterable[ScoredTask], bias: float = 0.0, algorithm: str = "ema"
) -> Iterator[TaskType]:
    """Prefer tasks with a high score.

    stream (Iterable[tuple]): Tuples of a score from 0 to 1 and a task.
    bias (float): Added to each score. Defaults to 0.0.
    algorithm (str): "ema" (exponential moving average, default) or "probability".
    YIELDS (dict): About half of the tasks, in their order.
    """
    return _prefer(stream, lambda score: score + bias, algorithm)


def prefer_low_scores(
    stream: Iterable[ScoredTask], bias: float = 0.0, algorithm: str = "ema"
) -> Iterator[TaskType]:
    """Prefer tasks with a low score.

    stream (Iterable[tuple]): Tuples of a score from 0 to 1 and a task.
    bias (float): Added to the reverse of each score. Defaults to 0.0.
    algorithm (str): "ema" (exponential moving average, default) or "probability".
    YIELDS (dict): About half of the tasks, in their order.
    """
    return _prefer(stream, lambda score: 1.0 - score + bias, algorithm)


def find_with_terms(
    stream: Iterable[TaskType],
    terms: Iterable[str],
    at_least: int = 10,
    at_most: int = 1000,
    give_up_after: int = 10000,
) -> Iterator[TaskType]:
    """Put tasks whose text contains one of the terms in front, e.g. to start with good examples.

    stream (Iterable[dict]): The tasks.
    terms (Iterable[str]): What to look for. Upper and lower case don't matter.
    at_least (int): If fewer are found, the log says so. Defaults to 10.
    at_most (int): End the search when so many were found. Defaults to 1000.
    give_up_after (int): End the search after so many tasks. Those without a term are kept in
        memory meanwhile. Defaults to 10000.
    YIELDS (dict): All tasks: those found first, then the others.
    """
    wanted = [term.lower() for term in terms]
    tasks = iter(stream)
    others: list[TaskType] = []
    n_found = 0
    while n_found < at_most and n_found + len(others) < give_up_after:
        eg = next(tasks, None)
        if eg is None:
            break
        text = str(eg.get("text", "")).lower()
        if any(term in text for term in wanted):
            n_found += 1
            yield eg
        else:
            others.append(eg)
    if n_found < at_least:
        log(f"SORTER: Found only {n_found} tasks with one of the terms", wanted)
    yield from others
    yield from tasks


def _prefer(
    stream: Iterable[ScoredTask], get_merit: Callable[[float], float], algorithm: str
) -> Iterator[TaskType]:
    if algorithm not in ALGORITHMS:
        raise StreamError(
            f"Unknown algorithm {algorithm!r} of a sorter",
            f"Available algorithms: {', '.join(ALGORITHMS)}",
        )
    # A stream to which a model was applied has scored tasks.
    scored: Iterable[Any] = stream.iter_items() if isinstance(stream, Stream) else stream
    merits = ((min(1.0, max(0.0, get_merit(score))), eg) for score, eg in scored)
    return iter(ALGORITHMS[algorithm](merits))


def _sift(
    stream: Iterable[ScoredTask], get_probability: Callable[[float], float]
) -> Iterator[TaskType]:
    n_dropped = MAX_DROPPED_IN_A_ROW  # The first one passes, so a short stream has a task at all.
    for merit, eg in stream:
        passes = random.random() < get_probability(merit)
        # An endless stream of bad tasks must not keep an annotator waiting for ever.
        if passes or n_dropped >= MAX_DROPPED_IN_A_ROW:
            n_dropped = 0
            yield eg
        else:
            n_dropped += 1
