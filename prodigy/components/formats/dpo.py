"""DPO: pairs of a chosen and a rejected response to a prompt, as JSONL.

This is the preference dataset with an explicit prompt that TRL documents for its DPO and reward
trainers (https://huggingface.co/docs/trl/dataset_formats), in the standard form (texts) if all rows
are texts, otherwise in the conversational one (messages).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.faults import Row
from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...io.loaders.json import JSONL
from ...shapes import TaskType
from ..preference import get_ids, get_scores, make_preference
from .base import Target
from .chats import find_reason, find_undecided, get_said, to_messages, to_plain, write_chats
from .entries import open_reported
from .report import Report

ROLES = {"prompt": "user", "chosen": "assistant", "rejected": "assistant"}


def write_dpo(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write pairs of the preferred response and each of the others.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out, ties for example. Defaults to None.
    RETURNS (int): The number of examples written. One with more than two responses has several
        rows.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_chats(examples, path, _make_rows, _finish, report)


@takes("lines")
def read_dpo(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read pairs of responses, also those without a prompt of its own, and transcripts.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of rows that can't be used. None: they are errors.
    YIELDS (dict): Answers in which the response with the id "chosen" is preferred.
    RAISES (LoaderError): A row is no pair of responses.
    """
    lines, report = open_reported(path, report)
    rows = (Row(lines.name, row, lines.line_number) for row in JSONL(lines))
    yield from report.collect(rows, lambda row: [_read_row(row)])


def _make_rows(eg: TaskType, report: Report) -> list[TaskType]:
    reason = find_reason(eg) or _find_reason(eg)
    rows = [] if reason else _pair(eg)
    if not rows:
        report.leave_out(eg, reason or "same-text")
    return rows


def _find_reason(eg: TaskType) -> str | None:
    return "one-response" if len(get_ids(eg)) < 2 else find_undecided(eg)


def _pair(eg: TaskType) -> list[TaskType]:
    said = {str(row["id"]): get_said(row) for row in eg["responses"]}
    scores, preferred = get_scores(eg), eg["preferred"]
    rows = []
    for other, content in said.items():
        if other == preferred or content == said[preferred]:
            continue
        row = {"prompt": to_plain(eg["prompt"]), "chosen": said[preferred], "rejected": content}
        if preferred in scores and other in scores:
            row["score_chosen"], row["score_rejected"] = scores[preferred], scores[other]
            row["margin"] = scores[preferred] - scores[other]
        rows.append(row)
    return rows


def _finish(row: TaskType, is_plain: bool, common: set[str]) -> TaskType:
    """A column must be there in all rows or in none."""
    kept: dict[str, Any] = {key: value for key, value in row.items() if key in common}
    if is_plain:
        return kept
    return {
        key: to_messages(value, ROLES[key]) if key in ROLES else value
        for key, value in kept.items()
    }


def _read_row(row: Row) -> TaskType:
    content = row.content
    try:
        if "responses" in content:
            raise ValueError("It has 'responses'")
        task = make_preference(content)
    except ValueError as err:
        text = f'{err}. Expected {{"prompt": ..., "chosen": ..., "rejected": ...}}'
        raise row.error("pair", "is no pair of responses", text) from None
    if get_ids(task) != ["chosen", "rejected"]:
        text = 'Expected {"prompt": ..., "chosen": ..., "rejected": ...}'
        raise row.error("pair", "is no pair of responses", text)
    return {**task, "preferred": "chosen", "tie": False, "_view_id": "preference"}
