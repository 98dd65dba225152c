"""Sentence boundaries."""

from typing import TYPE_CHECKING, Union

from ..components.decorators import keeps_input
from ..components.preprocess import add_tokens
from ..components.preprocess.suggestions import iter_docs, make_spans
from ..errors import RecipeError
from ..hashing import set_hashes
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType
from ..util import load_spacy_model
from .parts import shared
from .parts.keywords import also_named
from .parts.suggested import take_suggested
from .sent_teach import teach

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["SENT_START_LABEL", "correct", "preprocess_stream", "teach"]

# The label of tokens with which a sentence starts.
SENT_START_LABEL = "S"


@recipe(
    "sent.correct",
    **shared.TEXTS_AND_MODEL,
    exclude=shared.EXCLUDE,
)
@also_named(nlp="spacy_model")
def correct(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Correct the sentence boundaries that a pipeline predicts, by labelling the first token of
    each sentence.
    """
    nlp = load_spacy_model(spacy_model)
    # An empty pipeline sets no sentence boundaries.
    taken = None if nlp.pipe_names else take_suggested("sent.correct", source, loader)
    if taken is not None:
        stream, _ = taken
    else:
        stream = shared.open_texts(source, loader)
        stream.apply(_add_sentences, stream=stream, nlp=nlp)
    stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    return {
        "view_id": "pos_manual",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "labels": [SENT_START_LABEL],
            "exclude_by": "input",
            # A line break may well be the first token of a sentence.
            "allow_newline_highlight": True,
        },
    }


def preprocess_stream(stream: StreamType, nlp: "Language") -> StreamType:
    """Add tokens to tasks, and a span for the first token of each sentence.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): A pipeline that sets sentence boundaries.
    YIELDS (dict): Copies of the tasks.
    RAISES (RecipeError): The pipeline sets no sentence boundaries.
    """
    return add_tokens(nlp, _add_sentences(stream, nlp))


@keeps_input
def _add_sentences(stream: StreamType, nlp: "Language") -> StreamType:
    for eg, doc in iter_docs(stream, nlp):
        # A single token is a sentence in any case.
        if len(doc) > 1 and not doc.has_annotation("SENT_START"):
            raise RecipeError(
                "The pipeline sets no sentence boundaries",
                "Use one with a senter or parser, or add a sentencizer, which splits at "
                "punctuation: nlp.add_pipe('sentencizer')",
            )
        starts = [sent[:1] for sent in doc.sents] if len(doc) > 1 else [doc[:1]]
        spans = make_spans(eg["text"], (start for start in starts if len(start)))
        eg["spans"] = [{**span, "label": SENT_START_LABEL} for span in spans]
        yield set_hashes(eg, overwrite=True)
