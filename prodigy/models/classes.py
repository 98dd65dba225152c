"""Learning from yes and no with components that choose one class: tagger, senter, textcat.

Such a component gives each token or text one probability per class, and these sum to one. An answer
rules classes out. The loss is -log(sum of the probabilities of the classes that are left); its
gradient moves probability from the classes that are ruled out to the others, in proportion to how
likely they are. After a yes, one class is left, and this is the usual cross entropy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..pipelines import explain_untrained

if TYPE_CHECKING:
    from spacy.tokens import Doc

MIN_PROBABILITY = 1e-6  # for the logarithm, and for a class that is right against all odds

# Row of a token (0 for a whole text), the classes that are left.
Fact = tuple[int, Iterable[int]]


def predict_classes(pipe: Any, docs: Sequence[Doc]) -> list[Any]:
    """Get the probabilities of all classes.

    pipe (spacy.pipeline.Tagger): The component.
    docs (Sequence[Doc]): The documents, none of them empty. They are not changed.
    RETURNS (list[ndarray]): For each document a table: one row per token, one column per class.
    """
    from thinc.api import set_dropout_rate

    set_dropout_rate(pipe.model, 0.0)
    # When they predict, these models leave out the softmax, which doesn't change the best class.
    with explain_untrained([pipe]):
        scores, _ = pipe.model.begin_update(list(docs))
    return [pipe.model.ops.to_numpy(table) for table in scores]


def update_classes(
    pipe: Any, docs: Sequence[Doc], facts: Sequence[Sequence[Fact]], drop: float = 0.0
) -> float:
    """Add up gradients that move probability to the classes that are left.

    The weights don't change before `pipe.finish_update` is called with an optimizer.

    pipe (spacy.pipeline.Tagger): The component.
    docs (Sequence[Doc]): The documents, none of them empty.
    facts (Sequence[Sequence[tuple]]): For each document the rows that something is known about,
        with the classes that are left. Of all other rows nothing is learned.
    drop (float): Dropout rate. Defaults to 0.0.
    RETURNS (float): The summed loss.
    """
    from thinc.api import set_dropout_rate

    set_dropout_rate(pipe.model, drop)
    scores, backprop = pipe.model.begin_update(list(docs))
    gradients, loss = [], 0.0
    for table, known in zip(scores, facts, strict=True):
        gradient = pipe.model.ops.alloc2f(*table.shape)
        for row, left in known:
            gradient[row], row_loss = get_gradient(table[row], left)
            loss += row_loss
        gradients.append(gradient)
    backprop(gradients)
    return loss


def get_gradient(probabilities: Any, left: Iterable[int]) -> tuple[Any, float]:
    """Get the gradient of the loss for one row.

    probabilities (ndarray): The probability of each class.
    left (Iterable[int]): The classes that may be right.
    RETURNS (tuple[ndarray, float]): The gradient with respect to the scores before the softmax, and
        the loss.
    """
    columns = list(left)
    kept = probabilities * 0
    kept[columns] = probabilities[columns] + MIN_PROBABILITY
    total = float(kept.sum())
    return probabilities - kept / total, max(0.0, -math.log(min(1.0, total)))
