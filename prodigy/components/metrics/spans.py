"""Agreement about spans of texts, shapes in images and regions of recordings.

Every pair of annotators is compared as if one was the reference.

There is no number of spans that could have been marked and weren't, so nothing is corrected for
chance. F1 is the same whoever is the reference; precision and recall change places, so the
alphabetically first annotator of a pair is always the reference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from ...shapes import name_label
from .annotations import Annotations
from .coefficients import Floats, Sums
from .places import NO_LABEL, Kind, Mark, Pair, align_marks, find_kind

# (start, end, label): characters, end exclusive
Span = tuple[int, int, str]
THRESHOLD = 0.5  # intersection over union, as in the Pascal VOC challenge (Everingham et al. 2010)


@dataclass
class Scores:
    """How the spans of one annotator fit those of another one.

    n_matched (int): Spans that both have.
    n_reference (int): Spans of the reference.
    n_other (int): Spans of the other annotator.
    """

    n_matched: int = 0
    n_reference: int = 0
    n_other: int = 0

    @property
    def precision(self) -> float:
        """Share of the other one's spans that are in the reference, 0.0 to 1.0."""
        return self.n_matched / self.n_other if self.n_other else 0.0

    @property
    def recall(self) -> float:
        """Share of the reference's spans that the other one has, 0.0 to 1.0."""
        return self.n_matched / self.n_reference if self.n_reference else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0.0 to 1.0."""
        n_spans = self.n_reference + self.n_other
        return 2 * self.n_matched / n_spans if n_spans else 0.0


@dataclass
class SpanAgreement:
    """How far annotators mark the same spans.

    labels (list[str]): The labels, sorted.
    n_units (int): Inputs with an accepted annotation.
    n_coincident (int): Inputs with two or more of them.
    n_single (int): Inputs with one of them.
    average (float): Annotations per input.
    pairs (dict[tuple[str, str], dict[str | None, Scores]]): Reference and other annotator to their
        scores, by label; under None those of all labels together.
    confusion (dict[str, dict[str, float]]): Label of the reference to label of the other one to
        its share. Rows sum to 1, or to 0 for labels that no reference has. NO_LABEL stands for
        spans that only one of them has.
    support (dict[str, int]): Number of spans by label, of all annotators.
    iou (float | None): How much shapes or regions of pairs with the same label have in common, on
        average, 0.0 to 1.0. None without pairs, and for spans of texts.
    """

    labels: list[str]
    n_units: int = 0
    n_coincident: int = 0
    n_single: int = 0
    average: float = 0.0
    pairs: dict[tuple[str, str], dict[str | None, Scores]] = field(default_factory=dict)
    confusion: dict[str, dict[str, float]] = field(default_factory=dict)
    support: dict[str, int] = field(default_factory=dict)
    iou: float | None = None

    def get_average(self, label: str | None = None) -> tuple[float, float, float] | None:
        """Average the scores over the pairs of annotators who have an input in common.

        label (str | None): A label. Defaults to None (all together).
        RETURNS (tuple[float, float, float] | None): Precision, recall and F1, None without pairs.
        """
        scores = [by_label[label] for by_label in self.pairs.values()]
        if not scores:
            return None
        n = len(scores)
        return (
            sum(score.precision for score in scores) / n,
            sum(score.recall for score in scores) / n,
            sum(score.f1 for score in scores) / n,
        )


def measure_span_agreement(
    annotations: Annotations,
    *,
    labels: Sequence[str] | None = None,
    partial: bool = False,
    iou: float = THRESHOLD,
) -> SpanAgreement:
    """Compare the spans, shapes or regions of every pair of annotators.

    annotations (Annotations): The annotations. Only accepted ones count.
    labels (Sequence[str] | None): Compare spans with these labels only. Defaults to None (all).
    partial (bool): Spans with the same label that overlap by a character match as well. Defaults to
        False: start and end have to be the same. Shapes and regions then match if they overlap.
    iou (float): How much shapes or regions must at least have in common to match, intersection over
        union. Defaults to 0.5.
    RETURNS (SpanAgreement): The scores.
    """
    kind = find_kind(annotations.view_id, _iter_examples(annotations))
    units = [
        _get_spans_of_input(by_annotator, labels, kind)
        for by_annotator in annotations.by_input.values()
    ]
    units = [unit for unit in units if unit]
    support = Counter(label for unit in units for spans in unit.values() for *_, label in spans)
    names = sorted(labels) if labels else sorted(support)
    result = SpanAgreement(labels=names, support={name: support[name] for name in names})
    result.n_units = len(units)
    result.n_coincident = sum(len(unit) > 1 for unit in units)
    result.n_single = result.n_units - result.n_coincident
    result.average = sum(map(len, units)) / len(units) if units else 0.0
    confused: Counter[tuple[str, str]] = Counter()
    overlaps: list[float] = []
    for reference, other in combinations(annotations.annotators, 2):
        common = [unit for unit in units if reference in unit and other in unit]
        if not common:
            continue
        scores: dict[str | None, Scores] = {name: Scores() for name in (None, *names)}
        for unit in common:
            for label, match, overlap in _align_unit(unit, reference, other, kind, partial, iou):
                if overlap is not None and label == match:
                    overlaps.append(overlap)
                confused[label, match] += 1
                _count(scores, label, match)
        result.pairs[reference, other] = scores
    result.confusion = _normalize(confused, [*names, NO_LABEL])
    result.iou = sum(overlaps) / len(overlaps) if overlaps else None
    return result


def sum_span_f1(annotations: Annotations) -> Sums:
    """Prepare the F1 of all labels together, averaged over the pairs of annotators who have an
    input in common, as `SpanAgreement.get_average` has it.

    annotations (Annotations): The annotations. Only accepted ones count.
    RETURNS (Sums): The F1. Items are inputs.
    """
    kind = find_kind(annotations.view_id, _iter_examples(annotations))
    units = [_get_spans_of_input(own, None, kind) for own in annotations.by_input.values()]
    pairs = list(combinations(annotations.annotators, 2))
    # Of each pair: whether both have the input, spans that both have, spans of either of them.
    rows = np.zeros((len(units), len(pairs), 3))
    for row, unit in zip(rows, units, strict=True):
        for column, (reference, other) in zip(row, pairs, strict=True):
            if reference in unit and other in unit:
                scores: dict[str | None, Scores] = defaultdict(Scores)
                for label, match, _ in _align_unit(unit, reference, other, kind, False, THRESHOLD):
                    _count(scores, label, match)
                own = scores[None]
                column[:] = 1, own.n_matched, own.n_reference + own.n_other
    is_met = rows[:, :, 0].any(axis=0)
    rows = rows[:, is_met]

    def compute(totals: Floats) -> Floats:
        by_pair = totals.reshape(*totals.shape[:-1], -1, 3)
        is_drawn, matched, n_spans = np.moveaxis(by_pair, -1, 0)
        f1 = np.where(n_spans > 0, 2 * matched / np.maximum(n_spans, 1), 0.0)
        n_pairs = (is_drawn > 0).sum(axis=-1)
        total = np.where(is_drawn > 0, f1, 0.0).sum(axis=-1)
        return np.where(n_pairs > 0, total / np.maximum(n_pairs, 1), np.nan)

    return Sums(rows.reshape(len(units), -1), compute)


def find_labels(annotations: Annotations) -> list[str]:
    """RETURNS (list[str]): The labels of all spans, shapes or regions, sorted."""
    kind = find_kind(annotations.view_id, _iter_examples(annotations))
    found: set[str] = set()
    for eg in _iter_examples(annotations):
        if kind is not None:
            found.update(mark.label for mark in kind.read(eg))
        else:
            found.update(name_label(span.get("label")) for span in eg.get("spans") or ())
    return sorted(found)


def _iter_examples(annotations: Annotations) -> Iterator[dict[str, Any]]:
    for by_annotator in annotations.by_input.values():
        yield from by_annotator.values()


def _get_spans_of_input(
    by_annotator: dict[str, dict[str, Any]], labels: Sequence[str] | None, kind: Kind | None
) -> dict[str, list[Any]]:
    return {
        name: _get_spans(eg, labels) if kind is None else _get_marks(kind, eg, labels)
        for name, eg in by_annotator.items()
        if eg.get("answer") == "accept"
    }


def _align_unit(
    unit: dict[str, list[Any]],
    reference: str,
    other: str,
    kind: Kind | None,
    partial: bool,
    iou: float,
) -> list[Pair]:
    """RETURNS (list[Pair]): What two annotators have marked in an input that both have."""
    spans = (unit[reference], unit[other])
    if kind is None:
        return _align(*spans, partial)
    return align_marks(kind, *spans, 0 if partial else iou)


def _get_marks(kind: Kind, eg: dict[str, Any], labels: Sequence[str] | None) -> list[Mark]:
    return [mark for mark in kind.read(eg) if labels is None or mark.label in labels]


def _get_spans(eg: dict[str, Any], labels: Sequence[str] | None) -> list[Span]:
    spans = (
        (span["start"], span["end"], name_label(span.get("label")))
        for span in eg.get("spans") or ()
        if "start" in span and "end" in span
    )
    return sorted({span for span in spans if labels is None or span[2] in labels})


def _align(reference: Iterable[Span], other: Iterable[Span], partial: bool) -> list[Pair]:
    """Pair spans one to one: equal ones first, then those that overlap with the same label (if
    `partial`), then those at the same place with different labels.

    RETURNS (list[Pair]): The pairs, and each span without a partner.
    """
    left, right = list(reference), list(other)
    pairs: list[Pair] = []

    def take(matches: Iterable[tuple[Span, Span]]) -> None:
        for one, two in matches:
            if one in left and two in right:
                left.remove(one)
                right.remove(two)
                pairs.append(Pair(one[2], two[2]))

    take([(span, span) for span in left if span in right])
    if partial:
        candidates = [
            (-_overlap(one, two), one, two) for one in left for two in right if one[2] == two[2]
        ]
        take([(one, two) for size, one, two in sorted(candidates) if size < 0])
    take([(one, two) for one in left for two in right if one[:2] == two[:2]])
    pairs += [Pair(one[2], NO_LABEL) for one in left]
    pairs += [Pair(NO_LABEL, two[2]) for two in right]
    return pairs


def _overlap(one: Span, two: Span) -> int:
    return min(one[1], two[1]) - max(one[0], two[0])


def _count(scores: dict[str | None, Scores], label: str, match: str) -> None:
    for key in (None, label):
        if label != NO_LABEL:
            scores[key].n_reference += 1
            scores[key].n_matched += label == match
    for key in (None, match):
        if match != NO_LABEL:
            scores[key].n_other += 1


def _normalize(counts: Counter[tuple[str, str]], names: list[str]) -> dict[str, dict[str, float]]:
    matrix: dict[str, dict[str, float]] = {}
    for row in names:
        total = sum(counts[row, column] for column in names)
        matrix[row] = {column: counts[row, column] / total if total else 0.0 for column in names}
    return matrix
