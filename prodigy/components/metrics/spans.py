"""Agreement about spans: every pair of annotators is compared as if one was the reference.

There is no number of spans that could have been marked and weren't, so nothing is corrected for
chance. F1 is the same whoever is the reference; precision and recall change places, so the
alphabetically first annotator of a pair is always the reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ...shapes import name_label
from .annotations import Annotations

# (start, end, label): characters, end exclusive
Span = tuple[int, int, str]

NO_LABEL = "NONE"


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
    """

    labels: list[str]
    n_units: int = 0
    n_coincident: int = 0
    n_single: int = 0
    average: float = 0.0
    pairs: dict[tuple[str, str], dict[str | None, Scores]] = field(default_factory=dict)
    confusion: dict[str, dict[str, float]] = field(default_factory=dict)
    support: dict[str, int] = field(default_factory=dict)

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
    annotations: Annotations, *, labels: Sequence[str] | None = None, partial: bool = False
) -> SpanAgreement:
    """Compare the spans of every pair of annotators.

    annotations (Annotations): The annotations. Only accepted ones count.
    labels (Sequence[str] | None): Compare spans with these labels only. Defaults to None (all).
    partial (bool): Spans with the same label that overlap by a character match as well. Defaults to
        False: start and end have to be the same.
    RETURNS (SpanAgreement): The scores.
    """
    units = [
        _get_spans_of_input(by_annotator, labels) for by_annotator in annotations.by_input.values()
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
    for reference, other in combinations(annotations.annotators, 2):
        common = [unit for unit in units if reference in unit and other in unit]
        if not common:
            continue
        scores: dict[str | None, Scores] = {name: Scores() for name in (None, *names)}
        for unit in common:
            for label, match in _align(unit[reference], unit[other], partial):
                confused[label, match] += 1
                _count(scores, label, match)
        result.pairs[reference, other] = scores
    result.confusion = _normalize(confused, [*names, NO_LABEL])
    return result


def _get_spans_of_input(
    by_annotator: dict[str, dict[str, Any]], labels: Sequence[str] | None
) -> dict[str, list[Span]]:
    return {
        name: _get_spans(eg, labels)
        for name, eg in by_annotator.items()
        if eg.get("answer") == "accept"
    }


def _get_spans(eg: dict[str, Any], labels: Sequence[str] | None) -> list[Span]:
    spans = (
        (span["start"], span["end"], name_label(span.get("label")))
        for span in eg.get("spans") or ()
        if "start" in span and "end" in span
    )
    return sorted({span for span in spans if labels is None or span[2] in labels})


def _align(
    reference: Iterable[Span], other: Iterable[Span], partial: bool
) -> list[tuple[str, str]]:
    """Pair spans one to one: equal ones first, then those that overlap with the same label (if
    `partial`), then those at the same place with different labels.

    RETURNS (list[tuple[str, str]]): Label in the reference and label of the other one, for each
        pair and each span without a partner.
    """
    left, right = list(reference), list(other)
    pairs: list[tuple[str, str]] = []

    def take(matches: Iterable[tuple[Span, Span]]) -> None:
        for one, two in matches:
            if one in left and two in right:
                left.remove(one)
                right.remove(two)
                pairs.append((one[2], two[2]))

    take([(span, span) for span in left if span in right])
    if partial:
        candidates = [
            (-_overlap(one, two), one, two) for one in left for two in right if one[2] == two[2]
        ]
        take([(one, two) for size, one, two in sorted(candidates) if size < 0])
    take([(one, two) for one in left for two in right if one[:2] == two[:2]])
    pairs += [(one[2], NO_LABEL) for one in left]
    pairs += [(NO_LABEL, two[2]) for two in right]
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
