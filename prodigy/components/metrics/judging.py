"""How far a judge agrees with people, and how far people agree with each other, which is as much as
a judge can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from ..preference import get_ids, get_order, get_response_text
from .biases import Comparison, LengthBias, PositionBias, measure_length_bias, measure_position_bias
from .coefficients import Sums, Weights, encode, find_categories, get_weights
from .judge_sums import Units, encode_told, is_several, mean_of, sum_ceiling, sum_judge
from .opinions import PREFERRED, TIE, WHOLE, Item, Opinions, Question
from .resampling import Estimate, estimate

OVERALL = Question("(mean)", "overall")


@dataclass(frozen=True)
class Scores:
    """Agreement with intervals over items.

    percent, kappa, ac (Estimate): Percent agreement, Cohen's kappa, Gwet's AC1, or AC2 if weighted.
    n_items (int): Items with such pairs.
    n_units (int): Values that were compared: there are several in an item with several responses.
    """

    percent: Estimate
    kappa: Estimate
    ac: Estimate
    n_items: int
    n_units: int


@dataclass(frozen=True)
class QuestionReport:
    """One question.

    name, kind (str): See `Question`.
    weights (str): How far different values agree: "identity", "linear" or "quadratic".
    categories (list): The values, in their order.
    judge (Scores): The judge with people.
    ceiling (Scores): People with each other, on items that the judge has answered, too.
    gap (Estimate): Percent agreement of the judge with people, minus that of people with each
        other, both on the items of the ceiling. Around 0.0 or above, the judge is as good as a
        person.
    """

    name: str
    kind: str
    weights: str
    categories: list[Any]
    judge: Scores
    ceiling: Scores
    gap: Estimate


@dataclass(frozen=True)
class ItemToLookAt:
    """An item that is worth a look.

    example (dict): An answer about it.
    reasons (list[str]): "disagreement": judge and people differ; "order": the judge says something
        else in another order; "people": people differ.
    score (float): How far they differ, 0.0 to 3.0; the reasons are added up.
    """

    example: dict[str, Any]
    reasons: list[str]
    score: float


@dataclass(frozen=True)
class JudgeReport:
    """How far one judge can be trusted.

    judge (str): The judge.
    people (list[str]): The people.
    n_people, n_judge, n_compared (int): Items that people, the judge, and both have answered.
    n_several (int): Items of these that several people have answered.
    questions (list[QuestionReport]): Each question; after them, if there are several, their mean.
    position, people_position (PositionBias | None): None if nothing was compared.
    length, people_length (LengthBias | None): None if nothing was compared.
    items (list[ItemToLookAt]): What to look at next, the most important first.
    """

    judge: str
    people: list[str]
    n_people: int
    n_judge: int
    n_compared: int
    n_several: int
    questions: list[QuestionReport]
    position: PositionBias | None = None
    people_position: PositionBias | None = None
    length: LengthBias | None = None
    people_length: LengthBias | None = None
    items: list[ItemToLookAt] = field(default_factory=list)


def measure_judge(
    opinions: Opinions, judge: str, *, weights: Weights = "quadratic", **settings: Any
) -> JudgeReport:
    """Measure how far a judge agrees with people.

    Where several people have answered an item, each of them counts the same, and each item counts
    the same: percent agreement is the chance that the judge says the same as one of them, and its
    ceiling the chance that another one of them does. Kappa is computed from all pairs of values,
    with weights by which each item counts once.

    opinions (Opinions): What was said.
    judge (str): The judge.
    weights (str): How far different values of a scale agree. Categories without an order always
        have identity weights.
    **settings: Of the intervals, see `estimate`.
    RETURNS (JudgeReport): The report.
    """
    both = [item for item in opinions.items if item.people and judge in item.judges]
    questions = [
        units
        for units in (
            _collect(question, both, judge, opinions, weights)
            for question in _find_questions(both, judge)
        )
        if units.items
    ]
    n_items = len(opinions.items)
    measured = [_measure(units, n_items, settings) for units in questions]
    reports = [report for report, _ in measured]
    if len(reports) > 1:
        reports.append(_average(measured, settings))
    compared = {number for units in questions for number in units.items}
    position, length = _measure_biases(opinions.items, [judge], settings)
    theirs = _measure_biases(opinions.items, opinions.people, settings)
    return JudgeReport(
        judge=judge,
        people=opinions.people,
        n_people=sum(bool(item.people) for item in opinions.items),
        n_judge=sum(judge in item.judges for item in opinions.items),
        n_compared=len(compared),
        n_several=sum(item.number in compared and len(item.people) > 1 for item in both),
        questions=reports,
        position=position,
        people_position=theirs[0],
        length=length,
        people_length=theirs[1],
        items=_find_items(both, judge, questions),
    )


def _find_questions(items: Iterable[Item], judge: str) -> list[Question]:
    found: dict[Question, None] = {}
    for item in items:
        asked = {question for values in item.people.values() for question in values}
        found.update((q, None) for q in item.judges[judge] if q in asked)
    return list(found)


def _collect(
    question: Question, items: list[Item], judge: str, opinions: Opinions, weights: Weights
) -> Units:
    rename = _get_renaming(items) if question.kind == PREFERRED else _keep
    rows: list[tuple[int, Any, list[Any]]] = []
    for item in items:
        said = item.judges[judge].get(question) or {}
        for unit, value in said.items():
            told = [
                _get(item.people[name].get(question), unit) if name in item.people else None
                for name in opinions.people
            ]
            if value is not None and any(other is not None for other in told):
                rows.append((item.number, rename(item, value), [rename(item, v) for v in told]))
    values = [v for _, judged, told in rows for v in (judged, *told) if v is not None]
    scale = opinions.scales.get(question)
    is_ordered = bool(scale) or (
        question.kind == "rating" and all(isinstance(v, (int, float)) for v in values)
    )
    categories = list(scale) if scale else find_categories(values, is_ordered)
    used: Weights = weights if is_ordered else "identity"
    units = Units(question, categories, get_weights(len(categories), used), used)
    for number, judged, told in rows:
        units.items.append(number)
        units.judged.append(judged)
        units.told.append(told)
    return units


def _get(values: dict[str, Any] | None, unit: str) -> Any:
    return None if values is None else values.get(unit)


def _keep(item: Item, value: Any) -> Any:
    return value


def _get_renaming(items: list[Item]) -> Callable[[Item, Any], Any]:
    """Call responses by their places in the data, unless the same ones are compared everywhere."""
    if len({frozenset(get_ids(item.example)) for item in items}) == 1:
        return _keep

    def rename(item: Item, value: Any) -> Any:
        ids = get_ids(item.example)
        return f"response {ids.index(value) + 1}" if value in ids else value

    return rename


def _measure(
    units: Units, n_items: int, settings: dict[str, Any]
) -> tuple[QuestionReport, dict[str, Sums]]:
    sums = sum_judge(units, n_items)
    sums.update(sum_ceiling(units, n_items))
    n_several = np.unique(np.array(units.items)[is_several(units)])
    found = {name: estimate(one, **settings) for name, one in sums.items()}
    report = QuestionReport(
        name=units.question.name,
        kind=units.question.kind,
        weights=units.weights,
        categories=units.categories,
        judge=_make_scores(found, "judge", len(set(units.items)), len(units.items)),
        ceiling=_make_scores(found, "ceiling", len(n_several), int(is_several(units).sum())),
        gap=found["gap"],
    )
    return report, sums


def _make_scores(found: dict[str, Estimate], side: str, n_items: int, n_units: int) -> Scores:
    percent, kappa, ac = (found[f"{side} {name}"] for name in ("percent", "kappa", "ac"))
    return Scores(percent, kappa, ac, n_items, n_units)


def _average(
    measured: Sequence[tuple[QuestionReport, dict[str, Sums]]], settings: dict[str, Any]
) -> QuestionReport:
    """RETURNS (QuestionReport): The mean over all questions, each of which counts the same."""
    found = {
        name: estimate(mean_of([sums[name] for _, sums in measured]), **settings)
        for name in measured[0][1]
    }
    reports = [report for report, _ in measured]

    def count(side: str) -> tuple[int, int]:
        scores = [getattr(report, side) for report in reports]
        return max(s.n_items for s in scores), sum(s.n_units for s in scores)

    return QuestionReport(
        name=OVERALL.name,
        kind=OVERALL.kind,
        weights=", ".join(dict.fromkeys(report.weights for report in reports)),
        categories=[],
        judge=_make_scores(found, "judge", *count("judge")),
        ceiling=_make_scores(found, "ceiling", *count("ceiling")),
        gap=found["gap"],
    )


def _measure_biases(
    items: Sequence[Item], names: Sequence[str], settings: dict[str, Any]
) -> tuple[PositionBias | None, LengthBias | None]:
    orders: list[list[Comparison]] = []
    lengths: list[tuple[dict[str, int], str | None]] = []
    for item in items:
        size = {
            row["id"]: len(get_response_text(row)) for row in item.example.get("responses") or ()
        }
        if len(size) < 2:
            continue
        for name in names:
            answer = item.answers.get(name) or item.told.get(name)
            said = (item.judges.get(name) or item.people.get(name) or {}).get(
                Question(PREFERRED, PREFERRED)
            )
            if answer is None or said is None:
                continue
            value = said[WHOLE]
            orders.append(get_comparisons(answer))
            lengths.append((size, None if value == TIE else value))
    if not lengths:
        return None, None
    seeded = {key: settings[key] for key in ("n_resamples", "seed") if key in settings}
    return measure_position_bias(orders, **seeded), measure_length_bias(lengths, **seeded)


def get_comparisons(eg: dict[str, Any]) -> list[Comparison]:
    """RETURNS (list[Comparison]): What an answer says in each order in which it was asked."""
    judged = eg.get("judge")
    orders = judged.get("orders") if isinstance(judged, dict) else None
    preferred = judged.get("preferred") if isinstance(judged, dict) else None
    if isinstance(orders, list) and isinstance(preferred, list) and len(orders) == len(preferred):
        if all(isinstance(order, list) for order in orders):
            return [Comparison(order, name) for order, name in zip(orders, preferred)]
    # Without an order nobody knows where a response stood.
    return [Comparison(get_order(eg), eg.get("preferred"))] if eg.get("order") else []


def _find_items(both: Sequence[Item], judge: str, questions: Sequence[Units]) -> list[ItemToLookAt]:
    apart: dict[int, list[float]] = {}
    among: dict[int, list[float]] = {}
    for units in questions:
        # How far, and not how bad: the same whatever the coefficients are weighted by.
        kind: Weights = "identity" if units.weights == "identity" else "linear"
        linear = get_weights(len(units.categories), kind)
        judged, told = encode(units.judged, units.categories), encode_told(units)
        for number, one, others in zip(units.items, judged, told):
            known = others[others >= 0]
            apart.setdefault(number, []).append(1 - float(linear[known, one].mean()))
            pairs = [1 - linear[a, b] for a, b in combinations(known, 2)]
            if pairs:
                among.setdefault(number, []).append(float(np.mean(pairs)))
    found = []
    for item in both:
        scores = {
            "disagreement": max(apart.get(item.number, [0.0])),
            "order": float(not is_consistent(item.answers[judge])),
            "people": max(among.get(item.number, [0.0])),
        }
        reasons = [name for name, score in scores.items() if score > 0]
        if reasons:
            found.append(ItemToLookAt(item.example, reasons, sum(scores.values())))
    return sorted(found, key=lambda item: -item.score)


def is_consistent(eg: dict[str, Any]) -> bool:
    """RETURNS (bool): Whether a judge prefers the same response in all orders."""
    return len({comparison.preferred for comparison in get_comparisons(eg)}) < 2
