"""Agreement between annotators: how often they say the same about the same input.

- `annotations` picks the annotations that can be compared, by input and annotator.
- `agreement` has the coefficients for decisions: percent agreement, Krippendorff's alpha and
  Gwet's AC1 and AC2, over units and categories.
- `pairs` has those of two raters, with Cohen's kappa and confidence intervals (`resampling`).
- `opinions` reads what people and models said about the same items, `judging` compares them.
- `anchoring` compares answers with and without suggestions.
- `biases` measures whether positions and lengths decide which response is preferred.
- `spans` compares spans pair by pair: precision, recall, F1 and which labels are confused.
- `places` pairs shapes in images and regions of recordings by how much they have in common.

Nothing here prints. The recipes `metric.iaa.binary`, `metric.iaa.doc` and `metric.iaa.span` do.
"""

from __future__ import annotations

from .agreement import (
    Agreement,
    get_alpha,
    get_gwet_ac1,
    get_gwet_ac2,
    get_percent_agreement,
    measure_agreement,
)
from .anchoring import AnchoringReport, GroupReport, measure_anchoring
from .annotations import (
    Annotations,
    collect_annotations,
    get_annotator,
    get_binary_value,
    get_labels_of_options,
    get_multiclass_value,
    get_multilabel_value,
)
from .biases import (
    Comparison,
    LengthBias,
    PositionBias,
    get_binomial_p,
    measure_length_bias,
    measure_position_bias,
)
from .judging import JudgeReport, is_consistent, measure_judge
from .judging import Scores as JudgeScores
from .opinions import Collector, Item, Opinions, Question
from .pairs import PairAgreement, get_cohen_kappa, measure_pair_agreement
from .places import NO_LABEL
from .resampling import Estimate, estimate
from .spans import Scores, SpanAgreement, find_labels, measure_span_agreement

__all__ = [
    "Agreement",
    "AnchoringReport",
    "Annotations",
    "Collector",
    "Comparison",
    "Estimate",
    "GroupReport",
    "Item",
    "JudgeReport",
    "JudgeScores",
    "LengthBias",
    "NO_LABEL",
    "Opinions",
    "PairAgreement",
    "PositionBias",
    "Question",
    "Scores",
    "SpanAgreement",
    "collect_annotations",
    "estimate",
    "find_labels",
    "get_alpha",
    "get_annotator",
    "get_binary_value",
    "get_binomial_p",
    "get_cohen_kappa",
    "get_gwet_ac1",
    "get_gwet_ac2",
    "get_labels_of_options",
    "get_multiclass_value",
    "get_multilabel_value",
    "get_percent_agreement",
    "is_consistent",
    "measure_agreement",
    "measure_anchoring",
    "measure_judge",
    "measure_length_bias",
    "measure_pair_agreement",
    "measure_position_bias",
    "measure_span_agreement",
]
