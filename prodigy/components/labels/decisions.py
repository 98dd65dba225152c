"""Deciding anew what a label stood for: a question for each answer that has it, and taking over
what was decided.

A question has the answer as it is, apart from who gave it, and in SPLIT_KEY which row it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...hashing import TASK_DIGEST_ATTR, TASK_HASH_ATTR, TASK_HASH_KEYS, set_hashes
from ...shapes import TaskType, name_label
from ...views import find_view
from ..source.datasets import BOOKKEEPING_KEYS
from .places import LISTS, is_named, iter_lists

SPLIT_KEY = "_split"
CHOICE = "choice"


def find_view_to_decide(eg: TaskType, old: str, default: str | None = None) -> str | None:
    """Find the interface in which an answer can be decided anew.

    eg (dict): The answer. It is not changed.
    old (str): The label.
    default (str | None): The interface of answers that don't say theirs.
    RETURNS (str | None): ID of the interface. None if its own can't change labels, or if the label
        was said to be wrong.
    """
    view_id = eg.get("_view_id") or default
    if is_named(eg.get("label"), old):
        return CHOICE if eg.get("answer") == "accept" else None
    if isinstance(eg.get("options"), list):
        has_old = isinstance(eg.get("accept"), list) and any(is_named(v, old) for v in eg["accept"])
        return CHOICE if has_old else None
    view = find_view(view_id)
    if view is None or not view.is_manual or view.is_mixed or view.reviews:
        return None
    return str(view_id) if _find_items(eg, old) else None


def list_labels(eg: TaskType) -> list[str]:
    """RETURNS (list[str]): Labels of the spans, relations and the like of an answer."""
    names = (name_label(item.get("label")) for item in _iter_items(eg))
    return list(dict.fromkeys(filter(None, names)))


def make_question(eg: TaskType, old: str, news: Sequence[str], row: dict[str, Any]) -> TaskType:
    """Make the question what a label stands for in an answer.

    eg (dict): The answer. It is not changed.
    old (str): The label.
    news (Sequence[str]): What it may stand for.
    row (dict): What identifies the row, put into SPLIT_KEY.
    RETURNS (dict): A task. In choices, the options are the new labels instead of the old one;
        spans and the like still have the old label.
    """
    left_out = (*BOOKKEEPING_KEYS, TASK_HASH_ATTR, TASK_DIGEST_ATTR)
    task = {key: value for key, value in eg.items() if key not in left_out}
    task[SPLIT_KEY] = row
    options = [{"id": new, "text": new} for new in news]
    if is_named(eg.get("label"), old):
        del task["label"]
        task["options"], task["accept"] = options, []
        task["config"] = {**(eg.get("config") or {}), "choice_style": "single"}
    elif isinstance(eg.get("options"), list):
        others = [o for o in eg["options"] if isinstance(o, dict) and o.get("id") not in news]
        kept = [option for option in others if not is_named(option.get("id"), old)]
        task["options"] = [*options, *kept]
        task["accept"] = [value for value in eg["accept"] if not is_named(value, old)]
    # Two annotators' answers to the same task are two questions.
    return set_hashes(task, task_keys=(*TASK_HASH_KEYS, SPLIT_KEY))


def find_undecided(eg: TaskType, old: str) -> str | None:
    """Say what keeps a decision from being one.

    eg (dict): The answer to a question.
    old (str): The label.
    RETURNS (str | None): A sentence, or None if it is decided.
    """
    if isinstance(eg.get("options"), list):
        return None if eg.get("accept") else "Choose what it is, or ignore the task"
    count = len(_find_items(eg, old))
    return f"{count} still have the label {old}: give them another one" if count else None


def take_over(eg: TaskType, decision: TaskType, old: str) -> bool:
    """Change an answer to what was decided, in place.

    eg (dict): The answer.
    decision (dict): The accepted answer to the question about it.
    old (str): The label.
    RETURNS (bool): Whether it could be changed.
    """
    if find_undecided(decision, old) is not None:
        return False
    accept = decision.get("accept")
    if is_named(eg.get("label"), old):
        if not isinstance(accept, list) or len(accept) != 1:
            return False
        eg["label"] = accept[0]
        return True
    keys = ("options", "accept") if isinstance(eg.get("options"), list) else tuple(LISTS)
    names = [key for key, *_ in iter_lists(decision)]
    for key in dict.fromkeys((*keys, *(() if keys[0] == "options" else names))):
        if key in decision:
            eg[key] = decision[key]
    return True


def _iter_items(eg: TaskType) -> list[dict[str, Any]]:
    return [item for _, items, _ in iter_lists(eg) for item in items if isinstance(item, dict)]


def _find_items(eg: TaskType, old: str) -> list[dict[str, Any]]:
    return [item for item in _iter_items(eg) if is_named(item.get("label"), old)]
