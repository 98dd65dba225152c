"""Named entity recognition."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..components.preprocess import (
    add_tokens,
    make_ner_suggestions,
    resolve_labels,
    split_sentences,
)
from ..components.stream import Stream
from ..errors import RecipeError
from ..models.matcher import PatternMatcher
from ..models.pipes import check_component, ensure_sentencizer
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model
from .parts import selecting, shared
from .parts.control import CONTROL, add_control
from .parts.elsewhere import import_when_used
from .parts.keywords import also_named
from .parts.shared import add_matches
from .parts.suggested import can_suggest, take_suggested
from .parts.updating import get_doc_spans, make_update

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from .batch_train import ner_batch_train as batch_train
    from .eval_ab import eval_ab
    from .model_annotate import ner_model_annotate as model_annotate
    from .ner_silver import silver_to_gold
    from .ner_teach import teach
    from .patterns import ner_match as match
    from .printing import print_stream

__all__ = [
    "batch_train",
    "correct",
    "eval_ab",
    "get_labels_from_ner",
    "get_ner_labels",
    "get_update",
    "make_gold",
    "manual",
    "match",
    "model_annotate",
    "preprocess_stream",
    "print_stream",
    "remove_tokens",
    "silver_to_gold",
    "teach",
]

__getattr__ = import_when_used(
    __name__,
    {
        "batch_train": "batch_train.ner_batch_train",
        "eval_ab": "eval_ab.eval_ab",
        "model_annotate": "model_annotate.ner_model_annotate",
        "silver_to_gold": "ner_silver.silver_to_gold",
        "teach": "ner_teach.teach",
        "match": "patterns.ner_match",
        "print_stream": "printing.print_stream",
    },
)

VIEW_ID = "ner_manual"


@recipe(
    "ner.manual",
    **shared.TEXTS_AND_MODEL,
    label=shared.LABEL,
    patterns=shared.PATTERNS,
    exclude=shared.EXCLUDE,
    highlight_chars=shared.HIGHLIGHT_CHARS,
    **selecting.SELECTION,
    update=selecting.LEARN,
    suggest=("With --update: highlight what the model has learned to find", "flag", "SG", bool),
)
@also_named(nlp="spacy_model")
def manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    patterns: str | Path | None = None,
    exclude: list[str] | None = None,
    highlight_chars: bool = False,
    prefer: str | None = None,
    explore: float | None = None,
    update: bool = False,
    suggest: bool = False,
) -> RecipeSettingsType:
    """Highlight entities in text by hand. Only a tokenizer is needed, so blank:en and the like
    will do. Match patterns can highlight what is easy to find.
    """
    nlp = load_spacy_model(spacy_model)
    # Without --label, the labels that the pipeline's entity recognizer knows.
    labels = resolve_labels(nlp, "ner", recipe_labels=get_labels(label))
    stream = shared.open_texts(source, loader)
    if patterns is not None:
        # Every text is annotated, whether it has a match or not. Entities don't overlap, so of
        # overlapping matches the longest is kept.
        matcher = PatternMatcher(nlp, combine_matches=True, all_examples=True).from_disk(patterns)
        shared.note_pattern_labels(matcher, labels, patterns)
        stream.apply(add_matches, stream=stream, matcher=matcher)
    learning = _order_by_hand(
        stream,
        prefer,
        explore,
        nlp,
        update=update,
        suggest=suggest,
        dataset=dataset,
        exclude=exclude,
    )
    # The web app selects whole tokens, and needs to know which tokens a highlighted span covers.
    # Tokens that the data brings along would get in the way of single characters.
    stream.apply(
        add_tokens,
        nlp=nlp,
        stream=stream,
        use_chars=highlight_chars,
        overwrite=highlight_chars,
        skip=stream.problems,
    )
    return {
        "view_id": VIEW_ID,
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        # Characters as tokens are of no use for training, and make the data several times larger.
        "before_db": remove_tokens if highlight_chars else None,
        **learning,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            # A text that is done is not shown again only because its suggestions have changed.
            "exclude_by": "input",
            "ner_manual_highlight_chars": highlight_chars,
            **learning.get("config", {}),
        },
    }


def _order_by_hand(
    stream: Stream,
    prefer: str | None,
    explore: float | None,
    nlp: "Language",
    *,
    update: bool,
    suggest: bool,
    dataset: str,
    exclude: list[str] | None,
) -> RecipeSettingsType:
    """Ask first what a light model that learns, or the pipeline, is least sure about."""
    settings: dict[str, Any] = {
        "dataset": dataset,
        "exclude": exclude,
        "nlp": nlp,
        "has_clue": lambda eg: bool(eg.get("spans")),
    }
    if suggest and not update:
        raise RecipeError(
            "--suggest needs --update",
            "What is highlighted is what a model has learned from the answers so far.",
        )
    if update:
        from ..models.light import LightTagger

        model = LightTagger(nlp)
        learning = selecting.add_learning(stream, prefer, explore, lambda: model, **settings)
        if suggest:
            stream.apply(selecting.add_suggestions, stream=stream, suggest=model.suggest)
        return learning
    selecting.add_selection(
        stream, prefer, explore, make_rate=selecting.rate_by(nlp, "ner", "entities"), **settings
    )
    return {}


@recipe(
    "ner.correct",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    update=shared.UPDATE,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
    component=shared.COMPONENT,
    control=CONTROL,
    **selecting.SELECTION,
)
@also_named(nlp="spacy_model")
def correct(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    update: bool = False,
    exclude: list[str] | None = None,
    unsegmented: bool = False,
    component: str = "ner",
    control: float | None = None,
    prefer: str | None = None,
    explore: float | None = None,
) -> RecipeSettingsType:
    """Correct the entities that a pipeline predicts. Texts are split into sentences before."""
    nlp = load_spacy_model(spacy_model)
    taken, no_missing = None, False
    if not (update or can_suggest(nlp, component)):
        options = {"component": (component, "ner"), "unsegmented": (unsegmented, False)}
        taken = take_suggested("ner.correct", source, loader, label, options)
    if taken is not None:
        stream, labels = taken
    else:
        check_component(nlp, component, "ner")
        labels, no_missing = get_ner_labels(nlp, label=label, component=component)
        stream = shared.open_texts(source, loader)
        if not unsegmented:
            # A freshly trained pipeline may have nothing that splits sentences.
            stream.apply(split_sentences, nlp=ensure_sentencizer(nlp), stream=stream)
    # What to ask is decided before anything is suggested: by then, the pipeline may know more.
    learn = selecting.add_corrections(
        stream,
        prefer,
        explore,
        (lambda: get_update(nlp, no_missing, component)) if update else None,
        make_rate=selecting.rate_by(nlp, component, "entities"),
        dataset=dataset,
        exclude=exclude,
        nlp=nlp,
    )
    if taken is None:
        # Spans that the data brings along are replaced by what the pipeline finds. There are no
        # patterns, since their matches might overlap with that.
        stream.apply(
            make_ner_suggestions, stream=stream, nlp=nlp, component=component, labels=labels
        )
    components = selecting.show_corrections(
        dataset, stream, VIEW_ID, nlp=nlp, labels=labels, exclude=exclude, update=learn
    )
    return add_control(components, control, "spans")


make_gold = correct


def preprocess_stream(
    stream: StreamType,
    nlp: "Language",
    *,
    labels: list[str] | None = None,
    unsegmented: bool = True,
    set_annotations: bool = True,
    component: str = "ner",
) -> StreamType:
    """Add tokens to tasks, and the entities that a pipeline predicts.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    labels (Optional[List[str]]): Use only entities with these labels. Defaults to None (all).
    unsegmented (bool): Don't split texts into sentences. Defaults to True.
    set_annotations (bool): Set the spans. Defaults to True. If False, only tokens are added.
    component (str): Name of the component that sets the entities. Defaults to "ner".
    YIELDS (dict): Copies of the tasks.
    """
    if not unsegmented:
        stream = split_sentences(nlp, stream)
    if set_annotations:
        stream = make_ner_suggestions(stream, nlp, component, labels)
    return add_tokens(nlp, stream)


def get_ner_labels(
    nlp: "Language", label: list[str] | None = None, component: str = "ner"
) -> tuple[list[str], bool]:
    """Decide which entities are annotated.

    nlp (Language): The pipeline.
    label (Optional[List[str]]): The labels that the user named. Defaults to None (all of them).
    component (str): Name of the entity recognizer. Defaults to "ner".
    RETURNS (Tuple[List[str], bool]): The labels, and whether that are all labels of the model: then
        what is not annotated is no entity.
    RAISES (RecipeError): There are no labels, or nobody named any and there is no such component.
    """
    if label and component not in nlp.pipe_names:
        return get_labels(label) or [], True
    check_component(nlp, component, "ner")
    labels = resolve_labels(nlp, component, recipe_labels=get_labels(label))
    return labels, set(get_labels_from_ner(nlp, component)).issubset(labels)


def get_update(
    nlp: "Language", no_missing: bool = False, component: str = "ner"
) -> Callable[[Iterable[TaskType]], float]:
    """Make an update callback for texts whose entities were corrected.

    nlp (Language): The pipeline. It is changed by the updates.
    no_missing (bool): What is not annotated is no entity. Defaults to False: nothing is known
        about it.
    component (str): Name of the entity recognizer. Defaults to "ner".
    RETURNS (Callable): `(answers) -> loss`.
    """

    def set_entities(doc: "Doc", eg: TaskType) -> bool:
        from spacy.util import filter_spans

        spans = filter_spans(get_doc_spans(doc, eg))
        doc.set_ents(spans, default="outside" if no_missing else "missing")
        return no_missing or bool(spans)

    return make_update(nlp, component, set_entities)


def remove_tokens(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Remove the tokens from answers, and their indices from the spans.

    answers (List[dict]): The answers. They are changed in place.
    RETURNS (List[dict]): The same answers.
    """
    for eg in answers:
        eg.pop("tokens", None)
        for span in eg.get("spans") or ():
            span.pop("token_start", None)
            span.pop("token_end", None)
    return answers


def get_labels_from_ner(nlp: "Language", component: str = "ner") -> list[str]:
    """Get the labels that the entity recognizer of a pipeline knows.

    nlp (Language): The pipeline.
    component (str): Name of the component. Defaults to "ner".
    RETURNS (List[str]): The labels, empty if there is no such component.
    """
    return list(nlp.pipe_labels.get(component, ()))
