"""SFT: good answers of models to learn from, as JSONL.

The rows are those that TRL documents for its SFT trainer: "prompt" and "completion" if all of them
are texts, otherwise "messages" (https://huggingface.co/docs/trl/dataset_formats).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.faults import Row
from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...io.loaders.json import JSONL
from ...shapes import TaskType
from ..conversations import MESSAGES_KEY, has_messages, normalize_task
from ..preference import get_ids
from .base import Target
from .chats import find_reason, find_undecided, get_said, to_messages, to_plain, write_chats
from .entries import open_reported
from .report import Report


def write_sft(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write preferred responses with their prompts, and conversations that were accepted.

    examples (Iterable[dict]): The answers. A generator is consumed. Of one with a single response,
        that one counts as preferred if it was accepted.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_chats(examples, path, _make_rows, _finish, report)


@takes("lines")
def read_sft(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read conversations: "messages", or "prompt" and "completion".

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of rows that can't be used. None: they are errors.
    YIELDS (dict): Answers with "messages".
    RAISES (LoaderError): A row is no conversation.
    """
    lines, report = open_reported(path, report)
    rows = (Row(lines.name, row, lines.line_number) for row in JSONL(lines))
    yield from report.collect(rows, lambda row: [_read_row(row)])


def _make_rows(eg: TaskType, report: Report) -> list[TaskType]:
    if "responses" not in eg and isinstance(eg.get(MESSAGES_KEY), list):
        answer = eg.get("answer") or "accept"
        if answer != "accept":
            report.leave_out(eg, answer)
            return []
        return [{MESSAGES_KEY: to_plain(eg[MESSAGES_KEY])}]
    reason = find_reason(eg)
    ids = [] if reason else get_ids(eg)
    preferred = ids[0] if len(ids) == 1 else eg.get("preferred")
    if reason is None and len(ids) > 1:
        reason = find_undecided(eg)
    if reason is not None:
        report.leave_out(eg, reason)
        return []
    response = next(row for row in eg["responses"] if str(row["id"]) == preferred)
    return [{"prompt": to_plain(eg["prompt"]), "completion": get_said(response)}]


def _finish(row: TaskType, is_plain: bool, common: set[str]) -> TaskType:
    if is_plain or MESSAGES_KEY in row:
        return row
    asked, said = row["prompt"], row["completion"]
    return {MESSAGES_KEY: [*to_messages(asked, "user"), *to_messages(said, "assistant")]}


def _read_row(row: Row) -> TaskType:
    try:
        if not has_messages(row.content):
            raise ValueError("There is none")
        task = normalize_task(row.content)
    except ValueError as err:
        text = f'{err}. Expected {{"messages": [...]}} or {{"prompt": ..., "completion": ...}}'
        raise row.error("messages", "is no conversation", text) from None
    return {**task, "_view_id": "conversation"}
