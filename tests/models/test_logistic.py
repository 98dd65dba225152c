"""Logistic regression: what it finds must be what scikit-learn finds."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from prodigy.models.logistic import fit, predict


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(("n", "dims"), [(8, 20), (60, 5), (200, 30)])
@pytest.mark.parametrize("strength", [0.1, 10.0])
def test_probabilities_are_those_of_scikit_learn(rng, n, dims, strength):
    x = rng.normal(size=(n, dims)).astype(np.float32)
    targets = (x[:, :2] + rng.normal(size=(n, 2)) > 0.3).astype(float)
    targets[:2] = [[1, 0], [0, 1]]
    importance = rng.uniform(0, 2, size=(n, 2))
    found = predict(x, fit(x, targets, importance, strength))
    for label in range(2):
        peer = LogisticRegression(C=strength, tol=1e-8, max_iter=2000)
        peer.fit(x, targets[:, label], sample_weight=importance[:, label])
        assert found[:, label] == pytest.approx(peer.predict_proba(x)[:, 1], abs=5e-3)


def test_rows_without_importance_for_a_label_do_not_count(rng):
    x = rng.normal(size=(40, 3))
    targets = (x[:, :1] > 0).astype(float)
    importance = np.ones((40, 1))
    importance[30:] = 0.0
    wrong = targets.copy()
    wrong[30:] = 1.0 - wrong[30:]
    assert fit(x, wrong, importance, 1.0) == pytest.approx(
        fit(x[:30], targets[:30], importance[:30], 1.0), abs=1e-6
    )


def test_starting_with_earlier_weights_leads_to_the_same_result(rng):
    x = rng.normal(size=(50, 4))
    targets = (x[:, :1] + rng.normal(size=(50, 1)) > 0).astype(float)
    importance = np.ones((50, 1))
    cold = fit(x, targets, importance, 1.0)
    for start in (cold, 30 * rng.normal(size=cold.shape)):
        warm = fit(x, targets, importance, 1.0, start)
        assert predict(x, warm) == pytest.approx(predict(x, cold), abs=5e-3)


def test_equal_and_zero_vectors_say_how_often_a_label_applies():
    targets = np.array([[1.0], [0.0], [0.0], [0.0]])
    for x in (np.zeros((4, 2)), np.ones((4, 2))):
        found = predict(x, fit(x, targets, np.ones((4, 1)), 10.0))
        assert found == pytest.approx(np.full((4, 1), 0.25), abs=0.01)
