"""Logistic regression on vectors, for several labels at once, in milliseconds.

Newton's method with conjugate gradients (Lin, Weng and Keerthi 2008, "Trust Region Newton Method
for Large-Scale Logistic Regression", here with halved steps instead of a trust region): it needs no
matrix of second derivatives, and starting where it was before, a few steps are enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any

MAX_NEWTON, MAX_CG, MAX_HALVINGS = 30, 50, 20
# Relative to the first gradient: it ends when this is left.
TOLERANCE = 1e-3


def add_bias(vectors: Array) -> Array:
    """RETURNS (ndarray): (rows, d + 1): the vectors with a column of ones."""
    return np.hstack([vectors, np.ones((len(vectors), 1), dtype=vectors.dtype)])


def predict(vectors: Array, weights: Array) -> Array:
    """Get the probabilities of labels.

    vectors (ndarray): (rows, d).
    weights (ndarray): (d + 1, labels), the bias last.
    RETURNS (ndarray): (rows, labels), 0 to 1.
    """
    return _sigmoid(vectors @ weights[:-1] + weights[-1])


def fit(
    vectors: Array,
    targets: Array,
    importance: Array,
    strength: float,
    start: Array | None = None,
) -> Array:
    """Find the weights with the smallest loss.

    The loss of a label is the sum over rows of importance x log loss, plus half the squared length
    of its weights / strength. The bias isn't held small.

    vectors (ndarray): (rows, d).
    targets (ndarray): (rows, labels), 0.0 or 1.0.
    importance (ndarray): (rows, labels): what a row counts for a label, 0.0 where nothing is known.
        Each label needs a yes and a no.
    strength (float): Inverse of the regularisation, as C of scikit-learn.
    start (ndarray | None): Weights to start with. Defaults to None (zeros).
    RETURNS (ndarray): (d + 1, labels).
    """
    x = add_bias(np.asarray(vectors, dtype=np.float64))
    penalty = np.full((x.shape[1], 1), 1.0 / strength)
    penalty[-1] = 0.0
    shape = (x.shape[1], targets.shape[1])
    weights = np.zeros(shape) if start is None else np.array(start, dtype=np.float64)

    def get_loss(logits: Array, w: Array) -> Array:
        losses = np.logaddexp(0.0, logits) - targets * logits
        return (importance * losses).sum(axis=0) + 0.5 * (penalty * w * w).sum(axis=0)

    logits = x @ weights
    loss = get_loss(logits, weights)
    limit = None
    for _ in range(MAX_NEWTON):
        p = _sigmoid(logits)
        gradient = x.T @ (importance * (p - targets)) + penalty * weights
        size = np.linalg.norm(gradient, axis=0)
        if limit is None:
            at_zero = x.T @ (importance * (0.5 - targets))
            limit = TOLERANCE * np.linalg.norm(at_zero, axis=0)
        if (size <= limit).all():
            break
        step = _solve(x, importance * p * (1.0 - p), penalty, -gradient)
        step_logits = x @ step
        scale = np.where(size > limit, 1.0, 0.0)
        for _ in range(MAX_HALVINGS):
            new_logits, new = logits + scale * step_logits, weights + scale * step
            new_loss = get_loss(new_logits, new)
            worse = new_loss > loss + 1e-12 * np.abs(loss)
            if not worse.any():
                break
            scale = np.where(worse, scale / 2, scale)
        else:
            break
        weights, logits, loss = new, new_logits, new_loss
    return weights


def _solve(x: Array, curvature: Array, penalty: Array, right: Array) -> Array:
    """Conjugate gradients on second derivatives, one system per column."""
    solution = np.zeros_like(right)
    residual, direction = right.copy(), right.copy()
    size = (residual * residual).sum(axis=0)
    limit = 0.01 * size  # a tenth of the length
    for _ in range(MAX_CG):
        image = x.T @ (curvature * (x @ direction)) + penalty * direction
        bend = (direction * image).sum(axis=0)
        alive = (size > limit) & (bend > 0)
        if not alive.any():
            break
        rate = np.where(alive, size / np.where(bend > 0, bend, 1.0), 0.0)
        solution += rate * direction
        residual -= rate * image
        new_size = (residual * residual).sum(axis=0)
        direction = residual + np.where(size > 0, new_size / np.where(size > 0, size, 1.0), 0.0) * (
            direction
        )
        size = new_size
    return solution


def _sigmoid(logits: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * logits))
