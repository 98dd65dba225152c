"""The texts of a stream that are nearest to some others."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...shapes import TaskType

Array = Any


class Hit(NamedTuple):
    """A text that was found.

    score (float): Cosine to the nearest of the queries, -1 to 1.
    query (int): Which of the queries that is.
    task (dict): The task with the text.
    """

    score: float
    query: int
    task: TaskType


class Nearest:
    """Keeps the n best of all texts that go by, each text once. Of equally good ones, the first.

    queries (ndarray): float32, (queries, dimensions), rows of length 1.
    n (int): How many to keep.
    but (Collection[str]): Texts that are not looked for. Defaults to ().
    """

    def __init__(self, queries: Array, n: int, but: Collection[str] = ()) -> None:
        self._queries = queries
        self._n = n
        self._but = set(but)
        self._texts: set[str] = set()
        self._heap: list[tuple[float, int, int, TaskType]] = []  # the worst first
        self.n_seen = 0

    def add(self, tasks: Sequence[TaskType], vectors: Array) -> None:
        """Take in some texts.

        tasks (Sequence[dict]): Tasks with a text.
        vectors (ndarray): float32, (tasks, dimensions), rows of length 1. Of those that are zero
            nothing is known, so they are not near anything.
        """
        first = self.n_seen
        self.n_seen += len(tasks)
        if not len(tasks):
            return
        scores, queries = compare(vectors, self._queries)
        limit = self._heap[0][0] if len(self._heap) >= self._n else -np.inf
        for i in np.flatnonzero(scores > limit).tolist():
            text = tasks[i]["text"]
            if text in self._texts or text in self._but:
                continue
            # Later ones are worse than earlier ones with the same score.
            entry = (float(scores[i]), -(first + i), int(queries[i]), tasks[i])
            if len(self._heap) < self._n:
                heapq.heappush(self._heap, entry)
            elif entry[:2] > self._heap[0][:2]:
                self._texts.discard(heapq.heapreplace(self._heap, entry)[3]["text"])
            else:
                continue
            self._texts.add(text)

    @property
    def hits(self) -> list[Hit]:
        """The best ones so far, the best first."""
        return [
            Hit(score, query, task)
            for score, _, query, task in sorted(self._heap, key=lambda e: e[:2], reverse=True)
        ]


def compare(vectors: Array, queries: Array) -> tuple[Array, Array]:
    """Find out how near vectors are to the nearest query.

    vectors (ndarray): (rows, dimensions), rows of length 1 or 0.
    queries (ndarray): (queries, dimensions), rows of length 1.
    RETURNS (tuple): The cosines (rows,), -inf for rows that are zero, and the queries (rows,).
    """
    cosines = vectors @ queries.T
    best = cosines.argmax(axis=1)
    scores = cosines[np.arange(len(vectors)), best].astype(np.float64)
    scores[~vectors.any(axis=1)] = -np.inf
    return scores, best
