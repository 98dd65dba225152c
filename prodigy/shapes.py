"""The shapes that everything passes around, and the marks that recipe arguments can carry.

This module lies below all others and imports none of them. Recipes import the same names from
`prodigy.types`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

TaskType = dict[str, Any]  # a task or an answer, as JSON has it
SpanType = dict[str, Any]  # an entry of its "spans"
ExamplesType = list[TaskType]  # what update and before_db get
# A Stream is an iterable of tasks like any other.
StreamType = Iterable[TaskType]
ScoredStreamType = Iterable[tuple[float, TaskType]]  # what models return and sorters take
PathInputType = str | Path  # a path, as people write it
PatternsType = list[dict[str, Any]]  # match patterns: "label" and "pattern"
LogLevel = Literal["basic", "verbose"]  # values of PRODIGY_LOGGING
# The marks tell the command line how to read these two, see prodigy.arguments.converters.
LABELS_MARK = "prodigy.labels"
SOURCE_MARK = "prodigy.source"
# Key of tasks that were suggested ahead: by which recipe, pipeline, labels and options. It is taken
# off when they are shown, so an example that has it and no answer was seen by nobody.
SUGGESTED_KEY = "_suggested"
LabelsType = Annotated[list[str], LABELS_MARK]  # labels with commas between, or a file of them
# A path, "-" for standard input, or "dataset:NAME"; in Python also any iterable of tasks.
SourceType = Annotated[str | Path | Iterable[TaskType], SOURCE_MARK]

# IDs of the interfaces.
ViewId = Literal[
    "text",
    "html",
    "ner",
    "ner_manual",
    "spans",
    "spans_manual",
    "pos",
    "pos_manual",
    "relations",
    "dep",
    "classification",
    "image",
    "image_manual",
    "audio",
    "audio_manual",
    "choice",
    "review",
    "diff",
    "compare",
    "text_input",
    "blocks",
    "llm_io",
    "pages",
    "context",
    "page_spans",
    "conversation",
    "preference",
]


def is_label(value: Any) -> bool:
    """Tell whether a value names a label. Published data sets have numbers as classes, 0 included.

    value (Any): What stands at a key such as "label".
    RETURNS (bool): False for None, an empty text, NaN (an empty cell of a data frame), and whatever
        is no text, number or bool.
    """
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, (bool, int, float)) and value == value


def name_label(value: Any) -> str:
    """Write a label as it is shown, exported and compared.

    value (Any): What stands at a key such as "label".
    RETURNS (str): Its text, e.g. "0" for 0. Empty if it is no label.
    """
    return str(value) if is_label(value) else ""
