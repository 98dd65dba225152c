"""A linear model over hashed features: small, quick, and ready after a handful of examples.

It is no model to keep. It says what is unclear while somebody annotates, and what is trained on the
answers afterwards is another one. So it has to learn in milliseconds on the processor that serves
the annotator: features have their places by hash (Weinberger et al. 2009,
https://arxiv.org/abs/0902.2206), and each weight has a step size of its own (AdaGrad, Duchi et al.
2011, https://jmlr.org/papers/v12/duchi11a.html), which suits features that are rare.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LEARN_RATE = 0.5
BIAS_RATE = 0.05
DECAY = 1e-5
NOTHING = 0  # the place of no feature, which fills up rows


class LinearModel:
    """Probabilities of classes, as a softmax over all or a sigmoid for each.

    n_buckets (int): Number of places for features.
    n_classes (int): Number of classes.
    exclusive (bool): Exactly one class applies. Otherwise any number of them. Defaults to True.
    """

    def __init__(self, n_buckets: int, n_classes: int, *, exclusive: bool = True) -> None:
        self.n_buckets = n_buckets
        self.exclusive = exclusive
        self._weights = np.zeros((n_buckets, n_classes), dtype=np.float32)
        self._squares = np.full((n_buckets, n_classes), 1e-6, dtype=np.float32)
        self._bias = np.zeros(n_classes, dtype=np.float32)

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self._bias)

    def add_classes(self, n: int) -> None:
        """Add classes of which nothing is known yet.

        n (int): How many.
        """
        self._weights = np.pad(self._weights, ((0, 0), (0, n)))
        self._squares = np.pad(self._squares, ((0, 0), (0, n)), constant_values=1e-6)
        self._bias = np.pad(self._bias, (0, n))

    def predict(self, features: Any) -> Any:
        """Get probabilities.

        features (numpy.ndarray): Places of features, integers of shape (items, features). 0 for
            none.
        RETURNS (numpy.ndarray): float32 of shape (items, classes).
        """
        scores = self._weights[features].sum(axis=1) + self._bias
        if not self.exclusive:
            return 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def learn(self, features: Any, targets: Any, weights: Any = None) -> float:
        """Change the weights once.

        features (numpy.ndarray): See `predict`.
        targets (numpy.ndarray): float32 of shape (items, classes): 1 for what applies, 0 for what
            doesn't. Without `exclusive`, NaN for what nobody knows.
        weights (numpy.ndarray | None): How much each item counts. Defaults to None (the same).
        RETURNS (float): The mean loss before, of the cross entropy.
        """
        found = self.predict(features)
        is_known = ~np.isnan(targets)
        gradient = np.where(is_known, found - np.nan_to_num(targets), 0.0).astype(np.float32)
        if weights is not None:
            gradient *= np.asarray(weights, dtype=np.float32)[:, None]
        right = np.where(np.nan_to_num(targets) > 0.5, found, 1.0 - found)
        known = is_known & (np.nan_to_num(targets) > 0.5 if self.exclusive else is_known)
        loss = -np.log(np.maximum(right, 1e-9))[known].sum() / max(1, len(features))
        places, inverse = np.unique(features, return_inverse=True)
        sums = self._sum(gradient, inverse.reshape(features.shape), len(places))
        sums += DECAY * self._weights[places]
        sums[places == NOTHING] = 0.0
        self._squares[places] += sums**2
        self._weights[places] -= LEARN_RATE * sums / np.sqrt(self._squares[places])
        self._bias -= BIAS_RATE * gradient.mean(axis=0)
        return float(loss)

    def _sum(self, gradient: Any, places: Any, n_places: int) -> Any:
        """Add up the gradients of all items that have something in a place."""
        columns = np.arange(self.n_classes)
        cells = places[:, :, None] * self.n_classes + columns
        weights = np.broadcast_to(gradient[:, None, :], cells.shape)
        sums = np.bincount(cells.ravel(), weights.ravel(), n_places * self.n_classes)
        return sums.reshape(n_places, self.n_classes).astype(np.float32)
