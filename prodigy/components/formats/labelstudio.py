"""Label Studio: a JSON list of tasks with their annotations.

The labeling interface of the project needs these names:

    <View>
      <Labels name="label" toName="text"> ... </Labels>
      <Choices name="choice" toName="text" choice="multiple"> ... </Choices>
      <Text name="text" value="$text"/>
    </View>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row, RowError
from ...io.lines import LineReader, shorten
from ...io.loaders.base import takes
from ...io.loaders.json import read_list
from ...shapes import TaskType
from .base import Target
from .claims import check_claims
from .entries import open_reported, split_ignored, write_list
from .gold import Gold, Needs, get_gold, make_choice, make_spans
from .labelstudio_media import (
    find_kind,
    find_media_losses,
    find_medium,
    make_media_answer,
    make_media_task,
)
from .questions import Questions
from .regions import (
    CHOICES,
    LABELS,
    TEXT_NAME,
    Region,
    find_losses,
    find_questions,
    get_choices,
    get_claims,
    get_text,
    is_region,
)
from .report import Report

NEEDS = Needs(spans=True, categories=True, surrogates=True)
LABELS_NAME, CHOICES_NAME = "label", "choice"


def write_labelstudio(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans, categories, shapes and regions as tasks of Label Studio with an annotation each.

    Ignored answers are annotations that were cancelled. Offsets are characters (code points).

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()

    def make(eg: TaskType, number: int) -> dict[str, Any] | None:
        accepted, is_ignored = split_ignored(eg)
        if kind := find_kind(accepted):
            made = make_media_task(accepted, kind, number, report)
            return made and _wrap(eg, number, made["data"], made["result"], is_ignored)
        gold = get_gold(accepted, NEEDS, report)
        return None if gold is None else _make_ls_task(gold, number, is_ignored)

    return write_list(examples, path, make, report)


@takes("lines")
def read_labelstudio(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read tasks with annotations as Label Studio exports them ("JSON"). Parsed as a whole.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of annotations that can't be used, of tasks without any, and
        of answers of other kinds than spans and choices. Defaults to None.
    YIELDS (dict): An answer for each annotation. All choices in the file are its options; those of
        several questions are named after them. Cancelled annotations are ignored answers; who made
        an annotation is its "_annotator_id".
    RAISES (LoaderError): The file is no JSON list, or an entry is broken and there is no report.
    """
    lines, report = open_reported(path, report)
    rows = list(_split_annotations(read_list(lines, {}), report))
    questions = find_questions(
        [region for row in rows for region in row.content["annotation"].get("result", ())]
    )
    questions.tell(lines)
    yield from report.collect(rows, lambda row: [_make_answer(row, questions, report)])


def _split_annotations(entries: Iterable[Row], report: Report) -> Iterator[Row]:
    """Make a row of each annotation, so that a broken one leaves the others of its task."""
    for entry in entries:
        try:
            annotations = _get_annotations(entry)
        except RowError as err:
            report.reject(err)
            continue
        task = entry.content
        if not annotations:
            report.leave_out({"text": task["data"].get(TEXT_NAME)}, "not-annotated")
        for annotation in annotations:
            broken = next((r for r in annotation["result"] if not is_region(r)), None)
            if broken is not None:
                found = f"Its type, id and names should be texts. Found {shorten(to_json(broken))}"
                report.reject(entry.error("value", "has a broken region", found))
                continue
            yield replace(entry, content={**task, "annotation": annotation})


def _get_annotations(entry: Row) -> list[Any]:
    task = entry.content
    if not isinstance(task.get("data"), dict):
        raise entry.error(
            "value",
            "has no data",
            'Expected {"data": {...}, "annotations": [...]}. Choose "JSON" when you export from '
            f"Label Studio, not JSON-MIN. Found {shorten(to_json(task))}",
        )
    annotations = task.get("annotations", task.get("completions", []))
    if not isinstance(annotations, list) or not all(map(_is_annotation, annotations)):
        raise entry.error(
            "value",
            "has broken annotations",
            f'Expected a list of objects with a "result", found {shorten(to_json(annotations))}',
        )
    return annotations


def _is_annotation(value: Any) -> bool:
    result = value.get("result") if isinstance(value, dict) else None
    return isinstance(result, list) and all(isinstance(item, dict) for item in result)


def _make_answer(row: Row, questions: Questions, report: Report) -> TaskType:
    task, annotation = row.content, row.content["annotation"]
    regions = annotation["result"]
    medium = find_medium(row, regions)
    if medium is not None:
        answer = _make_media_answer(row, *medium, regions, questions, report)
        losses = find_media_losses(task, regions, medium[0])
    else:
        answer = _make_text_answer(row, regions, questions, report)
        losses = find_losses(task, regions)
    if task.get("meta"):
        answer["meta"] = task["meta"]
    for loss, detail in losses:
        report.lose(answer, loss, detail)
    if annotation.get("was_cancelled"):
        answer["answer"] = "ignore"
    annotator = annotation.get("completed_by")
    if isinstance(annotator, dict):
        annotator = annotator.get("email", annotator.get("id"))
    return answer if annotator is None else {**answer, "_annotator_id": str(annotator)}


def _make_media_answer(
    row: Row, kind: str, key: str, regions: list[Region], questions: Questions, report: Report
) -> TaskType:
    answer = make_media_answer(row, kind, key, regions, questions, report)
    accepted = {name for region in regions for name in get_choices(row, region, questions)}
    has_places = any(region.get("type") != CHOICES for region in regions)
    if not questions.choices or (has_places and not accepted):
        return answer
    choice = make_choice("", questions.options, accepted, always_options=has_places)
    del choice["text"]
    if has_places:
        return {**answer, **choice, "_view_id": "blocks"}
    media = {name: value for name, value in answer.items() if name in (kind, "path")}
    return {**media, **choice}


def _make_text_answer(
    row: Row, regions: list[Region], questions: Questions, report: Report
) -> TaskType:
    text = get_text(row, regions, questions)
    answer: TaskType = {"text": text}
    if questions.spans or not questions.choices:
        claims = [claim for region in regions for claim in get_claims(row, region, questions)]
        answer.update(make_spans(text, check_claims(row, text, claims, report)))
    if questions.choices:
        accepted = {name for region in regions for name in get_choices(row, region, questions)}
        has_both = "spans" in answer
        answer.update(make_choice(text, questions.options, accepted, always_options=has_both))
        answer["_view_id"] = "blocks" if has_both else answer["_view_id"]
    return answer


def _make_ls_task(gold: Gold, number: int, is_cancelled: bool) -> TaskType:
    regions: list[Region] = []
    for span in gold.spans or ():
        start, end = span["start"], span["end"]
        value = {"start": start, "end": end, "text": gold.text[start:end]}
        regions.append(_make_region(LABELS_NAME, LABELS, {**value, LABELS: [span["label"]]}))
    accepted = [name for name, applies in (gold.categories or {}).items() if applies]
    if accepted:
        regions.append(_make_region(CHOICES_NAME, CHOICES, {CHOICES: accepted}))
    for i, region in enumerate(regions, start=1):
        region["id"] = f"{number}-{i}"
    return _wrap(gold.eg, number, {TEXT_NAME: gold.text}, regions, is_cancelled)


def _wrap(
    eg: TaskType, number: int, data: dict[str, Any], regions: list[Region], is_cancelled: bool
) -> TaskType:
    meta = eg.get("meta")
    return {
        "id": number,
        "data": data,
        **({"meta": meta} if isinstance(meta, dict) and meta else {}),
        "annotations": [{"result": regions, "was_cancelled": is_cancelled, "ground_truth": False}],
    }


def _make_region(name: str, kind: str, value: dict[str, Any]) -> Region:
    return {"from_name": name, "to_name": TEXT_NAME, "type": kind, "value": value}
