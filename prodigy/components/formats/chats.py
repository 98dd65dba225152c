"""What the formats for training language models have in common: rows of texts or of messages.

A file has one form: texts only if every row consists of texts, messages otherwise. That is known at
the end, so rows wait in a temporary file.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...io.example_rows import to_json
from ...shapes import TaskType
from ..conversations import get_message_text
from ..preference import get_ids, get_order
from .base import Target, write_text
from .gold import has_surrogate
from .report import Report

# Makes the rows of an example; none if it is left out, which it reports.
MakeRows = Callable[[TaskType, Report], list[TaskType]]
# Brings a row into the form of its file, given whether all rows are texts, and their common keys.
Finish = Callable[[TaskType, bool, set[str]], TaskType]


class PartsError(ValueError):
    """A message has something else than a text, such as a picture."""


def write_chats(
    examples: Iterable[TaskType],
    path: Target,
    make: MakeRows,
    finish: Finish,
    report: Report | None,
) -> int:
    """Write JSONL in which all rows have the same form.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    make (callable): Makes the rows of an example.
    finish (callable): Brings a row into the form of the file.
    report (Report | None): Counts the examples that are written.
    RETURNS (int): Their number.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done
    is_plain, common = True, None
    with tempfile.TemporaryFile("w+", encoding="ascii", prefix="prodigy-rows-") as waiting:
        for eg in examples:
            rows = _make_valid(eg, make, report)
            report.n_done += bool(rows)
            for row in rows:
                is_plain = is_plain and not any(isinstance(v, list) for v in row.values())
                common = set(row) if common is None else common & set(row)
                waiting.write(to_json(row) + "\n")
        waiting.seek(0)

        def make_parts() -> Iterator[str]:
            for line in waiting:
                yield to_json(finish(json.loads(line), is_plain, common or set())) + "\n"

        write_text(path, make_parts())
    return report.n_done - n_before


def _make_valid(eg: TaskType, make: MakeRows, report: Report) -> list[TaskType]:
    try:
        rows = make(eg, report)
    except PartsError:
        report.leave_out(eg, "parts")
        return []
    if has_surrogate(json.dumps(rows, ensure_ascii=False)):
        report.leave_out(eg, "surrogate")
        return []
    return rows


def find_reason(eg: TaskType) -> str | None:
    """RETURNS (str | None): Why an answer about responses can't be used, a key of `REASONS`."""
    answer = eg.get("answer") or "accept"
    if answer in ("reject", "ignore"):
        return str(answer)
    rows = eg.get("responses")
    if not isinstance(rows, list) or len(get_order(eg)) < max(1, len(rows)):
        return "not-responses"
    return None if isinstance(eg.get("prompt"), (str, list)) else "no-prompt"


def find_undecided(eg: TaskType) -> str | None:
    """RETURNS (str | None): Why no response is the better one, a key of `REASONS`."""
    preferred, is_tie = eg.get("preferred"), bool(eg.get("tie"))
    if preferred is None:
        return "tie" if is_tie else "no-preferred"
    if preferred not in get_ids(eg):
        return "lost-preferred"
    return "tie-and-preferred" if is_tie else None


def to_plain(value: Any) -> Any:
    """Bring a prompt or a response into the form of a row.

    value (str | list[dict]): A text or messages.
    RETURNS (str | list[dict]): The same, with one text in each message. It is not changed.
    RAISES (PartsError): A message has something else than a text.
    """
    if not isinstance(value, list):
        return value if isinstance(value, str) else ""
    return [_flatten(message) for message in value if isinstance(message, dict)]


def get_said(response: TaskType) -> Any:
    """RETURNS (str | list[dict]): What a response says, see `to_plain`."""
    return to_plain(response.get("messages") or response.get("content") or "")


def to_messages(value: Any, role: str) -> list[TaskType]:
    """RETURNS (list[dict]): Messages, or a text as the one message of a role."""
    return value if isinstance(value, list) else [{"role": role, "content": value}]


def _flatten(message: TaskType) -> TaskType:
    content = message.get("content")
    if not isinstance(content, list):
        return message
    if any(not isinstance(part, dict) or part.get("type") != "text" for part in content):
        raise PartsError
    return {**message, "content": get_message_text(message)}
