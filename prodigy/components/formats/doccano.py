"""doccano: one JSON object per line, with `[start, end, label]` for spans, or with categories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import LineReader, open_lines, shorten
from ...io.loaders.base import takes
from ...io.loaders.json import JSONL
from ...shapes import TaskType, is_label, name_label
from .base import Target, write_text
from .claims import Claim, check_claims
from .gold import Gold, Needs, get_gold, make_choice, make_spans
from .report import Report

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
    report = report or Report(is_strict=True)
    lines = open_lines(path)
    rows, categories = _read_rows(lines, report)
    yield from report.collect(rows, lambda row: [_make_task(row, categories, report)])


def _read_rows(lines: LineReader, report: Report) -> tuple[Iterable[Row], list[str]]:
    source = lines.path
    if source is None:
        lines.on_fault = report.reject
        rows = [Row(lines.name, row, lines.line_number) for row in JSONL(lines)]
        return rows, _find_categories(row.content for row in rows)
    first = LineReader(source, lines.name)
    first.on_fault = lambda error: None  # It is reported when the file is read again.
    first.is_quiet = True
    categories = _find_categories(JSONL(first))
    lines.on_fault = report.reject
    return (Row(lines.name, row, lines.line_number) for row in JSONL(lines)), categories


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
            found.update(dict.fromkeys(name_label(label) for label in labels if is_label(label)))
    return list(found)


def _get_labels(row: TaskType) -> Any:
    labels = next((row[key] for key in LABEL_KEYS if key in row), None)
    return [labels] if is_label(labels) else labels


def _make_task(row: Row, categories: list[str], report: Report) -> TaskType:
    content = row.content
    text = next((content[key] for key in TEXT_KEYS if isinstance(content.get(key), str)), None)
    labels = _get_labels(content)
    if text is None or not isinstance(labels, list):
        raise row.error(
            "no-text" if text is None else "no-label",
            f"has no {'text' if text is None else 'list of labels'}",
            f'Expected {{"text": "...", "label": [...]}}, found {shorten(to_json(content))}',
        )
    known = (*TEXT_KEYS, *LABEL_KEYS, "relations")
    rest = {key: content[key] for key in content if key not in known}
    if categories and all(is_label(label) for label in labels):
        return {**rest, **make_choice(text, categories, [name_label(label) for label in labels])}
    claims = [_make_claim(label, row) for label in labels]
    task = {**rest, **make_spans(text, check_claims(row, text, claims, report))}
    if content.get("relations"):
        report.lose(task, "lost-relations")
    return task


def _make_claim(label: Any, row: Row) -> Claim:
    if isinstance(label, dict):
        return Claim(label.get("start_offset"), label.get("end_offset"), label.get("label"))
    if isinstance(label, list) and len(label) == 3:
        return Claim(*label)
    raise row.error(
        "no-label",
        "has a broken label",
        f"Expected [start, end, label] or, for text classification, a text: found "
        f"{shorten(to_json(label))}",
    )
