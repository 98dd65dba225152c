"""Names for the shapes that everything passes around. They also work as hints of recipe arguments.

The command line reads the hints of a recipe's arguments: LabelsType takes a comma-separated list
or a file with labels, SourceType a path, "-" or "dataset:NAME", and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# Paths that must exist when a command starts.
from radicli import ExistingDirPath, ExistingFilePath, ExistingPath

from .protocols import ControllerComponentsDict as RecipeSettingsType
from .shapes import (
    ExamplesType,
    LabelsType,
    LogLevel,
    PathInputType,
    PatternsType,
    ScoredStreamType,
    SourceType,
    SpanType,
    StreamType,
    TaskType,
    ViewId,
)

if TYPE_CHECKING:
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

_TRAINING_TYPES = frozenset(name for name in __all__ if name.endswith("Example"))


def __getattr__(name: str) -> Any:
    # They are pydantic models, which most programs that only want a name for a type don't need.
    if name in _TRAINING_TYPES:
        from . import training_types

        return getattr(training_types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
