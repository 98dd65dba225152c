"""What is wrong with conversations and with what was annotated on them.

A conversation that can't be read, and one whose spans, comments or labels of messages belong to
nothing in it, is left out: nobody could tell what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..hashing import set_hashes
from ..io.lines import shorten
from ..io.places import put_in_place
from ..shapes import TaskType, is_label
from .conversations import (
    MESSAGES_KEY,
    ROLES,
    MessageError,
    get_field_text,
    list_fields,
    normalize_task,
)
from .problems import Problems

__all__ = ["ANNOTATION_KEYS", "INPUT_KEYS", "check_conversations", "find_wrong_mark"]

# What makes two conversations the same.
INPUT_KEYS = (MESSAGES_KEY,)
ANNOTATION_KEYS = ("spans", "comments", "message_labels")
CONTENT = "content"


def check_conversations(stream: Iterable[TaskType], problems: Problems) -> Iterator[TaskType]:
    """Bring conversations into the one form, and leave out what can't be used.

    stream (Iterable[dict]): Tasks with conversations, see `conversations.normalize_task`. They are
        not changed.
    problems (Problems): Where to report those that are left out.
    YIELDS (dict): Copies of the others, with hashes. The input is the messages.
    """
    for eg in stream:
        try:
            task = normalize_task(eg)
        except MessageError as err:
            problems.skip(eg, str(err))
            continue
        what = _find_wrong_key(task) or _find_shift(eg, task) or find_wrong_mark(_round(task))
        if what is not None:
            problems.skip(eg, what)
            continue
        _note_roles(task, problems)
        yield set_hashes(put_in_place(_round(task), eg), input_keys=INPUT_KEYS, overwrite=True)


def find_wrong_mark(eg: TaskType) -> str | None:
    """Say which span, comment or label belongs to nothing in a conversation.

    eg (dict): A task with "messages" in the one form.
    RETURNS (str | None): The first one and what is wrong with it, or None if all is well.
    """
    messages = eg.get(MESSAGES_KEY)
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        return f"{MESSAGES_KEY}: expected a list of objects, found {_show(messages)}"
    checks: tuple[Callable[[Any, list[Any]], str | None], ...] = (
        _find_wrong_span,
        _find_wrong_comment,
        _find_wrong_labels,
    )
    found = (
        check(eg[key], messages)
        for key, check in zip(ANNOTATION_KEYS, checks)
        if eg.get(key) is not None
    )
    return next(filter(None, found), None)


def _find_wrong_key(task: TaskType) -> str | None:
    for key in ("meta", "config"):
        if not isinstance(task.get(key), (dict, type(None))):
            return f"{key}: expected an object, found {_show(task[key])}"
    return None


def _find_shift(eg: TaskType, task: TaskType) -> str | None:
    """Annotations name messages by their position, which must be that in the data."""
    given = eg.get(MESSAGES_KEY)
    is_shifted = isinstance(given, list) and len(given) != len(task[MESSAGES_KEY])
    key = next((key for key in ANNOTATION_KEYS if task.get(key)), None)
    if not is_shifted or key is None:
        return None
    return (
        f"{key}: they name messages by position, but results of tools in the content of messages "
        "become messages of their own"
    )


def _note_roles(task: TaskType, problems: Problems) -> None:
    for message in task[MESSAGES_KEY]:
        if message["role"] not in ROLES:
            problems.note(
                f"Some messages have the role {message['role']!r}",
                f"It is shown as it is. Known roles: {', '.join(ROLES)}.",
            )


def _find_wrong_span(spans: Any, messages: list[Any]) -> str | None:
    if not isinstance(spans, list):
        return f"spans: expected a list, found {_show(spans)}"
    for i, span in enumerate(spans):
        what = _check_index(span, messages) or _check_place(span, messages[span["message"]])
        if what is not None:
            return f"spans[{i}]{what}"
    return None


def _check_index(item: Any, messages: list[Any]) -> str | None:
    if not isinstance(item, dict):
        return f": expected an object, found {_show(item)}"
    index = item.get("message")
    if type(index) is not int:
        return f".message: expected the position of a message, found {_show(index)}"
    if not 0 <= index < len(messages):
        return f".message: there is no message {index}, only {len(messages)} from 0 on"
    return None


def _check_place(span: TaskType, message: TaskType) -> str | None:
    label = span.get("label")
    if label is not None and not is_label(label):
        return f".label: expected a string, found {_show(label)}"
    field = span.get("field", CONTENT)
    if not isinstance(field, str) or field not in list_fields(message):
        known = ", ".join(list_fields(message)) or "none"
        return f".field: message {span['message']} has no text {field!r}, only {known}"
    text = get_field_text(message, field)
    for key in ("start", "end"):
        if type(span.get(key)) is not int:
            return f".{key}: expected a whole number, found {_show(span.get(key))}"
    start, end = span["start"], span["end"]
    place = f" ({start} to {end})"
    if start < 0 or start >= end:
        return f"{place}: it is empty, or ends before it starts"
    if end > len(text):
        where = f"the text of message {span['message']}, which has {len(text)} characters"
        return f"{place}: it ends after {where}"
    said = span.get("text")
    if isinstance(said, str) and said.split() != text[start:end].split():
        found = shorten(text[start:end])
        return f"{place}: it says that its text is {shorten(said)}, but there is {found}"
    return None


def _find_wrong_comment(comments: Any, messages: list[Any]) -> str | None:
    if not isinstance(comments, list):
        return f"comments: expected a list, found {_show(comments)}"
    for i, comment in enumerate(comments):
        what = _check_index(comment, messages)
        if what is None and not isinstance(comment.get("text"), str):
            what = f".text: expected a string, found {_show(comment.get('text'))}"
        if what is not None:
            return f"comments[{i}]{what}"
    return None


def _find_wrong_labels(labels: Any, messages: list[Any]) -> str | None:
    if not isinstance(labels, dict):
        return f"message_labels: expected an object, found {_show(labels)}"
    for key, names in labels.items():
        where = f"message_labels[{key!r}]"
        if not str(key).isdecimal() or int(key) >= len(messages):
            return f"{where}: there is no such message, only {len(messages)} from 0 on"
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            return f"{where}: expected a list of labels, found {_show(names)}"
    return None


def _round(task: TaskType) -> TaskType:
    """Data frames make 5.0 of 5. RETURNS (dict): The task, or a copy with whole numbers."""
    spans = task.get("spans")
    if not isinstance(spans, list):
        return task
    rounded = [
        {key: int(v) if _is_whole(key, v) else v for key, v in span.items()}
        if isinstance(span, dict)
        else span
        for span in spans
    ]
    return {**task, "spans": rounded}


def _is_whole(key: Any, value: Any) -> bool:
    return key in ("message", "start", "end") and isinstance(value, float) and value.is_integer()


def _show(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {shorten(repr(value))}"
