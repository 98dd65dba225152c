"""Names for the shapes that everything passes around. They also work as hints of recipe arguments.

The command line reads the hints of a recipe's arguments: LabelsType takes a comma-separated list
or a file with labels, SourceType a path, "-" or "dataset:NAME", and so on.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from radicli import ExistingDirPath, ExistingFilePath, ExistingPath

if TYPE_CHECKING:
    from .protocols import ControllerComponentsDict as RecipeSettingsType
    from .training_types import (
        CorefExample,
        DepExample,
        NerExample,
        PosExample,
        RelationsExample,
        SentExample,
        SpancatExample,
        SpansExample,
        TextcatExample,
    )

__all__ = [
    "CorefExample",
    "DepExample",
    "ExamplesType",
    "ExistingDirPath",
    "ExistingFilePath",
    "ExistingPath",
    "LabelsType",
    "LogLevel",
    "NerExample",
    "PathInputType",
    "PatternsType",
    "PosExample",
    "RecipeSettingsType",
    "RelationsExample",
    "ScoredStreamType",
    "SentExample",
    "SourceType",
    "SpanType",
    "SpancatExample",
    "SpansExample",
    "StreamType",
    "TaskType",
    "TextcatExample",
    "ViewId",
]

TaskType = dict[str, Any]
SpanType = dict[str, Any]
ExamplesType = list[TaskType]
# A Stream is an iterable of tasks like any other.
StreamType = Iterable[TaskType]
ScoredStreamType = Iterable[tuple[float, TaskType]]
PathInputType = str | Path
PatternsType = list[dict[str, Any]]
LogLevel = Literal["basic", "verbose"]
# The marks tell the command line how to read these two, see prodigy.converters.
LABELS_MARK = "prodigy.labels"
SOURCE_MARK = "prodigy.source"
LabelsType = Annotated[list[str], LABELS_MARK]
SourceType = Annotated[str | Path | Iterable[TaskType], SOURCE_MARK]

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
]

_TRAINING_TYPES = frozenset(name for name in __all__ if name.endswith("Example"))


def __getattr__(name: str) -> Any:
    # Both need modules that most programs which only want a name for a type don't need.
    if name == "RecipeSettingsType":
        from .protocols import ControllerComponentsDict

        return ControllerComponentsDict
    if name in _TRAINING_TYPES:
        from . import training_types

        return getattr(training_types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
