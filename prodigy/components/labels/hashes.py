"""Task hashes of examples whose content is changed on purpose.

A task hash says which question was asked. If it was made of what the example still shows (options,
the label of a yes or no question, suggested spans), it is made anew, by the same keys, of what the
example shows now: a recipe with the new labels then asks the same, and knows the answer. If it was
not (annotators have changed the spans since, or a recipe has a rule of its own), it stays.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from ...hashing import (
    IGNORE_HASH_KEYS,
    INPUT_HASH_ATTR,
    LATER_KEYS,
    TASK_DIGEST_ATTR,
    TASK_HASH_ATTR,
    TASK_HASH_KEYS,
    get_hash,
    is_hash,
)

_LATER = frozenset((*LATER_KEYS, TASK_HASH_ATTR))


def follow_task_hash(before: dict[str, Any], after: dict[str, Any]) -> int | None:
    """Find the task hash of a changed example.

    before (dict): The example as it was, with its hashes. It is not changed.
    after (dict): The example as it is now, still with the old hash. It is not changed.
    RETURNS (int | None): The new hash. None if the hash stays as it is.
    """
    input_hash, task_hash = before.get(INPUT_HASH_ATTR), before.get(TASK_HASH_ATTR)
    if not (is_hash(input_hash) and is_hash(task_hash)):
        return None
    keys = _find_keys(before, str(input_hash), task_hash)
    if keys is None:
        return None
    found = _hash(after, str(input_hash), keys)
    return None if found == task_hash else found


def set_task_hash(eg: dict[str, Any], task_hash: int) -> None:
    """Give an example another task hash, in place. The mark of the old one goes."""
    eg[TASK_HASH_ATTR] = task_hash
    eg.pop(TASK_DIGEST_ATTR, None)


def _find_keys(eg: dict[str, Any], prefix: str, expected: Any) -> tuple[str, ...] | None:
    """RETURNS (tuple[str, ...] | None): What the hash was made of. Empty: of the whole task."""
    present = [key for key in TASK_HASH_KEYS if key in eg]
    for size in range(len(present), -1, -1):  # some may have been added after hashing
        for keys in combinations(present, size):
            if _hash(eg, prefix, keys) == expected:
                return keys
    return None


def _hash(eg: dict[str, Any], prefix: str, keys: tuple[str, ...]) -> int:
    if keys:
        return get_hash(eg, prefix, keys, IGNORE_HASH_KEYS)
    whole = {k: v for k, v in eg.items() if k not in _LATER and k not in TASK_HASH_KEYS}
    return get_hash(whole, prefix, (), IGNORE_HASH_KEYS)
