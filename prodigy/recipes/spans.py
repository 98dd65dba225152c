"""Spans that may overlap or contain each other."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..components.preprocess import add_tokens, make_spancat_suggestions, resolve_labels
from ..components.preprocess.suggestions import DEFAULT_SPANS_KEY, iter_docs, make_spans
from ..hashing import set_hashes
from ..models.matcher import PatternMatcher
from ..models.pipes import check_component
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model
from .ner import remove_tokens
from .parts import selecting, shared
from .parts.control import CONTROL, add_control
from .parts.elsewhere import import_when_used
from .parts.keywords import also_named
from .parts.shared import add_matches
from .parts.suggested import can_suggest, take_suggested
from .parts.suggester import make_validator
from .parts.updating import get_doc_spans, make_update

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from .model_annotate import spans_model_annotate as model_annotate

__all__ = [
    "correct",
    "get_span_labels",
    "get_update",
    "manual",
    "model_annotate",
    "preprocess_stream",
    "remove_tokens",
]

__getattr__ = import_when_used(
    __name__,
    {
        "model_annotate": "model_annotate.spans_model_annotate",
    },
)

VIEW_ID = "spans_manual"


@recipe(
    "spans.manual",
    **shared.TEXTS_AND_MODEL,
    label=shared.LABEL,
    patterns=shared.PATTERNS,
    suggester=("Only allow spans that this registered suggester finds", "option", "sg", str),
    exclude=shared.EXCLUDE,
    highlight_chars=shared.HIGHLIGHT_CHARS,
)
@also_named(nlp="spacy_model")
def manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    patterns: str | Path | None = None,
    suggester: str | None = None,
    exclude: list[str] | None = None,
    highlight_chars: bool = False,
) -> RecipeSettingsType:
    """Highlight spans in text by hand, which may overlap. Only a tokenizer is needed."""
    nlp = load_spacy_model(spacy_model)
    labels = resolve_labels(nlp, "spancat", recipe_labels=get_labels(label))
    stream = shared.open_texts(source, loader)
    if patterns is not None:
        # Matches within other matches are kept, too.
        matcher = PatternMatcher(nlp, combine_matches=True, all_examples=True, allow_overlap=True)
        shared.note_pattern_labels(matcher.from_disk(patterns), labels, patterns)
        stream.apply(add_matches, stream=stream, matcher=matcher)
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
        # Spans that the suggester of a model doesn't find could never be learned.
        "validate_answer": make_validator(nlp, suggester) if suggester else None,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            "exclude_by": "input",
            "ner_manual_highlight_chars": highlight_chars,
        },
    }


@recipe(
    "spans.correct",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    update=shared.UPDATE,
    exclude=shared.EXCLUDE,
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
    component: str = "spancat",
    control: float | None = None,
    prefer: str | None = None,
    explore: float | None = None,
) -> RecipeSettingsType:
    """Correct the spans that a pipeline predicts, which may overlap."""
    nlp = load_spacy_model(spacy_model)
    taken, key = None, DEFAULT_SPANS_KEY
    if not (update or can_suggest(nlp, component)):
        options = {"component": (component, "spancat")}
        taken = take_suggested("spans.correct", source, loader, label, options)
    if taken is not None:
        stream, labels = taken
    else:
        labels, key = get_span_labels(nlp, label=label, component=component)
        stream = shared.open_texts(source, loader)
    # What to ask is decided before anything is suggested: by then, the pipeline may know more.
    learn = selecting.add_corrections(
        stream,
        prefer,
        explore,
        (lambda: get_update(nlp, key, component)) if update else None,
        make_rate=selecting.rate_by(nlp, component, "spans"),
        dataset=dataset,
        exclude=exclude,
        nlp=nlp,
    )
    if taken is None:
        stream.apply(
            make_spancat_suggestions, stream=stream, nlp=nlp, component=component, labels=labels
        )
    components = selecting.show_corrections(
        dataset, stream, VIEW_ID, nlp=nlp, labels=labels, exclude=exclude, update=learn
    )
    return add_control(components, control, "spans")


def preprocess_stream(
    stream: StreamType,
    nlp: "Language",
    *,
    labels: list[str] | None = None,
    key: str = DEFAULT_SPANS_KEY,
    set_annotations: bool = True,
) -> StreamType:
    """Add tokens to tasks, and the possibly overlapping spans that a pipeline predicts.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    labels (Optional[List[str]]): Use only spans with these labels. Defaults to None (all).
    key (str): The key in `doc.spans`. Defaults to "sc".
    set_annotations (bool): Set the spans. Defaults to True. If False, only tokens are added.
    YIELDS (dict): Copies of the tasks.
    """
    return add_tokens(nlp, _add_spans(stream, nlp, labels, key) if set_annotations else stream)


def _add_spans(
    stream: StreamType, nlp: "Language", labels: list[str] | None, key: str
) -> StreamType:
    for eg, doc in iter_docs(stream, nlp):
        eg["spans"] = make_spans(eg["text"], doc.spans.get(key, ()), labels)
        yield set_hashes(eg, overwrite=True)


def get_span_labels(
    nlp: "Language", label: list[str] | None = None, component: str = "spancat"
) -> tuple[list[str], str]:
    """Decide which spans are annotated.

    nlp (Language): The pipeline.
    label (Optional[List[str]]): The labels that the user named. Defaults to None (all that the
        component knows).
    component (str): Name of the component that finds the spans. Defaults to "spancat".
    RETURNS (Tuple[List[str], str]): The labels, and the key of the spans in `doc.spans`.
    RAISES (RecipeError): There is no such component, or there are no labels.
    """
    check_component(nlp, component, "spancat")
    labels = resolve_labels(nlp, component, recipe_labels=get_labels(label))
    return labels, getattr(nlp.get_pipe(component), "key", None) or DEFAULT_SPANS_KEY


def get_update(
    nlp: "Language", key: str = DEFAULT_SPANS_KEY, component: str = "spancat"
) -> Callable[[Iterable[TaskType]], float]:
    """Make an update callback for texts whose spans were corrected.

    nlp (Language): The pipeline. It is changed by the updates.
    key (str): The key of the spans in `doc.spans`. Defaults to "sc".
    component (str): Name of the span categorizer. Defaults to "spancat".
    RETURNS (Callable): `(answers) -> loss`.
    """
    check_component(nlp, component, "spancat")
    known: Any = set(nlp.pipe_labels.get(component, ()))

    def set_spans(doc: "Doc", eg: TaskType) -> bool:
        # A span categorizer can't learn new labels once it is trained.
        doc.spans[key] = [span for span in get_doc_spans(doc, eg) if span.label_ in known]
        return True

    return make_update(nlp, component, set_spans)
