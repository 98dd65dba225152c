"""Agreement on what several annotators have answered so far, with intervals.

The figures are those of `metric.iaa.binary`, `.doc` and `.span`, over the inputs that have more
than one answer. Where these are more than MAX_INPUTS, a part of them is taken, by chance, but
always the same one; the result says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np

from ...errors import RecipeError
from ...hashing import INPUT_HASH_ATTR, set_hashes
from ...shapes import TaskType
from ...views import CATEGORIES, GROUPS, REGIONS, SHAPES, SPANS, TAGS, find_view, is_binary
from ..answer_checks import find_misshapen
from ..db.base import chunked
from ..db.custom import has_tables, iter_examples
from ..metrics import (
    Annotations,
    Estimate,
    collect_annotations,
    estimate,
    get_binary_value,
    get_labels_of_options,
    get_multiclass_value,
    get_multilabel_value,
    measure_span_agreement,
)
from ..metrics.agreement import count_units
from ..metrics.coefficients import Sums, sum_alpha, sum_percent
from ..metrics.spans import sum_span_f1

MAX_INPUTS = 5000
MAX_ROWS = 12  # labels that are shown, the most frequent ones
# With many pairs of annotators each resample costs more.
MANY_PAIRS, FEW_RESAMPLES = 50, 400

Row = dict[str, Any]


def measure_overlap(
    db: Any, names: Sequence[str], go_on: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Measure how far annotators agree on the inputs that several of them have answered.

    db (Any): The database.
    names (Sequence[str]): Names of datasets.
    go_on (callable): Called before each answer is read. What it raises ends the work.
    RETURNS (dict): "kind" (binary, multiclass, multilabel, span), "view_id", "n_inputs" (that were
        compared), "n_found" (with more than one answer), "n_annotators" and "rows": "name" (of a
        label; "" for all) with "percent" and "alpha", or with "f1": "value", "low" and "high" of
        the 95 % interval, any of them None. Or "reason": why there are none.
    """
    go_on()
    hashes = find_overlap(db, names)
    found: dict[str, Any] = {"kind": None, "view_id": None, "n_inputs": 0, "n_found": len(hashes)}
    found |= {"n_annotators": 0, "rows": [], "reason": None}
    if not hashes:
        return {**found, "reason": "No input has answers of two annotators yet."}
    chosen = sorted(hashes, key=_draw)[:MAX_INPUTS]
    examples = (
        set_hashes(dict(eg))
        for eg in _iter_while(go_on, _iter_examples(db, names, set(chosen)))
        if find_misshapen(eg) is None
    )
    try:
        annotations = collect_annotations(examples)
        measured = _measure(annotations)
    except RecipeError as err:
        return {**found, "reason": f"{err.title}. {err.text or ''}".strip()}
    n_inputs = sum(len(own) > 1 for own in annotations.by_input.values())
    n_annotators = len(annotations.annotators)
    found |= {"view_id": annotations.view_id, "n_inputs": n_inputs, "n_annotators": n_annotators}
    return {**found, **measured}


def find_overlap(db: Any, names: Sequence[str]) -> list[int]:
    """RETURNS (list[int]): Hashes of the inputs that have several answers."""
    if not has_tables(db):
        counts = Counter(
            eg.get(INPUT_HASH_ATTR) for name in names for eg in iter_examples(db, name)
        )
        return [key for key, n in counts.items() if n > 1 and isinstance(key, int)]
    with db._connected("find answers to the same"):
        ids = [i for i in map(db._find_dataset, names) if i is not None]
        if not ids:
            return []
        sql = (
            "SELECT e.input_hash FROM link l JOIN example e ON e.id = l.example_id "
            f"WHERE l.dataset_id IN ({', '.join([db.db.param] * len(ids))}) "
            "GROUP BY e.input_hash HAVING COUNT(*) > 1"
        )
        return [int(row[0]) for row in db.db.execute_sql(sql, tuple(ids)).fetchall()]


def _iter_while(go_on: Callable[[], None], examples: Iterable[TaskType]) -> Iterator[TaskType]:
    for eg in examples:
        go_on()
        yield eg


def _iter_examples(db: Any, names: Sequence[str], hashes: set[int]) -> Iterator[TaskType]:
    if not has_tables(db):
        for name in names:
            yield from (eg for eg in iter_examples(db, name) if eg.get(INPUT_HASH_ATTR) in hashes)
        return
    t = db.tables
    rows: list[tuple[int, int]] = []
    with db._connected("find answers to the same"):
        ids = [i for i in map(db._find_dataset, names) if i is not None]
        for chunk in chunked(sorted(hashes)):
            query = t.link.select(t.link.id, t.link.example_id).join(t.example)
            is_meant = t.example.input_hash.in_(chunk) & t.link.dataset_id.in_(ids)
            rows += list(query.where(is_meant).tuples())
    for part in chunked(sorted(rows)):
        loaded = db.load_examples([row[1] for row in part], "the dashboard")
        yield from (loaded[row[1]] for row in part if row[1] in loaded)


def _draw(key: int) -> bytes:
    return blake2b(str(key).encode(), digest_size=8).digest()


def _measure(annotations: Annotations) -> dict[str, Any]:
    view = find_view(annotations.view_id)
    about = set(view.about) if view else set()
    if is_binary(annotations.view_id):
        row = _compare(annotations, get_binary_value)
        return {"kind": "binary", "rows": [row]}
    if CATEGORIES in about:
        return _measure_categories(annotations)
    if about & {SPANS, GROUPS, TAGS, SHAPES, REGIONS} or (view is not None and view.is_mixed):
        return _measure_spans(annotations)
    raise RecipeError(
        f"Agreement in the interface '{annotations.view_id}' is not measured",
        "It is for yes or no, for options, and for what is marked in texts, images and recordings.",
    )


def _measure_categories(annotations: Annotations) -> dict[str, Any]:
    examples = [eg for own in annotations.by_input.values() for eg in own.values()]
    selected = [[str(one) for one in eg.get("accept") or ()] for eg in examples]
    if not any(map(_takes_many, examples)) and max(map(len, selected), default=0) < 2:
        return {"kind": "multiclass", "rows": [_compare(annotations, get_multiclass_value)]}
    often = Counter(label for labels in selected for label in labels)
    labels = sorted(get_labels_of_options(examples), key=lambda label: -often[label])[:MAX_ROWS]
    rows = [_compare(annotations, partial(_has_label, label), label) for label in labels]
    return {"kind": "multilabel", "rows": rows}


def _has_label(label: str, eg: TaskType) -> bool | None:
    return get_multilabel_value(eg, label)


def _takes_many(eg: Mapping[str, Any]) -> bool:
    config = eg.get("config")
    return isinstance(config, Mapping) and config.get("choice_style") == "multiple"


def _compare(
    annotations: Annotations, get_value: Callable[[TaskType], Hashable | None], name: str = ""
) -> Row:
    """RETURNS (dict): Percent agreement and Krippendorff's alpha, as `measure_agreement`."""
    units = []
    for own in annotations.by_input.values():
        values = (get_value(eg) for eg in own.values())
        chosen = Counter(value for value in values if value is not None)
        if chosen:
            units.append(chosen)
    counts, items = count_units(units), np.arange(len(units))
    return {
        "name": name,
        "percent": _estimate(sum_percent(counts, items)),
        "alpha": _estimate(sum_alpha(counts, items)),
    }


def _measure_spans(annotations: Annotations) -> dict[str, Any]:
    result = measure_span_agreement(annotations)
    if len(result.pairs) > MANY_PAIRS:
        total = _estimate(sum_span_f1(annotations), n_resamples=FEW_RESAMPLES)
    else:
        total = _estimate(sum_span_f1(annotations))
    rows: list[Row] = [{"name": "", "f1": total}]
    labels = sorted(result.labels, key=lambda label: -result.support[label])
    for label in labels[:MAX_ROWS] if len(labels) > 1 else ():
        average = result.get_average(label)
        value = None if average is None else average[2]
        rows.append({"name": label, "f1": asdict(Estimate(value))})
    return {"kind": "span", "rows": rows}


def _estimate(sums: Sums, **settings: Any) -> dict[str, Any]:
    if not len(sums.rows) or not sums.rows.shape[1]:
        return asdict(Estimate(None))
    return asdict(estimate(sums, **settings))


def iter_values(rows: Iterable[Row]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (name, "percent", "alpha" or "f1", estimate) of all rows."""
    for row in rows:
        yield from (
            (row["name"], key, row[key]) for key in ("percent", "alpha", "f1") if key in row
        )
