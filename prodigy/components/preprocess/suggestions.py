"""Suggestions of a trained pipeline, or of a language model in one, for annotators to correct."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...errors import RecipeError
from ...hashing import set_hashes
from ...io.progress import show_progress
from ...pipelines import explain_untrained, is_learning
from ...shapes import TaskType
from ..decorators import keeps_input
from .options import make_options
from .tokens import clean_text, get_text, make_raw_doc

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan


# Somebody waits for the first task, and the next ones should come from a model that has learned
# from the answers so far. A pipeline's own batches of a thousand texts are for other purposes.
BATCH_SIZE = 10
# Of a pipeline that doesn't learn: in batches of 32, a text costs it half as much as in tens.
LARGE_BATCH_SIZE = 32
MAX_BATCH_S = 1.0  # what a large batch may take; the annotator goes on with what is waiting
_batch_size: ContextVar[int | None] = ContextVar("batch_size", default=BATCH_SIZE)
DEFAULT_SPANS_KEY = "sc"  # where spaCy's span categorizer writes to


@keeps_input
def make_ner_suggestions(
    stream: Iterable[TaskType],
    nlp: Language,
    component: str,
    labels: Collection[str] | None,
    batch_size: int | None = None,
    show_progress_bar: bool = False,
    progress_bar_total: int | None = None,
) -> Iterator[TaskType]:
    """Set the spans of each task to the named entities that a pipeline finds.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    component (str): Name of the component that sets the entities.
    labels (Collection[str] | None): Use only entities with these labels. None: all.
    batch_size (int | None): Batch size for the pipeline. Defaults to None: small ones of 10 texts,
        then up to 32 of a quick pipeline that doesn't learn; or with a progress bar, when nobody
        waits for the first task, the pipeline's own.
    show_progress_bar (bool): Show the progress on standard error. Defaults to False.
    progress_bar_total (int | None): Number of tasks, for the progress bar. Defaults to None.
    YIELDS (dict): Copies of the tasks with spans and new hashes. Apply `add_tokens` afterwards.
    RAISES (RecipeError): The pipeline has no such component.
    """
    for eg, doc in _annotate(
        stream, nlp, component, batch_size, show_progress_bar, progress_bar_total
    ):
        eg["spans"] = make_spans(eg["text"], doc.ents, labels)
        yield set_hashes(eg, overwrite=True)


@keeps_input
def make_spancat_suggestions(
    stream: Iterable[TaskType],
    nlp: Language,
    component: str,
    labels: Collection[str] | None,
    batch_size: int | None = None,
    show_progress_bar: bool = False,
    progress_bar_total: int | None = None,
) -> Iterator[TaskType]:
    """Set the spans of each task to the possibly overlapping spans that a pipeline finds.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    component (str): Name of the component that sets the spans. They are read from its spans key.
    labels (Collection[str] | None): Use only spans with these labels. None: all.
    batch_size (int | None): Batch size for the pipeline. Defaults to None: small ones of 10 texts,
        then up to 32 of a quick pipeline that doesn't learn; or with a progress bar, when nobody
        waits for the first task, the pipeline's own.
    show_progress_bar (bool): Show the progress on standard error. Defaults to False.
    progress_bar_total (int | None): Number of tasks, for the progress bar. Defaults to None.
    YIELDS (dict): Copies of the tasks with spans and new hashes. Apply `add_tokens` afterwards.
    RAISES (RecipeError): The pipeline has no such component.
    """
    key = DEFAULT_SPANS_KEY
    if component in nlp.pipe_names:
        key = getattr(nlp.get_pipe(component), "key", None) or DEFAULT_SPANS_KEY
    for eg, doc in _annotate(
        stream, nlp, component, batch_size, show_progress_bar, progress_bar_total
    ):
        eg["spans"] = make_spans(eg["text"], doc.spans.get(key, ()), labels)
        yield set_hashes(eg, overwrite=True)


@keeps_input
def make_textcat_suggestions(
    stream: Iterable[TaskType],
    nlp: Language,
    component: str,
    labels: Collection[str] | None,
    threshold: float,
    batch_size: int | None = None,
    show_progress_bar: bool = False,
    progress_bar_total: int | None = None,
) -> Iterator[TaskType]:
    """Add an option per label to each task, and select those that a pipeline finds likely.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    component (str): Name of the component that sets the categories.
    labels (Collection[str] | None): The options. None: all labels of the component.
    threshold (float): Select labels with at least this score, 0 to 1.
    batch_size (int | None): Batch size for the pipeline. Defaults to None: small ones of 10 texts,
        then up to 32 of a quick pipeline that doesn't learn; or with a progress bar, when nobody
        waits for the first task, the pipeline's own.
    show_progress_bar (bool): Show the progress on standard error. Defaults to False.
    progress_bar_total (int | None): Number of tasks, for the progress bar. Defaults to None.
    YIELDS (dict): Copies of the tasks with "options", "accept" and new hashes.
    RAISES (RecipeError): The pipeline has no such component.
    """
    for eg, doc in _annotate(
        stream, nlp, component, batch_size, show_progress_bar, progress_bar_total
    ):
        names = list(doc.cats) if labels is None else list(labels)
        eg["options"] = make_options(names)
        eg["accept"] = [name for name in names if doc.cats.get(name, 0.0) >= threshold]
        yield set_hashes(eg, overwrite=True)


def get_llm_task(nlp: Language, component: str = "llm") -> Any:
    """Get the task of a language model component: its prompt template and the parser of responses.

    nlp (Language): The pipeline.
    component (str): Name of the component. Defaults to "llm".
    RETURNS (Any): The task object of spacy-llm.
    RAISES (RecipeError): The pipeline has no such component, or it has no task.
    """
    _check_component(nlp, component)
    task = getattr(nlp.get_pipe(component), "_task", None)
    if task is None:
        raise RecipeError(
            f"The component '{component}' has no task", "It is not a component of spacy-llm."
        )
    return task


def _annotate(
    stream: Iterable[TaskType],
    nlp: Language,
    component: str,
    batch_size: int | None,
    show_progress_bar: bool,
    total: int | None,
) -> Iterator[tuple[TaskType, Doc]]:
    _check_component(nlp, component)
    for eg, doc in iter_docs(stream, nlp, batch_size, show_progress_bar, total):
        add_llm_io(eg, doc, component)
        yield eg, doc


def iter_docs(
    stream: Iterable[TaskType],
    nlp: Language,
    batch_size: int | None = None,
    show_progress_bar: bool = False,
    progress_bar_total: int | None = None,
) -> Iterator[tuple[TaskType, Doc]]:
    """Run a pipeline over the texts of tasks, in the tokens that the tasks have.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    batch_size (int | None): Batch size for the pipeline. Defaults to None: small ones of 10 texts,
        then up to 32 of a quick pipeline that doesn't learn; or with a progress bar, when nobody
        waits for the first task, the pipeline's own.
    show_progress_bar (bool): Show the progress on standard error. Defaults to False.
    progress_bar_total (int | None): Number of tasks, for the progress bar. Defaults to None.
    YIELDS (tuple[dict, Doc]): A copy of the task and the document. Tokens that don't make up the
        text are left out of the task.
    """
    if show_progress_bar:
        stream = show_progress(stream, "Predicting", total=progress_bar_total, is_asked=True)
    inputs = (_make_input(eg, nlp) for eg in stream)
    with explain_untrained(pipe for _, pipe in nlp.pipeline):
        if batch_size is None and not show_progress_bar and _batch_size.get() == BATCH_SIZE:
            pairs = _pipe_in_growing_batches(nlp, inputs)
        else:
            size = _batch_size.get() if batch_size is None else batch_size
            size = None if show_progress_bar and batch_size is None else size
            pairs = nlp.pipe(inputs, as_tuples=True, batch_size=size)
        for doc, eg in pairs:
            yield eg, doc


def _pipe_in_growing_batches(
    nlp: Language, inputs: Iterator[tuple[str | Doc, TaskType]]
) -> Iterator[tuple[Doc, TaskType]]:
    """Run a pipeline whose first results somebody waits for.

    At most a quarter of what was read is on its way, so that progress stays true to what is done.
    """
    n_done, size = 0, BATCH_SIZE
    while batch := list(islice(inputs, size)):
        started = time.perf_counter()
        found = list(nlp.pipe(batch, as_tuples=True, batch_size=size))
        seconds = (time.perf_counter() - started) / len(batch)
        yield from found
        n_done += len(batch)
        is_slow = seconds * LARGE_BATCH_SIZE > MAX_BATCH_S
        size = max(BATCH_SIZE, min(LARGE_BATCH_SIZE, n_done // 3))
        size = BATCH_SIZE if is_slow or is_learning(nlp) else size


@contextmanager
def large_batches() -> Iterator[None]:
    """Let pipelines take the batches that they are made for: nobody waits for the first task."""
    token = _batch_size.set(None)
    try:
        yield
    finally:
        _batch_size.reset(token)


def _make_input(eg: TaskType, nlp: Language) -> tuple[str | Doc, TaskType]:
    text = clean_text(get_text(eg))
    eg = {key: dict(value) if isinstance(value, dict) else value for key, value in eg.items()}
    if eg.get("tokens"):
        # What is suggested has to fit the tokens that the annotator sees.
        doc = make_raw_doc(nlp, eg)
        if doc.text == text:
            return doc, eg
        del eg["tokens"]
    return text, eg


def _check_component(nlp: Language, component: str) -> None:
    if component not in nlp.pipe_names:
        raise RecipeError(
            f"Can't find component '{component}' in pipeline.",
            f"Available components: {', '.join(nlp.pipe_names) or 'none'}. The pipeline must have "
            "a trained component of that kind. Select another one with --component",
        )


def make_spans(
    text: str, spans: Iterable[SpacySpan], labels: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Make the spans of a task from those of a document.

    text (str): The text of the task.
    spans (Iterable[Span]): The spans of the document.
    labels (Collection[str] | None): Use only spans with these labels. Defaults to None (all).
    RETURNS (list[dict]): The spans, with offsets, token indices, text and label.
    """
    return [
        {
            "token_start": span.start,
            "token_end": span.end - 1,  # of spaCy it is exclusive, in tasks inclusive
            "start": span.start_char,
            "end": span.end_char,
            "text": text[span.start_char : span.end_char],
            "label": span.label_,
        }
        for span in spans
        if labels is None or span.label_ in labels
    ]


def add_llm_io(eg: TaskType, doc: Doc, component: str) -> None:
    """Keep what was sent to a language model, and what it answered.

    It is there if the component of spacy-llm is configured with save_io.

    eg (dict): The task. It gets the key "llm", if there is something.
    doc (Doc): The annotated document.
    component (str): Name of the component.
    """
    saved = doc.user_data.get("llm_io", {}).get(component)
    if saved:
        eg["llm"] = {key: _join(saved[key]) for key in ("prompt", "response") if key in saved}


def _join(value: Any) -> str:
    """Long documents are asked about in several parts."""
    return "\n\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
