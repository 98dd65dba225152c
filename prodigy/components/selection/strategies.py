"""Strategies: which of some texts to ask next. Pure functions of scores, vectors and numbers.

All return indices in the order in which the texts are asked, none twice, at most as many as there
are. Equally good ones keep the order of the texts, so the same input gives the same output.

Vectors are rows of length 1 or 0, see `components.encoding`. The similarity of two texts is the
cosine of their vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# Of two texts that are so alike, the answer to the one leaves little to ask about the other.
ALIKE = 0.8


def choose_uncertain(
    scores: Sequence[float] | Any, n: int, vectors: Any = None, alike: float = ALIKE
) -> list[int]:
    """Choose the texts that a model is least sure about (uncertainty sampling, Lewis & Gale 1994,
    https://arxiv.org/abs/cmp-lg/9407020).

    All questions of a batch are chosen by the same model, which finds the same thing unclear in ten
    texts that are alike. So of those only the first is asked, and the others once nothing else is
    left.

    scores (Sequence[float]): How unsure the model is, see `measures`.
    n (int): How many to choose.
    vectors (numpy.ndarray | None): One row per text. Defaults to None (nothing is alike).
    alike (float): Cosine from which on two texts are alike. Defaults to 0.8.
    RETURNS (list[int]): Indices, the least sure first.
    """
    order = [int(i) for i in np.argsort(-np.asarray(scores, dtype=np.float64), kind="stable")]
    if vectors is None:
        return order[: max(0, n)]
    chosen: list[int] = []
    others: list[int] = []
    for i in order:
        if len(chosen) >= n:
            break
        if chosen and float(np.max(vectors[chosen] @ vectors[i])) >= alike:
            others.append(i)
        else:
            chosen.append(i)
    return [*chosen, *others][: max(0, n)]


def choose_diverse(vectors: Any, n: int, known: Any = None) -> list[int]:
    """Choose texts that are unlike everything that was asked, and unlike each other.

    Greedy k-center, the core set of Sener & Savarese 2018 (https://arxiv.org/abs/1708.00489): each
    time the text that is farthest from the closest one that was chosen or is known.

    vectors (numpy.ndarray): One row per text.
    n (int): How many to choose.
    known (numpy.ndarray | None): Rows of texts that were asked before. Defaults to None. Without
        any, the first one is that which is closest to the average of all.
    RETURNS (list[int]): Indices.
    """
    n_texts = len(vectors)
    if not n_texts or n <= 0:
        return []
    closest = np.full(n_texts, -np.inf)
    if known is not None and len(known):
        closest = (vectors @ np.asarray(known).T).max(axis=1).astype(np.float64)
    chosen: list[int] = []
    for _ in range(min(n, n_texts)):
        if np.isneginf(closest).all():
            i = int(np.argmax(vectors @ vectors.mean(axis=0)))
        else:
            i = int(np.argmin(closest))
        chosen.append(i)
        closest = np.maximum(closest, vectors @ vectors[i])
        closest[chosen] = np.inf
    return chosen


def choose_representative(vectors: Any, n: int, known: Any = None) -> list[int]:
    """Choose texts that stand for many others.

    Greedy facility location (Wei et al. 2015, https://proceedings.mlr.press/v37/wei15.html): each
    time the text that adds most to the sum, over all texts, of the similarity to the closest one
    that was chosen or is known. So dense places come first, and none twice.

    vectors (numpy.ndarray): One row per text.
    n (int): How many to choose.
    known (numpy.ndarray | None): Rows of texts that were asked before. Defaults to None.
    RETURNS (list[int]): Indices.
    """
    n_texts = len(vectors)
    if not n_texts or n <= 0:
        return []
    alike = np.maximum(vectors @ vectors.T, 0.0)
    covered = np.zeros(n_texts, dtype=alike.dtype)
    if known is not None and len(known):
        covered = np.maximum(covered, (vectors @ np.asarray(known).T).max(axis=1))
    chosen: list[int] = []
    for _ in range(min(n, n_texts)):
        gains = np.maximum(alike - covered, 0.0).sum(axis=1)
        gains[chosen] = -1.0
        i = int(np.argmax(gains))
        chosen.append(i)
        covered = np.maximum(covered, alike[i])
    return chosen


def choose_random(numbers: Sequence[float], n: int) -> list[int]:
    """Choose texts at random.

    numbers (Sequence[float]): A random number of each text, e.g. of the hash of its input, so that
        the choice is the same in each run.
    n (int): How many to choose.
    RETURNS (list[int]): Indices of the smallest numbers, the smallest first.
    """
    return [int(i) for i in np.argsort(np.asarray(numbers), kind="stable")[: max(0, n)]]
