"""Putting the spans of several answers on one text together."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from ..hashing import set_hashes
from ..sameness import Groups
from ..shapes import TaskType


def merge_spans(examples: Iterable[TaskType]) -> list[TaskType]:
    """Merge the spans of all tasks on the same input.

    examples (Iterable[dict]): Tasks, usually answered, with one span each. They are not changed.
    RETURNS (list[dict]): One task per input, in the order of their first occurrence. Each span has
        the answer that it was given, if there was one; a span that occurs twice is there once,
        with the last answer. The task hash is new.
    """
    merged: dict[int, TaskType] = {}
    inputs = Groups("input")
    for eg in examples:
        eg = set_hashes(copy.deepcopy(eg))
        key = inputs.get_key(eg)
        spans = eg.get("spans") or []
        if "answer" in eg:
            for span in spans:
                span.setdefault("answer", eg["answer"])
        task = merged.setdefault(key, {**eg, "spans": []})
        task["spans"] += spans
    for task in merged.values():
        by_place = {(s.get("start"), s.get("end"), s.get("label")): s for s in task["spans"]}
        task["spans"] = sorted(
            by_place.values(), key=lambda s: (s.get("start", 0), s.get("end", 0))
        )
        set_hashes(task, overwrite=True)
    return list(merged.values())


def _get_offsets(span: dict[str, Any]) -> tuple[int, int]:
    return span.get("start", 0), span.get("end", 0)
