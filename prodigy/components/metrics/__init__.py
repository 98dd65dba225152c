"""Agreement between annotators: how often they say the same about the same input.

- `annotations` picks the annotations that can be compared, by input and annotator.
- `agreement` has the coefficients for decisions: percent agreement, Krippendorff's alpha and
  Gwet's AC2, over units and categories.
- `spans` compares spans pair by pair: precision, recall, F1 and which labels are confused.
- `places` pairs shapes in images and regions of recordings by how much they have in common.

Nothing here prints. The recipes `metric.iaa.binary`, `metric.iaa.doc` and `metric.iaa.span` do.
"""

from __future__ import annotations

from .agreement import (
    Agreement,
    get_alpha,
    get_gwet_ac2,
    get_percent_agreement,
    measure_agreement,
)
from .annotations import (
    Annotations,
    collect_annotations,
    get_annotator,
    get_binary_value,
    get_labels_of_options,
    get_multiclass_value,
    get_multilabel_value,
)
from .places import NO_LABEL
from .spans import Scores, SpanAgreement, find_labels, measure_span_agreement

__all__ = [
    "NO_LABEL",
    "Agreement",
    "Annotations",
    "Scores",
    "SpanAgreement",
    "collect_annotations",
    "find_labels",
    "get_alpha",
    "get_annotator",
    "get_binary_value",
    "get_gwet_ac2",
    "get_labels_of_options",
    "get_multiclass_value",
    "get_multilabel_value",
    "get_percent_agreement",
    "measure_agreement",
    "measure_span_agreement",
]
