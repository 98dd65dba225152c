"""What annotators may see of responses: nothing that tells which system has written what.

Pages get responses under names made of what they say, in an order of their own for each annotator,
without models and whatever else the data have. What comes back is put together with the task that
was asked, see `restore_answer`: what is stored has the names, models and order of the data, and in
"order" how they were shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from ...hashing import INPUT_HASH_ATTR
from ...shapes import TaskType
from .tasks import ANSWER_KEYS

SHOWN_OF_RESPONSES = ("content", "messages")
# What is drawn of the messages of a response. The "name" of an assistant is that of its model.
SHOWN_OF_MESSAGES = frozenset(
    ("role", "content", "reasoning_content", "tool_calls", "tool_call_id", "name")
)
# All that pages get of a task in the interface for responses. Other data of the source may tell.
SHOWN_OF_TASKS = frozenset(
    ("id", "prompt", "responses", "rubric", "meta", "config", "suggestion", "answer", *ANSWER_KEYS)
    + ("_input_hash", "_task_hash", "_task_digest", "_view_id", "_is_binary", "_timestamp")
    + ("_session_id", "_annotator_id")
)
# An id with fewer characters is no name of a system, but it may be part of any word.
MIN_NAME = 3
# What annotators can't change.
FIXED = ("prompt", "responses", "rubric", "meta", "versions")


def is_blindable(task: TaskType) -> bool:
    """RETURNS (bool): Whether a task has responses that can be shown without their names."""
    responses = task.get("responses")
    if "prompt" not in task or not isinstance(responses, list) or not responses:
        return False
    return all(
        isinstance(row, dict)
        and isinstance(row.get("id"), str)
        and any(key in row for key in SHOWN_OF_RESPONSES)
        for row in responses
    )


def hide_origins(
    task: TaskType, annotator: str, *, is_shuffled: bool = True, keeps_others: bool = False
) -> TaskType:
    """Make what an annotator gets of a task.

    task (dict): The task in the form of `make_preference`, with hashes. It is not changed.
    annotator (str): Who it is for; the same annotator always gets the same order.
    is_shuffled (bool): Show the responses in another order than that of the task. Defaults to True.
    keeps_others (bool): Keep the keys that the interface for responses doesn't know, for others.
        Defaults to False.
    RETURNS (dict): A copy.
    """
    names = make_neutral_names(task)
    order = [names[row["id"]] for row in task["responses"]]
    if is_shuffled:
        seed = f"{annotator} {task.get(INPUT_HASH_ATTR)} "
        order.sort(key=lambda name: blake2b((seed + name).encode("utf8", "replace")).digest())
    telling = _find_telling(task)
    shown = _hide(task, names, order, telling)
    if not keeps_others:
        shown = {key: value for key, value in shown.items() if key in SHOWN_OF_TASKS}
        if _tells(str(shown.get("id")), telling):
            del shown["id"]
    if isinstance(task.get("versions"), list):
        shown["versions"] = [
            _hide(version, names, order, telling) if isinstance(version, dict) else version
            for version in task["versions"]
        ]
    return shown


def restore_answer(answer: TaskType, task: TaskType) -> TaskType | None:
    """Put an answer together with the task that was asked.

    answer (dict): The answer, to what `hide_origins` made of the task. Names of the data are
        understood, too. It is not changed.
    task (dict): The task.
    RETURNS (dict | None): The whole answer, or None if it is none to this task.
    """
    names = make_neutral_names(task)
    back = {**{name: name for name in names}, **{new: old for old, new in names.items()}}
    responses = answer.get("responses")
    ids = [row.get("id") for row in responses or () if isinstance(row, dict)]
    if not ids or any(name not in back for name in ids):
        return None
    written = {key: value for key, value in answer.items() if key not in FIXED}
    written.pop("suggestion", None)
    return {**task, **_rename(written, back)}


def make_neutral_names(task: TaskType) -> dict[str, str]:
    """Name responses by what they say.

    task (dict): The task.
    RETURNS (dict[str, str]): ID of each response in the data to its other name.
    """
    names: dict[str, str] = {}
    for row in task["responses"]:
        said = json.dumps([row.get(key) for key in SHOWN_OF_RESPONSES], default=str)
        digest = blake2b(f"{task.get(INPUT_HASH_ATTR)}{said}".encode(), digest_size=5).hexdigest()
        same = sum(name.split("-")[0] == digest for name in names.values())
        names[row["id"]] = f"{digest}-{same + 1}" if same else digest
    return names


def _hide(task: TaskType, names: dict[str, str], order: list[str], telling: list[str]) -> TaskType:
    shown = _rename(task, names)
    if isinstance(task.get("suggestion"), dict):
        said = {key: value for key, value in task["suggestion"].items() if key != "model"}
        shown["suggestion"] = _rename(said, names)
    if isinstance(task.get("responses"), list):
        rows = {
            names.get(str(row.get("id"))): row for row in task["responses"] if isinstance(row, dict)
        }
        shown["responses"] = [
            {
                "id": name,
                **{key: _strip(rows[name][key]) for key in SHOWN_OF_RESPONSES if key in rows[name]},
            }
            for name in order
            if name in rows
        ]
        shown["order"] = order
    if isinstance(task.get("meta"), dict):
        shown["meta"] = {
            key: value
            for key, value in task["meta"].items()
            if not _tells(f"{key} {value}", telling)
        }
    return shown


def _rename(written: TaskType, names: dict[str, str]) -> TaskType:
    """Rename responses in what is said about them. Names that are not known stay."""
    renamed = dict(written)
    if isinstance(written.get("order"), list):
        renamed["order"] = [_swap(name, names) for name in written["order"]]
    if "preferred" in written:
        renamed["preferred"] = _swap(written["preferred"], names)
    if isinstance(written.get("ratings"), dict):
        renamed["ratings"] = {_swap(key, names): row for key, row in written["ratings"].items()}
    return renamed


def _swap(name: Any, names: dict[str, str]) -> Any:
    return names.get(name, name) if isinstance(name, str) else name


def _strip(said: Any) -> Any:
    """RETURNS (Any): Messages without what is not drawn; anything else as it is."""
    if not isinstance(said, list):
        return said
    return [
        {
            key: value
            for key, value in message.items()
            if key in SHOWN_OF_MESSAGES and (key != "name" or message.get("role") == "tool")
        }
        if isinstance(message, dict)
        else message
        for message in said
    ]


def _find_telling(task: TaskType) -> list[str]:
    """RETURNS (list[str]): What names a system, in lower case: models, ids, names in messages."""
    rows: Iterable[TaskType] = task["responses"]
    names = [row["id"] for row in rows if len(row["id"]) >= MIN_NAME and not row["id"].isdecimal()]
    for row in rows:
        messages = row.get("messages")
        written = [m for m in messages if isinstance(m, dict)] if isinstance(messages, list) else []
        names += [row.get("model"), *(m.get("model") for m in written)]
        names += [m.get("name") for m in written if m.get("role") == "assistant"]
    return [name.lower() for name in names if isinstance(name, str) and name.strip()]


def _tells(text: str, telling: list[str]) -> bool:
    text = text.lower()
    return any(name in text for name in telling)
