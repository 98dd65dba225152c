"""Match patterns: deciding on their matches, and selecting texts by them."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..components.db import connect
from ..components.db.custom import iter_examples
from ..components.db.names import check_dataset_name
from ..components.decorators import keeps_input
from ..errors import RecipeError
from ..messages import msg
from ..models.matcher import PatternMatcher
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType
from ..util import get_labels, get_timestamp_session_id, load_spacy_model
from .parts import shared, teaching
from .parts.dataset_io import to_lines, write_file
from .parts.keywords import also_named
from .parts.shared import add_matches

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["filter_by_patterns", "match", "ner_match"]

DATASET_PREFIX = "dataset:"
PATTERN_LABEL = (
    "Use only patterns with these labels, separated by commas",
    "option",
    "l",
    get_labels,
)


@recipe(
    "ner.match",
    **shared.TEXTS_AND_MODEL,
    patterns=shared.PATTERNS,
    label=PATTERN_LABEL,
    exclude=shared.EXCLUDE,
    resume=("Start with the scores that the answers in the dataset give", "flag", "R", bool),
)
@also_named(nlp="spacy_model")
def ner_match(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    patterns: str | Path | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    resume: bool = False,
) -> RecipeSettingsType:
    """Accept or reject the matches of patterns, one at a time."""
    patterns = _require_patterns("ner.match", patterns)
    nlp = load_spacy_model(spacy_model)
    matcher = PatternMatcher(nlp, filter_labels=get_labels(label) or None).from_disk(patterns)
    _require_any(matcher, patterns)
    if resume:
        db = connect()
        if dataset in db:
            matcher.update(iter_examples(db, dataset))
    stream = teaching.open_questions(source, loader)
    stream.apply(add_matches, stream=stream, matcher=matcher)
    if not teaching.find_seen([dataset, *(exclude or ())]):  # Else all may be done.
        stream.apply(require_matches, stream=stream)
    return {
        "view_id": "ner",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {"lang": nlp.lang},
    }


@recipe(
    "match",
    **shared.TEXTS_AND_MODEL,
    label=PATTERN_LABEL,
    patterns=shared.PATTERNS,
    exclude=shared.EXCLUDE,
    label_task=("Give the label of the pattern to the whole text", "flag", "LT", bool),
    label_span=("Give the label of the pattern to the match. The default", "flag", "LS", bool),
    combine_matches=("Show all matches of a text at once", "flag", "C", bool),
    all_examples=("Show texts without a match as well", "flag", "AE", bool),
)
@also_named(nlp="spacy_model")
def match(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    patterns: str | Path | None = None,
    exclude: list[str] | None = None,
    label_task: bool = False,
    label_span: bool = False,
    combine_matches: bool = False,
    all_examples: bool = False,
) -> RecipeSettingsType:
    """Accept or reject the matches of patterns, as labels of spans or of whole texts."""
    patterns = _require_patterns("match", patterns)
    nlp = load_spacy_model(spacy_model)
    matcher = PatternMatcher(
        nlp,
        label_span=label_span or not label_task,
        label_task=label_task,
        combine_matches=combine_matches,
        all_examples=all_examples,
        filter_labels=get_labels(label) or None,
    ).from_disk(patterns)
    _require_any(matcher, patterns)
    stream = teaching.open_questions(source, loader)
    stream.apply(add_matches, stream=stream, matcher=matcher)
    if not teaching.find_seen([dataset, *(exclude or ())]):  # Else all may be done.
        stream.apply(require_matches, stream=stream)
    return {
        "view_id": "classification" if label_task else "ner",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "label": ", ".join(matcher.labels),
            # The same text may be asked about once for each match.
            "exclude_by": "task",
        },
    }


@recipe(
    "filter-by-patterns",
    source=shared.TEXTS,
    output=("JSONL file to write, - for standard output, or dataset:NAME", "positional", None, str),
    spacy_model=("Loadable spaCy pipeline, or blank:xx", "option", "m", str),
    patterns=shared.PATTERNS,
    label=PATTERN_LABEL,
    loader=shared.LOADER,
)
@also_named(nlp="spacy_model")
def filter_by_patterns(
    source: SourceType,
    output: str | Path,
    spacy_model: Union[str, "Language"] = "blank:en",
    patterns: str | Path | None = None,
    label: list[str] | None = None,
    loader: str | None = None,
) -> None:
    """Keep the texts in which patterns match, with the matches as spans."""
    patterns = _require_patterns("filter-by-patterns", patterns)
    matcher = PatternMatcher(
        load_spacy_model(spacy_model), combine_matches=True, filter_labels=get_labels(label) or None
    ).from_disk(patterns)
    _require_any(matcher, patterns)
    counts = {"total": 0, "kept": 0}
    stream = shared.open_texts(source, loader)
    stream.apply(_count, stream=stream, counts=counts, key="total")
    stream.apply(add_matches, stream=stream, matcher=matcher)
    stream.apply(_count, stream=stream, counts=counts, key="kept")
    if str(output) == "-":
        for line in to_lines(stream):
            sys.stdout.write(line)
    elif str(output).startswith(DATASET_PREFIX):
        _add_to_dataset(str(output)[len(DATASET_PREFIX) :], stream)
    else:
        write_file(Path(output), stream)
    place = None if str(output) == "-" else str(output)
    msg.good(f"Kept {counts['kept']} of {counts['total']} texts", place)


def _require_patterns(name: str, patterns: str | Path | None) -> str | Path:
    if patterns is None:
        raise RecipeError(
            f"{name} needs match patterns",
            "Name a JSONL file with a pattern per line: --patterns ./patterns.jsonl",
        )
    return patterns


def _require_any(matcher: "PatternMatcher", patterns: str | Path) -> None:
    """Only labels that no pattern has can have left none of them."""
    if not matcher.patterns:
        wanted = ", ".join(sorted(matcher.filter_labels or ()))
        raise RecipeError(
            f"No pattern in {patterns} has the label {wanted}",
            "Check the spelling, or leave out --label to use all patterns.",
        )


@keeps_input
def require_matches(stream: StreamType) -> Iterator[dict[str, Any]]:
    """Explain why there is nothing to annotate, if nothing matches.

    stream (Iterable[dict]): The matches.
    YIELDS (dict): The matches.
    RAISES (RecipeError): There are none.
    """
    is_empty = True
    for eg in stream:
        is_empty = False
        yield eg
    if is_empty:
        raise RecipeError(
            "No pattern matches in any text",
            "Patterns that are strings match exactly, so upper and lower case count. To try them, "
            "run: prodigy filter-by-patterns SOURCE - --patterns PATTERNS",
        )


def _count(stream: Iterable[dict[str, Any]], counts: dict[str, int], key: str) -> Iterator[Any]:
    for eg in stream:
        counts[key] += 1
        yield eg


def _add_to_dataset(name: str, stream: Iterable[dict[str, Any]]) -> None:
    try:
        check_dataset_name(name)
    except ValueError as err:
        raise RecipeError(f"Can't save the texts in the dataset '{name}'", str(err)) from err
    db = connect()
    session_id = get_timestamp_session_id()
    db.add_dataset(name)
    db.add_dataset(session_id, session=True)
    # The matches are taken as right, as if somebody had accepted all of them.
    answers = (
        {**eg, "answer": "accept", "_view_id": "ner", "_session_id": session_id} for eg in stream
    )
    db.add_examples(answers, datasets=[name, session_id])
