"""What suggestions do to annotators: answers with and without them compared."""

import sys
from dataclasses import asdict
from json import dumps

from ..components.answer_checks import iter_usable
from ..components.metrics import AnchoringReport, measure_anchoring
from ..components.source import DatasetSource, make_source
from ..errors import RecipeError
from ..messages import out
from ..registry import Arg, recipe
from ..types import SourceType
from .parts.control import HEADER, explain, make_rows
from .parts.measured import print_table

__all__ = ["metric_control"]


@recipe(
    "metric.control",
    source=Arg(help="Answers to tasks with suggestions: dataset:NAME or file path"),
    json=Arg("--json", "-J", help="Print JSON instead of a table"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
)
def metric_control(
    source: SourceType, json: bool = False, loader: str | None = None
) -> AnchoringReport:
    """Measure how much seeing what a model suggests changes what people answer, by the tasks that
    were shown without suggestions (--control).
    """
    found = make_source(source, loader)
    # As a source of tasks a dataset leaves out the answers, which are what matters here.
    examples = found.iter_examples() if isinstance(found, DatasetSource) else found
    report = measure_anchoring(iter_usable(examples, str(source)))
    if not report.shown.n + report.control.n:
        raise RecipeError(
            f"No accepted answer in {source} tells what was suggested",
            "Collect answers with --control, e.g. prodigy ner.correct ... --control 0.1. "
            f"Answers without a suggestion: {report.n_without}.",
        )
    if json:
        sys.stdout.write(f"{dumps(asdict(report))}\n")
    else:
        print_table("With and without suggestions", HEADER, make_rows(report))
        out.text(explain(report))
    return report
