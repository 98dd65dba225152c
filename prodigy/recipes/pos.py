"""Part-of-speech tags."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Union

from ..components.decorators import keeps_input
from ..components.preprocess import add_tokens, resolve_labels, split_sentences
from ..components.preprocess.suggestions import iter_docs, make_spans
from ..errors import RecipeError
from ..hashing import set_hashes
from ..logger import log
from ..models.pipes import check_component, ensure_sentencizer
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model
from .parts import selecting, shared
from .parts.keywords import also_named
from .parts.suggested import can_suggest, take_suggested
from .pos_teach import teach

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "correct",
    "find_learner",
    "get_pos_labels",
    "get_update",
    "make_gold",
    "preprocess_stream",
    "teach",
]

TAGGER = "tagger"
# Any of these may set the coarse tags: the attribute ruler maps them from the fine ones.
COARSE_COMPONENTS = ("tagger", "morphologizer", "attribute_ruler")
# https://universaldependencies.org/u/pos/
UNIVERSAL_TAGS = (
    *["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON"],
    *["PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"],
)


@recipe(
    "pos.correct",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
    fine_grained=("Use the fine-grained tags of the language", "flag", "FG", bool),
    **selecting.SELECTION,
    update=shared.UPDATE,
)
@also_named(nlp="spacy_model")
def correct(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    unsegmented: bool = False,
    fine_grained: bool = False,
    prefer: str | None = None,
    explore: float | None = None,
    update: bool = False,
) -> RecipeSettingsType:
    """Correct the part-of-speech tags that a pipeline predicts. Texts are split into sentences
    before.
    """
    nlp = load_spacy_model(spacy_model)
    taken = None
    if not (update or can_suggest(nlp, *COARSE_COMPONENTS)):
        options = {"fine_grained": (fine_grained, False), "unsegmented": (unsegmented, False)}
        taken = take_suggested("pos.correct", source, loader, label, options)
    if taken is not None:
        stream, labels = taken
    else:
        labels = get_pos_labels(nlp, label, fine_grained)
        stream = shared.open_texts(source, loader)
        if not unsegmented:
            # A freshly trained pipeline may have nothing that splits sentences.
            stream.apply(split_sentences, nlp=ensure_sentencizer(nlp), stream=stream)
    # What to ask is decided before anything is suggested: by then, the pipeline may know more.
    learn = selecting.add_corrections(
        stream,
        prefer,
        explore,
        (lambda: get_update(nlp, fine_grained)) if update else None,
        make_rate=selecting.rate_by(nlp, find_learner(nlp, fine_grained), "tags"),
        dataset=dataset,
        exclude=exclude,
        nlp=nlp,
    )
    if taken is None:
        stream.apply(_add_tags, stream=stream, nlp=nlp, labels=labels, fine_grained=fine_grained)
    return selecting.show_corrections(
        dataset, stream, "pos_manual", nlp=nlp, labels=labels, exclude=exclude, update=learn
    )


make_gold = correct


def find_learner(nlp: "Language", fine_grained: bool = False) -> str:
    """Find the component whose tags are corrected.

    nlp (Language): The pipeline.
    fine_grained (bool): Of fine-grained tags. Defaults to False.
    RETURNS (str): Its name: coarse tags come from a morphologizer, or from a tagger and a table of
        what its tags mean.
    """
    return "morphologizer" if not fine_grained and "morphologizer" in nlp.pipe_names else TAGGER


def get_update(
    nlp: "Language", fine_grained: bool = False
) -> Callable[[Iterable[TaskType]], float]:
    """Make an update callback for texts whose tags were corrected.

    nlp (Language): The pipeline. Its tagger or morphologizer is changed by the updates.
    fine_grained (bool): The tags are fine-grained. Defaults to False.
    RETURNS (Callable): `(answers) -> loss`. Only accepted answers are used.
    RAISES (RecipeError): There is no such component, or nothing says which coarse tags it sets.
    """
    from ..models.tagger import Tagger

    model = Tagger(nlp, component=find_learner(nlp, fine_grained), fine_grained=fine_grained)

    def update(answers: Iterable[TaskType]) -> float:
        return model.update(eg for eg in answers if eg.get("answer") == "accept")

    return update


def preprocess_stream(
    stream: StreamType,
    nlp: "Language",
    *,
    labels: list[str] | None = None,
    unsegmented: bool = True,
    fine_grained: bool = False,
) -> StreamType:
    """Add tokens to tasks, and the part-of-speech tags that a pipeline predicts.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    labels (Optional[List[str]]): Use only these tags. Defaults to None (all).
    unsegmented (bool): Don't split texts into sentences. Defaults to True.
    fine_grained (bool): Use the fine-grained tags of the language. Defaults to False.
    YIELDS (dict): Copies of the tasks, with a span for each tag.
    """
    if not unsegmented:
        stream = split_sentences(nlp, stream)
    return add_tokens(nlp, _add_tags(stream, nlp, labels, fine_grained))


def get_pos_labels(
    nlp: "Language", label: list[str] | None = None, fine_grained: bool = False
) -> list[str]:
    """Decide which tags are annotated.

    nlp (Language): The pipeline.
    label (Optional[List[str]]): The tags that the user named. Defaults to None: all that the
        tagger knows, or the universal ones.
    fine_grained (bool): Use the fine-grained tags of the language. Defaults to False.
    RETURNS (List[str]): The tags.
    RAISES (RecipeError): The pipeline has no tagger.
    """
    if fine_grained:
        check_component(nlp, TAGGER)
        return resolve_labels(nlp, TAGGER, recipe_labels=get_labels(label))
    if not any(name in nlp.pipe_names for name in COARSE_COMPONENTS):
        check_component(nlp, TAGGER)
    labels = get_labels(label) or list(UNIVERSAL_TAGS)
    log(f"RECIPE: Annotating with {len(labels)} labels", labels)
    return labels


@keeps_input
def _add_tags(
    stream: StreamType, nlp: "Language", labels: list[str] | None, fine_grained: bool
) -> StreamType:
    for eg, doc in iter_docs(stream, nlp):
        if not doc.has_annotation("TAG" if fine_grained else "POS") and eg["text"].strip():
            raise RecipeError(
                f"The pipeline sets no {'fine-grained' if fine_grained else 'coarse'} tags",
                "Coarse tags come from a morphologizer, or from a tagger and an attribute ruler, "
                "fine-grained ones from a tagger. The other ones are used "
                f"{'without' if fine_grained else 'with'} --fine-grained.",
            )
        spans = []
        for token in doc:
            span = doc[token.i : token.i + 1]
            [made] = make_spans(eg["text"], [span])
            made["label"] = token.tag_ if fine_grained else token.pos_
            if made["label"] and (labels is None or made["label"] in labels):
                spans.append(made)
        eg["spans"] = spans
        yield set_hashes(eg, overwrite=True)
