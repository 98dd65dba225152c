"""Agreement between annotators: how often they say the same about the same input.

- `annotations` picks the annotations that can be compared, by input and annotator.
- `agreement` has the coefficients for decisions: percent agreement, Krippendorff's alpha and
  Gwet's AC2, over units and categories.
- `spans` compares spans pair by pair: precision, recall, F1 and which labels are confused.

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
from .spans import NO_LABEL, Scores, SpanAgreement, measure_span_agreement

__all__ = [
    "NO_LABEL",
    "Agreement",
    "Annotations",
    "Scores",
    "SpanAgreement",
    "collect_annotations",
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
