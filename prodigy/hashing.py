"""Input and task hashes: the identity of a task.

The input hash says which text, image or other input a task is about, the task hash which question
is asked about it. Both are MurmurHash3 (x86, 32 bit, seed 0) of UTF-8 text, as signed integers:

    input hash = H(body of the task, input keys)
    task hash  = H(decimal input hash + body of the task, task keys)

The body is "key=JSON" of every key that the task has, in the order of the keys, or the JSON of the
whole task if it has none of them. The JSON is compact, sorted by key and ASCII only, and ignored
keys are left out at every level. Changing any of this makes existing datasets unrecognizable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from murmurhash import hash_bytes

INPUT_HASH_ATTR = "_input_hash"
TASK_HASH_ATTR = "_task_hash"
INPUT_HASH_KEYS = ("text", "image", "html", "input")
TASK_HASH_KEYS = ("spans", "label", "options", "arcs")
IGNORE_HASH_KEYS = (
    "score",
    "rank",
    "model",
    "source",
    "pattern",
    "priority",
    "path",
    "_view_id",
    "_session_id",
    "_annotator_id",
    "answer",
)

# The same output as srsly.json_dumps(value, sort_keys=True), without making an encoder every time.
# Values that JSON doesn't know (paths, dates, numbers of numpy) are hashed by their text.
_dump = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=str).encode


def hash_string(text: str) -> int:
    """Hash a string.

    text (str): Any text, also with surrogates that have lost their partner.
    RETURNS (int): Signed 32 bit integer.
    """
    return int(hash_bytes(text.encode("utf8", "surrogatepass")))


def get_hash(
    task: dict[str, Any],
    prefix: str = "",
    keys: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> int:
    """Hash some keys of a task.

    task (dict): The task. It is not changed.
    prefix (str): Text put in front of what is hashed. Defaults to "".
    keys (Iterable[str]): The keys to use, in this order. If the task has none of them, the whole
        task is used. Keys that are present but empty count as present.
    ignore (Iterable[str]): Keys to leave out, at every level of nested lists and dicts.
    RETURNS (int): Signed 32 bit integer.
    """
    ignored = frozenset(ignore)
    body = "".join([f"{key}={_dump_value(task[key], ignored)}" for key in keys if key in task])
    return hash_string(prefix + (body or _dump_value(task, ignored)))


def set_hashes(
    task: dict[str, Any],
    input_keys: Iterable[str] | None = INPUT_HASH_KEYS,
    task_keys: Iterable[str] | None = TASK_HASH_KEYS,
    ignore: Iterable[str] | None = IGNORE_HASH_KEYS,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Give a task the hashes by which it is recognized.

    task (dict): The task. It is changed in place.
    input_keys (Iterable[str] | None): Keys that make up the input. None is the default.
    task_keys (Iterable[str] | None): Keys that make up the question. None is the default.
    ignore (Iterable[str] | None): Keys that never matter, also in nested dicts. None is the
        default.
    overwrite (bool): Replace existing hashes. Otherwise only missing ones are added.
    RETURNS (dict): The same task.
    """
    if overwrite:
        task.pop(INPUT_HASH_ATTR, None)
        task.pop(TASK_HASH_ATTR, None)
    needs_input = task.get(INPUT_HASH_ATTR) is None
    needs_task = task.get(TASK_HASH_ATTR) is None
    if not (needs_input or needs_task):
        return task
    ignored = IGNORE_HASH_KEYS if ignore is None else tuple(ignore)
    if needs_input:
        keys = INPUT_HASH_KEYS if input_keys is None else input_keys
        # A task without any of the keys is hashed whole, but never with hashes of its own.
        bare = {key: task[key] for key in task if key not in (INPUT_HASH_ATTR, TASK_HASH_ATTR)}
        task[INPUT_HASH_ATTR] = get_hash(bare, keys=keys, ignore=ignored)
    if needs_task:
        keys = TASK_HASH_KEYS if task_keys is None else task_keys
        task.pop(TASK_HASH_ATTR, None)
        # If the whole task is hashed here, its input hash is a part of it.
        prefix = str(task[INPUT_HASH_ATTR])
        task[TASK_HASH_ATTR] = get_hash(task, prefix=prefix, keys=keys, ignore=ignored)
    return task


def get_input_hash(task: dict[str, Any]) -> int:
    """Get the hash of a task's input, whether the task has it already or not.

    task (dict): The task. It is not changed.
    RETURNS (int): Signed 32 bit integer.
    """
    known = task.get(INPUT_HASH_ATTR)
    return set_hashes(dict(task))[INPUT_HASH_ATTR] if known is None else known


def _dump_value(value: Any, ignored: frozenset[str]) -> str:
    if type(value) is str:
        return _dump(value)
    value = _strip(value, ignored)
    try:
        return _dump(value)
    except (TypeError, ValueError):  # Keys of several types can't be sorted.
        return _dump(_with_string_keys(value))


def _strip(value: Any, ignored: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _strip(item, ignored) for key, item in value.items() if key not in ignored}
    if isinstance(value, (list, tuple)):
        return [_strip(item, ignored) for item in value]
    return value


def _with_string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_string_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_string_keys(item) for item in value]
    return value
