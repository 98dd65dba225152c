"""Blind comparisons of A and B: which side comes first, and how often each was preferred."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from ..hashing import TASK_HASH_ATTR
from ..messages import msg
from ..protocols import ControllerProtocol
from ..shapes import TaskType
from .db.custom import iter_examples

A, B, IGNORED = "A", "B", "ignored"
NO_PREFERENCE = "You had no preference"


def is_swapped(eg: TaskType) -> bool:
    """Decide whether the sides of a task change places.

    It is drawn from the task's hash, so that a task looks the same when the server is started
    again, and can be recognized.

    eg (dict): The task with hashes, its sides in their original order.
    RETURNS (bool): Whether B comes first.
    """
    return random.Random(eg[TASK_HASH_ATTR]).random() < 0.5


def get_preferred_side(eg: TaskType) -> str | None:
    """Get the side that an answer prefers.

    eg (dict): An answered task.
    RETURNS (str | None): A, B, IGNORED, or None if it is no answer about two sides.
    """
    answer, mapping = eg.get("answer"), eg.get("mapping") or {}
    if answer == "ignore":
        return IGNORED
    return next((side for side in (A, B) if mapping.get(side) == answer and answer), None)


def make_report(
    name_a: str, name_b: str, decide: Callable[[TaskType], str | None]
) -> Callable[[ControllerProtocol], None]:
    """Make an `on_exit` callback that prints which side was preferred.

    name_a (str): Name of A.
    name_b (str): Name of B.
    decide (callable): Gets the side that an answer prefers: A, B, IGNORED, or None if it says
        nothing.
    RETURNS (callable): `(ctrl)`. It counts the answers in the dataset, of each "id" the last one.
    """

    def print_report(ctrl: ControllerProtocol) -> None:
        if not ctrl.dataset or ctrl.db is None:
            return
        counts = count_sides(iter_examples(ctrl.db, ctrl.dataset), decide)
        msg.divider("Evaluation results", icon="emoji")
        if counts[A] == counts[B]:
            msg.info(NO_PREFERENCE)
        else:
            side, name = max((A, name_a), (B, name_b), key=lambda pair: counts[pair[0]])
            msg.good(f"You preferred {side} ({name})")
        rows = [
            (f"{A} ({name_a})", counts[A]),
            (f"{B} ({name_b})", counts[B]),
            ("Ignored", counts[IGNORED]),
            ("Total", sum(counts.values())),
        ]
        msg.table(rows, aligns=("l", "r"))

    return print_report


def count_sides(
    answers: Iterable[TaskType], decide: Callable[[TaskType], str | None]
) -> dict[str, int]:
    """Count how often each side was preferred.

    answers (Iterable[dict]): Answered tasks with an "id".
    decide (callable): See `make_report`.
    RETURNS (dict[str, int]): The counts of A, B and IGNORED. Of each id the last decision counts,
        and an ignored one only if there is no other.
    """
    sides: dict[Any, str] = {}
    for eg in answers:
        side = decide(eg)
        # Ids may be anything, also what can't be the key of a dict.
        key = str(eg.get("id"))
        if side is not None and not (side == IGNORED and key in sides):
            sides[key] = side
    return {side: sum(value == side for value in sides.values()) for side in (A, B, IGNORED)}
