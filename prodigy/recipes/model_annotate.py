"""Predictions of a pipeline as the answers of an annotator, to be compared with those of others.

With two of them in a dataset, `review --auto-accept` only shows where they disagree.
"""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..components.db import connect
from ..components.db.known import find_known
from ..components.filters import filter_inputs
from ..components.preprocess import (
    add_tokens,
    make_ner_suggestions,
    make_spancat_suggestions,
    resolve_labels,
    split_sentences,
)
from ..components.stream import Stream
from ..messages import msg
from ..models.pipes import check_component, ensure_sentencizer
from ..registry import Arg, recipe
from ..types import SourceType, StreamType
from ..util import get_labels, load_spacy_model
from .parts import shared
from .parts.acting import get_acting_session, make_acting_answer
from .parts.keywords import also_named
from .parts.llm_suggesting import assemble
from .parts.textcat_suggestions import (
    DEFAULT_COMPONENTS,
    add_choice_style,
    check_threshold,
    get_textcat_labels,
    make_options_with_scores,
)

if TYPE_CHECKING:
    from spacy.language import Language

# What is done is safe if the command is stopped.
CHUNK_SIZE = 100
LLM_COMPONENT = "llm"

# What the three recipes have in common.
ARGUMENTS: dict[str, Any] = {
    **shared.TEXTS_AND_MODEL,
    "model_alias": ("Name of the annotator that the pipeline acts as", "positional", None, str),
    "labels": shared.MODEL_LABEL,
    # Sentences are only split if that is asked for: -U is accepted, and the default.
    "unsegmented": Arg("--unsegmented", "-U", help="Don't split texts into sentences"),
}


@recipe(
    "ner.model-annotate",
    **ARGUMENTS,
    component=shared.COMPONENT,
)
@also_named(nlp="spacy_model", label="labels")
def ner_model_annotate(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    model_alias: str,
    labels: list[str] | None = None,
    loader: str | None = None,
    component: str = "ner",
    unsegmented: bool = True,
) -> None:
    """Store the entities that a pipeline predicts, as if an annotator had found them."""
    nlp = load_pipeline(spacy_model)
    suggest = _suggest_spans(make_ner_suggestions, nlp, component, "ner", labels)
    stream = _open(source, loader, nlp, unsegmented)
    annotate(dataset, stream, model_alias, "ner_manual", suggest)


@recipe(
    "spans.model-annotate",
    **ARGUMENTS,
    component=shared.COMPONENT,
)
@also_named(nlp="spacy_model", label="labels")
def spans_model_annotate(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    model_alias: str,
    labels: list[str] | None = None,
    loader: str | None = None,
    component: str = "spancat",
    unsegmented: bool = True,
) -> None:
    """Store the overlapping spans that a pipeline predicts, as if an annotator had found them."""
    nlp = load_pipeline(spacy_model)
    suggest = _suggest_spans(make_spancat_suggestions, nlp, component, "spancat", labels)
    stream = _open(source, loader, nlp, unsegmented)
    annotate(dataset, stream, model_alias, "spans_manual", suggest)


@recipe(
    "textcat.model-annotate",
    **ARGUMENTS,
    threshold=shared.THRESHOLD,
    component=shared.TEXTCAT_COMPONENT,
)
@also_named(nlp="spacy_model", label="labels")
def textcat_model_annotate(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    model_alias: str,
    labels: list[str] | None = None,
    loader: str | None = None,
    threshold: float = 0.5,
    component: str | None = None,
    unsegmented: bool = True,
) -> None:
    """Store the categories that a pipeline predicts, as if an annotator had chosen them."""
    nlp = load_pipeline(spacy_model)
    check_threshold(threshold)
    component = choose_component(nlp, *([component] if component else DEFAULT_COMPONENTS))
    check_component(nlp, component, "textcat")
    labels, exclusive = get_textcat_labels(nlp, labels, component)

    def suggest(stream: StreamType) -> StreamType:
        tasks = make_options_with_scores(
            stream, nlp, labels, threshold, exclusive, component, show_progress_bar=True
        )
        return add_choice_style(tasks, "single" if exclusive else "multiple")

    stream = _open(source, loader, nlp, unsegmented)
    annotate(dataset, stream, model_alias, "choice", suggest)


def load_pipeline(spacy_model: Union[str, Path, "Language"]) -> "Language":
    """Load a pipeline, or make the one that a configuration file of spacy-llm describes.

    spacy_model (Union[str, Path, Language]): Name, path, "blank:xx" or the path of a .cfg file.
    RETURNS (Language): The pipeline.
    RAISES (ProdigyError): It can't be loaded.
    """
    if isinstance(spacy_model, (str, Path)) and str(spacy_model).endswith(".cfg"):
        return assemble(Path(spacy_model))
    return load_spacy_model(spacy_model)


def choose_component(nlp: "Language", *names: str) -> str:
    """Choose the component whose predictions are stored.

    nlp (Language): The pipeline.
    *names (str): Names of components that would do, the most wanted one first.
    RETURNS (str): The first that exists, or "llm" if the pipeline has only that, or the first.
    """
    found = [name for name in (*names, LLM_COMPONENT) if name in nlp.pipe_names]
    return found[0] if found else names[0]


def annotate(
    dataset: str,
    stream: Stream,
    alias: str,
    view_id: str,
    suggest: Callable[[StreamType], StreamType],
) -> None:
    """Store suggestions as answers of an annotator.

    dataset (str): Name of the dataset. It is created if it doesn't exist.
    stream (Stream): The texts. Those that the annotator has in the dataset are left out.
    alias (str): Name of the annotator.
    view_id (str): ID of the interface in which a person would answer.
    suggest (callable): Adds the suggestions to tasks.
    RAISES (RecipeError): A dataset or an annotator can't have this name.
    """
    db = connect()
    session_id = get_acting_session(db, dataset, alias)
    if session_id in db:
        known = find_known(db, [session_id], "input")
        stream.apply(filter_inputs, stream=stream, input_ids=known)
    stream.apply(suggest)
    count = 0
    while chunk := list(islice(stream, CHUNK_SIZE)):
        answers = [make_acting_answer(eg, view_id, session_id) for eg in chunk]
        db.save_answers(answers, dataset, session_id)
        count += len(answers)
    msg.good(f"Added {count} annotations of '{alias}' to dataset '{dataset}'", session_id)


def _suggest_spans(
    make_suggestions: Callable[..., StreamType],
    nlp: "Language",
    component: str,
    kind: str,
    labels: list[str] | None,
) -> Callable[[StreamType], StreamType]:
    component = choose_component(nlp, component)
    check_component(nlp, component, kind)
    labels = resolve_labels(nlp, component, recipe_labels=get_labels(labels))

    def suggest(stream: StreamType) -> StreamType:
        tasks = make_suggestions(stream, nlp, component, labels, show_progress_bar=True)
        return add_tokens(nlp, tasks, skip=True)

    return suggest


def _open(source: SourceType, loader: str | None, nlp: "Language", unsegmented: bool) -> Stream:
    stream = shared.open_texts(source, loader)
    if not unsegmented:
        stream.apply(split_sentences, nlp=ensure_sentencizer(nlp), stream=stream)
    return stream
