"""Anchoring: how much seeing what a model suggests changes what people answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...sameness import Groups
from ...shapes import TaskType
from ...views import PLACES, View, find_view, get_view_id
from ..control import SHOWN_KEY, SUGGESTION_KEY
from .coefficients import Floats, Sums, sum_mean
from .resampling import Estimate, estimate

DURATION_KEY = "_duration_ms"


@dataclass(frozen=True)
class GroupReport:
    """Answers with the suggestion in sight, or those of the control group.

    n (int): Accepted answers.
    n_others (int): Other answers: rejected or ignored. They are in none of the figures.
    agreement (Estimate): Share of answers that are what the model suggested, in what the interface
        is mainly about: all spans, all selected options, the preferred response.
    edits (Estimate): Everything that differs from the suggestion, per answer: what was added,
        removed, and what was changed twice.
    seconds (Estimate): Geometric mean of the seconds per answer, undefined where they weren't
        stored.
    """

    n: int
    n_others: int
    agreement: Estimate
    edits: Estimate
    seconds: Estimate


@dataclass(frozen=True)
class AnchoringReport:
    """What suggestions do.

    shown, control (GroupReport): Answers with and without the suggestion in sight.
    agreement, edits (Estimate): Of those with it minus of those without it. An interval above 0.0
        for the agreement means that people are pulled towards the model.
    seconds (Estimate): Ratio of the seconds; 0.5 means twice as quick with suggestions.
    n_without (int): Answers to tasks of which it isn't known what was suggested.
    """

    shown: GroupReport
    control: GroupReport
    agreement: Estimate
    edits: Estimate
    seconds: Estimate
    n_without: int


class _Group:
    def __init__(self) -> None:
        self.rows: list[tuple[int, float, float, float]] = []  # item, same, edits, log of seconds
        self.n_others = 0

    def report(self, settings: dict[str, Any]) -> GroupReport:
        same, edits, seconds = (estimate(self.sum(i), **settings) for i in (1, 2, 3))
        return GroupReport(len(self.rows), self.n_others, same, edits, _exp(seconds))

    def sum(self, column: int) -> Sums:
        table = np.array(self.rows, dtype=float).reshape(-1, 4)
        _, items = np.unique(table[:, 0], return_inverse=True)
        return sum_mean(table[:, column], items.astype(np.int64).reshape(-1))


def measure_anchoring(examples: Iterable[TaskType], **settings: Any) -> AnchoringReport:
    """Compare answers that were given with a suggestion in sight to those of the control group.

    examples (Iterable[dict]): Answers, with "suggestion" as `components.control` writes it.
    **settings: Of the intervals, see `estimate`. They are intervals over inputs.
    RETURNS (AnchoringReport): The figures.
    """
    groups = {True: _Group(), False: _Group()}
    inputs = Groups("input")
    numbers: dict[int, int] = {}
    n_without = 0
    for eg in examples:
        suggestion, view = eg.get(SUGGESTION_KEY), find_view(get_view_id(eg))
        is_known = isinstance(suggestion, dict) and isinstance(suggestion.get(SHOWN_KEY), bool)
        if not isinstance(suggestion, dict) or not is_known or view is None:
            n_without += 1
            continue
        group = groups[suggestion[SHOWN_KEY]]
        if eg.get("answer") != "accept":
            group.n_others += 1
            continue
        edits = count_edits(eg, suggestion, view)
        is_same = not count_edits(eg, suggestion, view, view.writes[:1])
        number = numbers.setdefault(inputs.get_key(eg), len(numbers))
        group.rows.append((number, float(is_same), float(edits), _get_log_seconds(eg)))
    shown, control = groups[True], groups[False]
    agreement, edited, seconds = (
        estimate(_difference(shown.sum(i), control.sum(i)), **settings) for i in (1, 2, 3)
    )
    return AnchoringReport(
        shown.report(settings),
        control.report(settings),
        agreement,
        edited,
        _exp(seconds),
        n_without,
    )


def count_edits(
    eg: TaskType, suggestion: Mapping[str, Any], view: View, keys: Sequence[str] = ()
) -> int:
    """Count in how much an answer differs from a suggestion.

    eg (dict): The answer.
    suggestion (Mapping): What was suggested, by the same keys.
    view (View): The interface, which says what makes two answers equal.
    keys (Sequence[str]): Look at these keys only. Defaults to () (all).
    RETURNS (int): Annotations that are only in one of both. Of a key with a single value, 1 if it
        differs. Keys that the suggestion doesn't have are not compared.
    """
    compared = view.compares or dict.fromkeys(view.writes, ())
    # An answer that was made of blocks says by its keys what it is about.
    compared = compared or {key: () for key in suggestion if key not in (SHOWN_KEY, "llm")}
    count = 0
    for key, names in compared.items():
        if key in suggestion and (not keys or key in keys):
            one, two = _list(eg.get(key), names), _list(suggestion[key], names)
            count += ((one - two) + (two - one)).total()
    return count


def _list(value: Any, names: Iterable[str]) -> Counter[str]:
    if isinstance(value, dict):  # ratings: every one of them counts
        value = [[key, *pair] for key, row in value.items() for pair in _iter_pairs(row)]
    items = value if isinstance(value, list) else [value] if value is not None else []
    picked = (_pick(item, tuple(names)) for item in items)
    return Counter(json.dumps(item, sort_keys=True, default=str) for item in picked)


def _iter_pairs(row: Any) -> Iterable[Any]:
    return row.items() if isinstance(row, dict) else [(row,)]


def _pick(item: Any, names: tuple[str, ...]) -> Any:
    if not isinstance(item, dict):
        return item
    names = names or (PLACES if {"start", "end"} <= item.keys() else tuple(item))
    return {name: item.get(name) for name in names}


def _get_log_seconds(eg: TaskType) -> float:
    duration = eg.get(DURATION_KEY)
    if not isinstance(duration, (int, float)) or isinstance(duration, bool):
        return float("nan")
    return float(np.log(duration / 1000)) if duration > 0 else float("nan")


def _difference(one: Sums, two: Sums) -> Sums:
    """RETURNS (Sums): The difference of two figures about different items, drawn together."""
    width = one.rows.shape[1]
    left = np.pad(one.rows, ((0, 0), (0, two.rows.shape[1])))
    right = np.pad(two.rows, ((0, 0), (width, 0)))

    def compute(totals: Floats) -> Floats:
        return one.compute(totals[..., :width]) - two.compute(totals[..., width:])

    return Sums(np.vstack((left, right)), compute)


def _exp(found: Estimate) -> Estimate:
    value, low, high = (
        None if x is None else float(np.exp(x)) for x in (found.value, found.low, found.high)
    )
    return Estimate(value, low, high, found.n)
