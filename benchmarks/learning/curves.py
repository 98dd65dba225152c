"""Curves: the score against the number of answers, and against the time they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Point:
    """The score after some answers.

    n_answers (int): How many.
    score (float): The F-score, 0 to 1.
    n_accepted (int): How many of the answers were accepted.
    n_suggested (int): How many of those the model had found by itself, without a pattern.
    """

    n_answers: int
    score: float
    n_accepted: int = 0
    n_suggested: int = 0


@dataclass
class Curve:
    """What one way to annotate leads to, in several runs.

    name (str): The way.
    seconds (float): What one answer takes.
    runs (list[list[Point]]): For each run its points. The numbers of answers are the same in all.
    """

    name: str
    seconds: float
    runs: list[list[Point]] = field(default_factory=list)

    @property
    def n_answers(self) -> list[int]:
        """Where the points are."""
        return [point.n_answers for point in self.runs[0]]

    def summarize(self, i: int) -> tuple[float, float, float]:
        """RETURNS (tuple[float, float, float]): Median, lowest and highest score of a point."""
        scores = [run[i].score for run in self.runs]
        return median(scores), min(scores), max(scores)

    def count_accepted(self, i: int) -> float:
        """RETURNS (float): The median number of accepted answers up to a point."""
        return median(run[i].n_accepted for run in self.runs)

    def count_suggested(self, i: int) -> float:
        """RETURNS (float): The median number of accepted suggestions of the model up to a point."""
        return median(run[i].n_suggested for run in self.runs)

    @property
    def medians(self) -> list[tuple[float, float]]:
        """The seconds and the median score of each point."""
        return [(n * self.seconds, self.summarize(i)[0]) for i, n in enumerate(self.n_answers)]


def find_seconds(points: Sequence[tuple[float, float]], score: float) -> float | None:
    """Find when a curve first reaches a score.

    points (Sequence[tuple[float, float]]): Seconds and scores, in the order of time.
    score (float): The score.
    RETURNS (float | None): The seconds, between two points on the straight line from one to the
        other. None if the score isn't reached.
    """
    before = (0.0, 0.0)
    for after in points:
        if after[1] >= score:
            if after[1] == before[1]:
                return before[0]
            share = (score - before[1]) / (after[1] - before[1])
            return before[0] + max(0.0, share) * (after[0] - before[0])
        before = after
    return None


def compare(curve: Curve, base: Curve) -> float | None:
    """Find how much of the time is enough for the same score.

    curve (Curve): The way to annotate.
    base (Curve): What it is compared with.
    RETURNS (float | None): The seconds until the median reaches the last median of the base,
        divided by the seconds that the base took for it. None if it never does.
    """
    seconds, score = base.medians[-1]
    found = find_seconds(curve.medians, score)
    return None if found is None else found / seconds
