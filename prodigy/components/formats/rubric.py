"""Ratings by a rubric: JSONL with a row for each response of each answer, for statistics."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...io.loaders.json import JSONL
from ...shapes import TaskType
from ..conversations import get_message_text
from ..preference import (
    PER_TASK,
    find_wrong_ratings,
    get_ids,
    get_order,
    get_ratings,
    get_response_text,
)
from .base import Target, write_text
from .chats import find_reason
from .entries import open_reported
from .gold import has_surrogate
from .report import Report

# What belongs to the answer, and is the same in the rows of its responses.
SHARED = ("prompt", "task_scores", "tie", "reason", "annotator", INPUT_HASH_ATTR, TASK_HASH_ATTR)
REQUIRED = {"prompt": str, "id": str, "response": str, "scores": dict}
EXAMPLE = '{"prompt": "...", "id": "...", "response": "...", "scores": {"helpful": 3}}'


def write_rubric(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write what was said about each response.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written, each with a row for every response: "prompt",
        "id", "model", "response" (text), "position" (from 1, as it was shown), "preferred", "tie",
        "scores" (criterion to value), "task_scores", "reason", "annotator" and the hashes.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        for eg in examples:
            reason = find_reason(eg)
            rows = [] if reason else _make_rows(eg)
            if reason is None and has_surrogate(json.dumps(rows, ensure_ascii=False)):
                reason = "surrogate"
            if reason is not None:
                report.leave_out(eg, reason)
                continue
            if find_wrong_ratings(eg, get_ids(eg)):
                report.lose(eg, "lost-ratings")
            yield "".join(f"{to_json(row)}\n" for row in rows)
            report.n_done += 1

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_rubric(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read what `write_rubric` has written: rows of one answer stand together.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of rows that can't be used. None: they are errors.
    YIELDS (dict): Answers with responses and ratings. Messages are texts by then, and the scales of
        the criteria are not known.
    RAISES (LoaderError): A row has no response or no scores.
    """
    lines, report = open_reported(path, report)
    rows = (Row(lines.name, row, lines.line_number) for row in JSONL(lines))
    yield from report.collect(_group(rows), lambda row: [_read_group(row)])


def _make_rows(eg: TaskType) -> list[TaskType]:
    """RETURNS (list[dict]): A row for each response, in the order in which they were shown."""
    by_id = {str(row["id"]): row for row in eg["responses"]}
    prompt = eg["prompt"]
    if isinstance(prompt, list):
        prompt = "\n\n".join(f"{m.get('role')}: {get_message_text(m)}" for m in prompt)
    preferred = eg.get("preferred")
    return [
        {
            "prompt": prompt,
            "id": name,
            "model": by_id[name].get("model"),
            "response": get_response_text(by_id[name]),
            "position": position,
            "preferred": None if preferred is None else name == preferred,
            "tie": bool(eg.get("tie")),
            "scores": get_ratings(eg, name),
            "task_scores": get_ratings(eg, PER_TASK),
            "reason": str(eg.get("reason") or ""),
            "annotator": eg.get("_annotator_id") or eg.get("_session_id"),
            INPUT_HASH_ATTR: eg.get(INPUT_HASH_ATTR),
            TASK_HASH_ATTR: eg.get(TASK_HASH_ATTR),
        }
        for position, name in enumerate(get_order(eg), 1)
    ]


def _group(rows: Iterable[Row]) -> Iterator[Row]:
    """Put the rows of an answer into one: what they share is the same, and their ids differ."""
    group: list[Row] = []
    for row in rows:
        is_next = group and (
            _get_shared(row) != _get_shared(group[0])
            or row.content.get("id") in [other.content.get("id") for other in group]
        )
        if is_next:
            yield Row(group[0].name, [other.content for other in group], group[0].line)
            group = []
        group.append(row)
    if group:
        yield Row(group[0].name, [other.content for other in group], group[0].line)


def _get_shared(row: Row) -> list[Any]:
    return [row.content.get(key) for key in SHARED]


def _read_group(group: Row) -> TaskType:
    rows: list[TaskType] = group.content
    for row in rows:
        missing = [key for key in REQUIRED if not isinstance(row.get(key), REQUIRED[key])]
        if missing:
            text = f"Missing or of another kind: {', '.join(missing)}. Expected {EXAMPLE}"
            raise group.error("value", "is no rated response", text)
    first = rows[0]
    ratings = {row["id"]: row["scores"] for row in rows if row["scores"]}
    if isinstance(first.get("task_scores"), dict) and first["task_scores"]:
        ratings[PER_TASK] = first["task_scores"]
    hashes = {key: first[key] for key in (INPUT_HASH_ATTR, TASK_HASH_ATTR) if first.get(key)}
    return {
        "prompt": first["prompt"],
        "responses": [_read_response(row) for row in rows],
        "order": [row["id"] for row in rows],
        "preferred": next((row["id"] for row in rows if row.get("preferred") is True), None),
        "tie": first.get("tie") is True,
        "ratings": ratings,
        "reason": str(first.get("reason") or ""),
        "_view_id": "preference",
        **({"_annotator_id": first["annotator"]} if first.get("annotator") else {}),
        **hashes,
    }


def _read_response(row: TaskType) -> TaskType:
    model = {"model": row["model"]} if isinstance(row.get("model"), str) else {}
    return {"id": row["id"], "content": row["response"], **model}
