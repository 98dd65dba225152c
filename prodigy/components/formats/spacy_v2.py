"""Training examples of spaCy 2: pairs of a text and its annotations, as JSON.

    ["Uber in Oslo", {"entities": [[0, 4, "ORG"]], "cats": {"NEWS": 1.0}}]

spaCy 3 reads the annotations with `Example.from_dict(nlp.make_doc(text), annotations)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import LineReader, shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target
from .claims import Claim, check_claims
from .entries import is_like, open_reported, read_entries, write_list
from .gold import Gold, Needs, get_gold, has_overlapping, make_choice, make_spans
from .report import Report

NEEDS = Needs(spans=True, categories=True, negative=True, surrogates=True)
ENTITIES, CATEGORIES, GROUPS = "entities", "cats", "spans"
SPANS_KEY = "sc"  # the name of the group in which spaCy's span categorizer finds spans
THRESHOLD = 0.5
RECORD: list[Any] = ["", {}]


def write_spacy_v2(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans and categories as a JSON list of pairs.

    Spans that overlap are no entities: they are a group, `"spans": {"sc": [...]}`, as in spaCy 3.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()

    def make(eg: TaskType, number: int) -> list[Any] | None:
        gold = get_gold(eg, NEEDS, report)
        return None if gold is None else [gold.text, _make_annotations(gold)]

    return write_list(examples, path, make, report)


@takes("lines")
def read_spacy_v2(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read pairs of a text and its annotations. The file is read as a whole.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines: one JSON list of pairs,
        or one pair per line.
    report (Report | None): Takes note of pairs that can't be used, and of syntax. Defaults to None.
    YIELDS (dict): Answers with spans, categories, or both.
    RAISES (LoaderError): The file is neither, or a pair is broken and there is no report.
    """
    lines, report = open_reported(path, report)
    yield from report.collect(read_entries(lines, RECORD), lambda row: _make_tasks(row, report))


def _make_annotations(gold: Gold) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if gold.spans is not None:
        spans = [[span["start"], span["end"], span["label"]] for span in gold.spans]
        if has_overlapping(gold.spans):
            found[GROUPS] = {SPANS_KEY: spans}
        else:
            found[ENTITIES] = spans
    if gold.categories is not None:
        found[CATEGORIES] = {name: float(applies) for name, applies in gold.categories.items()}
    return found


def _make_tasks(row: Row, report: Report) -> list[TaskType]:
    if not is_like(row.content, RECORD):
        raise row.error(
            "value",
            "is no pair of a text and annotations",
            f'Expected ["...", {{"entities": [...]}}], found {shorten(to_json(row.content))}',
        )
    text, annotations = row.content
    spans = _get_spans(row, text, annotations, report)
    names = _get_categories(row, annotations)
    if spans is None and not names:
        report.leave_out({"text": text}, "no-answer")
        return []
    task: TaskType = {} if spans is None else make_spans(text, spans)
    if names:
        accepted = [name for name, value in names.items() if value >= THRESHOLD]
        choice = make_choice(text, list(names), accepted, always_options=bool(task))
        task = {**choice, **task, "_view_id": "blocks"} if task else choice
    for key in annotations.keys() - {ENTITIES, CATEGORIES, GROUPS}:
        report.lose(task, "lost-regions", str(key))
    return [task]


def _get_spans(
    row: Row, text: str, annotations: dict[str, Any], report: Report
) -> list[tuple[int, int, str]] | None:
    groups = annotations.get(GROUPS, {})
    if not isinstance(groups, dict):
        raise row.error("value", "has broken spans", "Expected groups of spans by their names.")
    if groups.keys() - {SPANS_KEY}:
        report.lose({"text": text}, "lost-groups")
    lists = [
        found[key] for found, key in ((annotations, ENTITIES), (groups, SPANS_KEY)) if key in found
    ]
    if not all(isinstance(spans, list) for spans in lists):
        raise row.error("value", "has broken entities", "Expected a list of [start, end, label].")
    claims = [_make_claim(row, span) for spans in lists for span in spans]
    return check_claims(row, text, claims, report) if lists else None


def _make_claim(row: Row, span: Any) -> Claim:
    # Spans of spaCy 3 may have an ID as fourth and fifth item.
    if isinstance(span, list) and len(span) >= 3:
        return Claim(*span[:3])
    raise row.error(
        "value",
        "has a broken entity",
        f"Expected [start, end, label], found {shorten(to_json(span))}",
    )


def _get_categories(row: Row, annotations: dict[str, Any]) -> dict[str, float]:
    found = annotations.get(CATEGORIES) or {}
    are_numbers = isinstance(found, dict) and all(
        isinstance(value, (int, float)) for value in found.values()
    )
    if not are_numbers:
        raise row.error(
            "value",
            "has broken categories",
            f'Expected {{"LABEL": 1.0}} or true and false, found {shorten(to_json(found))}',
        )
    return found
