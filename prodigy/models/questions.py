"""Tasks that ask about one suggestion of a model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import get_tokens
from ..hashing import TASK_HASH_ATTR, set_hashes
from ..shapes import SpanType, TaskType
from .decisions import Entity
from .pipes import get_model_name

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def make_question(
    eg: TaskType,
    question: TaskType,
    score: float,
    *,
    doc: Doc | None = None,
    task_keys: Iterable[str] | None = None,
) -> TaskType:
    """Make a task that asks about something.

    eg (dict): The task with the text. It is not changed.
    question (dict): What is asked about, e.g. {"label": "POSITIVE"}.
    score (float): Its probability, which is shown below the task.
    doc (Doc | None): The tokens, for tasks that need some and have none. Defaults to None.
    task_keys (Iterable[str] | None): Keys that make up the question. Defaults to None (as usual).
    RETURNS (dict): A copy of the task with the question and its hash.
    """
    task = {key: value for key, value in eg.items() if key != TASK_HASH_ATTR}
    task.update(question)
    set_hashes(task, task_keys=task_keys)
    if doc is not None and not task.get("tokens"):
        task["tokens"] = get_tokens(doc)
    task["meta"] = {**(eg.get("meta") or {}), "score": round(score, 4)}
    return task


def make_span_question(
    eg: TaskType, doc: Doc, entity: Entity, score: float, *, nlp: Language, **more: Any
) -> TaskType:
    """Make a task that asks about one span.

    eg (dict): The task with the text. It is not changed.
    doc (Doc): Its tokens.
    entity (tuple): First token, last token (exclusive) and label.
    score (float): Its probability.
    nlp (Language): The pipeline that suggests it.
    **more (Any): Further keys of the span.
    RETURNS (dict): A copy of the task with that span as its only one.
    """
    start, end, label = entity
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    span = {"text": eg["text"][first:last], "start": first, "end": last, "label": label}
    # The hash is that of a pattern match of the same span: it is the same question.
    task = make_question(eg, {"spans": [span]}, score, doc=doc)
    found = {"score": round(score, 4), "source": get_model_name(nlp), **more}
    # In tasks the last token is inclusive.
    task["spans"] = [{**span, "token_start": start, "token_end": end - 1, **found}]
    return task


def make_span(doc: Doc, entity: Entity) -> SpanType:
    """Make the span of an entity as annotators would have made it.

    doc (Doc): The tokens.
    entity (tuple): First token, last token (exclusive) and label.
    RETURNS (dict): The span, its last token inclusive.
    """
    start, end, label = entity
    span = doc[start:end]
    return {
        "text": span.text,
        "start": span.start_char,
        "end": span.end_char,
        "token_start": start,
        "token_end": end - 1,
        "label": label,
    }
