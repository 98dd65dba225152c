"""One task per span or token of a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ...hashing import set_hashes
from ...shapes import TaskType, name_label
from .tokens import get_tokens, make_raw_doc

if TYPE_CHECKING:
    from spacy.language import Language


def split_spans(
    stream: Iterable[TaskType], labels: Collection[str] | None = None
) -> Iterator[TaskType]:
    """Yield one task per span, so that each can be accepted or rejected on its own.

    stream (Iterable[dict]): The tasks. They are not changed. Tasks without spans are left out.
    labels (Collection[str] | None): Use only spans with these labels. Defaults to None (all).
    YIELDS (dict): Copies of the tasks with one span each and new hashes.
    """
    for eg in stream:
        for span in eg.get("spans") or ():
            if labels is None or name_label(span.get("label")) in labels:
                yield set_hashes(_copy_with_spans(eg, [dict(span)]), overwrite=True)


def split_tokens(nlp: Language, stream: Iterable[TaskType]) -> Iterator[TaskType]:
    """Yield one task per token, with the token as its only span.

    nlp (Language): The pipeline. Only its tokenizer is used.
    stream (Iterable[dict]): The tasks with a text. They are not changed.
    YIELDS (dict): Copies of the tasks with one span each, tokens and new hashes. Tokens that are
        just white space are left out.
    """
    for eg in stream:
        tokens = eg["tokens"] if "tokens" in eg else get_tokens(make_raw_doc(nlp, eg))
        for i, token in enumerate(tokens):
            if token["text"].strip():
                token_id = token.get("id", i)
                span = {key: token[key] for key in ("text", "start", "end")}
                span.update(token_start=token_id, token_end=token_id)
                task = {**_copy_with_spans(eg, [span]), "tokens": tokens}
                yield set_hashes(task, overwrite=True)


def _copy_with_spans(eg: TaskType, spans: list[dict[str, Any]]) -> TaskType:
    task = {key: dict(value) if isinstance(value, dict) else value for key, value in eg.items()}
    task["spans"] = spans
    return task
