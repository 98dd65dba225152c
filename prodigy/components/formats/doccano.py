"""doccano: one JSON object per line, with `[start, end, label]` for spans, or with categories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.lines import LineReader, open_lines, shorten
from ...io.loaders.base import takes
from ...io.loaders.json import JSONL
from ...shapes import TaskType
from .base import Target, write_text
from .gold import Gold, Needs, get_gold, make_choice, make_spans
from .report import Report
from .rows import to_json

NEEDS = Needs(spans=True, categories=True, surrogates=True)
TEXT_KEYS = ("text", "data")
# In newer exports, in older ones, and in those of projects with relations.
LABEL_KEYS = ("label", "labels", "entities")


def write_doccano(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans or categories as JSONL for doccano.

    examples (Iterable[dict]): The answers. A generator is consumed. Those about spans belong into a
        project for sequence labeling, those about categories into one for text classification.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            if gold is not None:
                yield to_json(_make_row(gold, report)) + "\n"
                report.n_done += 1

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_doccano(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read JSONL as doccano exports it, for sequence labeling or for text classification.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines. All categories have to
        be known before the first answer: a file is read twice, anything else is kept in memory.
    report (Report | None): Takes note of relations. Defaults to None.
    YIELDS (dict): Answers with spans, or with all categories as options. Other keys are kept.
    RAISES (LoaderError): A line is no JSON object, or has no text or no labels.
    """
    report = report or Report()
    lines = open_lines(path)
    source = lines.path
    if source is None:
        rows = [(lines.line_number, row) for row in JSONL(lines)]
        categories = _find_categories(row for _, row in rows)
        numbered: Iterable[tuple[int, TaskType]] = rows
    else:
        categories = _find_categories(JSONL(LineReader(source, lines.name)))
        numbered = ((lines.line_number, row) for row in JSONL(lines))
    for number, row in numbered:
        yield _make_task(row, categories, f"Line {number} of {lines.name}", report)
        report.n_done += 1


def _make_row(gold: Gold, report: Report) -> TaskType:
    meta = gold.eg.get("meta")
    labels: list[Any]
    if gold.spans is not None:
        labels = [[span["start"], span["end"], span["label"]] for span in gold.spans]
        if gold.categories:
            report.lose(gold.eg, "lost-categories")  # There is one list for both.
    else:
        labels = [name for name, applies in (gold.categories or {}).items() if applies]
    return {
        "text": gold.text,
        "label": labels,
        **({"meta": meta} if isinstance(meta, dict) else {}),
    }


def _find_categories(rows: Iterable[TaskType]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        labels = _get_labels(row)
        if isinstance(labels, list):
            found.update(dict.fromkeys(label for label in labels if isinstance(label, str)))
    return list(found)


def _get_labels(row: TaskType) -> Any:
    labels = next((row[key] for key in LABEL_KEYS if key in row), None)
    return [labels] if isinstance(labels, str) else labels


def _make_task(row: TaskType, categories: list[str], where: str, report: Report) -> TaskType:
    text = next((row[key] for key in TEXT_KEYS if isinstance(row.get(key), str)), None)
    labels = _get_labels(row)
    if text is None or not isinstance(labels, list):
        raise LoaderError(
            f"{where} has no {'text' if text is None else 'list of labels'}",
            f'Expected {{"text": "...", "label": [...]}}, found {shorten(to_json(row))}',
        )
    rest = {key: row[key] for key in row if key not in (*TEXT_KEYS, *LABEL_KEYS, "relations")}
    if categories and all(isinstance(label, str) for label in labels):
        return {**rest, **make_choice(text, categories, labels)}
    task = {**rest, **make_spans(text, [_get_span(label, text, where) for label in labels])}
    if row.get("relations"):
        report.lose(task, "lost-relations")
    return task


def _get_span(label: Any, text: str, where: str) -> tuple[int, int, str]:
    if isinstance(label, dict):
        label = [label.get("start_offset"), label.get("end_offset"), label.get("label")]
    if isinstance(label, list) and len(label) == 3:
        start, end, name = label
        if type(start) is int and type(end) is int and isinstance(name, str) and name:
            if 0 <= start < end <= len(text):
                return start, end, name
            raise LoaderError(
                f"{where} has a span that is not in its text",
                f"The text has {len(text)} characters, the span is {start} to {end}: "
                f"{shorten(text)}",
            )
    raise LoaderError(
        f"{where} has a broken label",
        f"Expected [start, end, label] or, for text classification, a text: found "
        f"{shorten(to_json(label))}",
    )
