"""Stored answers that no interface can have written: left out and named, so that others count.

A dataset may hold anything, since files are imported as they are. Whatever compares answers relies
on the shape of a few keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..io.places import get_place
from ..partial import leave_out
from ..shapes import TaskType, is_label
from ..views import MESSAGES, find_view, get_view_id
from .conversation_checks import find_wrong_mark
from .media_checks import find_bad_media
from .source import ANSWERS

__all__ = ["find_misshapen", "is_usable", "iter_usable"]

LISTS_OF_OBJECTS = ("spans", "audio_spans", "relations", "options")
ANNOTATOR_KEYS = ("_annotator_id", "_session_id")


def iter_usable(examples: Iterable[TaskType], name: str) -> Iterator[TaskType]:
    """Leave out answers that are not in the shape in which interfaces write them.

    examples (Iterable[dict]): The answers. They are not changed.
    name (str): Where they come from, e.g. "dataset topics".
    YIELDS (dict): The others. What is left out is said, and makes the result partial.
    """
    for number, eg in enumerate(examples, 1):
        if is_usable(eg, number, name):
            yield eg


def is_usable(eg: TaskType, number: int, name: str) -> bool:
    """Tell whether an answer is in the shape in which interfaces write it. If not, say so.

    eg (dict): The answer. It is not changed.
    number (int): Its position, from 1.
    name (str): Where it comes from, e.g. "dataset topics".
    RETURNS (bool): Whether it can be used.
    """
    what = find_misshapen(eg)
    if what is not None:
        where = str(get_place(eg) or f"example {number} of {name}")
        leave_out(
            f"answers of {name} that no interface has written",
            f"{where[:1].upper()}{where[1:]}: {what}. It is left out.",
        )
    return what is None


def find_misshapen(eg: TaskType) -> str | None:
    """Say what is wrong with the shape of an answer.

    eg (dict): The answer.
    RETURNS (str | None): The first thing, or None if nothing is.
    """
    for key in LISTS_OF_OBJECTS:
        items = eg.get(key)
        if items is not None and not _is_list_of_objects(items):
            return f"{key}: expected a list of objects, found {items!r:.60}"
    if not isinstance(eg.get("text", ""), (str, type(None))):
        return f"text: expected a string, found {eg['text']!r:.60}"
    # A comparison has an object there.
    if not isinstance(eg.get("accept"), (list, dict, type(None))):
        return f"accept: expected a list, found {eg['accept']!r:.60}"
    answer = eg.get("answer")
    if answer is not None and (not isinstance(answer, str) or answer not in ANSWERS):
        return f"answer: expected one of {', '.join(ANSWERS)}, found {answer!r:.60}"
    for key in ANNOTATOR_KEYS:
        if not isinstance(eg.get(key), (str, int, type(None))):
            return f"{key}: expected a name, found {eg[key]!r:.60}"
    view = find_view(get_view_id(eg))
    if view is not None and MESSAGES in view.about and (wrong_mark := find_wrong_mark(eg)):
        return wrong_mark
    wrong = (_find_wrong_item(eg, key) for key in ("spans", "relations"))
    return next(filter(None, wrong), None) or next(iter(find_bad_media(eg, "")), None)


def _is_list_of_objects(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def _find_wrong_item(eg: TaskType, key: str) -> str | None:
    for i, item in enumerate(eg.get(key) or ()):
        label = item.get("label")
        if label is not None and label != "" and not is_label(label):
            return f"{key}[{i}].label: expected a string, found {label!r:.60}"
        for offset in ("start", "end"):
            if offset in item and type(item[offset]) is not int:
                return f"{key}[{i}].{offset}: expected a whole number, found {item[offset]!r:.60}"
    return None
