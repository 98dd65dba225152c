"""Comparing two pipelines by asking which of their predictions is better."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ..components.ab_report import IGNORED, A, B, is_swapped, make_report
from ..components.preprocess import split_sentences
from ..components.preprocess.suggestions import iter_docs, make_spans
from ..errors import RecipeError
from ..hashing import set_hashes
from ..models.pipes import ensure_sentencizer
from ..registry import recipe
from ..shapes import TaskType
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared

if TYPE_CHECKING:
    from spacy.language import Language


BATCH_SIZE = 10


@recipe(
    "ner.eval-ab",
    dataset=shared.DATASET,
    before_model=("Loadable spaCy pipeline, A", "positional", None, str),
    after_model=("Loadable spaCy pipeline to compare it with, B", "positional", None, str),
    source=shared.TEXTS,
    loader=shared.LOADER,
    label=shared.MODEL_LABEL,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
)
def eval_ab(
    dataset: str,
    before_model: str | Language,
    after_model: str | Language,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    unsegmented: bool = False,
) -> RecipeSettingsType:
    """Choose between the entities of two pipelines without knowing which is which. The result is
    printed at the end.
    """
    before, after = load_spacy_model(before_model), load_spacy_model(after_model)
    stream = shared.open_texts(source, loader)
    if not unsegmented:
        stream.apply(split_sentences, nlp=ensure_sentencizer(before), stream=stream)
    labels = get_labels(label) or None
    stream.apply(make_ab_tasks, stream=stream, before=before, after=after, labels=labels)
    return {
        "view_id": "choice",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "on_exit": make_report("Before", "After", get_chosen_side),
        "config": {
            "choice_style": "single",
            # Nothing is left to do once one of the two is chosen.
            "choice_auto_accept": True,
        },
    }


def make_ab_tasks(
    stream: Iterable[TaskType],
    before: Language,
    after: Language,
    labels: Collection[str] | None = None,
) -> Iterator[TaskType]:
    """Ask which of two pipelines found the better entities. Where they agree, there is no question.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    before (Language): The pipeline called A.
    after (Language): The pipeline called B.
    labels (Collection[str] | None): Use only entities with these labels. Defaults to None (all).
    RAISES (RecipeError): They always agree.
    YIELDS (dict): Copies of the tasks with "A" and "B", what each of them predicts, and both as
        options in random order. The "id" is the number of the task in the stream.
    """
    tasks = iter(stream)
    i, is_empty, has_question = 0, True, False
    while batch := list(islice(tasks, BATCH_SIZE)):
        is_empty = False
        pairs = zip(iter_docs(batch, before), iter_docs(batch, after), strict=True)
        for (eg, doc_a), (_, doc_b) in pairs:
            text = eg["text"]
            output_a, output_b = (
                {"text": text, "spans": make_spans(text, doc.ents, labels)}
                for doc in (doc_a, doc_b)
            )
            if output_a != output_b:
                has_question = True
                yield _make_task(eg, i, output_a, output_b)
            i += 1
    if not is_empty and not has_question:
        raise RecipeError(
            f"The two pipelines find the same entities in all {i} texts",
            "There is nothing to compare. If that is a surprise, check that they are the right "
            "ones, and --label.",
        )


def _make_task(eg: TaskType, i: int, output_a: TaskType, output_b: TaskType) -> TaskType:
    # Spans and tokens of the data would be shown above the options.
    kept = {key: value for key, value in eg.items() if key not in ("spans", "tokens")}
    options = [{"id": A, **output_a}, {"id": B, **output_b}]
    task = {**kept, "id": i, A: output_a, B: output_b, "options": options}
    set_hashes(task, overwrite=True)
    if is_swapped(task):
        options.reverse()
    return task


def get_chosen_side(eg: TaskType) -> str | None:
    """Get the side that was chosen.

    eg (dict): An answered task with the options A and B.
    RETURNS (str | None): A, B, IGNORED, or None if not exactly one was chosen.
    """
    selected = eg.get("accept") or []
    if eg.get("answer") == "ignore":
        return IGNORED
    if eg.get("answer") != "accept" or len(selected) != 1:
        return None
    return selected[0] if selected[0] in (A, B) else None
