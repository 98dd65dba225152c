"""Argilla: records with fields, questions, suggestions and responses, or those of its version 1.

    {"fields": {"text": "..."}, "responses": {"span": [{"value": [...], "user_id": "..."}]}}
    {"text": "...", "annotation": [["ORG", 0, 4]]}

A response is a list of spans, one label or a list of labels. Exports don't say which kind of
question it answers, so one with many different or long answers is taken for free text, which is not
imported.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...shapes import TaskType
from .argilla_records import find_questions, make_tasks
from .base import Target
from .entries import open_reported, read_entries, split_ignored, write_list
from .gold import Gold, Needs, get_gold
from .report import Report

NEEDS = Needs(spans=True, categories=True, surrogates=True)
SPANS_NAME, LABELS_NAME = "span", "label"
DISCARDED, SUBMITTED = "discarded", "submitted"


def write_argilla(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans and categories as records with one response each.

    The dataset needs a field `text`, and questions called `span` (spans) and `label` (several
    labels). Ignored answers are discarded responses.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()

    def make(eg: TaskType, number: int) -> dict[str, Any] | None:
        accepted, is_ignored = split_ignored(eg)
        gold = get_gold(accepted, NEEDS, report)
        return None if gold is None else _make_record(gold, number, is_ignored)

    return write_list(examples, path, make, report)


@takes("lines")
def read_argilla(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read records as Argilla exports them (`to_json`, or one per line). Read as a whole.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of records that can't be used, of those without responses, of
        suggestions, and of responses of other kinds. Defaults to None.
    YIELDS (dict): An answer per record and user. Options of several questions are named after them.
        Discarded responses are ignored answers.
    RAISES (LoaderError): The file is no JSON, or a record is broken and there is no report.
    """
    lines, report = open_reported(path, report)
    rows = list(read_entries(lines, {}))
    questions = find_questions(row.content for row in rows)
    questions.tell(lines)
    yield from report.collect(rows, lambda row: make_tasks(row, questions, report))


def _make_record(gold: Gold, number: int, is_ignored: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if gold.spans is not None:
        values[SPANS_NAME] = gold.spans
    if gold.categories is not None:
        values[LABELS_NAME] = [name for name, applies in gold.categories.items() if applies]
    annotator = gold.eg.get("_annotator_id") or gold.eg.get("_session_id") or ""
    # Argilla knows its users by such numbers only.
    user = str(uuid.uuid5(uuid.NAMESPACE_OID, str(annotator)))
    status = DISCARDED if is_ignored else SUBMITTED
    meta = gold.eg.get("meta")
    return {
        "id": str(number),
        "fields": {"text": gold.text},
        "metadata": meta if isinstance(meta, dict) else {},
        "suggestions": {},
        "responses": {
            name: [{"value": value, "user_id": user, "status": status}]
            for name, value in values.items()
        },
    }
