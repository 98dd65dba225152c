"""Syntactic dependencies."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Union

from ..components.decorators import keeps_input
from ..components.preprocess import add_tokens, resolve_labels, split_sentences
from ..components.preprocess.suggestions import iter_docs
from ..hashing import set_hashes
from ..models.pipes import check_component
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model
from .dep_teach import teach
from .parts import shared
from .parts.keywords import also_named
from .parts.suggested import can_suggest, take_suggested
from .parts.updating import make_update

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

__all__ = ["correct", "get_dep_labels", "get_update", "preprocess_stream", "teach"]

PARSER = "parser"
# The root of a sentence is a relation from the token to itself.
ROOT_LABEL = "ROOT"


@recipe(
    "dep.correct",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    update=shared.UPDATE,
    exclude=shared.EXCLUDE,
    wrap=shared.WRAP,
    unsegmented=shared.UNSEGMENTED,
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
    wrap: bool = False,
    unsegmented: bool = False,
) -> RecipeSettingsType:
    """Correct the dependencies that a parser predicts. Texts are split into sentences before."""
    nlp = load_spacy_model(spacy_model)
    taken = None
    if not (update or can_suggest(nlp, PARSER)):
        options = {"unsegmented": (unsegmented, False)}
        taken = take_suggested("dep.correct", source, loader, label, options)
    if taken is not None:
        stream, labels = taken
    else:
        labels = get_dep_labels(nlp, label)
        stream = shared.open_texts(source, loader)
        if not unsegmented:
            stream.apply(split_sentences, nlp=nlp, stream=stream)
        stream.apply(_add_relations, stream=stream, nlp=nlp, labels=labels)
    stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    return {
        "view_id": "relations",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "update": get_update(nlp) if update else None,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            "exclude_by": "input",
            "wrap_relations": wrap,
            # A sentence needs more width than usual, and fewer levels of arcs than relations.
            "custom_theme": {"cardMaxWidth": "90%", "relationHeight": 150},
        },
    }


def preprocess_stream(
    stream: StreamType,
    nlp: "Language",
    *,
    unsegmented: bool = True,
    labels: list[str] | None = None,
) -> StreamType:
    """Add tokens to tasks, and the dependencies that a parser predicts.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): A pipeline with a parser.
    unsegmented (bool): Don't split texts into sentences. Defaults to True.
    labels (Optional[List[str]]): Use only dependencies with these labels. Defaults to None (all).
    YIELDS (dict): Copies of the tasks, with "relations".
    """
    if not unsegmented:
        stream = split_sentences(nlp, stream)
    return add_tokens(nlp, _add_relations(stream, nlp, labels))


def get_dep_labels(nlp: "Language", label: list[str] | None = None) -> list[str]:
    """Decide which dependencies are annotated.

    nlp (Language): The pipeline.
    label (Optional[List[str]]): The labels that the user named. Defaults to None (all that the
        parser knows).
    RETURNS (List[str]): The labels.
    RAISES (RecipeError): The pipeline has no parser.
    """
    check_component(nlp, PARSER)
    return resolve_labels(nlp, PARSER, recipe_labels=get_labels(label))


def get_update(nlp: "Language") -> Callable[[Iterable[TaskType]], float]:
    """Make an update callback for texts whose dependencies were corrected.

    nlp (Language): The pipeline. It is changed by the updates.
    RETURNS (Callable): `(answers) -> loss`.
    """

    check_component(nlp, PARSER)
    known = {*nlp.pipe_labels.get(PARSER, ()), ROOT_LABEL}

    def set_dependencies(doc: "Doc", eg: TaskType) -> bool:
        from numpy import array

        # Without a label, spaCy takes the head as unknown. So it is, if only some of the labels
        # are annotated. The parser can't learn new labels once it is trained.
        heads, labels = [0] * len(doc), [0] * len(doc)
        for relation in eg.get("relations") or ():
            head, child = relation["head"], relation["child"]
            if relation["label"] in known and max(head, child) < len(doc):
                heads[child] = (head - child) % 2**64  # relative, as an unsigned number
                labels[child] = doc.vocab.strings.add(relation["label"])
        doc.from_array(["HEAD", "DEP"], array([heads, labels], dtype="uint64").T)
        return any(labels)

    return make_update(nlp, PARSER, set_dependencies)


@keeps_input
def _add_relations(
    stream: StreamType, nlp: "Language", labels: list[str] | None = None
) -> StreamType:
    for eg, doc in iter_docs(stream, nlp):
        relations = [_make_relation(token) for token in doc if token.dep_]
        eg["relations"] = [
            relation for relation in relations if labels is None or relation["label"] in labels
        ]
        # Spans would be drawn as units with relations of their own.
        eg.pop("spans", None)
        yield set_hashes(eg, overwrite=True)


def _make_relation(token: "Token") -> dict[str, Any]:
    is_root = token.head.i == token.i
    return {
        "child": token.i,
        "head": token.head.i,
        "label": ROOT_LABEL if is_root else token.dep_,
        "head_span": _make_end(token.head),
        "child_span": _make_end(token),
    }


def _make_end(token: "Token") -> dict[str, Any]:
    return {
        "start": token.idx,
        "end": token.idx + len(token),
        "token_start": token.i,
        "token_end": token.i,
        "label": None,
    }
