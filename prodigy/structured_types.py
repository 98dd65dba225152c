"""Reading the hashes of whatever a task router receives."""

from __future__ import annotations

from typing import Any

from .hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR


def get_input_hash(item: Any) -> int:
    """Get the input hash of a task.

    item (dict | Any): The task, or an object with the task in its attribute `data`.
    RETURNS (int): The hash.
    """
    return _get_task(item)[INPUT_HASH_ATTR]


def get_task_hash(item: Any) -> int:
    """Get the task hash of a task.

    item (dict | Any): The task, or an object with the task in its attribute `data`.
    RETURNS (int): The hash.
    """
    return _get_task(item)[TASK_HASH_ATTR]


def _get_task(item: Any) -> dict[str, Any]:
    return item if isinstance(item, dict) else item.data
