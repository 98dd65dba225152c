"""How unsure a classifier on vectors is about whole texts, for `components.selection`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..components.selection.measures import measure_classes, measure_labels
from ..components.selection.window import Ratings
from ..shapes import TaskType
from .encoded import EncodedClassifier


class EncodedRate:
    """Rates texts by the margin of exclusive labels, or by the least clear of others, and by how
    likely a label applies to them of which there are few examples.

    model (EncodedClassifier): The classifier. It learns by `update`.
    """

    def __init__(self, model: EncodedClassifier) -> None:
        self.model = model
        self.version = 0

    def update(self, answers: Iterable[TaskType]) -> float:
        """Learn from answers. RETURNS (float): The loss, see `EncodedClassifier.update`."""
        self.version += 1
        return self.model.update(answers)

    def __call__(self, tasks: Sequence[TaskType]) -> Ratings | None:
        """Rate texts, see `components.selection.Rate`."""
        n_accepted = self.model.count_accepted()
        if not n_accepted.any():
            return None
        table = self.model.predict([str(eg.get("text") or "") for eg in tasks])
        is_exclusive = self.model.exclusive and len(self.model.labels) > 1
        measure = measure_classes if is_exclusive else measure_labels
        rarity = (table / (1.0 + n_accepted)).max(axis=1)
        return Ratings([measure(row) for row in table], np.asarray(rarity))
