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
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.lines import LineReader, open_lines, shorten
from ...io.loaders.base import takes
from ...io.loaders.json import JSON
from ...shapes import TaskType
from .base import Target, write_text
from .gold import Gold, Needs, get_gold, make_choice, make_spans
from .report import Report
from .rows import to_json

NEEDS = Needs(spans=True, categories=True, surrogates=True)
LABELS, CHOICES = "labels", "choices"
TEXT_NAME, LABELS_NAME, CHOICES_NAME = "text", "label", "choice"
# Other names for spans of text in files of Label Studio.
SPAN_TYPES = frozenset((LABELS, "hypertextlabels"))

Region = dict[str, Any]


def write_labelstudio(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans and categories as tasks of Label Studio with one annotation each.

    Ignored answers are annotations that were cancelled. Offsets are characters (code points).

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        yield "["
        for eg in examples:
            is_ignored = eg.get("answer") == "ignore"
            gold = get_gold({**eg, "answer": "accept"} if is_ignored else eg, NEEDS, report)
            if gold is not None:
                comma = "," if report.n_done > n_before else ""
                task = _make_ls_task(gold, report.n_done - n_before + 1, is_ignored)
                yield f"{comma}\n{to_json(task)}"
                report.n_done += 1
        yield "\n]\n"

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_labelstudio(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read tasks with annotations as Label Studio exports them ("JSON"). Parsed as a whole.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of tasks without annotations, of relations, and of regions
        that are not of a text. Defaults to None.
    YIELDS (dict): An answer for each annotation. All choices in the file are its options. Cancelled
        annotations are ignored answers; who made an annotation is its "_annotator_id".
    RAISES (LoaderError): The file is no JSON, or no such export.
    """
    report = report or Report()
    lines = open_lines(path)
    tasks = list(JSON(lines))
    results = [_get_annotations(task, i, lines.name) for i, task in enumerate(tasks, start=1)]
    regions = [region for found in results for note in found for region in note["result"]]
    kinds = {region.get("type") for region in regions}
    choices = list(dict.fromkeys(name for region in regions for name in _get_choices(region)))
    for i, (task, made) in enumerate(zip(tasks, results), start=1):
        text = _get_text(task, i, lines.name)
        eg = {"text": text, **{key: task[key] for key in ("meta",) if task.get(key)}}
        if not made:
            report.leave_out(eg, "not-annotated")
        for annotation in made:
            where = f"entry {i} of {lines.name}"
            found = annotation["result"]
            answer = dict(eg)
            if kinds & SPAN_TYPES or not choices:
                spans = [span for region in found for span in _get_spans(region, text, where)]
                answer.update(make_spans(text, spans))
            if choices:
                accepted = {name for region in found for name in _get_choices(region)}
                has_both = "spans" in answer
                answer.update(make_choice(text, choices, accepted, always_options=has_both))
                answer["_view_id"] = "blocks" if has_both else answer["_view_id"]
            yield _finish(answer, annotation, report)
            report.n_done += 1


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
    meta = gold.eg.get("meta")
    return {
        "id": number,
        "data": {TEXT_NAME: gold.text},
        **({"meta": meta} if isinstance(meta, dict) and meta else {}),
        "annotations": [{"result": regions, "was_cancelled": is_cancelled, "ground_truth": False}],
    }


def _make_region(name: str, kind: str, value: dict[str, Any]) -> Region:
    return {"from_name": name, "to_name": TEXT_NAME, "type": kind, "value": value}


def _get_annotations(task: TaskType, i: int, name: str) -> list[dict[str, Any]]:
    """Get the annotations of a task, checked so far that their results are lists of objects."""
    found = task.get("annotations", task.get("completions"))
    if not isinstance(task.get("data"), dict):
        raise LoaderError(
            f"Entry {i} of {name} has no data",
            'Expected {"data": {...}, "annotations": [...]}. Choose "JSON" when you export from '
            "Label Studio, not JSON-MIN.",
        )
    made = found or []
    if not isinstance(made, list) or not all(map(_is_annotation, made)):
        raise LoaderError(
            f"Entry {i} of {name} has broken annotations",
            f'Expected a list of {{"result": [...]}}, found {shorten(to_json(found))}',
        )
    return made


def _is_annotation(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("result"), list):
        return False
    return all(
        isinstance(region, dict) and isinstance(region.get("value", {}), dict)
        for region in value["result"]
    )


def _get_text(task: TaskType, i: int, name: str) -> str:
    data = task["data"]
    texts = [value for value in data.values() if isinstance(value, str)]
    if isinstance(data.get(TEXT_NAME), str):
        return data[TEXT_NAME]
    if len(texts) == 1:
        return texts[0]
    raise LoaderError(
        f"Entry {i} of {name} has no text",
        f'Expected {{"data": {{"text": "..."}}}}, found {shorten(to_json(data))}',
    )


def _get_choices(region: Region) -> list[str]:
    chosen = region.get("value", {}).get(CHOICES)
    is_choice = region.get("type") == CHOICES and isinstance(chosen, list)
    # Choices of a hierarchy are lists of names.
    return [" / ".join(c) if isinstance(c, list) else str(c) for c in chosen] if is_choice else []


def _get_spans(region: Region, text: str, where: str) -> list[tuple[int, int, str]]:
    if region.get("type") not in SPAN_TYPES:
        return []
    value = region.get("value", {})
    value = {**value, **(value.get("globalOffsets") or {})}  # of pages, in the text itself
    start, end = value.get("start"), value.get("end")
    labels = value.get(region["type"]) or []
    if type(start) is not int or type(end) is not int or not isinstance(labels, list):
        raise LoaderError(
            f"A region in {where} has no offsets", f"Found {shorten(to_json(region))}"
        )
    start, end = _fix_offsets(text, start, end, value.get("text"))
    if not 0 <= start < end <= len(text):
        raise LoaderError(
            f"A region in {where} is not in its text",
            f"The text has {len(text)} characters, the region is {start} to {end}: {shorten(text)}",
        )
    return [(start, end, str(label)) for label in labels]


def _fix_offsets(text: str, start: int, end: int, covered: Any) -> tuple[int, int]:
    """Before 2022, Label Studio counted as JavaScript does: two for an emoji, for example."""
    if not isinstance(covered, str) or text[start:end] == covered or text.isascii():
        return start, end
    units = text.encode("utf-16-le", "surrogatepass")
    if units[2 * start : 2 * end] != covered.encode("utf-16-le", "surrogatepass"):
        return start, end  # Label Studio also cleans up the white space in what is covered.
    n_before = len(units[: 2 * start].decode("utf-16-le", "surrogatepass"))
    return n_before, n_before + len(covered)


def _finish(eg: TaskType, annotation: dict[str, Any], report: Report) -> TaskType:
    types = {region.get("type") for region in annotation["result"]}
    if "relation" in types:
        report.lose(eg, "lost-relations")
    if types - SPAN_TYPES - {CHOICES, "relation"}:
        report.lose(eg, "lost-regions")
    if annotation.get("was_cancelled"):
        eg = {**eg, "answer": "ignore"}
    annotator = annotation.get("completed_by")
    if isinstance(annotator, dict):
        annotator = annotator.get("email", annotator.get("id"))
    return eg if annotator is None else {**eg, "_annotator_id": str(annotator)}
