"""Why a task was asked: noted in the task, and read from answers.

Answers to chosen questions are no sample of the texts: there is more in them, and they are harder.
Whoever measures a model on these measures something else. So a share of the questions is chosen at
random, from the same texts, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...shapes import TaskType
from .preferences import RANDOM

SELECTION_KEY = "_selection"


def make_reason(by: str, score: float | None = None) -> dict[str, Any]:
    """Make what a task says about why it was asked.

    by (str): "uncertain", "diverse", "representative", "rare" or "random".
    score (float | None): How unsure the model was. Defaults to None (it wasn't asked).
    RETURNS (dict): The reason.
    """
    reason: dict[str, Any] = {"by": by}
    if score is not None:
        reason["score"] = round(float(score), 4)
    return reason


def is_random(eg: TaskType) -> bool:
    """Tell whether a task was chosen at random, so that its answer may measure a model.

    eg (dict): The task or answer.
    RETURNS (bool): Whether it was. Of tasks that say nothing nobody knows: False.
    """
    reason = eg.get(SELECTION_KEY)
    return isinstance(reason, dict) and reason.get("by") == RANDOM


def split_random(examples: Iterable[TaskType]) -> tuple[list[TaskType], list[TaskType]]:
    """Split answers into those to train on and those to evaluate on.

    examples (Iterable[dict]): The answers.
    RETURNS (tuple[list[dict], list[dict]]): Those that were chosen, and those that are a random
        sample of the texts.
    """
    chosen: list[TaskType] = []
    sample: list[TaskType] = []
    for eg in examples:
        (sample if is_random(eg) else chosen).append(eg)
    return chosen, sample
