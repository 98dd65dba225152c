"""Recipes that measure how far annotators agree. None of them starts the server.

The tables are the result, so they go to standard output; everything else to standard error.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from ..components.answer_checks import iter_usable
from ..components.metrics import (
    NO_LABEL,
    Agreement,
    Annotations,
    SpanAgreement,
    collect_annotations,
    find_labels,
    get_binary_value,
    get_labels_of_options,
    get_multiclass_value,
    get_multilabel_value,
    measure_agreement,
    measure_span_agreement,
)
from ..components.source import DatasetSource, make_source
from ..errors import RecipeError
from ..hashing import set_hashes
from ..messages import msg, out
from ..registry import Arg, recipe
from ..types import LabelsType, SourceType

AnnotationType = Literal["multiclass", "multilabel"]
Row = tuple[str, str]

SOURCE = Arg(help="Annotations: dataset:NAME, file path, or - for standard input")
LABELS = Arg("--labels", "-l", help="Labels separated by commas, or file with one per line")
ANNOTATORS = Arg("--annotators", "-a", help="Annotators to compare, separated by commas")
LOADER = Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set")
UNDEFINED = "-"


@recipe("metric.iaa.binary", source=SOURCE, annotators=ANNOTATORS, loader=LOADER)
def iaa_binary(
    source: SourceType, annotators: list[str] | None = None, loader: str | None = None
) -> Agreement:
    """Measure how far annotators agree in binary decisions, to accept or to reject."""
    annotations = _load(source, loader, annotators, required=("answer",))
    result = measure_agreement(_get_values(annotations, get_binary_value))
    _print_agreement(result)
    return result


@recipe(
    "metric.iaa.doc",
    source=SOURCE,
    annotation_type=Arg(help="multiclass for one label per text, multilabel for several"),
    labels=LABELS,
    annotators=ANNOTATORS,
    loader=LOADER,
)
def iaa_doc(
    source: SourceType,
    annotation_type: AnnotationType,
    labels: LabelsType | None = None,
    annotators: list[str] | None = None,
    loader: str | None = None,
) -> Any:
    """Measure how far annotators agree about the labels of texts or other inputs."""
    annotations = _load(source, loader, annotators, required=("answer",))
    found = get_labels_of_options(_iter_examples(annotations))
    if not found:
        raise RecipeError(
            "The examples have no options and no selected labels",
            "metric.iaa.doc measures annotations of the choice interface. Use metric.iaa.binary "
            "for those that were only accepted or rejected, metric.iaa.span for spans.",
        )
    chosen = _choose_labels(labels, found)
    if annotation_type == "multiclass":
        values = _get_values(annotations, get_multiclass_value)
        result = measure_agreement(
            {name: value if value in chosen else None for name, value in unit.items()}
            for unit in values
        )
        _print_agreement(result)
        return result
    results = {}
    for label in chosen:
        values = _get_values(annotations, lambda eg, label=label: get_multilabel_value(eg, label))
        results[label] = measure_agreement(values)
        _print_agreement(results[label], label)
    return results


@recipe(
    "metric.iaa.span",
    source=SOURCE,
    labels=LABELS,
    annotators=ANNOTATORS,
    partial=Arg("--partial", "-P", help="Overlapping spans with the same label agree, too"),
    loader=LOADER,
    iou=Arg("--iou", help="How much shapes or regions must have in common to agree, 0 to 1"),
)
def iaa_span(
    source: SourceType,
    labels: LabelsType | None = None,
    annotators: list[str] | None = None,
    partial: bool = False,
    loader: str | None = None,
    iou: float = 0.5,
) -> SpanAgreement:
    """Measure how far annotators agree about spans, shapes in images or regions of recordings, and
    which labels they confuse.
    """
    if not 0 <= iou <= 1:
        raise RecipeError(f"--iou is from 0 to 1, found {iou}", "0.5 means: half of both together.")
    annotations = _load(source, loader, annotators, required=("answer",))
    found = find_labels(annotations)
    if not found:
        raise RecipeError(
            "The examples have no spans",
            "metric.iaa.span measures spans in texts, shapes in images and regions of recordings.",
        )
    chosen = _choose_labels(labels, found) if labels else None
    result = measure_span_agreement(annotations, labels=chosen, partial=partial, iou=iou)
    _print_span_agreement(result, len(annotations.annotators))
    return result


def _load(
    source: SourceType,
    loader: str | None,
    annotators: Sequence[str] | None,
    required: Sequence[str],
) -> Annotations:
    found = make_source(source, loader)
    # As a source of tasks a dataset leaves out the answers, which are what matters here.
    examples = found.iter_examples() if isinstance(found, DatasetSource) else found
    annotations = collect_annotations(
        (set_hashes(dict(eg)) for eg in iter_usable(examples, str(source))),
        required=required,
        annotators=annotators or None,
    )
    names = annotations.annotators
    msg.info(f"Using {len(names)} annotator IDs: {', '.join(names)}")
    return annotations


def _iter_examples(annotations: Annotations) -> Iterable[dict[str, Any]]:
    return (eg for by_name in annotations.by_input.values() for eg in by_name.values())


def _get_values(annotations: Annotations, get_value: Any) -> list[dict[str, Any]]:
    return [
        {name: get_value(eg) for name, eg in by_name.items()}
        for by_name in annotations.by_input.values()
    ]


def _choose_labels(labels: Sequence[str] | None, found: Sequence[str]) -> list[str]:
    if not labels:
        return list(found)
    unknown = [label for label in labels if label not in found]
    if unknown:
        raise RecipeError(
            f"Requested labels were not found in the dataset: {', '.join(unknown)}",
            f"Found labels: {', '.join(found)}.",
        )
    return list(labels)


def _print_agreement(result: Agreement, label: str | None = None) -> None:
    suffix = f" for LABEL: {label}" if label is not None else ""
    rows = [
        ("Examples", str(result.n_units)),
        ("Categories", str(result.n_categories)),
        *_describe_units(result, result.n_annotators),
    ]
    _print_table(f"Annotation Statistics{suffix}", ("Attribute", "Value"), rows)
    out.text("* (>1 annotation)")
    scores = [
        ("Percent (Simple) Agreement", _format(result.percent)),
        ("Krippendorff's Alpha", _format(result.alpha)),
        ("Gwet's AC2", _format(result.ac2)),
    ]
    _print_table(f"Agreement Statistics{suffix}", ("Statistic", "Value"), scores)
    if None in (result.percent, result.alpha, result.ac2):
        reason = (
            "No input was annotated by two annotators."
            if not result.n_coincident
            else "Everybody always chose the same category, so chance explains it all."
        )
        msg.warn(f"Some statistics are undefined{suffix}", reason)


def _print_span_agreement(result: SpanAgreement, n_annotators: int) -> None:
    rows = [
        ("Examples", str(result.n_units)),
        ("Categories", str(len(result.labels))),
        *_describe_units(result, n_annotators),
    ]
    _print_table("Annotation Statistics", ("Attribute", "Value"), rows)
    out.text("* (>1 annotation)")
    averages = [(label, result.get_average(label)) for label in result.labels]
    averages.append(("(micro)", result.get_average()))
    scores = [
        (name, *map(_format, average or (None,) * 3), _describe_support(result, name))
        for name, average in averages
    ]
    _print_table(
        "Agreement Statistics",
        ("Category", "Precision", "Recall", "Pairwise F1", "Support"),
        scores,
    )
    if result.iou is not None:
        out.text(f"Intersection over union of those that agree: {result.iou:.2f} on average")
    names = [*result.labels, NO_LABEL]
    matrix = [(row, *(f"{result.confusion[row][column]:.2f}" for column in names)) for row in names]
    _print_table("Normalized Confusion Matrix", ("", *names), matrix)
    if not result.pairs:
        msg.warn("The statistics are undefined", "No input was annotated by two annotators.")


def _describe_support(result: SpanAgreement, name: str) -> str:
    return str(result.support.get(name, sum(result.support.values())))


def _describe_units(result: Any, n_annotators: int) -> list[Row]:
    return [
        ("Co-Incident Examples*", str(result.n_coincident)),
        ("Single Annotation Examples", str(result.n_single)),
        ("Annotators", str(n_annotators)),
        ("Avg. Annotations per Example", f"{result.average:.2f}"),
    ]


def _print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    out.text("")
    out.info(title)
    aligns = ("l", *("r" for _ in header[1:]))
    out.table([tuple(row) for row in rows], header=header, divider=True, aligns=aligns)


def _format(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.4f}"
