"""Split texts into sentences, with one task per sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...config import get_config
from ...errors import RecipeError
from ...hashing import set_hashes
from ...io.places import put_in_place
from ...pipelines import explain_untrained
from ...shapes import TaskType
from .tokens import clean_text

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


# How components name what they set, if that is where sentences begin.
SENTENCE_ATTRS = frozenset(("token.is_sent_start", "doc.sents"))
# They refer to the tokens of the whole text.
TOKEN_KEYS = ("tokens", "relations", "arc")


def split_sentences(
    nlp: Language,
    stream: Iterable[TaskType],
    text_key: str = "text",
    batch_size: int = 32,
    min_length: int | bool | None = False,
) -> Iterator[TaskType]:
    """Split texts into sentences and yield one task per sentence.

    Spans within a sentence move with it. Those that cross the end of a sentence are dropped, and
    so are tokens and relations.

    nlp (Language): A pipeline that sets sentence boundaries, by a parser or a sentencizer.
    stream (Iterable[dict]): The tasks. They are not changed.
    text_key (str): Key of the text. Defaults to "text".
    batch_size (int): How many texts to process at a time. Defaults to 32.
    min_length (int | bool | None): Split only texts with more characters than this. False: split
        all texts (default). None: use the setting "split_sents_threshold".
    YIELDS (dict): The sentences as tasks with new hashes, and unsplit tasks as they are.
    RAISES (RecipeError): The pipeline sets no sentence boundaries.
    """
    if min_length is None:
        min_length = get_config().get("split_sents_threshold", False)
    not_needed = find_components_after(nlp)
    tasks = iter(stream)
    with explain_untrained(pipe for _, pipe in nlp.pipeline):
        yield from _split_batches(nlp, tasks, text_key, batch_size, min_length, not_needed)


def _split_batches(
    nlp: Language,
    tasks: Iterator[TaskType],
    text_key: str,
    batch_size: int,
    min_length: int | bool | None,
    not_needed: list[str],
) -> Iterator[TaskType]:
    while batch := list(islice(tasks, batch_size)):
        # Only texts that are split go through the pipeline, which may be slow.
        to_split = [eg for eg in batch if _is_long(eg.get(text_key), min_length)]
        texts = (clean_text(eg[text_key]) for eg in to_split)
        docs = iter(nlp.pipe(texts, batch_size=batch_size, disable=not_needed))
        for eg in batch:
            if _is_long(eg.get(text_key), min_length):
                for task in _split(eg, next(docs), text_key):
                    yield put_in_place(task, eg)
            else:
                yield eg


def find_components_after(nlp: Language) -> list[str]:
    """Find the components that can't change where sentences begin, because they come later.

    nlp (Language): The pipeline.
    RETURNS (list[str]): Their names. Only those at the end of the pipeline that say what they set;
        what comes before them may need each other.
    """
    names: list[str] = []
    for name in reversed(nlp.pipe_names):
        assigns = nlp.get_pipe_meta(name).assigns
        if not assigns or not SENTENCE_ATTRS.isdisjoint(assigns):
            return names
        names.append(name)
    return []


def _is_long(text: Any, min_length: int | bool | None) -> bool:
    return isinstance(text, str) and bool(text) and len(text) > (min_length or 0)


def _split(eg: TaskType, doc: Doc, text_key: str) -> Iterator[TaskType]:
    # A single token is a sentence in any case.
    if len(doc) > 1 and not doc.has_annotation("SENT_START"):
        raise RecipeError(
            "Can't split texts into sentences",
            "The pipeline doesn't set sentence boundaries. Use one with a parser or senter, add a "
            "sentencizer (nlp.add_pipe('sentencizer')), or don't split: --unsegmented",
        )
    sentences = doc.sents if len(doc) > 1 else [doc[:]]
    for start, end in [(sent.start_char, sent.end_char) for sent in sentences]:
        text = eg[text_key][start:end]
        if not text.strip():
            continue
        task = {
            key: dict(value) if isinstance(value, dict) else value
            for key, value in eg.items()
            if key not in TOKEN_KEYS
        }
        task[text_key] = text
        if "spans" in eg:
            task["spans"] = list(_move_spans(eg["spans"] or (), start, end))
        yield set_hashes(task, overwrite=True)


def _move_spans(spans: Iterable[dict[str, Any]], start: int, end: int) -> Iterator[dict[str, Any]]:
    for span in spans:
        if "start" not in span or "end" not in span:
            continue
        if start <= span["start"] and span["end"] <= end:
            moved = {key: span[key] for key in span if key not in ("token_start", "token_end")}
            yield {**moved, "start": span["start"] - start, "end": span["end"] - start}
