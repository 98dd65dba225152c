"""Conversations and responses as text for the terminal, and what was annotated on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..io.lines import shorten
from ..shapes import TaskType, name_label
from .conversations import MESSAGES_KEY, get_message_text
from .media_printers import PaintsLabels
from .preference import PER_TASK, get_order

MAX_LINES = 8
MAX_LINE_CHARS = 200
INDENT = "    "


def format_conversation(eg: TaskType, painter: PaintsLabels) -> str:
    """Format a conversation. Long messages are cut.

    eg (dict): The task. It may hold anything.
    painter (Painter): Chooses the colours of labels.
    RETURNS (str): Each message with its number, below it its spans, labels and comments.
    """
    messages = eg.get(MESSAGES_KEY)
    if not isinstance(messages, list):
        return f"{MESSAGES_KEY}: {messages!r:.60}, which is no list"
    notes = _collect_notes(eg, len(messages), painter)
    lines = []
    for i, message in enumerate(messages):
        lines += [*_format_message(i, message), *(f"{INDENT}{note}" for note in notes[i])]
    return "\n".join([*lines, *notes[-1]])


def format_preference(eg: TaskType, painter: PaintsLabels) -> str:
    """Format a prompt with its responses, and what was said about them. Long ones are cut.

    eg (dict): The task. It may hold anything.
    painter (Painter): Chooses the colours of labels.
    RETURNS (str): The prompt, each response in the order in which it was shown, with its ratings.
    """
    prompt, rows = eg.get("prompt"), eg.get("responses")
    lines = (
        [line for i, message in enumerate(prompt) for line in _format_message(i, message)]
        if isinstance(prompt, list)
        else _cut_lines(str(prompt).splitlines())
    )
    by_id = {str(row.get("id")): row for row in _iter_objects(rows)}
    ratings, preferred = eg.get("ratings"), eg.get("preferred")
    ratings = ratings if isinstance(ratings, dict) else {}
    for name in get_order(eg):
        model = by_id[name].get("model")
        title = f"{name} ({model})" if model and model != name else name
        lines.append(f"{'★' if name == preferred else '·'} {painter.label(title)}")
        lines += [INDENT + line for line in _cut_lines(_get_said(by_id[name]).splitlines())]
        lines += _format_ratings(ratings.get(name))
    if preferred is not None and preferred not in list(by_id):
        lines.append(f"preferred: {preferred!r:.100}, which is none of the responses")
    lines += ["a tie"] if eg.get("tie") else []
    lines += _format_ratings(ratings.get(PER_TASK), indent="")
    if eg.get("reason"):
        lines.append(f"# {shorten_line(' '.join(str(eg['reason']).split()))}")
    return "\n".join(lines)


def _get_said(response: dict[str, Any]) -> str:
    messages = response.get("messages")
    if isinstance(messages, list):
        rows = (_format_message(i, message) for i, message in enumerate(messages))
        return "\n".join(line for row in rows for line in row)
    content = response.get("content")
    return content if isinstance(content, str) else f"{content!r:.100}"


def _format_ratings(row: Any, indent: str = INDENT) -> list[str]:
    if not row:
        return []
    if not isinstance(row, dict):
        return [f"{indent}{row!r:.100}, which are no ratings"]
    return [indent + " · ".join(f"{criterion}: {value}" for criterion, value in row.items())]


def _cut_lines(lines: list[str]) -> list[str]:
    shown = [shorten_line(line) for line in lines[:MAX_LINES]]
    n_more = len(lines) - MAX_LINES
    return [*shown, f"… {n_more} more lines"] if n_more > 0 else shown


def _format_message(number: int, message: Any) -> Iterator[str]:
    if not isinstance(message, dict):
        yield f"{number} {message!r:.100}, which is no object"
        return
    name = message.get("name")
    role = (
        f"{message.get('role')} ({name})" if isinstance(name, str) and name else message.get("role")
    )
    said = get_message_text(message).splitlines()
    calls = message.get("tool_calls")
    said += [_describe_call(call) for call in (calls if isinstance(calls, list) else ())]
    first, *rest = said or [""]
    yield f"{number} {role}: {shorten_line(first)}"
    for line in rest[: MAX_LINES - 1]:
        yield f"{INDENT}{shorten_line(line)}"
    if len(rest) >= MAX_LINES:
        yield f"{INDENT}… {len(rest) - MAX_LINES + 1} more lines"


def shorten_line(line: str) -> str:
    """RETURNS (str): A line that doesn't fill the terminal."""
    return line if len(line) <= MAX_LINE_CHARS else f"{line[:MAX_LINE_CHARS]}…"


def _describe_call(call: Any) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return f"{call!r:.100}, which is no call"
    return f"→ {function.get('name')}({function.get('arguments', '')})"


def _collect_notes(eg: TaskType, count: int, painter: PaintsLabels) -> list[list[str]]:
    """RETURNS (list[list[str]]): Notes per message; the last one has what belongs to none."""
    notes: list[list[str]] = [[] for _ in range(count + 1)]

    def add(index: Any, note: str) -> None:
        is_there = type(index) is int and 0 <= index < count
        notes[index if is_there else -1].append(note if is_there else f"{note} (message {index!r})")

    for span in _iter_objects(eg.get("spans")):
        text = span.get("text")
        where = (
            shorten(text) if isinstance(text, str) else f"{span.get('start')} to {span.get('end')}"
        )
        add(span.get("message"), f"{painter.label(name_label(span.get('label')))} {where}")
    labels = eg.get("message_labels")
    for index, names in (labels if isinstance(labels, dict) else {}).items():
        shown = [
            painter.label(name_label(name)) for name in (names if isinstance(names, list) else ())
        ]
        add(int(index) if str(index).isdecimal() else index, " ".join(shown))
    for comment in _iter_objects(eg.get("comments")):
        add(comment.get("message"), f"# {comment.get('text')}")
    return notes


def _iter_objects(items: Any) -> Iterator[dict[str, Any]]:
    return (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))
