"""What an annotated task must contain to be used for training. Other keys are allowed and kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)


class TrainingSpan(_Open):
    """A labelled part of a text, in characters; the end is exclusive."""

    start: int
    end: int
    label: str
    token_start: int | None = None
    token_end: int | None = None


class TrainingExample(_Open):
    """An answer about a text."""

    text: str
    answer: str | None = None
    meta: dict[str, Any] = {}
    input_hash: int | None = Field(None, alias="_input_hash")
    task_hash: int | None = Field(None, alias="_task_hash")


class NerExample(TrainingExample):
    """An answer about entities, which never overlap."""

    spans: list[TrainingSpan] = []


class SpancatExample(TrainingExample):
    """An answer about spans, which may overlap."""

    spans: list[TrainingSpan] = []


SpansExample = SpancatExample


class PosExample(TrainingExample):
    """An answer about part-of-speech tags: spans of one token each."""

    spans: list[TrainingSpan] = []


class SentExample(TrainingExample):
    """An answer about sentences: spans of their first tokens."""

    spans: list[TrainingSpan] = []


class TrainingRelation(_Open):
    """A labelled relation of two tokens, or of the last tokens of two spans, by their numbers."""

    head: int
    child: int
    label: str


class RelationsExample(TrainingExample):
    """An answer about relations between tokens and spans."""

    spans: list[TrainingSpan] = []
    relations: list[TrainingRelation] = []


DepExample = CorefExample = RelationsExample


class TextcatExample(TrainingExample):
    """An answer about the category of a text: one label, or options and the selected ones."""

    label: str | int | None = None
    options: list[dict[str, Any]] = []
    accept: list[str | int] = []
