"""Named entity recognition."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Union

from ..components.preprocess import add_tokens, resolve_labels
from ..components.stream import get_stream
from ..logger import log
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType, TaskType
from ..util import get_labels, load_spacy_model, split_string
from .keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

    from ..models.matcher import PatternMatcher

__all__ = ["get_labels_from_ner", "manual", "remove_tokens"]


@recipe(
    "ner.manual",
    # fmt: off
    dataset=("Dataset to save the annotations to", "positional", None, str),
    spacy_model=("Loadable spaCy pipeline for the tokens, or blank:xx", "positional", None, str),
    source=("Texts to annotate: file path, - for stdin, or dataset:NAME", "positional", None, str),
    loader=("Loader, guessed from the file extension if not set", "option", "lo", str),
    label=("Labels separated by commas, or file with one per line", "option", "l", get_labels),
    patterns=("Path of a JSONL file with match patterns", "option", "pt", str),
    exclude=(
        "Datasets whose annotations to skip, separated by commas",
        "option",
        "e",
        split_string,
    ),
    highlight_chars=("Highlight characters instead of tokens", "flag", "C", bool),
    # fmt: on
)
@also_named(nlp="spacy_model")
def manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: Optional[str] = None,
    label: Optional[List[str]] = None,
    patterns: Union[str, Path, None] = None,
    exclude: Optional[List[str]] = None,
    highlight_chars: bool = False,
) -> RecipeSettingsType:
    """Highlight entities in text by hand. Only a tokenizer is needed, so blank:en and the like
    will do. Match patterns can highlight what is easy to find.
    """
    log("RECIPE: Starting recipe ner.manual", locals())
    nlp = load_spacy_model(spacy_model)
    # Without --label, the labels that the pipeline's entity recognizer knows.
    labels = resolve_labels(nlp, "ner", recipe_labels=label)
    # New hashes, because the same texts may come from files that were annotated before. The same
    # text twice would be the same work twice.
    stream = get_stream(source, loader=loader, rehash=True, dedup=True, input_key="text")
    if patterns is not None:
        from ..models.matcher import PatternMatcher

        # Every text is annotated, whether it has a match or not. Entities don't overlap, so of
        # overlapping matches the longest is kept.
        matcher = PatternMatcher(nlp, combine_matches=True, all_examples=True).from_disk(patterns)
        stream.apply(_add_matches, stream=stream, matcher=matcher)
    # The web app selects whole tokens, and needs to know which tokens a highlighted span covers.
    # Tokens that the data brings along would get in the way of single characters.
    stream.apply(
        add_tokens, nlp=nlp, stream=stream, use_chars=highlight_chars, overwrite=highlight_chars
    )
    return {
        "view_id": "ner_manual",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        # Characters as tokens are of no use for training, and make the data several times larger.
        "before_db": remove_tokens if highlight_chars else None,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            # A text that is done is not shown again only because its suggestions have changed.
            "exclude_by": "input",
            "ner_manual_highlight_chars": highlight_chars,
            "auto_count_stream": True,
        },
    }


def _add_matches(stream: StreamType, matcher: "PatternMatcher") -> Iterable[TaskType]:
    return (eg for _, eg in matcher(stream))


# Texts that are done already can be left out before the matcher sees them.
_add_matches.keeps_input = True  # type: ignore[attr-defined]


def remove_tokens(answers: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
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


def get_labels_from_ner(nlp: "Language", component: str = "ner") -> List[str]:
    """Get the labels that the entity recognizer of a pipeline knows.

    nlp (Language): The pipeline.
    component (str): Name of the component. Defaults to "ner".
    RETURNS (List[str]): The labels, empty if there is no such component.
    """
    return list(nlp.pipe_labels.get(component, ()))
