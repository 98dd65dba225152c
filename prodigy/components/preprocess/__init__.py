"""Preprocessors: functions that change or extend the tasks of a stream before annotation.

Those that take a stream are generators: nothing happens before the first task is asked for. They
yield copies, so the tasks that go in can be used again. Use them with `stream.apply`.
"""

from __future__ import annotations

from ...hashing import set_hashes
from ...messages import msg
from .media import fetch_images, fetch_media, fetch_task_media, remove_base64
from .media_serving import restore_media, serve_media
from .options import (
    add_answer,
    add_label_options,
    add_labels_to_stream,
    add_view_id,
    convert_options_to_cats,
    resolve_labels,
)
from .sentences import split_sentences
from .spans import split_spans, split_tokens
from .suggestions import (
    get_llm_task,
    make_ner_suggestions,
    make_spancat_suggestions,
    make_textcat_suggestions,
)
from .tokens import add_tokens, get_token, get_tokens, make_raw_doc, tokenize_example

__all__ = [
    "add_answer",
    "add_label_options",
    "add_labels_to_stream",
    "add_tokens",
    "add_view_id",
    "convert_options_to_cats",
    "fetch_images",
    "fetch_media",
    "fetch_task_media",
    "get_llm_task",
    "get_token",
    "get_tokens",
    "make_ner_suggestions",
    "make_raw_doc",
    "make_spancat_suggestions",
    "make_textcat_suggestions",
    "msg",
    "remove_base64",
    "resolve_labels",
    "restore_media",
    "serve_media",
    "set_hashes",
    "split_sentences",
    "split_spans",
    "split_tokens",
    "tokenize_example",
]
