"""Text classification."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Union

from ..components.preprocess import add_label_options, add_labels_to_stream
from ..errors import RecipeError
from ..models.textcat import infer_exclusive
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model
from .parts import selecting, shared
from .parts.control import CONTROL, add_control
from .parts.elsewhere import import_when_used
from .parts.keywords import also_named
from .parts.suggested import can_suggest, take_suggested
from .parts.textcat_suggestions import (
    DEFAULT_COMPONENTS,
    add_choice_style,
    check_threshold,
    find_component,
    get_choice_style,
    get_textcat_labels,
    make_options_with_scores,
)
from .parts.updating import make_update

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from .model_annotate import textcat_model_annotate as model_annotate
    from .textcat_teach import teach

__all__ = [
    "add_label_options",
    "add_labels_to_stream",
    "correct",
    "get_textcat_labels",
    "get_update",
    "manual",
    "model_annotate",
    "preprocess_stream",
    "teach",
]

__getattr__ = import_when_used(
    __name__,
    {
        "model_annotate": "model_annotate.textcat_model_annotate",
        "teach": "textcat_teach.teach",
    },
)

VIEW_ID = "choice"


@recipe(
    "textcat.manual",
    dataset=shared.DATASET,
    source=shared.TEXTS,
    loader=shared.LOADER,
    label=shared.LABEL,
    exclusive=("Exactly one label applies to a text", "flag", "E", bool),
    exclude=shared.EXCLUDE,
    accept_empty=("Don't ask before submitting a text without labels", "flag", "ace", bool),
    **selecting.SELECTION,
    update=selecting.LEARN,
    encoder=shared.ENCODER,
)
def manual(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    exclusive: bool = False,
    exclude: list[str] | None = None,
    accept_empty: bool = False,
    prefer: str | None = None,
    explore: float | None = None,
    update: bool = False,
    encoder: str | None = None,
) -> RecipeSettingsType:
    """Choose labels for texts by hand. With one label only, accept or reject it."""
    labels = list(dict.fromkeys(get_labels(label)))
    if not labels:
        raise RecipeError(
            "textcat.manual needs at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label POSITIVE,NEGATIVE",
        )
    has_options = len(labels) > 1
    stream = shared.open_texts(source, loader)
    # Several labels may be selected, unless they exclude each other.
    choice_style = "single" if exclusive else "multiple"
    if has_options:
        stream.apply(add_label_options, stream=stream, label=labels)
        stream.apply(add_choice_style, stream=stream, style=choice_style)
    else:
        # A yes or no question about the label, which becomes a part of the task hash: the same
        # text may be asked again about another label.
        stream.apply(add_labels_to_stream, stream=stream, labels=labels)
    exclude_by = "input" if has_options else "task"
    settings: dict[str, Any] = {"dataset": dataset, "exclude": exclude, "by": exclude_by}
    learning: RecipeSettingsType = {}
    if encoder is not None:
        if not update and prefer is None:
            raise RecipeError(
                "--encoder has no effect without --update or --prefer",
                "Vectors say which texts to ask first. Add --update, to learn that from the "
                "answers, or --prefer diverse or representative.",
            )
        from .parts.encoding import make_encoded_rate, open_encoder

        settings["encode"] = open_encoder(encoder)
    if update:
        from ..models.light import LightClassifier

        learning = selecting.add_learning(
            stream,
            prefer,
            explore,
            lambda: (
                make_encoded_rate(settings["encode"], labels, exclusive)
                if encoder is not None
                else LightClassifier(labels, exclusive=exclusive)
            ),
            **settings,
        )
    else:
        selecting.add_selection(stream, prefer, explore, make_rate=lambda: None, **settings)
    return {
        "view_id": VIEW_ID if has_options else "classification",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        **learning,
        "config": {
            "labels": labels,
            "choice_style": choice_style,
            # Nothing is left to do once the one label is chosen.
            "choice_auto_accept": exclusive,
            "choice_accept_empty": accept_empty,
            "exclude_by": exclude_by,
            **learning.get("config", {}),
        },
    }


@recipe(
    "textcat.correct",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    update=shared.UPDATE,
    exclude=shared.EXCLUDE,
    threshold=shared.THRESHOLD,
    component=shared.TEXTCAT_COMPONENT,
    control=CONTROL,
    **selecting.SELECTION,
    encoder=shared.ENCODER,
    exclusive=("With --encoder: exactly one label applies to a text", "flag", "E", bool),
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
    threshold: float = 0.5,
    component: str | None = None,
    control: float | None = None,
    prefer: str | None = None,
    explore: float | None = None,
    encoder: str | None = None,
    exclusive: bool = False,
) -> RecipeSettingsType:
    """Correct the categories that a pipeline predicts, or with --encoder a classifier on vectors
    of the texts, which learns from the answers.
    """
    nlp = load_spacy_model(spacy_model)
    check_threshold(threshold)
    if encoder is not None:
        from .parts.encoding import correct_encoded

        if component or not get_labels(label):
            label, is_exclusive = get_textcat_labels(nlp, label, component)
            exclusive = exclusive or is_exclusive
        stream = shared.open_texts(source, loader)
        learning = correct_encoded(
            stream,
            encoder,
            get_labels(label),
            exclusive,
            threshold,
            update,
            (prefer, explore),
            dataset=dataset,
            exclude=exclude,
        )
        return add_control(learning, control, "accept")
    taken = None
    if not (update or can_suggest(nlp, *([component] if component else DEFAULT_COMPONENTS))):
        options = {"component": (component, None), "threshold": (threshold, 0.5)}
        taken = take_suggested("textcat.correct", source, loader, label, options)
    if taken is not None:
        stream, labels = taken
        choice_style = get_choice_style(stream.peek())
    else:
        component = find_component(nlp, component)
        labels, is_exclusive = get_textcat_labels(nlp, label, component)
        stream = shared.open_texts(source, loader)
    # What to ask is decided before anything is suggested: by then, the pipeline may know more.
    learn = selecting.add_corrections(
        stream,
        prefer,
        explore,
        (lambda: get_update(nlp, component)) if update else None,
        make_rate=selecting.rate_by(nlp, None if taken else component, "classes"),
        dataset=dataset,
        exclude=exclude,
        nlp=nlp,
    )
    if taken is None:
        stream.apply(
            make_options_with_scores,
            stream=stream,
            nlp=nlp,
            labels=labels,
            threshold=threshold,
            exclusive=is_exclusive,
            component=component,
        )
        # The only label of an exclusive classifier must be possible to deselect.
        choice_style = "single" if is_exclusive and len(labels) > 1 else "multiple"
        stream.apply(add_choice_style, stream=stream, style=choice_style)
    components: RecipeSettingsType = {
        "view_id": VIEW_ID,
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "update": learn,
        "config": {
            "labels": labels,
            # Nothing is submitted at once: what is selected already may be right.
            "choice_style": choice_style,
            "exclude_by": "input",
        },
    }
    return add_control(components, control, "accept")


def preprocess_stream(
    stream: StreamType,
    nlp: "Language",
    labels: list[str] | None = None,
    threshold: float = 0.5,
    exclusive: bool | None = None,
    component: str | None = None,
) -> StreamType:
    """Add an option per label to each task, and select those that a pipeline finds likely.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    labels (Optional[List[str]]): The labels. Defaults to None (all of the text classifier).
    threshold (float): Select labels with at least this score. Defaults to 0.5.
    exclusive (Optional[bool]): Select only the best of them. Defaults to None (what the text
        classifier is made for).
    component (Optional[str]): Name of the text classifier. Defaults to None ("textcat", or else
        "textcat_multilabel").
    YIELDS (dict): Copies of the tasks with "options" and "accept".
    """
    component = find_component(nlp, component)
    if not labels:
        labels, _ = get_textcat_labels(nlp, None, component)
    if exclusive is None:
        exclusive = infer_exclusive(nlp, component)
    return make_options_with_scores(stream, nlp, labels, threshold, exclusive, component)


def get_update(
    nlp: "Language", component: str | None = None
) -> Callable[[Iterable[TaskType]], float]:
    """Make an update callback for texts whose categories were corrected.

    nlp (Language): The pipeline. It is changed by the updates.
    component (Optional[str]): Name of the text classifier. Defaults to None ("textcat", or else
        "textcat_multilabel").
    RETURNS (Callable): `(answers) -> loss`.
    """
    component = find_component(nlp, component)
    known, exclusive = set(nlp.pipe_labels.get(component, ())), infer_exclusive(nlp, component)

    def set_categories(doc: "Doc", eg: TaskType) -> bool:
        selected = set(eg.get("accept") or ())
        names = [option["id"] for option in eg.get("options") or ()]
        # A text classifier can't learn new labels once it is trained.
        doc.cats = {name: float(name in selected) for name in names if name in known}
        n_selected = sum(doc.cats.values())
        return bool(doc.cats) and not (exclusive and n_selected > 1)

    return make_update(nlp, component, set_categories)
